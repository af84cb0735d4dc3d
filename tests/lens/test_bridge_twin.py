"""The bridge equals its plain twin on a generated programme: every step of every month, to the last decimal.

Its ledger refers to no invoice; on five other shapes the two are compared by `make validate`.
"""

import pytest

from fullscore.run.money import follow_the_money
from tests.lens.twin_bridge import bridge
from tests.measures.worlds import built, make_world

WORLDS = ((2, "sparse"),)


@pytest.mark.parametrize(("seed", "shape"), WORLDS, ids=[shape for _, shape in WORLDS])
def test_every_month_equals_the_twin(seed: int, shape: str) -> None:
    world = make_world(seed, shape=shape)
    circle = follow_the_money(built(world), by_unit=True)
    assert all(part.residual == 0 for _, part in (*circle.months, *circle.units))
    theirs = bridge(world)
    months = dict(circle.months)
    for (month, step), amount in theirs.items():
        ours = months[month]
        told = {**dict(ours.steps), "ledger": ours.ledger, "unexplained": ours.unexplained}
        assert told[step] == amount, (month, step)
    assert {month for month, ours in circle.months if ours.is_any} <= {month for month, _ in theirs}
    assert (
        circle.bridge.unexplained == sum(amount for (_, step), amount in theirs.items() if step == "unexplained") != 0
    )
    units = {unit for unit, _ in circle.units}
    assert units >= {row["org_unit_id"] for row in world.rows["ledger_line"][:9] if row["org_unit_id"]}
    assert sum(bridge.ledger for _, bridge in circle.units) == circle.bridge.ledger

"""Every planted invoice error and posting is found on seeds and shapes that nobody looked at, and bridges close."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from fullscore.lens.demand import demand
from fullscore.lens.line_errors import line_errors
from fullscore.run.money import follow_the_money
from fullscore.simulate import northgate
from tests.conftest import Folder
from tests.lens.planted import Planted
from tests.lens.twin_bridge import bridge
from tests.measures.worlds import built, make_world

CENT = Decimal("0.01")
WORLDS = ((11, "default"), (12, "sparse"), (13, "single_currency"), (14, "no_events"), (15, "busy"))


@pytest.mark.parametrize(("seed", "scale"), [(northgate.SEED, 0.05), (7, 0.03), (99, 0.02)])
def test_the_sample_programme_shows_its_mistakes_and_its_bridge_closes(seed: int, scale: float, tmp_path: Path) -> None:
    planted = json.loads(json.dumps(northgate.write(tmp_path, seed=seed, scale=scale).planted))
    folder = Folder(tmp_path)
    folder.built()
    with folder.edition() as edition:
        circle, told = follow_the_money(edition), demand(edition)
    lines: dict[str, int] = defaultdict(int)
    amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for error in circle.errors:
        lines[error.kind] += 1
        amounts[error.kind][error.currency] += error.amount
    for kind, truth in planted["invoice_errors"].items():
        assert lines[kind] == truth["lines"], kind
        for currency, due in truth["billed_minus_due"].items():
            assert abs(amounts[kind][currency] - Decimal(str(due))) <= CENT * lines[kind], (kind, currency)
    assert sum(lines.values()) == sum(truth["lines"] for truth in planted["invoice_errors"].values())
    assert (circle.bridge.residual, circle.bridge.unexplained) == (0, 0)
    assert all((part.residual, part.unexplained) == (0, 0) for _, part in circle.months)
    assert told.residual == 0
    ended = planted["demand"]["requests_by_final_outcome"]
    client = [f for f in told.requisitions if dict(f.by_fate)["abandoned"] or dict(f.by_fate)["withdrawn"]]
    # Some are still open at the edition's date, and an ended one may have been filled in part.
    assert 0.8 * ended["client"] <= len(client) <= ended["client"]
    assert sum(chain.is_linked for chain in told.chains) <= planted["demand"]["reposted"]


@pytest.mark.parametrize("seed", range(10, 16))
def test_planted_programmes(seed: int, tmp_path: Path) -> None:
    planted = Planted(seed)
    folder = Folder(tmp_path).put(planted.files())
    folder.built()
    with folder.edition() as edition:
        found = {(e.invoice_id, e.line_no): (e.kind, e.amount, e.is_correction) for e in line_errors(edition)}
        circle = follow_the_money(edition)
    assert found.keys() == planted.errors.keys()
    for line, (kind, amount, is_correction) in planted.errors.items():
        assert (found[line][0], found[line][2]) == (kind, is_correction), line
        assert abs(found[line][1] - amount) <= CENT, line
    assert {(u.document_id, u.line_no): u.amount_base for u in circle.unexplained} == planted.unexplained
    assert circle.bridge.residual == 0


@pytest.mark.parametrize(("seed", "shape"), WORLDS, ids=[shape for _, shape in WORLDS])
def test_the_bridge_equals_its_twin_and_demand_closes(seed: int, shape: str) -> None:
    world = make_world(seed, shape=shape)
    circle, told = follow_the_money(built(world), by_unit=True), demand(built(world))
    months = dict(circle.months)
    for (month, step), amount in bridge(world).items():
        ours = months[month]
        assert {**dict(ours.steps), "ledger": ours.ledger, "unexplained": ours.unexplained}[step] == amount, step
    assert all(part.residual == 0 for _, part in (*circle.months, *circle.units))
    assert told.residual == 0
    assert told.people is not None
    positions = sum(row["positions"] for row in world.rows["requisition"] if row["status"] != "draft")
    assert told.opened == positions - sum(fate.posted_again for fate in told.requisitions)

"""Generated programmes that measures are checked on: plain Python rows, and the edition that the same rows build to.

A twin reads rows and counts slowly; the measure reads the edition; both must say the same::

    world = make_world(7)                                   # also "sparse", "single_currency", "no_events", "busy"
    for row in world.rows["requisition"]:                   # the rows in force, every column there, None where empty
        world.local_date(row["submitted_at"], row["site_id"])
    world.base(row["amount"], row["currency"], row["posted_at"])    # as <column>_base; None where there is no rate
    world.history["assignment"]                             # every version, with _from and _to
    edition = built(world)                                  # shared by the whole test run: do not close it

Values are those of the exchange format: ids, choices and texts ``str``; money and hours ``Decimal`` (4 and 2 places);
numbers ``float``; whole numbers ``int``; dates and months ``date``; instants ``datetime`` in UTC; flags ``bool``.
Equal arguments give the same world, and the same object: never change its rows. What a table has no rows of is an
empty list, is not delivered, and ``edition.has`` is false of it.

A delivery tells what had happened by noon UTC of its day; rows of the last one, ``as_of``, are ``rows``. Starts,
planned ends, announced ends, due days and budgets may lie after it. Sourcing, work, invoices and the ledger come in
three deliveries, everything else once.

A few rows are in KES, which has no rate. Worlds of even seed deliver ``fx_rate``, with gaps; those of seed 3, 7, 11 …
report in GBP; those of seed 4, 9, 14 … name no accounts in scope; in those of seed 5, 11, 17 … and in sparse ones
ledger lines do not refer to invoices. Each ``tests/measures/world_*.py`` holds one part of a programme.
"""

import atexit
import random
import shutil
import tempfile
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fullscore.model._shape import tables
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from tests.measures.world_folder import versions, whole_row
from tests.measures.world_money import IN_SCOPE, make_money
from tests.measures.world_people import make_people
from tests.measures.world_places import make_reference
from tests.measures.world_programme import World
from tests.measures.world_sourcing import make_demand
from tests.measures.world_sparse import thin
from tests.measures.world_starts import move_starts
from tests.measures.world_story import NOON, SHAPES, Making, Row
from tests.measures.world_weeks import make_weeks
from tests.measures.world_work import make_work

__all__ = ["World", "built", "make_world"]

CLIENT_TABLES = ("ledger_line", "budget", "employee", "vacancy", "access_account", "demand_plan", "objective")
DELIVERED_ONCE = (
    *("benchmark", "rate_card", "rollout", "fx_rate", "sow", "deliverable", "budget", "employee", "vacancy"),
    *("access_account", "clearance", "demand_plan", "survey_response", "objective"),
)
AS_OF = (date(2025, 6, 30), date(2025, 5, 15), date(2025, 8, 31))
DAYS_TOLD = 550


def make_world(seed: int, requisitions: int = 300, shape: str = "default") -> World:
    """A generated programme.

    Args:
        requisitions: how many; everything else grows with them.
        shape: "default"; "sparse": many optional cells empty, no supplier's invoice named in the ledger;
            "single_currency"; "no_events": neither requisition_event nor distribution; "busy": more of everything that
            a requisition can have.
    """
    return _made(seed, requisitions, shape)


@cache
def _made(seed: int, requisitions: int, shape: str) -> World:
    as_of = AS_OF[seed % len(AS_OF)]
    making = Making(
        seed=seed,
        draw=random.Random(f"{seed} {requisitions} {shape}"),
        shape=SHAPES[shape],
        start=as_of - timedelta(days=DAYS_TOLD),
        as_of=as_of,
        currency="GBP" if seed % 4 == 3 and shape != "single_currency" else "USD",
        stories={name: [] for name in tables()},
    )
    make_reference(making)
    make_demand(making, requisitions)
    make_work(making)
    make_weeks(making)
    make_money(making)
    make_people(making)
    move_starts(making)
    if making.shape.sparse:
        thin(making)
    days = (as_of - timedelta(days=240), as_of - timedelta(days=91), as_of)
    deliveries = [(day, _told(making, day)) for day in days]
    return World(
        seed=seed,
        shape=shape,
        requisitions=requisitions,
        settings=_settings(making, deliveries),
        rows=deliveries[-1][1],
        history=versions(deliveries),
        deliveries=deliveries,
        as_of=as_of,
    )


def _told(making: Making, day: date) -> dict[str, list[Row]]:
    """All rows as a delivery of that day holds them; the last alone has every table, so that building stays quick."""
    by = datetime.combine(day, NOON)
    found: dict[str, list[Row]] = {}
    for name, table in tables().items():
        if name in DELIVERED_ONCE and day != making.as_of:
            continue
        rows = (story.told(by) for story in making.stories[name])
        found[name] = [whole_row(table, row) for row in rows if row is not None]
    return found


def _settings(making: Making, deliveries: list[tuple[date, dict[str, list[Row]]]]) -> dict[str, Any]:
    policy: dict[str, Any] = {
        "tenure_limit_months": 18,
        "tenure_break_days": (90, 60, 91)[making.seed % 3],
        "early_attrition_days": (90, 45)[making.seed % 2],
    }
    if making.seed % 5 != 4:
        policy["in_scope_gl_accounts"] = list(IN_SCOPE)
    told = [name for name in tables() if any(rows.get(name) for _, rows in deliveries)]
    return {
        "programme": {
            "name": f"World {making.seed}",
            "currency": making.currency,
            "country": "GB" if making.currency == "GBP" else "US",
        },
        "policy": policy,
        "fx": {} if making.shape.single_currency else {"EUR": 1.08 if making.currency == "USD" else 0.845},
        "party": [
            {"id": "client", "name": "Northgate", "kind": "client"},
            {"id": "msp", "name": "Acme Talent Services", "kind": "msp", "fee_basis": "percent_of_spend"},
            {"id": "hr", "name": "Northgate HR", "kind": "client"},
        ],
        "feed": [
            {
                "table": name,
                "files": f"{name}.csv",
                "party": "client" if name in CLIENT_TABLES else "hr" if name == "survey_response" else "msp",
                "mapping": "exchange",
                "snapshot": "full",
            }
            for name in told
        ],
    }


_BUILT: dict[tuple[int, str, int], StoredEdition] = {}


def built(world: World) -> StoredEdition:
    """The edition that a world builds to, opened; built once in a test run, closed and deleted at its end."""
    key = (world.seed, world.shape, world.requisitions)
    if key not in _BUILT:
        folder = Path(tempfile.mkdtemp(prefix="world-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        world.write(folder)
        layout = Layout(folder)
        made = build(layout)
        if made.manifest is None:
            raise AssertionError(f"world {key} does not build: {made.faults} {made.unusable}")
        _BUILT[key] = open_edition(layout)
        atexit.register(_BUILT[key].close)
    return _BUILT[key]

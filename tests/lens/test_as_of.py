"""A view as of a day against the edition that is built as of that day: the same rows, the same figures."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fullscore.lens.as_of import AsOf
from fullscore.measures._figures import Asked, estimates
from fullscore.measures._shape import measures
from fullscore.model._shape import tables
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.store.layout import Layout
from fullscore.terms.edition import Edition
from fullscore.terms.lens import lens_of
from tests.conftest import Folder, settings
from tests.measures.agreement import alike
from tests.measures.worlds import built, make_world

WORLD = make_world(5, 60)
DAY = WORLD.deliveries[1][0]


@pytest.fixture(scope="module")
def both() -> Any:
    """The view, and the edition of that day."""
    whole = built(WORLD)
    layout = Layout(whole.layout.root)
    made = build(layout, as_of=DAY.isoformat())
    assert made.manifest is not None
    with open_edition(layout, made.manifest.id) as then:
        yield AsOf(whole, DAY), then


def rows(edition: Edition, table: str) -> list[Any]:
    shape = tables()[table]
    names = [*(c.name for c in shape.columns), *(f"{name}_base" for name in shape.money), "_from"]
    return sorted((tuple(r.values()) for r in edition.run(edition.table(table).select(*names)).to_pylist()), key=str)


def test_every_table_holds_what_was_in_force_that_day(both: Any) -> None:
    view, then = both
    assert view.as_of == then.as_of == DAY.isoformat()
    for name in ("requisition", "assignment", "submittal", "requisition_event", "timesheet", "invoice_line"):
        assert rows(view, name) == rows(then, name), name
        assert view.has(name) == then.has(name)


def test_figures_are_those_of_that_day(both: Any) -> None:
    view, then = both
    for name in ("time_to_fill", "fill_rate", "completion_rate", "headcount", "spend", "undecided_ends", "open_age"):
        asked = Asked(measure=measures()[name], lens=lens_of(name, measures()[name].axes, {}), by=("month",))
        ours, theirs = estimates(view, asked), estimates(then, asked)
        assert ours
        assert set(ours) == set(theirs)
        for place, one in ours.items():
            assert alike((one.value, one.n), (theirs[place].value, theirs[place].n)), (name, place)


def test_what_stands_above_a_row_is_what_stood_above_it(programme: Callable[..., Folder]) -> None:
    units = "org_unit_id,name,parent_id,kind,country\n"
    made = programme(
        {
            "programme.toml": settings("org_unit, unit*.csv, client, full"),
            "2025-01-31/unit.csv": f"{units}U1,A,,department,US\nU2,B,U1,cost_centre,US\nU3,C,U2,cost_centre,US\n",
            "2025-02-28/unit.csv": f"{units}U1,A,,department,US\nU2,B,U3,cost_centre,US\nU3,C,U2,cost_centre,US\n",
        }
    )
    made.build()
    with made.edition() as edition:
        for view, expected in (
            (AsOf(edition, date(2025, 1, 31)), ["U1U1", "U2U1", "U2U2", "U3U1", "U3U2", "U3U3"]),
            # A circle ends.
            (AsOf(edition, date(2025, 2, 28)), ["U1U1", "U2U2", "U2U3", "U3U2", "U3U3"]),
        ):
            found = view.run(view.ancestors("org_unit")).to_pylist()
            assert sorted(row["id"] + row["ancestor_id"] for row in found) == expected


def test_of_two_feeds_the_first_that_held_a_key_that_day_counts(programme: Callable[..., Folder]) -> None:
    head = "supplier_id,name,msp_affiliated,country,status\n"
    made = programme(
        {
            "programme.toml": settings("supplier, a*.csv, client, full", "supplier, b*.csv, msp, full"),
            "2025-01-31/b.csv": f"{head}S1,By the MSP,false,US,active\nS2,Only there,false,US,active\n",
            "2025-02-28/a.csv": f"{head}S1,By the client,false,US,active\n",
        }
    )
    made.build()
    with made.edition() as edition:
        names = []
        for day in (date(2025, 1, 30), date(2025, 1, 31), date(2025, 2, 28)):
            view = AsOf(edition, day)
            names.append(sorted(view.run(view.table("supplier").select("name"))["name"].to_pylist()))
            assert view.has("supplier") is (day.day != 30)
    assert names == [[], ["By the MSP", "Only there"], ["By the client", "Only there"]]

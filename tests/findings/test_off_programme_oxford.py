"""A city's agencies of some years are the suppliers of a programme; what it pays agencies in the others is seen.

The programme is built from the ledger of the other years, which no invoice goes with, so that all that is paid to
agencies is past the programme. The city's own category is the truth, and the product never reads it.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fullscore.findings._posted_outside import posted_of
from fullscore.findings.off_programme_spend import off_programme_spend
from fullscore.lens._view import View
from fullscore.workforce.worked import year_before
from tests.conftest import Folder

FILES = sorted((Path(__file__).resolve().parents[3] / "shared" / "data" / "oxford-ledger").glob("*.csv"))
CATEGORY, CODE = "Temporary Bureau Staffing", "A0108"

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real ledgers is not beside the checkout")

SETTINGS = """[programme]
name = "Oxford City Council"
currency = "GBP"
country = "GB"

[[party]]
id = "client"
name = "Oxford City Council"
kind = "client"
[[feed]]
files = "expenditure*.csv"
party = "client"
mapping = "uk/public_spend"
snapshot = "delta"
[[feed]]
table = "supplier"
files = "suppliers.csv"
party = "client"
snapshot = "full"
"""


def rows(path: Path) -> list[dict[str, str]]:
    found = csv.reader(path.read_text("utf-8-sig").splitlines())
    headings = [heading.strip().lower().replace(" ", "_") for heading in next(found)]
    return [dict(zip(headings, (cell.strip() for cell in row), strict=False)) for row in found if len(row) > 5]


def is_early(path: Path) -> bool:
    return path.stem.endswith(("2014", "2015"))


def paid_on(row: dict[str, str]) -> date | None:
    parts = row["paid_date"][:10].split("/")
    return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None


def agencies(early: bool) -> dict[str, str]:
    """The agencies of some years by the city's vendor number, with the name that it wrote most often."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for path in FILES:
        for row in rows(path) if is_early(path) == early else ():
            if CATEGORY in row.values() and not row["supplier_name"].startswith(("Individual", "Redacted")):
                names[row["supplier_id"]][row["supplier_name"]] += 1
    return {id: seen.most_common(1)[0][0] for id, seen in names.items()}


class ByPolicy(View):
    """The same edition where the policy names the account of the category."""

    @property
    def settings(self) -> dict[str, Any]:
        return {**self._edition.settings, "policy": {"in_scope_gl_accounts": [CODE]}}


@pytest.mark.parametrize("known_first", [True, False], ids=["2014-2015 known", "2016-2018 known"])
def test_agencies_are_found_outside(known_first: bool, programme: Callable[..., Folder]) -> None:
    suppliers = agencies(known_first)
    day = "2018-03-31" if known_first else "2015-12-31"
    listed = ["supplier_id,name", *(f'S{id},"{name}"' for id, name in suppliers.items())]
    others = [path for path in FILES if is_early(path) != known_first]
    folder = programme(
        {
            "programme.toml": SETTINGS,
            f"{day}/suppliers.csv": "\n".join(listed) + "\n",
            **{f"{day}/{path.name}": path.read_bytes() for path in others},
        }
    )
    folder.build()
    truth = paid_to_agencies(others, date.fromisoformat(day))
    with folder.edition() as edition:
        for view in (edition, ByPolicy(edition)):
            looked, posted = off_programme_spend.look(view), posted_of(view)
            # Every vendor of the category, and no other one, to the penny.
            assert set(posted.vendor) == set(truth)
            assert posted.spend.sum() == pytest.approx(sum(truth.values()))
            # Those that were agencies in the other years too are known by their number and name.
            assert set(posted.vendor[posted.is_known]) == set(truth) & set(suppliers)
            assert len(set(truth) & set(suppliers)) >= 9
            assert looked.seen is True
            claimed = sum(sum(one.claims["spend"].to_pylist()) for one in looked.sightings if one.claims)
            assert claimed == pytest.approx(posted.spend.sum(), rel=0.01)
            assert ("The policy names no accounts" in looked.says) is (view is edition)


def paid_to_agencies(files: list[Path], until: date) -> dict[str, float]:
    """What each vendor of the category was paid in the twelve months up to a day."""
    found: dict[str, float] = defaultdict(float)
    for path in files:
        for row in rows(path):
            on = paid_on(row) if row["expenditure_code"] == CODE else None
            if on is not None and year_before(until) < on <= until:
                found[row["supplier_id"]] += float(row["amount"].replace(",", ""))
    return found

"""Capabilities that come through one supplier are seen, as a plain count of who is here says."""

from collections import Counter

import pytest

from fullscore.findings.single_supplier_dependency import single_supplier_dependency
from tests.findings.sourced_edition import NOTHING, sourced_edition
from tests.questions.told_edition import ToldEdition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3


def here(edition: ToldEdition) -> dict[str, Counter[str]]:
    """Counted in plain Python: by capability, how many different workers are here through whom."""
    capability = {row["role_id"]: row["capability"] for row in edition.run(edition.table("role")).to_pylist()}
    last: dict[str, tuple[str, str, str]] = {}
    for row in edition.run(edition.table("assignment")).to_pylist():
        end = row["end_date"]
        if str(row["start_date"]) <= edition.as_of <= str(end or "9999") and row["end_cause"] != "no_show":
            began = (str(row["start_date"]), row["role_id"], row["supplier_id"])
            last[row["worker_id"]] = max(began, last.get(row["worker_id"], began))
    found: dict[str, Counter[str]] = {}
    for _, role, supplier in last.values():
        found.setdefault(capability[role], Counter())[supplier] += 1
    return found


def test_the_two_capabilities_with_one_source_are_seen() -> None:
    edition = sourced_edition(SEED, SCALE)
    looked = single_supplier_dependency.look(edition)
    counts = here(edition)
    assert {one.scope["capability"] for one in looked.sightings} == {"Cyber Security", "Regulatory Affairs"}
    for one in looked.sightings:
        of = counts[one.scope["capability"]]
        [(supplier, most)] = of.most_common(1)
        assert (
            f"{100 * most / of.total():.0f}% of the {of.total():,} people here come through «supplier {supplier}»"
            in one.says
        )
        assert one.population_share == pytest.approx(of.total() / sum(c.total() for c in counts.values()))


def test_where_many_serve_everything_nothing_is_seen() -> None:
    assert single_supplier_dependency.look(sourced_edition(SEED, SCALE, NOTHING)).seen is False

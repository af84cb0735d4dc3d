"""Planted findings about people and requests are seen at their value, over seeds and sizes; in quiet months none is.

A supplier or a unit of which a few dozen cases exist cannot be told from chance as surely as ``_alarm`` asks: recall of
those kinds is held by money, or at the sizes where there are enough.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest

from fullscore.findings._shape import Finding
from fullscore.findings._waiting import delay_day, waiting_of
from fullscore.findings.affiliate_favouritism import affiliate_favouritism
from fullscore.findings.reposted_demand import reposted_demand
from fullscore.findings.single_supplier_dependency import single_supplier_dependency
from fullscore.findings.slow_client_approval import _steps, slow_client_approval
from fullscore.findings.supplier_early_attrition import _cost, _judged, supplier_early_attrition
from fullscore.findings.tenure_overrun import tenure_overrun
from fullscore.simulate import _suppliers
from fullscore.simulate._deliveries import MONTHS
from fullscore.simulate._organisation import CAPABILITIES
from fullscore.simulate._story import Story
from fullscore.workforce.starts import starts_of
from tests.findings.sourced_edition import NOTHING, QUIET, WITHOUT, sourced_edition, sourced_story
from tests.questions.told_edition import ToldEdition

WORLDS = (
    (101, 1.0), (102, 0.8), (103, 0.7), (104, 0.5), (105, 0.5), (106, 0.5), (107, 0.4), (108, 0.4), (109, 0.3),
    (110, 0.3), (111, 0.2), (112, 0.2),
)  # fmt: skip
FINDINGS = (
    supplier_early_attrition, tenure_overrun, single_supplier_dependency, affiliate_favouritism, slow_client_approval,
    reposted_demand,
)  # fmt: skip
POOR = {f"S-{n + 1:03d}" for n in _suppliers.POOR}
OVER, LAWLESS = {"BU-02", "BU-08"}, {"BU-05", "BU-12"}
"""Units that keep contractors; those whose temporary workers stay longer than Germany, or France by post, allows."""
SLOW = {"BU-04", "BU-07"}
LARGE = 0.5
"""Scale from which on a unit's or a supplier's cases are enough."""


@dataclass
class Seen:
    """What one kind of finding saw in one world, and what was there."""

    planted: set[str]
    seen: set[str]
    worth: dict[str, float] = field(default_factory=dict)
    """True value of each planted place; ``told`` what the finding said."""
    told: dict[str, float] = field(default_factory=dict)


@cache
def world(seed: int, scale: float) -> dict[str, Seen]:
    edition, without = sourced_edition(seed, scale), sourced_edition(seed, scale, WITHOUT)
    planted = {
        "supplier_early_attrition": POOR,
        "tenure_overrun": OVER | LAWLESS,
        "single_supplier_dependency": _single(sourced_story(seed, scale)),
        "affiliate_favouritism": {"msp_choice"},
        "slow_client_approval": SLOW,
        "reposted_demand": {"all"},
    }
    found = {}
    for finding in FINDINGS:
        looked = finding.look(edition)
        made = Seen(planted=planted[finding.name], seen={next(iter(s.scope.values())) for s in looked.sightings})
        made.told = {
            next(iter(s.scope.values())): s.value_per_year.value or 0 for s in looked.sightings if s.value_per_year
        }
        found[finding.name] = made
    found["supplier_early_attrition"].worth = _worth_of_ends(edition, without)
    found["slow_client_approval"].worth = _worth_of_waits(edition, without)
    return found


def _single(told: Story) -> set[str]:
    """Capabilities of which more than half of all assignments came through one supplier: some others serve them too."""
    jobs = told.jobs
    return {
        CAPABILITIES[capability][0]
        for capability in range(len(CAPABILITIES))
        if (counts := np.bincount(jobs.supplier[jobs.asks.capability == capability])).max() > 0.5 * counts.sum()
    }


def _worth_of_ends(edition: ToldEdition, without: ToldEdition) -> dict[str, float]:
    cost, _ = _cost(edition, starts_of(edition))
    assert cost is not None

    def ends(of: ToldEdition) -> dict[str, int]:
        starts, judged = starts_of(of), _judged(of)
        assert judged is not None
        counts = np.bincount(starts.supplier.codes[judged.recent], minlength=len(judged.names))
        return dict(zip(judged.names, map(int, counts), strict=True))

    before, after = ends(edition), ends(without)
    return {name: (before.get(name, 0) - after.get(name, 0)) * cost for name in POOR}


def _worth_of_waits(edition: ToldEdition, without: ToldEdition) -> dict[str, float]:
    price, _ = delay_day(edition)
    assert price is not None

    def days(of: ToldEdition, unit: str) -> float:
        waits = waiting_of(of)
        return sum(float((s.days * s.positions)[waits.unit[s.row] == unit].sum()) for s in _steps(of))

    return {unit: (days(edition, unit) - days(without, unit)) * price for unit in SLOW}


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.name)
def test_nothing_is_seen_that_was_not_planted(finding: Finding) -> None:
    worlds = [world(*one)[finding.name] for one in WORLDS]
    seen, wrong = sum(len(w.seen) for w in worlds), sum(len(w.seen - w.planted) for w in worlds)
    print(f"{finding.name}: {seen} seen, {wrong} of them not planted")
    assert wrong <= 0.05 * seen


@pytest.mark.parametrize(
    "finding",
    [single_supplier_dependency, affiliate_favouritism, slow_client_approval, reposted_demand],
    ids=lambda finding: finding.name,
)
def test_what_was_planted_is_seen(finding: Finding) -> None:
    worlds = [world(*one)[finding.name] for one in WORLDS]
    planted, missed = sum(len(w.planted) for w in worlds), sum(len(w.planted - w.seen) for w in worlds)
    print(f"{finding.name}: {planted} planted, {missed} of them not seen")
    assert missed <= 0.05 * planted


def test_poor_suppliers_are_seen_by_what_they_cost() -> None:
    large = [world(*one)["supplier_early_attrition"] for one in WORLDS if one[1] >= LARGE]
    places = sum(len(w.planted & w.seen) for w in large) / sum(len(w.planted) for w in large)
    money = sum(w.worth[n] for w in large for n in w.seen & w.planted) / sum(sum(w.worth.values()) for w in large)
    print(f"poor suppliers seen at scales from {LARGE}: {places:.2f} of places, {money:.3f} of money")
    assert places >= 0.65
    assert money >= 0.93


def test_units_that_keep_people_are_seen_where_there_are_enough() -> None:
    large = [world(*one)["tenure_overrun"] for one in WORLDS if one[1] >= LARGE]
    seen = sum(len(w.seen & OVER) for w in large) / (len(OVER) * len(large))
    print(f"units that keep contractors, seen at scales from {LARGE}: {seen:.2f}")
    print("units seen, by world:", {one: sorted(world(*one)["tenure_overrun"].seen) for one in WORLDS})
    assert all("BU-02" in w.seen for w in large)
    assert seen >= 0.7


@pytest.mark.parametrize("finding", [supplier_early_attrition, slow_client_approval], ids=lambda finding: finding.name)
def test_values_are_what_would_have_been_saved(finding: Finding) -> None:
    worlds = {one: world(*one)[finding.name] for one in WORLDS}
    told = {one: sum(w.told[n] for n in w.seen & w.planted) for one, w in worlds.items()}
    worth = {one: sum(w.worth[n] for n in w.seen & w.planted) for one, w in worlds.items()}
    ratios = {one: round(told[one] / worth[one], 3) for one in worlds if worth[one]}
    print(f"{finding.name}: told over true by world {ratios}, of all {sum(told.values()) / sum(worth.values()):.3f}")
    assert sum(told.values()) == pytest.approx(sum(worth.values()), rel=0.1)
    large = [ratio for (_, scale), ratio in ratios.items() if scale >= LARGE]
    assert np.mean(np.abs(np.array(large) - 1) <= 0.15) >= 0.8


@pytest.mark.parametrize("constants", [NOTHING, QUIET], ids=["nothing of these", "nothing at all"])
@pytest.mark.parametrize("seed", [201, 202])
def test_quiet_months_raise_no_alarm(seed: int, constants: dict[str, object]) -> None:
    alarms = []
    for last in range(MONTHS - 24, MONTHS):
        edition = sourced_edition(seed, 0.2, constants, last)
        for finding in FINDINGS:
            alarms += [(last, finding.name, dict(s.scope)) for s in finding.look(edition).sightings]
    print(f"seed {seed}: {alarms}")
    assert len(alarms) <= 1

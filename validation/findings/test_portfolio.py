"""The portfolio against a programme without anything planted, and the silence of a quiet programme.

The truth of what is paid by the hour comes from the story of the same seed told without any of the plants, so that
factors that meet on one rate are multiplied there as they were when they were planted. Waiting and early ends are
counted with and without, at the price that the finding puts on them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fullscore.findings._portfolio import portfolio
from fullscore.findings._shape import findings
from fullscore.simulate import _ledger, _money, _statements, _story, northgate
from fullscore.simulate._deliveries import MONTHS
from tests.conftest import Folder
from tests.findings import rates_edition, sourced_edition
from tests.findings.rates_edition import above_card, paid, premium
from tests.findings.sourced_edition import QUIET
from tests.findings.sourced_edition import WITHOUT as SOONER
from tests.questions.told_edition import northgate_edition, northgate_told
from validation.findings.test_money_findings import billed, nothing
from validation.findings.test_people_and_requests import _worth_of_ends, _worth_of_waits

WORLDS = ((401, 0.3), (402, 0.4), (403, 0.5))
OVERTIME = "overtime_concentration"
COUNTED = ("reposted_demand", "disguised_sow")
"""Counted from the records themselves, or valued against another price than the planted one; the files beside this one
hold them against the truth, and here they stand on both sides."""


def by_the_hour(seed: int, scale: float) -> float:
    """What the year's hours would have cost less: usual rates, none above its card, and no premium for overtime.

    Holding a supplier to its card brings its rates down to the card, not to what others ask.
    """
    rates = [name for name in rates_edition.WITHOUT if name not in (OVERTIME, "rate_above_card")]
    as_planted, at_usual_rates = rates_edition.told(seed, scale), rates_edition.told(seed, scale, *rates)
    nothing_planted = rates_edition.told(seed, scale, *rates_edition.WITHOUT)
    premiums = premium(at_usual_rates) - premium(nothing_planted)
    return paid(as_planted) - paid(at_usual_rates) + above_card(at_usual_rates) + premiums


def wrongly_billed(seed: int, scale: float) -> float:
    with pytest.MonkeyPatch.context() as patch:
        wrong = billed(_story.story(seed, scale).bills)
        patch.setattr(_money, "ERRORS", dict.fromkeys(_money.ERRORS, 0))
        return float((wrong - billed(_story.story(seed, scale).bills)).sum())


@pytest.mark.parametrize(("seed", "scale"), WORLDS)
def test_the_total_is_what_taking_everything_away_at_once_saves(seed: int, scale: float, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "northgate")
    northgate.write(folder.root, seed=seed, scale=scale)
    folder.built()
    with folder.edition() as edition:
        found = portfolio(edition)
    before = sourced_edition.sourced_edition(seed, scale)
    after = sourced_edition.sourced_edition(seed, scale, SOONER)
    told = {one.finding.name: 0.0 for one in found.opportunities}
    for one in found.opportunities:
        told[one.finding.name] += (one.counted_per_year.value or 0.0) if one.counted_per_year else 0.0
    outside = sum(
        sum(one.sighting.claims["spend"].to_pylist())
        for one in found.opportunities
        if one.finding.name == "off_programme_spend" and one.sighting.claims is not None
    )
    truth = {
        "by the hour": by_the_hour(seed, scale),
        "wrongly billed": wrongly_billed(seed, scale),
        "past the programme": outside * (1 - 1 / _ledger.DEARER_OUTSIDE),
        "early ends": sum(_worth_of_ends(before, after).values()),
        "waiting": sum(_worth_of_waits(before, after).values()),
        **{name: told.get(name, 0.0) for name in COUNTED},
    }
    whole = sum(truth.values())
    print(f"seed {seed} scale {scale}: told {found.total.value:,.0f}, true {whole:,.0f}")
    print("  told", {name: round(value) for name, value in told.items() if value})
    print("  true", {name: round(value) for name, value in truth.items()})
    assert found.total.value == pytest.approx(whole, rel=0.10)


@contextmanager
def nothing_planted() -> Iterator[None]:
    with (
        pytest.MonkeyPatch.context() as patch,
        rates_edition.without(*rates_edition.WITHOUT),
        sourced_edition.planted(QUIET),
    ):
        patch.setattr(_ledger, "_outside", nothing)
        patch.setattr(_ledger, "HIDDEN", 0)
        patch.setattr(_statements, "DISGUISED_SHARE", 0.0)
        patch.setattr(_money, "ERRORS", dict.fromkeys(_money.ERRORS, 0))
        northgate_told.cache_clear()
        yield
    northgate_told.cache_clear()


@pytest.mark.parametrize("seed", [411, 412])
def test_a_quiet_programme_hears_at_most_one_false_alarm_in_two_years(seed: int) -> None:
    """Each kind looks at an edition that holds what it looks at; history is left to the file on money."""
    alarms = []
    with nothing_planted():
        story = northgate_told(seed, 0.15)
        for last in range(MONTHS - 24, MONTHS):
            money = northgate_edition(seed, 0.15, last, with_hours=True)
            rates = rates_edition.edition_of(story, last)
            people = sourced_edition.sourced_edition(seed, 0.15, QUIET, last)
            for edition, names in (
                (money, ("off_programme_spend", "disguised_sow", "invoice_errors")),
                (rates, tuple(rates_edition.WITHOUT)),
                (people, ("supplier_early_attrition", "tenure_overrun", "single_supplier_dependency",
                          "affiliate_favouritism", "slow_client_approval", "reposted_demand")),
            ):  # fmt: skip
                alarms += [
                    (last, name, dict(one.scope)) for name in names for one in findings()[name].look(edition).sightings
                ]
    print(f"seed {seed}: {len(alarms)} alarms in 24 editions: {alarms}")
    # The same place in the next edition is the same alarm: it is shown once.
    assert len({(name, str(scope)) for _, name, scope in alarms}) <= 1

"""One story: hours, bills and ledger agree to the cent but where a mistake is planted; what was planted is found."""

import numpy as np
import pytest

from fullscore.simulate._deliveries import MONTHS
from fullscore.simulate._story import Story
from fullscore.simulate._truth import demand_by_month, spend_shares
from fullscore.simulate._work import FIRST_WEEK


def test_a_timesheet_comes_to_hours_times_rate(told: Story) -> None:
    weeks, rate = told.weeks, told.jobs.rate[told.weeks.job]
    assert (weeks.amount * 200 == rate * (2 * weeks.regular + 3 * weeks.overtime)).all()


def test_labour_is_billed_as_it_was_worked_but_for_the_mistakes(told: Story) -> None:
    bills, weeks = told.bills, told.weeks
    labour = np.flatnonzero((bills.kind == 0) & (bills.sheet >= 0))
    wrong = bills.amount[labour] != weeks.amount[bills.sheet[labour]]
    repeated = len(labour) - len(np.unique(bills.sheet[labour]))
    mistakes = {kind: error["lines"] for kind, error in bills.errors.items()}
    assert wrong.sum() == mistakes["rate"] + mistakes["hours"]
    assert repeated == mistakes["duplicate"]
    assert ((bills.kind == 0) & (bills.sheet < 0)).sum() == mistakes["no_work"]
    worked = bills.kind == 0
    assert (bills.amount[worked] * 100 == bills.quantity[worked] * bills.rate[worked]).all()


def test_a_mistakes_amount_is_what_was_billed_too_much(told: Story) -> None:
    bills, weeks = told.bills, told.weeks
    labour = np.flatnonzero((bills.kind == 0) & (bills.sheet >= 0))
    too_much = (bills.amount[labour] - weeks.amount[bills.sheet[labour]]).sum() / 100
    said = sum(sum(bills.errors[kind]["billed_minus_due"].values()) for kind in ("rate", "hours"))
    assert too_much == pytest.approx(said)


def test_what_was_approved_in_time_is_billed_and_the_rest_waits(told: Story) -> None:
    billed = np.isin(np.arange(len(told.weeks.job)), told.bills.sheet)
    assert (billed == (told.weeks.approved <= np.datetime64("2025-11-30T23:59:59"))).all()


def test_the_ledger_is_the_sum_of_the_invoices(told: Story) -> None:
    lines, bills = told.lines, told.bills
    referred = lines.invoice >= 0
    posted = np.bincount(lines.invoice[referred], lines.amount[referred])
    assert (posted == np.bincount(bills.invoice, bills.amount)).all()


def test_each_month_of_work_lies_within_its_assignment(told: Story) -> None:
    jobs, weeks = told.jobs, told.weeks
    assert (weeks.ending >= FIRST_WEEK).all()
    assert (weeks.ending >= jobs.start[weeks.job]).all()
    assert (weeks.ending - 6 <= jobs.end[weeks.job]).all()


def test_adoption_grows_from_two_fifths_to_the_target(told: Story) -> None:
    shares = spend_shares(told)
    assert np.mean(shares[:3]) == pytest.approx(0.40, abs=0.02)
    assert np.mean(shares[-3:]) == pytest.approx(0.94, abs=0.01)


def test_true_demand_does_not_grow(told: Story) -> None:
    edges = (np.datetime64("2023-01", "M") + np.arange(MONTHS + 1)).astype("datetime64[D]").astype(int)
    a_day = demand_by_month(told) / np.diff(edges)
    month = np.arange(MONTHS) - (MONTHS - 1) / 2
    slope = (month * a_day).sum() / (month**2).sum()
    rest = a_day - a_day.mean() - slope * month
    error = np.sqrt((rest**2).sum() / (MONTHS - 2) / (month**2).sum())
    assert abs(slope) < 1.69 * error


def test_the_size_is_that_of_a_large_programme(told: Story) -> None:
    assert 20_000 <= len(told.jobs) <= 25_000
    assert len(told.weeks.job) == pytest.approx(1_000_000, rel=0.03)


def test_people_leave_poor_suppliers_early_and_stay_with_fine_ones(told: Story) -> None:
    jobs = told.jobs
    early = np.isin(jobs.cause, (1, 2, 3, 8)) & (jobs.end - jobs.start <= 90)
    hard = np.isin(jobs.asks.capability, (0, 11, 12))
    expected = np.where(hard, 0.15, 0.07) * told.who.hazard[jobs.supplier]
    for supplier in (3, 21):
        own = jobs.supplier == supplier
        assert early[own].mean() == pytest.approx(expected[own].mean(), abs=0.03)
        assert early[own].mean() > 1.5 * early[~own].mean()


def test_a_decision_changes_approval_by_what_was_planted(told: Story) -> None:
    asks, course = told.asks, told.course
    took = course.approved - course.submitted
    ordinary = (course.outcome != 5) & ~asks.identified
    for unit, day, by in ((0, "2024-02-01", -4.0), (6, "2024-09-02", 6.0)):
        own = ordinary & (asks.unit == unit)
        after = course.submitted >= np.datetime64(day, "D").astype(int)
        then, before = took[own & after], took[own & ~after]
        error = np.sqrt(then.var() / len(then) + before.var() / len(before))
        assert then.mean() - before.mean() == pytest.approx(by, abs=3 * error)
        assert abs(then.mean() - before.mean()) > 3 * error


def test_affiliates_are_shown_more_where_the_msp_may_choose(told: Story) -> None:
    sent = told.sent
    affiliated = np.isin(sent.supplier, (1, 13))
    free = sent.rule == 3
    assert affiliated[free].mean() > 1.25 * affiliated[~free].mean()

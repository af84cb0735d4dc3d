"""Whose numbers: planted definitions are found, honest reporters are let be, inventions fit nothing."""

import random
from functools import cache

import pytest

from fullscore.lens._auditing.space import Space, policy_days, space
from fullscore.lens._auditing.verdict import LEAST_CELLS
from fullscore.lens._auditing.vintages import Deliveries, KnownBy
from fullscore.measures._shape import Measure, measures
from fullscore.measures._survey import Survey, survey
from fullscore.terms.lens import Lens, lens_of
from fullscore.terms.period import Month
from tests.lens.reporting import Report, audited, invented, level, one, told
from tests.measures.worlds import built, make_world

SEED = 51
# Whoever reads this world runs in one process: building it twice would cost six seconds more.
pytestmark = pytest.mark.xdist_group("world 51")
FIGURES = dict[Month, tuple[float, int | None]]


@cache
def surveyed(name: str) -> tuple[Measure, Survey, Space]:
    edition = built(make_world(SEED))
    measure = measures()[name]
    return measure, survey(edition, measure), space(measure, policy_days(edition))


def figures(name: str, lens: Lens) -> FIGURES:
    _, found, _ = surveyed(name)
    return told({str(place[0]): figure for place, figure in found.figures(lens).items()})


def drawn_lenses(name: str, many: int, seed: str) -> list[Lens]:
    _, _, definitions = surveyed(name)
    draw = random.Random(f"{name} {seed}")
    return [definitions.lenses[draw.randrange(len(definitions.lenses))] for _ in range(many)]


@pytest.mark.parametrize("name", ["fill_rate", "headcount", "on_time_start"])
def test_a_planted_definition_is_in_the_class_and_no_wrong_one_is_certain(name: str) -> None:
    measure, _, _ = surveyed(name)
    planted = {f"r{n}": lens for n, lens in enumerate(drawn_lenses(name, 6, "planted"))}
    reports = [Report(measure=measure, reporter=r, figures=figures(name, lens)) for r, lens in planted.items()]
    for found in audited(built(make_world(SEED)), [r for r in reports if len(r.figures) >= 8]).audits:
        assert planted[found.reporter] in found.consistent, found.says
        assert found.consistent_count >= len(found.consistent)
        for departure in found.departures:
            assert planted[found.reporter][departure.axis] in departure.consistent_with
            assert departure.contract not in departure.consistent_with


def test_inventions_fit_no_definition() -> None:
    measure, _, _ = surveyed("fill_rate")
    draw = random.Random("inventions")
    reports = [
        Report(measure=measure, reporter=f"r{n}", figures=invented(figures("fill_rate", lens), measure, draw))
        for n, lens in enumerate(drawn_lenses("fill_rate", 4, "inventions"))
    ]
    for found in audited(built(make_world(SEED)), reports).audits:
        assert found.status == "no_definition_fits", found.says
        assert "record" in found.says


def test_inventions_near_nought_are_not_called_a_definition() -> None:
    """Nearly every definition reproduces most of their months, and late entries would explain the others."""
    measure, _, _ = surveyed("early_attrition")
    draw = random.Random("near nought")
    rare = {"window": "30", "causes": "supplier_attributable", "no_shows": "left_out", "unknown_cause": "neutral"}
    lenses = [lens_of(measure.name, measure.axes, {**rare, "cohort": cohort}) for cohort in ("ended", "started")]
    reports = [
        Report(measure=measure, reporter=f"r{n}", figures=invented(figures("early_attrition", lens), measure, draw))
        for n, lens in enumerate(lenses)
    ]
    found = audited(built(make_world(SEED)), reports).audits
    assert {audit.status for audit in found} <= {"not_identified", "no_definition_fits"}
    assert any(audit.widened and "chance" in audit.says for audit in found)


def test_the_agreed_definition_is_no_departure() -> None:
    measure, _, _ = surveyed("fill_rate")
    lens = lens_of("fill_rate", measure.axes, {"unit": "requisition", "cohort": "closed"})
    found = one(built(make_world(SEED)), Report(measure=measure, reporter="msp", figures=figures("fill_rate", lens)),
                [level(measure, lens)])  # fmt: skip
    assert (found.status, found.departures) == ("as_contracted", ())


def test_what_was_stated_is_tried_first_and_still_departs_from_the_contract() -> None:
    measure, _, _ = surveyed("fill_rate")
    lens = lens_of("fill_rate", measure.axes, {"unit": "requisition", "filled": "status"})
    stated = ", ".join(f"{axis}={option}" for axis, option in lens.choices)
    report = Report(measure=measure, reporter="msp", figures=figures("fill_rate", lens), stated=stated)
    found = one(built(make_world(SEED)), report)
    assert found.status == "as_stated"
    assert {d.axis for d in found.departures} <= {"unit", "filled"}
    assert found.departures


def test_few_figures_say_nothing_against_anybody() -> None:
    measure, _, _ = surveyed("fill_rate")
    for lens in drawn_lenses("fill_rate", 3, "few"):
        few = dict(list(figures("fill_rate", lens).items())[4 : 4 + LEAST_CELLS - 1])
        if few:
            found = one(built(make_world(SEED)), Report(measure=measure, reporter="msp", figures=few))
            assert found.status in ("not_identified", "cannot_check", "as_contracted"), found.says


def test_other_records_come_before_no_definition() -> None:
    measure, _, _ = surveyed("fill_rate")
    plain = figures("fill_rate", lens_of("fill_rate", measure.axes))
    report = Report(measure=measure, reporter="msp", figures={m: (v, (n or 0) * 4 + 7) for m, (v, n) in plain.items()})
    assert one(built(make_world(SEED)), report).status == "data_differ"


def test_figures_as_first_delivered_are_found_as_such() -> None:
    measure, _, _ = surveyed("fill_rate")
    edition = built(make_world(SEED))
    lens = lens_of("fill_rate", measure.axes, {"filled": "status", "unit": "requisition", "open": "left_out"})
    days = Deliveries(edition, measure)
    series: FIGURES = {}
    for day in days.days:
        then = survey(KnownBy(edition, day), measure).figures(lens)
        for month, figure in told({str(place[0]): f for place, f in then.items()}).items():
            if days.next(month.last_day) == day:
                series[month] = figure
    found = one(edition, Report(measure=measure, reporter="msp", figures=series))
    assert series != figures("fill_rate", lens)
    assert lens in found.consistent
    assert (found.vintage, found.widened) == ("as_delivered", False)


def test_a_changed_definition_is_dated() -> None:
    measure, _, _ = surveyed("fill_rate")
    agreed = lens_of("fill_rate", measure.axes)
    other = lens_of("fill_rate", measure.axes, {"unit": "requisition", "filled": "status", "cohort": "closed"})
    before, after = figures("fill_rate", agreed), figures("fill_rate", other)
    months = sorted(before)
    at = months[len(months) // 2]
    series = {month: (before if month < at else after)[month] for month in months if month in after}
    found = one(built(make_world(SEED)), Report(measure=measure, reporter="msp", figures=series))
    assert found.changed is not None
    assert found.changed.month == at
    assert dict(found.changed.after)["filled"] == ("status",)
    assert "started" in dict(found.changed.before)["filled"]


def test_segments_are_audited_together() -> None:
    measure, _, _ = surveyed("fill_rate")
    edition = built(make_world(SEED))
    lens = lens_of("fill_rate", measure.axes, {"unit": "requisition", "filled": "status", "cohort": "closed"})
    by_site = survey(edition, measure, ("site", "month")).figures(lens)
    sites = sorted({site for site, _ in by_site if site})[:2]
    reports = [
        Report(measure=measure, reporter="msp", segment=("site", site),
               figures=told({m: f for (s, m), f in by_site.items() if s == site}))
        for site in sites
    ]  # fmt: skip
    [found] = audited(edition, reports).audits
    assert {cell.segment for cell in found.cells} == set(sites)
    assert lens in found.consistent


def test_money_and_records_go_with_a_departure() -> None:
    measure, _, _ = surveyed("fill_rate")
    edition = built(make_world(SEED))
    agreed = lens_of("fill_rate", measure.axes)
    other = lens_of("fill_rate", measure.axes, {"exclude": "cancelled", "open": "left_out"})
    contract = level(measure, agreed, target=0.7, direction="at_least", credit_percent=2.0, minimum_n=5)
    found = one(edition, Report(measure=measure, reporter="msp", figures=figures("fill_rate", other)), [contract])
    assert found.status == "other_definition"
    assert {d.axis for d in found.departures} == {"exclude", "open"}
    swings = sum(d.swing or 0.0 for d in found.departures)
    assert found.swing_total == pytest.approx(swings + (found.interaction or 0.0))
    assert found.excluded_records == len(found.left_out.records) > 0
    assert all(record.file and record.line > 1 for record in found.left_out.records)
    due = sum(m.fee * 0.02 for m in found.credit.months if m.contract is not None and m.contract < 0.7 and m.n >= 5)
    assert found.credit.under_contract == pytest.approx(due)
    assert found.credit.at_stake == pytest.approx(found.credit.under_contract - found.credit.under_reported)
    assert found.credit.before == ("relief", "cap", "earn-back")

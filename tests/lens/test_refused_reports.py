"""Reported figures that cannot be read are refused, each with the sentence that says what would make it right."""

from typing import Any

import pytest

from fullscore.lens._auditing.cells import reported
from fullscore.lens.audit import audit
from fullscore.measures._shape import measures
from fullscore.terms.fault import Fault
from fullscore.terms.period import Month
from tests.lens.reporting import Report, Reporting, audited
from tests.measures.worlds import built, make_world

SEED = 51
# Whoever reads this world runs in one process: building it twice would cost six seconds more.
pytestmark = pytest.mark.xdist_group("world 51")
MONTH = Month(2024, 9)


def report(name: str, value: float, **more: Any) -> Report:
    return Report(measure=measures()[name], reporter="msp", figures={MONTH: (value, 12)}, more=more)


def refused(*reports: Report) -> str:
    """The sentences of what was refused, beside a figure that is in order."""
    good = report("headcount", 80.0)
    cells, wrong = reported(Reporting(built(make_world(SEED)), [good, *reports]))
    assert [cell.measure for cell in cells] == ["headcount"]
    return " ".join(item.sentence() for item in wrong)


def test_a_percentage_called_a_share() -> None:
    assert "Write 0.94, or unit percent." in refused(report("fill_rate", 94.0))


def test_a_share_called_percent() -> None:
    assert "Write 94, or unit share." in refused(report("fill_rate", 0.94, unit="percent", decimals=2))


@pytest.mark.parametrize(("value", "unit", "decimals"), [(94.0, "percent", 1), (0.94, "share", 3)])
def test_either_is_read_by_its_unit(value: float, unit: str, decimals: int) -> None:
    told = report("fill_rate", value, unit=unit, decimals=decimals)
    [cell], _ = reported(Reporting(built(make_world(SEED)), [told]))
    assert cell.value == pytest.approx(0.94)


def test_an_unknown_measure_and_unit() -> None:
    assert "there is no measure called speed" in refused(report("fill_rate", 0.9, measure="speed"))
    assert "cannot be reported in 'parsecs'" in refused(report("fill_rate", 0.9, unit="parsecs"))


def test_two_figures_for_one_cell_of_one_delivery() -> None:
    twice = [report("fill_rate", 0.9), report("fill_rate", 0.8, report_id="again")]
    said = refused(*twice)
    assert said.count("2 figures were delivered") == 2
    assert "Send one" in said


def test_a_stated_lens_with_an_unknown_axis() -> None:
    said = refused(report("fill_rate", 0.9, stated_lens='{"tempo": "fast"}'))
    assert "has no axis called tempo" in said
    assert "Use filled" in said


def test_a_figure_without_a_period() -> None:
    assert "has no period" in refused(report("fill_rate", 0.9, month=None))


def test_half_a_segment() -> None:
    assert "Give both segment_kind and segment" in refused(report("fill_rate", 0.9, segment_kind="site"))


def test_nothing_but_refused_figures_is_no_audit() -> None:
    found = audited(built(make_world(SEED)), [report("fill_rate", 94.0)])
    assert (found.audits, len(found.refused)) == ((), 1)


def clause(**more: Any) -> dict[str, Any]:
    return {"measure": "time_to_fill", "target": 15, "direction": "at_most", "valid_from": "2024-01-01", **more}


def test_a_service_level_with_an_unknown_axis_is_a_fault() -> None:
    edition = Reporting(built(make_world(SEED)), [report("headcount", 80.0)], [clause(lens={"begin": "approved"})])
    with pytest.raises(Fault, match=r"programme.toml.*no axis called begin"):
        audit(edition)


def test_exclude_in_an_old_contract_is_left_aside() -> None:
    old = clause(lens={"stop": "accepted", "exclude": "cancelled"})
    found = audited(built(make_world(SEED)), [report("time_to_fill", 12.0)], [old]).audits[0]
    assert found.contract_lens["stop"] == "accepted"
    assert any("exclude" in note for note in found.notes)

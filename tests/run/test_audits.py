"""Audits side by side are those one after the other, refusals too; the measures that take longest are begun first."""

from fullscore.measures._shape import measures
from fullscore.run import side_by_side
from fullscore.run.audits import audits, longest_first
from tests.conftest import Folder, settings

REPORTS = "report_id,measure,month,value,unit,decimals,n"
ASSIGNMENTS = "assignment_id,worker_id,supplier_id,start_date,end_date,bill_rate,currency"


def reported(programme) -> Folder:  # type: ignore[no-untyped-def]
    months = [f"2025-{month:02}" for month in range(1, 9)]
    told = (("headcount", "people", 1), ("undecided_ends", "assignments", 0), ("mood", "score", 3))
    rows = [f"{name}-{month},{name},{month}-01,{value},{unit},0," for name, unit, value in told for month in months]
    work = [f"A{n},W{n},S1,{month}-01,{month}-20,50,USD" for n, month in enumerate(months)]
    feeds = ("reported_measure, rep*.csv, msp, full", "assignment, work*.csv, msp, full")
    folder: Folder = programme({
        "programme.toml": settings(*feeds),
        "2025-09-30/rep.csv": "\n".join([REPORTS, *rows]) + "\n",
        "2025-09-30/work.csv": "\n".join([ASSIGNMENTS, *work]) + "\n",
    })  # fmt: skip
    folder.built()
    return folder


def test_side_by_side_is_one_after_the_other(programme, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    with reported(programme).edition() as edition:
        alone = audits(edition)
        monkeypatch.setattr(side_by_side, "LARGE", 0)
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        together = audits(edition)
    assert [audit.measure for audit in alone.audits] == ["headcount", "undecided_ends"]
    assert {refused.measure for refused in alone.refused} == {"mood"}
    assert together == alone


def test_what_reads_most_is_begun_first(little_northgate: Folder) -> None:
    with little_northgate.edition() as edition:
        order = longest_first(edition, measures())
    assert sorted(order) == sorted(measures())
    assert order.index("invoice_accuracy") < order.index("headcount") < order.index("manager_satisfaction")

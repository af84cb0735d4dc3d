"""How many there are of what findings would change, in the twelve months up to the edition's date."""

from typing import Any

from fullscore.findings._shape import EARLY_END, INVOICE, LEDGER, STATEMENT, WAITING, WORK
from fullscore.findings._work import work_of
from fullscore.lens.kept import kept
from fullscore.measures._ledger import lines_in_scope
from fullscore.model._expressions import constant
from fullscore.terms.edition import Edition
from fullscore.workforce.worked import Year

POPULATIONS = {
    WORK: "assignments",
    EARLY_END: "assignments",
    WAITING: "requisitions",
    LEDGER: "ledger lines",
    STATEMENT: "statements of work",
    INVOICE: "invoice lines without an assignment",
}
"""What the records of each purse are."""


@kept
def populations(edition: Edition) -> dict[str, int]:
    """How many there are, by the words of ``POPULATIONS``, all within the year.

    Assignments that something was worked or billed of, requisitions submitted, ledger lines posted to accounts in
    scope, statements of work that something was billed of, and invoice lines that name no assignment.
    """
    year = Year.of(edition)

    def within(day: Any) -> Any:
        return (day > constant(year.after)) & (day <= constant(year.until))

    def count(rows: Any) -> int:
        return int(edition.run(rows.count().name("n").as_table())["n"][0].as_py())

    asked, billed, posted = edition.table("requisition"), edition.table("invoice_line"), lines_in_scope(edition)
    return {
        "assignments": len(work_of(edition)),
        "requisitions": count(asked.filter((asked.status != "draft") & within(asked.submitted_on))),
        "ledger lines": count(posted.filter(within(posted.posted_at))),
        "statements of work": count(
            billed.filter(billed.sow_id.notnull() & within(billed.invoiced_at)).select("sow_id").distinct()
        ),
        "invoice lines without an assignment": count(
            billed.filter(billed.assignment_id.isnull() & within(billed.invoiced_at))
        ),
    }

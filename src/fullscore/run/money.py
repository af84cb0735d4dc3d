"""The money circle of an edition, with what it does not hold: refused files and held rows."""

from dataclasses import replace

from fullscore.lens._tying.span import Span, span_of
from fullscore.lens.money_circle import MoneyCircle, money_circle
from fullscore.model._shape import Table
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.timesheet import timesheet
from fullscore.run.figures import refusals
from fullscore.store.edition import StoredEdition
from fullscore.terms.period import Month

TABLES = (ledger_line, invoice_line, timesheet)


def follow_the_money(
    edition: StoredEdition, *, first: Month | None = None, last: Month | None = None, by_unit: bool = False
) -> MoneyCircle:
    """The money circle of a span of months: all that was posted or invoiced, where none is named.

    Raises:
        Fault: the span ends before it begins.
    """
    span = span_of(edition, first, last, ("ledger_line", "posted_at"), ("invoice_line", "invoiced_at"))
    found = money_circle(edition, span, by_unit=by_unit)
    return replace(found, notes=(*found.notes, *_missing(edition, span, TABLES)))


def _missing(edition: StoredEdition, span: Span, tables: tuple[Table, ...]) -> list[str]:
    """Sentences on rows of the span that were refused or wait."""
    said = []
    for table in tables:
        said += [r.sentence() for r in refusals(edition, table) if r.touches(span.first, span.last)]
        share = edition.manifest.share(table.name)
        if share and share.held:
            said.append(f"{share.held:,} rows of {table.name} wait in quarantine and are not counted.")
    return said

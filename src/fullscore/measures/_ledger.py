"""The ledger's lines that carry extended-workforce spend, and which of them came through the programme."""

from collections.abc import Sequence
from typing import Any

from fullscore.measures._segments import with_segments
from fullscore.measures._vendors import suppliers_of_vendors
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition

LEDGER_SEGMENTS = ("supplier", "tier", "org_unit", "vendor", "gl_account", "currency", "feed")


def lines_in_scope(edition: Edition, accounts: Sequence[str] | None = None) -> Any:
    """The lines posted to the accounts in scope, to all accounts where the policy names none, as an expression.

    Args:
        accounts: other accounts than those of the policy; empty for all.

    Returns:
        Their columns and segments; ``supplier_id``, null where the vendor is no known supplier; ``is_through``,
        whether a line came through the programme: its invoice reference names a programme invoice or, in a ledger (a
        feed) that refers to no invoice at all, its vendor is a supplier that invoiced the programme in that month, the
        one before or the one after; ``is_known``, whether the vendor is a known supplier; ``is_ordered``, whether a
        purchase order is named; and ``on``, the day it was posted.
    """
    lines = edition.table("ledger_line")
    referring = lines.filter(lines.invoice_reference.notnull()).select(_referring="_feed").distinct()
    if chosen := in_scope_accounts(edition) if accounts is None else list(accounts):
        lines = lines.filter(lines.gl_account.isin(chosen))
    vendors = suppliers_of_vendors(edition).rename(_vendor="vendor_id", _vendor_name="vendor_name")
    lines = lines.left_join(vendors, [("vendor_id", "_vendor"), ("vendor_name", "_vendor_name")])
    lines = lines.left_join(referring, [("_feed", "_referring")])
    lines = lines.left_join(_invoices(edition), [("invoice_reference", "_invoice")])
    lines = lines.mutate(_month=_month_no(column("posted_at")))
    lines = lines.left_join(_invoicing_months(edition), [("supplier_id", "_invoicing"), ("_month", "_about")])
    lines = lines.mutate(
        is_through=column("_referring").notnull().ifelse(column("_invoice").notnull(), column("_invoicing").notnull()),
        is_known=column("supplier_id").notnull(),
        is_ordered=column("purchase_order").notnull(),
        vendor=column("vendor_id"),
        feed=column("_feed"),
        on=column("posted_at"),
    )
    return with_segments(edition, lines)


def _invoices(edition: Edition) -> Any:
    return edition.table("invoice_line").select(_invoice="invoice_id").distinct()


def _invoicing_months(edition: Edition) -> Any:
    """Each supplier with the months about those in which it invoiced the programme."""
    lines = edition.table("invoice_line")
    about = [lines.select(_invoicing="supplier_id", _about=_month_no(lines.invoiced_at) + step) for step in (-1, 0, 1)]
    return about[0].union(*about[1:]).distinct()


def _month_no(day: Any) -> Any:
    """A month as a number that grows by one a month."""
    return day.year() * 12 + day.month()


def scope_notes(edition: Edition) -> tuple[str, ...]:
    """The sentence that goes with figures of all accounts, where the policy names none."""
    if in_scope_accounts(edition):
        return ()
    return ("All ledger accounts are counted, since [policy] in_scope_gl_accounts names none.",)


def reference_notes(edition: Edition) -> tuple[str, ...]:
    """Sentences on how far the ledger's own invoice references could tell what came through the programme."""
    lines = edition.table("ledger_line").left_join(_invoices(edition), [("invoice_reference", "_invoice")])
    told = lines.group_by("_feed").aggregate(
        refers=column("invoice_reference").count(), names=column("_invoice").count()
    )
    said = []
    for row in edition.run(told.order_by("_feed")).to_pylist():
        if not row["refers"]:
            said.append(
                f"The ledger {row['_feed']} refers to no invoice, so its lines count as through the programme where "
                "their vendor is a supplier that invoiced the programme within a month either side."
            )
        elif not row["names"]:
            said.append(
                f"None of the {row['refers']:,} invoice references of the ledger {row['_feed']} names a programme "
                "invoice: see whether both write invoice numbers alike."
            )
    return tuple(said)

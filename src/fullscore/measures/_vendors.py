"""Which supplier of the programme a vendor of the client's ledger is, as far as ids and names say so."""

from typing import Any

from fullscore.model._expressions import column
from fullscore.terms.edition import Edition

LEGAL_FORMS = (
    *("ltd", "limited", "llc", "llp", "inc", "incorporated", "plc", "corp", "corporation", "co", "company"),
    *("gmbh", "ag", "kg", "bv", "nv", "sa", "sas", "srl", "spa", "ab", "oy", "pvt", "pte", "pty"),
)
PUNCTUATION = r"[\s!-/:-@\[-`{-~]+"
"""Spaces and the punctuation of ASCII; letters of every script are kept."""


def suppliers_of_vendors(edition: Edition) -> Any:
    """The vendors that are suppliers of the programme, as an expression.

    A vendor is the supplier whose id it bears; else the only one whose name or legal name it bears, where capitals,
    punctuation and a legal form at the end do not matter. A name that several suppliers bear tells of none.

    Returns:
        vendor_id, vendor_name and supplier_id; a row for each pair of id and name that the ledger holds.
    """
    vendors = edition.table("ledger_line").select("vendor_id", "vendor_name").distinct()
    suppliers = edition.table("supplier")
    names = suppliers.select(_named="supplier_id", _name=_plain(suppliers.name))
    names = names.union(suppliers.select(_named="supplier_id", _name=_plain(suppliers.legal_name)))
    names = names.filter(names["_name"].notnull() & (names["_name"] != "")).group_by("_name")
    names = names.aggregate(_bearers=column("_named").nunique(), _named=column("_named").min())
    names = names.filter(names["_bearers"] == 1)
    vendors = vendors.mutate(_written=_plain(vendors.vendor_name))
    vendors = vendors.left_join(suppliers.select(_same="supplier_id"), [("vendor_id", "_same")])
    vendors = vendors.left_join(names, [("_written", "_name")])
    vendors = vendors.mutate(supplier_id=column("_same").fill_null(column("_named")))
    return vendors.filter(vendors.supplier_id.notnull()).select("vendor_id", "vendor_name", "supplier_id")


def _plain(name: Any) -> Any:
    """A name without capitals, punctuation and legal form."""
    words = name.lower().re_replace(PUNCTUATION, " ").strip()
    return words.re_replace(rf"( ({'|'.join(LEGAL_FORMS)}))+$", "")

"""Which supplier of the programme a vendor of the client's ledger is, as the edition says."""

from typing import Any

from fullscore.terms.edition import Edition


def suppliers_of_vendors(edition: Edition) -> Any:
    """The vendors that are suppliers of the programme, as an expression.

    Who is who was settled when the edition was built: by ids, numbers, names and likeness, and by what people ruled. A
    vendor that waits for a person is nobody's supplier yet.

    Returns:
        vendor_id, vendor_name and supplier_id; a row for each pair of id and name that is matched.
    """
    matches = edition.table("vendor_match")
    return matches.filter(matches.supplier_id.notnull()).select("vendor_id", "vendor_name", "supplier_id")

"""Spend under management, ledger line by ledger line."""

from typing import Any

from tests.measures.twins._ledger import Through, Told, base_of, in_scope, share_of_amounts, supplier_of


def spend_under_management(world: Any, lens: Any) -> Told:
    through = Through(world)
    lines = []
    for row in in_scope(world):
        amount, supplier = base_of(world, row), supplier_of(world, row)
        if amount is None or (lens["total"] == "identified_suppliers" and supplier is None):
            continue
        managed = {
            "invoiced_through_programme": lambda row=row: through(row),
            "known_supplier": lambda supplier=supplier: supplier is not None,
            "has_purchase_order": lambda row=row: row["purchase_order"] is not None,
        }[lens["managed"]]()
        lines.append((f"{row['posted_at']:%Y-%m}", amount, managed))
    return share_of_amounts(lines)

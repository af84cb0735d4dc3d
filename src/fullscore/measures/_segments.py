"""The segments of rows that name a supplier, an org unit, a site, a role: their columns, ready to split by."""

from typing import Any

from fullscore.model._expressions import column, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition

_OF = {
    "supplier": ("supplier", "supplier_id", {"tier": Kind.whole}),
    "site": ("site", "site_id", {"country": Kind.id, "subdivision": Kind.id}),
    "role": ("role", "role_id", {"capability": Kind.text, "level": Kind.whole}),
}
"""Segment -> (table, id column, further segments that the table gives)."""


def with_segments(edition: Edition, rows: Any) -> Any:
    """Rows with supplier, tier, org_unit, site, country, subdivision, role, capability, level and resource_type.

    Args:
        rows: an expression with any of supplier_id, org_unit_id, site_id, role_id and resource_type; a segment whose
            id the rows do not have is unknown.
    """
    told = {name: column(name) for name in rows.columns}
    have = set(told)
    # One selection over all joins: each further one writes all columns of the rows anew, which takes longer than to
    # compute them.
    for segment, (table, id, further) in _OF.items():
        if id not in have:
            told |= {name: unknown(kind) for name, kind in {segment: Kind.id, **further}.items()}
            continue
        names = {name: f"_{segment}_{name}" for name in further}
        of = edition.table(table).select(**{f"_{segment}": column(id)}, **{new: column(n) for n, new in names.items()})
        rows = rows.left_join(of, [(id, f"_{segment}")])
        told |= {segment: column(id), **{name: column(new) for name, new in names.items()}}
    told["org_unit"] = column("org_unit_id") if "org_unit_id" in have else unknown(Kind.id)
    told.setdefault("resource_type", unknown(Kind.id))
    return rows.select(**told)

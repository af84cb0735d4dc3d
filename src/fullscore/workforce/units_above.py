"""Which of some org units stands nearest above each org unit."""

from typing import Any

from fullscore.model._expressions import column
from fullscore.terms.edition import Edition


def nearest_above(edition: Edition, tops: Any) -> Any:
    """Each org unit (``_below``) that is one of some or below one of them, with the nearest of them (``_unit``).

    Args:
        tops: an expression with ``_top``, the ids of those org units.
    """
    pairs = edition.ancestors("org_unit")
    depth = pairs.group_by(_at="id").aggregate(_depth=pairs.ancestor_id.count())
    above = pairs.semi_join(tops, [("ancestor_id", "_top")]).inner_join(depth, [("ancestor_id", "_at")])
    nearest = above.group_by(_below="id").aggregate(_unit=column("ancestor_id").argmax(column("_depth")))
    return nearest.select("_below", "_unit")


def business_units(edition: Edition) -> Any:
    """Each org unit below a business unit with the nearest one above it, itself included."""
    units = edition.table("org_unit")
    return nearest_above(edition, units.filter(units.kind == "business_unit").select(_top="org_unit_id"))

"""Whether a source's parts come to the total that the source itself states."""

from collections.abc import Sequence

from fullscore.terms.fault import Fault


def stated_total(parts: Sequence[float], total: float, *, within: float, source: str) -> float:
    """The total, where the parts come to it.

    Args:
        parts: the amounts that the source says the total is made of.
        total: what it says they come to.
        within: by how much rounding alone may part the two: half a unit of the last decimal for each rounded part,
            times what it is multiplied by.
        source: what the source is called, for whoever has to correct it.

    Raises:
        Fault: the parts do not come to the total, so that neither can be relied on.
    """
    found = sum(parts)
    if abs(found - total) > within:
        raise Fault(
            f"its parts come to {found:,.10g}, but it states {total:,.10g}",
            where=source,
            next_step="ask who made it which of the two is right; neither is used until then",
        )
    return total

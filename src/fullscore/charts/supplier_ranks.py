"""Which ranks each supplier may have: a league table with its doubts."""

from typing import Any

from fullscore.charts._marks import flat, intervals
from fullscore.charts._shape import Chart, Document


def _draw(document: Document) -> Any:
    rows = flat(document["rows"], "rank")
    return intervals(rows, label="supplier_id", title="rank by quality, 1 is best", style="d") if rows else None


supplier_ranks = Chart(
    name="supplier_ranks",
    title="Where each supplier may rank",
    shows="For each supplier its place and the ranks that it has in nine of ten draws.",
    reading="Where lines overlap, the order of two suppliers is not known; a place alone says little.",
    draw=_draw,
)

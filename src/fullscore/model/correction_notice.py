"""Each notice that earlier data will be corrected or erased: what, why, and at whose request."""

from fullscore.model._columns import choice, date, ident, text
from fullscore.model._shape import Table

correction_notice = Table(
    name="correction_notice",
    group="voice",
    key=("notice_id",),
    columns=(
        ident("notice_id"),
        ident("party_id"),
        text("table"),
        text("keys", optional=True),
        text("columns", optional=True),
        date("valid_from", optional=True),
        date("valid_to", optional=True),
        text("reason", free=True),
        text("asked_by"),
        date("announced_on"),
        choice("kind", "correction", "erasure"),
    ),
)

"""The places where work is done, each with its country and its time zone."""

from fullscore.model._columns import ident, text
from fullscore.model._shape import Table

site = Table(
    name="site",
    group="reference",
    key=("site_id",),
    columns=(
        ident("site_id"),
        text("name"),
        text("country"),
        text("subdivision", optional=True),
        text("time_zone"),
    ),
    reference=True,
)

"""Each number that somebody reported to the programme, with the definition they stated for it."""

from fullscore.model._columns import date, ident, month, number, text, whole
from fullscore.model._shape import Table

reported_measure = Table(
    name="reported_measure",
    group="voice",
    key=("report_id",),
    columns=(
        ident("report_id"),
        text("measure"),
        month("month"),
        text("segment_kind", optional=True),
        text("segment", optional=True),
        number("value"),
        text("unit"),
        whole("decimals", minimum=0),
        whole("n", optional=True, minimum=0),
        text("stated_definition", optional=True, free=True),
        text("stated_lens", optional=True, free=True),
        date("reported_on", optional=True),
        date("data_cut_on", optional=True),
    ),
)

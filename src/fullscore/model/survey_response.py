"""What people in HR, procurement, finance and hiring answered when they were asked how it goes."""

from fullscore.model._columns import choice, date, ident, number
from fullscore.model._shape import Table

survey_response = Table(
    name="survey_response",
    group="voice",
    key=("response_id",),
    columns=(
        ident("response_id"),
        choice("instrument", "assignment", "supplier", "programme"),
        ident("subject_id"),
        ident("respondent_id"),
        choice("function", "hr", "procurement", "finance", "hiring"),
        number("score"),
        number("scale_min"),
        number("scale_max"),
        date("responded_at"),
    ),
)

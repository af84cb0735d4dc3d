"""Which way a figure must move for those who gain from it: what looks better, or pays better."""

from typing import Literal

from fullscore.measures._shape import Measure
from fullscore.measures.adoption import adoption
from fullscore.measures.completion_rate import completion_rate
from fullscore.measures.conversion_rate import conversion_rate
from fullscore.measures.early_attrition import early_attrition
from fullscore.measures.extension_rate import extension_rate
from fullscore.measures.fill_rate import fill_rate
from fullscore.measures.headcount import headcount
from fullscore.measures.invoice_accuracy import invoice_accuracy
from fullscore.measures.manager_satisfaction import manager_satisfaction
from fullscore.measures.on_time_start import on_time_start
from fullscore.measures.open_age import open_age
from fullscore.measures.rate_compliance import rate_compliance
from fullscore.measures.rate_vs_market import rate_vs_market
from fullscore.measures.savings import savings
from fullscore.measures.spend import spend
from fullscore.measures.spend_under_management import spend_under_management
from fullscore.measures.submittal_to_interview import submittal_to_interview
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.measures.time_to_submit import time_to_submit
from fullscore.measures.timesheet_approval_days import timesheet_approval_days
from fullscore.measures.undecided_ends import undecided_ends
from fullscore.terms.edition import Edition

Direction = Literal["higher", "lower"]

LOWER = (
    *(time_to_fill, time_to_submit, open_age, early_attrition, timesheet_approval_days, undecided_ends),
    rate_vs_market,
)
HIGHER = (
    *(fill_rate, submittal_to_interview, on_time_start, completion_rate, extension_rate, conversion_rate),
    *(manager_satisfaction, rate_compliance, savings, invoice_accuracy, headcount, spend, spend_under_management),
    adoption,
)


def gains_when(edition: Edition, measure: Measure, kind: str) -> Direction | None:
    """The direction in which a kind of party gains from a measure.

    A service level on the measure goes before what is usual. None where the kind gains neither way, or where it
    depends: a higher bill rate pays whoever takes a percentage and looks worse in what was saved.
    """
    if kind not in measure.gained_by:
        return None
    levels = [level for level in edition.settings.get("service_level", []) if level.get("measure") == measure.name]
    directions = {level.get("direction") for level in levels}
    if len(directions) == 1 and kind != "client":
        return "lower" if directions == {"at_most"} else "higher"
    return "lower" if measure in LOWER else "higher" if measure in HIGHER else None

"""The share of assignments that ended early, and badly: within so many days of the start, for a cause that counts.

The window is the policy's ``early_attrition_days`` or a number of days; an end on its last day is early. Performance,
resignation and a no-show are ``negative``; performance and a no-show are ``supplier_attributable``; under ``all`` every
cause counts but completion, and health or leave, injury, protected causes, transport and site, which are held against
nobody under any choice. An unknown cause counts under ``negative`` of its own axis, whichever causes are chosen, and
under ``neutral`` never.

A figure is of the assignments that began in the month (``started``), that ended in it (``ended``), or that were under
way on a day of it (``active``), of which those count that ended in that month. A no-show counts as an assignment that
ended on the day it was to begin, unless its end is told, or is left out. An end after the edition's date is none yet.
An assignment younger than the window on that date is left out with its end, if it has one (``left_out``); or counts
like any other (``success``); or all are followed for as long as they were seen (``survival``): one minus Kaplan-Meier
at the window, where any other end censors, and under ``active`` so does the end of the month. n is the number of
assignments.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from fullscore.measures._engagements import engagements, month_by_month
from fullscore.measures._positions import NO_SHOW
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import constant, unknown
from fullscore.model._shape import Kind
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens
from fullscore.terms.programme import policy_of

AXES = (
    Axis("window", ("policy", "30", "60", "90")),
    Axis("causes", ("negative", "all", "supplier_attributable")),
    Axis("young", ("left_out", "success", "survival")),
    Axis("no_shows", ("counted", "left_out")),
    Axis("unknown_cause", ("negative", "neutral")),
    Axis("cohort", ("started", "ended", "active")),
)
WINDOWS, CAUSES, UNKNOWNS = AXES[0].options, AXES[1].options, AXES[4].options
COUNTED = {
    "negative": ("performance", "resignation", NO_SHOW),
    "all": ("performance", "resignation", NO_SHOW, "budget", "converted", "client_other"),
    "supplier_attributable": ("performance", NO_SHOW),
}


def _atoms(edition: Edition) -> Any:
    as_of = constant(edition.as_of).cast("date")
    work = engagements(edition)
    # A no-show mostly comes without an end of its own.
    over = work.is_no_show.ifelse(work.ended_on.fill_null(work.start_date), work.ended_on)
    work = work.mutate(ended_on=over, last_on=over.fill_null(as_of), age_days=as_of.delta(work.start_date, unit="day"))
    cohorts = work.mutate(started=work.start_date, ended=work.ended_on, active=unknown(Kind.date))
    cohorts = cohorts.mutate(is_end=work.ended_on.notnull(), seen_days=work.last_on.delta(work.start_date, unit="day"))
    months = month_by_month(edition, work)
    seen_until = (months.last_on < months.month_end).ifelse(months.last_on, months.month_end)
    months = months.mutate(
        started=unknown(Kind.date),
        ended=unknown(Kind.date),
        active=months.month,
        seen_days=seen_until.delta(months.start_date, unit="day"),
    )
    return _columns(edition, cohorts).union(_columns(edition, months))


def _columns(edition: Edition, rows: Any) -> Any:
    """The atoms' columns, from rows with the days for which each was seen, and whether it then ended."""
    columns: dict[str, Any] = {"is_shown": ~rows.is_no_show}
    for causes, unknowns in product(CAUSES, UNKNOWNS):
        cause = rows.end_cause.fill_null("unknown")
        counts = cause.isin((*COUNTED[causes], "unknown") if unknowns == "negative" else COUNTED[causes])
        columns[f"{causes}_{unknowns}"] = rows.is_end & counts
    for window, days in _days(edition):
        columns[f"days_{window}"] = constant(days)
        columns[f"aged_{window}"] = rows.age_days >= days
        for causes, unknowns in product(CAUSES, UNKNOWNS):
            event = columns[f"{causes}_{unknowns}"]
            columns[f"{window}_{causes}_{unknowns}"] = event & (rows.seen_days <= days)
    return rows.select("assignment_id", *SEGMENTS, "started", "ended", "active", "seen_days", **columns)


def _days(edition: Edition) -> Iterator[tuple[str, int]]:
    """Every window in days."""
    policy = policy_of(edition.settings).early_attrition_days
    for window in WINDOWS:
        yield window, int(policy) if window == "policy" else int(window)


def _reading(lens: Lens) -> Reading:
    window, event = lens["window"], f"{lens['causes']}_{lens['unknown_cause']}"
    keep = ("is_shown",) if lens["no_shows"] == "left_out" else ()
    if lens["young"] == "survival":
        return Reading(
            month=lens["cohort"],
            value="seen_days",
            event=event,
            weight=f"days_{window}",
            keep=keep,
            aggregate="incidence",
        )
    return Reading(
        month=lens["cohort"],
        value=f"{window}_{event}",
        keep=(*keep, f"aged_{window}") if lens["young"] == "left_out" else keep,
        aggregate="share",
    )


early_attrition = Measure(
    name="early_attrition",
    title="Early attrition",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment,),
    gains_if_lower=("msp", "supplier"),
)

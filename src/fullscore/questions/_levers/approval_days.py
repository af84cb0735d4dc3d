"""The days that the client takes to approve a request, from when it was submitted until it was approved."""

from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.requisition import requisition
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition

DAY_SECONDS = 86400.0


def _values(edition: Edition) -> Any:
    rows = edition.table("requisition").filter(column("approved_at").notnull())
    waited = column("approved_at").epoch_seconds() - column("submitted_at").epoch_seconds()
    rows = rows.select("requisition_id", value=waited.cast("float64") / DAY_SECONDS)
    # An approval before the request is a slip of the pen, or a later date written over the first.
    return rows.filter(column("value") >= 0)


approval_days = Lever(
    name="approval_days",
    title="Days that approval takes",
    unit="days",
    step=1.0,
    stepped="a day more until a request is approved",
    owners=("hiring", "finance"),
    set_for="unit",
    needs=(Need(table=requisition, column="approved_at", effect="what slow approval does to anybody cannot be seen"),),
    values=_values,
)

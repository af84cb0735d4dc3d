"""When each part of the client's organisation starts to use the programme, or why it never will."""

from fullscore.model._columns import date, flag, ident, text
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit

rollout = Table(
    name="rollout",
    group="reference",
    key=("org_unit_id",),
    columns=(
        ident("org_unit_id", org_unit),
        date("go_live_on", optional=True),
        date("planned_on", optional=True),
        flag("exempt"),
        text("reason", optional=True, free=True),
    ),
)

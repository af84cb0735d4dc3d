"""How many people of each capability are expected to be needed, month by month, in each scenario."""

from fullscore.model._columns import ident, month, number, text
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit

demand_plan = Table(
    name="demand_plan",
    group="talent",
    key=("plan_id", "month", "scenario"),
    columns=(
        ident("plan_id"),
        text("capability"),
        ident("org_unit_id", org_unit, optional=True),
        month("month"),
        number("headcount", minimum=0),
        number("low", optional=True, minimum=0),
        number("high", optional=True, minimum=0),
        text("scenario"),
    ),
    amendable=("capability", "org_unit_id", "headcount", "low", "high"),
)

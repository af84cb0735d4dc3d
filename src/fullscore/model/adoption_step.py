"""Each step taken to bring a part of the organisation into the programme, and what stood in its way."""

from fullscore.model._columns import choice, date, ident, text
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit

adoption_step = Table(
    name="adoption_step",
    group="voice",
    key=("org_unit_id", "starts_on"),
    columns=(
        ident("org_unit_id", org_unit),
        text("friction", free=True),
        text("change", free=True),
        ident("owner_id"),
        date("starts_on"),
        choice("stage", "enabled", "tried", "habitual"),
    ),
    progress=("stage",),
)

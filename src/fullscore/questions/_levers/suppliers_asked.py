"""The number of suppliers to whom a request is released in its first round: how many compete for it."""

from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.distribution import distribution
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition


def _values(edition: Edition) -> Any:
    sent = edition.table("distribution")
    first = sent.filter(sent["round"].fill_null(1) == 1)
    return first.group_by("requisition_id").aggregate(value=column("supplier_id").nunique().cast("float64"))


suppliers_asked = Lever(
    name="suppliers_asked",
    title="Suppliers asked for each request",
    unit="suppliers",
    step=1.0,
    stepped="one supplier more is asked",
    owners=("procurement",),
    set_for="request",
    lowest=1.0,
    needs=(Need(table=distribution, effect="what competition among suppliers does to anybody cannot be seen"),),
    values=_values,
)

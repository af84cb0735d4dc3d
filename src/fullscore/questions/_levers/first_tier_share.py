"""The share of a request's first round that goes to suppliers of the first tier, who are asked before all others."""

from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.distribution import distribution
from fullscore.model.supplier import supplier
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition

FIRST = 1


def _values(edition: Edition) -> Any:
    tiers = edition.table("supplier").filter(column("tier").notnull()).select(_asked="supplier_id", _tier="tier")
    sent = edition.table("distribution")
    first = sent.filter(sent["round"].fill_null(1) == 1).inner_join(tiers, [("supplier_id", "_asked")])
    return first.group_by("requisition_id").aggregate(value=(column("_tier") == FIRST).ifelse(1.0, 0.0).mean())


first_tier_share = Lever(
    name="first_tier_share",
    title="Share released to first-tier suppliers",
    unit="share",
    step=0.1,
    stepped="ten releases in a hundred more to suppliers of the first tier",
    owners=("procurement",),
    set_for="unit",
    highest=lambda edition: 1.0,
    needs=(
        Need(table=distribution, effect="to whom requests were released cannot be seen"),
        Need(table=supplier, column="tier", effect="what the first tier does to anybody cannot be seen"),
    ),
    values=_values,
)

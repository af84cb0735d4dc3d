"""The share of requests for consultants, the dearest type, where contractors do the same work.

Only consultants and contractors are compared, for the same role in the same country: other types follow the facts of
the work, and nothing is suggested that would change them.
"""

from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.requisition import requisition
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition

CHOICE = ("contractor", "consultant")
"""Types of which one can stand for the other."""


def _values(edition: Edition) -> Any:
    dearer = (column("resource_type") == "consultant").ifelse(1.0, 0.0)
    return edition.table("requisition").select("requisition_id", value=dearer)


consultant_share = Lever(
    name="consultant_share",
    title="Share of requests for consultants",
    unit="share",
    step=0.1,
    stepped="ten requests in a hundred more for consultants in place of contractors",
    owners=("hiring", "procurement"),
    set_for="alternative",
    highest=lambda edition: 1.0,
    needs=(Need(table=requisition, effect="what is asked for cannot be seen"),),
    values=_values,
)

"""The share of a request's candidates that the client turns down: how strictly it screens."""

from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.submittal import submittal
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition

DECIDED = ("placed", "rejected", "declined")
"""Outcomes by which the client has made up its mind; who withdrew before is neither taken nor turned down."""


def _values(edition: Edition) -> Any:
    put = edition.table("submittal").filter(column("outcome").isin(DECIDED))
    turned_down = (column("outcome") == "rejected").ifelse(1.0, 0.0)
    return put.group_by("requisition_id").aggregate(value=turned_down.mean())


rejected_share = Lever(
    name="rejected_share",
    title="Share of candidates turned down",
    unit="share",
    step=0.1,
    stepped="ten candidates in a hundred more are turned down",
    owners=("hiring",),
    set_for="unit",
    highest=lambda edition: 1.0,
    needs=(Need(table=submittal, effect="what stricter screening does to anybody cannot be seen"),),
    values=_values,
)

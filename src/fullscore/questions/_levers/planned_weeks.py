"""The weeks for which a worker is first engaged: from the start to the end as it was first planned."""

from typing import Any

from fullscore.lens.need import Need
from fullscore.measures._engagements import first_planned_ends
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition
from fullscore.terms.programme import labour_rules_of, policy_of

WEEKS_IN_MONTH = 365.25 / 12 / 7


def _values(edition: Edition) -> Any:
    work = edition.table("assignment").filter(column("requisition_id").notnull())
    work = work.left_join(first_planned_ends(edition), [("assignment_id", "told_id")])
    days = column("first_planned_end").delta(column("start_date"), unit="day").cast("float64")
    work = work.mutate(_weeks=days / 7).filter(column("_weeks") > 0)
    return work.group_by("requisition_id").aggregate(value=column("_weeks").mean())


def _highest(edition: Edition) -> float:
    """The strictest limit of any country or of the policy: what is lawful everywhere."""
    limits = [rule.limit_months for rule in labour_rules_of(edition.settings) if rule.limit_months is not None]
    return min([float(policy_of(edition.settings).tenure_limit_months), *limits]) * WEEKS_IN_MONTH


planned_weeks = Lever(
    name="planned_weeks",
    title="Weeks for which people are first engaged",
    unit="weeks",
    step=4.0,
    stepped="four weeks longer at first",
    owners=("hiring", "hr"),
    set_for="request",
    lowest=1.0,
    highest=_highest,
    needs=(Need(table=assignment, column="planned_end", effect="what longer engagements do cannot be seen"),),
    values=_values,
)

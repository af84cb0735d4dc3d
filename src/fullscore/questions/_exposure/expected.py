"""Of whom there ought to be a record: clearances of who is here, pay of whom equal treatment is owed."""

from functools import reduce
from typing import Any

from fullscore.measures._engagements import begun
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.programme import LabourRule, labour_rules_of


def vetted_people(edition: Edition) -> Any:
    """Engagements under way, with whether any clearance of the person is on record, under whichever worker id."""
    here = _under_way(edition)
    checked = edition.table("clearance").select("worker_id")
    if edition.has("worker_chain"):
        chain = edition.table("worker_chain").select(_of="worker_id", _chain="chain_id")
        here, checked = (rows.left_join(chain, [("worker_id", "_of")]) for rows in (here, checked))
        here, checked = (
            rows.mutate(_person=column("_chain").fill_null(column("worker_id"))) for rows in (here, checked)
        )
    else:
        here, checked = (rows.mutate(_person=column("worker_id")) for rows in (here, checked))
    known = checked.select(_known="_person").distinct()
    return here.left_join(known, [("_person", "_known")]).mutate(_there=column("_known").notnull())


def owed_equal_pay(edition: Edition) -> Any:
    """Engagements under way to which a rule on equal pay applies."""
    rules = [rule for rule in labour_rules_of(edition.settings) if rule.equal_pay_after_days is not None]
    here = _under_way(edition)
    return here.filter(reduce(lambda any_of, rule: any_of | _applies(rule), rules, constant(False)))


def _applies(rule: LabourRule) -> Any:
    applies = column("country") == rule.country
    return applies & (column("resource_type") == rule.resource_type) if rule.resource_type else applies


def _under_way(edition: Edition) -> Any:
    return begun(edition).filter(column("ended_on").isnull())

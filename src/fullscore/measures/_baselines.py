"""What an hour of an assignment would have cost: by its card, its request, or what else was offered for it."""

from typing import Any

from fullscore.measures._cards import cards_of
from fullscore.measures._rates import hourly
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition

PRIOR_YEAR = "prior_year_like_for_like"
TOLD = ("card_max", "highest_submittal", "first_submittal", "requested_max")
"""What is told of each assignment; the year before is told of what was bought."""
BASELINES = (PRIOR_YEAR, *TOLD)


def with_baselines(edition: Edition) -> Any:
    """Every assignment with segments and its baselines.

    For each of ``TOLD`` it gives ``<name>_rate`` and ``<name>_rate_base``, by the hour (as delivered and in the
    programme's currency, floats), and ``<name>_currency``; null where there is none.

    The card is the one that held at the start. Submittals are those for the assignment's requisition in the
    requisition's currency, whatever became of them; of equally high or equally early ones the first that was submitted,
    then the first ``submittal_id``.
    """
    work = with_segments(edition, edition.table("assignment")).mutate(start=column("start_date"))
    work = work.left_join(cards_of(edition, work, ("start",)), [("assignment_id", "held_by")])
    asked = edition.table("requisition").select(
        "identified",
        _asked="requisition_id",
        _most="max_bill_rate",
        _most_base="max_bill_rate_base",
        _asked_currency="currency",
        _asked_unit="rate_unit",
    )
    work = work.left_join(asked, [("requisition_id", "_asked")])
    sent = edition.table("submittal").select(
        "submittal_id", "submitted_at", "bill_rate", "bill_rate_base", "currency", _for="requisition_id"
    )
    currencies = asked.select("_asked", "_asked_currency")
    sent = sent.join(currencies, [("_for", "_asked"), ("currency", "_asked_currency")])
    highest = sent.filter(column("bill_rate") == column("bill_rate").max().over(group_by="_for"))
    for name, among in (("highest", highest), ("first", sent)):
        one = _earliest(among).select(
            **{
                f"_{name}_for": column("_for"),
                f"_{name}": column("bill_rate"),
                f"_{name}_base": column("bill_rate_base"),
            }
        )
        work = work.left_join(one, [("requisition_id", f"_{name}_for")])
    from_card = (column("start_max_bill_rate"), column("start_max_bill_rate_base"), column("start_currency"))
    baselines = {"card_max": (*from_card, column("start_rate_unit"))}
    for name, source in (("highest_submittal", "_highest"), ("first_submittal", "_first"), ("requested_max", "_most")):
        told = (column(source), column(f"{source}_base"), column("_asked_currency"))
        baselines[name] = (*told, column("_asked_unit"))
    rates: dict[str, Any] = {}
    for name, (rate, base, currency, unit) in baselines.items():
        rates |= {f"{name}_rate": hourly(rate, unit), f"{name}_rate_base": hourly(base, unit)}
        rates |= {f"{name}_currency": currency}
    return work.mutate(**rates)


def _earliest(sent: Any) -> Any:
    """Of each requisition's submittals the first."""
    for order in ("submitted_at", "submittal_id"):
        sent = sent.filter(column(order) == column(order).min().over(group_by="_for"))
    return sent

"""Submittals as steps of a requisition: when each lay with the client, and when an offer was out or taken."""

from collections.abc import Callable
from typing import Any

from fullscore.model._expressions import column
from fullscore.terms.edition import Edition


def shown(edition: Edition) -> Any:
    """Submittals that met the written requirement, with the days between which they lay with the client.

    ``answered_on`` is the first offer, acceptance or closing, null while the submittal is pending. One that is over
    without any of these lay there until it was last seen: nobody can say that it lay any longer.
    """
    sent = edition.table("submittal")
    limits = edition.table("requisition").select(
        _id=column("requisition_id"), _in="currency", _most="max_bill_rate", _most_base="max_bill_rate_base"
    )
    sent = sent.inner_join(limits, [("requisition_id", "_id")])
    # Within one currency amounts are compared as they were written: two days' rates would part equal ones.
    same = (sent["_in"] == sent.currency).fill_null(False)
    met = same.ifelse(sent.bill_rate <= sent["_most"], sent.bill_rate_base <= sent["_most_base"])
    sent = sent.filter(sent["_most"].isnull() | met)
    return sent.mutate(shown_on=sent.submitted_on, answered_on=_answered_on(sent))


def offers(edition: Edition) -> Any:
    """Submittals whose candidate was offered a position, or had accepted one, between ``since`` and ``until``.

    ``until`` is null while the offer is out or taken. One that came to nothing on an unknown day ends with the last
    that is known of it.
    """
    sent = edition.table("submittal")
    offered = earliest(sent.offered_on, sent.accepted_on)
    since = (sent.outcome == "placed").ifelse(_answered_on(sent), offered)
    ended = sent.closed_on.fill_null(latest(sent.offered_on, sent.accepted_on))
    until = sent.outcome.isin(["rejected", "withdrawn", "declined"]).ifelse(ended, None)
    return sent.mutate(since=since, until=until).filter(column("since").notnull())


def _answered_on(sent: Any) -> Any:
    last_seen = latest(sent.submitted_on, sent.reviewed_on, sent.interviewed_on)
    answered = earliest(sent.offered_on, sent.accepted_on, sent.closed_on)
    return answered.fill_null((sent.outcome == "pending").ifelse(None, last_seen))


def earliest(*days: Any) -> Any:
    """The first of some dates, as an expression; null where none is known."""
    return _extreme(days, lambda one, other: one < other)


def latest(*days: Any) -> Any:
    """The last of some dates, as an expression; null where none is known."""
    return _extreme(days, lambda one, other: one > other)


def _extreme(days: tuple[Any, ...], wins: Callable[[Any, Any], Any]) -> Any:
    found, *others = days
    for day in others:
        found = (found.isnull() | wins(day, found)).fill_null(False).ifelse(day, found)
    return found

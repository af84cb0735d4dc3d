"""Whose reason it was that a requisition was cancelled: what systems' own wordings mean."""

from typing import Any

from fullscore.model._expressions import constant

NOT_THE_CLIENTS = (
    "unable to fill",
    "could not be filled",
    "no candidate",
    "outside vendor",
    "worker withdr",
    "candidate withdr",
    "candidate declined",
    "duplicate",
)
"""Phrases that say that supply failed, went elsewhere or withdrew, or that nothing was ever asked for. They are looked
for first: "worker withdrawn" is no withdrawal of the need."""

THE_CLIENTS = (
    "budget",
    "fund",
    "freeze",
    "withdr",
    "recall",
    "no longer",
    "not needed",
    "not required",
    "need changed",
    "project cancel",
    "project delay",
    "position eliminated",
)
"""Phrases that say that the money or the need was gone."""


def is_clients_own(cause: Any, reason: Any) -> Any:
    """Whether a closing was the client's own doing: its told cause, else what its reason says; unknown is no.

    Args:
        cause, reason: ``close_cause`` and ``close_reason`` of requisitions, as expressions.

    Source: the status reasons that Magnit publishes for its VMS (Unable to Fill, Filled by Outside Vendor, Funding No
    Longer Available, Funding Not Approved, Withdrawn by Client, Worker Withdrawn, Recalled), and their usual variants.
    """
    said = reason.fill_null("").lower()
    not_clients, clients = (_says_any(said, phrases) for phrases in (NOT_THE_CLIENTS, THE_CLIENTS))
    return cause.isnull().ifelse(clients & ~not_clients, cause == "client")


def _says_any(said: Any, phrases: tuple[str, ...]) -> Any:
    found = constant(False)
    for phrase in phrases:
        found = found | said.contains(phrase)
    return found

"""Demand: opened positions = filled + failed + abandoned + diverted + withdrawn + open, by events.

A position counts once, however often it was posted: what a later posting takes up is counted there, with its first
posting's month.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullscore.lens._fates import FATES, Course, contradiction, fates
from fullscore.lens._reposts import Posting, proposed
from fullscore.lens._tying.span import Span, span_of
from fullscore.lens.people import People, people
from fullscore.measures._close_reasons import is_clients_own
from fullscore.measures._positions import fills, requisitions
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

ENDINGS = ("filled", "cancelled", "closed")
ALIKE = ("org_unit_id", "role_id", "site_id", "hiring_manager_id", "resource_type")
SAID = (
    ("outside_vendor", ("outside vendor",)),
    ("worker_withdrawn", ("worker withdr", "candidate withdr", "candidate declined")),
    ("unable_to_fill", ("unable to fill", "could not be filled", "no candidate")),
)
"""What words of a close reason mean, where no cause is given and the reason is not the client's own."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of one requisition's positions."""

    requisition_id: str
    org_unit_id: str | None
    opened_on: date
    """When the first posting of its chain was submitted."""
    positions: int
    by_fate: tuple[tuple[str, int], ...]
    posted_again: int
    """Positions that a later posting took up; they count there."""
    over_filled: int
    """Assignments that began beyond its positions; they fill none."""
    contradiction: str | None
    file: str | None
    line: int | None

    @property
    def opened(self) -> int:
        return self.positions - self.posted_again


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A request that ended unfilled, and the one that posted it again.

    Attributes:
        is_linked: whether the later one names the earlier; else it is only consistent with a repost: same unit, role,
            site, manager and type, within 30 days of its end.
    """

    earlier: str
    later: str
    org_unit_id: str | None
    ended_on: date | None
    posted_on: date
    is_linked: bool


@dataclass(frozen=True, kw_only=True)
class Demand:
    """The demand identity of the positions that were first opened in a span of months.

    Attributes:
        chains: linked ones first, then proposed ones, whichever of their requests was opened in the span.
        proposed_by_chance: so many proposed chains would be found if postings alike followed each other by chance: as
            many as there are in equally long times before the earlier ones.
        contradictions: requisitions whose given reason differs from their events.
    """

    edition: str
    as_of: str
    span: Span
    opened: int
    by_fate: tuple[tuple[str, int], ...]
    requisitions: tuple[Fate, ...]
    chains: tuple[Chain, ...]
    proposed_by_chance: int
    people: People | None
    notes: tuple[str, ...]

    @property
    def residual(self) -> int:
        """Positions without a fate; 0, or the identity does not close."""
        return self.opened - sum(count for _, count in self.by_fate)

    @property
    def contradictions(self) -> tuple[Fate, ...]:
        return tuple(fate for fate in self.requisitions if fate.contradiction)


def demand(edition: Edition, first: Month | None = None, last: Month | None = None) -> Demand:
    """What became of every position that was opened, from events and starts and not from the reason that was given.

    Args:
        first, last: months of the first posting; every one, where they are not given.

    Raises:
        Fault: the span ends before it begins.
    """
    span = span_of(edition, first, last, ("requisition", "submitted_on"))
    rows = _rows(edition)
    taken_up = _taken_up(rows)
    every = [_fate(row, taken_up) for row in rows]
    chosen = tuple(fate for fate in every if span.holds(fate.opened_on))
    inside = {fate.requisition_id for fate in chosen}
    found, by_chance = _chains(rows, every, taken_up, inside)
    totals: Counter[str] = Counter()
    for fate in chosen:
        totals.update(dict(fate.by_fate))
    return Demand(
        edition=edition.id,
        as_of=edition.as_of,
        span=span,
        opened=sum(fate.opened for fate in chosen),
        by_fate=tuple((fate, totals[fate]) for fate in FATES),
        requisitions=chosen,
        chains=tuple(found),
        proposed_by_chance=by_chance,
        people=people(edition, span) if edition.has("assignment") else None,
        notes=_notes(edition),
    )


def _rows(edition: Edition) -> list[dict[str, Any]]:
    """Requisitions with how they ended, by whom, and what had happened by then."""
    asked = requisitions(edition)
    asked = asked.mutate(is_clients=is_clients_own(column("close_cause"), column("close_reason")))
    asked = asked.select(
        *("requisition_id", "positions", "status", "status_on", "close_cause", "close_reason", "reopened_from"),
        *ALIKE, "own_submitted", "own_released", "own_distributed", "first_submittal", "first_submitted", "is_clients",
        "_file", "_line",
    )  # fmt: skip
    rows: list[dict[str, Any]] = edition.run(asked.order_by("requisition_id")).to_pylist()
    ends = _ends(edition)
    began, to_begin = _starts(edition)
    for row in rows:
        id, told = row["requisition_id"], ends.get(row["requisition_id"])
        if told is None:
            told = (row["status"], None, row["status_on"]) if row["status"] in ENDINGS else (None, None, None)
        row["ended_as"], row["ended_by"], row["ended_on"] = told
        row["begun"], row["to_begin"] = began[id], to_begin[id]
    return rows


def _ends(edition: Edition) -> dict[str, tuple[str | None, str | None, date | None]]:
    """How each requisition with such events ended: the event, its actor and day; None where it was opened again."""
    events = edition.table("requisition_event")
    events = events.filter(events.event.isin((*ENDINGS, "reopened")))
    found: dict[str, tuple[str | None, str | None, date | None]] = {}
    # At one instant an end comes after a reopening: the request is over.
    ordered = events.mutate(_last=(events.event != "reopened").ifelse(1, 0)).order_by(["at", "_last", "event"])
    for row in edition.run(ordered.select("requisition_id", "event", "actor", "on")).to_pylist():
        is_over = row["event"] != "reopened"
        found[row["requisition_id"]] = (row["event"], row["actor"], row["on"]) if is_over else (None, None, None)
    return found


def _starts(edition: Edition) -> tuple[Counter[str], Counter[str]]:
    """Of each requisition the assignments that began, and those that are to begin after the edition's date."""
    later = edition.table("assignment")
    later = later.filter(
        later.requisition_id.notnull()
        & (later.start_date > constant(edition.as_of).cast("date"))
        & (later.end_cause.fill_null("") != "no_show")
    )
    counts = []
    for work in (fills(edition), later):
        told = edition.run(work.group_by("requisition_id").aggregate(n=column("assignment_id").count()))
        counts.append(Counter({row["requisition_id"]: row["n"] for row in told.to_pylist()}))
    return counts[0], counts[1]


def _cause(row: dict[str, Any]) -> str | None:
    if row["close_cause"] is not None:
        return str(row["close_cause"])
    if row["is_clients"]:
        return "client"
    said = (row["close_reason"] or "").lower()
    return next((cause for cause, words in SAID if any(word in said for word in words)), None)


def _course(row: dict[str, Any], posted_again: int) -> Course:
    def by_then(day: date | None) -> bool:
        return day is not None and (row["ended_on"] is None or day <= row["ended_on"])

    was_answered = by_then(row["first_submittal"])
    return Course(
        positions=max(row["positions"], 1),
        begun=row["begun"],
        to_begin=row["to_begin"],
        posted_again=posted_again,
        ended_as=row["ended_as"],
        ended_by=row["ended_by"],
        cause=_cause(row) if row["ended_as"] else None,
        was_let_out=was_answered or by_then(row["own_released"]) or by_then(row["own_distributed"]),
        was_answered=was_answered,
    )


def _taken_up(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The later postings of each requisition; of two that name each other, only the later one counts as such."""
    by_id = {row["requisition_id"]: row for row in rows}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        earlier = by_id.get(row["reopened_from"] or "")
        if earlier and _when(earlier) < _when(row):
            found[earlier["requisition_id"]].append(row)
    return found


def _when(row: dict[str, Any]) -> tuple[date, str]:
    return row["own_submitted"], row["requisition_id"]


def _fate(row: dict[str, Any], taken_up: dict[str, list[dict[str, Any]]]) -> Fate:
    again = sum(max(later["positions"], 1) for later in taken_up.get(row["requisition_id"], ()))
    course = _course(row, again)
    by_fate, posted_again = fates(course)
    return Fate(
        requisition_id=row["requisition_id"],
        org_unit_id=row["org_unit_id"],
        opened_on=row["first_submitted"] or row["own_submitted"],
        positions=course.positions,
        by_fate=tuple(by_fate.items()),
        posted_again=posted_again,
        over_filled=max(course.begun - course.positions, 0),
        contradiction=contradiction(course),
        file=row["_file"],
        line=row["_line"],
    )


def _chains(
    rows: list[dict[str, Any]], every: list[Fate], taken_up: dict[str, list[dict[str, Any]]], inside: set[str]
) -> tuple[list[Chain], int]:
    by_id = {row["requisition_id"]: row for row in rows}
    found = [
        Chain(
            earlier=earlier,
            later=later["requisition_id"],
            org_unit_id=by_id[earlier]["org_unit_id"],
            ended_on=by_id[earlier]["ended_on"],
            posted_on=later["own_submitted"],
            is_linked=True,
        )
        for earlier, laters in sorted(taken_up.items())
        for later in laters
        if earlier in inside
    ]
    postings = list(_postings(rows, every, taken_up))
    found += [
        Chain(
            earlier=earlier.requisition_id,
            later=later.requisition_id,
            org_unit_id=by_id[earlier.requisition_id]["org_unit_id"],
            ended_on=earlier.ended_unfilled,
            posted_on=later.submitted,
            is_linked=False,
        )
        for earlier, later in proposed(postings)
        if earlier.requisition_id in inside
    ]
    by_chance = sum(earlier.requisition_id in inside for earlier, _ in proposed(postings, backwards=True))
    return found, by_chance


def _postings(
    rows: list[dict[str, Any]], every: list[Fate], taken_up: dict[str, list[dict[str, Any]]]
) -> Iterator[Posting]:
    for row, fate in zip(rows, every, strict=True):
        nobody = not row["begun"] and not row["to_begin"] and row["requisition_id"] not in taken_up
        yield Posting(
            requisition_id=fate.requisition_id,
            alike=tuple(row[name] for name in ALIKE),
            submitted=row["own_submitted"],
            ended_unfilled=row["ended_on"] if row["ended_as"] and nobody else None,
            is_linked=row["reopened_from"] is not None,
        )


def _notes(edition: Edition) -> tuple[str, ...]:
    if not edition.has("requisition"):
        return ("No feed delivers requisition, so there is no demand to follow.",)
    said = []
    if not edition.has("requisition_event"):
        said.append("No feed delivers requisition_event, so its status tells how a request ended, its cause by whom.")
    if not edition.has("assignment"):
        said.append(
            "No feed delivers assignment, so nobody can be seen to have started and no position counts as filled."
        )
    if not edition.has("submittal"):
        said.append("No feed delivers submittal, so a request that the client gave up always counts as withdrawn.")
    return tuple(said)

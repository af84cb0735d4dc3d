"""Which org units were inside the programme at both ends of a period: entry is not growth.

Entry is the first day of use that ``rollout`` gives for the unit or the nearest unit above it; exempt units and those
that have only a plan are outside. Where nobody delivers a rollout, entry is the month from which the unit's ledger
spend goes through the programme for good. Where neither tells, nothing is inside, and every trend is null.

A unit is wholly inside some time after its first day, since work that already ran outside is brought in at its next
term: ``SETTLING_DAYS`` after a rollout's day; by the ledger, once the share has come to what it stays at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from fullscore.measures._ledger import lines_in_scope
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between

SETTLING_DAYS = 183
"""Half a year: the terms of most engagements that ran when a unit joined have ended by then."""
RISEN = 0.8
"""Of the share of spend that a unit comes to, so much must have been reached before it counts as wholly inside."""
LEAST_SHARE = 0.2
"""A unit whose share of spend stays below is a chance buyer, not inside."""
MONTHS_TOGETHER = 3
"""Months whose spend is taken together, so that one late invoice is no exit."""


@dataclass(frozen=True, kw_only=True)
class Inside:
    """Since when each org unit is wholly inside the programme.

    Attributes:
        since: by org unit, for those that came in; the day on or before which it was wholly inside.
        source: what tells so; empty where nothing does.
        says: the same in a sentence.
    """

    since: Mapping[str, date]
    source: Literal["rollout", "ledger", ""]
    says: str

    def throughout(self, first: date) -> frozenset[str]:
        """The units that were wholly inside on the first day of a period, and have stayed until now."""
        return frozenset(unit for unit, day in self.since.items() if day <= first)


def inside(edition: Edition) -> Inside:
    """Since when each org unit of an edition is wholly inside."""
    above = parents(edition)
    if edition.has("rollout"):
        told = {row["org_unit_id"]: row for row in edition.run(edition.table("rollout")).to_pylist()}
        entered = {unit: _by_rollout(unit, above, told) for unit in {*above, *told}}
        since = {unit: day + timedelta(days=SETTLING_DAYS) for unit, day in entered.items() if day}
        return Inside(
            since=since, source="rollout", says="Units count from half a year after the first day that rollout gives."
        )
    tops = {unit: top(unit, above) for unit in above}
    found = _by_ledger(edition, tops)
    if found:
        since = {unit: found[of] for unit, of in tops.items() if of in found}
        return Inside(
            since=since | found,
            source="ledger",
            says="No feed delivers rollout; units count from the month in which the ledger shows them wholly inside.",
        )
    return Inside(
        since={},
        source="",
        says="Neither rollout nor the ledger tells when units joined the programme, so growth cannot be told from "
        "entry; rollout would tell, or a ledger whose lines name the programme's invoices.",
    )


def parents(edition: Edition) -> dict[str, str | None]:
    """Each org unit with the unit above it; those that are only named elsewhere stand alone."""
    rows = edition.run(edition.table("org_unit").select("org_unit_id", "parent_id")).to_pylist()
    above: dict[str, str | None] = {row["org_unit_id"]: row["parent_id"] for row in rows}
    for table in ("assignment", "ledger_line"):
        named = edition.table(table).select("org_unit_id").distinct()
        for unit in edition.run(named)["org_unit_id"].to_pylist():
            if unit is not None:
                above.setdefault(unit, None)
    return above


def chain(unit: str, above: Mapping[str, str | None]) -> list[str]:
    """A unit and all above it, nearest first; a circle, which a bad export can hold, ends."""
    found: list[str] = []
    step: str | None = unit
    while step is not None and step not in found:
        found.append(step)
        step = above.get(step)
    return found


def top(unit: str, above: Mapping[str, str | None]) -> str:
    """The highest unit above one that is still a part of the whole: below a single head, the level beneath it."""
    line = chain(unit, above)
    heads = [id for id, parent in above.items() if parent is None]
    below = {parent for parent in above.values() if parent is not None}
    single = sum(head in below for head in heads) == 1
    return line[-2] if single and len(line) > 1 and line[-1] in below else line[-1]


def _by_rollout(unit: str, above: Mapping[str, str | None], told: Mapping[str, Mapping[str, Any]]) -> date | None:
    for id in chain(unit, above):
        if id in told:
            day: date | None = None if told[id]["exempt"] else told[id]["go_live_on"]
            return day
    return None


def _by_ledger(edition: Edition, tops: Mapping[str, str]) -> dict[str, date]:
    """For each top unit the first day of the month from which its spend goes through the programme for good."""
    lines = lines_in_scope(edition)
    sums = lines.group_by(unit="org_unit_id", month=lines.posted_at.truncate("M")).aggregate(
        whole=column("amount_base").sum().cast("float64"),
        through=column("is_through").ifelse(column("amount_base"), 0).sum().cast("float64"),
    )
    whole: dict[str, dict[Month, list[float]]] = {}
    for row in edition.run(sums.order_by(["unit", "month"])).to_pylist():
        if row["unit"] is not None and row["month"] is not None:
            months = whole.setdefault(tops.get(row["unit"], row["unit"]), {})
            cell = months.setdefault(Month.of(row["month"]), [0.0, 0.0])
            cell[0] += row["whole"] or 0.0
            cell[1] += row["through"] or 0.0
    if not whole:
        return {}
    first = min(min(months) for months in whole.values())
    last = Month.parse(edition.as_of)
    days = {unit: _settled(months, months_between(first, last)) for unit, months in sorted(whole.items())}
    return {unit: day for unit, day in days.items() if day is not None}


def _settled(spent: Mapping[Month, list[float]], months: list[Month]) -> date | None:
    """The first day of the month from which on the share of spend stays near what it comes to."""

    def share(among: list[Month]) -> float | None:
        whole, through = (sum(spent.get(month, [0.0, 0.0])[part] for month in among) for part in (0, 1))
        return through / whole if whole > 0 else None

    comes_to = share(months[-12:])
    if comes_to is None or comes_to < LEAST_SHARE:
        return None
    latest = share(months[-2 * MONTHS_TOGETHER :])
    if latest is not None and latest < RISEN * comes_to:
        return None
    begins = None
    # Backwards from the end: the months before the last one that fell short do not count.
    for number in range(len(months) - MONTHS_TOGETHER, -1, -1):
        here = share(months[number : number + MONTHS_TOGETHER])
        if here is not None and here < RISEN * max(comes_to, latest or 0.0):
            break
        # The last of the months together: in the first of them the share may still have been rising.
        begins = months[number + MONTHS_TOGETHER - 1] if number else months[0]
    return begins.first_day if begins else None

"""Who was engaged where and when, and the pieces of time that a limit counts: by worker or by post."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.lens.kept import kept
from fullscore.measures._days import day_numbers
from fullscore.measures._engagements import engagements
from fullscore.measures._presence import reach_before
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.workforce.units_above import business_units

Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
HORIZON_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class People:
    """Engagements up to the edition's date, one element each, by worker and start; days since 1970.

    Attributes:
        who: a code of the person, the same for all worker ids of one chain.
        unit: the business unit above the org unit of the engagement; where there is none, that org unit.
        place: the org unit, the site and the role, as one text: where a post is.
        last: the last day that is known of it.
        until: a day after the edition's date on which it will end, as far as that is announced; else far away.
        is_here: whether it goes on at the edition's date, the last day worked included.
        came: whether anybody came: not so of a no-show.
    """

    today: int
    assignment_id: Texts
    worker_id: Texts
    who: Days
    country: Texts
    unit: Texts
    place: Texts
    role: Texts
    resource_type: Texts
    first: Days
    last: Days
    until: Days
    is_here: Flags
    came: Flags
    hourly_pay: npt.NDArray[np.float64]
    """Pay for an hour in the programme's currency, NaN where it is not known."""

    def here(self, rows: Flags) -> Days:
        """Of the rows chosen, for each person who is here under one of them that which began last."""
        chosen = np.flatnonzero(rows & self.is_here & self.came)
        # Rows are sorted by person and start, so that the last of a run is the one that began last.
        is_last = np.append(self.who[chosen][1:] != self.who[chosen][:-1], True)[: len(chosen)]
        return np.asarray(chosen[is_last], dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Spells:
    """Time of one worker or on one post without a break that sets the count back, one element for each engagement."""

    spell: Days
    """A code of the spell that an engagement belongs to; -1 where it does not count."""
    began: Days
    gaps: Days
    """Days of shorter breaks in the spell up to the start of the engagement: they are not counted, nor set it back."""


@kept
def people(edition: Edition) -> People:
    """Read the engagements of an edition, no-shows among them."""
    work = engagements(edition).filter(column("last_on") >= column("start_date"))
    work = work.left_join(business_units(edition), [("org_unit_id", "_below")])
    if edition.has("worker_chain"):
        chain = edition.table("worker_chain").select(_worker="worker_id", _chain="chain_id")
        work = work.left_join(chain, [("worker_id", "_worker")]).mutate(
            _person=column("_chain").fill_null(column("worker_id"))
        )
    else:
        work = work.mutate(_person=column("worker_id"))
    hours = column("rate_unit").cases(("hour", 1.0), ("day", 8.0), ("month", 2080 / 12))
    table = edition.run(
        work.order_by(["_person", "start_date", "assignment_id"]).select(
            "assignment_id", "worker_id", "start_date", "last_on", "ended_on", "is_no_show", "resource_type",
            "end_date", "country", "org_unit_id", "site_id", "role_id", "_person",
            unit=column("_unit").fill_null(column("org_unit_id")),
            pay=column("pay_rate_base").cast("float64") / hours,
        )
    )  # fmt: skip
    today = int(day_numbers(pa.array([edition.as_of]).cast(pa.date32()))[0])
    ended, announced = day_numbers(table["ended_on"]), day_numbers(table["end_date"])
    last = day_numbers(table["last_on"]).astype(np.int64)
    where = zip(*(table[name].to_pylist() for name in ("org_unit_id", "site_id", "role_id")), strict=True)
    persons = table["_person"].combine_chunks().dictionary_encode()
    return People(
        today=today,
        assignment_id=_texts(table["assignment_id"]),
        worker_id=_texts(table["worker_id"]),
        who=np.asarray(persons.indices.to_numpy(zero_copy_only=False), dtype=np.int64),
        country=_texts(table["country"]),
        unit=_texts(table["unit"]),
        place=np.array(["\x1f".join(map(str, place)) for place in where], dtype=object),
        role=_texts(table["role_id"]),
        resource_type=_texts(table["resource_type"]),
        first=day_numbers(table["start_date"]).astype(np.int64),
        last=last,
        until=np.where(announced > today, announced, 1e7).astype(np.int64),
        is_here=np.isnan(ended) | (ended == today),
        came=~np.asarray(table["is_no_show"].to_numpy(zero_copy_only=False), dtype=np.bool_),
        hourly_pay=np.asarray(table["pay"].to_numpy(zero_copy_only=False), dtype=np.float64),
    )


def spells(found: People, who: Days, counts: Flags, break_days: int) -> Spells:
    """Join engagements of one worker, or on one post, that no break of so many days or more parts.

    Args:
        who: whose engagement it is.
        counts: whether an engagement counts at all.
    """
    rows = np.flatnonzero(counts & found.came)
    rows = rows[np.lexsort((found.first[rows], who[rows]))]
    first, last = found.first[rows].astype(np.float64), found.last[rows].astype(np.float64)
    before = reach_before(who[rows].astype(np.float64), last)
    gap = first - before - 1
    opens = gap >= break_days
    number = np.cumsum(opens) - 1
    inside = np.cumsum(np.where(opens, 0, np.maximum(gap, 0)))
    began_at = np.flatnonzero(opens)
    spell, began, gaps = (np.full(len(who), -1, dtype=np.int64) for _ in range(3))
    spell[rows] = number
    began[rows] = first[began_at][number] if len(rows) else first
    gaps[rows] = inside - (inside[began_at][number] if len(rows) else 0)
    return Spells(spell=spell, began=began, gaps=gaps)


def posts(found: People, counts: Flags) -> Days:
    """A code of the post that each engagement fills; -1 where it does not count.

    A post is a role at a site of an org unit. Who begins while all that began before are still there fills another
    post beside theirs; else the post that was left last is theirs, whoever supplied whom.
    """
    post = np.full(len(found.who), -1, dtype=np.int64)
    left: dict[str, list[tuple[int, int]]] = defaultdict(list)
    made = 0
    rows = np.flatnonzero(counts & found.came)
    for row in rows[np.lexsort((found.assignment_id[rows], found.first[rows]))].tolist():
        beside = left[found.place[row]]
        free = [at for at, (end, _) in enumerate(beside) if end < found.first[row]]
        if free:
            at = max(free, key=lambda n: beside[n])
            post[row] = beside[at][1]
            beside[at] = (int(found.last[row]), beside[at][1])
        else:
            post[row] = made
            beside.append((int(found.last[row]), made))
            made += 1
    return post


def last_lawful_day(began: Days, months: float, gaps: Days) -> Days:
    """The last day on which a time that began on a day is not longer than so many months, breaks not counted.

    The months are those of the calendar: begun on the 15th, they are over with the 14th; where the month at the end
    has no such day, with its last. A part of a month is that part of thirty days.
    """
    whole = int(months)
    start = began.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    into = (start - month.astype("datetime64[D]")).astype(np.int64)
    then = (month + whole).astype("datetime64[D]").astype(np.int64)
    end = (month + whole + 1).astype("datetime64[D]").astype(np.int64) - 1
    return np.asarray(np.minimum(then + into - 1, end) + round((months - whole) * 30) + gaps, dtype=np.int64)


def _texts(values: Any) -> Texts:
    return np.array(values.to_pylist(), dtype=object)

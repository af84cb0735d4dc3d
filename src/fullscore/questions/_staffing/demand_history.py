"""The work that extended workers did, month by month, in full-time equivalents, capability by capability.

Hours are those of timesheets, spread evenly over the weekdays of their weeks; on days that no timesheet covers, before
the first and after the last, an assignment counts by weekdays at its own usual hours, one without any timesheet as
full-time. So what was delivered late is no fall in demand. A month's full-time hours are its weekdays' share of a year
of the assumed hours. Work under a statement of work counts where an assignment stands for it.

How demand moves is seen only on units that were inside the programme throughout: what grows as others join is not
demand. Nor is what those units once bought past the programme and now buy through it: where a ledger tells the share
of their spend that came through, their work is divided by it. What is bought today is that of all units. Whether
demand grows is read from what begins, not from who is there: for as long as engagements last, a programme that is
joined fills up although as many begin as ever.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._days import day_numbers
from fullscore.measures._engagements import begun
from fullscore.measures._frame import numbers
from fullscore.measures._ledger import lines_in_scope
from fullscore.measures._rates import hourly
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between
from fullscore.workforce.inside import Inside, inside

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

WEEKDAYS_A_MONTH = 5 * 365.25 / 7 / 12
SPANS = (48, 36, 24, 18, 12)
"""Months of history that are tried, the longest first."""
LONG, LONGER = 24, timedelta(days=365)
"""For two years and more, units must have been inside for so much longer: for as long as engagements last, the work of
a unit that joined is not all there yet, and its filling up would look like growth."""
LEAST_INSIDE = 0.5
"""Of what is bought today, so much must be bought by units that were inside throughout, or the span is shortened."""
UNSEEN_SHARE = 0.005
"""So few of the ended may have ended before ends were recorded; they are on record by accident."""
LEAST_SHARE = 0.2
"""Of a month's spend; where less came through the programme, the ledger does not tell what it was of."""
POOLED = 7
"""Months whose spend is taken together; an odd number."""
BILLED_AFTER = 1
"""Months from work to its posting, about."""
VOID = ("rejected", "replaced", "cancelled", "void")


@dataclass(frozen=True, kw_only=True)
class Engaged:
    """Assignments, one element each.

    Attributes:
        fte: full-time equivalents in the last whole month.
        hourly: the bill rate in the programme's currency; NaN where that is not known.
    """

    capability: Codes
    level: Codes
    country: npt.NDArray[np.str_]
    resource_type: npt.NDArray[np.str_]
    hourly: Floats
    fte: Floats


@dataclass(frozen=True, kw_only=True)
class DemandHistory:
    """Demand by capability.

    Attributes:
        capabilities: their names, sorted.
        months: the last one is the last whole month by the edition's date.
        demand: of the units inside throughout, shape (capabilities, months).
        begun: full-time equivalents that began there, likewise.
        today: of all units in the last month, shape (capabilities,).
        source: what told which units were inside; empty where nothing did, and ``demand`` is of all units.
        inside_share: how much of what is bought today those units buy.
    """

    capabilities: tuple[str, ...]
    months: tuple[Month, ...]
    demand: Floats
    begun: Floats
    today: Floats
    engaged: Engaged
    source: str
    inside_share: float
    says: str


def demand_history(edition: Edition, hours_per_month: float) -> DemandHistory | None:
    """Read it from an edition; None where no work of a known capability is on record.

    Args:
        hours_per_month: of a full-time equivalent.
    """
    table = edition.run(_assignments(edition))
    if not table.num_rows:
        return None
    capabilities, capability = _coded(table["capability"])
    units, unit = _coded(table["org_unit_id"])
    first, last = day_numbers(table["start_date"]), day_numbers(table["last_on"])
    full_day = hours_per_month / WEEKDAYS_A_MONTH
    sheets = _sheets(edition, table["assignment_id"], capability * len(units) + unit, len(units))
    months = _months(edition, first, day_numbers(table["ended_on"]))
    starts = np.array([(m.first_day - date(1970, 1, 1)).days for m in (*months, months[-1] + 1)], dtype=np.float64)
    length = np.diff(_weekdays(starts))
    # Days without a timesheet: all of an assignment that has none, else those before its first and after its last week.
    covered_from, covered_to = day_numbers(table["first_week"]) - 6, day_numbers(table["last_week"])
    worked = np.maximum(_weekdays(covered_to + 1) - _weekdays(covered_from), 1)
    usual = numbers(table["hours"]) / worked / full_day
    bare = np.isnan(usual)
    share = np.where(bare, 1.0, usual)
    by_days = _overlap(first, np.where(bare, last, np.minimum(last, covered_from - 1)), starts)
    by_days += _overlap(np.maximum(first, covered_to + 1), last, starts)
    by_days *= share[:, None] / length
    shape = (len(capabilities), len(units), len(months))
    cells = np.zeros(shape)
    np.add.at(cells, (capability, unit), by_days)
    hours = _spread(sheets, starts, shape)
    cells += hours / (length * full_day)
    engaged = Engaged(
        capability=capability,
        level=np.nan_to_num(numbers(table["level"]), nan=0).astype(np.int64),
        country=_words(table["country"]),
        resource_type=_words(table["resource_type"]),
        hourly=numbers(table["hourly"]),
        fte=_overlap(first, last, starts[-2:])[:, 0] / length[-1] * share,
    )
    began = np.zeros(shape)
    month = np.searchsorted(starts, first, side="right") - 1
    here = (month >= 0) & (month < len(months))
    np.add.at(began, (capability[here], unit[here], month[here]), share[here])
    return _seen(edition, inside(edition), cells, began, capabilities, units, months, engaged)


def _seen(
    edition: Edition,
    found: Inside,
    cells: Floats,
    began: Floats,
    capabilities: list[str],
    units: list[str],
    months: list[Month],
    engaged: Engaged,
) -> DemandHistory:
    today = cells[:, :, -1].sum(1)
    whole = float(today.sum())
    chosen, kept, share = np.ones(len(units), dtype=np.bool_), len(months), 1.0
    source, says = str(found.source), found.says
    if found.source:
        for span in sorted({min(span, len(months)) for span in SPANS}, reverse=True):
            since = found.throughout(months[-span].first_day - (LONGER if span >= LONG else timedelta(0)))
            chosen = np.array([unit in since for unit in units])
            kept, share = span, float(cells[:, chosen, -1].sum()) / whole if whole else 0.0
            if share >= LEAST_INSIDE:
                break
        if not share:
            chosen, kept, source = np.ones(len(units), dtype=np.bool_), min(12, len(months)), ""
            says = "No unit was inside the programme for a year, so growth cannot be told from entry."
    demand = cells[:, chosen, -kept:].sum(1)
    if source:
        demand = demand * _past_the_programme(
            edition, [u for u, here in zip(units, chosen, strict=True) if here], months[-kept:]
        )
    return DemandHistory(
        capabilities=tuple(capabilities),
        months=tuple(months[-kept:]),
        demand=demand,
        begun=began[:, chosen, -kept:].sum(1),
        today=today,
        engaged=engaged,
        source=source,
        inside_share=share if source else 0.0,
        says=says,
    )


def _past_the_programme(edition: Edition, units: list[str], months: list[Month]) -> Floats:
    """All that units bought over what they bought through the programme, month by month against the last month."""
    flat = np.ones(len(months))
    if not edition.has("ledger_line") or not edition.has("invoice_line"):
        return flat
    lines = lines_in_scope(edition)
    about = months_between(months[0] + (BILLED_AFTER - POOLED // 2), months[-1] + (BILLED_AFTER + POOLED // 2))
    lines = lines.filter((lines.posted_at >= constant(about[0].first_day)) & lines.org_unit_id.isin(units))
    sums = lines.group_by(month=lines.posted_at.truncate("M")).aggregate(
        whole=column("amount_base").sum().cast("float64"),
        through=column("is_through").ifelse(column("amount_base"), 0).sum().cast("float64"),
    )
    spent = {Month.of(row["month"]): (row["whole"], row["through"]) for row in edition.run(sums).to_pylist()}
    both = np.array([[part or 0.0 for part in spent.get(month, (0.0, 0.0))] for month in about])
    # Bills come late and in lumps: a month's share is that of the months about the one in which its work is posted.
    whole, through = (np.convolve(side, np.ones(POOLED), mode="valid") for side in both.T)
    if (through <= LEAST_SHARE * whole).any() or (through <= 0).any():
        return flat
    share = through / whole
    return np.asarray(share[-1] / share, dtype=np.float64)


def _assignments(edition: Edition) -> Any:
    work = begun(edition)
    work = work.filter(
        (work.resource_type != "employee") & work.capability.notnull() & (work.last_on >= work.start_date)
    )
    sheets = _standing(edition)
    sums = sheets.group_by(_worked="assignment_id").aggregate(
        first_week=sheets.week_ending.min(), last_week=sheets.week_ending.max(), hours=sheets._hours.sum()
    )
    rows = work.left_join(sums, [("assignment_id", "_worked")])
    return rows.order_by("assignment_id").select(
        "assignment_id",
        "capability",
        "org_unit_id",
        "level",
        "resource_type",
        "start_date",
        "last_on",
        "ended_on",
        "first_week",
        "last_week",
        "hours",
        country=column("country").fill_null(""),
        hourly=hourly(column("bill_rate_base"), column("rate_unit")),
    )


def _standing(edition: Edition) -> Any:
    sheets = edition.table("timesheet")
    sheets = sheets.filter(~sheets.status.lower().isin(VOID))
    return sheets.mutate(_hours=(column("regular_hours") + column("overtime_hours").fill_null(0)).cast("float64"))


def _sheets(edition: Edition, assignments: Any, cells: Codes, units: int) -> dict[str, Any]:
    """Hours by capability, unit and week."""
    work = edition.lend(pa.table({"_work": assignments, "_cell": cells}))
    rows = _standing(edition).inner_join(work, [("assignment_id", "_work")])
    rows = rows.group_by("_cell", "week_ending").aggregate(hours=column("_hours").sum())
    table = edition.run(rows.order_by(["_cell", "week_ending"]))
    cell = np.asarray(table["_cell"].to_numpy(), dtype=np.int64)
    return {
        "capability": cell // units,
        "unit": cell % units,
        "ends": day_numbers(table["week_ending"]),
        "hours": numbers(table["hours"]),
    }


def _spread(sheets: dict[str, Any], starts: Floats, shape: tuple[int, ...]) -> Floats:
    """Hours by month, each week's in proportion to its weekdays in the month."""
    found = np.zeros(shape)
    for since in (sheets["ends"] - 6, sheets["ends"]):
        month = np.searchsorted(starts, since, side="right") - 1
        inside_span = (month >= 0) & (month < shape[-1])
        at = month[inside_span]
        first = np.maximum(sheets["ends"][inside_span] - 6, starts[at])
        until = np.minimum(sheets["ends"][inside_span] + 1, starts[at + 1])
        share = (_weekdays(until) - _weekdays(first)) / 5
        # A week within one month is met twice, once by each of its ends.
        alone = (first == sheets["ends"][inside_span] - 6) & (until == sheets["ends"][inside_span] + 1)
        part = sheets["hours"][inside_span] * np.where(alone, share / 2, share)
        np.add.at(found, (sheets["capability"][inside_span], sheets["unit"][inside_span], at), part)
    return found


def _months(edition: Edition, first: Floats, ended: Floats) -> list[Month]:
    """The whole months since which ends are on record, as many as are looked at."""
    as_of = date.fromisoformat(edition.as_of)
    last = Month.of(as_of) if as_of == Month.of(as_of).last_day else Month.of(as_of) + -1
    over = ended[~np.isnan(ended)]
    since = float(np.quantile(over, UNSEEN_SHARE, method="lower")) if len(over) else float(first.min())
    begins = Month.of(date.fromordinal(int(since) + date(1970, 1, 1).toordinal())) + 1
    begins = min(max(begins, last + (1 - SPANS[0])), last)
    return months_between(begins, last)


def _weekdays(day: Floats) -> Floats:
    """How many days from Monday to Friday lie before a day, counted from the Monday before 1970."""
    since = day + 3
    weeks = np.floor(since / 7)
    return np.asarray(5 * weeks + np.minimum(since - 7 * weeks, 5), dtype=np.float64)


def _overlap(first: Floats, last: Floats, starts: Floats) -> Floats:
    """Weekdays of each span within each month, both its days in it; 0 where a day is not known."""
    since = np.maximum(first[:, None], starts[None, :-1])
    until = np.minimum(last[:, None] + 1, starts[None, 1:])
    return np.nan_to_num(np.maximum(_weekdays(until) - _weekdays(np.minimum(since, until)), 0))


def _coded(texts: Any) -> tuple[list[str], Codes]:
    names, codes = np.unique(np.array(texts.to_pylist(), dtype=object).astype(str), return_inverse=True)
    return [str(name) for name in names], codes.astype(np.int64)


def _words(texts: Any) -> npt.NDArray[np.str_]:
    return np.array([text or "" for text in texts.to_pylist()], dtype=np.str_)

"""What stands in people's way when they ask through the programme, request by request and unit by month."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.measures._frame import flags, numbers
from fullscore.model._expressions import column
from fullscore.questions._adoption.next_steps import Cases
from fullscore.questions._adoption.spend import Spending
from fullscore.stats.ramp_paths import Floats
from fullscore.stats.within_groups import Whole, WithinGroups, within_groups
from fullscore.terms.edition import Edition

KINDS = ("waiting for approval", "waiting for candidates", "rejections", "approval steps")
UNITS_OF = ("day", "day", "rejected candidate", "step")
LATELY = 3
"""Months of requests whose friction is held against what is bought past the programme in the month after."""
SETTLED_MONTHS = 6
"""From so many months after its beginning a unit's bypassing is no longer its beginning."""
LEAST_REQUESTS = 5
"""Of a unit in the months together, before its friction is told."""
LEAST_CELLS, LEAST_UNITS = 24, 4
STANDS_OUT = 2.0
"""A unit's friction is its main one where it is so many robust deviations above the middle of all units."""
BYPASSES_MORE = 1.0


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Requests that were submitted, drafts aside; one element each.

    Attributes:
        friction: (n, kinds), NaN where it is not known or was not met, as for a worker found beforehand.
        diverted: whether it was filled by an outside vendor in the end.
        decided: whether it came to an end that people chose: filled, or diverted.
        after_the_fact: whether work had begun when it was submitted.
    """

    unit: Whole
    month: Whole
    friction: Floats
    diverted: npt.NDArray[np.bool_]
    decided: npt.NDArray[np.bool_]
    after_the_fact: npt.NDArray[np.bool_]


def requests_of(edition: Edition, spent: Spending) -> Requests:
    """Collect them; those of units that have no spend at all are left out."""
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft")
    work = edition.table("assignment")
    work = work.filter(work.end_cause.fill_null("") != "no_show")
    began = work.group_by(_w="requisition_id").aggregate(began=work.start_date.min())
    sent = edition.table("submittal")
    sent = sent.group_by(_s="requisition_id").aggregate(
        first=sent.submitted_at.min(), rejected=(sent.outcome == "rejected").ifelse(1, 0).sum()
    )
    events = edition.table("requisition_event")
    passed = events.filter(events.event.isin(["approved", "reopened"]))
    passed = passed.group_by(_e="requisition_id").aggregate(steps=passed.event.count())
    rows = (
        asked.left_join(began, [("requisition_id", "_w")])
        .left_join(sent, [("requisition_id", "_s")])
        .left_join(passed, [("requisition_id", "_e")])
    )
    said = column("close_reason").fill_null("").lower()
    rows = edition.run(
        rows.select(
            unit="org_unit_id",
            month=column("submitted_on").year() * 12 + column("submitted_on").month() - 1,
            submitted=column("submitted_at").epoch_seconds(),
            approved=column("approved_at").epoch_seconds(),
            released=column("released_at").fill_null(column("approved_at")).epoch_seconds(),
            first=column("first").epoch_seconds(),
            rejected="rejected",
            steps="steps",
            known=column("identified").fill_null(False),
            is_diverted=(column("close_cause") == "outside_vendor").fill_null(False) | said.contains("outside vendor"),
            is_filled=column("status") == "filled",
            late=(column("submitted_on") > column("began")).fill_null(False),
        )
    )
    told = rows["unit"].combine_chunks().dictionary_encode()
    places = np.array([spent.unit_of.get(unit, -1) for unit in told.dictionary.to_pylist()] or [-1])
    unit = places[np.nan_to_num(numbers(told.indices)).astype(np.int64)] if len(rows) else np.empty(0, np.int64)
    cells = {name: numbers(rows[name]) for name in ("submitted", "approved", "released", "first", "rejected", "steps")}
    day = 86400.0
    offered = np.isfinite(cells["first"])
    friction = np.column_stack([
        np.maximum(cells["approved"] - cells["submitted"], 0) / day,
        np.maximum(cells["first"] - cells["released"], 0) / day,
        np.where(offered, np.nan_to_num(cells["rejected"]), np.nan),
        cells["steps"],
    ])  # fmt: skip
    known = flags(rows["known"])
    friction[known] = np.nan
    first = spent.months[0].year * 12 + spent.months[0].month - 1
    month = np.nan_to_num(numbers(rows["month"]) - first, nan=-1).astype(np.int64)
    diverted, filled = flags(rows["is_diverted"]), flags(rows["is_filled"])
    here = unit >= 0
    return Requests(
        unit=unit[here], month=month[here], friction=friction[here], diverted=diverted[here],
        decided=((diverted | filled) & ~known)[here], after_the_fact=flags(rows["late"])[here],
    )  # fmt: skip


def lately(requests: Requests, units: int, months: int, together: int = LATELY) -> Floats:
    """Each unit's mean friction over the months up to each month: (units, months, kinds); NaN with too few requests."""
    kinds = requests.friction.shape[1]
    found = np.full((units, months, kinds), np.nan)
    inside = (requests.month >= 0) & (requests.month < months)
    place = requests.unit * months + requests.month
    for kind in range(kinds):
        cells = requests.friction[:, kind]
        known = inside & np.isfinite(cells)
        sums = np.bincount(place[known], cells[known], units * months).reshape(units, months)
        counts = np.bincount(place[known], minlength=units * months).reshape(units, months)
        run, of = np.cumsum(sums, 1), np.cumsum(counts, 1)
        total, n = run.copy(), of.copy()
        total[:, together:] -= run[:, :-together]
        n[:, together:] -= of[:, :-together]
        found[:, :, kind] = np.where(n >= LEAST_REQUESTS, total / np.maximum(n, 1), np.nan)
    return found


def cases_of(spent: Spending, friction: Floats) -> Cases:
    """Units in months some time after they began: what went past the programme, and the friction just before."""
    months = len(spent.months)
    age = np.arange(months)[None, :] - spent.begun[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        bypass = np.clip(1 - spent.through / spent.whole, 0, 1)
    before = np.full_like(friction, np.nan)
    before[:, 1:] = friction[:, :-1]
    varied = np.isfinite(before).any((0, 1))
    # A friction that nobody records stands as 0 throughout, which tells nothing and hides nothing.
    before[:, :, ~varied] = 0.0
    told = (age >= SETTLED_MONTHS) & (spent.whole > 0) & np.isfinite(before).all(2)
    unit, month = np.nonzero(told)
    return Cases(
        unit=unit, month=month, weight=np.ones(len(unit)), bypass=bypass[unit, month], friction=before[unit, month],
        beside=_ages(age[unit, month]),
    )  # fmt: skip


def diverting(requests: Requests) -> WithinGroups | None:
    """Whether a request that waited longer was rather filled by an outside vendor, within units and quarters.

    Rejections are left to ``by_month``: of a request that was filled one candidate fewer was turned down, so that more
    rejections stand with diverted ones whoever is to blame.
    """
    told = requests.friction.copy()
    told[:, ~np.isfinite(told).any(0)] = 0.0
    told[:, KINDS.index("rejections")] = 0.0
    use = requests.decided & np.isfinite(told).all(1)
    if use.sum() < 100 or not requests.diverted[use].any():
        return None
    return within_groups(
        requests.diverted[use].astype(np.float64), told[use], np.ones(int(use.sum())), requests.unit[use],
        np.maximum(requests.month[use], -1) // 3 + 1,
    )  # fmt: skip


def by_month(
    requests: Requests, of: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_], friction: Floats, begun: Floats
) -> WithinGroups | None:
    """Whether more requests of a month were such after months with more friction, within units some time in.

    Args:
        of: which requests are such; ``among`` which ones count at all.
        friction: as ``lately`` gives it.
    """
    units, months, _ = friction.shape
    inside = (requests.month >= 0) & (requests.month < months) & among
    place = requests.unit[inside] * months + requests.month[inside]
    count = np.bincount(place, minlength=units * months).reshape(units, months)
    such = np.bincount(place, of[inside], units * months).reshape(units, months)
    before = np.full_like(friction, np.nan)
    before[:, 1:] = friction[:, :-1]
    before[:, :, ~np.isfinite(before).any((0, 1))] = 0.0
    age = np.arange(months)[None, :] - begun[:, None]
    use = (count > 0) & np.isfinite(before).all(2) & (age >= SETTLED_MONTHS)
    unit, month = np.nonzero(use)
    if len(unit) < LEAST_CELLS or not such[use].any():
        return None
    regressors = np.column_stack([before[use], _ages(age[use])])
    return within_groups(such[use] / count[use], regressors, count[use].astype(np.float64), unit, month)


def _ages(age: Floats) -> Floats:
    """How long a unit has been inside: use still rises long after it began, whatever friction does."""
    return np.column_stack([np.log(2 + age), 1 / (2 + age)])


def excess_bypassing(spent: Spending) -> Floats:
    """How many robust deviations each unit's bypassing is above what is usual at its age; NaN where it cannot be told.

    The last half year's odds of use are held against a line through those of all units on the logarithm of their age.
    """
    months = len(spent.months)
    found = np.full(len(spent.units), np.nan)
    age = months - 1 - spent.begun
    whole, through = (cells[:, -SETTLED_MONTHS:].sum(1) for cells in (spent.whole, spent.through))
    told = np.flatnonzero((age >= SETTLED_MONTHS) & (whole > 0))
    if len(told) < LEAST_UNITS:
        return found
    share = np.clip(through[told] / whole[told], 0.02, 0.998)
    odds, at = np.log(share / (1 - share)), np.log(2 + age[told])
    kept = np.ones(len(told), np.bool_)
    for _ in range(3):
        # A unit that stands apart shall not draw the line towards itself.
        slope, start = np.polyfit(at[kept], odds[kept], 1) if np.ptp(at[kept]) > 0 else (0.0, float(odds[kept].mean()))
        below = start + slope * at - odds
        spread = max(1.4826 * float(np.median(np.abs(below - np.median(below)))), 0.1)
        kept = np.abs(below) <= 2.5 * spread
        if kept.sum() < LEAST_UNITS:
            break
    found[told] = below / spread
    return found


def main_frictions(friction: Floats, excess_bypass: Floats) -> list[int]:
    """For each unit that bypasses more than others of its age the friction in which it stands out most; -1 for none.

    Args:
        friction: (units, kinds), as it is now.
        excess_bypass: how many robust deviations a unit's bypassing is above that of other units of its age.
    """
    with np.errstate(invalid="ignore"):
        middle = _median(friction)
        spread = 1.4826 * _median(np.abs(friction - middle))
        # A quantity that hardly differs between units stands out by no mere rounding.
        spread = np.maximum(spread, 0.05 * np.abs(middle) + 1e-9)
        apart = np.nan_to_num((friction - middle) / spread, nan=-np.inf)
    best = apart.argmax(1)
    return [
        int(best[n]) if apart[n, best[n]] >= STANDS_OUT and excess_bypass[n] >= BYPASSES_MORE else -1
        for n in range(len(friction))
    ]


def _median(cells: Floats) -> Floats:
    return np.array([np.median(known) if len(known := c[np.isfinite(c)]) else np.nan for c in cells.T])

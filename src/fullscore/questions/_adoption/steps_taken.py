"""What the steps that were taken did: before and after, against units of the same age that took none."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from fullscore.questions._adoption.spend import Spending
from fullscore.stats._critical import student
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.period import Month

WINDOW = 6
"""Months before and after."""
LEAST_MONTHS, LEAST_UNITS = 2, 4
SAME_AGE = 2
"""Months by which ages may differ in the first year; later all are alike, and the same calendar months are compared."""
GROWN = 12
MATTERS = 0.02
"""A change of share below this is none that matters."""


@dataclass(frozen=True, kw_only=True)
class TakenStep:
    """A step that was taken.

    Attributes:
        change: by how much the unit's share rose, in share of spend.
        effect: how much more than that of units without a step.
        verdict: helped, hindered, no effect seen, or cannot tell.
    """

    org_unit_id: str
    friction: str
    change_made: str
    starts_on: str
    stage: str
    change: float | None
    effect: Estimate
    verdict: str


def steps_taken(edition: Edition, spent: Spending) -> tuple[TakenStep, ...]:
    """Every step that was taken up to the edition's date, in the order of time.

    The share of the half year after, the month of the step aside, less that of the half year before, is held against
    the same difference of every other unit that took no step about then, at the same age where either is young. The
    interval is that of one more unit drawn from among those.
    """
    rows = edition.run(edition.table("adoption_step").order_by(["starts_on", "org_unit_id"])).to_pylist()
    rows = [row for row in rows if row["starts_on"] and row["starts_on"] <= date.fromisoformat(edition.as_of)]
    stepped: dict[int, list[int]] = {}
    for row in rows:
        unit = spent.unit_of.get(row["org_unit_id"], -1)
        stepped.setdefault(unit, []).append(Month.of(row["starts_on"]) - spent.months[0])
    found = []
    for row in rows:
        unit = spent.unit_of.get(row["org_unit_id"], -1)
        at = Month.of(row["starts_on"]) - spent.months[0]
        change, effect = _effect(spent, stepped, unit, at) if unit >= 0 else (None, Estimate(value=None, n=0))
        found.append(
            TakenStep(
                org_unit_id=row["org_unit_id"], friction=row["friction"] or "", change_made=row["change"] or "",
                starts_on=row["starts_on"].isoformat(), stage=row["stage"] or "", change=change, effect=effect,
                verdict=_verdict(effect),
            )
        )  # fmt: skip
    return tuple(found)


def _effect(spent: Spending, stepped: dict[int, list[int]], unit: int, at: int) -> tuple[float | None, Estimate]:
    after = min(WINDOW, len(spent.months) - 1 - at)
    before = min(WINDOW, at)
    if after < LEAST_MONTHS or before < LEAST_MONTHS or not np.isfinite(spent.begun[unit]):
        return None, Estimate(value=None, n=0)
    own = _change(spent, unit, at, before, after)
    age = at - spent.begun[unit]
    others = []
    for other in np.flatnonzero(np.isfinite(spent.begun)):
        if other == unit:
            continue
        if age - before >= GROWN:
            moments = [at] if at - spent.begun[other] - before >= GROWN else []
        else:
            middle = int(spent.begun[other] + age)
            moments = [middle + shift for shift in sorted(range(-SAME_AGE, SAME_AGE + 1), key=abs)]
            # At the beginning a month makes all the difference.
            moments = moments[:1] if age < SAME_AGE + before else moments
        for moment in moments:
            near = (step for step in stepped.get(int(other), []) if -after <= step - moment <= before + WINDOW)
            if moment < before or moment + after >= len(spent.months) or any(True for _ in near):
                continue
            difference = _change(spent, int(other), moment, before, after)
            if difference is not None:
                others.append(difference)
                break
    if own is None or len(others) < LEAST_UNITS:
        return own, Estimate(value=None, n=len(others))
    differences = np.array(others)
    reach = student(len(others) - 1, LEVEL) * differences.std(ddof=1) * (1 + 1 / len(others)) ** 0.5
    value = own - float(differences.mean())
    return own, Estimate(value=value, n=len(others), low=value - float(reach), high=value + float(reach))


def _change(spent: Spending, unit: int, at: int, before: int, after: int) -> float | None:
    shares = []
    for part in (slice(at - before, at), slice(at + 1, at + 1 + after)):
        whole = float(spent.whole[unit, part].sum())
        if whole <= 0:
            return None
        shares.append(float(spent.through[unit, part].sum()) / whole)
    return shares[1] - shares[0]


def _verdict(effect: Estimate) -> str:
    if effect.low is None or effect.high is None:
        return "cannot tell"
    if effect.low > 0:
        return "helped"
    if effect.high < 0:
        return "hindered"
    return "no effect seen" if max(-effect.low, effect.high) <= MATTERS else "cannot tell"

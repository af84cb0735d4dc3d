"""The effect of each lever on a measure: what goes with what within org units, or what decisions did where they tell.

*Goes with*: over requests of units inside, the measure's value on all levers at once, with a level for each org unit in
each year, for each month of asking, and for each role, country and resource type; errors by leaving out one unit at a
time. Units that differ in everything do not tell, nor does what changed for all, nor the mix of work. It is no cause by
itself: whoever asks for more may differ in what nobody wrote down.

*Decided*: where decisions moved a lever on known days, the change in the measure over the change in the lever, before
and after, against units not yet changed. It stands in place of the first where it tells the effect at most ``WIDER``
times as widely, or where the two part beyond what chance explains; where it tells less, but that there is an effect and
none other than the first, the first stands and decisions agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.questions._crossed.outcomes import Outcome
from fullscore.questions._levers._requests import Requests
from fullscore.stats._critical import student
from fullscore.stats.within_effects import within_effects
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]

How = Literal["goes with", "goes with, decisions agree", "decided", "arithmetic"]

LEAST_KNOWN = 0.6
"""Of the records, so many must have a lever's value, or its effect is one of who records it."""
LEAST_UNITS = 6
"""With fewer units an interval that leaves out one of them at a time says little."""
LEAST_FREEDOM = 3.0
LEAST_ROWS = 60
WIDER = 3.0
CONTRADICTED = 0.99
"""A level at which the two seldom part by chance, so that chance seldom chooses between them."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a measure changes by when a lever rises by one of its unit."""

    slope: float
    error: float
    freedom: float
    """Degrees of freedom."""
    rows: int
    how: How
    decisions: tuple[str, ...] = ()

    def times(self, factor: float, how: How | None = None) -> "Effect":
        """The effect of so many units, or on a quantity that moves so many times as much."""
        return Effect(
            slope=self.slope * factor,
            error=self.error * abs(factor),
            freedom=self.freedom,
            rows=self.rows,
            how=how or self.how,
            decisions=self.decisions,
        )

    def estimate(self, step: float) -> Estimate:
        """Of a rise by a step."""
        value, reach = self.slope * step, student(self.freedom, LEVEL) * self.error * step
        return Estimate(value=value, n=self.rows, low=value - reach, high=value + reach)


@dataclass(frozen=True, kw_only=True)
class Effects:
    """The effects on one measure: by lever, and how their errors go together."""

    of: Mapping[str, Effect]
    covariance: Mapping[tuple[str, str], float]

    def times(self, factor: float, how: How) -> "Effects":
        """On a quantity that follows the measure."""
        return Effects(
            of={lever: effect.times(factor, how) for lever, effect in self.of.items()},
            covariance={pair: value * factor**2 for pair, value in self.covariance.items()},
        )


NONE = Effects(of={}, covariance={})


def going_with(requests: Requests, outcome: Outcome) -> Effects:
    """What a measure goes with, within org units."""
    cluster = _clusters(requests, outcome)
    if cluster is None:
        return NONE
    row = outcome.row
    names = [name for name, x in requests.values.items() if np.mean(~np.isnan(x[row])) >= LEAST_KNOWN]
    columns, unknown = [], []
    for name in names:
        x = requests.values[name][row]
        there = ~np.isnan(x)
        columns.append(np.where(there, x, x[there].mean()))
        if not there.all():
            unknown.append((~there).astype(np.float64))
    if not columns:
        return NONE
    found = within_effects(
        outcome.value,
        np.column_stack([*columns, *unknown]),
        (_unit_years(requests)[row], requests.month[row], requests.alike[row]),
        cluster,
        outcome.weight,
    )
    told = [
        n
        for n in range(len(names))
        if np.isfinite(found.errors[n]) and found.errors[n] > 0 and found.degrees[n] >= LEAST_FREEDOM
    ]
    return Effects(
        of={
            names[n]: Effect(
                slope=float(found.effects[n]),
                error=float(found.errors[n]),
                freedom=float(found.degrees[n]),
                rows=found.rows,
                how="goes with",
            )
            for n in told
        },
        covariance={(names[a], names[b]): float(found.covariance[a, b]) for a in told for b in told},
    )


def _unit_years(requests: Requests) -> npt.NDArray[np.int64]:
    """A code of the org unit in a calendar year: what a unit becomes over the years is no lever's doing."""
    years = requests.month // 12
    codes: npt.NDArray[np.int64] = requests.unit * 100 + years - years.min(initial=0)
    return codes


def better_told(going: Effects, decided: Mapping[str, Effect]) -> Effects:
    """The effects, those of decisions in place of what only goes with, where they tell it as well or tell otherwise."""
    taken = {lever: effect for lever, effect in decided.items() if _stands(effect, going.of.get(lever))}
    agreed = {
        lever: replace(going.of[lever], how="goes with, decisions agree", decisions=effect.decisions)
        for lever, effect in decided.items()
        if lever not in taken and abs(effect.slope) > _reach(effect) and _off(effect, going.of[lever]) <= _reach(effect)
    }
    of = {**going.of, **agreed, **taken}
    beside = {pair: value for pair, value in going.covariance.items() if not taken.keys() & set(pair)}
    return Effects(of=of, covariance={**beside, **{(name, name): one.error**2 for name, one in taken.items()}})


def _stands(decided: Effect, going: Effect | None) -> bool:
    """Whether what decisions did stands in place of what only goes with the lever."""
    if going is None or _reach(decided) <= WIDER * _reach(going):
        return True
    return _off(decided, going) > _reach(decided, CONTRADICTED) + _reach(going)


def _off(decided: Effect, going: Effect) -> float:
    return abs(decided.slope - going.slope)


def _reach(effect: Effect, level: float = LEVEL) -> float:
    return student(effect.freedom, level) * effect.error


def _clusters(requests: Requests, outcome: Outcome) -> npt.NDArray[np.int64] | None:
    """The units that may differ as a whole: the highest where there are enough of them; None: there are too few."""
    if len(outcome.row) < LEAST_ROWS:
        return None
    for codes in (requests.top[outcome.row], requests.unit[outcome.row]):
        if len(np.unique(codes)) >= LEAST_UNITS:
            return codes
    return None

"""The effect of each lever on a measure: what goes with what within org units, or what decisions did, where there are any.

*Goes with*: over requests of units inside, the measure's value on all levers at once, with a level for each org unit,
for each month of asking, and for each role, country and resource type; errors by leaving out one unit at a time. Units
that differ in everything do not tell, nor does what changed for all, nor the mix of work. It is no cause by itself:
whoever asks for more may differ in what nobody wrote down.

*Decided*: where decisions moved a lever on known days, the change in the measure over the change in the lever, before
and after, against units not yet changed. It stands in place of the first where it tells the effect at most
``WIDER`` times as widely, which does not depend on what either of them says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.questions._crossed.outcomes import Outcome
from fullscore.questions._levers._requests import Requests
from fullscore.stats._critical import student
from fullscore.stats.within_effects import within_effects
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]

How = Literal["goes with", "decided", "arithmetic"]

LEAST_KNOWN = 0.6
"""Of the records, so many must have a lever's value, or its effect is one of who records it."""
LEAST_UNITS = 6
"""With fewer units an interval that leaves out one of them at a time says little."""
LEAST_FREEDOM = 3.0
LEAST_ROWS = 60
WIDER = 3.0


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
        (requests.unit[row], requests.month[row], requests.alike[row]),
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


def better_told(going: Effects, decided: Mapping[str, Effect]) -> Effects:
    """The effects, those of decisions in place of what only goes with, where they tell at most so much less."""
    taken = {
        lever: effect
        for lever, effect in decided.items()
        if lever not in going.of or _reach(effect) <= WIDER * _reach(going.of[lever])
    }
    of = {**going.of, **taken}
    beside = {pair: value for pair, value in going.covariance.items() if not taken.keys() & set(pair)}
    return Effects(of=of, covariance={**beside, **{(name, name): one.error**2 for name, one in taken.items()}})


def _reach(effect: Effect) -> float:
    return student(effect.freedom, LEVEL) * effect.error


def _clusters(requests: Requests, outcome: Outcome) -> npt.NDArray[np.int64] | None:
    """The units that may differ as a whole: the highest ones where there are enough of them; None: there are too few."""
    if len(outcome.row) < LEAST_ROWS:
        return None
    for codes in (requests.top[outcome.row], requests.unit[outcome.row]):
        if len(np.unique(codes)) >= LEAST_UNITS:
            return codes
    return None

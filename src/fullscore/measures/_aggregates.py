"""Summing up: one group's estimate with its interval, and the value and n of all groups at once."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fullscore.measures._presence import daily_average
from fullscore.measures._shape import Aggregate
from fullscore.stats.distinct import distinct
from fullscore.stats.fixed_mix import fixed_mix
from fullscore.stats.kaplan_meier import incidence, incidences
from fullscore.stats.mean import mean
from fullscore.stats.quantile import quantile
from fullscore.stats.ratio import ratio
from fullscore.stats.share import share, share_of
from fullscore.stats.total import total
from fullscore.terms.estimate import Estimate

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MOST_CODES = 2**31
QUANTILES: dict[Aggregate, float] = {"median": 0.5, "p90": 0.9}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What a reading takes from the atoms that count, row by row; those that its aggregate does not need are empty."""

    value: Floats
    weight: Floats
    event: Floats
    stratum: Floats
    mix: Floats

    def at(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Columns":
        """The columns at some rows."""

        def pick(column: Floats) -> Floats:
            return column[rows] if len(column) else column

        return Columns(
            value=pick(self.value),
            weight=pick(self.weight),
            event=pick(self.event),
            stratum=pick(self.stratum),
            mix=pick(self.mix),
        )


def estimate(aggregate: Aggregate, c: Columns) -> Estimate:
    """The figure of one group, with its interval."""
    if aggregate == "total":
        return total(c.value)
    if aggregate == "distinct":
        return distinct(c.value)
    if aggregate == "mean":
        return mean(c.value)
    if aggregate == "mean_of_means":
        _, stratum, size = np.unique(c.stratum, return_inverse=True, return_counts=True)
        return mean(np.bincount(stratum, c.value) / size)
    if aggregate == "daily_average":
        return daily_average(c.stratum, c.value, c.weight, c.mix)
    if aggregate == "share":
        return share(float(c.value.sum()), len(c.value))
    if aggregate in ("ratio", "positive_ratio"):
        return ratio(c.value, c.weight)
    if aggregate == "counted_ratio":
        found = ratio(c.value, c.weight)
        return replace(found, low=found.value, high=found.value)
    if aggregate == "distinct_share":
        different, code = np.unique(c.value, return_inverse=True)
        return share_of(np.bincount(code, c.event, len(different)) > 0)
    if aggregate == "incidence":
        return incidence(c.value, c.event.astype(bool), float(c.weight[0]) if len(c.weight) else 0.0)
    if aggregate == "fixed_mix":
        return fixed_mix(c.value, c.weight, c.stratum, c.mix)
    if aggregate == "unit_ratio":
        _, unit = np.unique(c.event, return_inverse=True)
        return ratio(np.bincount(unit, c.value), np.bincount(unit, c.weight))
    if aggregate == "unit_mix":
        _, first, unit = np.unique(c.event, return_index=True, return_inverse=True)
        weight = np.bincount(unit, c.weight)
        mean_of_unit = np.divide(
            np.bincount(unit, c.weight * c.value), weight, out=np.zeros_like(weight), where=weight > 0
        )
        return fixed_mix(mean_of_unit, weight, c.stratum[first], c.mix[first])
    if aggregate == "unit_total":
        counted = len(np.unique(c.event[c.weight > 0]))
        value = float(c.value.sum()) if counted else None
        return Estimate.counted(value, counted)
    return quantile(c.value, QUANTILES[aggregate])


def values_and_counts(aggregate: Aggregate, c: Columns, codes: Codes, groups: int) -> tuple[Floats, Codes]:
    """The value and n of every group in one pass; NaN where there is no value.

    Args:
        codes: each row's group, 0 to ``groups`` - 1.
    """
    n = np.bincount(codes, minlength=groups).astype(np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if aggregate in ("mean", "share"):
            return np.bincount(codes, c.value, groups) / n, n
        if aggregate == "total":
            return np.where(n > 0, np.bincount(codes, c.value, groups), np.nan), n
        if aggregate in QUANTILES:
            return _quantiles(c.value, codes, n, QUANTILES[aggregate]), n
        if aggregate in ("ratio", "positive_ratio", "counted_ratio"):
            below = np.bincount(codes, c.weight, groups)
            counted = np.bincount(codes[c.weight > 0], minlength=groups).astype(np.int64)
            return np.where(below > 0, np.bincount(codes, c.value, groups) / below, np.nan), counted
        if aggregate in ("unit_ratio", "unit_total"):
            units = c.event[c.weight > 0].astype(np.int64)
            span = int(units.max(initial=0)) + 1
            # Sorting and looking for changes is fifteen times as fast as numpy's own way to find what is unique.
            seen = np.sort(codes[c.weight > 0] * span + units)
            counted = np.bincount(seen[np.diff(seen, prepend=-1) > 0] // span, minlength=groups)
            sums: Floats = np.bincount(codes, c.value, groups).astype(np.float64)
            if aggregate == "unit_ratio":
                sums /= np.bincount(codes, c.weight, groups)
            return np.where(counted > 0, sums, np.nan), counted
    if aggregate == "distinct":
        value = c.value.astype(np.int64)
        # Texts come as codes, small whole numbers; any others are given such codes here.
        if len(value) and (value.min() < 0 or value.max() > MOST_CODES or (value != c.value).any()):
            value = np.unique(c.value, return_inverse=True)[1]
        span = int(value.max(initial=0)) + 1
        seen = np.sort(codes * span + value)
        n = np.bincount(seen[np.diff(seen, prepend=-1) > 0] // span, minlength=groups).astype(np.int64)
        return np.where(n > 0, n.astype(np.float64), np.nan), n
    if aggregate == "incidence":
        at = float(c.weight[0]) if len(c.weight) else 0.0
        return incidences(c.value, c.event.astype(np.bool_), at, codes, groups), n
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(n)
    values = np.full(groups, np.nan)
    for group in np.flatnonzero(n):
        found = estimate(aggregate, c.at(order[ends[group] - n[group] : ends[group]]))
        values[group] = np.nan if found.value is None else found.value
        n[group] = found.n
    return values, n


def _quantiles(values: Floats, codes: Codes, n: Codes, q: float) -> Floats:
    """Linear interpolation between order statistics (type 7), for all groups at once."""
    ordered = values[np.lexsort((values, codes))]
    starts = np.cumsum(n) - n
    place = q * (n - 1)
    low = np.floor(place).astype(np.int64)
    filled = n > 0
    result = np.full(len(n), np.nan)
    at = (starts + low)[filled]
    above = (starts + np.minimum(low + 1, n - 1))[filled]
    result[filled] = ordered[at] + (place - low)[filled] * (ordered[above] - ordered[at])
    return result

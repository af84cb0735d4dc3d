"""Each capability's resource types side by side: cost like for like, premium, the efficient mix, and its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.questions._mix.buying_units import buying_units
from fullscore.questions._mix.efficient_mix import CHANCE, Efficient, Floats, Work, efficient_mix
from fullscore.questions._mix.premiums import premiums
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.worked import Limit

MARGIN = 0.02
"""Over-indexed where actual over efficient cost exceeds 1 by more than this, at the low end of the interval."""
NEVER_RAISED = ("independent_contractor", "sow", "payrolled")
"""Classification follows the facts of the work: these may not be chosen because they are cheaper."""
REFERENCE = "contractor"
EMPLOYEE = "employee"
MOST_UNKNOWN = 0.5
"""Where so much of a capability's cost has no hours, its mix is not known."""


@dataclass(frozen=True, kw_only=True)
class Records:
    """A year's extended work of all capabilities as arrays, and the employees beside it; text as objects."""

    columns: Mapping[str, npt.NDArray[np.generic]]
    employees: Mapping[str, npt.NDArray[np.generic]]
    limits: tuple[Limit, ...]
    above: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class CapabilityMix:
    """A capability.

    Attributes:
        types: resource types with known hours, employees last.
        hours, cost: by type.
        premium: by type, against the reference; None where it cannot be told.
        efficient: None where too few units are comparable; of the types without employees.
        extended: the cost of the extended workforce whose hours are known.
        unknown: the cost of work whose hours nobody records.
        over: actual over efficient cost less 1, with its interval; None like ``efficient``.
        p_over: of the draws, those beyond the margin.
        verdict: None where it cannot tell.
    """

    capability: str
    types: tuple[str, ...]
    hours: tuple[float, ...]
    cost: tuple[float, ...]
    premium: tuple[Estimate | None, ...]
    reference: str
    efficient: Efficient | None
    extended: float
    unknown: float
    over: Estimate | None
    p_over: float | None
    verdict: bool | None

    @property
    def unknown_share(self) -> float:
        """Of the cost of the extended workforce, what has no hours."""
        whole = self.extended + self.unknown
        return self.unknown / whole if whole > 0 else 0.0

    def saving(self, kind: int, currency: str) -> Estimate | None:
        """What the change of one type's share saves a year; below 0 where more of it is bought."""
        if self.efficient is None or kind >= len(self.efficient.saved):
            return None
        return _estimate(
            float(self.efficient.saved[kind]) * self.extended,
            self.efficient.saved_draws[:, kind] * self.extended,
            self.efficient.units,
            currency,
        )

    def efficient_share(self, kind: int) -> Estimate | None:
        """The share of one type in the efficient mix."""
        if self.efficient is None or kind >= len(self.efficient.shares):
            return None
        draws = self.efficient.share_draws[:, kind]
        return _estimate(float(self.efficient.shares[kind]), draws, self.efficient.units)

    def whole_saving(self, currency: str) -> Estimate | None:
        if self.efficient is None:
            return None
        drawn = self.efficient.saved_draws.sum(1) * self.extended
        return _estimate(self.efficient.saving * self.extended, drawn, self.efficient.units, currency)


def _estimate(value: float, draws: Floats, n: int, currency: str | None = None) -> Estimate:
    low, high = (float(end) for end in np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    return Estimate(value=value, n=n, low=min(low, value), high=max(high, value), currency=currency)


def capability_mixes(records: Records, unknown: Mapping[str, float], margin: float) -> tuple[CapabilityMix, ...]:
    """Every capability that hours are known of, the costliest first.

    Args:
        unknown: cost of work without hours, by capability.
        margin: beyond which a capability is over-indexed.
    """
    capability = records.columns["capability"]
    names = sorted(set(capability.tolist()))
    found = [_one(records, name, unknown.get(name, 0.0), margin, CHANCE / len(names)) for name in names]
    return tuple(sorted(found, key=lambda one: (-(one.extended + one.unknown), one.capability)))


def _one(records: Records, name: str, unknown: float, margin: float, significance: float) -> CapabilityMix:
    mine = records.columns["capability"] == name
    own = {key: values[mine] for key, values in records.columns.items()}
    theirs = records.employees["capability"] == name
    staff = {key: values[theirs] for key, values in records.employees.items()}
    hours, cost = (own[key].astype(np.float64) for key in ("hours", "cost"))
    types, kind = np.unique(own["resource_type"].astype(str), return_inverse=True)
    totals = np.bincount(kind, hours, len(types))
    reference = int(np.flatnonzero(types == REFERENCE)[0]) if REFERENCE in types else int(totals.argmax())
    unit = buying_units(own["org_unit_id"], kind, own["engagement"], hours, records.above)
    premium = premiums(own, staff, kind, types, reference, unit)
    spent = np.bincount(kind, cost, len(types))
    work = _work(own, kind, types, reference, unit, records.limits)
    efficient = efficient_mix(work, significance=significance) if len(types) > 1 else None
    over, p_over, verdict = _judged(efficient, margin, significance)
    whole = float(spent.sum()) + unknown
    if whole > 0 and unknown / whole > MOST_UNKNOWN:
        verdict = None
    has_staff = len(staff["hours"]) > 0
    return CapabilityMix(
        capability=name,
        types=(*types.tolist(), *((EMPLOYEE,) if has_staff else ())),
        hours=(*totals.tolist(), *((float(staff["hours"].sum()),) if has_staff else ())),
        cost=(*spent.tolist(), *((float(staff["cost"].sum()),) if has_staff else ())),
        premium=premium[: len(types) + has_staff],
        reference=str(types[reference]),
        efficient=efficient,
        extended=float(spent.sum()),
        unknown=unknown,
        over=over,
        p_over=p_over,
        verdict=verdict,
    )


def _judged(
    efficient: Efficient | None, margin: float, significance: float
) -> tuple[Estimate | None, float | None, bool | None]:
    if efficient is None:
        return None, None, None
    over = _estimate(efficient.over, efficient.draws, efficient.units)
    beyond = float((efficient.draws > margin).mean())
    if over.low is None or over.high is None:
        return over, beyond, None
    if efficient.differ < significance and over.low > margin:
        return over, beyond, True
    return over, beyond, False if over.high <= margin else None


def _work(
    own: Mapping[str, npt.NDArray[np.generic]],
    kind: npt.NDArray[np.intp],
    types: npt.NDArray[np.str_],
    reference: int,
    unit: npt.NDArray[np.intp],
    limits: Sequence[Limit],
) -> Work:
    hours = own["hours"].astype(np.float64)
    cells = [f"{level}|{country}" for level, country in zip(own["level"], own["country"], strict=True)]
    policy = own[f"within_{len(limits)}"].astype(np.float64)
    lawful = np.repeat(policy[:, None], len(types), 1)
    for number, limit in enumerate(limits):
        of = own[f"within_{number}"].astype(np.float64)
        for at, name in enumerate(types):
            if limit.resource_type in ("", name):
                held = own["country"] == limit.country
                lawful[held, at] = np.minimum(lawful[held, at], of[held])
    return Work(
        unit=unit,
        cell=np.unique(cells, return_inverse=True)[1],
        kind=kind,
        engagement=np.unique(own["engagement"].astype(str), return_inverse=True)[1],
        hours=hours,
        cost=own["cost"].astype(np.float64),
        days=own["days"].astype(np.float64),
        quarters=np.stack([own[f"h{n}"].astype(np.float64) for n in (1, 2, 3, 4)], 1),
        open_hours=lawful,
        may_rise=~np.isin(types, NEVER_RAISED),
        reference=reference,
    )


def records_of(
    worked: pa.Table,
    employed: pa.Table,
    fee_of: Mapping[str, float],
    fee: float,
    limits: tuple[Limit, ...],
    above: Mapping[str, str | None],
) -> tuple[Records, pa.Table]:
    """The rows whose hours are known, their cost with fees; and those whose are not."""
    columns = {name: worked[name].to_numpy(zero_copy_only=False) for name in worked.column_names}
    rate = np.array([fee_of.get(name, fee) for name in columns["supplier_id"]], dtype=np.float64)
    columns["cost"] = columns["cost"].astype(np.float64) * (1 + rate)
    hours = columns["hours"].astype(np.float64)
    named = np.array([name is not None for name in columns["capability"]])
    with np.errstate(invalid="ignore"):
        known = (hours > 0) & (columns["cost"] > 0) & named
    for name in columns:
        if name.startswith(("h1", "h2", "h3", "h4", "within_")):
            # Hours known from bills alone have no weeks: nothing tells that they could lawfully move.
            columns[name] = np.nan_to_num(columns[name].astype(np.float64))
    columns["days"] = np.nan_to_num(columns["days"].astype(np.float64), nan=1.0)
    staff = {name: employed[name].to_numpy(zero_copy_only=False) for name in employed.column_names}
    for table, into in ((worked, columns), (employed, staff)):
        for name in ("org_unit_id", "country", "level"):
            told = ["" if value is None else str(value) for value in table[name].to_pylist()]
            into[name] = np.array(told, dtype=object)
    with np.errstate(invalid="ignore"):
        paid = (staff["hours"].astype(np.float64) > 0) & (staff["cost"].astype(np.float64) > 0)
    paid &= np.array([name is not None for name in staff["capability"]], dtype=np.bool_)
    return (
        Records(
            columns={name: values[known] for name, values in columns.items()},
            employees={name: values[paid] for name, values in staff.items()},
            limits=limits,
            above=above,
        ),
        worked.append_column("_cost", pa.array(columns["cost"])).filter(pa.array(~known)),
    )

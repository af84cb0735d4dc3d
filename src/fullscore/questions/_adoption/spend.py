"""What each unit spent on the accounts in scope, month by month, and what of it went through the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fullscore.measures._ledger import lines_in_scope
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column
from fullscore.stats.ramp_paths import Floats
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between
from fullscore.terms.programme import Scope, scopes_of
from fullscore.workforce.inside import parents, top

NOWHERE = ""
"""The unit of lines that name none."""
BEGINS_AT = 0.1
"""Where no roll-out is delivered, a unit began in the first month from which on so much of what its share comes to went
through the programme for good."""
LEAST_SHARE = 0.05
HARDLY = 0.5
"""Where today's accounts hold less than this of what the accounts of that time held, they were not used yet."""


@dataclass(frozen=True, kw_only=True)
class Spending:
    """By unit and month, in the programme's currency and in today's scope.

    Attributes:
        units: those of the roll-out, else the highest; and whatever carries spend and stands below none of them.
        unit_of: the number of the unit of each org unit.
        whole, through: net of credits, shape (units, months).
        squares: of whole and of through the sum of each line's square, from which the share's interval follows.
        lines: how many lines have an amount above 0.
        before: each version of the scope with its whole and through by month, in the order of time.
        begun, planned: the months in which units began and were to begin, counted as the months are; NaN for never.
        exempt: whether a unit never will.
        source: what tells when units began.
    """

    units: tuple[str, ...]
    unit_of: dict[str, int]
    months: tuple[Month, ...]
    whole: Floats
    through: Floats
    squares: tuple[Floats, Floats]
    lines: Floats
    before: tuple[tuple[Scope, Floats, Floats], ...]
    begun: Floats
    planned: Floats
    exempt: tuple[bool, ...]
    source: str

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        return np.isfinite(self.begun) & (self.begun < len(self.months))


def spending(edition: Edition) -> Spending | None:
    """Collect it; None where no line in scope was ever posted."""
    versions = scopes_of(edition.settings)
    today = in_scope_accounts(edition)
    every = sorted({account for scope in versions for account in scope.in_scope_gl_accounts} | set(today))
    lines = lines_in_scope(edition, every if today else [])
    amount = column("amount_base").cast("float64")
    through = column("is_through").ifelse(amount, 0.0)
    sums = lines.group_by(unit="org_unit_id", account="gl_account", month=lines.posted_at.truncate("M")).aggregate(
        whole=amount.sum(), through=through.sum(), square=(amount * amount).sum(),
        through_square=(through * through).sum(),
        lines=(amount > 0).ifelse(1, 0).sum(),
    )  # fmt: skip
    rows = [row for row in edition.run(sums).to_pylist() if row["month"] is not None and row["whole"] is not None]
    if not rows:
        return None
    last = Month.parse(edition.as_of)
    if date.fromisoformat(edition.as_of) < last.last_day:
        last = last + -1  # A month that is not over would look like a drop.
    first = min(Month.of(row["month"]) for row in rows)
    if last < first:
        return None
    months = tuple(months_between(first, last))
    units, unit_of, told = _units(edition, {row["unit"] for row in rows})
    shape = (len(units), len(months))
    names = ("whole", "through", "square", "through_square", "lines")
    sums_of = {name: np.zeros(shape) for name in names}
    by_scope = [(scope, {name: np.zeros(shape) for name in names}) for scope in versions]
    for row in rows:
        at = Month.of(row["month"]) - first
        if not 0 <= at < len(months):
            continue
        in_force = [cells for scope, cells in by_scope if row["account"] in scope.in_scope_gl_accounts]
        for cells in (*in_force, *([sums_of] if not today or row["account"] in today else [])):
            for name in names:
                cells[name][unit_of[row["unit"] or NOWHERE], at] += row[name]
    _replaced(sums_of, by_scope, months)
    if told:
        begun, planned = (_months(units, told, day, first) for day in ("go_live_on", "planned_on"))
        # A first day that is still to come is a plan.
        later = begun >= len(months)
        begun, planned = np.where(later, np.nan, begun), np.where(later, begun, planned)
    else:
        begun, planned = _begun(sums_of["whole"], sums_of["through"]), np.full(len(units), np.nan)
    return Spending(
        units=units, unit_of=unit_of, months=months, whole=sums_of["whole"], through=sums_of["through"],
        squares=(sums_of["square"], sums_of["through_square"]), lines=sums_of["lines"],
        before=tuple((scope, cells["whole"].sum(0), cells["through"].sum(0)) for scope, cells in by_scope),
        begun=begun, planned=planned, exempt=tuple(bool(told.get(u, {}).get("exempt")) for u in units),
        source="rollout" if told else "ledger" if np.isfinite(begun).any() else "",
    )  # fmt: skip


def _replaced(
    today: dict[str, Floats], versions: Sequence[tuple[Scope, dict[str, Floats]]], months: Sequence[Month]
) -> None:
    """Count months from before today's accounts were posted to in the accounts that were in scope then."""
    for n, month in enumerate(months):
        then = [cells for scope, cells in versions if scope.valid_from <= month.first_day] or [
            c for _, c in versions[:1]
        ]
        if then and today["whole"][:, n].sum() < HARDLY * then[-1]["whole"][:, n].sum():
            for name, cells in today.items():
                cells[:, n] = then[-1][name][:, n]


def _units(
    edition: Edition, named: set[str | None]
) -> tuple[tuple[str, ...], dict[str, int], dict[str, dict[str, object]]]:
    above = parents(edition)
    told = {row["org_unit_id"]: row for row in edition.run(edition.table("rollout")).to_pylist()}
    unit_of: dict[str, str] = {}
    for unit in {*above, *told, *(n for n in named if n)}:
        step: str | None = unit
        seen: set[str] = set()
        while step is not None and step not in told and step not in seen:
            seen.add(step)
            step = above.get(step)
        unit_of[unit] = top(unit, above) if step is None or step not in told else step
    spent = {unit_of[unit] for unit in named if unit} | set(told)
    units = (*sorted(spent), *((NOWHERE,) if None in named else ()))
    number = {unit: n for n, unit in enumerate(units)}
    places = {unit: number[of] for unit, of in unit_of.items() if of in number}
    return units, {**places, **({NOWHERE: number[NOWHERE]} if None in named else {})}, told


def _months(units: Sequence[str], told: dict[str, dict[str, object]], day: str, first: Month) -> Floats:
    found = np.full(len(units), np.nan)
    for n, unit in enumerate(units):
        row = told.get(unit, {})
        on = row.get(day)
        if isinstance(on, date) and not row.get("exempt"):
            found[n] = Month.of(on) - first
    return found


def _begun(whole: Floats, through: Floats) -> Floats:
    """The month from which on a unit's spend goes through the programme; before the first where it always did."""
    found = np.full(len(whole), np.nan)
    for unit in range(len(whole)):
        comes_to = through[unit, -12:].sum() / max(whole[unit, -12:].sum(), 1e-9)
        if comes_to < LEAST_SHARE:
            continue
        outside = np.flatnonzero(through[unit] < BEGINS_AT * comes_to * whole[unit])
        # Where the first month was inside already, nobody can say since when: a year before is taken.
        found[unit] = outside[-1] + 1 if len(outside) else -12
    return np.where(found >= whole.shape[1], np.nan, found)

"""What a reported series is consistent with: the stated definition first, then the agreed one, then all others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.agreed import Agreed
from fullscore.lens._auditing.cells import Cell
from fullscore.lens._auditing.chance import surplus
from fullscore.lens._auditing.change import Change, change
from fullscore.lens._auditing.fit import (
    Allowed,
    Evaluate,
    Fitting,
    Misses,
    Told,
    allowed,
    exact_fits,
    exactly,
    grain,
    misses,
    moved,
    near_fits,
    reachable,
    spread,
    told,
)
from fullscore.lens._auditing.late import Unsettled
from fullscore.lens._auditing.space import Space
from fullscore.lens._auditing.states import Figures, State, Vintage
from fullscore.measures._aggregates import Floats
from fullscore.measures._many import Many
from fullscore.measures._shape import Measure
from fullscore.terms.lens import Lens

Status = Literal[
    "as_stated",
    "as_contracted",
    "other_definition",
    "not_identified",
    "data_differ",
    "no_definition_fits",
    "cannot_check",
]
LEAST_CELLS = 6
"""Fewer reported figures than these never say anything against anybody."""
SPARE_BITS = 10.0
"""How much more the figures must say than it takes to tell all definitions apart: one chance in a thousand."""
DECISIVE_CELLS = 10
"""How many figures that the stated definition misses another must reproduce to the last decimal to be preferred to it,
where late entries and corrections would explain what the stated one misses."""
DAYS_SHORT = range(1, 11)
"""Cuts before the month's end that excuse whoever did not state one; they are never held against anybody."""
ADDS_UP = ("currency", "people", "assignments")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a series is consistent with.

    Attributes:
        state: the state of the data in which it is so.
        widened: whether late entries and corrections were needed to explain what it misses.
        fits: the class of definitions, by number, and how many cells each reproduces exactly.
        certain: whether there are figures enough to tell definitions apart.
        before: the class that holds before a change, ``fits`` being what holds from it on.
    """

    status: Status
    state: State
    widened: bool
    fits: Fitting
    certain: bool
    change: Change | None = None
    why: str = ""


NONE = Fitting(readings=np.empty(0, np.int64), matched=np.empty(0, np.int64), bits=0.0)


class Judge:
    """One reporter's series of one measure, and all that it is held against."""

    def __init__(
        self, measure: Measure, cells: list[Cell], agreed: Agreed, figures: Figures, space: Space, unsettled: Unsettled
    ) -> None:
        self.measure, self.cells, self.agreed, self.figures, self.space = measure, cells, agreed, figures, space
        self.rate = unsettled.rate
        self.of: Told = told(cells, adds_up=measure.unit in ADDS_UP)
        self.grains = np.array([grain(reading, measure.unit) for reading in space.readings], dtype=np.int64)
        self._whole: dict[tuple[State, tuple[int, ...]], Many] = {}
        self.agreed_lenses = [agreed.lens(cell.month) for cell in cells]
        self.stated_lenses = [cell.stated or self.agreed_lenses[n] for n, cell in enumerate(cells)]
        self.is_stated = any(cell.stated for cell in cells)
        reference = self.through(State(), self.agreed_lenses)
        self.sizes: Floats = np.where(np.isnan(self.of.n), reference.counts[0], self.of.n).astype(np.float64)
        self.allow: Allowed = allowed(self.sizes, self.rate)
        # The least cells cost least; those of a handful of rows tell little and come last.
        self.order = sorted(range(len(cells)), key=lambda n: (self.sizes[n] < 5, self.sizes[n], n))

    def states(self, vintage: Vintage) -> list[State]:
        """The ways in which figures of a vintage can be read: an org unit with those below it, or alone."""
        readings = (True, False) if self.figures.has_org_units else (True,)
        return [State(vintage=vintage, subtrees=subtrees) for subtrees in readings]

    @property
    def has_vintages(self) -> bool:
        """Whether any cell was known differently when it was delivered."""
        return any(self.figures.delivery(cell, "as_delivered") is not None for cell in self.cells)

    def through(self, state: State, lenses: list[Lens], cells: list[int] | None = None) -> Many:
        """One figure for each cell, or each of some, through that cell's lens.

        Args:
            lenses: for every cell of the series its lens.
        """
        cells = list(range(len(lenses))) if cells is None else cells
        numbers = [self.space.number[lenses[n]] for n in cells]
        different = sorted(set(numbers))
        many = self.figures.at(state, [self.space.readings[n] for n in different], cells)
        row = np.array([different.index(n) for n in numbers])
        column = np.arange(len(cells))
        return Many(
            values=many.values[row, column][None],
            counts=many.counts[row, column][None],
            errors=many.errors[row, column][None],
        )

    def off(self, state: State, lenses: list[Lens], final: Many, enough: int) -> int:
        """How many cells are not reproduced exactly, month by month until there are enough of them.

        Months that this edition's figures miss come first: as delivered they are most likely missed as well.
        """
        found = 0
        hit = exactly(self.of, final)[0]
        missed = {cell.month for n, cell in enumerate(self.cells) if not hit[n]}
        for month in sorted({cell.month for cell in self.cells}, key=lambda m: (m not in missed, m)):
            some = [n for n, cell in enumerate(self.cells) if cell.month == month]
            found += int((~exactly(self.of.at(some), self.through(state, lenses, some))).sum())
            if found >= enough:
                break
        return found

    def through_around(self, subtrees: bool, lenses: list[Lens], final: Many) -> list[Many]:
        """Figures in all states of the window, read only at cells that this edition's figure misses.

        Nothing is held against a cell that is exact in some state, whatever the others say.
        """
        missing = np.flatnonzero(~exactly(self.of, final)[0]).tolist()
        found = [final]
        for state in self.around(subtrees)[1:] if missing else ():
            found.append(spread(final, self.through(state, lenses, missing), missing))
        return found

    def evaluate(self, *states: State) -> Evaluate:
        """Figures in some states; in those after the first only at cells that the first misses for any reading."""

        def found(numbers: npt.NDArray[np.int64], cells: list[int]) -> list[Many]:
            first = self._at(states[0], numbers, cells)
            if not states[1:]:
                return [first]
            missing = np.flatnonzero(~exactly(self.of.at(cells), first).all(axis=0)).tolist()
            if not missing:
                return [first]
            some = [cells[n] for n in missing]
            return [first, *(spread(first, self._at(state, numbers, some), missing) for state in states[1:])]

        return found

    def _at(self, state: State, numbers: npt.NDArray[np.int64], cells: list[int]) -> Many:
        if len(numbers) == len(self.space.readings):
            return self._of_all(state, cells)
        return self.figures.at(state, [self.space.readings[n] for n in numbers], cells)

    def _of_all(self, state: State, cells: list[int]) -> Many:
        """All definitions at some cells, which several searches begin with."""
        key = (state, tuple(cells))
        if key not in self._whole:
            self._whole[key] = self.figures.at(state, list(self.space.readings), cells)
        return self._whole[key]

    def missed(self, states: list[Many], lenses: list[Lens], between: Floats) -> Misses:
        """How far one figure for each cell, each through its own lens, is from what was reported."""
        grains = self.grains[[self.space.number[lens] for lens in lenses]]
        found = misses(self.of, states, self.rate, np.zeros(1, dtype=np.int64), between)
        possible = self.of.possible[grains, np.arange(len(lenses))][None]
        return replace(found, impossible=found.missed & ~possible)

    def around(self, subtrees: bool, days_short: int = 0) -> list[State]:
        """The states between which data that were cut at some day of the window stood."""
        vintages: list[Vintage] = ["final", "as_delivered", "by_report"] if self.has_vintages else ["final"]
        return [State(vintage=vintage, subtrees=subtrees, days_short=days_short) for vintage in vintages]


@dataclass(frozen=True, kw_only=True)
class Held:
    """How a definition of known lenses holds: exactly, nearly or not, and in which state."""

    how: Literal["exact", "near", "not"]
    state: State
    missed: int
    """Cells that it does not reproduce exactly, in the best state."""


def holds(judge: Judge, lenses: list[Lens], fits: Fitting) -> Held:
    """Whether a definition that was stated or agreed holds.

    What earlier deliveries knew is read only where it can matter: not where others fit this edition's figures exactly
    and these are far off, or missed so often that the others are preferred in any case.

    Args:
        fits: the definitions that fit this edition's figures exactly.
    """
    patiently = not len(fits.readings)
    finals = [(state, judge.through(state, lenses)) for state in judge.states("final")]
    best = min(((~exactly(judge.of, ours)).sum(), n) for n, (_, ours) in enumerate(finals))
    state, missed = finals[best[1]][0], int(best[0])
    if missed <= judge.allow.exact:
        return Held(how="exact", state=state, missed=missed)
    if not patiently and missed >= DECISIVE_CELLS and _is_certain(judge, fits):
        return Held(how="not", state=state, missed=missed)
    plain = np.zeros(1, dtype=np.int64)
    far = misses(judge.of, [ours for _, ours in finals], max(judge.rate, 0.05), plain).wrong.sum()
    if not patiently and far > max(2 * judge.allow.wrong, len(lenses) // 2):
        return Held(how="not", state=state, missed=missed)
    known = {final.subtrees: ours for final, ours in finals}
    if judge.has_vintages:
        for delivered in judge.states("as_delivered"):
            off = judge.off(delivered, lenses, known[delivered.subtrees], max(missed, judge.allow.exact + 1))
            if off <= judge.allow.exact:
                return Held(how="exact", state=delivered, missed=off)
            state, missed = (delivered, off) if off < missed else (state, missed)
    for subtrees in {s.subtrees for s in judge.states("final")}:
        # Deliveries that are not read can only allow for more: what holds without them holds.
        some = judge.through_around(subtrees, lenses, known[subtrees])
        between = moved(some, shares=judge.measure.unit == "share")
        if allowed(judge.sizes, judge.rate, between[0]).holds(judge.missed(some, lenses, between))[0]:
            return Held(how="near", state=State(subtrees=subtrees), missed=missed)
        around = [judge.through(s, lenses) for s in judge.around(subtrees)]
        between = moved(around, shares=judge.measure.unit == "share")
        allow = allowed(judge.sizes, judge.rate, between[0])
        tries = [judge.missed(around, lenses, between)]
        if allow.holds(tries[0])[0]:
            return Held(how="near", state=State(subtrees=subtrees), missed=missed)
        # A cell that no earlier cut is needed for is not computed for any.
        still = np.flatnonzero(tries[0].missed[0]).tolist()
        for days in DAYS_SHORT:
            cut = [judge.through(s, lenses, still) for s in judge.around(subtrees, days)]
            around = [spread(known[subtrees], found, still) for found in cut]
            tries.append(judge.missed(around, lenses, moved(around, shares=judge.measure.unit == "share")))
        if allow.holds(_kindest(tries))[0]:
            return Held(how="near", state=State(subtrees=subtrees), missed=missed)
    return Held(how="not", state=state, missed=missed)


def _kindest(tries: list[Misses]) -> Misses:
    """For each cell the try that misses it least."""
    score = np.stack([t.missed * 1e3 + t.wrong * 1e6 + t.strays + t.lost for t in tries])
    best = score.argmin(axis=0)

    def pick(parts: list[Any]) -> Any:
        return np.take_along_axis(np.stack(parts), best[None], axis=0)[0]

    return Misses(
        missed=pick([t.missed for t in tries]),
        wrong=pick([t.wrong for t in tries]),
        strays=pick([t.strays for t in tries]),
        lost=pick([t.lost for t in tries]),
        n_wrong=pick([t.n_wrong for t in tries]),
        impossible=pick([t.impossible for t in tries]),
    )


def judged(judge: Judge, is_material: Callable[[Fitting, State], str]) -> Verdict:
    """The verdict on a series.

    Args:
        is_material: why the definitions of a class lead to different conclusions; empty where they do not.
    """
    state, fits = _exact(judge, "final")
    stated = holds(judge, judge.stated_lenses, fits) if judge.is_stated else None
    agreed = holds(judge, judge.agreed_lenses, fits)
    widened = False
    if not len(fits.readings) and judge.has_vintages:
        state, fits = _exact(judge, "as_delivered")
    preferred = _preferred(judge, stated, agreed, fits)
    if preferred:
        status, held = preferred
        if held.how == "exact" and (not len(fits.readings) or held.state != state):
            state, fits = held.state, _exact_in(judge, held.state)
        elif held.how == "near":
            widened = True
            state, fits = held.state, _near(judge, held.state.subtrees)
        return Verdict(status=status, state=state, widened=widened, fits=fits, certain=_is_certain(judge, fits))
    if not len(fits.readings):
        widened = True
        for subtrees in {s.subtrees for s in judge.states("final")}:
            state, fits = State(subtrees=subtrees), _near(judge, subtrees)
            if len(fits.readings):
                break
    if len(fits.readings):
        certain = _is_certain(judge, fits)
        why = "" if certain else "There are too few figures to tell definitions apart."
        if certain and widened and not _is_well_matched(judge, fits, state):
            certain, why = False, "Too little is reproduced to the last decimal to tell a definition from chance."
        why = why or is_material(fits, state)
        return Verdict(
            status="not_identified" if why else "other_definition",
            state=state,
            widened=widened,
            fits=fits,
            certain=certain,
            why=why,
        )
    return _unfitting(judge)


def _unfitting(judge: Judge) -> Verdict:
    """Nothing fits all figures: a changed definition, other data, or neither."""
    vintages: list[Vintage] = ["final", "as_delivered"] if judge.has_vintages else ["final"]
    for vintage in vintages:
        for state in judge.states(vintage):
            found = change(judge.of, judge.cells, len(judge.space.readings), judge.evaluate(state))
            if found:
                fits = Fitting(
                    readings=found.after, matched=np.full(len(found.after), len(judge.cells)), bits=float("inf")
                )
                return Verdict(
                    status="other_definition", state=state, widened=False, fits=fits, certain=True, change=found
                )
    nothing = Verdict(status="cannot_check", state=State(), widened=True, fits=NONE, certain=False)
    if len(judge.cells) < LEAST_CELLS:
        return replace(nothing, why=f"No definition fits, but {len(judge.cells)} figures are too few to say so.")
    with_n = [n for n in judge.order if not np.isnan(judge.of.n[n])]
    if len(with_n) >= LEAST_CELLS and not _reaches(judge, with_n):
        return replace(nothing, status="data_differ", why="No definition reaches the reported n.")
    return replace(nothing, status="no_definition_fits", why="No definition reproduces the reported figures.")


def _preferred(judge: Judge, stated: Held | None, agreed: Held, fits: Fitting) -> tuple[Status, Held] | None:
    """The stated or agreed definition where it holds, unless another is decisively better."""
    tries: list[tuple[Status, Held]] = [("as_stated", stated)] if stated else []
    tries.append(("as_contracted", agreed))
    for status, held in tries:
        if held.how == "exact":
            return status, held
    decisive = len(fits.readings) and _is_certain(judge, fits)
    for status, held in tries:
        if held.how == "near" and not (decisive and held.missed >= DECISIVE_CELLS):
            return status, held
    return None


def _is_certain(judge: Judge, fits: Fitting) -> bool:
    needed = np.log2(len(judge.space.readings)) + SPARE_BITS
    return len(judge.cells) >= LEAST_CELLS and fits.bits >= needed


def _is_well_matched(judge: Judge, fits: Fitting, state: State) -> bool:
    """Whether what late entries explain is not all there is: enough is reproduced to the last decimal."""
    evaluate = judge.evaluate(*judge.around(state.subtrees))
    enough = int(fits.matched.max()) >= LEAST_CELLS
    return enough and surplus(judge.of, len(judge.space.readings), fits, evaluate) >= SPARE_BITS


def _exact(judge: Judge, vintage: Vintage) -> tuple[State, Fitting]:
    """The class that fits exactly, in the reading of org units in which more does."""
    found = [(state, _exact_in(judge, state)) for state in judge.states(vintage)]
    return max(found, key=lambda item: len(item[1].readings))


def _exact_in(judge: Judge, state: State) -> Fitting:
    return exact_fits(judge.of, judge.order, len(judge.space.readings), judge.evaluate(state), judge.allow)


def _near(judge: Judge, subtrees: bool) -> Fitting:
    evaluate = judge.evaluate(*judge.around(subtrees))
    return near_fits(judge.of, judge.order, judge.grains, evaluate, judge.allow, judge.rate)


def _reaches(judge: Judge, with_n: list[int]) -> bool:
    """Whether some definition reaches the reported n; quantiles of the same values have the same n as their mean."""
    seen: dict[object, int] = {}
    for number, reading in enumerate(judge.space.readings):
        plain = "mean" if reading.aggregate in ("median", "p90") else reading.aggregate
        seen.setdefault((replace(reading, aggregate=plain)), number)
    kept = np.array(list(seen.values()), dtype=np.int64)
    for subtrees in {s.subtrees for s in judge.states("final")}:
        inner = judge.evaluate(*judge.around(subtrees))

        def evaluate(numbers: npt.NDArray[np.int64], cells: list[int], inner: Evaluate = inner) -> list[Many]:
            return inner(kept[numbers], cells)

        if reachable(judge.of, with_n, judge.grains[kept], evaluate, judge.allow, judge.rate):
            return True
    return False

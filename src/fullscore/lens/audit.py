"""The lens audit: which definitions reproduce what a party reported, on which axes they depart, and what that costs."""

from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.agreed import Agreed, agreed
from fullscore.lens._auditing.cells import Cell, Refused, reported
from fullscore.lens._auditing.clock_split import held_by
from fullscore.lens._auditing.credits import credits
from fullscore.lens._auditing.departures import Moves, departed, moves, nearest, options_of
from fullscore.lens._auditing.fit import Fitting, exactly
from fullscore.lens._auditing.late import Unsettled, unsettled
from fullscore.lens._auditing.left_out import left_out
from fullscore.lens._auditing.once import once
from fullscore.lens._auditing.results import (
    Audit,
    AuditedCell,
    Audits,
    Changed,
    Consistent,
    Credit,
    LeftOut,
)
from fullscore.lens._auditing.says import says
from fullscore.lens._auditing.space import Space, policy_days, space
from fullscore.lens._auditing.states import Figures, Source, State
from fullscore.lens._auditing.verdict import Judge, Verdict, judged
from fullscore.measures._aggregates import Floats
from fullscore.measures._atoms import everywhere
from fullscore.measures._many import evaluate
from fullscore.measures._shape import Measure, measures
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Lens, lens_of

LISTED = 50
"""How many consistent definitions are listed at the most."""
COMPARED = 200
"""How many of a class are compared with each other."""
MATERIAL_SHARE = 0.1
"""Of the gap between what was reported and what was agreed: definitions whose figures lie further apart than this, in
the mean over all months, are materially different."""


def audit(edition: Edition, measure: str | None = None) -> Audits:
    """Audit every series that was reported, or those of one measure.

    Raises:
        Fault: the measure is unknown, or the contract's lens is not one.
    """
    if measure is not None and measure not in measures():
        raise Fault(f"there is no measure called {measure}", next_step=f"use {', '.join(measures())}")
    for said in edition.settings.get("service_level", []):
        if said.get("measure") in measures():
            agreed(edition, measures()[said["measure"]])
    edition = once(edition)
    cells, refused = reported(edition)
    if measure is not None:
        cells = [cell for cell in cells if cell.measure == measure]
        refused = [item for item in refused if item.measure == measure]
    audits: list[Audit] = []
    for name, of_measure in groupby(cells, key=lambda cell: cell.measure):
        audits += _of_measure(edition, measures()[name], list(of_measure))
    return Audits(
        edition=edition.id,
        as_of=edition.as_of,
        currency=edition.currency,
        audits=tuple(audits),
        refused=tuple(refused),
    )


def reports(edition: Edition) -> tuple[tuple[str, ...], tuple[Refused, ...]]:
    """Which measures were reported, in the order of their audits, and every reported figure that has to be refused."""
    cells, refused = reported(edition)
    return tuple(dict.fromkeys(cell.measure for cell in cells)), tuple(refused)


def _of_measure(edition: Edition, measure: Measure, cells: list[Cell]) -> list[Audit]:
    """The audits of all who reported a measure."""
    all_of = space(measure, policy_days(edition))
    source = Source(edition, _read_once(measure), list(all_of.readings))
    return [
        _audit(edition, source, all_of, reporter, list(series))
        for reporter, series in groupby(cells, key=lambda cell: cell.reporter)
    ]


def _audit(edition: Edition, source: Source, all_of: Space, reporter: str, cells: list[Cell]) -> Audit:
    measure = source.measure
    terms = agreed(edition, measure)
    lacking = [table.name for table in measure.rests_on(terms.lens(cells[-1].month)) if not edition.has(table.name)]
    if lacking:
        return _unchecked(edition, measure, reporter, cells, terms, f"No feed delivers {' and '.join(lacking)}.")
    figures = Figures(source, cells)
    doubt = unsettled(edition, measure, terms.lens(cells[-1].month))
    judge = Judge(measure, cells, terms, figures, all_of, doubt)
    if not (judge.sizes > 0).any() and not judge.of.values.any():
        return _unchecked(edition, measure, reporter, cells, terms, "Nothing was counted or reported in these months.")

    def material(fits: Fitting, state: State) -> str:
        return _material(edition, judge, all_of, fits)

    verdict = judged(judge, material)
    return _told(edition, judge, verdict, reporter, terms, doubt)


def _read_once(measure: Measure) -> Measure:
    """The measure, whose atoms of one edition are computed only once."""
    made: dict[str, Any] = {}

    def atoms(edition: Edition) -> Any:
        if edition.id not in made:
            made[edition.id] = measure.atoms(edition)
        return made[edition.id]

    return replace(measure, atoms=atoms)


def _material(edition: Edition, judge: Judge, all_of: Space, fits: Fitting) -> str:
    """Why the definitions of a class lead to different conclusions; empty where they do not.

    They do where they agree on no departure from what was agreed; or where their figures lie apart, in the mean over
    all months of the edition, by more than a tenth of the gap between what was reported and what was agreed.
    """
    if not departed(options_of(all_of, fits.readings), judge.agreed_lenses):
        return "The definitions that fit agree on no departure."
    some = fits.readings[:: max(1, -(-len(fits.readings) // COMPARED))]
    readings = [all_of.readings[n] for n in some]
    atoms = judge.figures.whole()
    found = evaluate(atoms, everywhere(atoms, ("month",)), readings)
    reference = judge.through(State(), judge.agreed_lenses).values[0]
    both = ~np.isnan(reference)
    gap = float(np.abs(judge.of.values - reference)[both].mean()) if both.any() else 0.0
    with np.errstate(invalid="ignore"):
        seen = ~np.isnan(found.values).any(axis=0)
        apart = np.ptp(found.values[:, seen], axis=0)
    furthest = max(2 * float(judge.of.halves.max()), MATERIAL_SHARE * gap)
    if len(apart) and float(apart.mean()) > furthest:
        return "Definitions that differ materially fit alike."
    return ""


def _told(edition: Edition, judge: Judge, verdict: Verdict, reporter: str, terms: Agreed, doubt: Unsettled) -> Audit:
    cells, measure, all_of = judge.cells, judge.measure, judge.space
    fits = _with_preferred(judge, verdict)
    ours = judge.through(verdict.state, judge.agreed_lenses)
    options = options_of(all_of, fits.readings) if len(fits.readings) else {}
    seen = _seen(judge, verdict, fits)
    theirs = judge.through(verdict.state, seen) if seen else None
    shown = [n for n, cell in enumerate(cells) if not cell.segment_kind] or list(range(len(cells)))

    def series(lenses: list[Lens]) -> Floats:
        return np.asarray(judge.through(verdict.state, lenses).values[0][shown], dtype=np.float64)

    moved = Moves(departures=(), total=None, interaction=None)
    gone = LeftOut(n=0, records=())
    if seen and options:
        moved = moves(options, judge.agreed_lenses, seen, [cell.month for cell in cells], series)
        if moved.departures:
            last = len(cells) - 1
            gone = left_out(edition, measure, judge.agreed_lenses[last], seen[last], cells[0].month, cells[last].month)
    matched = exactly(judge.of, theirs)[0] if theirs is not None else np.zeros(len(cells), dtype=np.bool_)
    reported_mean, contract_mean = _means(judge.of.values[shown], ours.values[0][shown])
    client = judge.through(State(), [lens_of(measure.name, measure.axes)] * len(cells)).values[0][shown]
    money = credits(edition, terms, cells, lambda some, lenses: _counted(judge, some, lenses))
    audit = Audit(
        measure=measure.name,
        title=measure.title,
        unit=measure.unit,
        reporter=reporter,
        months=len({cell.month for cell in cells}),
        first=cells[0].month,
        last=cells[-1].month,
        status=verdict.status,
        says=verdict.why,
        against=_against(terms, cells),
        contract_lens=judge.agreed_lenses[-1],
        stated_lens=next((cell.stated for cell in reversed(cells) if cell.stated), None),
        vintage=verdict.state.vintage,
        subtrees=verdict.state.subtrees,
        widened=verdict.widened,
        late=doubt.late,
        corrected=doubt.corrected,
        consistent_count=sum(len(all_of.aliases[n]) for n in fits.readings),
        consistent_axes=tuple(options.items()),
        consistent_lenses=_listed(all_of, fits, judge),
        consistent=tuple(all_of.lenses[n] for n in fits.readings),
        departures=moved.departures,
        swing_total=moved.total,
        interaction=moved.interaction,
        changed=_changed(all_of, verdict),
        reported_mean=reported_mean,
        contract_mean=contract_mean,
        client_mean=None if np.isnan(client).all() else float(np.nanmean(client)),
        left_out=gone,
        credit=money,
        held_by=held_by(edition, cells[0].month, cells[-1].month) if measure.name == time_to_fill.name else (),
        cells=tuple(
            AuditedCell(
                report_id=cell.report_id,
                month=cell.month,
                segment_kind=cell.segment_kind,
                segment=cell.segment,
                reported=cell.value,
                reported_n=cell.n,
                contract=_number(ours.values[0, n]),
                contract_n=int(ours.counts[0, n]),
                consistent=None if theirs is None else _number(theirs.values[0, n]),
                consistent_n=None if theirs is None else int(theirs.counts[0, n]),
                matched=bool(matched[n]),
            )
            for n, cell in enumerate(cells)
        ),
        notes=terms.notes,
    )
    return replace(audit, says=says(audit, verdict.why))


def _with_preferred(judge: Judge, verdict: Verdict) -> Fitting:
    """The class, with the stated or agreed definitions where these were found to hold."""
    lenses = {"as_stated": judge.stated_lenses, "as_contracted": judge.agreed_lenses}.get(verdict.status, [])
    missing = sorted({judge.space.number[lens] for lens in lenses} - set(verdict.fits.readings.tolist()))
    if not missing:
        return verdict.fits
    numbers = np.array(missing, dtype=np.int64)
    many = judge.figures.at(verdict.state, [judge.space.readings[n] for n in missing], list(range(len(judge.cells))))
    used = [[judge.space.number[lens] == n for lens in lenses] for n in missing]
    matched = (exactly(judge.of, many) & np.array(used)).sum(axis=1)
    return Fitting(
        readings=np.concatenate([numbers, verdict.fits.readings]),
        matched=np.concatenate([matched, verdict.fits.matched]),
        bits=verdict.fits.bits,
    )


def _seen(judge: Judge, verdict: Verdict, fits: Fitting) -> list[Lens]:
    """For each cell a consistent lens; empty where there is none."""
    if verdict.status == "as_stated":
        return judge.stated_lenses
    if verdict.status == "as_contracted":
        return judge.agreed_lenses
    if not len(fits.readings):
        return []
    after = nearest(judge.space, fits.readings, fits.matched, judge.agreed_lenses[-1])
    if verdict.change is None:
        return [after] * len(judge.cells)
    numbers = verdict.change.before
    before = nearest(judge.space, numbers, np.zeros(len(numbers), np.int64), judge.agreed_lenses[0])
    return [before if cell.month < verdict.change.month else after for cell in judge.cells]


def _listed(all_of: Space, fits: Fitting, judge: Judge) -> tuple[Consistent, ...]:
    best = np.lexsort((fits.readings, -fits.matched))[:LISTED]
    return tuple(
        Consistent(
            lens=all_of.lenses[fits.readings[n]],
            cells_matched=int(fits.matched[n]),
            cells=len(judge.cells),
            aliases=tuple(a for a in all_of.aliases[fits.readings[n]] if a != all_of.lenses[fits.readings[n]]),
        )
        for n in best
    )


def _changed(all_of: Space, verdict: Verdict) -> Changed | None:
    if verdict.change is None:
        return None

    def told(numbers: npt.NDArray[np.int64]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(options_of(all_of, numbers).items())

    return Changed(month=verdict.change.month, before=told(verdict.change.before), after=told(verdict.change.after))


def _counted(judge: Judge, some: list[Cell], lenses: list[Lens]) -> list[tuple[float | None, int]]:
    """Figures of some cells, as this edition knows them."""
    place = {id(cell): n for n, cell in enumerate(judge.cells)}
    whole = list(judge.agreed_lenses)
    for cell, lens in zip(some, lenses, strict=True):
        whole[place[id(cell)]] = lens
    many = judge.through(State(), whole)
    return [(_number(many.values[0, place[id(c)]]), int(many.counts[0, place[id(c)]])) for c in some]


def _means(reported_values: Floats, ours: Floats) -> tuple[float | None, float | None]:
    both = ~np.isnan(ours)
    if not both.any():
        return (float(reported_values.mean()) if len(reported_values) else None), None
    return float(reported_values[both].mean()), float(ours[both].mean())


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _against(terms: Agreed, cells: list[Cell]) -> str:
    return "contract" if any(terms.level(cell.month) for cell in cells) else "client"


def _unchecked(edition: Edition, measure: Measure, reporter: str, cells: list[Cell], terms: Agreed, why: str) -> Audit:
    audit = Audit(
        measure=measure.name,
        title=measure.title,
        unit=measure.unit,
        reporter=reporter,
        months=len({cell.month for cell in cells}),
        first=cells[0].month,
        last=cells[-1].month,
        status="cannot_check",
        says=why,
        against=_against(terms, cells),
        contract_lens=terms.lens(cells[-1].month),
        stated_lens=next((cell.stated for cell in reversed(cells) if cell.stated), None),
        vintage="final",
        subtrees=True,
        widened=False,
        late=0.0,
        corrected=0.0,
        consistent_count=0,
        consistent_axes=(),
        consistent_lenses=(),
        consistent=(),
        departures=(),
        swing_total=None,
        interaction=None,
        changed=None,
        reported_mean=float(np.mean([cell.value for cell in cells])),
        contract_mean=None,
        client_mean=None,
        left_out=LeftOut(n=0, records=()),
        credit=Credit(
            at_stake=None, currency=edition.currency, under_contract=0.0, under_reported=0.0, months=(), before=(),
            fee_is_assumed=False, notes=(),
        ),
        held_by=(),
        cells=(),
        notes=terms.notes,
    )  # fmt: skip
    return replace(audit, says=says(audit, why))

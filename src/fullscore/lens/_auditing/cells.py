"""What parties reported, cell by cell; what cannot be read is refused with what would make it right."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from fullscore.lens._auditing.units import Wrong, impossible, scale
from fullscore.lens.parties import party_of_feed
from fullscore.measures._shape import Measure, measures
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Lens, lens_of
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One reported figure.

    Attributes:
        value: in the measure's own unit.
        half: half a unit of the last decimal, in the same unit.
        stated: the lens that was stated with it, None where none was.
        cut_on: the day up to which its data ran, as stated; None: any from the month's end to ``reported_on``.
        reported_on: the day of the report; the delivery's, where none is told.
    """

    report_id: str
    measure: str
    reporter: str
    month: Month
    segment_kind: str
    segment: str
    value: float
    half: float
    decimals: int
    n: int | None
    stated: Lens | None
    stated_definition: str
    reported_on: date
    cut_on: date | None
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A reported figure that was not audited: why, where, and what would make it right."""

    report_id: str
    measure: str
    why: str
    next_step: str
    file: str
    line: int

    def sentence(self) -> str:
        return f"{self.file}, line {self.line}: {self.why}. {self.next_step[0].upper()}{self.next_step[1:]}."


def reported(edition: Edition) -> tuple[list[Cell], list[Refused]]:
    """Every figure that was reported, the latest of each cell, and what had to be refused."""
    if not edition.has("reported_measure"):
        return [], []
    parties = party_of_feed(edition)
    rows = edition.run(edition.table("reported_measure").order_by(["_from", "_file", "_line"])).to_pylist()
    names = _Names(edition)
    cells: dict[tuple[Any, ...], list[tuple[date, Cell]]] = defaultdict(list)
    refused: list[Refused] = []
    for row in rows:
        reporter = parties[row["_feed"]].id if row["_feed"] in parties else row["_feed"]
        found = _cell(edition, row, reporter, names)
        if isinstance(found, Wrong):
            refused.append(_refusal(row, found))
        else:
            key = (found.measure, reporter, found.month, found.segment_kind, found.segment)
            cells[key].append((row["_from"], found))
    kept = []
    for told in cells.values():
        last = max(day for day, _ in told)
        latest = [cell for day, cell in told if day == last]
        if len(latest) == 1:
            kept.append(latest[0])
            continue
        for cell in latest:
            refused.append(
                Refused(
                    report_id=cell.report_id,
                    measure=cell.measure,
                    why=f"{len(latest)} figures were delivered on {last} for {cell.measure} in {cell.month}"
                    + (f", {cell.segment_kind} {cell.segment}" if cell.segment_kind else ""),
                    next_step="send one; a later delivery may replace it",
                    file=cell.file,
                    line=cell.line,
                )
            )
    kept.sort(key=lambda c: (c.measure, c.reporter, c.month, c.segment_kind, c.segment))
    return kept, refused


def _refusal(row: dict[str, Any], wrong: Wrong) -> Refused:
    return Refused(
        report_id=row["report_id"],
        measure=row["measure"] or "",
        why=wrong.what,
        next_step=wrong.next_step,
        file=row["_file"] or "",
        line=row["_line"] or 0,
    )


def _cell(edition: Edition, row: dict[str, Any], reporter: str, names: "_Names") -> Cell | Wrong:
    measure = measures().get((row["measure"] or "").strip())
    if measure is None:
        return Wrong(what=f"there is no measure called {row['measure']}", next_step=f"use {', '.join(measures())}")
    if row["month"] is None:
        return Wrong(what=f"a figure of {measure.name} has no period", next_step="name its month, like 2025-01-01")
    worth = scale(measure, row["unit"] or "", edition.currency)
    if isinstance(worth, Wrong):
        return worth
    decimals = int(row["decimals"] or 0)
    value = row["value"] * worth
    if wrong := impossible(measure, row["value"], row["unit"] or "", value, decimals):
        return wrong
    kind = (row["segment_kind"] or "").strip()
    segment = (row["segment"] or "").strip()
    if kind in ("programme", "total", "all"):
        kind = segment = ""
    if bool(kind) != bool(segment):
        return Wrong(
            what=f"a figure of {measure.name} names {'a kind of segment' if kind else 'a segment'} alone",
            next_step="give both segment_kind and segment, or neither",
        )
    if kind and kind not in measure.segments:
        return Wrong(
            what=f"{measure.name} cannot be split by {kind}", next_step=f"use {', '.join(measure.segments) or 'none'}"
        )
    stated = stated_lens(measure, row["stated_lens"])
    if isinstance(stated, Wrong):
        return stated
    return Cell(
        report_id=row["report_id"],
        measure=measure.name,
        reporter=reporter,
        month=Month.of(row["month"]),
        segment_kind=kind,
        segment=names.id_of(kind, segment) if kind else "",
        value=value,
        half=0.5 * worth * 10.0**-decimals,
        decimals=decimals,
        n=row["n"],
        stated=stated,
        stated_definition=row["stated_definition"] or "",
        reported_on=row["reported_on"] or row["_from"],
        cut_on=row["data_cut_on"],
        file=row["_file"] or "",
        line=row["_line"] or 0,
    )


def stated_lens(measure: Measure, text: str | None) -> Lens | Wrong | None:
    """The lens that was stated with a figure, as JSON or as ``axis=option, …``; None where nothing was."""
    if not text or not text.strip():
        return None
    try:
        chosen = json.loads(text)
    except ValueError:
        pairs = [piece.partition("=") for piece in text.split(",")]
        if not all(sign for _, sign, _ in pairs):
            return Wrong(
                what=f"the stated lens {text.strip()!r} of {measure.name} is not readable",
                next_step='write it as JSON, like {"stop": "start"}, and words into stated_definition',
            )
        chosen = {name.strip(): option.strip() for name, _, option in pairs}
    if not isinstance(chosen, dict):
        return Wrong(what="the stated lens is no object of JSON", next_step='write it like {"stop": "start"}')
    try:
        return lens_of(measure.name, measure.axes, {str(k): str(v) for k, v in chosen.items()})
    except Fault as fault:
        return Wrong(what=f"the stated lens cannot be read: {fault.what}", next_step=fault.next_step)


NAMED = {
    "site": ("site", "site_id", "name"),
    "org_unit": ("org_unit", "org_unit_id", "name"),
    "supplier": ("supplier", "supplier_id", "name"),
    "role": ("role", "role_id", "title"),
}
"""Kind of segment -> (table, id column, name column)."""


class _Names:
    """The ids of segments by the names that reports call them; an id stands for itself."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._known: dict[str, dict[str, str]] = {}

    def id_of(self, kind: str, segment: str) -> str:
        if kind not in NAMED:
            return segment
        if kind not in self._known:
            table, id, name = NAMED[kind]
            rows = self._edition.run(self._edition.table(table).select(id, name)).to_pylist()
            named = {row[name]: row[id] for row in rows if row[name]}
            self._known[kind] = named | {row[id]: row[id] for row in rows}
        return self._known[kind].get(segment, segment)

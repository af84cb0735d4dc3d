"""A reporter changes what it delivered before, without a word, and the changes lean its way.

What later deliveries rewrote, let vanish or brought back, and no notice of correction or erasure and no sign of an
ordinary amendment explains (see ``lens.history``), is undone row by row, and the measures that somebody reported or
that the contract holds somebody to are computed again. Where the moves lean to the side that the reporter gains from by
more than a coin would, with the error that a finding may spend over all reporters and measures, it is seen. A reporter
whose changes go both ways is not, and one that announces them is none.

It has no value by itself: what the measures are worth is seen once they are computed from what was delivered first.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._shape import Finding, Looked, Sighting
from fullscore.lens._restating.lean import Lean
from fullscore.lens.evidence import Claim, evidence_of
from fullscore.lens.history import Restatement, history_of
from fullscore.lens.need import Behind, Need
from fullscore.measures._shape import measure_called
from fullscore.model._expressions import column
from fullscore.model._shape import Kind, tables
from fullscore.model.correction_notice import correction_notice
from fullscore.model.reported_measure import reported_measure
from fullscore.model.requisition import requisition
from fullscore.terms.edition import Edition
from fullscore.terms.evidence import weakest
from fullscore.terms.lens import lens_of

KINDS = {Kind.date: pa.date32(), Kind.month: pa.date32(), Kind.whole: pa.int64()}
"""The types of keys that are no text."""


def _look(edition: Edition) -> Looked:
    found = history_of(edition)
    if not found.counts and not _delivered_again(edition):
        return Looked(seen=None, says="Cannot tell: nothing was delivered twice; it takes deliveries month by month.")
    p = np.array([np.nan if lean.p_value is None else lean.p_value for lean in found.leans], dtype=np.float64)
    sure = {(lean.party, lean.measure): float(q) for lean, q in zip(found.leans, q_values(p), strict=True)}
    sightings = []
    for party in sorted({lean.party for lean in found.leans}):
        leaning = [lean for lean in found.leans if lean.party == party and sure[party, lean.measure] <= ERROR]
        if not leaning:
            continue
        rows = [one for one in found.restatements if one.party == party]
        names = " and ".join(lean.measure.replace("_", " ") for lean in leaning)
        q = min(sure[party, lean.measure] for lean in leaning)
        counts = ", ".join(f"{count:,} {kind}" for kind, count in _counts(rows))
        sightings.append(
            Sighting(
                scope={"party": party},
                says=f"{leaning[0].party_name} changed what it had delivered without a word ({counts}); "
                f"{max(lean.that_way for lean in leaning):,} of {max(lean.rows for lean in leaning):,} rows moved "
                f"{names} its way.",
                value_per_year=None,
                population_share=_share(edition, rows),
                population="delivered records",
                confidence=1 - q,
                q_value=q,
                evidence=weakest(_grade(edition, lean) for lean in leaning),
            )
        )
    many = len(found.restatements)
    if not many:
        says = "No delivery changed the past without a word."
    else:
        tested = int(np.isfinite(p).sum())
        says = f"{many:,} values or rows were changed later without a word; {tested} measures could be tested."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _delivered_again(edition: Edition) -> bool:
    """Whether any table has more than one delivery, so that its past could have changed."""
    for name in tables():
        if edition.has(name):
            days = edition.versions(name).aggregate(first=column("_from").min(), last=column("_from").max())
            [row] = edition.run(days).to_pylist()
            if row["first"] != row["last"]:
                return True
    return False


def _grade(edition: Edition, lean: Lean) -> str:
    """Of the claim that the figure was worse for the reporter than it says now."""
    measure = measure_called(lean.measure)
    claim: Claim = "higher" if lean.gains_when == "lower" else "lower"
    return evidence_of(edition, measure, lens_of(measure.name, measure.axes), claim).grade


def _counts(rows: Iterable[Restatement]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    return sorted(counts.items())


def _share(edition: Edition, rows: list[Restatement]) -> float | None:
    """The part of the records of the restated tables that was restated."""
    changed = {(row.table, row.key) for row in rows}
    whole = 0
    for name in {row.table for row in rows}:
        whole += int(edition.run(edition.table(name).count().name("n").as_table())["n"][0].as_py())
    return min(len(changed) / whole, 1.0) if whole else None


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    rows = [row for row in history_of(edition).restatements if row.party == scope["party"]]
    found = []
    for name in sorted({row.table for row in rows}):
        table = tables()[name]
        keys = sorted({row.key for row in rows if row.table == name})
        parts = [key.split(", ", len(table.key) - 1) for key in keys]
        columns = {
            of: pa.array([part[n] for part in parts], pa.string()).cast(KINDS.get(table.by_name[of].kind, pa.string()))
            for n, of in enumerate(table.key)
        }
        found.append(Behind(table=table, keys=pa.table(columns)))
    return tuple(found)


history_restated = Finding(
    name="history_restated",
    title="History restated to the reporter's gain",
    scope=("party",),
    concerns=("procurement", "finance"),
    change="Have changes to delivered records announced with their reason, and compute credits from what came first.",
    effort="small",
    takes="nothing",
    needs=(
        Need(table=requisition, effect="nothing is known whose past could change"),
        Need(table=reported_measure, effect="only measures that the contract names are looked at"),
        Need(table=correction_notice, effect="a correction that was announced cannot be told from a silent one"),
    ),
    look=_look,
    behind=_behind,
)

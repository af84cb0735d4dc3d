"""The whole lens space of a measure in one pass over its atoms: value and n, for every lens, segment and month."""

from dataclasses import dataclass

import numpy as np

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._atoms import everywhere, load
from fullscore.measures._figures import Where
from fullscore.measures._many import evaluate
from fullscore.measures._shape import Measure
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens, all_lenses


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Every lens of a measure, read from the same atoms."""

    places: tuple[Where, ...]
    """Segment names, in the order of ``by``; with the month, if asked for, as ``2025-01``."""
    canonical: dict[Lens, Lens]
    """For every lens the one that stands for it."""
    values: dict[Lens, Floats]
    """For every canonical lens the value at each place; NaN where there is none."""
    counts: dict[Lens, Codes]

    def figures(self, lens: Lens) -> dict[Where, tuple[float, int]]:
        """The value and n of a lens wherever it counts anything."""
        lens = self.canonical[lens]
        values, counts = self.values[lens], self.counts[lens]
        return {self.places[n]: (float(values[n]), int(counts[n])) for n in np.flatnonzero(counts)}


def survey(edition: Edition, measure: Measure, by: tuple[str, ...] = ("month",)) -> Survey:
    """Read a measure's atoms once, and compute every lens from them."""
    canonical = {lens: measure.canonical(lens) for lens in all_lenses(measure.axes)}
    lenses = list(dict.fromkeys(canonical.values()))
    readings = [measure.reading(lens) for lens in lenses]
    atoms = load(edition, measure, readings, segments=tuple(name for name in by if name != "month"))
    coding = everywhere(atoms, by)
    found = evaluate(atoms, coding, readings)
    return Survey(
        places=coding.places,
        canonical=canonical,
        values={lens: found.values[n] for n, lens in enumerate(lenses)},
        counts={lens: found.counts[n] for n, lens in enumerate(lenses)},
    )

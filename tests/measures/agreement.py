"""Holding a measure against its twin: every lens that is drawn, every month, value and n."""

import math
import random
from importlib import import_module
from typing import Any

from fullscore.measures._figures import Asked, estimates
from fullscore.measures._shape import Measure
from fullscore.measures._survey import survey
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens, all_lenses

Told = dict[str, tuple[float | None, int]]


def drawn(measure: Measure, lenses: int, seed: int) -> list[Lens]:
    """So many lenses of a measure's space, all where there are fewer; the client's own among them."""
    space = list(all_lenses(measure.axes))
    if len(space) <= lenses:
        return space
    return [space[0], *random.Random(f"{measure.name} {seed}").sample(space[1:], lenses - 1)]


def twin_of(measure: Measure) -> Any:
    return getattr(import_module(f"tests.measures.twins.{measure.name}"), measure.name)


def disagreements(measure: Measure, world: Any, edition: Edition, lenses: int) -> list[str]:
    """Every lens and month in which the measure and its twin differ, as sentences."""
    found = survey(edition, measure)
    twin = twin_of(measure)
    said = []
    for lens in drawn(measure, lenses, world.seed):
        ours: Told = {
            str(place[0]): (None if math.isnan(value) else value, n)
            for place, (value, n) in found.figures(lens).items()
        }
        theirs: Told = twin(world, lens)
        for month in sorted({*ours, *theirs}):
            if not alike(ours.get(month), theirs.get(month)):
                said.append(f"{lens}: in {month} {ours.get(month)} but its twin says {theirs.get(month)}")
    return said


def alike(one: tuple[float | None, int] | None, other: tuple[float | None, int] | None) -> bool:
    """Whether two figures are the same to 1e-9; a figure of nothing is no figure."""
    one, other = (None if told is None or (told[0] is None and told[1] == 0) else told for told in (one, other))
    if one is None or other is None:
        return one is other
    if one[1] != other[1] or (one[0] is None) != (other[0] is None):
        return False
    return one[0] is None or other[0] is None or math.isclose(one[0], other[0], rel_tol=1e-9, abs_tol=1e-9)


def single_lens(measure: Measure, edition: Edition, lens: Lens) -> Told:
    """The figures of one lens by month, the way that the command asks for them."""
    asked = Asked(measure=measure, lens=lens, by=("month",))
    return {str(place[0]): (e.value, e.n) for place, e in estimates(edition, asked).items()}

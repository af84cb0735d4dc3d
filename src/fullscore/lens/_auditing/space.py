"""A measure's lens space: one reading for all definitions that cannot differ, and who stands for whom."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from fullscore.measures._shape import Measure, Reading
from fullscore.measures.early_attrition import early_attrition
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens, all_lenses
from fullscore.terms.programme import policy_of


@dataclass(frozen=True, kw_only=True)
class Space:
    """Every definition of a measure.

    Attributes:
        lenses: those that stand for all others, the client's own first.
        readings: how each of them reads the atoms.
        number: for every lens of the space the number of the one that stands for it.
        aliases: for each number every lens that it stands for, itself among them.
    """

    lenses: tuple[Lens, ...]
    readings: tuple[Reading, ...]
    number: dict[Lens, int]
    aliases: tuple[tuple[Lens, ...], ...]


def policy_days(edition: Edition) -> str:
    """The window of early attrition that the policy names."""
    return str(policy_of(edition.settings).early_attrition_days)


@cache
def space(measure: Measure, policy_days: str) -> Space:
    """All definitions of a measure; a choice of ``policy`` stands for the number that the policy names."""
    standing: dict[Lens, Lens] = {}
    for lens in all_lenses(measure.axes):
        standing[lens] = measure.canonical(_numbered(policy_days, measure, lens))
    numbers = {lens: n for n, lens in enumerate(dict.fromkeys(standing.values()))}
    aliases: dict[int, list[Lens]] = defaultdict(list)
    for lens, of in standing.items():
        aliases[numbers[of]].append(lens)
    return Space(
        lenses=tuple(numbers),
        readings=tuple(measure.reading(lens) for lens in numbers),
        number={lens: numbers[of] for lens, of in standing.items()},
        aliases=tuple(tuple(aliases[n]) for n in range(len(numbers))),
    )


def _numbered(days: str, measure: Measure, lens: Lens) -> Lens:
    if measure is not early_attrition or lens["window"] != "policy":
        return lens
    windows = next(axis.options for axis in measure.axes if axis.name == "window")
    if days not in windows:
        return lens
    return Lens(tuple((axis, days if axis == "window" else option) for axis, option in lens.choices))

"""What the answer says of suppliers, and what would turn it."""

from collections.abc import Sequence
from typing import Protocol

from fullscore.questions._supplier.chances import Chances
from fullscore.terms.answer import Threshold
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called

NAMED = 4
"""At most so many are named in a sentence; the table names them all."""
NEAREST = 5


class Judged(Protocol):
    """What is asked of a row."""

    @property
    def supplier_id(self) -> str: ...

    @property
    def quality(self) -> Estimate: ...

    @property
    def p_better(self) -> float: ...

    @property
    def p_worse(self) -> float: ...


def said(
    suppliers: int,
    delivering: Sequence[Judged],
    filling: Sequence[Judged],
    unproven: int,
    margin: float,
    verdict: bool | None,
) -> str:
    """The answer as a director would say it."""
    points = f"{100 * margin:.3g} points"
    if verdict is None:
        return (
            f"It cannot be told which of {suppliers} suppliers deliver quality: {unproven} of them have too few starts "
            f"to tell a difference of {points} from chance. More months, or causes of ends where unknown, would."
        )
    if not verdict:
        return (
            f"None of {suppliers} suppliers is shown to differ from the programme's mean by more than {points} in the "
            f"share of starts that do not end early; {unproven} are unproven."
        )
    parts = []
    if delivering:
        parts.append(f"{_count(len(delivering), suppliers)} quality beyond the programme's mean ({_names(delivering)})")
    if filling:
        worst = min(row.quality.value or 0.0 for row in filling)
        text = (
            f"{_count(len(filling), suppliers, 'fill')} seats: quick or much used, and up to {-100 * worst:.0f} more "
        )
        parts.append(f"{text}of every 100 starts end early ({_names(list(reversed(filling)))})")
    rest = f"; {unproven} are unproven, which is no ground to exclude them" if unproven else ""
    return ". ".join(parts) + f", like for like and by more than {points}{rest}."


def _count(n: int, of: int, verb: str = "deliver") -> str:
    return f"{n} of {of} suppliers {verb if n != 1 else verb + 's'}"


def _names(rows: Sequence[Judged]) -> str:
    named = ", ".join(called("supplier", row.supplier_id) for row in rows[:NAMED])
    return named if len(rows) <= NAMED else f"{named} and {len(rows) - NAMED} more"


def thresholds(rows: Sequence[Judged], sure: Chances, places: Sequence[int], bar: float) -> tuple[Threshold, ...]:
    """The chances that are nearest to the bar, from either side, as they are and as doubtful ends would leave them."""
    found = []
    for row, n in zip(rows, places, strict=True):
        for chance, swapped, word in (
            (row.p_better, float(sure.better_at_worst[n]), "better"),
            (row.p_worse, float(sure.worse_at_best[n]), "worse"),
        ):
            what = f"chance that {called('supplier', row.supplier_id)} is {word} than the programme by the margin"
            found.append((abs(chance - bar), Threshold(what=what, now=chance, threshold=bar)))
            if chance > bar >= swapped:
                what += ", were its unknown and disputed ends counted the other way"
                found.append((0.0, Threshold(what=what, now=swapped, threshold=bar)))
    found.sort(key=lambda pair: pair[0])
    return tuple(threshold for _, threshold in found[:NEAREST])

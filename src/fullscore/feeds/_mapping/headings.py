"""Which heading of a file a mapping means: the same words however they are cased, spaced or punctuated."""

import re
import unicodedata
from collections.abc import Sequence

from fullscore.terms.fault import Fault

LOOKED_AT = 20
"""Rows at the top of a file among which the heading is looked for."""


def folded(heading: str) -> str:
    """The heading without case, spaces, underscores and punctuation; a heading of punctuation alone stays itself."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\W_]+", "", text) or text.strip()


def find(variants: Sequence[str], headings: Sequence[str], *, where: str) -> int | None:
    """The position of the one heading that a list of variants means, or None where the file has none.

    Where several headings fold to the same letters, one that is written exactly as in the mapping is preferred.

    Raises:
        Fault: several headings match equally well, so that choosing one would be a guess.
    """
    letters = {folded(variant) for variant in variants if variant}
    matching = [index for index, heading in enumerate(headings) if folded(heading) in letters]
    exact = [index for index in matching if headings[index].strip() in variants]
    chosen = exact if len(matching) > 1 and exact else matching
    if len(chosen) > 1:
        raise Fault(
            f"the headings {listed([headings[index] for index in chosen])} all stand for the same column",
            where=where,
            next_step="leave one of them out of the file, or name only one of them in the mapping",
        )
    return chosen[0] if chosen else None


def holds(headings: Sequence[str], essential: Sequence[Sequence[str]]) -> bool:
    """Whether a row of cells holds at least one variant of each essential heading."""
    there = {folded(heading) for heading in headings}
    return all(any(folded(variant) in there for variant in variants) for variants in essential)


def heading_row(rows: Sequence[Sequence[str]], essential: Sequence[Sequence[str]]) -> int | None:
    """The first of the top rows that holds every essential heading; None where none does, or nothing is essential."""
    if not essential:
        return 0 if rows else None
    return next((index for index, row in enumerate(rows[:LOOKED_AT]) if holds(row, essential)), None)


def listed(names: Sequence[str]) -> str:
    """Names for a sentence, in quotes, at most thirty of them."""
    if not names:
        return "none"
    shown = ", ".join(f"'{name.strip()[:60]}'" for name in names[:30])
    return shown + (f" and {len(names) - 30} more" if len(names) > 30 else "")

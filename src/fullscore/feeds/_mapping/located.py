"""Where in a file each heading of a mapping stands, and what becomes of the headings that nobody asks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fullscore.feeds._cells.people import names_a_person
from fullscore.feeds._mapping.headings import find, folded, listed
from fullscore.feeds._mapping.shape import Mapping, TableMapping
from fullscore.terms.fault import Fault

Variants = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Located:
    """The cells of a row that one table reads.

    Attributes:
        cells: positions by the headings (as variants) that the mapping names, where the file has them.
        unpivoted: for an unpivot, the headings that the file has with their positions.
    """

    cells: dict[Variants, int]
    unpivoted: tuple[tuple[str, int], ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(sorted({*self.cells.values(), *(cell for _, cell in self.unpivoted)}))


def locate(share: TableMapping, headings: Sequence[str], *, file: str) -> Located:
    """Where one table's cells stand.

    Raises:
        Fault: two headings stand for the same column, or an essential one is missing.
    """
    made = {share.unpivot.name, share.unpivot.value} if share.unpivot else set()
    wanted = [variants for variants in share.reads if not made & set(variants)]
    found = {variants: find(variants, headings, where=file) for variants in wanted}
    missing = [variants for variants in share.essential if found.get(variants) is None]
    if missing:
        raise Fault(
            f"the headings {listed([_told(variants) for variants in missing])}, without which "
            f"{share.table.name} cannot be read, are missing; found were {listed(headings)}",
            where=file,
            next_step="correct the export or the feed's mapping; `fullscore map FILE` proposes one for a new export",
        )
    return Located(
        cells={variants: cell for variants, cell in found.items() if cell is not None},
        unpivoted=_unpivoted(share, headings, file),
    )


def _told(variants: Variants) -> str:
    return " or ".join(variants[:3]) + (" …" if len(variants) > 3 else "")


def _unpivoted(share: TableMapping, headings: Sequence[str], file: str) -> tuple[tuple[str, int], ...]:
    if share.unpivot is None:
        return ()
    if share.unpivot.pattern:
        pattern = re.compile(share.unpivot.pattern, re.IGNORECASE)
        found = [(heading.strip(), cell) for cell, heading in enumerate(headings) if pattern.fullmatch(heading.strip())]
    else:
        # Rows bear the mapping's own spelling, so that their ids and kinds do not hang on how a file writes a heading.
        cells = [(variants[0], find(variants, headings, where=file)) for variants in share.unpivot.reads]
        found = [(heading, cell) for heading, cell in cells if cell is not None]
    person = next((headings[cell] for _, cell in found if names_a_person(headings[cell])), None)
    if not found or person is not None:
        raise Fault(
            f"'{person}' identifies a person and cannot be unpivoted"
            if person
            else "it has none of the columns to unpivot",
            where=file,
            next_step=f"correct `unpivot` of {share.table.name} in the mapping; the headings are {listed(headings)}",
        )
    return tuple(found)


def left_over(mapping: Mapping, headings: Sequence[str], located: Sequence[Located]) -> tuple[Variants, Variants]:
    """The headings that would identify a person and are left out, and those that the mapping does not know."""
    taken = {cell for one in located for cell in one.positions}
    known = {folded(heading) for heading in mapping.file.aside}
    left = [heading.strip() for cell, heading in enumerate(headings) if cell not in taken and heading.strip()]
    people = tuple(heading for heading in left if names_a_person(heading))
    unknown = tuple(heading for heading in left if heading not in people and folded(heading) not in known)
    return people, unknown

"""How many columns of a renamed export find their home, counted against the shipped mapping that knows it."""

from dataclasses import dataclass
from pathlib import Path

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._mapping.load import load
from fullscore.feeds._proposing.proposal import Proposal
from fullscore.feeds._proposing.propose import propose
from fullscore.feeds._proposing.targets import Slot, slots_of
from fullscore.store.engine import Engine
from tests.feeds.invented import as_csv, cells
from tests.feeds.published import published
from tests.feeds.strangers import renamed

ROWS = 60


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What became of one stranger's file.

    Attributes:
        homes: columns with a canonical home; ``found`` of them went where the shipped mapping has them.
        strayed: columns with a home that went elsewhere; ``invented``: columns without one that were given one.
        recognised: the export was recognised.
        misses: what went wrong, for the reader of a failing test.
    """

    homes: int
    found: int
    strayed: int
    homeless: int
    invented: int
    recognised: bool
    misses: tuple[str, ...]
    proposal: Proposal
    path: Path


def trial(engine: Engine, folder: Path, export: str, seed: int, *, filled: bool = True, alone: bool = False) -> Trial:
    """Rename an export's headings, propose a mapping, and count.

    Args:
        filled: with invented values; otherwise headings only.
        alone: as if the export's mapping were not shipped.
    """
    mapping = load(export, "", folder)
    slots = slots_of(mapping)
    headings = published(export)
    phrases = [phrase for slot in slots for phrase, _ in slot.phrases]
    names = renamed(headings, seed, taken=phrases)
    rows = ROWS if filled else 0
    columns = {heading: cells(mapping, heading, rows, seed) for heading in headings}
    path = folder / f"{export.replace('/', '_')}-{seed}-{filled}-{alone}.csv"
    path.write_text(as_csv(headings, columns, names), "utf-8")
    proposal = propose(engine, path, without=frozenset([export]) if alone else frozenset())
    at_home = {
        heading: _columns(mapping, slot) for heading in headings if (slot := _slot(slots, heading)) and not slot.aside
    }
    placed = {one.heading: one for one in proposal.placed}
    found = strayed = invented = 0
    misses = []
    for heading in headings:
        one = placed.get(names[heading].strip())
        if heading in at_home:
            right = one is not None and (
                set(one.columns) & at_home[heading] or (not one.columns and not at_home[heading])
            )
            found += bool(right)
            strayed += one is not None and not right
            if not right:
                misses.append(f"{heading} as {names[heading]!r} -> {one.columns if one else 'nothing'}")
        elif one is not None:
            invented += 1
            misses.append(f"{heading} as {names[heading]!r} -> {one.columns}, though it has no home")
    return Trial(
        homes=len(at_home), found=found, strayed=strayed, homeless=len(headings) - len(at_home), invented=invented,
        recognised=proposal.recognised == export, misses=tuple(misses), proposal=proposal, path=path,
    )  # fmt: skip


def _slot(slots: tuple[Slot, ...], heading: str) -> Slot | None:
    return next((slot for slot in slots if folded(heading) in {folded(phrase) for phrase, _ in slot.phrases}), None)


def _columns(mapping: object, slot: Slot) -> set[str]:
    letters = {folded(phrase) for phrase, _ in slot.phrases}
    return {
        f"{share.table.name}.{column.name}"
        for share in mapping.tables  # type: ignore[attr-defined]
        for column in share.columns
        if letters & {folded(one) for read in column.reads for one in read if one}
    }

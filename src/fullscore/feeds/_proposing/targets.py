"""What an unknown file is compared with: the exports that shipped mappings know, and the canonical tables."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._mapping.load import Mapping, load, shipped
from fullscore.feeds._mapping.shape import TableMapping
from fullscore.feeds._proposing.likeness import Vocabulary
from fullscore.feeds._proposing.synonyms import BY_COLUMN, BY_TABLE
from fullscore.model._shape import Column, Kind, Table, tables

_BARE = frozenset(["name", "title", "status", "kind", "reason", "source", "value", "month", "on", "at", "rate", "score",
                   "amount", "description", "unit", "country", "currency"])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place that one heading of a file can take.

    Attributes:
        phrases: what the heading may be called, with how much each counts.
        feeds: the columns that it fills directly, with their tables; none where a mapping only selects or joins by it.
        essential: without it the file is refused.
        aside: known to the mapping, and deliberately not taken.
        hidden: whoever reads it keeps a pseudonym only, so that a person may stand there.
        words: for what the mapping itself translates, the words in small letters.
    """

    phrases: tuple[tuple[str, float], ...]
    feeds: tuple[tuple[Table, Column], ...] = ()
    essential: bool = False
    aside: bool = False
    hidden: bool = False
    words: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.phrases[0][0]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A shipped mapping as slots."""

    mapping: Mapping
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Everything that a file is compared with, and the words that shipped mappings translate.

    ``learned`` gives, for a canonical column by table and name, options by the words that stand for them.
    """

    known: tuple[Known, ...]
    fresh: tuple[tuple[Table, tuple[Slot, ...]], ...]
    learned: dict[tuple[str, str], dict[str, str]]
    vocabulary: Vocabulary


@lru_cache(maxsize=32)
def targets(without: frozenset[str] = frozenset()) -> Targets:
    """Prepare what files are compared with.

    Args:
        without: ids of shipped mappings that are to be unknown, to see how an export fares that nobody described.
    """
    mappings = [load(id, "", Path()) for id in shipped() if id not in without]
    known = tuple(Known(mapping=mapping, slots=slots_of(mapping)) for mapping in mappings)
    headings, learned = _taught(mappings)
    fresh = tuple((table, _slots(table, headings)) for table in tables().values())
    every = [slot for one in known for slot in one.slots] + [slot for _, slots in fresh for slot in slots]
    phrases = tuple(dict.fromkeys(phrase for slot in every for phrase, _ in slot.phrases))
    return Targets(known=known, fresh=fresh, learned=learned, vocabulary=Vocabulary(phrases))


def slots_of(mapping: Mapping) -> tuple[Slot, ...]:
    """The slots of a mapping: headings that stand for the same thing are one, however many columns read them."""
    made = {name for share in mapping.tables for name in _made(share)}
    groups: list[list[str]] = []
    for read in [read for share in mapping.tables for read in share.reads]:
        letters = {folded(heading) for heading in read if heading}
        if not letters or letters & {folded(name) for name in made}:
            continue
        joined = [group for group in groups if letters & {folded(heading) for heading in group}]
        merged = list(dict.fromkeys([heading for group in joined for heading in group] + [h for h in read if h]))
        groups = [group for group in groups if group not in joined] + [merged]
    essential = {folded(heading) for read in mapping.essential for heading in read}
    taken = {folded(heading) for group in groups for heading in group}
    slots = [
        Slot(
            phrases=tuple((heading, 1.0) for heading in group),
            feeds=_fed(mapping, frozenset(group)),
            essential=bool(essential & {folded(heading) for heading in group}),
            hidden=_hidden(mapping, frozenset(group)),
            words=_translated(mapping, frozenset(group)),
        )
        for group in groups
    ]
    aside = [heading for heading in mapping.file.aside if folded(heading) not in taken]
    return (*slots, *(Slot(phrases=((heading, 1.0),), aside=True) for heading in aside))


def _made(share: TableMapping) -> tuple[str, ...]:
    return (share.unpivot.name, share.unpivot.value) if share.unpivot else ()


def _fed(mapping: Mapping, group: frozenset[str]) -> tuple[tuple[Table, Column], ...]:
    return tuple(
        (share.table, share.table.by_name[column.name])
        for share in mapping.tables
        for column in share.columns
        if column.headings and group & set(column.headings) and not column.split and not column.pseudonym
    )


def _hidden(mapping: Mapping, group: frozenset[str]) -> bool:
    readers = [column for share in mapping.tables for column in share.columns for read in column.reads
               if group & set(read)]  # fmt: skip
    return bool(readers) and all(column.pseudonym for column in readers)


def _translated(mapping: Mapping, group: frozenset[str]) -> frozenset[str]:
    """Words that are expected there: those that a column translates as they stand, and those that choose rows."""
    found = {
        word
        for share in mapping.tables
        for column in share.columns
        if column.headings and group & set(column.headings) and not column.split
        for word, _ in column.values
    }
    found |= {word.lower() for share in mapping.tables for heading, said in share.where if heading in group
              for word in said}  # fmt: skip
    return frozenset(found - {"", "*"})


def _taught(mappings: Iterable[Mapping]) -> tuple[dict[str, list[str]], dict[tuple[str, str], dict[str, str]]]:
    """What exports call each column, and how their words are translated; by table and column, or by column alone."""
    headings: dict[str, list[str]] = defaultdict(list)
    learned: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for mapping in mappings:
        for share in mapping.tables:
            for column in share.columns:
                if column.headings and not column.split and not column.pseudonym and not share.unpivot:
                    headings[f"{share.table.name}.{column.name}"] += column.headings
                if share.table.by_name[column.name].kind in (Kind.choice, Kind.flag):
                    for word, option in column.values:
                        if word not in ("", "*") and option:
                            learned[share.table.name, column.name].setdefault(word, option)
    return headings, learned


def _slots(table: Table, taught: Dictionary[str, list[str]]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            phrases=_phrases(table, column, taught),
            feeds=((table, column),),
            essential=column.name in table.essential and not column.optional,
        )
        for column in table.columns
    )


def _phrases(table: Table, column: Column, taught: Dictionary[str, list[str]]) -> tuple[tuple[str, float], ...]:
    said: dict[str, float] = {column.name: 1.0}
    plain = column.name.replace("_", " ")
    for ending, spoken in ((" at", " date"), (" on", " date"), (" no", " number")):
        if plain.endswith(ending):
            said.setdefault(plain.removesuffix(ending) + spoken, 0.99)
    if plain.endswith(" id"):
        # A bare "Supplier" is mostly a name; it is the id where the file has no other.
        said.setdefault(plain.removesuffix(" id"), 0.88)
        said.setdefault(plain.removesuffix(" id") + " name", 0.72)
        if column.name in table.key:
            said.setdefault("id", 0.85)
    if column.name in _BARE:
        said.setdefault(f"{table.name} {plain}", 1.0)
    for phrase in BY_TABLE.get((table.name, column.name), ()):
        said.setdefault(phrase, 0.98)
    for phrase in taught.get(f"{table.name}.{column.name}", ()):
        said.setdefault(phrase, 0.98)
    for phrase in BY_COLUMN.get(column.name, ()):
        said.setdefault(phrase, 0.95)
    return tuple(said.items())

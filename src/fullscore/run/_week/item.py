"""One thing that waits, moved, or needs deciding; and many of a kind folded into one line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fullscore.run._week.words import told
from fullscore.terms.answer import row_id

NAMED = 3
"""Things of a kind that a folded line names; the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing of the week.

    Attributes:
        id: the same from edition to edition.
        kind: what kind of thing it is, in one word.
        fold: things of the same kind and fold are told in one line.
        says: the line, where it stands alone.
        part: what the line of many names it by.
        group: the line of many names groups instead, each with how many it stands for in all.
        many: the line of many, with ``{n}`` for how many there are in all and ``{named}`` for the first of them, or
            ``{Named}`` where a sentence begins.
        why: what brought it about.
        owner: who holds it, in words; empty: the functions do.
        owner_id: the person who holds it, where one is known.
        functions: whom of the client's functions it concerns; none: it is the programme office's own.
        of_all_units: whether it sums up units, so that who may look at some of them only is not shown it.
        weight: the heavier come first; of the same kind only.
        count: how many it stands for.
        least: of fewer people than this no number is told, nor held in a line.
        value_per_year: as an answer's document holds it.
        due: ISO date by which.
        row: id of the answer's row or option that it is about.
        is_new: whether it was not there in the edition before; None where that is not compared.
    """

    id: str
    kind: str
    says: str
    fold: str = ""
    part: str = ""
    group: str = ""
    many: str = ""
    why: str = ""
    owner: str = ""
    owner_id: str = ""
    functions: tuple[str, ...] = ()
    org_unit_id: str | None = None
    of_all_units: bool = False
    weight: float = 0.0
    count: int = 1
    least: int = 0
    value_per_year: Mapping[str, Any] | None = None
    due: str | None = None
    question: str | None = None
    row: str | None = None
    is_new: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the week: one thing, or many of a kind.

    Attributes:
        n: how many it stands for; None where they are too few people to be told.
        items: ids of the things in it.
        rows: ids of the answer's rows or options that they are about; ``question`` names the answer.
    """

    id: str
    kind: str
    says: str
    why: str
    owner: str
    functions: tuple[str, ...]
    org_unit_id: str | None
    value_per_year: Mapping[str, Any] | None
    due: str | None
    question: str | None
    n: int | None
    items: tuple[str, ...]
    rows: tuple[str, ...]
    is_new: bool | None


def lines(items: Iterable[Item]) -> list[Line]:
    """Things as lines: those of the same kind and fold in one, the order that of the first of each."""
    folds: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        folds.setdefault((item.kind, item.fold or item.id), []).append(item)
    return [_line(kind, fold, sorted(found, key=lambda item: -item.weight)) for (kind, fold), found in folds.items()]


def named(parts: Iterable[str]) -> str:
    """The first of some things by name, and how many more there are."""
    every = list(parts)
    more = len(every) - NAMED
    # Where one is left over, naming it takes no more room than counting it.
    if more <= 1:
        return "; ".join(every)
    return f"{'; '.join(every[:NAMED])}; and {more} more"


def _any_new(found: list[Item]) -> bool | None:
    compared = [item.is_new for item in found if item.is_new is not None]
    return any(compared) if compared else None


def _with_names(says: str, names: str) -> str:
    return says.replace("{Named}", names[:1].upper() + names[1:]).replace("{named}", names)


def _opened(says: str) -> str:
    return says[:1].upper() + says[1:]


def _parts(found: list[Item]) -> list[str]:
    groups: dict[str, int] = {}
    for item in found:
        if item.group:
            groups[item.group] = groups.get(item.group, 0) + item.count
    if not groups:
        return [item.part for item in found]
    least = found[0].least
    return [f"{told(count, least)} {group}" for group, count in sorted(groups.items(), key=lambda pair: -pair[1])]


def in_turn(found: list[Line]) -> list[Line]:
    """Lines so that the first of each kind come first, then the second of each, in the order of the kinds."""
    seen: Counter[str] = Counter()
    turns = []
    for line in found:
        turns.append(seen[line.kind])
        seen[line.kind] += 1
    return [line for _, line in sorted(zip(turns, found, strict=True), key=lambda pair: pair[0])]


def _line(kind: str, fold: str, found: list[Item]) -> Line:
    first, alone = found[0], len(found) == 1
    units = {item.org_unit_id for item in found}
    total = sum(item.count for item in found)
    says = first.says if alone else first.many.replace("{n}", told(total, first.least))
    return Line(
        id=first.id if alone else row_id("week", (kind, fold)),
        kind=kind,
        says=_opened(_with_names(says, named(_parts(found)))),
        why=next((item.why for item in found if item.why), ""),
        owner=" and ".join(dict.fromkeys(item.owner for item in found if item.owner)),
        functions=tuple(dict.fromkeys(function for item in found for function in item.functions)),
        org_unit_id=units.pop() if len(units) == 1 else None,
        value_per_year=first.value_per_year if alone else None,
        due=min((item.due for item in found if item.due), default=None),
        question=first.question,
        n=total if total >= first.least else None,
        items=tuple(item.id for item in found),
        rows=tuple(item.row for item in found if item.row),
        is_new=_any_new(found),
    )

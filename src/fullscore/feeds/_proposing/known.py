"""A known export under other headings: its shipped mapping, with this file's headings written in."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._mapping.load import shipped_document
from fullscore.feeds._mapping.shape import ColumnMapping, TableMapping
from fullscore.feeds._proposing.matching import EXACT, Compared, Match, match
from fullscore.feeds._proposing.options import FALSE, TRUE, UNKNOWN
from fullscore.feeds._proposing.proposal import (
    Decision,
    Missing,
    Placed,
    Proposal,
    Unplaced,
    counted,
    quoted,
    said,
    suggested,
)
from fullscore.feeds._proposing.reasons import of_heading, of_values
from fullscore.feeds._proposing.styles import declared_styles
from fullscore.feeds._proposing.targets import Known
from fullscore.model._shape import Kind

_AGREEMENT = 0.6
"""What a file must come to before its headings are called those of a known export."""
_FEWEST = 3
_MOSTLY = 0.7


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A shipped mapping and the slots that a file's headings take in it.

    ``explained`` is the share of the file's headings that the mapping knows, ``found`` the share of the mapping's
    headings that the file has, each weighed by likeness; ``whole``: some table of it has all that it needs.
    """

    known: Known
    matches: dict[int, Match]
    explained: float
    found: float
    whole: bool

    @property
    def agreement(self) -> float:
        return 0.65 * self.explained + 0.35 * self.found

    @property
    def exact(self) -> bool:
        return all(found.likeness >= EXACT for found in self.matches.values())


def recognised(given: Compared) -> Recognised | None:
    """The shipped mapping that the file agrees with best, where it agrees well enough."""
    tried = [_tried(given, known) for known in given.targets.known]
    # One essential heading that nobody recognises leaves the others what they are: a person is asked for it.
    fitting = [
        one
        for one in tried
        if (one.whole or one.found > _MOSTLY or one.explained > _MOSTLY)
        and one.agreement >= _AGREEMENT
        and len(one.matches) >= _FEWEST
    ]
    return max(fitting, key=lambda one: one.agreement, default=None)


def _tried(given: Compared, known: Known) -> Recognised:
    matches = match(given, known.slots)
    asked = [
        at for at, heading in enumerate(given.sample.headings) if heading and (at in matches or not given.people[at])
    ]
    read = [at for at, slot in enumerate(known.slots) if not slot.aside]
    taken = {found.slot: found for found in matches.values()}
    return Recognised(
        known=known,
        matches=matches,
        explained=sum(matches[at].likeness for at in asked if at in matches) / max(len(asked), 1),
        found=sum(taken[at].likeness for at in read if at in taken) / max(len(read), 1),
        whole=any(_whole(share, known, taken) for share in known.mapping.tables),
    )


def _whole(share: TableMapping, known: Known, taken: dict[int, Match]) -> bool:
    there = {folded(phrase) for at in taken for phrase, _ in known.slots[at].phrases}
    listed = not (share.unpivot and share.unpivot.columns) or any(
        folded(one) in there for read in share.unpivot.reads for one in read
    )
    return listed and all(any(folded(one) in there for one in read) for read in share.essential)


class _Heard:
    """The file's headings by what the mapping calls them."""

    def __init__(self, given: Compared, found: Recognised) -> None:
        self.by_phrase: dict[str, tuple[int, Match]] = {}
        for at, one in found.matches.items():
            for phrase, _ in found.known.slots[one.slot].phrases:
                self.by_phrase[folded(phrase)] = (at, one)
        self.headings = given.sample.headings

    def at(self, variants: tuple[str, ...] | list[str]) -> tuple[int, Match] | None:
        return next((self.by_phrase[folded(one)] for one in variants if one and folded(one) in self.by_phrase), None)

    def written(self, read: Any) -> Any:
        """A heading, or a list of variants, as this file writes it; as it stands where the file does not have it."""
        variants = [read] if isinstance(read, str) else list(read)
        found = self.at(variants)
        if found is None:
            return read
        heading = self.headings[found[0]]
        if "" in variants:
            return [heading, ""]
        return heading if isinstance(read, str) else [heading]


def adapted(given: Compared, found: Recognised) -> Proposal:
    """The proposal of a recognised export."""
    document: dict[str, Any] = deepcopy(shipped_document(found.known.mapping.name))
    heard, taken = _Heard(given, found), {one.slot: one for one in found.matches.values()}
    comments: dict[tuple[str, str], list[str]] = {}
    missing: list[Missing] = []
    remarks: list[str] = []
    kept = []
    some = any(_whole(share, found.known, taken) for share in found.known.mapping.tables)
    for share, raw in zip(found.known.mapping.tables, document["table"], strict=True):
        # A table that the file has little of is not delivered; one that lacks a heading or two waits for a person.
        if some and not _whole(share, found.known, taken) and _had(share, heard) < _MOSTLY:
            lacking = [read[0] for read in share.essential if heard.at(read) is None]
            remarks.append(
                f"The table {share.table.name} is left out: nothing in the file is like "
                f"{quoted(lacking) or 'its columns'}."
            )
            continue
        missing += _share(share, raw, heard)
        kept.append(raw)
    document["table"] = kept
    document["id"] = f"mapped/{found.known.mapping.name.split('/')[-1]}"
    names = {raw["name"] for raw in kept}
    shares = tuple(share for share in found.known.mapping.tables if share.table.name in names)
    read_by = _read_by(shares)
    placed, aside = _told(given, found, read_by)
    decide = [
        *declared_styles(given, shares, lambda read: _place(heard, read), document, exact=found.exact, remarks=remarks),
        *_untranslated(given, shares, heard),
    ]
    decide = [suggested(one, document) for one in decide]
    for one in placed:
        for name in one.columns:
            table, column = name.split(".")
            comments.setdefault((table, column), []).append(
                f"{one.confidence:.0%} '{one.heading}': {'; '.join(one.reasons)}."
            )
    for decision in decide:
        table, _, column = decision.column.partition(".")
        comments.setdefault((table, column), []).append(said(decision))
    _declare(document, given)
    document["file"]["aside"] = [one.heading for one in aside] or document["file"].pop("aside", [])
    return Proposal(
        sample=given.sample,
        recognised=found.known.mapping.name,
        agreement=found.agreement,
        document=document,
        comments=comments,
        placed=tuple(placed),
        people=tuple(
            heading for at, heading in enumerate(given.sample.headings) if given.people[at] and at not in found.matches
        ),
        aside=tuple(aside),
        homeless=tuple(
            Unplaced(heading=heading, why=f"nothing in {found.known.mapping.name} is like it")
            for at, heading in enumerate(given.sample.headings)
            if heading and at not in found.matches and not given.people[at]
        ),
        missing=tuple(missing),
        decide=tuple(decide),
        remarks=tuple(remarks),
    )


def _had(share: TableMapping, heard: _Heard) -> float:
    """The share of a table's own headings that the file has."""
    made = {share.unpivot.name, share.unpivot.value} if share.unpivot else set[str]()
    read = [read for read in share.reads if not made & set(read)]
    return sum(heard.at(one) is not None for one in read) / max(len(read), 1)


def _place(heard: _Heard, read: tuple[str, ...]) -> int | None:
    found = heard.at(read)
    return found[0] if found else None


def _share(share: TableMapping, raw: dict[str, Any], heard: _Heard) -> Iterator[Missing]:
    """Write the file's headings into one table of the document; gives the columns that the file does not have."""
    columns = {column.name: column for column in share.columns}
    essential = {name for name in share.table.essential if not share.table.by_name[name].optional}
    made = {share.unpivot.name, share.unpivot.value} if share.unpivot else set[str]()
    for name, written in list(raw["columns"].items()):
        column = columns[name]
        lacking = [read for read in column.reads if not made & set(read) and "" not in read and heard.at(read) is None]
        if "from" in written and not made & set(column.headings):
            written["from"] = heard.written(written["from"])
        if "join" in written:
            joined = written["join"]
            parts = joined["headings"] if isinstance(joined, dict) else joined
            parts[:] = [heard.written(part) for part in parts]
        if not lacking or (column.constant is not None and name not in essential):
            continue
        what = f"nothing in the file is like {quoted([read[0] for read in lacking])}"
        yield Missing(column=f"{share.table.name}.{name}", essential=name in essential, why=what)
        if name not in essential and len(lacking) == len([read for read in column.reads if not made & set(read)]):
            del raw["columns"][name]
    for key in ("order_by", "first_by"):
        if key in raw:
            listed = [raw[key]] if isinstance(raw[key], str) else raw[key]
            raw[key] = list(dict.fromkeys(heard.written(one) for one in listed))
    if "where" in raw:
        raw["where"] = {heard.written(heading): asked for heading, asked in raw["where"].items()}
    if share.unpivot and share.unpivot.columns:
        raw["unpivot"]["columns"] = [_unpivoted(read, heard) for read in share.unpivot.reads]


def _unpivoted(read: tuple[str, ...], heard: _Heard) -> Any:
    """An unpivoted heading keeps its own spelling first, since the rows bear it."""
    found = heard.at(read)
    if found is None or folded(heard.headings[found[0]]) == folded(read[0]):
        return list(read) if len(read) > 1 else read[0]
    return [read[0], heard.headings[found[0]]]


def _read_by(shares: tuple[TableMapping, ...]) -> dict[str, list[tuple[TableMapping, ColumnMapping | None]]]:
    """By folded heading, the columns that read it; None where rows are chosen, ordered or spread out by it."""
    found: dict[str, list[tuple[TableMapping, ColumnMapping | None]]] = {}
    for share in shares:
        for column in share.columns:
            for heading in {heading for read in column.reads for heading in read if heading}:
                found.setdefault(folded(heading), []).append((share, column))
        for read in share.reads:
            for heading in read:
                found.setdefault(folded(heading), found.get(folded(heading), []) or [(share, None)])
    return found


def _told(
    given: Compared, found: Recognised, read_by: dict[str, list[tuple[TableMapping, ColumnMapping | None]]]
) -> tuple[list[Placed], list[Unplaced]]:
    placed, aside = [], []
    for at, one in sorted(found.matches.items()):
        slot, heading = found.known.slots[one.slot], given.sample.headings[at]
        readers = [pair for phrase, _ in slot.phrases for pair in read_by.get(folded(phrase), ())]
        if slot.aside or not readers:
            why = "the mapping knows it and does not take it" if slot.aside else "only tables that are left out read it"
            aside.append(Unplaced(heading=heading, why=f"{why}; {of_heading(one)}"))
            continue
        columns = tuple(dict.fromkeys(f"{share.table.name}.{column.name}" for share, column in readers if column))
        direct = next((share.table.by_name[column.name] for share, column in readers if column and column.headings
                       and not column.split), None)  # fmt: skip
        placed.append(
            Placed(
                heading=heading,
                columns=columns,
                confidence=one.confidence,
                reasons=(of_heading(one), *(() if slot.hidden else of_values(given.profiles[at], direct))),
            )
        )
    return placed, aside


def _untranslated(given: Compared, shares: tuple[TableMapping, ...], heard: _Heard) -> Iterator[Decision]:
    """Words of the file that a column of few words does not know, and would refuse."""
    for share in shares:
        for column in share.columns:
            canonical = share.table.by_name[column.name]
            place = _place(heard, column.headings) if column.headings and not column.split else None
            if canonical.kind not in (Kind.choice, Kind.flag) or place is None:
                continue
            words = {word for word, _ in column.values}
            known = words | {word.lower() for word in canonical.options or TRUE + FALSE}
            chosen = next(
                (asked for heading, asked in share.where if heard.at([heading]) == heard.at(column.headings)), None
            )
            counts = given.profiles[place].counts
            unknown = [
                word for word in counts
                if word.lower() not in known and (chosen is None or word.lower() in {one.lower() for one in chosen})
            ]  # fmt: skip
            if "*" in words or not unknown:
                continue
            rows = sum(counts[word] for word in unknown)
            yield Decision(
                column=f"{share.table.name}.{column.name}",
                what=f"{counted(len(unknown), 'word')} of '{given.sample.headings[place]}' in {counted(rows, 'row')} "
                f"of the sample are not translated, and their rows are refused: {quoted(unknown)}.",
                change={"values": {**dict(column.values), **dict.fromkeys(unknown[:20], UNKNOWN)}},
                note=f'write for each "{UNKNOWN}" one of: {", ".join(canonical.options or TRUE[:1] + FALSE[:1])}',
            )


def _declare(document: dict[str, Any], given: Compared) -> None:
    """How this file is read stands over how the vendor's own export is."""
    reading, declared = given.sample.reading, document.setdefault("file", {})
    for key in ("encoding", "delimiter", "sheet", "skip_rows"):
        declared.pop(key, None)
    declared.update(reading_of(given))
    if not reading.footer:
        declared.pop("footer", None)


def reading_of(given: Compared) -> dict[str, Any]:
    """What the mapping must declare so that a file is read as it was looked at; a comma and UTF-8 go without saying."""
    reading = given.sample.reading
    found: dict[str, Any] = {}
    if reading.encoding:
        found["encoding"] = reading.encoding
    if reading.delimiter not in ("", ","):
        found["delimiter"] = reading.delimiter
    if reading.sheet:
        found["sheet"] = reading.sheet
    if reading.skip_rows:
        found["skip_rows"] = reading.skip_rows
    if reading.footer:
        found["footer"] = reading.footer
    return found

"""One canonical column of an unknown export: the verbs that read it, what proves them, and what is left to decide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fullscore.feeds._proposing.matching import Compared, Match
from fullscore.feeds._proposing.options import FALSE, TRUE, UNKNOWN, translated
from fullscore.feeds._proposing.profile import Profile
from fullscore.feeds._proposing.proposal import Decision, counted, quoted
from fullscore.feeds._proposing.reasons import of_heading, of_values
from fullscore.feeds._proposing.sample import stem
from fullscore.feeds._proposing.styles import DATED, date_format, in_doubt
from fullscore.feeds._proposing.targets import Slot
from fullscore.feeds._proposing.toml_values import value
from fullscore.feeds._proposing.words import singular, words
from fullscore.model._shape import Column, Kind, Table

_LINE_IN_DOCUMENT = r"^(.+?)\s*[_/-]\s*(\d{1,4})$"
_COINS = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY"}
"""Signs that stand for one currency; a dollar or a yen sign may be several."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a mapping says of one column.

    Attributes:
        verbs: as TOML gives them; empty where nothing was found.
        told: the sentence that explains them.
        decide: what a person must decide.
        heading: the place of the heading that is read, with confidence and reasons; None where none is.
    """

    verbs: dict[str, Any]
    told: str = ""
    decide: tuple[Decision, ...] = ()
    heading: tuple[int, float, tuple[str, ...]] | None = None


def words_of_table(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in words(stem(name)))


def constant_line(column: Column) -> str:
    """A line that fills a column which the file does not have, for the columns where one value can be right for all."""
    if column.name.endswith("currency"):
        return f'{column.name} = {{ constant = "USD" }}   # if all amounts are in one currency, say in which'
    if column.kind is Kind.choice:
        return f"{column.name} = {{ constant = {value(column.options[0])} }}   # one of: {', '.join(column.options)}"
    if column.name == "country":
        return f'{column.name} = {{ constant = "US" }}   # if all rows are of one country, say of which'
    return ""


def column_of(
    given: Compared,
    table: Table,
    column: Column,
    found: tuple[int, Match] | None,
    by_slot: Mapping[int, tuple[int, Match]],
    slots: Sequence[Slot],
    proven: set[str],
) -> Written:
    """The mapping of one canonical column.

    Args:
        found: the heading that takes it.
        by_slot: all headings that take a column of the table.
        proven: date formats that some column of the file proves.
    """
    if found is None:
        others = {slots[number].feeds[0][1].name: pair for number, pair in by_slot.items()}
        return _without(given, table, column, others)
    at, one = found
    profile, heading = given.profiles[at], given.sample.headings[at]
    verbs: dict[str, Any] = {"from": [heading]}
    decide: list[Decision] = []
    name = f"{table.name}.{column.name}"
    if column.kind in DATED and profile.filled:
        formats = date_format(profile.dates, column, typed=given.sample.typed)
        if formats is None:
            decide.append(in_doubt(name, profile.dates, heading, elsewhere=sorted(proven)))
        elif formats:
            verbs["date_format"] = formats[0] if len(formats) == 1 else formats
    if column.kind in (Kind.choice, Kind.flag) and profile.filled:
        learned = given.targets.learned.get((table.name, column.name), {})
        known, unknown = translated(column, list(profile.counts)[:200], learned)
        if known:
            verbs["values"] = known
        if unknown:
            decide.append(_words(name, column, heading, known, unknown, profile))
    reasons = (of_heading(one), *of_values(profile, column))
    if one.rival > one.score - 0.05 and one.likeness < 0.99:
        reasons = (*reasons, "another heading or column is nearly as like")
    told = f"{one.confidence:.0%} '{heading}': {'; '.join(reasons)}."
    return Written(verbs=verbs, told=told, decide=tuple(decide), heading=(at, one.confidence, reasons))


def _words(
    name: str, column: Column, heading: str, known: Mapping[str, str], unknown: Sequence[str], profile: Profile
) -> Decision:
    options = ", ".join(column.options or TRUE[:1] + FALSE[:1])
    if not profile.few:
        return Decision(column=name, what=f"the values of '{heading}' are too many to be words for it ({options}).")
    rows = counted(sum(profile.counts[word] for word in unknown), "row")
    verb = "is" if len(unknown) == 1 else "are"
    return Decision(
        column=name,
        what=f"{counted(len(unknown), 'word')} of '{heading}' in {rows} of the sample {verb} not translated, and their "
        f"rows are refused: {quoted(unknown)}.",
        change={"values": {**known, **dict.fromkeys(unknown[:40], UNKNOWN)}},
        note=f'write for each "{UNKNOWN}" one of: {options}',
    )


def _without(given: Compared, table: Table, column: Column, others: Mapping[str, tuple[int, Match]]) -> Written:
    """What can stand in for a column that no heading is like."""
    rule = {"line_no": partial(_line, given), "role_id": partial(_role, given)}.get(column.name)
    if rule is not None and not column.optional and (written := rule(table, others)) is not None:
        return written
    if column.name == "currency":
        return _currency(given, table, others, optional=column.optional)
    return Written(verbs={})


def _line(given: Compared, table: Table, others: Mapping[str, tuple[int, Match]]) -> Written | None:
    """The number of a line within its document: behind the document's id, or 1 where no document has two lines."""
    key = next((name for name in table.key if name != "line_no" and name in others), None)
    if key is None:
        return None
    at, _ = others[key]
    profile, heading = given.profiles[at], given.sample.headings[at]
    cut = [re.fullmatch(_LINE_IN_DOCUMENT, text) for text in profile.distinct]
    if len(cut) > 1 and all(cut) and len({found[1] for found in cut if found}) < len(cut):
        split = {"from": [heading], "split": {"pattern": _LINE_IN_DOCUMENT, "part": 2}}
        told = f"60% '{heading}': each value ends in a small number behind a sign; others share what stands before it."
        doubt = Decision(
            column=f"{table.name}.{key}",
            what=f"if '{heading}' names a document and its line, {key} should keep the document alone.",
            change={"split": {"pattern": _LINE_IN_DOCUMENT, "part": 1}},
        )
        return Written(verbs=split, told=told, decide=(doubt,), heading=(at, 0.6, (told,)))
    if profile.unique and given.sample.whole:
        told = f"70% the constant 1: each of the {profile.filled:,} values of '{heading}' occurs once."
        return Written(verbs={"constant": "1"}, told=told)
    return None


def _role(given: Compared, table: Table, others: Mapping[str, tuple[int, Match]]) -> Written | None:
    """The title stands for a role that has no id of its own, as the shipped mappings let it."""
    if "title" not in others or "title" not in table.by_name:
        return None
    at, one = others["title"]
    heading = given.sample.headings[at]
    told = f"60% '{heading}': no column holds the role's own id, and the title stands for it."
    return Written(verbs={"from": [heading]}, told=told, heading=(at, min(0.6, one.confidence), (told,)))


def _currency(given: Compared, table: Table, others: Mapping[str, tuple[int, Match]], *, optional: bool) -> Written:
    """No column says in which currency the amounts are; a sign beside them may."""
    if optional:
        return Written(verbs={})
    signs = {
        sign
        for at, _ in others.values()
        for text in given.profiles[at].distinct[:200]
        for sign in text
        if sign in _COINS
    }
    code = _COINS[signs.pop()] if len(signs) == 1 else ""
    why = f"the sign of {code} stands in the amounts" if code else "the amounts cannot be converted until it is said"
    doubt = Decision(
        column=f"{table.name}.currency",
        what=f"no column holds the currency, and {why}.",
        change={"constant": code or "USD"},
        note="" if code else "or the one that it is",
    )
    return Written(verbs={}, decide=(doubt,))

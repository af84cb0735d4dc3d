"""What a column's kind demands of a text: the typed value, whether it is faulty, and why; rules as data."""

import re
from dataclasses import dataclass

from fullscore.feeds._cells import date_text, number_text
from fullscore.feeds._cells.masking import masking
from fullscore.feeds._cells.number_text import NumberStyle
from fullscore.feeds._cells.reasons import (
    EXCEL_DAMAGED_ID,
    FORMULA,
    MISSING,
    NEGATIVE,
    NOT_A_COUNTRY,
    NOT_A_CURRENCY,
    NOT_A_DATE,
    NOT_A_TIME,
    NOT_A_WHOLE_NUMBER,
    NOT_TRUE_OR_FALSE,
    OUT_OF_RANGE,
    UNKNOWN_VALUE,
)
from fullscore.feeds._cells.units import HEXADECIMAL
from fullscore.feeds._way import Traits
from fullscore.model._shape import Column, Kind
from fullscore.store.engine import quoted

_TRUE, _FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
_DAMAGED = r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+"
_FORMULA = r"=.*|[+@][A-Za-z=].*"


@dataclass(frozen=True, kw_only=True)
class Style:
    """How the cells of one column are written."""

    numbers: NumberStyle
    dates: tuple[str, ...]
    unit: str
    traits: Traits
    prefix: str = ""
    separator: str = ""
    """What stands between the pieces of a joined id; one damaged piece damages the whole."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One column's rules, as expressions.

    Attributes:
        value: the typed value, NULL where the text is empty or faulty; over the text.
        fails: the value of a filled text may be NULL.
        beyond: further faults of a value that is there, each a condition over text and value, with its reason.
        why: the reason of a filled text without a value; over the text.
    """

    value: str
    fails: bool
    why: str = "''"
    beyond: tuple[tuple[str, str], ...] = ()

    def wrong(self, text: str, value: str, *, optional: bool, always_filled: bool) -> str | None:
        """The condition under which the cell refuses its row; None: never."""
        conditions = [f"coalesce({condition}, false)" for condition, _ in self.beyond]
        if not optional and not always_filled:
            conditions.append(f"{value} IS NULL")
        elif self.fails:
            conditions.append(f"({value} IS NULL AND {text} IS NOT NULL)")
        return " OR ".join(conditions) if conditions else None

    def reason(self, text: str, value: str, *, optional: bool) -> str:
        """The reason of a faulty cell, NULL of a sound one."""
        missing = [] if optional else [f"WHEN {text} IS NULL THEN {quoted(MISSING)}"]
        failed = [f"WHEN {value} IS NULL AND {text} IS NOT NULL THEN {self.why}"] if self.fails else []
        beyond = [f"WHEN {condition} THEN {reason}" for condition, reason in self.beyond]
        cases = [*missing, *failed, *beyond]
        return f"CASE {' '.join(cases)} END" if cases else "NULL"


def is_currency(column: Column) -> bool:
    return column.name.endswith("currency")


def is_country(column: Column) -> bool:
    return column.name == "country" or column.name.endswith("_country")


def typed(column: Column, text: str, value: str, style: Style) -> Typed:
    """The rules of a column.

    Args:
        text: the name of its trimmed text.
        value: the name that its typed value will have.
    """
    if is_currency(column):
        return _code(text, 3, NOT_A_CURRENCY, common=("USD", "EUR", "GBP"))
    if is_country(column):
        return _code(text, 2, NOT_A_COUNTRY, common=())
    match column.kind:
        case Kind.id:
            return _id(text, style)
        case Kind.text:
            return Typed(value=masking(text, style.traits) if column.free else text, fails=False)
        case Kind.choice:
            return _choice(column, text)
        case Kind.flag:
            return _flag(text)
        case Kind.date | Kind.month | Kind.time:
            return _dated(column.kind, text, value, style)
        case _:
            return _number(column, text, value, style)


def _code(text: str, letters: int, reason: str, *, common: tuple[str, ...]) -> Typed:
    known = " OR ".join(f"{text} = {quoted(code)}" for code in common)
    quick = f"WHEN {known} THEN {text} " if known else ""
    shape = f"[A-Za-z]{{{letters}}}"
    return Typed(
        value=f"CASE {quick}WHEN regexp_full_match({text}, {quoted(shape)}) THEN upper({text}) END",
        fails=True,
        why=quoted(reason),
    )


def _id(text: str, style: Style) -> Typed:
    value = f"({quoted(style.prefix)} || {text})" if style.prefix else text
    signs = [
        sign for sign, there in (("+", style.traits.plus), ("@", style.traits.at), ("=", style.traits.equals)) if there
    ]
    if not signs:
        return Typed(value=value, fails=False)
    suspect = " OR ".join(f"contains({text}, {quoted(sign)})" for sign in signs)
    between = re.escape(style.separator)
    piece = rf"(?:.*{between})?{_DAMAGED}(?:{between}.*)?" if between else _DAMAGED
    damaged, formula = (f"regexp_full_match({text}, {quoted(pattern)})" for pattern in (piece, _FORMULA))
    condition = f"CASE WHEN {suspect} THEN {damaged} OR {formula} ELSE false END"
    reason = f"CASE WHEN {damaged} THEN {quoted(EXCEL_DAMAGED_ID)} ELSE {quoted(FORMULA)} END"
    return Typed(value=value, fails=False, beyond=((condition, reason),))


def _choice(column: Column, text: str) -> Typed:
    options = column.options
    exact = " OR ".join(f"{text} = {quoted(option)}" for option in options)
    folded = " ".join(f"WHEN {quoted(option.lower())} THEN {quoted(option)}" for option in options)
    return Typed(
        value=f"CASE WHEN {exact} THEN {text} ELSE CASE lower({text}) {folded} END END",
        fails=True,
        why=quoted(UNKNOWN_VALUE),
    )


def _flag(text: str) -> Typed:
    true, false = (" ".join(f"WHEN {quoted(word)} THEN {answer}" for word in words) for words, answer in
                   ((_TRUE, "true"), (_FALSE, "false")))  # fmt: skip
    return Typed(value=f"CASE lower({text}) {true} {false} END", fails=True, why=quoted(NOT_TRUE_OR_FALSE))


def _dated(kind: Kind, text: str, value: str, style: Style) -> Typed:
    read = {Kind.date: date_text.date, Kind.month: date_text.month, Kind.time: date_text.time}[kind]
    none = quoted(NOT_A_TIME if kind is Kind.time else NOT_A_DATE)
    literal = f"{'TIMESTAMP' if kind is Kind.time else 'DATE'} {quoted(date_text.EARLIEST)}"
    # A year of two digits read as one of four gives the year 14: that is no early date, but none.
    early = f"CASE WHEN year({value}) < 100 THEN {none} ELSE {quoted(OUT_OF_RANGE)} END"
    return Typed(
        value=read(text, style.dates, typed=style.traits.typed),
        fails=True,
        why=none,
        beyond=((f"{value} < {literal}", early),),
    )


def _number(column: Column, text: str, value: str, style: Style) -> Typed:
    least = column.minimum
    reason = quoted(NEGATIVE if least == 0 else OUT_OF_RANGE)
    beyond = ((f"{value} < {least!r}", reason),) if least is not None else ()
    if column.kind is Kind.whole and style.unit == HEXADECIMAL:
        return Typed(value=number_text.hexadecimal(text), fails=True, why=quoted(NOT_A_WHOLE_NUMBER), beyond=beyond)
    if column.kind is Kind.whole:
        why = number_text.why_not_whole(text, style.numbers)
        return Typed(value=number_text.whole(text, style.numbers), fails=True, why=why, beyond=beyond)
    money = column.kind is Kind.money
    return Typed(
        value=number_text.amount(text, style.numbers, column.kind.stored_as, money=money, unit=style.unit),
        fails=True,
        why=number_text.why_no_amount(text, style.numbers, money=money),
        beyond=beyond,
    )

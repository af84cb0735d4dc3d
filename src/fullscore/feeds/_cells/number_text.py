"""Numbers as people write them, turned into the engine's numbers: declared signs only, never a guess."""

from dataclasses import dataclass

from fullscore.feeds._cells.reasons import FORMULA, NOT_A_NUMBER, NOT_A_WHOLE_NUMBER, OUT_OF_RANGE
from fullscore.feeds._cells.units import UNITS
from fullscore.feeds._mapping.shape import FileReading
from fullscore.store.engine import quoted

_BLANK = r"[\s\x{a0}\x{2007}\x{202f}]*"
_MINUS = r"[-\x{2212}]"
_GROUPED_BY = {"": "", ".": r"\.", ",": ",", " ": r"[ \x{a0}\x{2007}\x{202f}]", "'": "['\u2019]", "\u2019": "['\u2019]"}
# A number of a machine: 1.5e-05. Only plain numbers may be written so; money that is has been through a spreadsheet.
_EXPONENT = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]{1,3}"
_FORMULA = r"=.*|[+@][A-Za-z=].*"


@dataclass(frozen=True, kw_only=True)
class NumberStyle:
    """How a file writes numbers."""

    decimal: str
    thousands: str

    @staticmethod
    def of(reading: FileReading) -> "NumberStyle":
        return NumberStyle(decimal=reading.decimal, thousands=reading.thousands)

    @property
    def digits(self) -> str:
        """A regular expression of an amount without sign: groups of three where it has any, and only then."""
        point = r"\." if self.decimal == "." else ","
        sign = _GROUPED_BY[self.thousands]
        grouped = rf"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+|" if sign else ""
        return rf"(?:(?:{grouped}[0-9]+)(?:{point}[0-9]*)?|{point}[0-9]+)"

    def form(self, *, money: bool) -> str:
        """A regular expression of a whole cell: minus before or behind, or in parentheses; a currency sign in money."""
        b, m, coin, digits = _BLANK, _MINUS, r"\p{Sc}?" if money else "", self.digits
        before = rf"(?:(?:\+|{m})?{b}{coin}|{coin}{b}(?:\+|{m})){b}{digits}{b}{coin}"
        behind = rf"{coin}{b}{digits}{b}(?:{m}{b}{coin}|{coin}{b}{m})"
        around = rf"{coin}{b}\({b}{coin}{b}{digits}{b}{coin}{b}\){b}{coin}"
        return rf"(?:{before}|{behind}|{around})"


def amount(text: str, style: NumberStyle, stored_as: str, *, money: bool, unit: str = "") -> str:
    """An expression of the number in a text, NULL where it is none.

    Args:
        text: the trimmed text, as an expression.
        stored_as: the engine's type of the result; what has more decimals is rounded to it.
        money: whether a currency sign may stand beside it.
        unit: what the number counts, where that is not what the column holds.
    """
    target = "DECIMAL(30,8)" if unit and stored_as != "DOUBLE" else stored_as
    point = style.decimal
    plain = text if point == "." else f"replace({text}, ',', '.')"
    # A cast alone takes 1e2, 1_000 and nan for numbers; looking for these letters costs a third of what a pattern does.
    strange = ["e", "E", "_", *(["n", "N"] if target == "DOUBLE" else []), *([] if point == "." else ["."])]
    sober = " AND ".join(f"NOT contains({text}, {quoted(sign)})" for sign in strange)
    cleaned = rf"regexp_replace({text}, {quoted('[^0-9' + point + ']')}, '', 'g')"
    if point == ",":
        cleaned = f"replace({cleaned}, ',', '.')"
    negative = rf"CASE WHEN regexp_matches({text}, '[-(\x{{2212}}]') THEN '-' ELSE '' END"
    exponent = (
        f" WHEN regexp_full_match({plain}, {quoted(_EXPONENT)}) AND isfinite(TRY_CAST({plain} AS DOUBLE)) "
        f"THEN TRY_CAST({plain} AS DOUBLE)"
        if target == "DOUBLE"
        else ""
    )
    value = (
        f"CASE WHEN {sober} AND TRY_CAST({plain} AS {target}) IS NOT NULL THEN TRY_CAST({plain} AS {target})"
        f"{exponent} WHEN regexp_full_match({text}, {quoted(style.form(money=money))}) "
        f"THEN TRY_CAST({negative} || {cleaned} AS {target}) END"
    )
    return _converted(value, stored_as, unit) if unit else value


def turned(text: str, style: NumberStyle) -> str:
    """An expression of an amount's text with its sign turned, however it is written; what is no amount stays itself."""
    amount = f"regexp_full_match({text}, {quoted(style.form(money=True))})"
    sign = rf"CASE WHEN regexp_matches({text}, '[-(\x{{2212}}]') THEN '' ELSE '-' END"
    bare = rf"regexp_replace({text}, '[-+()\x{{2212}}]', '', 'g')"
    return f"CASE WHEN {amount} THEN {sign} || {bare} ELSE {text} END"


def _converted(value: str, stored_as: str, unit: str) -> str:
    by = UNITS[unit]
    if 10_000 % by.denominator == 0 and stored_as != "DOUBLE":
        # A decimal factor keeps cents exact; a double would do so only by luck.
        return (
            f"TRY_CAST(({value}) * {by.numerator * (10_000 // by.denominator)}::DECIMAL(12,0) * 0.0001 AS {stored_as})"
        )
    return f"TRY_CAST(CAST({value} AS DOUBLE) * {by.numerator} / {by.denominator} AS {stored_as})"


def why_no_amount(text: str, style: NumberStyle, *, money: bool) -> str:
    """An expression of the reason why a text is no amount."""
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(_FORMULA)}) THEN {quoted(FORMULA)} "
        f"WHEN regexp_full_match({text}, {quoted(style.form(money=money))}) THEN {quoted(OUT_OF_RANGE)} "
        f"ELSE {quoted(NOT_A_NUMBER)} END"
    )


def _whole_form(style: NumberStyle) -> str:
    point, sign = r"\." if style.decimal == "." else ",", _GROUPED_BY[style.thousands]
    grouped = rf"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+|" if sign else ""
    return rf"(?:\+|{_MINUS})?(?:{grouped}[0-9]+)(?:{point}0*)?"


def whole(text: str, style: NumberStyle) -> str:
    """An expression of the whole number in a text, NULL where it is none; 5.0 is one, since software writes so."""
    negative = rf"CASE WHEN regexp_matches({text}, '^{_MINUS}') THEN '-' ELSE '' END"
    cleaned = rf"regexp_replace(regexp_replace({text}, '[{style.decimal}]0*$', ''), '[^0-9]', '', 'g')"
    return (
        f"CASE WHEN CAST(TRY_CAST({text} AS BIGINT) AS VARCHAR) = {text} THEN TRY_CAST({text} AS BIGINT) "
        f"WHEN regexp_full_match({text}, {quoted(_whole_form(style))}) "
        f"THEN TRY_CAST({negative} || {cleaned} AS BIGINT) END"
    )


def hexadecimal(text: str) -> str:
    """An expression of the whole number that hexadecimal digits stand for; at most 15 of them, which always fit."""
    return f"CASE WHEN regexp_full_match({text}, '[0-9A-Fa-f]{{1,15}}') THEN TRY_CAST('0x' || {text} AS BIGINT) END"


def why_not_whole(text: str, style: NumberStyle) -> str:
    """An expression of the reason why a text is no whole number."""
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(_FORMULA)}) THEN {quoted(FORMULA)} "
        f"WHEN regexp_full_match({text}, {quoted(_whole_form(style))}) THEN {quoted(OUT_OF_RANGE)} "
        f"ELSE {quoted(NOT_A_WHOLE_NUMBER)} END"
    )

"""Which decimal and thousands signs the numbers of a file prove, and when they prove neither."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

STYLES = ((".", ""), (".", ","), (",", ""), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"))
"""Decimal and thousands sign, the commoner first."""
_COINS = "$€£¥₹₽₩¤₺฿₫₪"
_DRESS = re.compile(rf"^[({_COINS}\s+\-\u2212]*|[){_COINS}\s\-\u2212]*$")


@dataclass(frozen=True, kw_only=True)
class NumberSigns:
    """How a file's numbers are written.

    Attributes:
        decimal, thousands: what to declare. Where the signs are in doubt, so that numbers in doubt are refused.
        open: the values could be read in both ways.
        proof: a value that proves the signs; empty where there was nothing to prove.
        misfits: of the numbers, the share that does not fit.
    """

    decimal: str = "."
    thousands: str = ""
    open: bool = False
    proof: str = ""
    misfits: float = 0.0


@cache
def _form(decimal: str, thousands: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    by = {"": "", " ": "[ \u00a0\u2007\u202f]", "'": "['\u2019]"}.get(thousands, re.escape(thousands))
    grouped = rf"\d{{1,3}}(?:{by}\d{{3}})+|" if by else ""
    return re.compile(rf"(?:(?:{grouped}\d+)(?:{point}\d*)?|{point}\d+)")


def undressed(value: str) -> str:
    """The digits of a number with their signs, without minus, parentheses and currency sign."""
    return _DRESS.sub("", value)


@lru_cache(maxsize=100_000)
def fits(value: str) -> frozenset[tuple[str, str]]:
    """The styles in which a value is a number."""
    bare = undressed(value)
    if not bare or not any(sign.isdigit() for sign in bare) or len(bare) > 40:
        return frozenset()
    if bare.isdigit():
        return frozenset(STYLES)
    return frozenset(style for style in STYLES if _form(*style).fullmatch(bare))


def read(value: str, decimal: str) -> float:
    """The number in a value that fits a style with this decimal sign."""
    digits = re.sub(rf"[^0-9{re.escape(decimal)}]", "", undressed(value)).replace(decimal, ".")
    negative = "(" in value or "-" in value or "\u2212" in value
    return float(digits or 0) * (-1.0 if negative else 1.0)


def signs(columns: Iterable[Sequence[str]]) -> NumberSigns:
    """The signs that all number columns of a file agree on.

    Args:
        columns: for each column of numbers, its distinct filled values.
    """
    found = [(value, fits(value)) for values in columns for value in values]
    telling = [(value, styles) for value, styles in found if styles and len(styles) < len(STYLES)]
    if not telling:
        return NumberSigns()
    share = {style: sum(style in styles for _, styles in telling) / len(telling) for style in STYLES}
    most = max(share.values())
    best = [style for style in STYLES if share[style] == most]
    misfits = (1 - most) * len(telling) / len(found)
    decimals = {decimal for decimal, _ in best}
    if len(decimals) == 1:
        decimal, thousands = min(best, key=lambda style: len(style[1]))
        other = [value for value, styles in telling if not any(style[0] != decimal for style in styles)]
        return NumberSigns(decimal=decimal, thousands=thousands, proof=(other or [""])[0], misfits=misfits)
    # "1.500" may be one and a half or fifteen hundred. The sign that is not there is declared, so that it is refused.
    dotted = any("." in value for value, _ in telling)
    return NumberSigns(decimal="," if dotted else ".", open=True, misfits=misfits)

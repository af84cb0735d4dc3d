"""Numbers as a director would say them."""

from collections.abc import Mapping, Sequence
from typing import Any

from fullscore.terms.answer import FUNCTIONS
from fullscore.terms.shown import in_words, shown

MILLION = 1_000_000
WHOLE = 10
LEAST_PEOPLE = 5
"""Fewer could be told who they are."""


def spoken(name: str, value: Any) -> str:
    """A cell of an answer's row: money from a million on in millions, from ten on without decimals."""
    if not isinstance(value, Mapping) or value.get("estimate") is None or abs(value["estimate"]) < WHOLE:
        return shown(name, value)
    if not value.get("currency") or abs(value["estimate"]) < MILLION:
        whole = {part: None if (n := value.get(part)) is None else round(n) for part in ("estimate", "low", "high")}
        return shown(name, {**value, **whole})
    amount, low, high = value["estimate"], value.get("low"), value.get("high")
    said = f"{amount / MILLION:,.1f} million {value['currency']}"
    if low is None or high is None or low == high:
        return said
    return f"{said} ({low / MILLION:,.1f} to {high / MILLION:,.1f} million)"


def money(amount: float, currency: str) -> str:
    """An amount that was counted."""
    return spoken("", {"estimate": float(amount), "currency": currency})


def counted(n: int, one: str, many: str = "") -> str:
    """So many of a thing."""
    return f"{n:,} {one if n == 1 else many or plural(one)}"


def told(n: int, least: int = 0) -> str:
    """A number of people, who could be told who they are where they are fewer than ``least``."""
    return f"{n:,}" if n >= least or not n else f"fewer than {least}"


def plural(word: str) -> str:
    """A word for several of a thing."""
    if word == "sow":
        return "statements of work"
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def functions(names: Sequence[str]) -> str:
    """The client's functions as people say them."""
    if set(FUNCTIONS) <= set(names):
        return "all functions"
    return ", ".join(map(in_words, names))

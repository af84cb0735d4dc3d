"""How the parts of an answer's document are written where people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

VERDICTS = {True: "yes", False: "no", None: "cannot tell"}
FRACTIONS = ("share", "confidence", "dependency", "premium", "quality", "have", "need", "adoption", "forecast")
"""Words of names whose numbers lie between 0 and 1, or differ by such, and are shown in percent."""


def shown(name: str, thing: Any) -> str:
    """A cell of an answer's row: an estimate with its interval, a fraction in percent, the rest as short as it can be.

    Args:
        name: the column's name, which tells what kind of number it is.
    """
    if thing is None:
        return ""
    if isinstance(thing, bool):
        return "yes" if thing else "no"
    if isinstance(thing, Mapping) and "estimate" in thing:
        month = f"{thing['month']}: " if "month" in thing else ""
        return f"{month}{_estimate(name, thing)}"
    if isinstance(thing, Mapping):
        return ", ".join(f"{heading(key)} {shown(str(key), value)}" for key, value in thing.items())
    if isinstance(thing, list | tuple):
        return "; ".join(shown(name, item) for item in thing)
    if isinstance(thing, int | float):
        return _number(name, thing)
    return str(thing)


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of an answer's rows that a table shows: all but those that hold tables of their own."""

    def nested(thing: Any) -> bool:
        if isinstance(thing, list | tuple):
            return any(isinstance(item, Mapping) or nested(item) for item in thing)
        return isinstance(thing, Mapping) and "estimate" not in thing

    return [name for name in (rows[0] if rows else {}) if not any(nested(row[name]) for row in rows)]


def heading(name: object) -> str:
    """A column's name as a heading: words, with the unit last."""
    return str(name).replace("_", " ")


def in_words(name: str) -> str:
    """A measure's or a function's name as one says it."""
    return "HR" if name == "hr" else name.replace("_", " ")


def _estimate(name: str, told: Mapping[str, Any]) -> str:
    if told["estimate"] is None:
        return "cannot tell"
    money = f" {told['currency']}" if told.get("currency") else ""
    value = _number(name, told["estimate"])
    if told.get("low") is None or told.get("high") is None or told["low"] == told["high"]:
        return f"{value}{money}"
    return f"{value}{money} ({_number(name, told['low'])} to {_number(name, told['high'])})"


def _number(name: str, value: float) -> str:
    words = name.split("_")
    if any(word in FRACTIONS for word in words) or words[0] == "p":
        return f"{100 * value:,.1f}%"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 10 else f"{value:,.3g}"

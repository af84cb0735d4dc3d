"""Values of a parsed TOML, checked where they are taken, so that a fault can name the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from fullscore.terms.fault import Fault


@dataclass(frozen=True)
class Place:
    """A key in a mapping's file."""

    where: str
    key: str = ""

    def at(self, key: str) -> "Place":
        return Place(self.where, f"{self.key}.{key}" if self.key else key)

    def fault(self, what: str, next_step: str) -> Fault:
        return Fault(what, where=f"{self.where}, {self.key}" if self.key else self.where, next_step=next_step)


def record(raw: Any, place: Place, *, known: Sequence[str]) -> dict[str, Any]:
    """A table of TOML that has known keys only."""
    if not isinstance(raw, dict):
        raise place.fault("a table of keys is expected here", "write it in braces, or below its own heading")
    unknown = next((key for key in raw if key not in known), None)
    if unknown is not None:
        raise place.at(unknown).fault(f"the key '{unknown}' is not known here", f"use one of: {', '.join(known)}")
    return raw


def record_of_words(raw: Any, place: Place) -> dict[str, Any]:
    """A table of TOML whose keys are the file's own words."""
    if not isinstance(raw, dict):
        raise place.fault("a table of keys is expected here", "write it in braces")
    return raw


def text(raw: Any, place: Place) -> str:
    if not isinstance(raw, str):
        raise place.fault("a text is expected here", "write it in quotes")
    return raw


def whole(raw: Any, place: Place) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise place.fault("a whole number from 0 on is expected here", "write one, without quotes")
    return raw


def flag(raw: Any, place: Place) -> bool:
    if not isinstance(raw, bool):
        raise place.fault("true or false is expected here", "write one of them, without quotes")
    return raw


def words(raw: Any, place: Place) -> tuple[str, ...]:
    """One text, or a list of texts."""
    if isinstance(raw, str):
        return (raw,)
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise place.fault("a list of texts is expected here", 'write it like ["one", "other"]')
    return tuple(raw)


def scalar(raw: Any, place: Place) -> str:
    """A text, number, truth value or date, as the text that stands for it in a file."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (date, datetime, time)):
        return raw.isoformat()
    if isinstance(raw, (str, int, float)):
        return str(raw)
    raise place.fault("a single value is expected here", "write a text, a number, true, false or a date")

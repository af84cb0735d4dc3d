"""An answer to a standing question: plain data that every page, pack, terminal and interface draws alike."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from fullscore.terms.estimate import LEVEL, Estimate

Source = Literal["policy", "own data", "public", "default", "what if"]

FUNCTIONS = ("hr", "procurement", "finance", "hiring")
"""The client's functions that an answer can concern."""

SIGNIFICANT_DIGITS = 9
"""As many as answers are written with: short of where sums in another order differ."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """Something that could be done, and what it is worth."""

    id: str
    says: str
    value_per_year: Estimate | None = None


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What would turn the verdict: a quantity, what it is now, and where the verdict changes."""

    what: str
    now: float | None
    threshold: float | None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What was not delivered, and what the answer loses by it; ``column`` is empty where the whole table is missing."""

    table: str
    column: str
    effect: str
    worth_per_year: float | None = None


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """A number that stands in the answer, and where it comes from."""

    name: str
    value: float | str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a question came to in an edition.

    Attributes:
        verdict: true, false, or None where it cannot tell; ``says`` then tells why, and what would let it.
        says: the answer in a sentence or two that a director would say.
        confidence: how probable the verdict is, from 0 to 1; None without a verdict or where it was counted.
        evidence: the weakest link that the verdict rests on, one of ``evidence.GRADES``.
        rows: by id, in the order in which they are shown; each a frozen dataclass of the question's own.
        figures: names of the charts that draw it.
        sources: the deliveries that it rests on.
        further: what a page draws beside the rows, by name; dataclasses, tuples and mappings of them.
    """

    question: str
    title: str
    edition: str
    as_of: str
    verdict: bool | None
    says: str
    confidence: float | None
    evidence: str
    rows: Mapping[str, Any]
    options: tuple[Option, ...]
    would_change: tuple[Threshold, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[Assumption, ...]
    concerns: tuple[str, ...]
    figures: tuple[str, ...]
    sources: tuple[str, ...]
    further: Mapping[str, Any] = field(default_factory=dict)


def row_id(question: str, key: tuple[object, ...]) -> str:
    """The first 12 hex digits of the SHA-256 of a question and the values of its key: the same in every edition."""
    said = json.dumps([question, *map(str, key)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def document(answer: Answer) -> dict[str, Any]:
    """The answer as JSON holds it: numbers with nine significant digits, what is no number as null."""
    said: dict[str, Any] = plain(answer)
    said["rows"] = [{"id": id, **plain(row)} for id, row in answer.rows.items()]
    return said


def plain(thing: Any) -> Any:
    """Dataclasses, estimates, dates, tuples and mappings as JSON's own kinds."""
    if isinstance(thing, Estimate):
        said = {"estimate": thing.value, "low": thing.low, "high": thing.high, "level": LEVEL, "n": thing.n}
        return plain(said if thing.currency is None else {**said, "currency": thing.currency})
    if is_dataclass(thing) and not isinstance(thing, type):
        return {part.name: plain(getattr(thing, part.name)) for part in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list | set | frozenset):
        return [plain(item) for item in thing]
    if isinstance(thing, bool) or thing is None or isinstance(thing, str | int):
        return thing
    if isinstance(thing, date):
        return thing.isoformat()
    number = float(thing) if not isinstance(thing, Decimal) or thing.is_finite() else math.nan
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(number) else None

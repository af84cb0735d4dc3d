"""What a proposal says: which column takes which heading and why, and everything that a person still has to decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fullscore.feeds._proposing.sample import Sample
from fullscore.feeds._proposing.toml_values import value


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A heading with a home: ``columns`` are canonical ones as ``table.column``; none where rows are chosen by it."""

    heading: str
    columns: tuple[str, ...]
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A heading that the proposal does not take, and why."""

    heading: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A canonical column that no heading was found for. Without an ``essential`` one the file is refused."""

    column: str
    essential: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the file does not prove.

    Attributes:
        column: as ``table.column``; empty where it is about the whole file.
        change: the verbs of the column that would settle it.
        note: what to know before they are taken.
        suggestion: the line for the mapping that they come to; made by ``suggested``.
    """

    column: str
    what: str
    change: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    suggestion: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A mapping for a file, with its reasons.

    Attributes:
        recognised: the shipped mapping that the headings are those of; empty where there is none.
        agreement: how well the file fits the shipped mapping, or the tables, from 0 to 1.
        document: the mapping, as TOML gives it.
        comments: sentences by table and column, to stand above the column in the mapping.
        aside: headings that the shipped mapping knows and deliberately does not take.
        homeless: headings that no column of the tables was found for.
        remarks: sentences about the whole.
    """

    sample: Sample
    recognised: str = ""
    agreement: float
    document: dict[str, Any]
    comments: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    placed: tuple[Placed, ...]
    people: tuple[str, ...] = ()
    aside: tuple[Unplaced, ...] = ()
    homeless: tuple[Unplaced, ...] = ()
    missing: tuple[Missing, ...] = ()
    decide: tuple[Decision, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(share["name"] for share in self.document["table"])

    @property
    def complete(self) -> bool:
        """Whether every essential column was found, so that the file lands as it is."""
        return not any(one.essential for one in self.missing)


def suggested(decision: Decision, document: dict[str, Any]) -> Decision:
    """The decision with its suggestion written as the whole line of the column, to stand instead of the one there."""
    if not decision.change:
        return decision
    table, _, column = decision.column.partition(".")
    share = next(share for share in document["table"] if share["name"] == table)
    verbs = {**share["columns"].get(column, {}), **decision.change}
    note = f"   # {decision.note}" if decision.note else ""
    return replace(decision, suggestion=f"{column} = {value(verbs)}{note}")


def said(decision: Decision) -> str:
    """The decision as a comment in the mapping."""
    return f"DECIDE: {decision.what}" + (f"\n{decision.suggestion}" if decision.suggestion else "")


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def quoted(words: Sequence[str], most: int = 8) -> str:
    """Words for a sentence, at most so many."""
    shown = ", ".join(f"'{word[:60]}'" for word in words[:most])
    return shown + (f" and {len(words) - most} more" if len(words) > most else "")

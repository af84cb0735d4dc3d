"""How far two estimates, or two rows of an answer's document, lie apart."""

from collections.abc import Mapping
from typing import Any

from fullscore.run._week.words import spoken
from fullscore.terms.shown import VERDICTS, heading, shown

Document = Mapping[str, Any]

MATTERS = 0.02
"""Of what is no money, a smaller change is none that somebody would act on."""


def apart(was: Any, now: Any) -> bool:
    """Whether two estimates' intervals do not overlap, and at least one of them is more than a plain count."""
    if not all(is_estimate(one) and None not in (one.get("low"), one.get("high")) for one in (was, now)):
        return False
    if all(one["low"] == one["high"] for one in (was, now)):
        return False
    if not now.get("currency") and change_of(was, now) < MATTERS * max(abs(was["estimate"]), abs(now["estimate"])):
        return False
    return bool(was["high"] < now["low"] or now["high"] < was["low"])


def change_of(was: Document, now: Document) -> float:
    """How much two estimates differ by."""
    return float(abs(now["estimate"] - was["estimate"]))


def money_of(row: Document) -> float:
    """The most that an estimate in money of a row comes to; 0 where it has none."""
    amounts = [abs(cell["estimate"]) for cell in row.values() if is_estimate(cell) and cell.get("currency")]
    return max(amounts, default=0.0)


def is_estimate(cell: Any) -> bool:
    """Whether a cell of a document is an estimate that has a value."""
    return isinstance(cell, Mapping) and cell.get("estimate") is not None


def judged(value: Any) -> str:
    """What was decided about a row, in words."""
    return VERDICTS[value] if value is None or isinstance(value, bool) else heading(value)


def with_it(was: Document, now: Document) -> str:
    """Of a row whose verdict changed, the chance that changed most, else the estimate; in brackets, or nothing."""
    chances = [name for name in now if name.startswith("p_") and None not in (now[name], was.get(name))]
    if chances := [name for name in chances if now[name] != was[name]]:
        most = max(chances, key=lambda name: abs(now[name] - was[name]))
        what = f"chance {heading(most.removeprefix('p_'))}"
        return f" ({what} {shown(most, now[most])}, was {shown(most, was[most])})"
    both = [name for name in now if all(is_estimate(row.get(name)) for row in (was, now))]
    if both := [name for name in both if now[name]["estimate"] != was[name]["estimate"]]:
        most = max(both, key=lambda name: change_of(was[name], now[name]) / (abs(was[name]["estimate"]) or 1.0))
        return f" ({heading(most)} {spoken(most, now[most])}, was {spoken(most, was[most])})"
    return ""

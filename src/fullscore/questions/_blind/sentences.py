"""The things that are missing, whoever wants them, and the sentences that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fullscore.questions._blind.gaps import Gap
from fullscore.questions._blind.worth import Prices, Worth
from fullscore.terms.answer import FUNCTIONS, Option, Threshold
from fullscore.terms.estimate import Estimate
from fullscore.terms.shown import in_words

NAMED = 3
OPTIONS = 5
MOSTLY = 0.5
"""Of the tables that the questions need, from which share missing on the sentence speaks of tables alone."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something missing, with every question that wants it, the one to which it is worth most first."""

    name: str
    held_by: str
    gaps: tuple[tuple[Gap, Worth], ...]

    @property
    def net(self) -> Estimate | None:
        """What it is worth to the question to which it is worth most; of several the worths do not add up."""
        return self.gaps[0][1].net

    @property
    def biases(self) -> bool:
        return any(worth.bias for _, worth in self.gaps)

    @property
    def is_priced(self) -> bool:
        """Whether it is for every question that wants it."""
        return all(worth.net is not None for _, worth in self.gaps)

    @property
    def is_worth_it(self) -> bool:
        return self.net is not None and self.net.low is not None and self.net.low > 0

    @property
    def is_not_worth_it(self) -> bool:
        """Priced for every question, and at the high end of none worth its cost."""
        nets = [worth.net for _, worth in self.gaps]
        return not self.biases and all(net is not None and net.high is not None and net.high <= 0 for net in nets)

    @property
    def p_worth_it(self) -> float:
        return max(worth.p_worth_it for _, worth in self.gaps)

    @property
    def wanted_by(self) -> tuple[str, ...]:
        wanting = {function for gap, _ in self.gaps for function in gap.question.concerns}
        return tuple(function for function in FUNCTIONS if function in wanting)

    @property
    def value(self) -> float:
        return self.net.value if self.net is not None and self.net.value is not None else 0.0

    def told(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "name": self.name,
            "have": min(gap.have for gap, _ in self.gaps),
            "held_by": self.held_by,
            "wanted_by": self.wanted_by,
            "questions": tuple(gap.question.name for gap, _ in self.gaps),
            "biases": self.biases,
            "worth_per_year": self.net,
        }


def things_of(found: Sequence[tuple[Gap, Worth, str]]) -> tuple[Thing, ...]:
    """Gaps of the same name as one thing: the dearest first, then what biases, then what most questions want."""
    of: dict[str, list[tuple[Gap, Worth]]] = {}
    holders = {}
    for gap, worth, holder in found:
        of.setdefault(gap.name, []).append((gap, worth))
        holders[gap.name] = holder
    things = [
        Thing(name=name, held_by=holders[name], gaps=tuple(sorted(wanting, key=_dearest)))
        for name, wanting in of.items()
    ]
    return tuple(
        sorted(
            things,
            key=lambda thing: (-max(thing.value, 0.0), not thing.biases, -len(thing.gaps), thing.name),
        )
    )


def _dearest(one: tuple[Gap, Worth]) -> tuple[bool, float, bool]:
    _, worth = one
    value = worth.net.value if worth.net is not None and worth.net.value is not None else 0.0
    return worth.net is None, -value, not worth.bias


def said(things: Sequence[Thing], verdict: bool | None, tables: int, absent: int) -> str:
    """What cannot be seen, in two or three sentences.

    Args:
        tables: how many the questions need; ``absent``: of those nobody delivers.
    """
    if not things:
        return "Nothing that the questions need is missing from what was delivered."
    if absent > MOSTLY * tables:
        return _hardly_anything(things, tables, absent)
    few = _few([thing.name for thing in things])
    parts = [f"We cannot see {_count(len(things), 'thing')} that the questions need: {few}."]
    dear = [thing for thing in things if thing.value > 0]
    if dear:
        sure = "" if dear[0].is_worth_it else ", though that is not sure"
        parts.append(
            f"The dearest gap is {dear[0].name}, worth {_money(dear[0].net)} a year more than it costs to get{sure}; "
            f"it is held by {dear[0].held_by} and wanted by {_wanted(dear[0])}."
        )
    biased = [thing for thing in things if thing.biases]
    if biased:
        first = biased[0]
        bias = next(worth.bias for _, worth in first.gaps if worth.bias)
        held = "" if dear and dear[0] is first else f" (held by {first.held_by}, wanted by {_wanted(first)})"
        bias_it = "biases an answer" if len(biased) == 1 else "bias answers"
        counted = _count(len(biased), "gap").capitalize()
        parts.append(f"{counted} {bias_it}, which is not priced: without {first.name}{held}, {bias}.")
    priced = [thing for thing in things if thing.net is not None]
    if biased and priced and not dear:
        which = (
            "The one gap that can be priced is not"
            if len(priced) == 1
            else f"Of {len(priced)} that can be priced none is"
        )
        parts.append(f"{which} shown to be worth what it costs to get.")
    if not dear and not biased:
        parts.append(
            "None is worth what it costs to get."
            if verdict is False
            else f"What they are worth cannot be told for all: no decision in money turns on {things[-1].name}. "
            "Decisions with what they gain and lose would let it."
        )
    return " ".join(parts)


def _hardly_anything(things: Sequence[Thing], tables: int, absent: int) -> str:
    whole = sorted((thing for thing in things if not thing.gaps[0][0].lacking), key=lambda thing: -len(thing.gaps))
    named = [
        f"{thing.name}, for {_count(len(thing.gaps), 'question')} ({thing.held_by} would hold it)"
        for thing in whole[:NAMED]
    ]
    return (
        f"Nearly everything: of {tables} tables that the questions need, {absent} were not delivered. "
        f"Ask first for {'; then '.join(named)}. What each is worth can be told once there are answers that hang on it."
    )


def options(things: Sequence[Thing]) -> tuple[Option, ...]:
    """Whom to ask for what, the dearest first; nothing that is priced and, on average, not worth its cost."""
    asked = [thing for thing in things if thing.biases or thing.value > 0 or not thing.is_priced]
    return tuple(
        Option(
            id=f"get:{thing.name}",
            says=f"Ask {thing.held_by} for {thing.name}; {_wanted(thing)} {'want' if _many(thing) else 'wants'} it.",
            value_per_year=thing.net,
        )
        for thing in asked[:OPTIONS]
    )


def thresholds(things: Sequence[Thing], prices: Prices) -> tuple[Threshold, ...]:
    """At which cost a year each priced thing would no longer be worth getting, or would begin to be."""
    return tuple(
        Threshold(what=f"cost a year of getting {thing.name}", now=prices.cost(gap), threshold=worth.gross)
        for thing in things
        for gap, worth in thing.gaps[:1]
        if worth.net is not None
    )


def _many(thing: Thing) -> bool:
    return len(thing.wanted_by) > 1 or "hiring" in thing.wanted_by


def _wanted(thing: Thing) -> str:
    words = ["hiring managers" if function == "hiring" else in_words(function) for function in thing.wanted_by]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _few(names: Sequence[str]) -> str:
    more = len(names) - 2 * NAMED
    shown = list(names) if more <= 0 else [*names[: 2 * NAMED], f"{more} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _count(number: int, of: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{words[number] if number < len(words) else number} {of}{'' if number == 1 else 's'}"


def _money(told: Estimate | None) -> str:
    if told is None or told.value is None:
        return "nothing"
    ends = "" if told.low is None or told.high is None else f" ({told.low:,.0f} to {told.high:,.0f})"
    return f"{told.value:,.0f} {told.currency}{ends}"

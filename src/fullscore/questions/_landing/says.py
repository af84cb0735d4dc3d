"""What the answer says of where spending lands, and what would turn it."""

from collections.abc import Sequence
from typing import Protocol

from fullscore.questions._landing.books import Span
from fullscore.questions._landing.scores import Scores
from fullscore.terms.answer import Threshold
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called

NAMED = 4
NEAREST = 5
CARRIED_SHARE = 0.01
"""Of all budgets, what is carried over is said from so much on."""


class Landed(Protocol):
    """What is asked of a row."""

    @property
    def org_unit_id(self) -> str: ...

    @property
    def budget(self) -> Estimate: ...

    @property
    def landing(self) -> Estimate: ...

    @property
    def p_over(self) -> float: ...


def untold(table: str, year: str = "") -> str:
    """Why it cannot be told, and what would let it."""
    why = {
        "budget": "no feed delivers budgets. With each unit's budget by month, from finance, it could be.",
        "ledger_line": "no feed delivers the ledger. With the lines that finance posted, it could be.",
        "": f"nobody has a budget for a month of {year}. With that year's budgets, from finance, it could be.",
    }[table]
    return f"It cannot be told where spending will land: {why}"


def landing_says(
    rows: Sequence[Landed],
    missing: Sequence[Landed],
    doubtful: Sequence[Landed],
    whole: Estimate,
    carried_over: float,
    span: Span,
    scores: Scores,
) -> str:
    """The answer as a director would say it."""
    budget = sum(row.budget.value or 0.0 for row in rows)
    months = f"{span.first} to {span.last}"
    interval = f"{_millions(whole.low)} to {_millions(whole.high)} million" if whole.low != whole.high else "certain"
    parts = [
        f"Of {len(rows)} units, {_named(missing)} will miss the budget of {months}"
        if missing
        else f"None of {len(rows)} units is shown to miss its budget of {months}"
    ]
    parts.append(
        f"the whole lands at {_millions(whole.value)} million {whole.currency} ({interval}) against "
        f"{_millions(budget)} million"
    )
    said = "; ".join(parts) + "."
    if doubtful:
        verb = "is" if len(doubtful) == 1 else "are"
        said += f" Not decided yet {verb} {_named(doubtful)}."
    if carried_over > CARRIED_SHARE * budget:
        said += f" Work of {_millions(carried_over)} million is done and will be posted after that."
    if scores.coverage is not None and scores.bias is not None:
        said += (
            f" Tried on earlier months, intervals held {scores.coverage:.0%} of what came, which was "
            f"{abs(scores.bias):.1%} {'above' if scores.bias > 0 else 'below'} forecast"
        )
        said += f"; intervals are widened {scores.widening:.2f}-fold." if scores.widening > 1.005 else "."
    return said


def _named(rows: Sequence[Landed]) -> str:
    told = [f"{called('org_unit', row.org_unit_id)} ({_off(row)})" for row in rows[:NAMED]]
    rest = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{len(rows)}: {', '.join(told)}{rest}" if len(rows) > 1 else f"{told[0]}"


def _off(row: Landed) -> str:
    budget, landing = row.budget.value or 0.0, row.landing.value or 0.0
    return f"{landing / budget - 1:+.1%}" if budget > 0 else "without a budget above zero"


def _millions(value: float | None) -> str:
    return f"{(value or 0.0) / 1e6:,.1f}"


def landing_thresholds(rows: Sequence[Landed], turning: Sequence[float], currency: str) -> tuple[Threshold, ...]:
    """Of the units that are nearest to it, the budget below which it would be said that they miss it.

    Args:
        turning: that budget of each row.
    """
    found = []
    for row, at in zip(rows, turning, strict=True):
        budget = row.budget.value or 0.0
        what = f"budget of {called('org_unit', row.org_unit_id)} in {currency}, below which it is missed"
        found.append((abs(at - budget) / max(budget, 1.0), Threshold(what=what, now=budget, threshold=at)))
    found.sort(key=lambda pair: pair[0])
    return tuple(threshold for _, threshold in found[:NEAREST])

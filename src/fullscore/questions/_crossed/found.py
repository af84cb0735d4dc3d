"""All that is found of an edition before it is told: objectives, levers, and what each lever does to each objective."""

from collections.abc import Mapping
from dataclasses import dataclass

from fullscore.measures._shape import measures
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.measures.budget_variance import budget_variance
from fullscore.measures.spend import spend
from fullscore.questions._crossed.aims import Aim, Signed, aims_of, signed_in
from fullscore.questions._crossed.conflicts import Cell, Range, cells_of
from fullscore.questions._crossed.decisions import decided, decisions_in, moved_by
from fullscore.questions._crossed.effects import NONE, Effects, better_told, going_with
from fullscore.questions._crossed.outcomes import Outcome, figure_of, outcome_of
from fullscore.questions._crossed.ranges import range_of
from fullscore.questions._levers._requests import Requests, requests_of
from fullscore.questions._levers._shape import levers
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault

ASSUMED = {"matters_share": 0.2, "movable_share": 0.5}
"""How much of the way from now to a target matters, of what a lever does over the whole range in which it is set; and
of the requests whose like went another way, how many could go it too."""
CARRIED = (budget_variance.name, spend.name)
"""They move as the average bill rate does, at the hours as they are."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that was found, before it is told."""

    signed: list[Signed]
    unknown: list[str]
    requests: Requests
    outcomes: Mapping[str, Outcome]
    aims: list[Aim]
    ranges: Mapping[str, Range]
    effects: Mapping[str, Effects]
    cells: list[Cell]


def found_in(edition: Edition, what_if: WhatIf) -> Found:
    """What an edition with objectives and requisitions comes to.

    Raises:
        Fault: something is assumed that is no share.
    """
    taken_for = {**ASSUMED, **what_if}
    for name, value in taken_for.items():
        if not 0 < value <= 1:
            raise Fault(f"{name} cannot be {value:g}", next_step="give it a number above 0, to 1")
    signed, unknown = signed_in(edition)
    requests = requests_of(edition)
    asked = {one.measure for one in signed}
    read = asked | ({average_bill_rate.name} if asked & set(CARRIED) else set())
    outcomes = {}
    for name in sorted(read - set(CARRIED)):
        outcome = outcome_of(edition, measures()[name], requests)
        if outcome is not None:
            outcomes[name] = outcome
    taken = decisions_in(edition)
    moved = moved_by(requests, taken, {name: lever.step for name, lever in levers().items()})
    effects = {
        name: better_told(going_with(requests, outcome), decided(requests, outcome, taken, moved))
        for name, outcome in outcomes.items()
    }
    rates = outcomes.get(average_bill_rate.name)
    now = {name: outcome.now for name, outcome in outcomes.items()}
    for name in asked - set(outcomes):
        now[name], whole = figure_of(edition, measures()[name])
        if name in CARRIED and rates is not None and whole > 0:
            # A dollar an hour more is so much more a year, at the hours worked inside in the last year.
            effects[name] = effects[average_bill_rate.name].times(rates.recent_weight / whole, "arithmetic")
    every = {name: range_of(edition, lever, requests, taken_for["movable_share"]) for name, lever in levers().items()}
    ranges = {name: over for name, over in every.items() if over is not None}
    aims = aims_of(signed, now, taken_for["matters_share"])
    cells = cells_of(aims, {name: effects.get(name, NONE) for name in asked}, ranges)
    return Found(
        signed=signed, unknown=unknown, requests=requests, outcomes=outcomes, aims=aims, ranges=ranges,
        effects={name: effects.get(name, NONE) for name in {*asked, *effects}}, cells=cells,
    )  # fmt: skip

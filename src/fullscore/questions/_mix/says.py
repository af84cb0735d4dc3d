"""The sentence, the options and the thresholds of ``resource_mix``."""

from collections.abc import Sequence
from dataclasses import dataclass

from fullscore.questions._mix.capability_mixes import CapabilityMix
from fullscore.terms.answer import Option, Threshold, row_id
from fullscore.terms.estimate import Estimate

MOST_NAMED = 3
LEAST_MOVE = 0.005
"""Of the hours; a smaller change of a share is not worth naming."""


@dataclass(frozen=True, kw_only=True)
class SayableMix:
    """A capability and what its efficient mix saves in currency."""

    mix: CapabilityMix
    saving: Estimate | None


def says(found: Sequence[SayableMix], verdict: bool | None, currency: str, unknown: float, margin: float) -> str:
    """The answer in a sentence or two."""
    judged = [one for one in found if one.mix.verdict is not None]
    over = sorted((one for one in judged if one.mix.verdict), key=lambda one: -_value(one.saving))
    told = []
    if verdict:
        named = "; ".join(f"{one.mix.capability} costs {_excess(one.mix)}" for one in over[:MOST_NAMED])
        more = f", and {len(over) - MOST_NAMED} more" if len(over) > MOST_NAMED else ""
        told.append(
            f"Yes, in {len(over)} of {len(found)} capabilities: against the mixes that the client's own comparable "
            f"units already work with, {named}{more}. Together that is {currency} "
            f"{_money(sum(_value(one.saving) for one in over))} a year."
        )
    elif verdict is False:
        told.append(
            f"No: in {len(judged)} of {len(found)} capabilities no mix that comparable units already work with would "
            f"cost {margin:.0f}% less."
        )
    else:
        few = sum(one.mix.efficient is None for one in found)
        vague = len(found) - few - len(judged)
        told.append(
            f"Cannot tell: of {len(found)} capabilities {few} have fewer than ten org units with comparable demand to "
            f"learn from{f', and {vague} are too uncertain' if vague else ''}. More units inside the programme, or "
            "their place in the organisation (org_unit with its parents), would let it answer."
        )
    open_ones = [one for one in found if one.mix.verdict is None]
    if verdict is not None and open_ones:
        names = ", ".join(one.mix.capability for one in open_ones[:MOST_NAMED])
        rest = f" and {len(open_ones) - MOST_NAMED} more" if len(open_ones) > MOST_NAMED else ""
        told.append(f"It cannot be told for {names}{rest}.")
    whole = sum(one.mix.extended for one in found) + unknown
    if unknown > 0:
        told.append(f"Hours are unknown for {100 * unknown / whole:.0f}% of the cost.")
    return " ".join(told)


def options(found: Sequence[SayableMix]) -> tuple[Option, ...]:
    """For each over-indexed capability the move that its own comparable units show."""
    made = []
    for one in found:
        mix = one.mix
        if not mix.verdict or mix.efficient is None:
            continue
        extended = mix.types[: len(mix.efficient.shares)]
        hours = mix.hours[: len(extended)]
        whole = sum(hours)
        moves = [
            (float(share) - now / whole, name, now / whole, float(share))
            for name, now, share in zip(extended, hours, mix.efficient.shares, strict=True)
        ]
        down = [move for move in sorted(moves) if move[0] < -LEAST_MOVE]
        up = [move for move in sorted(moves, reverse=True) if move[0] > LEAST_MOVE]
        made.append(
            Option(
                id=row_id("resource_mix", (mix.capability,)),
                says=f"{mix.capability}: buy less as {_moves(down)}, more as {_moves(up)}.",
                value_per_year=one.saving,
            )
        )
    return tuple(made)


def thresholds(found: Sequence[CapabilityMix], margin: float) -> tuple[Threshold, ...]:
    """How near each uncertain or over-indexed capability is to the other verdict."""
    made = []
    for mix in found:
        if mix.over is None or mix.verdict is False:
            continue
        end = mix.over.low
        made.append(
            Threshold(
                what=f"{mix.capability}: percent that the mix costs above the efficient one, at the low end",
                now=None if end is None else round(100 * end, 2),
                threshold=margin,
            )
        )
    for mix in found:
        if mix.efficient is None:
            made.append(Threshold(what=f"{mix.capability}: org units with comparable demand", now=None, threshold=10.0))
    return tuple(made)


def _moves(moves: Sequence[tuple[float, str, float, float]]) -> str:
    words = [f"{name.replace('_', ' ')} ({100 * now:.0f}% to {100 * then:.0f}%)" for _, name, now, then in moves]
    return " and ".join(words) if words else "any one type"


def _excess(mix: CapabilityMix) -> str:
    over = mix.over
    if over is None or over.value is None or over.low is None or over.high is None:
        return "more"
    return f"{100 * over.value:.0f}% more ({100 * over.low:.0f}% to {100 * over.high:.0f}%)"


def _value(estimate: Estimate | None) -> float:
    return estimate.value if estimate is not None and estimate.value is not None else 0.0


def _money(value: float) -> str:
    return f"{value / 1e6:,.1f} million" if abs(value) >= 1e6 else f"{value:,.0f}"

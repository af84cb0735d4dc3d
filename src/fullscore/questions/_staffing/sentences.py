"""The sentences of `build_or_buy`: what the answer says, what could be done, and what would turn it."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._staffing.policy import CHANGES, Case, Staffing, Verdict, threshold
from fullscore.stats.make_or_buy import Channel, break_even
from fullscore.terms.answer import Option, Threshold, plain
from fullscore.terms.estimate import Estimate
from fullscore.terms.shown import shown

TURNED = 2
"""Capabilities whose thresholds are looked for: those with the most at stake."""


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One capability; the first three numbers in full-time equivalents, money in the programme's currency."""

    capability: str
    extended_fte: float
    build_fte: float
    hire_up_to: float
    saving: Estimate
    p_cheaper: float
    break_even_months: Estimate
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A capability's case and what it came to."""

    name: str
    today: float
    case: Case
    staffing: Staffing


def said(rows: tuple[Capability, ...], verdict: bool | None, months: int) -> str:
    """The answer in a few sentences, its rows in their order."""
    build, buy, close = ([r for r in rows if r.verdict == which] for which in ("build", "keep_buying", "too_close"))
    if build:
        first = build[0]
        text = (
            f"Build {named([r.capability for r in build])}. {first.capability}: {first.build_fte:,.0f} full-time "
            f"equivalents of posts opened now, where {first.extended_fte:,.0f} are bought, would save "
            f"{shown('saving', plain(first.saving))} over {months} months."
        )
    elif verdict is None:
        return (
            f"It cannot be told whether to build: in {len(close)} of {len(rows)} capabilities building and buying cost "
            "too nearly the same. A longer history, or surer costs of employees, would tell them apart."
        )
    elif not close:
        return f"Keep buying: none of {len(rows)} capabilities would cost less if it were built."
    else:
        text = f"No capability should be built now: {len(buy)} of {len(rows)} cost less bought."
    if build and buy:
        text += f" Keep buying {named([r.capability for r in buy])}."
    if close:
        text += f" Too close to tell: {named([r.capability for r in close])}."
    return text


def named(names: list[str]) -> str:
    """A list of names as it is spoken; a long one is cut short."""
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def option(one: Judged, currency: str) -> Option:
    """The posts that a capability's policy opens, in heads, and what they are worth."""
    found, months = one.staffing, one.case.months
    heads, level = (round(posts / one.case.output) for posts in (found.policy.now, found.policy.up_to))
    terms = one.case.terms()
    # A post that is always in use, against buying its work: what is paid once, and what each month costs.
    own = Channel(fixed=float(np.mean(terms.hiring + terms.ramp / 2 * terms.buy)), variable=float(np.mean(terms.build)))
    even = break_even(own, Channel(fixed=0.0, variable=float(np.mean(terms.buy))))
    used = f" A post in constant use earns its hiring back {even:.0f} months after it is filled." if even else ""

    def yearly(value: float | None) -> float | None:
        return None if value is None else value * 12 / months

    saving = found.saving
    later = f", and hire up to {level:,} at each quarterly review" if level else ", and let leavers' places lapse"
    return Option(
        id=f"build_{one.name}",
        says=f"Open {heads:,} permanent posts in {one.name} now, which give {one.staffing.policy.now:,.0f} full-time "
        f"equivalents{later}.{used}",
        value_per_year=Estimate(
            value=yearly(saving.value), n=saving.n, low=yearly(saving.low), high=yearly(saving.high), currency=currency
        ),
    )


def thresholds(judged: list[Judged]) -> tuple[Threshold, ...]:
    """Where the verdicts of the capabilities with the most at stake would turn."""
    at_stake = sorted(judged, key=lambda one: -one.today * (one.staffing.verdict != "build"))
    chosen = [one for one in judged if one.staffing.verdict == "build"][:TURNED]
    chosen = (chosen + [one for one in at_stake if one not in chosen])[:TURNED]
    found = []
    for one in chosen:
        now = {
            "bill rate": one.case.costs.bill_rate,
            "attrition per year": float(one.case.leaving.mean()),
            "ramp months": float(one.case.ramp.mean()),
            "horizon months": float(one.case.months),
            "demand a year from now": float(np.median(one.case.drawn[:, min(11, one.case.drawn.shape[1] - 1)])),
        }
        for what, change in CHANGES.items():
            factor = threshold(one.case, change, one.staffing.verdict)
            if factor is not None:
                turned = now[what] * factor
                turned = float(round(turned)) if what == "horizon months" else turned
                found.append(Threshold(what=f"{one.name}, {what}", now=now[what], threshold=turned))
    return tuple(found)

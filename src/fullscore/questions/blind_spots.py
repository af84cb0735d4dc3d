"""What cannot be seen: what the questions need and was not delivered, who holds it, and what seeing it would be worth.

A row is something that one question needs and does not have, or not of enough of the rows that ought to have it:
``have`` against ``need``, both as shares; ``where`` names the part in which the lack is concentrated, and ``have`` is
then of that part. Only what a question declares to use, or that it would use, is looked for. ``held_by`` is whose feed
delivers the table or would; ``wanted_by`` the functions that the question concerns.

``worth_per_year`` is the expected value of knowing what the data would tell before the question's decisions are taken,
by regression on the answer's own draws, times how many such decisions there are in a year, less what it costs in a year
to get the data. ``because`` names what is believed for now (the prior). Values of several rows do not add up: one thing
may tell what another would. Where absence pulls an answer to one side, no draws hold that, and the row says "bias, not
priced"; where no decision in money turns on what the data would tell, it is not priced, and says so.

The verdict is yes where something is worth more than it costs to get, at the low end of its interval, or biases an
answer; no where nothing lacks, or all that does is priced and at the high end not worth its cost; else unknown. Rows
stand with the dearest things first, then those that bias an answer, then those that most questions want.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fullscore.lens.need import Behind
from fullscore.questions._blind.gaps import Gap, gaps, lacking_rows
from fullscore.questions._blind.holders import held_by
from fullscore.questions._blind.sentences import Thing, options, said, things_of, thresholds
from fullscore.questions._blind.worth import ASSUMED, Prices, Worth, most, worth_of
from fullscore.questions._shape import Question, Told, question_called, questions, told_by_others
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.evidence import weakest

Priced = Literal["priced", "bias, not priced", "not priced"]


@dataclass(frozen=True, kw_only=True)
class Because:
    """Why something is wanted, and how it is priced, in words; empty where it does not apply.

    Attributes:
        effect: what is lost without it; ``bias``: to which side the answer is pulled.
        priors: what is believed for now of what it would tell.
        decisions_per_year: how many would be taken the better for it.
        unpriced: why it has no price.
    """

    effect: str
    bias: str
    priors: tuple[str, ...]
    decisions_per_year: float
    unpriced: str


@dataclass(frozen=True, kw_only=True)
class BlindSpot:
    """What one question lacks.

    Attributes:
        column: empty where the whole table is meant.
        where: the part of the rows in which the lack is concentrated; empty: all.
        have, need: of the rows that ought to have it, the share that does, and the share that is asked for.
        worth_per_year: in the programme's currency, less its cost; None where it is not priced.
        priced: whether it is, and whether its absence biases the answer; ``because`` says more.
    """

    question: str
    table: str
    column: str
    where: str
    have: float
    need: float
    held_by: str
    wanted_by: tuple[str, ...]
    worth_per_year: Estimate | None
    priced: Priced
    because: Because


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    asked = tuple(question for question in questions().values() if not question.of_others)
    others = told_by_others(edition)
    prices = Prices.of(edition, what_if)
    found = gaps(edition, asked)
    worths = {id(gap): _worth(gap, others[gap.question.name], prices, edition.currency) for gap in found}
    holders = {gap.table: held_by(edition, gap.table) for gap in found}
    things = things_of([(gap, worths[id(gap)], holders[gap.table]) for gap in found])
    verdict = _verdict(things)
    wanted = {need.table for question in asked for need in question.needs}
    absent = {gap.table for gap in found if not gap.lacking}
    return Told(
        verdict=verdict,
        says=said(things, verdict, len(wanted), len(absent)),
        confidence=_confidence(things, verdict),
        evidence=_evidence(things, others),
        rows=tuple(_row(gap, worth, thing.held_by, others) for thing in things for gap, worth in thing.gaps),
        options=options(things),
        would_change=thresholds(things, prices),
        assumptions=(
            *prices.assumptions,
            Assumption(name="worths_add_up", value="no: each as if it were got alone", source="default"),
        ),
        further={
            "things": tuple(thing.told() for thing in things),
            "knowing_everything_in_doubt": {
                name: most(told.decisions) for name, told in others.items() if told.decisions
            },
        },
    )


def _worth(gap: Gap, told: Told, prices: Prices, currency: str) -> Worth:
    """Of a gap whose absence biases an answer, the bias alone; where there is no answer, none can be biased."""
    if gap.bias and _is_answered(told):
        return Worth(net=None, bias=gap.bias)
    return worth_of(gap, told.decisions, prices, currency)


def _is_answered(told: Told) -> bool:
    """Whether a question came to anything."""
    return told.verdict is not None or bool(told.rows)


def _row(gap: Gap, worth: Worth, holder: str, others: Mapping[str, Told]) -> BlindSpot:
    told = others[gap.question.name]
    unpriced = ""
    if worth.net is None and not worth.bias:
        unpriced = (
            "the question has no answer yet that could be better"
            if not _is_answered(told)
            else "no decision turns on what it would tell"
            if told.decisions
            else "the answer offers no decision in money"
        )
    return BlindSpot(
        question=gap.question.name,
        table=gap.table.name,
        column=gap.column,
        where=gap.where,
        have=gap.have,
        need=gap.need,
        held_by=holder,
        wanted_by=gap.question.concerns,
        worth_per_year=worth.net,
        priced="bias, not priced" if worth.bias else "not priced" if unpriced else "priced",
        because=Because(
            effect=gap.effect,
            bias=worth.bias,
            priors=worth.priors,
            decisions_per_year=worth.decisions,
            unpriced=unpriced,
        ),
    )


def _verdict(things: Sequence[Thing]) -> bool | None:
    if any(thing.is_worth_it or thing.biases for thing in things):
        return True
    return False if all(thing.is_not_worth_it for thing in things) else None


def _confidence(things: Sequence[Thing], verdict: bool | None) -> float | None:
    """That the surest is worth its cost; none where the verdict was counted: a bias, or nothing that lacks."""
    if verdict is None or not things or any(thing.biases for thing in things):
        return None
    surest = max(thing.p_worth_it for thing in things)
    return surest if verdict else 1 - surest


def _evidence(things: Sequence[Thing], others: Mapping[str, Told]) -> str:
    """That something was not delivered is seen here; what it would be worth is as sure as the answer that prices it."""
    pricing = {
        gap.question.name
        for thing in things
        if thing.is_worth_it and not thing.biases
        for gap, worth in thing.gaps
        if worth.net is not None
    }
    return weakest(["independent", *(others[name].evidence for name in sorted(pricing))])


def _behind(edition: Edition, row: BlindSpot) -> tuple[Behind, ...]:
    """The rows that lack it; nothing where the table itself is missing."""
    found = []
    for gap in gaps(edition, [question_called(row.question)]):
        if (gap.table.name, gap.column) == (row.table, row.column):
            rows = lacking_rows(edition, gap)
            if rows is not None:
                of = gap.needs[0].of or gap.table
                found.append(Behind(table=of, keys=rows.select(*of.key)))
    return tuple(found)


blind_spots = Question(
    name="blind_spots",
    place=11,
    title="What can we not see?",
    concerns=("hr", "procurement", "finance", "hiring"),
    key=("question", "table", "column"),
    needs=(),
    answer=_answer,
    behind=_behind,
    figures=("blind_spots",),
    assumes=tuple(ASSUMED),
    of_others=True,
)

"""What a question is made of, and how what it found becomes an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from fullscore.lens.names import spelt
from fullscore.lens.need import Behind, Need, missing_of, sources_of
from fullscore.questions._asked import once
from fullscore.questions._decision import Decision
from fullscore.terms.answer import Answer, Assumption, Missing, Option, Threshold, row_id
from fullscore.terms.assumed import WhatIf
from fullscore.terms.declared import declared
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a question found; its parts are those of an answer, its rows the question's own dataclasses."""

    verdict: bool | None
    says: str
    evidence: str
    confidence: float | None = None
    rows: tuple[Any, ...] = ()
    options: tuple[Option, ...] = ()
    would_change: tuple[Threshold, ...] = ()
    missing: tuple[Missing, ...] = ()
    """Beside what the question declares to need: what only its own look at the data could find missing."""
    assumptions: tuple[Assumption, ...] = ()
    further: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    """What it would help to decide, as draws, so that what is missing can be priced; they stand in no answer."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A standing question: its definition opens its file.

    Attributes:
        place: its place among the standing questions, in which they are told.
        title: the question as a director would ask it.
        concerns: functions of the client whom the answer concerns.
        key: the columns that name a row of the answer.
        needs: what it rests on.
        answer: from an edition and what a person wants to assume, what it found.
        behind: the canonical rows behind a row of the answer.
        figures: names of the charts that draw it.
        assumes: names of what a person may assume otherwise.
        shares: what costly work it shares with other questions that say the same; they are best answered together.
        of_others: whether it is answered from what the other questions told.
    """

    name: str
    place: int
    title: str
    concerns: tuple[str, ...]
    key: tuple[str, ...]
    needs: tuple[Need, ...]
    answer: Callable[[Edition, WhatIf], Told]
    behind: Callable[[Edition, Any], tuple[Behind, ...]]
    figures: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    shares: str = ""
    of_others: bool = False


@cache
def questions() -> dict[str, Question]:
    """Every question by name, in the order in which they are told."""
    found = declared("fullscore.questions")
    return dict(sorted(found.items(), key=lambda item: item[1].place))


def question_called(name: str) -> Question:
    """The question of that name.

    Raises:
        Fault: there is none.
    """
    try:
        return questions()[name]
    except KeyError:
        raise Fault(f"there is no question called {name}", next_step=f"ask {', '.join(questions())}") from None


def answered(edition: Edition, question: Question, what_if: WhatIf | None = None) -> Answer:
    """The answer of a question in an edition.

    Raises:
        Fault: something is assumed that the question does not ask about.
    """
    for name in what_if or {}:
        if name not in question.assumes:
            raise Fault(
                f"{question.name} assumes nothing called {name}",
                next_step=f"use {', '.join(question.assumes)}" if question.assumes else "leave it out",
            )
    found = told(edition, question) if not what_if else question.answer(edition, what_if)
    return Answer(
        question=question.name,
        title=question.title,
        edition=edition.id,
        as_of=edition.as_of,
        verdict=found.verdict,
        says=spelt(edition, found.says),
        confidence=found.confidence,
        evidence=found.evidence,
        rows={row_id(question.name, tuple(getattr(row, k) for k in question.key)): row for row in found.rows},
        options=tuple(replace(option, says=spelt(edition, option.says)) for option in found.options),
        would_change=tuple(replace(one, what=spelt(edition, one.what)) for one in found.would_change),
        missing=(*missing_of(edition, question.needs), *found.missing),
        assumptions=found.assumptions,
        concerns=question.concerns,
        figures=question.figures,
        sources=_sources(edition, question),
        further=found.further,
    )


def told(edition: Edition, question: Question) -> Told:
    """What a question found in an edition where nothing is assumed otherwise; computed once for an open edition."""
    found: Told = once(edition, question.name, lambda: question.answer(edition, {}))
    return found


def told_by_others(edition: Edition) -> dict[str, Told]:
    """What every question found that is not itself answered from the others, by its name."""
    return {name: told(edition, question) for name, question in questions().items() if not question.of_others}


def _sources(edition: Edition, question: Question) -> tuple[str, ...]:
    """The deliveries whose rows in force the question reads, or those do from which it is answered."""
    reading = (question, *questions().values()) if question.of_others else (question,)
    return sources_of(edition, tuple(need for one in reading for need in one.needs))

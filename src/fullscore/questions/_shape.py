"""What a question is made of, and how what it found becomes an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.questions._asked import once
from fullscore.questions._decision import Decision
from fullscore.terms.answer import Answer, Assumption, Missing, Option, Threshold, row_id
from fullscore.terms.declared import declared
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault

ENOUGH = 0.9
"""Of the rows that ought to have a value, so many must, where a question does not say otherwise."""

SOME = 0.01
"""What must be filled of a column that most rows rightly leave empty: it is in use."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """Data that a question uses, or would use.

    Attributes:
        column: empty where the whole table is meant.
        effect: what is lost without it.
        bias: where absence does not only widen the answer but pulls it to one side: to which, and why.
        share: of the rows that ought to have it, how many must.
        by: columns by which a lack may be concentrated, such as a resource type.
        among: the rows that ought to have it, where these are not all rows of the table: an expression with the
            columns of ``by`` and the key of ``of``, and with ``_there`` where it is not the column's being filled.
        of: the table of those rows, where it is another.
    """

    table: Table
    column: str = ""
    effect: str
    bias: str = ""
    share: float = ENOUGH
    by: tuple[str, ...] = ()
    among: Callable[[Edition], Any] | None = None
    of: Table | None = None

    def __post_init__(self) -> None:
        if self.column and self.column not in self.table.by_name:
            raise ValueError(f"{self.table.name} has no column {self.column}")


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The canonical rows behind a row of an answer: a table, and keys of rows of it.

    ``keys`` is an expression or an Arrow table whose columns are columns of the table.
    """

    table: Table
    keys: Any


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


WhatIf = Mapping[str, float]
"""Assumptions that a person sets for one asking, by name."""


def assumed(name: str, default: float, written: Mapping[str, Any], what_if: WhatIf) -> Assumption:
    """A number that stands in an answer: what a person sets for one asking, else what the settings say, else a default.

    Args:
        written: the section of the edition's settings that can hold it; empty where none can.
    """
    if name in what_if:
        return Assumption(name=name, value=what_if[name], source="what if")
    if name in written:
        return Assumption(name=name, value=written[name], source="policy")
    return Assumption(name=name, value=default, source="default")


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
        says=found.says,
        confidence=found.confidence,
        evidence=found.evidence,
        rows={row_id(question.name, tuple(getattr(row, k) for k in question.key)): row for row in found.rows},
        options=found.options,
        would_change=found.would_change,
        missing=(*_missing(edition, question), *found.missing),
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


def _missing(edition: Edition, question: Question) -> tuple[Missing, ...]:
    """What the question needs and nobody delivered: tables, and columns that are empty throughout."""
    asked: dict[Table, list[Need]] = {}
    for need in question.needs:
        asked.setdefault(need.table, []).append(need)
    found = []
    for table, needs in asked.items():
        columns = tuple(dict.fromkeys(need.column for need in needs if need.column))
        there = _filled(edition, table, columns) if edition.has(table.name) else None
        for need in needs:
            if there is None and need.column and any(not other.column for other in needs):
                continue  # The table as a whole is named already.
            if there is None or (need.column and not there[need.column]):
                found.append(Missing(table=table.name, column=need.column, effect=need.effect))
    return tuple(found)


def _filled(edition: Edition, table: Table, columns: tuple[str, ...]) -> dict[str, int]:
    if not columns:
        return {}
    rows = edition.table(table.name).aggregate(**{name: column(name).count() for name in columns})
    return {name: int(count) for name, count in edition.run(rows).to_pylist()[0].items()}


def _sources(edition: Edition, question: Question) -> tuple[str, ...]:
    """The deliveries whose rows in force the question reads, or those do from which it is answered."""
    found: set[str] = set()
    reading = (question, *questions().values()) if question.of_others else (question,)
    for table in dict.fromkeys(need.table for one in reading for need in one.needs):
        if edition.has(table.name):
            files = edition.run(edition.table(table.name).select("_file").distinct())["_file"].to_pylist()
            found |= {file.split("/", 1)[0] for file in files if file}
    return tuple(sorted(found))

"""Answers of an edition, and the canonical rows behind a row of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fullscore.questions._asked import hand_over
from fullscore.questions._shape import Told, answered, question_called, questions, told
from fullscore.run.read import open_edition
from fullscore.run.side_by_side import is_worth_it, side_by_side
from fullscore.run.trace import records_behind
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import Answer
from fullscore.terms.fault import Fault


def answer(edition: StoredEdition, name: str, what_if: Mapping[str, float] | None = None) -> Answer:
    """The answer to one question.

    Raises:
        Fault: there is no such question, or it assumes nothing of that name.
    """
    return answered(edition, question_called(name), what_if)


def answers(edition: StoredEdition) -> Iterator[Answer]:
    """The answers to all questions, in their order.

    Over a large edition they are computed side by side, since each question by itself keeps only one core busy.
    Questions that share costly work are answered in one process, and begun first. Questions that are answered from the
    others wait for them, and are answered here from what those processes told.
    """
    if not is_worth_it(edition.manifest.read):
        yield from (answered(edition, question) for question in questions().values())
        return
    opening = partial(open_edition, edition.layout, edition.id, threads=1)
    coming = side_by_side(opening, _answer_some, _groups())
    done: dict[str, Answer] = {}
    for name, question in questions().items():
        while name not in done and (group := next(coming, None)):
            for one, of in group[1]:
                done[one.question] = one
                hand_over(edition, one.question, of)
        yield answered(edition, question) if question.of_others else done[name]


def _groups() -> list[str]:
    """Names of questions to be answered together, one space between them; those that share work come first."""
    groups: dict[str, list[str]] = {}
    for name, question in questions().items():
        if not question.of_others:
            groups.setdefault(question.shares or name, []).append(name)
    return sorted((" ".join(names) for names in groups.values()), key=lambda names: -names.count(" "))


def _answer_some(edition: StoredEdition, names: str) -> list[tuple[Answer, Told]]:
    """Some answers, and what each was made of, whose decisions stand in no answer."""
    return [(answer(edition, name), told(edition, question_called(name))) for name in names.split(" ")]


@dataclass(frozen=True, kw_only=True)
class TracedRow:
    """A row of an answer and the canonical rows behind it."""

    answer: Answer
    row: Any
    n: int
    """How many rows there are."""
    records: tuple[dict[str, Any], ...]
    """The first of them: table, key, file, line, delivery."""


def trace_row(edition: StoredEdition, name: str, id: str, *, limit: int | None) -> TracedRow:
    """List the canonical rows behind a row of an answer, table by table, in the order of their files.

    Args:
        limit: how many records to give at the most; None: all.

    Raises:
        Fault: the question has no such row in this edition.
    """
    question = question_called(name)
    found = answered(edition, question)
    if id not in found.rows:
        raise Fault(
            f"{name} has no row {id} in edition {edition.id}",
            next_step=f"`fullscore ask {name}` shows each row with its id",
        )
    total, listed = 0, list[dict[str, Any]]()
    for behind in question.behind(edition, found.rows[id]):
        keys = behind.keys if hasattr(behind.keys, "semi_join") else edition.lend(behind.keys)
        room = None if limit is None else max(limit - len(listed), 0)
        count, records = records_behind(edition, behind.table, keys, room)
        total += count
        listed += records
    return TracedRow(answer=found, row=found.rows[id], n=total, records=tuple(listed))

"""Answers of an edition, and the canonical rows behind a row of one."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from fullscore.questions._asked import hand_over
from fullscore.questions._shape import Told, answered, question_called, questions, told
from fullscore.run.read import open_edition
from fullscore.run.trace import records_behind
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.answer import Answer
from fullscore.terms.fault import Fault

LARGE = 500_000
"""Rows read, from which on answers are computed side by side."""


def answer(edition: StoredEdition, name: str, what_if: Mapping[str, float] | None = None) -> Answer:
    """The answer to one question.

    Raises:
        Fault: there is no such question, or it assumes nothing of that name.
    """
    return answered(edition, question_called(name), what_if)


def answers(edition: StoredEdition) -> Iterator[Answer]:
    """The answers to all questions, in their order.

    Over a large edition they are computed in a process for each of two cores, since each question by itself keeps only
    one of them busy; over a small one starting a process would cost more than it saves. Questions that share costly
    work are answered in one process, all others in the other. Questions that are answered from the others wait for
    them, and are answered here from what those processes told.
    """
    if edition.manifest.read < LARGE or (os.cpu_count() or 1) < 2:
        yield from (answered(edition, question) for question in questions().values())
        return
    # Each process has a core of its own; many small matrices are twice as slow where several threads share each.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    alone = {name: question for name, question in questions().items() if not question.of_others}
    with _lane(edition) as sharing, _lane(edition) as others:
        begun = {
            name: (sharing if question.shares else others).submit(_answer_alone, name)
            for name, question in alone.items()
        }
        for name, question in questions().items():
            if question.of_others:
                for other in alone:
                    hand_over(edition, other, begun[other].result()[1])
                yield answered(edition, question)
            else:
                yield begun[name].result()[0]


@contextmanager
def _lane(edition: StoredEdition) -> Iterator[ProcessPoolExecutor]:
    """A process that has opened the edition once, and answers one question after another."""
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_open, initargs=(edition.layout, edition.id)
    ) as lane:
        try:
            yield lane
        finally:
            lane.submit(_close)


_OPENED: list[StoredEdition] = []
"""The edition of this process, where it is a lane."""


def _open(layout: Layout, edition: str) -> None:
    _OPENED.append(open_edition(layout, edition, threads=1))


def _close() -> None:
    _OPENED.pop().close()


def _answer_alone(name: str) -> tuple[Answer, Told]:
    """The answer, and what it was made of, whose decisions stand in no answer."""
    return answer(_OPENED[0], name), told(_OPENED[0], question_called(name))


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

"""The same work on many things, in a process for each of two cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack
from multiprocessing import get_context
from multiprocessing.util import Finalize
from typing import Any, TypeVar

R = TypeVar("R")
LARGE = 500_000
"""Rows read, from which on work is done side by side: with fewer starting a process costs more than it saves."""
_open = ExitStack()
_opened: list[Any] = []
"""What this process has opened."""


def is_worth_it(rows_read: int) -> bool:
    """Whether to work side by side over an edition of so many rows."""
    return rows_read >= LARGE and (os.cpu_count() or 1) > 1


def side_by_side(
    opening: Callable[[], AbstractContextManager[Any]], work: Callable[[Any, str], R], items: Sequence[str]
) -> Iterator[tuple[str, R]]:
    """The work done on each item, those that take longest first, so that both processes end at about the same time.

    Args:
        opening: opens what is worked on, once in each process, with one thread.
        work: is given what was opened and an item; it, ``opening`` and what comes of it are pickled.
        items: in the order in which they are begun.

    Yields:
        An item and what came of it, as soon as it is done.

    Raises:
        Fault: the work on an item raised it.
    """
    # Each process has a core of its own; many small matrices are twice as slow where several threads share each.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        begun = {pool.submit(_done, opening, work, item): item for item in items}
        for one in as_completed(begun):
            yield begun[one], one.result()


def _done(opening: Callable[[], AbstractContextManager[Any]], work: Callable[[Any, str], R], item: str) -> R:
    if not _opened:
        _opened.append(_open.enter_context(opening()))
        # A process of a pool ends without the handlers of ``atexit``.
        Finalize(None, _open.close, exitpriority=1)
    return work(_opened[0], item)

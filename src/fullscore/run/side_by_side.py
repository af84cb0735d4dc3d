"""The same work on many things, in this process and a second one, for two cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack
from multiprocessing import get_context
from multiprocessing.util import Finalize
from typing import Any, TypeVar

from fullscore.run.ready import ready

R = TypeVar("R")
LARGE = 500_000
"""Rows read, from which on work is done side by side: with fewer starting a process costs more than it saves."""
_open = ExitStack()
_opened: list[Any] = []
"""What a process that was started has opened."""


def is_worth_it(rows_read: int) -> bool:
    """Whether to work side by side over an edition of so many rows."""
    return rows_read >= LARGE and (os.cpu_count() or 1) > 1


def side_by_side(
    opening: Callable[[], AbstractContextManager[Any]], work: Callable[[Any, str], R], items: Sequence[str]
) -> Iterator[tuple[str, R]]:
    """The work done on each item, in this process and in another, so that both end at about the same time.

    Args:
        opening: opens what is worked on, once in each process, with one thread.
        work: is given what was opened and an item; it, ``opening`` and what comes of it are pickled.
        items: in the order in which they are begun, those that take longest first.

    Yields:
        An item and what came of it, as soon as it is known here that it is done.

    Raises:
        Fault: the work on an item raised it.
    """
    ready()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = {pool.submit(_done, opening, work, item): item for item in items}
        try:
            with opening() as opened:
                for one, item in list(there.items()):
                    # What the other process has not begun is done here.
                    if one.cancel():
                        del there[one]
                        yield item, work(opened, item)
                    for done in [done for done in there if done.done()]:
                        yield there.pop(done), done.result()
            for one in as_completed(there):
                yield there[one], one.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _done(opening: Callable[[], AbstractContextManager[Any]], work: Callable[[Any, str], R], item: str) -> R:
    if not _opened:
        ready()
        _opened.append(_open.enter_context(opening()))
        # A process of a pool ends without the handlers of ``atexit``.
        Finalize(None, _open.close, exitpriority=1)
    return work(_opened[0], item)

"""One at a time: whoever writes into a programme's derived data holds its lock."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Hold the lock of a programme.

    Raises:
        Fault: another build holds it, or nothing can be written there.
    """
    try:
        layout.derived.mkdir(parents=True, exist_ok=True)
        handle = layout.lock.open("w")
    except OSError as error:
        raise Fault(
            f"nothing can be written there ({error.strerror})",
            where=str(layout.derived),
            next_step="give yourself permission to write to the programme folder",
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(
                "another build of this programme is running",
                where=str(layout.root),
                next_step="wait until it has ended, then try again",
            ) from None
        yield

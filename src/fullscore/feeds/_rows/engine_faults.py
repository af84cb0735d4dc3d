"""Errors of the machine and of the engine, told apart from errors of the file."""

import errno
import os

from fullscore.terms.fault import Fault


def is_of_engine(error: BaseException) -> bool:
    """Whether the engine could not do what it was asked; what a person can mend, it says itself as a fault."""
    # Only the store may import the engine, so that its errors are known by where their class was made.
    return any(kind.__module__.split(".")[0] in ("duckdb", "_duckdb") for kind in type(error).__mro__)


def machine_fault(error: OSError | MemoryError, file: str) -> Fault:
    """What an exhausted machine or an unreadable disk comes to."""
    if isinstance(error, MemoryError):
        return Fault(
            "there was not enough memory to land it",
            where=file,
            next_step="free memory on this machine and build again",
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault("the disk is full", where=file, next_step="make room and build again; what was built before stays")
    said = os.strerror(error.errno) if error.errno else "the disk refused"
    return Fault(f"reading or writing failed ({said})", where=file, next_step="check the disk and its permissions")

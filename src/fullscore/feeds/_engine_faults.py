"""Errors of the engine, told apart: no room, no memory, or a text that it could not read."""

import errno
import os

from fullscore.terms.fault import Fault


def is_of_engine(error: BaseException) -> bool:
    # Only the store may import the engine, so that its errors are known by where their class was made.
    return any(kind.__module__.split(".")[0] in ("duckdb", "_duckdb") for kind in type(error).__mro__)


def resource_fault(error: BaseException, file: str) -> Fault | None:
    """The fault that an exhausted machine or an unreadable disk makes; None where the error is of another kind."""
    name = type(error).__name__
    if isinstance(error, MemoryError) or name == "OutOfMemoryException":
        return Fault(
            "there was not enough memory to land it",
            where=file,
            next_step="raise FULLSCORE_MEMORY_LIMIT, or free memory, and build again",
        )
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _full(file)
        said = os.strerror(error.errno) if error.errno else "the disk refused"
        return Fault(f"reading or writing failed ({said})", where=file, next_step="check the disk and its permissions")
    if name == "IOException":
        if "space" in str(error).lower():
            return _full(file)
        return Fault(
            "the engine could not read it or write its rows", where=file, next_step="check the disk and its permissions"
        )
    return None


def _full(file: str) -> Fault:
    return Fault("the disk is full", where=file, next_step="make room and build again; what was built before stays")

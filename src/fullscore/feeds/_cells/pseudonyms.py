"""Pseudonyms for people who are known only by name or mail: the same person has the same one in every feed."""

import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from fullscore.store.engine import Engine
from fullscore.terms.fault import Fault

FUNCTION = "pseudonym_of"
"""What the engine calls it while a file lands."""
_DIGITS = 16


def pseudonym(text: str, key: bytes) -> str:
    """The first 16 hex digits of HMAC-SHA256 of the trimmed, case-folded text."""
    return hmac.new(key, text.strip().casefold().encode(), "sha256").hexdigest()[:_DIGITS]


@contextmanager
def pseudonyms(engine: Engine, programme_folder: Path, *, needed: bool) -> Iterator[str]:
    """The name of a function of the engine that gives pseudonyms, for the length of a ``with``.

    The clear text passes through memory only: it is in no table, no file and no message.
    """
    if not needed:
        yield FUNCTION
        return
    key = secret_key(programme_folder)
    known: dict[str | None, str | None] = {None: None}

    def hide(texts: Any) -> Any:
        words = texts.to_pylist()
        for word in set(words) - known.keys():
            known[word] = pseudonym(word, key)
        return pa.array([known[word] for word in words], pa.string())

    engine.connection.create_function(FUNCTION, hide, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special")
    try:
        yield FUNCTION
    finally:
        engine.connection.remove_function(FUNCTION)


def secret_key(programme_folder: Path) -> bytes:
    """The programme's key: 32 random bytes, made on first need, readable by its owner only.

    Raises:
        Fault: it cannot be read or written, or is no key.
    """
    path = programme_folder / "governance" / "secret.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _checked(path.read_text("ascii").strip())
        key = secrets.token_hex(32)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        return bytes.fromhex(key)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Fault(
            f"the key of the pseudonyms cannot be read or made ({reason})",
            where="governance/secret.key",
            next_step="check the folder's permissions, or put the key back from a backup",
        ) from None


def _checked(written: str) -> bytes:
    try:
        key = bytes.fromhex(written)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Fault(
            "the key of the pseudonyms is damaged: it is not 64 hex digits",
            where="governance/secret.key",
            next_step="put it back from a backup; with another key nobody would be recognised again",
        )
    return key

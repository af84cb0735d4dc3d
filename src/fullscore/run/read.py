"""Opening what has been built."""

import os

from fullscore.store import manifest as manifests
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.store.manifest import Manifest
from fullscore.terms.fault import Fault

MEMORY_VARIABLE = "FULLSCORE_MEMORY_LIMIT"
"""The environment variable that bounds the engine's memory, such as ``2GB``."""


def memory_limit() -> str | None:
    return os.environ.get(MEMORY_VARIABLE) or None


def manifest_of(layout: Layout, edition: str | None = None) -> Manifest:
    """The manifest of an edition, the published one unless another is named.

    Raises:
        Fault: nothing has been built, or there is no such edition.
    """
    if not layout.settings.is_file():
        raise Fault(
            "there is no programme.toml here",
            where=str(layout.root),
            next_step="name a programme folder with `--programme DIR`, or make one with `fullscore init DIR`",
        )
    id = edition or manifests.current_id(layout)
    if id is None:
        raise Fault("nothing has been built here yet", where=str(layout.root), next_step="run `fullscore build`")
    return manifests.read(layout, id)


def open_edition(layout: Layout, edition: str | None = None) -> StoredEdition:
    """Open an edition for reading; close it, or use it in a ``with``."""
    return StoredEdition(layout, manifest_of(layout, edition), memory_limit=memory_limit())

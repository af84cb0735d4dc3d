"""Dropping old editions, then what no edition names any more."""

import shutil

from fullscore.run.alone import alone
from fullscore.store import manifest as manifests
from fullscore.store.layout import Layout


def prune(layout: Layout, keep: int) -> tuple[list[str], int]:
    """Drop all but the newest editions; the published one always stays.

    Returns:
        The ids that were dropped, and how many parts went with them.

    Raises:
        Fault: a build is running, whose parts no manifest names yet.
    """
    if not layout.derived.is_dir():
        return [], 0
    with alone(layout):
        return _prune(layout, keep)


def _prune(layout: Layout, keep: int) -> tuple[list[str], int]:
    ids = manifests.ids(layout)
    current = manifests.current_id(layout)
    dropped = [id for id in ids[: max(len(ids) - keep, 0)] if id != current]
    for id in dropped:
        shutil.rmtree(layout.editions / id)
        shutil.rmtree(layout.answers / id, ignore_errors=True)
    named: set[str] = set()
    for id in manifests.ids(layout):
        for share in manifests.read(layout, id).tables:
            named |= {part.file for part in share.all}
    gone = 0
    for path in layout.parts.rglob("*.parquet"):
        if path.relative_to(layout.parts).as_posix() not in named:
            path.unlink()
            gone += 1
    return dropped, gone

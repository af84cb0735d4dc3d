"""What deliveries changed in the past, with what quarantine has to do with it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from fullscore.lens.history import History, history
from fullscore.store.edition import StoredEdition
from fullscore.store.engine import parquet
from fullscore.store.landed import Landed

NOTICES = "correction_notice"


def told(edition: StoredEdition, *, of: Collection[str] | None = None, known_then: bool = False) -> History:
    """The history of an edition, with a sentence wherever rows may only seem to be gone, or a notice was not read.

    Args:
        of, known_then: as in ``fullscore.lens.history.history``.
    """
    found = history(edition, of=of, known_then=known_then)
    unread = unread_rows(edition)
    gone = Counter((r.table, str(r.changed_in), r.feed) for r in found.restatements if r.kind == "vanished")
    said = [
        f"{rows:,} rows of {table} are gone with the delivery of {delivery}, in which "
        f"{unread[table, delivery, feed]:,} rows were refused or wait in quarantine: these may be among those gone."
        for (table, delivery, feed), rows in sorted(gone.items())
        if unread[table, delivery, feed]
    ]
    said += [
        f"{rows:,} rows of {NOTICES} delivered on {delivery} were refused or wait in quarantine: they cover nothing."
        for (table, delivery, _), rows in sorted(unread.items())
        if table == NOTICES
    ]
    return replace(found, notes=(*found.notes, *said))


def unread_rows(edition: StoredEdition) -> Counter[tuple[str, str, str]]:
    """How many rows of each table, delivery and feed were refused or are held."""
    manifest, layout = edition.manifest, edition.layout
    found: Counter[tuple[str, str, str]] = Counter()
    for file in manifest.files:
        if file.refused:
            for landed in Landed.read(layout.landed / file.folder).tables:
                if landed.refused:
                    found[landed.table, file.delivery, file.feed] += landed.refused
    for share in manifest.tables:
        if share.held_part:
            held = parquet(layout.parts / share.held_part.file)
            query = f"SELECT CAST(_delivery AS VARCHAR), _feed, count(*) FROM {held} GROUP BY ALL"
            for delivery, feed, rows in edition.engine.rows(query):
                found[share.table, delivery, feed] += rows
    return found

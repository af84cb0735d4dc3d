"""Landing one delivered file: read once, typed, its rows written as Parquet beside a receipt."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from os import stat_result
from pathlib import Path

from fullscore.feeds._cells.pseudonyms import pseudonyms
from fullscore.feeds._mapping.load import Mapping
from fullscore.feeds._period import period_of
from fullscore.feeds._rows.engine_faults import is_of_engine, machine_fault
from fullscore.feeds._rows.scan import sha256
from fullscore.feeds._way import Opened, Request, way_in
from fullscore.feeds._writing import Misread, Written, write
from fullscore.store.engine import Engine
from fullscore.store.landed import Landed
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed


def land(
    engine: Engine,
    *,
    path: Path,
    delivery: str,
    file: str,
    feed: Feed,
    mapping: Mapping,
    into: Path,
    programme_folder: Path,
) -> Landed:
    """Read a delivered file and write ``<table>.parquet`` for each of its tables, and ``receipt.json``.

    Args:
        path: where the file lies.
        delivery: its folder's date, ISO.
        file: its path inside ``feeds``, by which receipts and faults name it.
        mapping: how it is understood, as ``load`` gave it for this feed.
        into: the folder to write to; made on demand.
        programme_folder: where the key of the pseudonyms lies, or is made when it is first needed.

    Returns:
        The receipt. For each table, read = landed + refused.

    Raises:
        Fault: the file cannot be used at all: unreadable, not a table, without an essential heading, still being
            written; or the machine ran out of memory or disk.
    """
    before = stat_of(path, file)
    way = way_in(path.name, file)
    essential = mapping.essential
    request = Request(engine=engine, path=path, file=file, reading=mapping.file, essential=essential)
    hidden = any(column.pseudonym for share in mapping.tables for column in share.columns)
    try:
        into.mkdir(parents=True, exist_ok=True)
        # Hashing keeps one core busy while the other waits for the engine's first blocks.
        with ThreadPoolExecutor(1) as beside, pseudonyms(engine, programme_folder, needed=hidden) as pseudonym:
            digest = beside.submit(sha256, path)
            written = _first_right(way.open(request), request, mapping, feed, into, pseudonym)
            fingerprint = digest.result()
        _check_unchanged(before, stat_of(path, file), file)
        landed = Landed(
            delivery=delivery,
            file=file,
            sha256=fingerprint,
            size=before.st_size,
            feed=feed.name,
            mapping=mapping.name,
            mapping_hash=mapping.hash,
            rows=written.rows,
            untaken=written.untaken,
            period=period_of(path.name, mapping.file.period),
            person_headings=written.people,
            unknown_headings=written.unknown,
            tables=written.shares,
        )
        landed.write(into)
    except (OSError, MemoryError) as error:
        raise machine_fault(error, file) from None
    except Fault as fault:
        # The engine's own faults do not know which file was landing.
        raise fault if fault.where else Fault(fault.what, where=file, next_step=fault.next_step) from None
    return landed


def _first_right(
    readings: Iterator[Opened], request: Request, mapping: Mapping, feed: Feed, into: Path, pseudonym: str
) -> Written:
    """What the first reading writes that reads the file rightly."""
    while (opened := next(readings, None)) is not None:
        try:
            return write(opened, request, mapping, feed, into, pseudonym)
        except Misread:
            continue
        except Exception as error:
            if not is_of_engine(error):
                raise
    # The engine's own words may quote the row that it stumbled over, so they are not repeated.
    raise request.fault("it cannot be read as a table", "open it in a spreadsheet and export it again")


def stat_of(path: Path, file: str) -> stat_result:
    """Size and times of a file that can be read.

    Raises:
        Fault: it is not there, is a folder, or may not be read.
    """
    try:
        found = path.stat()
        if path.is_dir():
            raise Fault("this is a folder, not a file", where=file, next_step="put the file itself there")
        with path.open("rb"):
            return found
    except OSError as error:
        raise Fault(
            f"it cannot be read ({error.strerror})", where=file, next_step="check that it is there and may be read"
        ) from None


def _check_unchanged(before: stat_result, after: stat_result, file: str) -> None:
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Fault(
            "it changed while it was read: it is still being written",
            where=file,
            next_step="build again when its delivery is complete",
        )

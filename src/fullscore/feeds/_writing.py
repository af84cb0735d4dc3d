"""Writing one opened file: each table's rows as Parquet, in one reading where rows follow each other line by line."""

from dataclasses import dataclass, replace
from pathlib import Path

from fullscore.feeds._account import account
from fullscore.feeds._mapping.located import left_over, locate
from fullscore.feeds._mapping.shape import Mapping
from fullscore.feeds._projection import Projection, projection
from fullscore.feeds._untaken import write_untaken
from fullscore.feeds._way import Opened, Request
from fullscore.store.engine import Engine, quoted
from fullscore.store.landed import LandedTable
from fullscore.terms.programme import Feed

# Measured on two million ledger rows, snappy writes a tenth faster than zstd. The encodings of Parquet's second version
# would be faster yet, but the engine (1.5.6) fails to write some ordinary columns in them ("not enough space in
# buffer"). Filters for looking up single values would be built in vain.
_PARQUET = "(FORMAT parquet, COMPRESSION snappy, WRITE_BLOOM_FILTER false)"


class Misread(Exception):
    """The engine could not read the file in this way, or read another number of rows than the file has."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in the folder now: the file's rows, those that no table took, headings left out, and the shares."""

    rows: int
    untaken: int
    people: tuple[str, ...]
    unknown: tuple[str, ...]
    shares: tuple[LandedTable, ...]


def write(opened: Opened, request: Request, mapping: Mapping, feed: Feed, into: Path, pseudonym: str) -> Written:
    """Write every table that the mapping feeds, and what none of them takes.

    Raises:
        Misread: another number of rows came out than the file has, as its lines tell.
        Fault: an essential heading is missing, or two stand for the same column.
    """
    engine = request.engine
    located = [locate(share, opened.headings, file=request.file) for share in mapping.tables]
    people, unknown = left_over(mapping, opened.headings, located)
    plans = [
        projection(share, where, opened, mapping.file, id_prefix=feed.id_prefix, pseudonym=pseudonym)
        for share, where in zip(mapping.tables, located, strict=True)
    ]
    rows, untaken = write_untaken(engine, opened, plans, into / "untaken.parquet")
    for plan in plans:
        count = _write_table(engine, opened, plan, into / f"{plan.share.table.name}.parquet")
        rows = count if not plan.share.selective else rows
    assert rows is not None
    if opened.rows is not None and rows != opened.rows:
        raise Misread
    shares = [
        account(engine, plan, into / f"{plan.share.table.name}.parquet", mapping.file, full=feed.snapshot == "full")
        for plan in plans
    ]
    return Written(
        rows=rows,
        untaken=untaken,
        people=people,
        unknown=unknown,
        shares=tuple(replace(share, notes=(*opened.notes, *share.notes)) for share in shares),
    )


def _write_table(engine: Engine, opened: Opened, plan: Projection, target: Path) -> int:
    """Write one table's rows; returns how many.

    Where lines follow each other, a row's place in what was written tells its line: while it reads, the engine numbers
    rows in one thread only, which takes half as long again on two cores.
    """
    numbered = not opened.line_by_line or plan.share.selective or plan.revision.by_place
    with opened.relation(plan.cells, numbered) as source:
        query = plan.sql(source, numbered=numbered)
        return int(engine.one(f"COPY ({query}) TO {quoted(target)} {_PARQUET}")[0])

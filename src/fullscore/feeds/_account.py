"""What became of one table's rows: counted from the Parquet that was written, with notes on the file as a whole."""

from pathlib import Path

from fullscore.feeds._cells.date_formats import swapped
from fullscore.feeds._cells.masking import MASK
from fullscore.feeds._cells.number_text import NumberStyle
from fullscore.feeds._cells.reasons import NOT_A_DATE, NOT_A_NUMBER, NOT_A_TIME
from fullscore.feeds._mapping.shape import FileReading
from fullscore.feeds._projection import Projection
from fullscore.feeds._self_checks import self_checks
from fullscore.model._shape import Kind
from fullscore.store.engine import Engine, named, parquet, quoted
from fullscore.store.landed import LandedTable

_GROUPED = r"[^0-9]*[0-9]{1,3}([,.' \x{2019}\x{a0}\x{202f}][0-9]{3})+([,.][0-9]*)?[^0-9]*"


def account(engine: Engine, plan: Projection, written: Path, reading: FileReading, *, full: bool) -> LandedTable:
    """The receipt of one table: rows and money landed and refused, columns the file lacks, notes.

    Args:
        full: the file is a full snapshot, in which a refused row still says that its key is there.
    """
    table, rows = plan.share.table, parquet(written)
    sums = [f"sum({named(name)}), sum(_refused.{named(name)})" for name in table.money]
    read, refused, *amounts = engine.one(f"SELECT {', '.join(['count(*)', 'count(_faults)', *sums])} FROM {rows}")
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    return LandedTable(
        table=table.name,
        read=read,
        landed=read - refused,
        refused=refused,
        amount={
            name: (str(landed or 0), str(kept or 0)) for name, (landed, kept) in zip(table.money, pairs, strict=True)
        },
        absent=plan.absent,
        keyed=_keyed(engine, plan, rows) if full and refused else 0,
        notes=(
            *(() if read else ("there are no rows under the heading",)),
            *_date_notes(engine, plan, rows, refused, reading),
            *(_number_notes(engine, plan, rows, reading) if refused else ()),
            *_masked_notes(engine, plan, rows),
            *self_checks(engine, table, written, plan.absent),
        ),
        days=_days(engine, plan, rows),
    )


def _days(engine: Engine, plan: Projection, rows: str) -> tuple[str, str] | None:
    """What the rows' dates span, each row by the first that it has of those that cut the table."""
    dates = [named(name) for name in plan.share.table.cut_by if name not in plan.absent]
    if not dates:
        return None
    day = f"coalesce({', '.join([*dates, 'NULL'])})"
    first, last = engine.one(f"SELECT min({day}), max({day}) FROM {rows}")
    return None if first is None else (first.isoformat(), last.isoformat())


def _keyed(engine: Engine, plan: Projection, rows: str) -> int:
    table = plan.share.table
    there = " AND ".join(f"{named(name)} IS NOT NULL" for name in table.key if table.by_name[name].key_default is None)
    return int(engine.one(f"SELECT count(*) FROM {rows} WHERE _faults IS NOT NULL AND {there}")[0])


def _date_notes(engine: Engine, plan: Projection, rows: str, refused: int, reading: FileReading) -> list[str]:
    """Whether the declared order of day and month is proven by a day over 12, or contradicted by dates that fail."""
    notes = []
    declared = {column.name: column.date_format for column in plan.share.columns}
    for column in plan.share.table.columns:
        formats = declared.get(column.name, ()) or reading.date_format
        doubtful = [(codes, other) for codes in formats if (other := swapped(codes))]
        if column.kind not in (Kind.date, Kind.time) or column.name in plan.absent or not doubtful:
            continue
        (last,) = engine.one(f"SELECT max(day({named(column.name)})) FROM {rows}")
        if last is not None and last <= 12:
            notes.append(
                f"{column.name}: no date has a day over 12, so that nothing proves the declared order of day and month "
                f"({', '.join(codes for codes, _ in doubtful)})"
            )
        if refused:
            reads = " OR ".join(f"try_strptime(fault.value, {quoted(other)}) IS NOT NULL" for _, other in doubtful)
            (other,) = engine.one(
                f'SELECT count(*) FROM (SELECT unnest(_faults) AS fault FROM {rows}) WHERE fault."column" = '
                f"{quoted(column.name)} AND fault.reason IN ({quoted(NOT_A_DATE)}, {quoted(NOT_A_TIME)}) AND ({reads})"
            )
            if other:
                notes.append(
                    f"{column.name}: {other} dates can be read only with day and month exchanged: two date styles "
                    "stand in one column, or the declared one is wrong"
                )
    return notes


def _number_notes(engine: Engine, plan: Projection, rows: str, reading: FileReading) -> list[str]:
    """Whether refused numbers are grouped though no sign is declared, or written with both signs exchanged."""
    if not reading.thousands:
        form = _GROUPED
        said = "look grouped by thousands; declare `thousands` and `decimal` under [file] in the mapping"
    elif {reading.thousands, reading.decimal} == {".", ","}:
        form = NumberStyle(decimal=reading.thousands, thousands=reading.decimal).form(money=True)
        said = "can be read only with the signs of decimals and thousands exchanged; declare them as the file does"
    else:
        return []
    found = engine.rows(
        f'SELECT fault."column", count(*) FROM (SELECT unnest(_faults) AS fault FROM {rows}) '
        f"WHERE fault.reason = {quoted(NOT_A_NUMBER)} AND regexp_full_match(fault.value, {quoted(form)}) "
        "GROUP BY ALL ORDER BY ALL"
    )
    return [f"{column}: {count} refused numbers {said}" for column, count in found]


def _masked_notes(engine: Engine, plan: Projection, rows: str) -> list[str]:
    if not (plan.traits.at or plan.traits.plus):
        return []
    free = [column.name for column in plan.share.table.columns if column.free and column.name not in plan.absent]
    if not free:
        return []
    counts = engine.one(
        f"SELECT {', '.join(f'count_if(contains({named(n)}, {quoted(MASK)}))' for n in free)} FROM {rows}"
    )
    return [
        f"{name}: mail addresses or telephone numbers were masked in {count} cells"
        for name, count in zip(free, counts, strict=True)
        if count
    ]

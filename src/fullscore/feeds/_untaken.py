"""The rows of a file that no table of the mapping takes: counted and kept with the reason, never dropped in silence."""

from collections.abc import Sequence
from pathlib import Path

from fullscore.feeds._cells.reasons import NOT_TAKEN
from fullscore.feeds._cells.texts import cell, trimmed
from fullscore.feeds._projection import Projection
from fullscore.feeds._way import Opened
from fullscore.store.engine import Engine, quoted
from fullscore.store.landed import FAULTS


def write_untaken(engine: Engine, opened: Opened, plans: Sequence[Projection], target: Path) -> tuple[int | None, int]:
    """Write the rows that no table takes, if there are any.

    Returns:
        The file's rows (None where a table takes every row, so that writing it counts them), and the untaken.
    """
    if not any(plan.share.selective for plan in plans):
        return None, 0
    with opened.relation((), True) as source:
        rows = int(engine.one(f"SELECT count(*) FROM {source}")[0])
    if not all(plan.share.selective for plan in plans):
        return rows, 0
    positions = tuple(sorted({position for plan in plans for position in plan.cells}))
    cells = ", ".join(f"{trimmed(f'c{position}', opened.traits)} AS {cell(position)}" for position in positions)
    broken = "_broken" if opened.breaks else f"NULL::{FAULTS}"
    column, value = "", "''"
    if plans[0].share.where and (plans[0].share.where[0][0],) in plans[0].located.cells:
        column = plans[0].share.where[0][0]
        value = f"coalesce(left({cell(plans[0].located.cells[(column,)])}, 200), '')"
    fault = f"[{{'column': {quoted(column)}, 'value': {value}, 'reason': {quoted(NOT_TAKEN)}}}]"
    taken = " OR ".join(f"({plan.takes})" for plan in plans)
    with opened.relation(positions, True) as source:
        untaken = engine.one(
            f"COPY (SELECT _line, coalesce(_broken, {fault})::{FAULTS} AS _faults "
            f"FROM (SELECT {cells}, _line, {broken} AS _broken FROM {source}) WHERE NOT ({taken})) "
            f"TO {quoted(target)} (FORMAT parquet)"
        )[0]
    if not untaken:
        target.unlink()
    return rows, int(untaken)

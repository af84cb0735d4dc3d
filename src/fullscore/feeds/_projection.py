"""One query from the cells of a file to the typed rows of a table, with every fault of every row.

It is built in layers, each a query over the one below: cells (trimmed), texts (the mapping's verbs), values (typed),
judged (is anything wrong with the row), and the rows as they are stored. The engine evaluates the branches of a CASE
only for rows that need them, and skips them where no row of a vector does: sound rows pay for checks, not for faults.
"""

from dataclasses import dataclass

from fullscore.feeds._cells.masking import masking
from fullscore.feeds._cells.number_text import NumberStyle, turned
from fullscore.feeds._cells.reasons import EMPTY_ROW, NOT_SPLIT
from fullscore.feeds._cells.revision import Revision, revision_of
from fullscore.feeds._cells.texts import UNPIVOTED_NAME, UNPIVOTED_VALUE, Text, cell, text_of, trimmed
from fullscore.feeds._cells.typing import Style, Typed, is_country, is_currency, typed
from fullscore.feeds._mapping.located import Located
from fullscore.feeds._mapping.shape import ColumnMapping, FileReading, TableMapping
from fullscore.feeds._way import Opened, Traits
from fullscore.model._shape import Column, Kind, Table
from fullscore.store.engine import named, quoted
from fullscore.store.landed import FAULTS

_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class _Planned:
    """A canonical column on its way from cell to value."""

    column: Column
    text: Text
    rules: Typed

    @property
    def t(self) -> str:
        return f"t_{self.column.name}"

    @property
    def v(self) -> str:
        return f"v_{self.column.name}"

    @property
    def is_optional(self) -> bool:
        # A column that the file does not have is empty throughout, which refuses nothing.
        return self.column.optional or not (self.text.reads or self.text.always_filled)

    @property
    def wrong(self) -> str | None:
        conditions = [self._not_split] if self.text.cut else []
        typed = self.rules.wrong(self.t, self.v, optional=self.is_optional, always_filled=self.text.always_filled)
        return " OR ".join([*conditions, *([typed] if typed else [])]) or None

    @property
    def reason(self) -> str:
        reason = self.rules.reason(self.t, self.v, optional=self.is_optional)
        if not self.text.cut:
            return reason
        return f"CASE WHEN {self._not_split} THEN {quoted(NOT_SPLIT)} ELSE {reason} END"

    @property
    def _not_split(self) -> str:
        assert self.text.cut is not None
        cut = self.text.cut
        return f"({self.text.source} IS NOT NULL AND {cut.name} IS NULL AND NOT {cut.fits})"


@dataclass(frozen=True, kw_only=True)
class Projection:
    """The query of one table over one opened file."""

    share: TableMapping
    located: Located
    traits: Traits
    breaks: bool
    numbers: NumberStyle
    columns: tuple[_Planned, ...]
    revision: Revision

    @property
    def cells(self) -> tuple[int, ...]:
        return self.located.positions

    @property
    def absent(self) -> tuple[str, ...]:
        """Canonical columns that the file does not have and nothing fills."""
        return tuple(p.column.name for p in self.columns if not (p.text.reads or p.text.always_filled))

    def sql(self, source: str, *, numbered: bool = True) -> str:
        """The query over a source of cells.

        Args:
            source: as an opened file's ``relation`` gives it.
            numbered: whether the source brings lines; otherwise ``_line`` is null, and the rows' places tell it.
        """
        table = self.share.table
        line = "_line" if numbered else "NULL::BIGINT AS _line"
        cells = ", ".join(f"{trimmed(f'c{position}', self.traits)} AS {cell(position)}" for position in self.cells)
        rows = f"SELECT {cells}{', ' if cells else ''}{line}, {self._broken} AS _broken FROM {source}"
        rows = self._taken(self._unpivoted(rows))
        cut = [f"{p.text.cut.piece} AS {p.text.cut.name}" for p in self.columns if p.text.cut]
        if cut:
            rows = f"SELECT *, {', '.join(cut)} FROM ({rows})"
        texts = ", ".join(f"{p.text.value} AS {p.t}" for p in self.columns)
        values = ", ".join(f"{p.rules.value} AS {p.v}" for p in self.columns)
        stored = [
            f"CASE WHEN {self._left_out(p)} THEN NULL ELSE {p.v} END::{p.column.kind.stored_as} "
            f"AS {named(p.column.name)}"
            for p in self.columns
        ]
        stored.append(f"_line, CASE WHEN _bad THEN NULL ELSE {self.revision.value} END::BIGINT AS _revision")
        stored.append(f"CASE WHEN _bad THEN {self._faults} END::{FAULTS} AS _faults")
        if table.money:
            refused = ", ".join(f"{quoted(name)}: v_{name}" for name in table.money)
            stored.append(f"CASE WHEN _bad THEN {{{refused}}} END AS _refused")
        return (
            f"SELECT {', '.join(stored)} FROM (SELECT *, {self._bad} AS _bad FROM (SELECT *, {values} "
            f"FROM (SELECT *, {texts} FROM ({rows}))))"
        )

    @property
    def takes(self) -> str:
        """The condition under which the table takes a row of trimmed cells."""
        conditions = []
        for heading, values in self.share.where:
            if (heading,) not in self.located.cells:
                continue
            name = cell(self.located.cells[(heading,)])
            words = ", ".join(quoted(value.strip().lower()) for value in values)
            conditions.append(f"coalesce(lower({name}), '') IN ({words})")
        if self.share.where:
            conditions.append("_broken IS NULL")
        if self.share.unpivot:
            filled = " OR ".join(f"{cell(position)} IS NOT NULL" for _, position in self.located.unpivoted)
            conditions.append(f"({filled} OR _broken IS NOT NULL)")
        return " AND ".join(conditions) or "true"

    def _left_out(self, planned: _Planned) -> str:
        """The condition under which a row does not keep a column: a refused one keeps the sound cells of its key."""
        if planned.column.name not in self.share.table.key:
            return "_bad"
        return f"_bad AND ({planned.wrong})" if planned.wrong else "false"

    @property
    def _broken(self) -> str:
        return "_broken" if self.breaks else f"NULL::{FAULTS}"

    def _taken(self, rows: str) -> str:
        return f"SELECT * FROM ({rows}) WHERE {self.takes}" if self.share.where else rows

    def _unpivoted(self, rows: str) -> str:
        if not self.share.unpivot:
            return rows
        less = self.share.unpivot.less
        pairs = ", ".join(
            f"{{'n': {quoted(heading)}, 'v': {turned(cell(at), self.numbers) if heading in less else cell(at)}}}"
            for heading, at in self.located.unpivoted
        )
        # A broken row has no cells, and must still come out once.
        filled = (
            f"CASE WHEN _broken IS NOT NULL THEN [{{'n': NULL::VARCHAR, 'v': NULL::VARCHAR}}] "
            f"ELSE list_filter([{pairs}], lambda pair: pair.v IS NOT NULL) END"
        )
        return (
            f"SELECT * EXCLUDE (_pair), _pair.n AS {UNPIVOTED_NAME}, _pair.v AS {UNPIVOTED_VALUE} "
            f"FROM (SELECT *, unnest({filled}) AS _pair FROM ({rows}))"
        )

    @property
    def _empty(self) -> str:
        names = [cell(position) for position in self.cells]
        return f"coalesce({', '.join([*names, 'NULL'])}) IS NULL" if names else "false"

    @property
    def _bad(self) -> str:
        """Whether anything is wrong with the row; never NULL."""
        conditions = [condition for p in self.columns if (condition := p.wrong)]
        conditions += [self.revision.wrong] if self.revision.wrong else []
        conditions += ["_broken IS NOT NULL"] if self.breaks else []
        if not any(p.text.reads and not p.is_optional and not p.text.always_filled for p in self.columns):
            # Nothing else would notice a row of separators.
            conditions.append(f"({self._empty})")
        return f"({' OR '.join(conditions)})" if conditions else "false"

    @property
    def _faults(self) -> str:
        found = []
        for p in self.columns:
            if p.wrong:
                kept = masking(p.text.shown, self.traits) if p.column.free else p.text.shown
                shown = f"coalesce(left({kept}, {_SHOWN}), '')"
                fault = f"{{'column': {quoted(p.column.name)}, 'value': {shown}, 'reason': {p.reason}}}"
                found.append(f"CASE WHEN {p.wrong} THEN {fault} END")
        if self.revision.wrong:
            found.append(f"CASE WHEN {self.revision.wrong} THEN {self.revision.fault} END")
        empty = f"[{{'column': '', 'value': '', 'reason': {quoted(EMPTY_ROW)}}}]"
        every = f"list_filter([{', '.join(found)}], lambda fault: fault IS NOT NULL)" if found else empty
        return f"CASE WHEN _broken IS NOT NULL THEN _broken WHEN {self._empty} THEN {empty} ELSE {every} END"


def projection(
    share: TableMapping, located: Located, opened: Opened, reading: FileReading, *, id_prefix: str, pseudonym: str
) -> Projection:
    """Plan the query of one table.

    ``id_prefix`` is put before the ids that name rows of this programme's tables: the key's own ids and those that name
    another table's rows; not before codes, nor ids that no table answers to (a vendor, an account, a worker).

    Args:
        pseudonym: the name of the engine's function that hides a person.
    """
    table = share.table
    mapped = {column.name: column for column in share.columns}
    columns = []
    for column in table.columns:
        mapping = mapped.get(column.name, ColumnMapping(name=column.name))
        style = Style(
            numbers=NumberStyle.of(reading),
            dates=mapping.date_format or reading.date_format,
            unit=mapping.unit,
            traits=opened.traits,
            prefix=id_prefix if _is_prefixed(column, table) else "",
            separator=mapping.separator if mapping.join else "",
        )
        text = text_of(mapping, share, located, pseudonym)
        columns.append(
            _Planned(column=column, text=text, rules=typed(column, f"t_{column.name}", f"v_{column.name}", style))
        )
    return Projection(
        share=share,
        located=located,
        traits=opened.traits,
        breaks=opened.breaks,
        numbers=NumberStyle.of(reading),
        columns=tuple(columns),
        revision=revision_of(share, located, reading),
    )


def _is_prefixed(column: Column, table: Table) -> bool:
    named_here = column.name in table.key or column.parent is not None
    return column.kind is Kind.id and named_here and not is_currency(column) and not is_country(column)

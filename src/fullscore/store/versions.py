"""From landed rows to versions: which row of a key is in force from when to when, and what became of every other."""

from dataclasses import dataclass
from pathlib import Path

from fullscore.model._shape import Table
from fullscore.store.engine import Engine, named, quoted
from fullscore.store.landed import FAULTS, landed_rows_of

CONFLICT = "conflicting_key"
ORPHAN = "orphan"


@dataclass(frozen=True, kw_only=True)
class Input:
    """One landed file's share of a table, and its place in the order of deliveries."""

    rows: Path
    """The landed Parquet."""
    folder: str
    """The landed folder's name."""
    feed: str
    feed_no: int
    """The feed's place in ``programme.toml``: of one key in two feeds the first is used."""
    full: bool
    """A full snapshot: a key that a later delivery leaves out has ended."""
    delivery: str
    """The folder's date."""
    file: str
    landed: int
    """How many rows of the table landed."""
    order: int
    """Place among the table's files: folder date, then path."""
    sequence: int
    """The delivery's ordinal among those in which this feed delivered this table."""
    ends_on: str | None
    """The date of the feed's next delivery of this table; None for the last, and for a delta feed."""
    keyed: int = 0
    """Of a full snapshot, how many refused rows keep a key that could be read."""

    @property
    def said(self) -> str:
        """What a recipe says of it."""
        return f"{self.folder} {self.feed_no} {self.full} {self.order} {self.sequence} {self.ends_on} {self.feed}"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Landed rows that make no version: they repeat what stood already, or are held."""

    repeated: int
    held: int


def columns_of(table: Table) -> str:
    return ", ".join(named(column.name) for column in table.columns)


def canonical_text(columns: list[str]) -> str:
    """The text of a row that digests are taken of: every value as text, a mark for null, a separator between."""
    return "concat_ws(chr(31), " + ", ".join(f"coalesce(CAST({c} AS VARCHAR), chr(0))" for c in columns) + ")"


def arrange(engine: Engine, table: Table, inputs: list[Input], known: dict[str, str], only: str = "") -> Counts:
    """Sort every landed row of a table into version, repeated or held.

    Leaves three relations behind: ``arranged`` (the versions: the table's columns with ``_from``, ``_to``, ``_feed``,
    ``_file``, ``_line``, ``_revision``, ``_beside``), ``held_rows`` (delivery, feed, file, line and faults of rows that
    wait) and ``landed_rows``.

    Args:
        known: for each id column whose table is delivered, the relation that lists the known ids as ``id``.
        only: a relation of key hashes ``h``: look at rows of these keys alone; empty: at all rows.
    """
    landed_rows(engine, table, inputs, only)
    waits = _waits_for_parent(engine, table, known)
    key = ", ".join(["_feed_no", *key_columns(table)])
    names = _named_elsewhere(engine, table, inputs, waits)
    # Keys that occur once need no ordering. Hashing finds the others in a fraction of what sorting all rows costs;
    # a chance collision only sends a row the longer way to the same place.
    engine.sql(
        f"CREATE OR REPLACE TEMP TABLE repeated_keys AS SELECT h FROM (SELECT hash({key}) AS h FROM landed_rows) "
        f"GROUP BY h HAVING count(*) > 1 {f'UNION SELECT hash({key}) FROM named_elsewhere' if names else ''}"
    )
    contested = bool(engine.one("SELECT count(*) FROM repeated_keys")[0])
    mine = columns_of(table)
    single = f"AND hash({key}) NOT IN (SELECT h FROM repeated_keys)" if contested else ""
    alone = (
        f"SELECT {mine}, _delivery AS _from, _ends_on AS _to, _feed, _feed_no, _file, _line, _revision "
        f"FROM {waits.source} WHERE NOT ({waits.test}) {single}"
    )
    held = [f"SELECT _delivery, _feed, _file, _line, {waits.faults} AS _faults FROM {waits.source} WHERE {waits.test}"]
    repeated = 0
    if contested:
        _order_contested(engine, table, f"{waits.source} WHERE NOT ({waits.test})", key, names=names)
        alone += (
            f" UNION ALL SELECT {mine}, _from, _to, _feed, _feed_no, _file, _line, _revision FROM ordered "
            "WHERE _state = 'version'"
        )
        shown = shown_key(table)
        held.append(
            f"SELECT _delivery, _feed, _file, _line, [{{'column': {quoted(', '.join(table.key))}, 'value': {shown}, "
            f"'reason': {quoted(CONFLICT)}}}] AS _faults FROM ordered WHERE _state = 'conflict'"
        )
        repeated = engine.one("SELECT count(*) FROM ordered WHERE _state = 'repeated'")[0]
    engine.sql(f"CREATE OR REPLACE TEMP TABLE held_rows AS {' UNION ALL '.join(held)}")
    held_count = engine.one("SELECT count(*) FROM held_rows")[0]
    engine.sql(f"CREATE OR REPLACE TEMP VIEW versions AS {alone}")
    _set_beside(engine, table, len({i.feed_no for i in inputs}) > 1)
    return Counts(repeated=repeated, held=held_count)


def key_columns(table: Table) -> list[str]:
    """A table's key as the engine computes it: an empty cell counts as its column's default."""
    defaults = {name: table.by_name[name].key_default for name in table.key}
    return [named(n) if d is None else f"coalesce({named(n)}, {d})" for n, d in defaults.items()]


def _key_by_name(table: Table) -> str:
    return ", ".join(f"{column} AS {named(name)}" for column, name in zip(key_columns(table), table.key, strict=True))


def shown_key(table: Table) -> str:
    return f"concat_ws(', ', {', '.join(f'CAST({column} AS VARCHAR)' for column in key_columns(table))})"


def key_hash(table: Table) -> str:
    return f"hash({', '.join(key_columns(table))})"


def landed_rows(engine: Engine, table: Table, inputs: list[Input], only: str = "") -> None:
    """Leave ``landed_rows``: what landed of a table, each row with its file and the place of that file."""
    mine = columns_of(table)
    shares = [
        f"SELECT {mine}, _line, _revision, {i.order} AS _order, {i.sequence} AS _sequence, {i.feed_no} AS _feed_no, "
        f"{quoted(i.feed)} AS _feed, {quoted(i.file)} AS _file, DATE {quoted(i.delivery)} AS _delivery, "
        f"{'DATE ' + quoted(i.ends_on) if i.ends_on else 'NULL::DATE'} AS _ends_on, {i.full} AS _full "
        f"FROM {landed_rows_of(i.rows)} WHERE _faults IS NULL"
        for i in inputs
    ]
    source = " UNION ALL ".join(shares)
    if only:
        source = f"SELECT * FROM ({source}) WHERE {key_hash(table)} IN (SELECT h FROM {only})"
    engine.sql(f"CREATE OR REPLACE TEMP VIEW landed_rows AS {source}")


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """How to find rows whose parent is not known: where to look, the test, and the faults to write down."""

    source: str
    test: str
    faults: str


def _waits_for_parent(engine: Engine, table: Table, known: dict[str, str]) -> _Waits:
    source, tests, faults = "landed_rows AS l", [], []
    for n, (column, relation) in enumerate(known.items()):
        if relation == table.name:
            # A row may name another of its own table: what landed anywhere in it counts as known.
            engine.sql(
                "CREATE OR REPLACE TEMP TABLE known_self AS "
                f"SELECT DISTINCT {named(table.key[0])} AS id FROM landed_rows"
            )
            relation = "known_self"
        source += f" LEFT JOIN {relation} AS p{n} ON l.{named(column)} = p{n}.id"
        test = f"(l.{named(column)} IS NOT NULL AND p{n}.id IS NULL)"
        tests.append(test)
        faults.append(
            f"CASE WHEN {test} THEN {{'column': {quoted(column)}, 'value': l.{named(column)}, 'reason': "
            f"{quoted(ORPHAN)}}} END"
        )
    told = f"list_filter([{', '.join(faults)}], lambda f: f IS NOT NULL)" if faults else f"NULL::{FAULTS}"
    return _Waits(source=source, test=" OR ".join(tests) or "false", faults=told)


def _named_elsewhere(engine: Engine, table: Table, inputs: list[Input], waits: _Waits) -> bool:
    """Leave ``named_elsewhere``: keys that a full snapshot names in rows that were refused or that wait.

    Such a row says that its key is there, and cannot say how it stands: what stood before goes on.

    Returns:
        Whether there are any.
    """
    mine = _key_by_name(table)
    needed = " AND ".join(f"{named(name)} IS NOT NULL" for name in table.key if table.by_name[name].key_default is None)
    shares = [
        f"SELECT {mine}, {i.feed_no} AS _feed_no, {i.sequence} AS _sequence, "
        f"{'DATE ' + quoted(i.ends_on) if i.ends_on else 'NULL::DATE'} AS _ends_on "
        f"FROM {landed_rows_of(i.rows)} WHERE _faults IS NOT NULL AND {needed}"
        for i in inputs
        if i.full and i.keyed
    ]
    if waits.test != "false" and any(i.full for i in inputs):
        waiting = f"SELECT {mine}, _feed_no, _sequence, _ends_on FROM {waits.source} WHERE _full AND ({waits.test})"
        shares.append(waiting)
    if not shares:
        return False
    found = " UNION ALL ".join(f"({share})" for share in shares)
    engine.sql(f"CREATE OR REPLACE TEMP TABLE named_elsewhere AS SELECT DISTINCT * FROM ({found})")
    return bool(engine.one("SELECT count(*) FROM named_elsewhere")[0])


def _order_contested(engine: Engine, table: Table, source: str, key: str, *, names: bool) -> None:
    """Order the rows of keys that occur more than once; leaves ``ordered`` with ``_state``, ``_from``, ``_to``.

    Within a file the highest revision comes first, then the first line; identical rows repeat it, lower revisions are
    superseded by it, others are in conflict with it. Of one delivery the last path stands. Between deliveries a row
    with the same content makes no version; in a full snapshot a key that was left out and comes back makes a new one.

    Args:
        names: there are keys in ``named_elsewhere``, by which a key was not left out of a delivery.
    """
    mine = columns_of(table)
    digest = f"md5_number_lower({canonical_text([named(c.name) for c in table.columns])})"
    stands, left_out, run = "coalesce(_late, 0) = 1", "_was_sequence <> _sequence - 1", ""
    between = (
        "SELECT *, lag(_digest) OVER w AS _was, lag(_sequence) OVER w AS _was_sequence FROM in_delivery "
        f"WINDOW w AS (PARTITION BY {key}, {stands} ORDER BY _sequence, _order, _line)"
    )
    if names:
        # Deliveries that name a key without a gap are a run: the place of each among them grows as their number does.
        stands, left_out, run = "(coalesce(_late, 0) = 1 OR _digest IS NULL)", "_was_run <> _run", ", _run"
        place = f"{', '.join(map(named, table.key))}, _feed_no, _sequence"
        everywhere = (
            "SELECT * FROM in_delivery UNION ALL BY NAME SELECT *, true AS _full FROM named_elsewhere "
            f"ANTI JOIN (SELECT {_key_by_name(table)}, _feed_no, _sequence FROM in_delivery) USING ({place})"
        )
        counted = f"row_number() OVER (PARTITION BY {key}, {stands} ORDER BY _sequence, _order, _line)"
        between = (
            "SELECT *, lag(_digest IGNORE NULLS) OVER w AS _was, "
            "lag(CASE WHEN _digest IS NOT NULL THEN _run END IGNORE NULLS) OVER w AS _was_run "
            f"FROM (SELECT *, _sequence - {counted} AS _run FROM ({everywhere})) "
            f"WINDOW w AS (PARTITION BY {key}, {stands} ORDER BY _sequence, _order, _line)"
        )
    engine.sql(f"""
        CREATE OR REPLACE TEMP TABLE ordered AS
        WITH contested AS (
            SELECT l.*, {digest} AS _digest FROM {source} AND hash({key}) IN (SELECT h FROM repeated_keys)
        ), in_file AS (
            SELECT *, row_number() OVER w AS _nth, first_value(_digest) OVER w AS _first_digest,
                   first_value(_revision) OVER w AS _first_revision
            FROM contested WINDOW w AS (PARTITION BY {key}, _order ORDER BY _revision DESC NULLS LAST, _line)
        ), in_delivery AS (
            SELECT *, first_value(_digest) OVER w AS _last_digest,
                   CASE WHEN _nth = 1 THEN row_number() OVER w END AS _late
            FROM in_file WINDOW w AS (PARTITION BY {key}, _sequence, _nth = 1 ORDER BY _order DESC)
        ), between AS (
            {between}
        ), sorted AS (
            SELECT *, CASE
                WHEN _digest IS NULL THEN 'named'
                WHEN _nth > 1 AND _digest = _first_digest THEN 'repeated'
                WHEN _nth > 1 AND _revision < _first_revision THEN 'outdated'
                WHEN _nth > 1 THEN 'conflict'
                WHEN _late > 1 AND _digest = _last_digest THEN 'repeated'
                WHEN _late > 1 THEN 'outdated'
                WHEN _was = _digest AND NOT (_full AND {left_out}) THEN 'repeated'
                ELSE 'version' END AS _sorted
            FROM between
        ), islands AS (
            SELECT *, {stands} AS _stands,
                   sum(CASE WHEN _sorted = 'version' THEN 1 ELSE 0 END) OVER (
                       PARTITION BY {key}, {stands} ORDER BY _sequence, _order, _line) AS _island
            FROM sorted
        ), ends AS (
            SELECT *, last_value(_ends_on) OVER (
                       PARTITION BY {key}, _stands, _island{run} ORDER BY _sequence
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS _island_ends,
                   lead(_delivery) OVER (PARTITION BY {key}, _sorted = 'version' ORDER BY _sequence) AS _next
            FROM islands
        )
        SELECT {mine}, _feed, _feed_no, _file, _line, _revision, _delivery, _delivery AS _from,
               CASE WHEN _sorted = 'outdated' THEN _delivery WHEN _full THEN _island_ends ELSE _next END AS _to,
               CASE WHEN _sorted = 'outdated' THEN 'version' ELSE _sorted END AS _state
        FROM ends""")


def _set_beside(engine: Engine, table: Table, several_feeds: bool) -> None:
    """Mark versions of a key that an earlier feed of the programme also holds: kept, and not used."""
    if not several_feeds:
        engine.sql(
            "CREATE OR REPLACE TEMP VIEW arranged AS SELECT * EXCLUDE (_feed_no), false AS _beside FROM versions"
        )
        return
    key = ", ".join(key_columns(table))
    engine.sql(
        f"CREATE OR REPLACE TEMP TABLE first_feed AS SELECT concat_ws(chr(31), {key}) AS _key, min(_feed_no) AS "
        f"_first_feed FROM versions WHERE _to IS NULL GROUP BY ALL"
    )
    engine.sql(
        "CREATE OR REPLACE TEMP VIEW arranged AS SELECT v.* EXCLUDE (_feed_no), "
        "coalesce(_feed_no > _first_feed, false) AS _beside "
        f"FROM versions AS v LEFT JOIN first_feed AS f ON f._key = concat_ws(chr(31), {key})"
    )

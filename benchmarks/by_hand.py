"""The build of the benchmark's programme as one would write it for this programme alone, straight in DuckDB's SQL.

It has the product's duties: SHA-256 of every file, typed columns with line numbers, the row checks with every reason,
a quarantine file, repeats counted once, conflicting keys and orphans held, the latest row of a key in force and its
earlier versions kept, money in the programme's currency, local dates, Parquet cut by month, a content hash and a
SHA-256 of each part, the monthly totals. It prints them as JSON, so that the product's can be held against them.

Two choices were measured. Line numbers are the places of the rows in the staged Parquet file, which keeps the order
of the CSV: ``row_number() over ()`` over the CSV reads on one core only, and staging took twice as long. Staging in
temporary tables took as long to within a twentieth, with three times the memory.
"""

import argparse
import hashlib
import json
import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from by_hand_checks import staging, text
from by_hand_tables import ASSIGNMENT, LEDGER_LINE, TIMESHEET, Table
from by_hand_verdicts import held, orphans, rivals


def identity(path: Path) -> tuple[str, int]:
    """A file's SHA-256 and how many line ends it has."""
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            lines += block.count(b"\n")
    return digest.hexdigest(), lines


def sha256_of(path: Path) -> str:
    """A file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Build:
    """One build, from the CSV files of a programme to the parts of an edition under ``work``."""

    def __init__(self, programme: Path, work: Path, *, memory_limit: str, threads: int) -> None:
        self.feeds, self.work, self.threads = programme / "feeds", work, threads
        settings = tomllib.loads((programme / "programme.toml").read_text("utf-8"), parse_float=Decimal)
        self.rates = {settings["programme"]["currency"]: Decimal(1), **settings["fx"]}
        self.patterns = {feed["table"]: feed["files"] for feed in settings["feed"]}
        self.sql = duckdb.connect()
        self.sql.execute(f"SET memory_limit = {text(memory_limit)}; SET threads = {threads}; SET TimeZone = 'UTC'")
        self.sql.execute(f"SET temp_directory = {text(work / 'spill')}")
        # `round` takes a half away from zero, exactly for decimals; `round_even` would go by way of a float.
        self.sql.execute("""
            CREATE TEMP MACRO half_even(v) AS
                CASE WHEN abs(v - round(v, 4)) = 0.00005 AND (round(v, 4) * 10000)::HUGEINT % 2 <> 0
                     THEN round(v, 4) - sign(v) * 0.0001 ELSE round(v, 4) END
        """)
        self.sql.execute("""
            CREATE TEMP TABLE quarantine (
                delivery VARCHAR, "table" VARCHAR, file VARCHAR, line BIGINT,
                "column" VARCHAR, value VARCHAR, reason VARCHAR
            )
        """)
        # Each file is hashed on one core, so that two at a time take half as long.
        delivered = sorted(self.feeds.glob("*/*.csv"))
        with ThreadPoolExecutor(threads) as pool:
            self.identities = dict(zip(delivered, pool.map(identity, delivered), strict=True))
        self.files: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, dict[str, int]] = {}
        self.parts: dict[str, dict[str, Any]] = {}

    def one(self, query: str) -> Any:
        """The only value of a query's only row."""
        row = self.sql.execute(query).fetchone()
        assert row is not None
        return row[0]

    def land(self, table: Table) -> None:
        """Stage the table's files, count them, and make the view ``staged`` over them."""
        found = sorted(self.feeds.glob(f"*/{self.patterns[table.name]}"))
        views = []
        for number, csv in enumerate(found):
            sha256, lines = self.identities[csv]
            delivery, file = csv.parent.name, csv.relative_to(self.feeds).as_posix()
            target = self.work / "staged" / f"{table.name}-{number}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            read = self.one(f"COPY ({staging(table, csv)}) TO {text(target)} (FORMAT parquet)")
            if lines != read + 1:
                raise SystemExit(f"{file} has {lines} lines for {read} rows and a heading: places are not line numbers")
            views.append(f"""
                SELECT * EXCLUDE (file_row_number), {number} AS _number, DATE '{delivery}' AS _from,
                       {text(file)} AS _file, file_row_number + 2 AS _line
                FROM read_parquet({text(target)}, file_row_number = true)
            """)
            refused = self.one(f"SELECT count(*) FROM read_parquet({text(target)}) WHERE _faults IS NOT NULL")
            self.files[file] = {"sha256": sha256, "read": read, "landed": read - refused, "refused": refused}
        self.sql.execute(f"CREATE OR REPLACE TEMP VIEW staged AS {' UNION ALL '.join(views)}")
        self.sql.execute(f"""
            INSERT INTO quarantine
            SELECT _from, '{table.name}', _file, _line, fault."column", fault.value, fault.reason
            FROM (SELECT _from, _file, _line, unnest(_faults) AS fault FROM staged WHERE _faults IS NOT NULL)
        """)

    def judge(self, table: Table) -> None:
        """Make ``judged``: the rows that are not simply in force, with what becomes of them."""
        self.sql.execute("CREATE OR REPLACE TEMP TABLE judged (_number INT, _line BIGINT, verdict VARCHAR, _to DATE)")
        if table.parent:
            self.sql.execute(f"INSERT INTO judged {orphans(table, text(self.glob(table.parent_table)))}")
        self.sql.execute(f"INSERT INTO judged {rivals(table)}")
        self.sql.execute(f"INSERT INTO quarantine {held(table)}")

    def write(self, table: Table) -> None:
        """Write the table's versions as Parquet cut by month, and hash each part's content and bytes."""
        branches = {
            column: " ".join(self.converted(column, *rate) for rate in self.rates.items())
            for column in table.of_kind("money")
        }
        derived = [f"CASE currency {branch} END AS {column}_base" for column, branch in branches.items()]
        derived += [f"{column}::DATE AS {column.removesuffix('_at')}_on" for column in table.of_kind("time")]
        cut = f", date_trunc('month', {table.month}) AS month" if table.month else ""
        target = self.work / "parts" / (table.name if table.month else f"{table.name}.parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Which order the rows of a part stand in means nothing, and holding to it costs memory.
        self.sql.execute("SET preserve_insertion_order = false")
        self.sql.execute(f"""
            COPY (
                SELECT {", ".join([*table.kinds, *derived])}, _from, _to,
                       {text(self.patterns[table.name])} AS _feed, _file, _line{cut}
                FROM staged LEFT JOIN judged USING (_number, _line)
                WHERE _faults IS NULL AND (verdict IS NULL OR verdict = 'superseded')
            ) TO {text(target)} (FORMAT parquet{", PARTITION_BY (month)" if table.month else ""})
        """)
        self.sql.execute("SET preserve_insertion_order = true")
        self.hash_parts(table)
        self.count(table)

    def count(self, table: Table) -> None:
        """Count what became of the table's rows, and see that none is missing."""
        judged = dict(self.sql.execute("SELECT verdict, count(*) FROM judged GROUP BY ALL").fetchall())
        parts = f"read_parquet({text(self.glob(table.name))})"
        came = {
            "in_force": self.one(f"SELECT count(*) FROM {parts} WHERE _to IS NULL"),
            "superseded": judged.get("superseded", 0),
            "repeated": judged.get("repeated", 0),
            "held": judged.get("orphan", 0) + judged.get("conflicting_key", 0),
        }
        landed = self.one("SELECT count(*) FROM staged WHERE _faults IS NULL")
        if landed != sum(came.values()):
            raise SystemExit(f"{table.name}: {landed} rows landed, but {came}")
        self.tables[table.name] = came

    def converted(self, column: str, currency: str, rate: Decimal) -> str:
        """The branch that turns a money column of one currency into the programme's."""
        value = column if rate == 1 else f"half_even({column}::DECIMAL(28,4) * {rate})::DECIMAL(18,4)"
        return f"WHEN '{currency}' THEN {value}"

    def glob(self, table: str) -> str:
        """Where the table's parts are."""
        whole = self.work / "parts" / f"{table}.parquet"
        return whole.as_posix() if whole.exists() else (self.work / "parts" / table / "*" / "*.parquet").as_posix()

    def hash_parts(self, table: Table) -> None:
        """Hash each part: how many rows and the sum of their digests, in no order; and the bytes of its files."""
        parts = f"read_parquet({text(self.glob(table.name))}, hive_partitioning = false)"
        columns = [name for name, *_ in self.sql.execute(f"DESCRIBE SELECT * FROM {parts}").fetchall()]
        row = f"concat_ws(chr(31), {', '.join(f'coalesce({column}::VARCHAR, chr(0))' for column in columns)})"
        month = f"date_trunc('month', {table.month})" if table.month else "NULL"
        for of, rows, digest in self.sql.execute(
            f"SELECT {month}, count(*), sum(md5_number_lower({row})) FROM {parts} GROUP BY ALL"
        ).fetchall():
            self.parts[f"{table.name}/{of or 'all'}"] = {"rows": rows, "content": str(digest)}
        files = [Path(file) for (file,) in self.sql.execute(f"FROM glob({text(self.glob(table.name))})").fetchall()]
        with ThreadPoolExecutor(self.threads) as pool:
            for file, sha256 in zip(files, pool.map(sha256_of, files), strict=True):
                self.parts[file.relative_to(self.work / "parts").as_posix()] = {"sha256": sha256}

    def by_month(self, table: Table) -> dict[str, dict[str, Any]]:
        """What is in force, by month: the sum in the programme's currency, to the last place, and how many rows."""
        found = self.sql.execute(f"""
            SELECT strftime(month, '%Y-%m'), sum(amount_base), count(*)
            FROM read_parquet({text(self.glob(table.name))}, hive_partitioning = true, hive_types = {{'month': DATE}})
            WHERE _to IS NULL GROUP BY month ORDER BY month
        """).fetchall()
        return {month: {"value": str(value), "n": n} for month, value, n in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programme", type=Path, help="the programme folder")
    parser.add_argument("work", type=Path, help="an empty folder for what is built")
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args()
    build = Build(given.programme, given.work, memory_limit=given.memory_limit, threads=given.threads)
    for table in (ASSIGNMENT, TIMESHEET, LEDGER_LINE):
        build.land(table)
        build.judge(table)
        build.write(table)
    build.sql.execute(f"COPY quarantine TO {text(given.work / 'quarantine.parquet')} (FORMAT parquet)")
    quarantined = build.one("SELECT count(*) FROM (SELECT DISTINCT file, line FROM quarantine)")
    told = {
        "files": build.files,
        "tables": build.tables,
        "quarantined": quarantined,
        "parts": build.parts,
        "months": {"timesheets": build.by_month(TIMESHEET), "ledger": build.by_month(LEDGER_LINE)},
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()

"""The hand-written SQL counts as a plain reading of the same files does, and the generator plants what it says."""

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from plain import Plain, plain

BENCHMARKS = Path(__file__).resolve().parents[1]
RATES = {"USD": Decimal(1), "EUR": Decimal("1.125")}
"""With an eighth, amounts of four decimals fall on halves, so that the direction of rounding is seen."""


def script(name: str, *words: str) -> str:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / name), *words], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programme")
    script("generate.py", str(folder), "--timesheets", "30000", "--ledger", "20000")
    settings = folder / "programme.toml"
    settings.write_text(settings.read_text("utf-8").replace("EUR = 1.08", f"EUR = {RATES['EUR']}"), "utf-8")
    # At this size chance sends no orphan again; such a row is an orphan both times, never a version of itself.
    first, second = (folder / "feeds" / delivery / "timesheet.csv" for delivery in ("2025-12-31", "2026-01-31"))
    orphan = next(row for row in first.read_text("utf-8").splitlines() if ",X0" in row)
    second.write_text(second.read_text("utf-8") + orphan + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def told(programme: Path, work: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(script("by_hand.py", str(programme), str(work), "--memory-limit", "500MB"))
    return found


@pytest.fixture(scope="module")
def twins(programme: Path) -> dict[str, Plain]:
    with (programme / "feeds" / "2025-12-31" / "assignment.csv").open(encoding="utf-8") as file:
        assignments = {row["assignment_id"] for row in csv.DictReader(file)}
    return {table: plain(programme / "feeds", table, assignments) for table in ("timesheet", "ledger_line")}


@pytest.mark.parametrize("table", ["timesheet", "ledger_line"])
def test_every_row_is_accounted_for_as_in_the_plain_reading(
    told: dict[str, Any], twins: dict[str, Plain], table: str
) -> None:
    twin = twins[table]
    held = sum(1 for _, _, column, _ in twin.quarantine if column in ("orphan", "conflicting_key"))
    came = {"in_force": len(twin.in_force), "superseded": twin.superseded, "repeated": twin.repeated, "held": held}
    assert told["tables"][table] == came
    assert min(came.values()) > 0
    assert sum(twin.refused.values()) == sum(
        file["refused"] for name, file in told["files"].items() if name.endswith(f"/{table}.csv")
    )


@pytest.mark.parametrize(("source", "table"), [("timesheets", "timesheet"), ("ledger", "ledger_line")])
def test_months_are_exact(told: dict[str, Any], twins: dict[str, Plain], source: str, table: str) -> None:
    months = {month: {"value": Decimal(row["value"]), "n": row["n"]} for month, row in told["months"][source].items()}
    assert months == twins[table].months(table, RATES)
    assert len(months) == 36


def test_quarantine_names_line_column_and_value_of_every_fault(work: Path, twins: dict[str, Plain]) -> None:
    found = duckdb.sql(f"""
        SELECT file, line, CASE WHEN reason IN ('orphan', 'conflicting_key') THEN reason ELSE "column" END,
               CASE WHEN reason IN ('orphan', 'conflicting_key') THEN NULL ELSE value END
        FROM '{work}/quarantine.parquet'
    """).fetchall()
    expected = set().union(*(twin.quarantine for twin in twins.values()))
    assert len(found) == len(set(found))
    assert set(found) == expected
    lines = [(file, line) for file, line, _, _ in expected]
    assert len(lines) > len(set(lines)), "no row with two faults was planted, so that every reason is not seen"


def test_superseded_versions_end_on_the_day_of_the_next(work: Path, told: dict[str, Any]) -> None:
    found = duckdb.sql(f"SELECT _from, _to, count(*) FROM '{work}/parts/timesheet/*/*.parquet' GROUP BY ALL").fetchall()
    by_days = {(str(start), str(end) if end else None): n for start, end, n in found}
    assert by_days.pop(("2025-12-31", "2026-01-31")) == told["tables"]["timesheet"]["superseded"]
    assert set(by_days) == {("2025-12-31", None), ("2026-01-31", None)}


def test_the_same_files_give_the_same_content_hashes(programme: Path, tmp_path: Path, told: dict[str, Any]) -> None:
    again = json.loads(script("by_hand.py", str(programme), str(tmp_path), "--threads", "1"))
    contents = {part: hashes["content"] for part, hashes in told["parts"].items() if "content" in hashes}
    assert {part: again["parts"][part]["content"] for part in contents} == contents
    assert len(contents) == 36 + 36 + 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    bytes_of = []
    for folder, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        script("generate.py", str(tmp_path / folder), "--timesheets", "3000", "--ledger", "2000", "--seed", seed)
        bytes_of.append([path.read_bytes() for path in sorted((tmp_path / folder).glob("feeds/*/*.csv"))])
    assert bytes_of[0] == bytes_of[1]
    assert bytes_of[0] != bytes_of[2]

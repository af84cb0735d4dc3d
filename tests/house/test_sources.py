"""The house's habits, held by a machine: small files, plain names, a sentence at the head of each, no clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fullscore.terms.declared import declared

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "fullscore").rglob("*.py"))
PYTHON = [*SOURCES, *(path for room in ("tests", "docs", "benchmarks") for path in sorted((ROOT / room).rglob("*.py")))]
LONGEST = 400
SAYS_NOTHING = {
    "core",
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "service",
    "managers",
    "manager",
    "misc",
}
DECLARING = ("fullscore.model", "fullscore.measures", "fullscore.feeds", "fullscore.charts")
CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_file_opens_with_a_sentence(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said, f"{shown(path)} says nothing of itself"
    opening = " ".join(said.split("\n\n")[0].split())
    assert opening[-1] in ".:", f"{shown(path)} opens with half a sentence: {opening}"


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_file_stays_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_no_name_says_nothing() -> None:
    named = {shown(path): {part.strip("_") for part in path.relative_to(ROOT).with_suffix("").parts} for path in PYTHON}
    assert not [name for name, parts in named.items() if parts & SAYS_NOTHING]


@pytest.mark.parametrize("room", DECLARING)
def test_a_declaration_has_the_name_of_its_file(room: str) -> None:
    found = declared(room)
    assert found
    for name, thing in found.items():
        assert getattr(thing, "name", name) == name


def test_only_the_conveyor_reads_the_clock() -> None:
    reading = [
        f"{shown(path)}:{line}" for path in SOURCES if "run" not in path.parts[-2:-1] for line in clock_readings(path)
    ]
    assert not reading


def clock_readings(path: Path) -> Iterator[int]:
    """The lines that ask what time it is: a call of ``now``, ``today``, ``time.time`` and their kin."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK):
            continue
        owner = ast.unparse(node.func.value).split(".")[-1]
        if owner in ("datetime", "date", "time", "pd", "Timestamp", "ibis"):
            yield node.lineno


def test_a_clock_is_seen_where_there_is_one(tmp_path: Path) -> None:
    source = tmp_path / "late.py"
    source.write_text("import time, datetime as dt\na = time.time()\nb = dt.date.today()\nc = row.date()\n", "utf-8")
    assert list(clock_readings(source)) == [2, 3]

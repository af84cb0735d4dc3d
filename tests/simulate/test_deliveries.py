"""What is sent: the same bytes for the same seed, nothing known too early, every id explained by its parent's table."""

import csv
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from fullscore.model._shape import Kind, tables
from fullscore.simulate import northgate
from fullscore.simulate._ledger import UNKNOWN_UNITS

TINY = 0.01


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def files(written: Path) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """Each file's delivery, table and rows."""
    feeds = tomllib.loads((written / "programme.toml").read_text("utf-8"))["feed"]
    table_of = {feed["files"]: feed["table"] for feed in feeds}
    for path in sorted((written / "feeds").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.parent.name, table_of[path.name], list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        northgate.write(tmp_path / name, seed=seed, scale=TINY)
    assert digest(tmp_path / "one") == digest(tmp_path / "again")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_there_are_thirty_six_deliveries_and_every_table_is_sent(written: Path) -> None:
    assert len(list((written / "feeds").iterdir())) == 36
    assert {table for _, table, _ in files(written)} == set(tables())


def test_no_delivery_knows_an_instant_after_its_day(written: Path) -> None:
    for delivery, name, rows in files(written):
        for column in tables()[name].columns:
            if column.kind is Kind.time and rows and column.name in rows[0] and column.name != "needed_at":
                assert max(row[column.name] for row in rows) < f"{delivery}T99", (delivery, name, column.name)


def test_every_id_is_known_to_its_parents_table(written: Path) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    named: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for _, name, rows in files(written):
        table = tables()[name]
        known[name] |= {row[table.key[0]] for row in rows}
        for column, parent in table.parents().items():
            named[name, column, parent.name] |= {row[column] for row in rows if row.get(column)}
    strangers = {f"{table}.{column}": ids - known[parent] for (table, column, parent), ids in named.items()}
    found = {where: ids for where, ids in strangers.items() if ids}
    assert set(found) == {"ledger_line.org_unit_id"}
    assert len(found["ledger_line.org_unit_id"]) == UNKNOWN_UNITS


def test_a_requisition_moves_on_and_comes_out_as_it_went_in(written: Path) -> None:
    last: dict[str, dict[str, str]] = {}
    rewritten, vanished = set(), set()
    for delivery, name, rows in files(written):
        if name != "requisition":
            continue
        now = {row["requisition_id"]: row for row in rows}
        vanished |= set(last) - set(now)
        rewritten |= {id for id in set(last) & set(now) if last[id]["submitted_at"] != now[id]["submitted_at"]}
        for id in set(last) & set(now):
            for column in ("approved_at", "released_at"):
                assert now[id][column] == last[id][column] or not last[id][column], (delivery, id, column)
        last = now
    assert len(rewritten) == 2
    assert len(vanished) == 2


@pytest.mark.parametrize("word", ["planted", "truth", "affiliate_favour", "fills_seats"])
def test_the_folder_does_not_say_what_is_in_it(written: Path, word: str) -> None:
    assert not [p for p in written.rglob("*") if word in p.name]
    assert word not in (written / "programme.toml").read_text("utf-8")

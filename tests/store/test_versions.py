"""Versions against a plain twin: the same landed rows sorted one at a time, in the words of the exchange format."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullscore.model.ledger_line import ledger_line
from fullscore.store.engine import Engine
from fullscore.store.versions import Input, arrange

DAYS = ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30")


@dataclass(frozen=True)
class Row:
    key: str
    content: str
    unit: str | None = None
    revision: int | None = None
    refused: bool = False


@dataclass(frozen=True)
class File:
    day: str
    rows: tuple[Row, ...]
    feed: int = 0


def landed(folder: Path, files: list[File], full: bool) -> list[Input]:
    """Write files as landing would, and give them their place in the order of deliveries."""
    inputs = []
    for order, file in enumerate(files):
        days = sorted({f.day for f in files if f.feed == file.feed})
        at = days.index(file.day)
        path = folder / f"{order}.parquet"
        columns = {
            column.name: pa.array([None] * len(file.rows), pa.string())
            for column in ledger_line.columns
            if column.name not in ("line_no", "posted_at", "amount")
        }
        told = [None if row.refused else row for row in file.rows]
        columns |= {
            "document_id": pa.array([row.key for row in file.rows], pa.string()),
            "description": pa.array([row and row.content for row in told], pa.string()),
            "org_unit_id": pa.array([row and row.unit for row in told], pa.string()),
            "line_no": pa.array([1] * len(file.rows), pa.int64()),
            "posted_at": pa.array([None] * len(file.rows), pa.date32()),
            "amount": pa.array([None] * len(file.rows), pa.decimal128(18, 4)),
            "_line": pa.array(range(2, len(file.rows) + 2), pa.int64()),
            "_revision": pa.array([row.revision for row in file.rows], pa.int64()),
            "_faults": pa.array([["wrong"] if row.refused else None for row in file.rows], pa.list_(pa.string())),
        }
        pq.write_table(pa.table(columns), path)
        inputs.append(
            Input(
                rows=path,
                folder=path.stem,
                feed=f"feed {file.feed}",
                feed_no=file.feed,
                full=full,
                delivery=file.day,
                file=f"{file.day}/{order}.csv",
                landed=sum(not row.refused for row in file.rows),
                keyed=sum(row.refused for row in file.rows),
                order=order,
                sequence=at,
                ends_on=days[at + 1] if full and at + 1 < len(days) else None,
            )
        )
    return inputs


def by_engine(folder: Path, files: list[File], full: bool, known: set[str] | None = None) -> dict[str, object]:
    engine = Engine(scratch=folder / "scratch")
    relations = {}
    if known is not None:
        engine.sql("CREATE TEMP TABLE known_units (id VARCHAR)")
        for unit in sorted(known):
            engine.sql(f"INSERT INTO known_units VALUES ('{unit}')")
        relations = {"org_unit_id": "known_units"}
    counts = arrange(engine, ledger_line, landed(folder, files, full), relations)
    versions = engine.rows(
        "SELECT document_id, description, strftime(_from, '%Y-%m-%d'), strftime(_to, '%Y-%m-%d'), "
        "_file, _line, _beside FROM arranged"
    )
    held = engine.rows("SELECT _file, _line, _faults[1].reason FROM held_rows")
    engine.close()
    return {
        "versions": sorted(versions, key=str),
        "held": sorted(held),
        "repeated": counts.repeated,
    }


def by_hand(files: list[File], full: bool, known: set[str] | None = None) -> dict[str, object]:
    """The twin: deliveries in order, row by row."""
    versions: list[list[object]] = []
    held: list[tuple[str, int, str]] = []
    repeated = 0
    for feed in sorted({file.feed for file in files}):
        standing: dict[str, list[object]] = {}
        contents: dict[str, object] = {}
        mine = [(order, file) for order, file in enumerate(files) if file.feed == feed]
        for day in sorted({file.day for _, file in mine}):
            came: dict[str, list[tuple[object, list[object]]]] = {}
            stays: set[str] = set()
            for order, file in mine:
                if file.day != day:
                    continue
                name = f"{day}/{order}.csv"
                stays |= {row.key for row in file.rows if row.refused}
                rows = [(n, row) for n, row in enumerate(file.rows, 2) if not row.refused]
                if known is not None:
                    stays |= {row.key for _, row in rows if row.unit and row.unit not in known}
                held += [
                    (name, n, "orphan") for n, row in rows if known is not None and row.unit and row.unit not in known
                ]
                rows = [(n, row) for n, row in rows if known is None or not row.unit or row.unit in known]
                for key in sorted({row.key for _, row in rows}):
                    same = [(n, row) for n, row in rows if row.key == key]
                    best = max((row.revision for _, row in same if row.revision is not None), default=None)
                    line, first = next((n, row) for n, row in same if row.revision == best)
                    said = (first.content, first.unit)
                    for n, row in same:
                        if n == line:
                            continue
                        if (row.content, row.unit) == said:
                            repeated += 1
                        elif best is not None and row.revision is not None and row.revision < best:
                            versions.append([key, row.content, day, day, name, n, feed])
                        else:
                            held.append((name, n, "conflicting_key"))
                    came.setdefault(key, []).append((said, [key, first.content, day, None, name, line, feed]))
            for earlier in came.values():
                for said, version in earlier[:-1]:
                    if said == earlier[-1][0]:
                        repeated += 1
                    else:
                        versions.append([*version[:2], day, day, *version[4:]])
            today = {key: found[-1] for key, found in came.items()}
            if full:
                for key in [key for key in standing if key not in today and key not in stays]:
                    standing.pop(key)[3] = day
                    contents.pop(key)
            for key, (said, version) in today.items():
                if key in standing and contents[key] == said:
                    repeated += 1
                    continue
                if key in standing:
                    standing[key][3] = day
                standing[key], contents[key] = version, said
                versions.append(version)
    first_feed: dict[object, int] = {}
    for version in versions:
        if version[3] is None:
            first_feed[version[0]] = min(first_feed.get(version[0], 99), int(str(version[6])))
    told = [(*v[:6], int(str(v[6])) > first_feed.get(v[0], 99)) for v in versions]
    return {"versions": sorted(told, key=str), "held": sorted(held), "repeated": repeated}


rows = st.builds(
    Row,
    key=st.sampled_from("ABCD"),
    content=st.sampled_from("xy"),
    unit=st.sampled_from([None, "U1", "U2"]),
    revision=st.sampled_from([None, None, 1, 2]),
    refused=st.sampled_from([False, False, True]),
)
plain_rows = st.builds(Row, key=st.sampled_from("ABCDE"), content=st.sampled_from("xy"))


def files_of(row: st.SearchStrategy[Row]) -> st.SearchStrategy[list[File]]:
    file = st.builds(
        File,
        day=st.sampled_from(DAYS),
        rows=st.lists(row, max_size=5).map(tuple),
        feed=st.sampled_from([0, 0, 1]),
    )
    return st.lists(file, min_size=1, max_size=6).map(lambda found: sorted(found, key=lambda f: f.day))


@pytest.mark.parametrize("full", [True, False], ids=["full", "delta"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_engine_and_twin_agree(tmp_path_factory: pytest.TempPathFactory, full: bool, data: st.DataObject) -> None:
    files = data.draw(files_of(data.draw(st.sampled_from([rows, plain_rows]))))
    known = data.draw(st.sampled_from([None, {"U1"}, {"U1", "U2"}]))
    found = by_engine(tmp_path_factory.mktemp("versions"), files, full, known)
    assert found == by_hand(files, full, known)


def test_a_key_left_out_of_a_full_snapshot_ends_and_comes_back(tmp_path: Path) -> None:
    a = Row("A", "x")
    files = [File(DAYS[0], (a,)), File(DAYS[1], (Row("B", "x"),)), File(DAYS[2], (a, Row("B", "x")))]
    found = by_engine(tmp_path, files, full=True)
    assert found["versions"] == [
        ("A", "x", DAYS[0], DAYS[1], f"{DAYS[0]}/0.csv", 2, False),
        ("A", "x", DAYS[2], None, f"{DAYS[2]}/2.csv", 2, False),
        ("B", "x", DAYS[1], None, f"{DAYS[1]}/1.csv", 2, False),
    ]


def test_a_delta_feed_ends_nothing_by_absence(tmp_path: Path) -> None:
    files = [File(DAYS[0], (Row("A", "x"),)), File(DAYS[1], (Row("B", "x"),)), File(DAYS[2], (Row("A", "y"),))]
    found = by_engine(tmp_path, files, full=False)
    assert [(v[0], v[1], v[2], v[3]) for v in found["versions"]] == [  # type: ignore[attr-defined]
        ("A", "x", DAYS[0], DAYS[2]),
        ("A", "y", DAYS[2], None),
        ("B", "x", DAYS[1], None),
    ]


def test_a_refused_row_keeps_what_stood_and_makes_nothing(tmp_path: Path) -> None:
    a, b, gone = Row("A", "x"), Row("B", "x"), Row("A", "?", refused=True)
    files = [File(DAYS[0], (a, b)), File(DAYS[1], (gone,)), File(DAYS[2], (gone, b)), File(DAYS[3], (Row("A", "y"), b))]
    found = by_engine(tmp_path, files, full=True)
    assert [(v[0], v[1], v[2], v[3]) for v in found["versions"]] == [  # type: ignore[attr-defined]
        ("A", "x", DAYS[0], DAYS[3]),
        ("A", "y", DAYS[3], None),
        ("B", "x", DAYS[0], DAYS[1]),
        ("B", "x", DAYS[2], None),
    ]


def test_what_ended_is_not_brought_back_by_a_refused_row(tmp_path: Path) -> None:
    a, b = Row("A", "x"), Row("B", "x")
    files = [File(DAYS[0], (a, b)), File(DAYS[1], (b,)), File(DAYS[2], (Row("A", "?", refused=True), b))]
    found = by_engine(tmp_path, files, full=True)
    assert [v[3] for v in found["versions"] if v[0] == "A"] == [DAYS[1]]  # type: ignore[attr-defined]

"""The receipt of a file: every row and every amount is accounted for."""

import csv
import gzip
import hashlib
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullscore.feeds._landing import land
from fullscore.feeds._mapping.load import load
from fullscore.feeds._period import period_of
from fullscore.store.engine import Engine
from fullscore.store.landed import Landed, landed_rows_of
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed

HEAD = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency\n"


def test_the_receipt_that_is_written_is_the_one_that_is_returned(landing: Any) -> None:
    text = HEAD + "D1,1,V1,V,2025-01-03,6410,5,USD\nD2,1,V1,V,never,6410,7.25,USD\nD3,1,V1,V,never,6410,x,USD\n"
    result = landing(text, table="ledger_line")
    assert Landed.read(result.folder) == result.receipt
    assert result.receipt.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert result.receipt.size == len(text)
    assert result.receipt.file == "2025-01-31/delivered.csv"
    assert result.receipt.mapping == "exchange"
    assert result.share.amount == {"amount": ("5.0000", "7.2500")}
    assert sorted(path.name for path in result.folder.iterdir()) == ["ledger_line.parquet", "receipt.json"]


def test_a_packed_file_is_known_by_its_packed_bytes(landing: Any) -> None:
    packed = gzip.compress((HEAD + "D1,1,V1,V,2025-01-03,6410,5,USD\n").encode(), mtime=0)
    assert landing(packed, table="ledger_line", name="d.csv.gz").receipt.sha256 == hashlib.sha256(packed).hexdigest()


AMOUNT = st.one_of(
    st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2, allow_nan=False).map(str),
    st.sampled_from(["", "n/a", "1e5", "0"]),
)
DAY = st.sampled_from(["2025-01-03", "2024-12-31", "03/01/2025", "", "00:00:00"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(DAY, AMOUNT), max_size=30))
def test_what_a_file_says_is_what_landed_and_what_was_refused(landing: Any, rows: list[tuple[str, str]]) -> None:
    text = HEAD + "".join(f"D{n},{n},V,V,{day},6410,{amount},USD\n" for n, (day, amount) in enumerate(rows))
    share = landing(text, table="ledger_line").share

    def readable(amount: str) -> Decimal:
        return Decimal(0) if amount in ("", "n/a", "1e5") else Decimal(amount)

    read = list(csv.DictReader(io.StringIO(text)))
    landed, refused = map(Decimal, share.amount["amount"])
    assert share.read == len(read)
    assert landed + refused == sum((readable(row["amount"]) for row in read), Decimal(0))
    good = [
        row
        for row in read
        if row["posted_at"] in ("2025-01-03", "2024-12-31") and row["amount"] not in ("", "n/a", "1e5")
    ]
    assert share.landed == len(good)
    assert landed == sum((Decimal(row["amount"]) for row in good), Decimal(0))


def test_the_period_that_a_name_says() -> None:
    quarter = r"(?P<first>[a-z]{3})-(?P<last>[a-z]{3})-(?P<year>\d{4})"
    assert period_of("spend-apr-jun-2014.csv", quarter) == ("2014-04", "2014-06")
    assert period_of("spend-Nov-Jan-2015.csv", quarter) == ("2014-11", "2015-01")
    assert period_of("spend-xyz-jun-2014.csv", quarter) is None
    assert period_of("spend.csv", quarter) is None
    assert period_of("spend-2014-04.csv", r"(?P<first>\d{4}-\d\d)") == ("2014-04", "2014-04")
    assert period_of("March 24.csv", r"(?P<first>[A-Za-z]+) (?P<year>\d\d)") == ("2024-03", "2024-03")
    assert period_of("13-2024.csv", r"(?P<first>\d\d)-(?P<year>\d{4})") is None
    assert period_of("anything.csv", "") is None


@pytest.mark.parametrize("threads", [1, 2])
def test_lines_are_right_in_a_file_that_is_read_in_pieces(tmp_path: Path, threads: int) -> None:
    path, rows = tmp_path / "roles.csv", 300_000
    with path.open("w") as file:
        file.write("role_id,title,role_family,capability,level,critical\n")
        # Rows of different lengths, so that the engine's pieces do not end where lines would by chance.
        file.writelines(f"R{n},{'T' * (n % 97)},F,C,{n},true\n" for n in range(rows))
    engine = Engine(scratch=tmp_path / "engine", threads=threads)
    receipt = land(
        engine,
        path=path,
        delivery="2025-01-31",
        file="roles.csv",
        feed=Feed(files="*", party="client", table="role"),
        mapping=load("exchange", "role", tmp_path),
        into=tmp_path / "landed",
        programme_folder=tmp_path,
    )
    (share,) = receipt.tables
    empty_titles = len(range(0, rows, 97))
    assert (share.read, share.refused) == (rows, empty_titles)
    written = landed_rows_of(tmp_path / "landed" / "role.parquet")
    assert engine.one(f"SELECT count(*) FROM {written} WHERE level + 2 = _line")[0] == rows - empty_titles
    assert (
        engine.one(f"SELECT count(*) FROM {written} WHERE _faults IS NOT NULL AND (_line - 2) % 97 = 0")[0]
        == empty_titles
    )
    engine.close()


def test_too_little_memory_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_text("role_id,title,role_family,capability,level,critical\n" + "R1,T,F,C,1,true\n" * 200_000)
    engine = Engine(scratch=tmp_path / "engine", memory_limit="1MB", threads=2)
    with pytest.raises(Fault, match=r"roles\.csv: the engine ran out of memory"):
        land(
            engine,
            path=path,
            delivery="2025-01-31",
            file="roles.csv",
            feed=Feed(files="*", party="client", table="role"),
            mapping=load("exchange", "role", tmp_path),
            into=tmp_path / "landed",
            programme_folder=tmp_path,
        )
    engine.close()

"""Files that cannot be used at all: one sentence says what is wrong, where, and what to do."""

import errno
import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds import _landing
from fullscore.feeds._rows import raw_text
from fullscore.terms.fault import Fault

HEAD = "role_id,title,role_family,capability,level,critical\n"
GOOD = HEAD + "R1,T,F,C,1,true\n"


def mapped(file: str) -> str:
    """A mapping of the same headings, with settings of the file."""
    columns = "".join(f'{name} = {{ from = ["{name}"] }}\n' for name in HEAD.strip().split(","))
    return f'[file]\n{file}\n[[table]]\nname = "role"\n[table.columns]\n{columns}'


def fault(landing: Any, content: str | bytes | Path, **how: Any) -> str:
    with pytest.raises(Fault) as raised:
        landing(content, **({"table": "role"} if "toml" not in how else {}), **how)
    assert raised.value.next_step
    return str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "2025-01-31/delivered.csv: the file is empty"),
        (b"\xef\xbb\xbf\n  \n", "2025-01-31/delivered.csv: the file is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "this is a web page, probably a sign-in page"),
        (b"\xef\xbb\xbf \n<!-- login -->\n<HTML lang='en'>", "this is a web page, probably a sign-in page"),
        (b"PK\x03\x04rest", "this is a spreadsheet or zip archive, not text as its ending says"),
        (b"\xd0\xcf\x11\xe0rest", "this is an old or protected spreadsheet"),
        (b"PAR1rest", "this is a Parquet file"),
        (b"%PDF-1.7", "this is a PDF"),
        (gzip.compress(GOOD.encode(), mtime=0), "this is a packed file without the ending .gz. Add .gz to its name"),
        (
            GOOD.replace("T", "é").encode("cp1252"),
            "no encoding is declared, and the text is not UTF-8 (first on line 2)",
        ),
        (GOOD.encode("utf-16-le"), "the text looks like UTF-16 without a mark of byte order"),
    ],
)
def test_no_table(landing: Any, content: bytes, said: str) -> None:
    assert said in fault(landing, content)


def test_an_encoding_is_proposed_where_none_is_declared(landing: Any) -> None:
    assert 'Declare `encoding = "cp1252"`' in fault(landing, GOOD.replace("T", "é").encode("cp1252"))


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("klingon", "the declared encoding 'klingon' does not exist"),
        ("hex", "the declared encoding 'hex' does not exist"),
        ("utf-8", "the mapping declares UTF-8, and the text is not UTF-8 (first on line 2)"),
        ("ascii", "the text does not fit the encoding ascii"),
    ],
)
def test_a_wrong_encoding(landing: Any, encoding: str, said: str) -> None:
    toml = mapped(f'encoding = "{encoding}"')
    assert said in fault(landing, GOOD.replace("T", "é").encode("cp1252"), toml=toml)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16-le", "utf-16-be", "utf-8"])
def test_a_declared_encoding_is_read(landing: Any, encoding: str) -> None:
    result = landing(GOOD.replace("T", "Ä é").encode(encoding), toml=mapped(f'encoding = "{encoding}"'))
    assert result.column("title") == ["Ä é"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_of_byte_order_says_the_encoding(landing: Any, encoding: str) -> None:
    result = landing(GOOD.replace("T", "Ä\u2007").encode(encoding), table="role")
    assert result.rows("role_id, title") == [("R1", "Ä")]


def test_missing_headings_are_listed_beside_those_found(landing: Any) -> None:
    said = fault(landing, "Identifier,title,amount\n1,2,3\n")
    assert "the headings 'role_id', without which role cannot be read, are missing" in said
    assert "found were 'Identifier', 'title', 'amount'" in said
    assert "`fullscore map FILE`" in said


def test_a_missing_amount_or_posting_date_refuses_a_money_table(landing: Any) -> None:
    with pytest.raises(Fault, match="the headings 'posted_at', 'amount', without which ledger_line"):
        landing("document_id,line_no,vendor_id\n1,2,3\n", table="ledger_line")


def test_other_missing_columns_are_absent_and_refuse_nothing(landing: Any) -> None:
    result = landing("role_id\nR1\n", table="role")
    assert result.column("title") == [None]
    assert result.share.absent == ("title", "role_family", "capability", "level", "soc_code", "critical")
    assert result.share.refused == 0


def test_a_heading_without_rows_is_no_fault(landing: Any) -> None:
    result = landing(HEAD, table="role")
    assert (result.receipt.rows, result.share.read) == (0, 0)
    assert result.share.notes == ("there are no rows under the heading",)


def test_a_kind_of_file_that_is_not_read(landing: Any) -> None:
    said = fault(landing, GOOD, name="delivered.docx")
    assert "files of this kind are not read. Deliver it with one of the endings .csv, .csv.gz, " in said


def test_packed_text(landing: Any) -> None:
    result = landing(gzip.compress(GOOD.encode()), table="role", name="delivered.csv.gz")
    assert result.rows("role_id, _line") == [("R1", 2)]
    quoted = landing(gzip.compress(GOOD.replace("T,", '"T\nT",').encode()), table="role", name="delivered.CSV.GZ")
    assert quoted.column("title") == ["T\nT"]


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_packed_text_that_is_cut_off(landing: Any, cut: int) -> None:
    packed = gzip.compress((HEAD + "R1,T,F,C,1,true\n" * 5000).encode())
    assert "the packed file ends too early or is damaged" in fault(landing, packed[:-cut], name="delivered.csv.gz")


def test_packed_text_that_is_none(landing: Any) -> None:
    assert "it is no whole gzip file" in fault(landing, GOOD, name="delivered.csv.gz")


def test_a_bomb_is_refused_before_it_goes_off(landing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_text, "ALWAYS_EXPANDED", 1_000_000)
    packed = gzip.compress(HEAD.encode() + b" " * 5_000_000)
    assert "it unpacks to more than 200 times its size" in fault(landing, packed, name="delivered.csv.gz")


def test_a_folder_named_like_a_file(landing: Any, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "folder.csv: this is a folder, not a file" in fault(landing, tmp_path / "folder.csv")


def test_a_file_that_is_gone_or_closed(landing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "it cannot be read (No such file or directory)" in fault(landing, tmp_path / "gone.csv")

    def refuse(self: Path, *_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    (tmp_path / "closed.csv").write_text(GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    said = fault(landing, tmp_path / "closed.csv")
    assert "it cannot be read (Permission denied). Check that it is there and may be read" in said


def test_a_file_that_grows_while_it_is_read(landing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.csv"
    path.write_text(GOOD)
    hashed = _landing.sha256

    def meanwhile(of: Path) -> str:
        found = hashed(of)
        with of.open("a") as file:
            file.write("R2,T,F,C,1,true\n")
        return found

    monkeypatch.setattr(_landing, "sha256", meanwhile)
    assert "it changed while it was read: it is still being written" in fault(landing, path)


def test_a_full_disk(landing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(_landing.Landed, "write", full)
    assert "delivered.csv: the disk is full. Make room and build again" in fault(landing, GOOD)


@pytest.mark.parametrize("name", ["spend[1].csv", "what?.csv", "all*.csv", "it's.csv", "über uns.csv", '"quoted".csv'])
def test_names_that_an_engine_could_misread(landing: Any, name: str) -> None:
    assert landing(GOOD, table="role", name=name).column("role_id") == ["R1"]
    assert landing(GOOD.replace("T,", '"T\nT",'), table="role", name=name).column("role_id") == ["R1"]


def test_the_delimiter_is_found_by_the_heading_alone(landing: Any) -> None:
    for sign in ";\t|,":
        text = HEAD.replace(",", sign) + f"R1{sign}a,b;c|d{sign}F{sign}C{sign}1{sign}true\n".replace("a,b;c|d", "a.b")
        assert landing(text, table="role").column("title") == ["a.b"]
    decimals = landing("role_id;title\n1;2,5,7,8,9\n", table="role")
    assert decimals.column("title") == ["2,5,7,8,9"]


def test_a_declared_delimiter_is_used(landing: Any) -> None:
    toml = mapped('delimiter = "#"')
    assert landing(GOOD.replace(",", "#"), toml=toml).column("role_id") == ["R1"]
    assert "are missing; found were 'role_id,title" in fault(landing, GOOD, toml=toml)


def test_title_rows_above_the_heading_are_passed_over_and_noted(landing: Any) -> None:
    result = landing('Headcount report\n\n"printed, by\nsomebody",x\n' + GOOD, table="role")
    assert result.rows("role_id, _line") == [("R1", 6)]
    assert result.share.notes == ("the heading was found on line 5, below 2 other rows",)


def test_declared_rows_are_skipped_and_a_footer_is_left_out(landing: Any) -> None:
    text = "Report\nof today\n" + GOOD + "R2,T,F,C,2,true\nTotal,2\n"
    result = landing(text, toml=mapped("skip_rows = 2\nfooter = 1"))
    assert result.rows("role_id, _line") == [("R1", 4), ("R2", 5)]
    assert result.share.refused == 0
    assert "are missing" in fault(landing, text, toml=mapped("skip_rows = 1"))

"""The engine reads plain text and Python reads the rest: on whatever file, both must come to the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullscore.feeds import delimited

HEAD = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency,description\n"
GOOD = "D{n},{n},V1,Vendor {n},2025-01-{n:02d},6410,{n}.50,USD,text {n}\n"


def plain(rows: int) -> str:
    return HEAD + "".join(GOOD.format(n=n) for n in range(1, rows + 1))


@contextmanager
def only_python(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(delimited, "_plain", lambda *_: False)
        yield


@contextmanager
def only_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any) -> Any:
        raise AssertionError("the file was read by Python")

    with monkeypatch.context() as patched:
        patched.setattr(delimited, "_by_python", refuse)
        yield


def test_plain_text_is_read_by_the_engine(landing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_engine(monkeypatch):
        result = landing(plain(28), table="ledger_line")
        windows = landing(plain(28).replace("\n", "\r\n"), table="ledger_line")
    assert result.lines() == list(range(2, 30))
    assert windows.all() == result.all()


@pytest.mark.parametrize(
    "text",
    [
        plain(3).replace("text 2", '"two\nlines"'),
        plain(3).replace("text 2", '"two\r\nlines"'),
        plain(3).replace("V1,Vendor 2", "V1"),
        plain(3).replace("text 2", "text,2"),
        plain(3).replace("text 2", 'a "quoted" word'),
        plain(3).replace("text 2", '"a ""quoted"" word"'),
        plain(3).replace("text 2", '"half" quoted'),
        plain(3).replace("text 2", '"never closed'),
        plain(3).replace("text 3", '"never closed'),
        plain(3).rstrip("\n"),
        plain(3).replace("text 2\n", "text 2\n\n\n"),
        plain(3).replace("text 2\n", "text 2\r\n"),
        plain(3).replace("text 2\n", "text 2\r"),
        plain(3).replace("text 2", "text\t2 "),
        plain(3).replace("text 2", "\u00a0é\u00a0"),
        plain(3).replace(GOOD.format(n=2), ",,,,,,,,\n"),
        plain(3).replace("\n", "\r"),
        "\ufeff" + plain(3),
        HEAD,
        HEAD.rstrip("\n"),
    ],
)
def test_both_readers_agree(landing: Any, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    either = landing(text, table="ledger_line")
    with only_python(monkeypatch):
        python = landing(text, table="ledger_line")
    assert either.all() == python.all()
    assert either.receipt.tables == python.receipt.tables
    assert either.receipt.rows == python.receipt.rows


CELL = st.one_of(
    st.sampled_from(
        ["", " ", "x", '"', '""', '"a"', 'a"b', '"a,b"', '"a\nb"', "é", "\u00a0", "=1", "1E+5", "\t", "a@b.co"]
    ),
    st.text(alphabet=" \"',;ab1\r\n\t\u00a0é", max_size=6),
)
LINE = st.lists(CELL, min_size=1, max_size=5).map(",".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=8), end=st.sampled_from(["\n", "\r\n", "\r"]), open_end=st.booleans())
def test_both_readers_agree_on_any_text(
    landing: Any, monkeypatch: pytest.MonkeyPatch, lines: list[str], end: str, open_end: bool
) -> None:
    text = end.join(["role_id,title,role_family", *lines]) + ("" if open_end else end)
    either = landing(text, table="role")
    with only_python(monkeypatch):
        python = landing(text, table="role")
    assert either.all() == python.all()
    assert either.receipt.rows == python.receipt.rows

"""Rows that are no rows are refused by themselves: with their line, and without taking others along."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAD = "role_id,title,role_family,capability,level,critical\n"


def role(n: int, title: str = "T") -> str:
    return f"R{n},{title},F,C,{n},true\n"


def test_rows_with_too_few_and_too_many_fields(landing: Any) -> None:
    result = landing(HEAD + role(1) + "R2,T,F\n" + role(3) + role(4, "T,T") + role(5), table="role")
    assert result.column("role_id") == ["R1", "R3", "R5"]
    assert result.column("_line") == [2, 4, 6]
    assert result.faults() == [
        (3, "", "3 instead of 6", "wrong_number_of_fields"),
        (5, "", "7 instead of 6", "wrong_number_of_fields"),
    ]
    assert (result.share.read, result.share.landed, result.share.refused, result.receipt.rows) == (5, 3, 2, 5)


def test_empty_fields_beyond_the_heading_are_passed_over(landing: Any) -> None:
    result = landing(HEAD + "R1,T,F,C,1,true,\n" + "R2,T,F,C,2,true,,\n", table="role")
    assert result.column("role_id") == ["R1", "R2"]


def test_blank_lines_are_no_rows_and_a_row_of_separators_is_one(landing: Any) -> None:
    result = landing(HEAD + "\n" + role(1) + "   \n" + ",,,,,\n" + " , ,\u00a0,,,\n" + role(2) + "\n\n", table="role")
    assert result.column("_line") == [3, 7]
    assert result.faults() == [(5, "", "", "empty_row"), (6, "", "", "empty_row")]


def test_a_row_of_separators_is_noticed_where_constants_fill_everything(landing: Any) -> None:
    toml = '[[table]]\nname = "org_unit"\n[table.columns]\n' + "".join(
        f'{name} = {{ from = ["{name}"], constant = "{word}" }}\n'
        for name, word in (("org_unit_id", "U"), ("name", "N"), ("kind", "department"), ("country", "US"))
    )
    result = landing("org_unit_id,name,kind\n,N1,\n,,\n", toml=toml)
    assert result.rows("org_unit_id, name") == [("U", "N1")]
    assert result.faults() == [(3, "", "", "empty_row")]


def test_line_ends_of_every_kind(landing: Any) -> None:
    rows = [HEAD.strip(), *(role(n).strip() for n in range(1, 5))]
    for end in ("\n", "\r\n", "\r"):
        assert landing(end.join(rows), table="role").column("_line") == [2, 3, 4, 5]
    mixed = landing("\r".join(rows[:3]) + "\r\n" + "\n".join(rows[3:]), table="role")
    assert mixed.column("role_id") == ["R1", "R2", "R3", "R4"]
    assert mixed.column("_line") == [2, 3, 4, 5]


def test_a_quoted_line_end_keeps_the_lines_of_the_rows_behind_it(landing: Any) -> None:
    result = landing(HEAD + role(1) + role(2, '"two\nlines\n"') + role(3), table="role")
    assert result.rows("role_id, title, _line") == [("R1", "T", 2), ("R2", "two\nlines", 3), ("R3", "T", 6)]


def test_a_stray_quote_takes_no_row_along(landing: Any) -> None:
    result = landing(HEAD + role(1) + role(2, '"stray') + role(3) + role(4, '"a, b"') + role(5), table="role")
    assert result.column("role_id") == ["R1", "R3", "R4", "R5"]
    ((line, _, value, reason),) = result.faults()
    assert (line, reason) == (3, "unclosed_quote")
    assert "stray" not in value


def test_a_quote_that_never_closes_takes_no_row_along(landing: Any) -> None:
    result = landing(HEAD + role(1) + 'R2,T,F,C,2,"true\n' + role(3) + role(4), table="role")
    assert result.column("role_id") == ["R1", "R3", "R4"]
    assert result.faults() == [(3, "", "a line of 16 characters", "unclosed_quote")]


def test_a_quote_that_never_closes_on_the_last_line(landing: Any) -> None:
    result = landing(HEAD + role(1) + 'R2,T,F,C,2,"true', table="role")
    assert result.column("role_id") == ["R1"]
    assert [reason for *_, reason in result.faults()] == ["unclosed_quote"]


def test_nul_characters_refuse_their_row(landing: Any) -> None:
    result = landing(HEAD + role(1) + role(2, "a\0b") + role(3), table="role")
    assert result.column("role_id") == ["R1", "R3"]
    assert result.faults() == [(3, "", "", "not_text")]


@pytest.mark.parametrize(
    "cell",
    ["x" * 1_000_001, '"' + "x" * 1_000_001 + '"', '"' + "word\n" * 200_001 + '"'],
    ids=("bare", "quoted", "of many lines"),
)
def test_a_cell_over_a_million_characters_refuses_its_row(landing: Any, cell: str) -> None:
    result = landing(HEAD + role(1) + role(2, cell) + role(3), table="role")
    assert result.column("role_id") == ["R1", "R3"]
    ((line, column, value, reason),) = result.faults()
    assert (line, column, reason, len(value)) == (3, "title", "cell_too_long", 200)


def test_a_long_cell_below_the_limit_is_kept_whole(landing: Any) -> None:
    result = landing(HEAD + role(1, "x" * 999_999) + role(2), table="role")
    assert [len(title) for title in result.column("title")] == [999_999, 1]


def test_a_long_cell_keeps_no_mail_address_and_nothing_of_a_person(landing: Any) -> None:
    long = "jo@example.org " + "x" * 1_000_001
    result = landing(
        HEAD.strip() + ",Worker Name\n" + role(1, long).strip() + ",J\n" + role(2).strip() + f",{long}\n", table="role"
    )
    assert [(column, value[:10]) for _, column, value, _ in result.faults()] == [
        ("title", "[masked] x"),
        ("Worker Name", ""),
    ]
    assert b"jo@example.org" not in result.everything_stored()


def test_a_cell_of_a_hundred_megabytes_costs_no_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "giant.csv"
    with path.open("w") as file:
        file.write(HEAD + role(1) + "R2,")
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write(",F,C,2,true\n" + role(3))
    script = (
        "import re, sys\nfrom pathlib import Path\nfrom fullscore.store.engine import Engine\n"
        "from fullscore.feeds._landing import land\nfrom fullscore.feeds._mapping.load import load\n"
        "from fullscore.terms.programme import Feed\nroot = Path(sys.argv[1])\n"
        "engine = Engine(scratch=root / 's', memory_limit='500MB')\n"
        "receipt = land(engine, path=root / 'giant.csv', delivery='2025-01-31', file='giant.csv',\n"
        "    feed=Feed(files='*', party='client', table='role'),\n"
        "    mapping=load('exchange', 'role', root), into=root / 'landed', programme_folder=root)\n"
        # The peak that the system reports through getrusage would be that of whoever started the process.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(receipt.tables[0].landed, receipt.tables[0].refused, peak)"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    landed, refused, kilobytes = map(int, done.stdout.split())
    assert (landed, refused) == (2, 1)
    assert kilobytes < 800_000

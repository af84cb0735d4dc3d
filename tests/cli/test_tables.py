"""What is drawn for people, when it is piped: whole rows, one a line, no colour, nothing that steers a terminal."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable

import pytest

from fullscore.cli._drawing import number, print_table
from tests.cli.conftest import FORMULA, LONG
from tests.conftest import LEDGER, Folder, Ran, settings

Command = Callable[..., Ran]


def lines(text: str) -> list[list[str]]:
    """The cells of a printed table: two spaces or more stand between them."""
    return [[cell.strip() for cell in line.split("   ") if cell.strip()] for line in text.splitlines() if line.strip()]


def test_a_long_cell_is_neither_cut_nor_folded(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["file", "rows"], [[LONG, "1"], ["short", "12,345"]], right=(1,))
    heading, _, first, second = lines(capsys.readouterr().out)
    assert (heading, first, second) == (["file", "rows"], [LONG, "1"], ["short", "12,345"])


def test_a_cell_cannot_steer_the_terminal_or_break_the_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_table(["value"], [["\x1b[31mred"], ["two\nlines"], ["[red]x[/red]"], ["北門"], ["a\u202eb"]])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    cells = [row[0] for row in lines(out)]
    assert cells[0] == "value"
    assert cells[2:] == [r"\x1b[31mred", r"two\nlines", "[red]x[/red]", "北門", r"a\u202eb"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "currency", "-"),
        (1234.5, "currency", "1,234.50"),
        (-0.125, "share", "-12.5%"),
        (12.0, "people", "12"),
        (31.25, "days", "31.25"),
    ],
)
def test_numbers_are_shown_as_people_read_them(value: float | None, unit: str, shown: str) -> None:
    assert number(value, unit) == shown


def test_figures_stand_in_a_table(command: Command, northgate: Folder) -> None:
    ran = command("measure", "spend", "--by", "month", "--programme", northgate.root)
    assert ran.code == 0
    rows = lines(ran.out)
    assert rows[2][:3] == ["month", "USD", "n"]
    assert ["2025-01", "1,234.50", "1"] in [row[:3] for row in rows]


def test_deliveries_and_editions_name_everything(command: Command, northgate: Folder) -> None:
    ran = command("deliveries", "--programme", northgate.root)
    assert "2025-02-28/ledger.csv" in ran.out
    ran = command("editions", "--programme", northgate.root)
    assert str(northgate.current()) in ran.out
    assert "published" in ran.out


def test_a_build_says_every_file_and_what_nobody_asked_for(command: Command, northgate: Folder) -> None:
    ran = command("build", "--programme", northgate.root)
    assert "feeds/2025-02-28/readme.txt: no feed asks for it; it was left alone" in ran.out
    assert f"Nothing changed: edition {northgate.current()}." in ran.out
    assert "feeds/2025-02-28/ledger.csv: every row of it was refused" in ran.err


def test_quarantine_shows_reasons_and_rows(command: Command, northgate: Folder) -> None:
    ran = command("quarantine", "--programme", northgate.root)
    assert ran.code == 0
    assert ["ledger_line", "posted_at", "not_a_date", "8"] in lines(ran.out)
    assert "\x1b" not in ran.out
    assert ran.out.splitlines()[-1].startswith("11 rows read = 3 loaded + 8 quarantined; 8 of them shown.")


def quarantined(command: Command, folder: Folder) -> list[dict[str, str]]:
    ran = command("quarantine", "--csv", "--programme", folder.root)
    assert (ran.code, ran.err) == (0, "")
    return list(csv.DictReader(io.StringIO(ran.out, newline="")))


def test_every_quarantined_row_is_in_the_csv(command: Command, northgate: Folder) -> None:
    rows = quarantined(command, northgate)
    assert [int(row["line"]) for row in rows] == [2, 3, 4, 5, 6, 7, 9, 10]
    assert {row["file"] for row in rows} == {"2025-02-28/ledger.csv"}
    assert {row["owner"] for row in rows} == {"client"}
    assert rows[4]["value"] == LONG[:200]
    assert rows[5]["value"] == "two\nlines"


def test_a_spreadsheet_runs_no_formula_from_the_csv(command: Command, northgate: Folder) -> None:
    rows = quarantined(command, northgate)
    assert [row["value"] for row in rows[:4]] == ["'" + FORMULA, "'-1+1", "'@SUM(A1)", "'+1+1"]
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r", "\n")) for cell in row.values())


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A programme of which every listing is longer than a pipe holds."""
    rows = [f"D{n},1,V-1,{'A' * 60},{'2025-01-05' if n % 2 else 'soon'},6410,U1,10,USD" for n in range(4000)]
    folder = Folder(tmp_path_factory.mktemp("long"))
    folder.put({"programme.toml": settings(), "2025-01-31/ledger.csv": "\n".join([LEDGER, *rows]) + "\n"}).built()
    return folder


@pytest.mark.parametrize(
    "arguments", ["quarantine --csv", "quarantine --json --limit 2000", "trace spend --limit 2000"]
)
def test_a_reader_that_leaves_early_is_no_error(long: Folder, arguments: str) -> None:
    ran = subprocess.Popen(
        [sys.executable, "-c", "from fullscore.cli import main; main()", *arguments.split()],
        cwd=long.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert ran.stdout
    assert ran.stderr
    assert ran.stdout.read(1)
    ran.stdout.close()
    said = ran.stderr.read().decode()
    ran.stderr.close()
    assert ran.wait(timeout=60) in (0, 1)
    assert said == ""

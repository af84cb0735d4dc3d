"""Every verb: one JSON document and nothing else, an exit code that says what happened, never a traceback."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from fullscore.cli import app
from tests.conftest import Folder, Ran, ledger

VERBS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
READING = {
    "ask": [],
    "deliveries": [],
    "demand": [],
    "findings": [],
    "history": [],
    "identity": [],
    "lens": [],
    "measure": ["spend", "--by", "month"],
    "money": [],
    "quarantine": [],
    "trace": ["spend", "--where", "month=2025-01"],
    "verify": [],
    "week": [],
}
ASKED = {**READING, "build": [], "editions": []}
Command = Callable[..., Ran]


def test_every_verb_is_asked_here() -> None:
    # The sample programme takes minutes to write and build, a file is mapped outside a programme, and the brief is
    # written beside it: all three have tests of their own.
    assert set(ASKED) | {"init", "demo", "map", "brief"} == VERBS | {"demo"}


@pytest.mark.parametrize("verb", ASKED)
def test_json_is_one_document_and_nothing_else(command: Command, northgate: Folder, verb: str) -> None:
    ran = command(verb, *ASKED[verb], "--programme", northgate.root, "--json")
    # The delivery of which every row was refused makes a build exit with 1.
    assert ran.code == (1 if verb == "build" else 0)
    assert isinstance(json.loads(ran.out), dict)
    if verb != "build":
        assert ran.err == ""


def test_init_says_what_it_made_as_json(command: Command, tmp_path: Path) -> None:
    ran = command("init", tmp_path / "new", "--json")
    assert (ran.code, ran.err) == (0, "")
    made = json.loads(ran.out)["made"]
    assert [Path(path).name for path in made] == ["programme.toml", "feeds"]
    assert all(Path(path).exists() for path in made)


@pytest.mark.parametrize("verb", sorted(READING))
def test_a_reading_verb_takes_an_edition(command: Command, northgate: Folder, verb: str) -> None:
    earlier = json.loads(command("editions", "--programme", northgate.root, "--json").out)["editions"][0]
    ran = command(verb, *READING[verb], "--programme", northgate.root, "--edition", earlier["edition"], "--json")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert document.get("edition", document.get("figure", {}).get("edition")) == earlier["edition"]
    ran = command(verb, *READING[verb], "--programme", northgate.root, "--edition", "2020-01-01-none")
    assert (ran.code, ran.out) == (1, "")
    assert "there is no edition 2020-01-01-none" in ran.err


@pytest.mark.parametrize("verb", sorted(ASKED))
def test_outside_a_programme_the_next_step_is_said(command: Command, tmp_path: Path, verb: str) -> None:
    ran = command(verb, *ASKED[verb], "--programme", tmp_path / "nowhere", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "there is no programme.toml here" in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("verb", sorted(READING))
def test_before_the_first_build_the_next_step_is_said(
    command: Command, programme: Callable[..., Folder], verb: str
) -> None:
    ran = command(verb, *READING[verb], "--programme", programme({}).root)
    assert (ran.code, ran.out) == (1, "")
    assert "nothing has been built here yet. Run `fullscore build`." in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["measure"],
        ["nothing"],
        ["build", "--as-of", "2025-02-30"],
        ["build", "--as-of", "yesterday"],
        ["editions", "--keep", "0"],
        ["quarantine", "--limit", "-1"],
        ["verify", "--no-such-option"],
        ["trace", "spend", "--limit", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(command: Command, northgate: Folder, arguments: list[str]) -> None:
    ran = command(*arguments, *(["--programme", northgate.root] if len(arguments) > 1 else []))
    assert (ran.code, ran.out) == (2, "")
    assert "Usage:" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["measure", "speed"], "there is no measure called speed"),
        (["measure", "spend", "--by", "colour"], "spend cannot be split by colour"),
        (["measure", "spend", "--lens", "source"], "'source' in --lens is not name=value"),
        (["measure", "spend", "--lens", "mood=good"], "spend has no axis called mood"),
        (["measure", "spend", "--lens", "source=hearsay"], "spend has no option hearsay on its axis source"),
        (["measure", "spend", "--lens", "source=ledger,source=ledger"], "--lens names source twice"),
        (["measure", "spend", "--from", "2025"], "'2025' is not a month"),
        (["measure", "spend", "--to", "2025-13"], "'2025-13' is not a month"),
        (["measure", "spend", "--from", "2025-02", "--to", "2025-01"], "2025-01 comes before 2025-02"),
        (["money", "--by", "colour"], "the money circle cannot be split by colour"),
        (["money", "--from", "2025-03", "--to", "2025-01"], "2025-01 comes before 2025-03"),
        (["demand", "--from", "2025-03", "--to", "2025-01"], "2025-01 comes before 2025-03"),
        (["demand", "--to", "soon"], "'soon' is not a month"),
        (["trace", "spend", "--where", "colour=red"], "spend cannot be split by colour"),
        (["trace", "spend", "--by", "vendor"], "--by vendor does not say which"),
        (["trace", "spend", "--where", "month=2025-13"], "'2025-13' is not a month"),
    ],
)
def test_what_cannot_be_done_exits_with_1(command: Command, northgate: Folder, arguments: list[str], says: str) -> None:
    ran = command(*arguments, "--programme", northgate.root)
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert ran.err.endswith(".\n")


def test_a_figure_that_no_record_stands_behind_says_where_there_are_some(command: Command, northgate: Folder) -> None:
    ran = command("trace", "spend", "--where", "month=2099-01", "--programme", northgate.root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("`fullscore measure spend --by month` shows the months that have some.\n")


def test_help_names_every_verb(command: Command) -> None:
    ran = command("--help")
    assert ran.code == 0
    for verb in VERBS:
        assert f"  {verb} " in ran.out
        described = command(verb, "--help")
        assert described.code == 0
        assert "--json" in described.out


def test_without_a_verb_the_verbs_are_shown(command: Command) -> None:
    ran = command()
    assert ran.code == 2
    assert "measure" in ran.out + ran.err


def test_an_error_nobody_thought_of_is_one_sentence(
    command: Command, northgate: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*told: Any, **asked: Any) -> None:
        raise RuntimeError("first\nsecond")

    monkeypatch.setattr("fullscore.run.read.manifest_of", fail)
    ran = command("deliveries", "--programme", northgate.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("This should not happen (RuntimeError: first).")
    assert "Traceback" not in ran.err
    monkeypatch.setenv("FULLSCORE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        command("deliveries", "--programme", northgate.root)


@pytest.mark.parametrize("limit", ["much", "-1GB", "0", "12 parsecs"])
def test_a_memory_limit_that_is_none_is_one_sentence(
    command: Command, northgate: Folder, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setenv("FULLSCORE_MEMORY_LIMIT", limit)
    ran = command("measure", "spend", "--programme", northgate.root)
    assert (ran.code, ran.out) == (1, "")
    assert "FULLSCORE_MEMORY_LIMIT" in ran.err
    assert "should not happen" not in ran.err


def test_strict_exits_with_1_for_a_row_in_quarantine(command: Command, programme: Callable[..., Folder]) -> None:
    rows = ["D1,2025-01-05,6410,U1,10,USD", "D2,soon,6410,U1,10,USD"]
    folder = programme({"2025-01-31/ledger.csv": ledger(*rows)})
    plain = command("build", "--programme", folder.root)
    assert (plain.code, plain.err) == (0, "")
    assert plain.out.endswith("Read 2 rows = 1 loaded + 1 quarantined.\n")
    assert command("build", "--strict", "--programme", folder.root).code == 1
    folder.put({"2025-01-31/ledger.csv": ledger(rows[0])})
    assert command("build", "--strict", "--programme", folder.root).code == 0


def test_a_file_that_cannot_be_read_exits_with_1_and_keeps_the_edition(
    command: Command, programme: Callable[..., Folder]
) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    first = folder.built()
    folder.put({"2025-02-28/ledger.csv": "vendor_id\nV1\n"})
    ran = command("build", "--programme", folder.root)
    assert ran.code == 1
    assert "feeds/2025-02-28/ledger.csv: " in ran.err
    assert ran.err.endswith("Nothing was published; the last good edition stays.\n")
    assert folder.current() == first.id
    document = json.loads(command("build", "--programme", folder.root, "--json").out)
    assert (document["edition"], document["published"], len(document["faults"])) == (None, False, 1)


def test_a_file_of_refused_rows_exits_with_1_and_leads_to_their_reasons(
    command: Command, programme: Callable[..., Folder]
) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,05/01/2025,6410,U1,10,USD")})
    ran = command("build", "--programme", folder.root)
    assert ran.code == 1
    said = ran.err.split("`")[1]
    assert said.startswith("fullscore quarantine")
    shown = command(*said.split()[1:], "--programme", folder.root)
    assert shown.code == 0
    assert "05/01/2025" in shown.out


def test_verify_exits_with_1_for_a_difference(command: Command, programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    folder.built()
    assert command("verify", "--rebuild", "--programme", folder.root).code == 0
    for part in folder.layout.parts.rglob("*.parquet"):
        part.write_bytes(b"")
    ran = command("verify", "--programme", folder.root, "--json")
    assert ran.code == 1
    document = json.loads(ran.out)
    assert not document["ok"]
    assert len(document["differences"]) == 2


def test_dropping_editions_says_what_went(command: Command, programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    first = folder.built()
    second = folder.put({"2025-02-28/ledger.csv": ledger("D2,2025-01-05,6410,U1,10,USD")}).built()
    document = json.loads(command("editions", "--keep", "1", "--programme", folder.root, "--json").out)
    assert document["dropped"] == [first.id]
    assert [(e["edition"], e["current"]) for e in document["editions"]] == [(second.id, True)]


def test_editions_are_listed_though_the_published_one_is_gone(
    command: Command, programme: Callable[..., Folder]
) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    made = folder.built()
    folder.layout.current.write_text("2020-01-01-gone\n", "utf-8")
    ran = command("editions", "--programme", folder.root, "--json")
    assert ran.code == 0
    assert [(e["edition"], e["current"]) for e in json.loads(ran.out)["editions"]] == [(made.id, False)]


def test_the_current_folder_is_the_programme(
    command: Command, northgate: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(northgate.root)
    assert json.loads(command("deliveries", "--json").out)["edition"] == northgate.current()

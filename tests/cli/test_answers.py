"""Answers on the command line: a line each, one alone, what a person assumes, and the rows behind a row."""

import json
from collections.abc import Callable

import pytest

from fullscore.questions._shape import questions
from tests.conftest import Folder, Ran

Command = Callable[..., Ran]


@pytest.fixture(scope="module")
def answered(little_northgate: Folder) -> Folder:
    return little_northgate


def test_every_question_is_a_line(command: Command, answered: Folder) -> None:
    ran = command("ask", "--programme", answered.root)
    assert (ran.code, ran.err) == (0, "")
    for name in questions():
        assert name in ran.out


# What is answered from all others would have them computed again at each command: its own tests trace its rows.
@pytest.mark.parametrize("name", [name for name, question in questions().items() if not question.of_others])
def test_an_answer_holds_every_part_and_its_rows_trace(command: Command, answered: Folder, name: str) -> None:
    told = json.loads(command("ask", name, "--programme", answered.root, "--json").out)
    assert set(told) >= {
        "question", "title", "edition", "as_of", "verdict", "says", "confidence", "evidence", "rows", "options",
        "would_change", "missing", "assumptions", "concerns", "figures", "sources",
    }  # fmt: skip
    assert told["question"] == name
    assert told["says"].endswith(".")
    assert len({row["id"] for row in told["rows"]}) == len(told["rows"])
    shown = command("ask", name, "--programme", answered.root)
    assert (shown.code, shown.err) == (0, "")
    assert told["says"] in shown.out
    if told["rows"]:
        ran = command("trace", name, told["rows"][0]["id"], "--programme", answered.root, "--json", "--limit", 3)
        assert (ran.code, ran.err) == (0, "")
        traced = json.loads(ran.out)
        assert traced["figure"]["row"]["id"] == told["rows"][0]["id"]
        assert traced["n"] > 0
        assert all(record["file"] and record["line"] for record in traced["records"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "nothing"], "there is no question called nothing. Ask "),
        (["ask", "--assume", "ramp_months=3"], "--assume needs a question"),
        (["ask", "whose_numbers", "--assume", "luck=1"], "whose_numbers assumes nothing called luck"),
        (["ask", "whose_numbers", "--assume", "luck=high"], "--assume luck=high is not a number"),
        (["trace", "whose_numbers", "0"], "whose_numbers has no row 0 in edition"),
        (["trace", "whose_numbers", "0", "--by", "month"], "takes no segments, lens or months"),
    ],
)
def test_what_cannot_be_answered_gets_one_sentence(
    command: Command, answered: Folder, arguments: list[str], said: str
) -> None:
    ran = command(*arguments, "--programme", answered.root)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_the_detail_of_an_audit_says_which_version_and_what_was_taken_off(command: Command, answered: Folder) -> None:
    ran = command("lens", "time_to_fill", "--programme", answered.root)
    assert (ran.code, ran.err) == (0, "")
    assert "each month is held against the version in force then" in ran.out
    assert "agreed, relief off" in ran.out

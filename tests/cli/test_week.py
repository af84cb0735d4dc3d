"""The week on the command line: three short lists for people, one document for machines."""

import json
from collections.abc import Callable

import pytest

from fullscore.questions._shape import answered, question_called
from fullscore.run import kept_answers
from tests.conftest import Folder, Ran

Command = Callable[..., Ran]
PARTS = {
    "id", "kind", "says", "why", "owner", "functions", "org_unit_id", "value_per_year", "due", "question", "n", "items",
    "rows", "is_new",
}  # fmt: skip


@pytest.fixture(autouse=True)
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking back is answered anew; three questions tell as much of the command as all do, in a fifth of the time."""
    asked = {name: question_called(name) for name in ("leverage", "landing", "exposure")}
    monkeypatch.setattr(kept_answers, "questions", lambda: asked)
    monkeypatch.setattr(
        kept_answers, "answers", lambda edition: (answered(edition, question) for question in asked.values())
    )


def test_the_week_of_the_sample_programme(command: Command, little_northgate: Folder) -> None:
    ran = command("week", "--programme", little_northgate.root, "--json", "--limit", 50)
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert set(told) == {"edition", "as_of", "since", "for", "says", "waits", "moved", "decide", "more"}
    assert (told["since"], told["for"]) == ("2025-11-30", None)
    for part in ("waits", "moved", "decide"):
        assert all(set(line) == PARTS for line in told[part])
        assert len({line["id"] for line in told[part]}) == len(told[part])
    # Planted: the sponsor has signed nothing, two agreements are not granted, one step is stuck, five promises are due.
    waiting = {line["kind"]: line for line in told["waits"]}
    assert waiting["objective"]["functions"] == ["sponsor"]
    assert waiting["agreement"]["n"] == 2
    assert waiting["adoption_step"]["org_unit_id"] == "BU-04"
    assert sum(line["n"] for line in told["decide"] if line["kind"] == "promise") == 5
    shown = command("week", "--programme", little_northgate.root)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(told["says"])
    headings = {"waits": "Waits", "moved": "Moved", "decide": "Needs deciding"}
    for part, heading in headings.items():
        assert (f"\n{heading}\n" in shown.out) == bool(told[part])
        assert sum(line["says"] in shown.out for line in told[part]) == min(len(told[part]), 5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "msp"], "which the role msp is never shown"),
        (["--for", "somebody"], "nobody called somebody is known"),
        (["--since", "soon"], "--since soon is not a date"),
    ],
)
def test_what_cannot_be_told_gets_one_sentence(
    command: Command, little_northgate: Folder, arguments: list[str], said: str
) -> None:
    ran = command("week", *arguments, "--programme", little_northgate.root)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1

"""Kept answers: the same as computed, used again, and as good as none where broken or written by other code."""

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from fullscore.questions._shape import questions
from fullscore.run import kept_answers
from fullscore.run.kept_answers import document_of, documents, documents_as_of
from fullscore.run.prune import prune
from fullscore.store.edition import StoredEdition
from fullscore.terms.fault import Fault
from tests.conftest import Folder, Ran, ledger


@pytest.fixture
def edition(programme: Callable[..., Folder]) -> Iterator[StoredEdition]:
    days = {"2025-01-31": "D1,2025-01-05,6410,U1,10,USD", "2025-02-28": "D2,2025-02-05,6410,U1,20,USD"}
    folder = programme({f"{day}/ledger.csv": ledger(row) for day, row in days.items()})
    folder.built()
    with folder.edition() as opened:
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were computed."""
    found: list[str] = []
    compute, compute_all, compute_as_of = kept_answers.answer, kept_answers.answers, kept_answers.answered

    def one(edition, name):  # type: ignore[no-untyped-def]
        found.append(name)
        return compute(edition, name)

    def every(edition):  # type: ignore[no-untyped-def]
        found.extend(questions())
        return compute_all(edition)

    def as_of(view, question):  # type: ignore[no-untyped-def]
        found.append(question.name)
        return compute_as_of(view, question)

    monkeypatch.setattr(kept_answers, "answer", one)
    monkeypatch.setattr(kept_answers, "answers", every)
    monkeypatch.setattr(kept_answers, "answered", as_of)
    return found


def test_what_was_computed_is_kept_and_used_again(edition: StoredEdition, asked: list[str]) -> None:
    first = list(documents(edition))
    assert asked == list(questions())
    assert list(documents(edition)) == first
    assert [document_of(edition, one["question"]) for one in first] == first
    assert asked == list(questions())
    # Columns stand in the order in which they are shown.
    assert [list(one) for one in documents(edition)] == [list(one) for one in first]


def test_a_day_is_kept_apart(edition: StoredEdition, asked: list[str]) -> None:
    then, again = (list(documents_as_of(edition, date(2025, 1, 31))) for _ in range(2))
    assert then == again
    assert asked == list(questions())
    assert {one["as_of"] for one in then} == {"2025-01-31"}
    assert {one["as_of"] for one in documents(edition)} == {"2025-02-28"}


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"code": "other", "answer": {}}', '{"answer": 3, "code": 1}'])
def test_what_is_broken_or_others_is_as_good_as_none(edition: StoredEdition, asked: list[str], text: str) -> None:
    name = "exposure"
    first = document_of(edition, name)
    place = edition.layout.answers / edition.id / f"{name}.json"
    place.write_text(text, "utf-8")
    assert document_of(edition, name) == first
    assert asked == [name, name]
    assert json.loads(place.read_text("utf-8"))["answer"] == first


def test_other_code_answers_anew(edition: StoredEdition, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    document_of(edition, "exposure")
    monkeypatch.setattr(kept_answers, "answering_code", lambda: "another")
    document_of(edition, "exposure")
    assert asked == ["exposure", "exposure"]


def test_where_nothing_can_be_kept_the_answer_comes_all_the_same(edition: StoredEdition, asked: list[str]) -> None:
    edition.layout.answers.write_text("in the way", "utf-8")
    assert document_of(edition, "exposure")["question"] == "exposure"
    assert document_of(edition, "exposure")["question"] == "exposure"
    assert asked == ["exposure", "exposure"]


def test_nothing_is_left_beside_what_is_kept(edition: StoredEdition) -> None:
    list(documents(edition))
    there = {path.name for path in (edition.layout.answers / edition.id).iterdir()}
    assert there == {f"{name}.json" for name in questions()}


def test_answers_go_with_their_edition(programme: Callable[..., Folder]) -> None:
    folder = programme({})
    for day in ("2025-01-31", "2025-02-28"):
        folder.put({f"{day}/ledger.csv": ledger(f"D{day},{day[:7]}-05,6410,U1,10,USD")}).built()
        with folder.edition() as opened:
            document_of(opened, "exposure")
    [old], _ = prune(folder.layout, 1)
    assert [path.name for path in folder.layout.answers.iterdir()] == [folder.current()]
    assert old != folder.current()


def test_an_unknown_question_is_a_fault(edition: StoredEdition) -> None:
    with pytest.raises(Fault, match="there is no question called nothing"):
        document_of(edition, "nothing")


def test_what_a_person_assumes_is_neither_kept_nor_taken_from_there(
    edition: StoredEdition, command: Callable[..., Ran]
) -> None:
    root, name = edition.layout.root, "exposure"
    place = edition.layout.answers / edition.id / f"{name}.json"
    assumed = command("ask", name, "--assume", "access_grace_days=30", "--programme", root, "--json")
    assert assumed.code == 0
    assert not place.exists()
    command("ask", name, "--programme", root, "--json")
    held = json.loads(place.read_text("utf-8"))
    held["answer"]["says"] = "This was kept."
    place.write_text(json.dumps(held), "utf-8")
    assert "This was kept." in command("ask", name, "--programme", root).out
    assert "This was kept." not in command("ask", name, "--assume", "access_grace_days=3", "--programme", root).out

"""Answers that were computed before: an edition never changes, so neither do its answers under the same code.

Each is one file below ``.fullscore/answers``, by edition and day, written whole. The folder may be deleted at any time;
a file that is broken, or that other code wrote, is as good as none. What a person assumes otherwise is never kept.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from fullscore.lens.as_of import AsOf
from fullscore.questions._shape import answered, question_called, questions
from fullscore.run.answers import answer, answers
from fullscore.run.code import answering_code
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import document

Tell = Callable[[str, int, int], None]
Document = dict[str, Any]


def document_of(edition: StoredEdition, name: str) -> Document:
    """The document of one question's answer, computed where it is not kept.

    Raises:
        Fault: there is no such question.
    """
    question = question_called(name)
    return _kept(edition, name) or _keep(edition, document(answer(edition, question.name)))


def documents(edition: StoredEdition, tell: Tell = lambda what, done, of: None) -> Iterator[Document]:
    """The documents of all answers, in the order of the questions.

    Args:
        tell: is told what was done, how many are done, and of how many.
    """
    names = list(questions())
    kept = {name: found for name in names if (found := _kept(edition, name)) is not None}
    if len(kept) == len(names):
        yield from (kept[name] for name in names)
        return
    tell("asking", 0, len(names))
    for done, one in enumerate(answers(edition), 1):
        tell(f"asked {one.question}", done, len(names))
        yield kept.get(one.question) or _keep(edition, document(one))


def documents_as_of(edition: StoredEdition, day: date, tell: Tell = lambda what, done, of: None) -> Iterator[Document]:
    """The documents of all answers as they would have been with the deliveries up to a day, in the same order."""
    view = AsOf(edition, day)
    for done, (name, question) in enumerate(questions().items()):
        found = _kept(edition, name, day)
        if found is None:
            tell(f"as of {day}: asking {name}", done, len(questions()))
            found = _keep(edition, document(answered(view, question)), day)
        yield found


def _place(edition: StoredEdition, name: str, day: date | None) -> Path:
    folder = edition.layout.answers / edition.id
    return (folder if day is None else folder / f"as-of-{day}") / f"{name}.json"


def _kept(edition: StoredEdition, name: str, day: date | None = None) -> Document | None:
    try:
        held = json.loads(_place(edition, name, day).read_text("utf-8"))
        found: Document = held["answer"]
        own = held["code"] == answering_code() and (found["question"], found["edition"]) == (name, edition.id)
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return found if own else None


def _keep(edition: StoredEdition, found: Document, day: date | None = None) -> Document:
    place = _place(edition, found["question"], day)
    beside = place.with_name(f"{place.name}.{uuid4().hex}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"code": answering_code(), "answer": found}, ensure_ascii=False), "utf-8")
        beside.replace(place)
    except OSError:
        # Whoever may only read, or has no room left, gets the answer all the same.
        beside.unlink(missing_ok=True) if place.parent.is_dir() else None
    return found

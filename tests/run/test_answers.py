"""Answers side by side are those one after the other; a fault crosses from one process to another whole."""

import pickle
from itertools import islice

import pytest

from fullscore.run import answers as asking
from fullscore.terms.answer import document
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger


def test_side_by_side_is_one_after_the_other(programme, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    folder: Folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    folder.built()
    with folder.edition() as edition:
        alone = [document(one) for one in asking.answers(edition)]
        monkeypatch.setattr("fullscore.run.side_by_side.LARGE", 0)
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        together = [document(one) for one in islice(asking.answers(edition), len(alone))]
    assert together == alone


def test_a_fault_crosses_whole() -> None:
    fault = Fault("it is empty", where="a.csv", next_step="send it again")
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.what, again.where, again.next_step) == (
        str(fault),
        "it is empty",
        "a.csv",
        "send it again",
    )

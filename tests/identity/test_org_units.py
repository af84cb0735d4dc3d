"""Codes of finance and org units: one that is only written otherwise is matched, one in doubt waits."""

import pytest

from fullscore.identity.org_units import match_org_units

UNITS = {"00120": "Nursing", "CC-0450": "Pharmacy", "cc 77": "Estates", "HR.310": "People", "A-9": None, "A9-": None}


@pytest.mark.parametrize(
    ("code", "unit", "state", "basis"),
    [
        ("120", "00120", "matched", "spelling"),
        ("cc450", "CC-0450", "matched", "spelling"),
        ("CC-077", "cc 77", "matched", "spelling"),
        ("7310", None, "unmatched", "none"),
        ("CC310", "HR.310", "waiting", "prefix"),
        ("a9", None, "unmatched", "none"),
        ("77", None, "unmatched", "none"),
        ("ZZZ", None, "unmatched", "none"),
    ],
)
def test_a_code_is_the_unit_that_it_is_written_like(code: str, unit: str | None, state: str, basis: str) -> None:
    [row] = match_org_units({code: None}, UNITS)
    assert (row["proposed_org_unit_id"], row["state"], row["basis"]) == (unit, state, basis)
    assert row["org_unit_id"] == (unit if state == "matched" else None)


def test_two_codes_that_read_alike_are_neither_matched() -> None:
    assert {row["state"] for row in match_org_units({"120": None, "0120": None}, UNITS)} == {"unmatched"}


def test_a_name_that_only_one_bears_waits() -> None:
    rows = match_org_units({"X": "pharmacy ", "Y": "Nursing", "Z": "Nursing"}, UNITS)
    assert [(row["finance_id"], row["state"], row["proposed_org_unit_id"]) for row in rows] == [
        ("X", "waiting", "CC-0450"), ("Y", "unmatched", None), ("Z", "unmatched", None),
    ]  # fmt: skip


def test_a_code_that_is_a_unit_is_no_question() -> None:
    assert match_org_units({"00120": None}, UNITS) == []

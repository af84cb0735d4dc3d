"""The chain: whatever is changed, taken out, put in or moved is found, and the line is named."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullscore.ledger.chain import Entry, canonical, linked, read
from fullscore.terms.fault import Fault

WORDS = st.text(max_size=8)


def entries(count: int) -> list[Entry]:
    made: list[Entry] = []
    for n in range(count):
        subject = {"vendor_id": f"V-{n}", "supplier_id": "S-1"}
        made.append(
            linked(made, at=f"2025-01-0{n + 1}", person="Ann", kind="match_confirmed", subject=subject, body={})
        )
    return made


def text(made: list[Entry]) -> str:
    return "".join(f"{entry.line}\n" for entry in made)


@given(st.lists(st.tuples(WORDS, WORDS, st.dictionaries(WORDS, st.integers() | WORDS, max_size=3)), max_size=6))
def test_what_is_written_is_read(said: list[tuple[str, str, dict[str, object]]]) -> None:
    made: list[Entry] = []
    for person, vendor, body in said:
        made.append(linked(made, at="2025", person=person, kind="k", subject={"vendor_id": vendor}, body=body))
    # A line of the file is a line of JSON, whatever breaks a line elsewhere.
    assert list(read(text(made), "rulings")) == made


def changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("V-1", "V-9"), *lines[2:]]


def without(lines: list[str]) -> list[str]:
    return [lines[0], *lines[2:]]


def swapped(lines: list[str]) -> list[str]:
    return [lines[0], lines[2], lines[1], lines[3]]


def again(lines: list[str]) -> list[str]:
    return [lines[0], lines[0], *lines[1:]]


def torn(lines: list[str]) -> list[str]:
    return [lines[0], lines[1][:-20], *lines[2:]]


def blank(lines: list[str]) -> list[str]:
    return [lines[0], "", *lines[1:]]


def not_an_entry(lines: list[str]) -> list[str]:
    return [lines[0], "[1, 2]", *lines[1:]]


def odd_subject(lines: list[str]) -> list[str]:
    return [lines[0], json.dumps({**json.loads(lines[1]), "subject": 3}), *lines[2:]]


def hashed_anew(lines: list[str]) -> list[str]:
    """Somebody who knows how hashes are made changes one entry and its own hash."""
    entry = json.loads(lines[0])
    forged = linked([], at=entry["at"], person="Bob", kind=entry["kind"], subject=entry["subject"], body=entry["body"])
    return [forged.line, *lines[1:]]


@pytest.mark.parametrize(
    "wrong", [changed, without, swapped, again, torn, blank, not_an_entry, odd_subject, hashed_anew]
)
def test_a_broken_chain_is_refused_and_the_line_named(wrong: Callable[[list[str]], list[str]]) -> None:
    with pytest.raises(Fault, match=r"rulings: line 2 breaks the chain: .*from a backup"):
        read("\n".join(wrong(text(entries(4)).splitlines())) + "\n", "rulings")


def test_the_bytes_of_equal_data_are_equal() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})

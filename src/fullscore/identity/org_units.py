"""Codes of finance as org units of the organisation, where the two are written differently."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

_PIECES = re.compile(r"[a-z]+|\d+")
LEAST_DIGITS = 3
"""A code whose digits are fewer is never found by its digits alone."""


def match_org_units(finance: Mapping[str, str | None], organisation: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Each code of finance that the organisation does not know, with the org unit that it is or may be.

    Capitals, punctuation and leading zeros do not matter: such a code is matched where it is the only one on either
    side that reads so. A code that agrees but for letters before its digits, or by its name alone, waits for a person.

    Args:
        finance: codes that ledger and budget use, each with what finance calls it, where it says so.
        organisation: the org units that there are, each with its name.

    Returns:
        The rows of ``org_unit_match``, for codes that are not themselves ids of org units.
    """
    strange = sorted({code for code in finance if code not in organisation})
    here = _by(organisation, _spelt), _by(organisation, _digits), _by_name(organisation)
    theirs = _by(strange, _spelt), _by(strange, _digits), _by_name({code: finance[code] for code in strange})
    rows = []
    for code in strange:
        name = _plain(finance[code])
        if unit := _only(here[0], theirs[0], _spelt(code)):
            rows.append(_row(code, unit, "matched", "spelling", f"{unit}, but for capitals, signs and leading zeros"))
        elif unit := _only(here[1], theirs[1], _digits(code)):
            rows.append(_row(code, unit, "waiting", "prefix", f"the digits are those of {unit} alone"))
        elif unit := _only(here[2], theirs[2], name):
            rows.append(_row(code, unit, "waiting", "name", f"only {unit} has its name, {finance[code]}"))
        else:
            rows.append(_row(code, None, "unmatched", "none", "no org unit is written like it"))
    return rows


def _row(code: str, unit: str | None, state: str, basis: str, reasons: str) -> dict[str, Any]:
    return {
        "finance_id": code,
        "org_unit_id": unit if state == "matched" else None,
        "proposed_org_unit_id": unit,
        "state": state,
        "basis": basis,
        "decided_by": "model",
        "reasons": reasons,
    }


def _only(here: Mapping[str, set[str]], theirs: Mapping[str, set[str]], key: str | None) -> str | None:
    """The one org unit of a key that only one code of finance has."""
    found = here.get(key or "", set())
    return next(iter(found)) if key and len(found) == 1 and len(theirs.get(key, ())) == 1 else None


def _by(codes: Any, read: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        if key := read(code):
            found[key].add(code)
    return found


def _by_name(named: Mapping[str, str | None]) -> dict[str, set[str]]:
    return _by([code for code, name in named.items() if name != code], lambda code: _plain(named[code]))


def _plain(name: str | None) -> str | None:
    return " ".join(re.findall(r"[^\W_]+", (name or "").casefold())) or None


def _spelt(code: str) -> str | None:
    """A code without capitals, signs and leading zeros of its numbers."""
    pieces = _PIECES.findall(code.casefold())
    return "".join(piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in pieces) or None


def _digits(code: str) -> str | None:
    """The digits of a code that has one run of them, after letters or none."""
    found = re.fullmatch(r"[^\W\d_]*[\W_]*(\d+)", code)
    digits = found[1].lstrip("0") if found else ""
    return digits if len(digits) >= LEAST_DIGITS else None

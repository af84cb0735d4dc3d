"""Reading ``programme.toml``: every key known, every value of its type, or one sentence that says what to write."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from fullscore.measures._shape import measures
from fullscore.model._shape import tables
from fullscore.store.currency import LEAST_RATE
from fullscore.terms.fault import Fault
from fullscore.terms.lens import lens_of
from fullscore.terms.programme import (
    FEE_BASES,
    PARTY_KINDS,
    Assumptions,
    Feed,
    LabourRule,
    Party,
    Policy,
    Privacy,
    Programme,
    Scope,
    ServiceLevel,
)

T = TypeVar("T")

SECTIONS = {
    "programme", "policy", "assumptions", "fx", "party", "feed", "labour_rule", "privacy", "service_level",
    "scope",
}  # fmt: skip


def read(path: Path) -> Programme:
    """Read and check a programme's settings.

    Raises:
        Fault: the file is missing, is not TOML, or holds something that no setting is called or allows.
    """
    where = path.name
    try:
        written = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Fault(
            "there is no programme.toml here",
            where=str(path.parent),
            next_step="`fullscore init DIR` makes a programme folder; or name one with `--programme DIR`",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Fault(f"it is not readable as TOML ({error})", where=where, next_step="mend that line") from None
    except OSError as error:
        raise Fault(f"it cannot be read ({error.strerror})", where=where, next_step="check its permissions") from None
    unknown = sorted(set(written) - SECTIONS)
    if unknown:
        raise Fault(
            f"[{unknown[0]}] is no section of a programme", where=where, next_step=f"use one of {_list(SECTIONS)}"
        )
    head = _section(written.get("programme", {}), "[programme]", where)
    missing = [key for key in ("name", "currency", "country") if key not in head]
    if missing:
        raise Fault(f"[programme] has no {missing[0]}", where=where, next_step="add it; `fullscore init` shows how")
    _only(head, {"name", "currency", "country"}, "[programme]", where)
    for key, length in (("currency", 3), ("country", 2)):
        if not (
            isinstance(head[key], str) and len(head[key]) == length and head[key].isalpha() and head[key].isupper()
        ):
            raise Fault(
                f"[programme] {key} = {head[key]!r} is not an ISO code of {length} capital letters",
                where=where,
                next_step='write it like "USD"' if key == "currency" else 'write it like "US"',
            )
    programme = Programme(
        name=str(head["name"]),
        currency=head["currency"],
        country=head["country"],
        policy=_made(Policy, written.get("policy", {}), "[policy]", where),
        assumptions=_made(Assumptions, written.get("assumptions", {}), "[assumptions]", where),
        fx=_rates(_section(written.get("fx", {}), "[fx]", where), where),
        parties=tuple(_made(Party, p, f"[[party]] {n}", where) for n, p in _numbered(written, "party")),
        feeds=tuple(_made(Feed, f, f"[[feed]] {n}", where) for n, f in _numbered(written, "feed")),
        labour_rules=tuple(
            _made(LabourRule, r, f"[[labour_rule]] {n}", where) for n, r in _numbered(written, "labour_rule")
        ),
        privacy=tuple(_made(Privacy, p, f"[[privacy]] {n}", where) for n, p in _numbered(written, "privacy")),
        service_levels=tuple(
            _made(ServiceLevel, s, f"[[service_level]] {n}", where) for n, s in _numbered(written, "service_level")
        ),
        scopes=tuple(_made(Scope, s, f"[[scope]] {n}", where) for n, s in _numbered(written, "scope")),
        written=written,
    )
    _check(programme, where)
    return programme


def _check(programme: Programme, where: str) -> None:
    parties = [party.id for party in programme.parties]
    for party in programme.parties:
        _one_of(party.kind, PARTY_KINDS, f'[[party]] "{party.id}" kind', where)
        _one_of(party.fee_basis, FEE_BASES, f'[[party]] "{party.id}" fee_basis', where)
        if parties.count(party.id) > 1:
            raise Fault(f'two parties are called "{party.id}"', where=where, next_step="give each its own id")
    for feed in programme.feeds:
        what = f'[[feed]] files = "{feed.files}"'
        _one_of(feed.party, parties, f"{what} party", where)
        if feed.table:
            _one_of(feed.table, tables(), f"{what} table", where)
        elif feed.mapping == "exchange":
            raise Fault(
                f"{what} names no table", where=where, next_step='add `table = "…"`, or a mapping that names it'
            )
        _one_of(feed.every, ("", "week", "month", "quarter"), f"{what} every", where)
        if feed.sequence and not _counts(feed.sequence):
            raise Fault(
                f"{what} sequence = {feed.sequence!r} is not a pattern with its number in brackets",
                where=where,
                next_step=r"write it like 'part_(\d+)'",
            )
    for level in programme.service_levels:
        _check_level(level, where)
    _check_scopes(programme, where)
    seen: set[tuple[str, str]] = set()
    for feed in programme.feeds:
        if (feed.files, feed.table) in seen:
            raise Fault(
                f'two feeds have files = "{feed.files}" and the same table',
                where=where,
                next_step="take one of them out",
            )
        seen.add((feed.files, feed.table))


def _check_scopes(programme: Programme, where: str) -> None:
    """Versions are told apart by their days, and the last one is the policy's."""
    if not programme.scopes:
        return
    days = [scope.valid_from for scope in programme.scopes]
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice:
        raise Fault(f"two [[scope]] have valid_from = {twice}", where=where, next_step="give each its own day")
    if any(not scope.in_scope_gl_accounts for scope in programme.scopes):
        raise Fault("a [[scope]] names no accounts", where=where, next_step='name them like ["6410", "6420"]')
    last = max(programme.scopes, key=lambda scope: scope.valid_from)
    if set(last.in_scope_gl_accounts) != set(programme.policy.in_scope_gl_accounts):
        raise Fault(
            f"the last [[scope]], of {last.valid_from}, names other accounts than [policy] in_scope_gl_accounts",
            where=where,
            next_step="write the accounts in force now in both",
        )


def _check_level(level: ServiceLevel, where: str) -> None:
    what = f'[[service_level]] measure = "{level.measure}"'
    if level.measure not in measures():
        raise Fault(f"{what} is no measure", where=where, next_step=f"use one of {_list(measures())}")
    # Old contracts name what time_to_fill excludes, which is no axis of it: the audit says that it is left aside.
    chosen = {a: o for a, o in level.lens.items() if (level.measure, a) != ("time_to_fill", "exclude")}
    try:
        lens_of(level.measure, measures()[level.measure].axes, chosen)
    except Fault as fault:
        raise Fault(f"{what}: {fault.what}", where=where, next_step=fault.next_step) from None


def _numbered(written: dict[str, Any], section: str) -> list[tuple[int, Any]]:
    found = written.get(section, [])
    return list(enumerate(found if isinstance(found, list) else [found], 1))


def _section(found: Any, what: str, where: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Fault(f"{what} is not a section", where=where, next_step="write `key = value` lines below its heading")
    return found


def _counts(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups > 0
    except re.error:
        return False


def _rates(found: dict[str, Any], where: str) -> dict[str, float]:
    for code, rate in found.items():
        if not re.fullmatch("[A-Z]{3}", code):
            raise Fault(
                f"[fx] {code} is not an ISO code of 3 capital letters", where=where, next_step="write it like EUR"
            )
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not LEAST_RATE < rate < 1 / LEAST_RATE:
            raise Fault(
                f"[fx] {code} = {rate!r} is not a rate",
                where=where,
                next_step="write programme currency per unit, over 0",
            )
    return {code: float(rate) for code, rate in found.items()}


def _made(kind: type[T], found: Any, what: str, where: str) -> T:
    """Make a settings object from a TOML table; a misspelt key or a value of the wrong type is a fault."""
    found = _section(found, what, where)
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    _only(found, set(known), what, where)
    for name, f in known.items():
        if name not in found and f.default is MISSING and f.default_factory is MISSING:
            raise Fault(f"{what} has no {name}", where=where, next_step=f"add `{name} = …`")
    values = {name: _value(value, hints[name], f"{what} {name}", where) for name, value in found.items()}
    return kind(**values)


def _value(value: Any, hint: Any, what: str, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(value, next(a for a in args if a is not type(None)), what, where)
    if origin is Literal:
        _one_of(value, args, what, where)
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise Fault(f"{what} = {value!r} is not a list", where=where, next_step='write it like ["6410", "6420"]')
        return tuple(_text(item, what, where) for item in value)
    if origin is Mapping:
        if not isinstance(value, dict):
            raise Fault(
                f"{what} = {value!r} is not a table", where=where, next_step='write it like { start = "approved" }'
            )
        return {key: _text(item, what, where) for key, item in value.items()}
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if hint is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    wrong = hint is float or isinstance(value, bool | datetime) or not isinstance(value, hint)
    if wrong:
        words = {int: "a whole number", float: "a number", str: "text in quotes", date: "a date like 2024-01-01"}
        raise Fault(f"{what} = {value!r} is not {words.get(hint, hint)}", where=where, next_step="correct it")
    return value


def _text(item: Any, what: str, where: str) -> str:
    """An item of a list: a number may stand for its own digits."""
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        raise Fault(f"{what} holds {item!r}, which is not text", where=where, next_step="put it in quotes")
    return str(item)


def _only(found: dict[str, Any], known: set[str], what: str, where: str) -> None:
    unknown = sorted(set(found) - known)
    if unknown:
        raise Fault(f"{what} has no setting called {unknown[0]}", where=where, next_step=f"use one of {_list(known)}")


def _one_of(value: Any, options: Any, what: str, where: str) -> None:
    if value not in options:
        shown = _list(option for option in options if option)
        raise Fault(
            f"{what} = {value!r} is not known", where=where, next_step=f"use one of {shown}" if shown else "declare it"
        )


def _list(options: Any) -> str:
    return ", ".join(sorted(str(option) for option in options))

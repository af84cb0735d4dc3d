"""The sample programme's people, requests and candidates as an edition in memory, whatever was planted there."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

from fullscore.simulate import _clocks, _demand, _organisation, _requests, _sourcing, _suppliers, _work
from fullscore.simulate._deliveries import MONTH_ENDS, MONTHS
from fullscore.simulate._settings import HEAD, TAIL
from fullscore.simulate._story import Story, story
from tests.questions.told_edition import ToldEdition

HELD_BY: dict[str, tuple[ModuleType, ...]] = {
    "POOR_FACTOR": (_suppliers,), "FINE_FACTOR": (_suppliers,), "ONLY_SOURCE": (_suppliers,), "FAVOUR": (_sourcing,),
    "SLOW_FACTOR": (_clocks,), "SLOW_REVIEW_FACTOR": (_clocks, _sourcing), "SLOWER_FACTOR": (_clocks,),
    "FASTER_FACTOR": (_clocks,), "REPOSTED": (_clocks,), "OVERRUN_UNITS": (_demand,), "LAWLESS_UNIT": (_demand,),
}  # fmt: skip
"""The modules that hold each constant."""
WITHOUT: Mapping[str, Any] = {
    "POOR_FACTOR": 1.0, "SLOW_FACTOR": 1.0, "SLOW_REVIEW_FACTOR": 1.0, "SLOWER_FACTOR": 1.0
}  # fmt: skip
"""The same people and requests as with what was planted, only sooner answered, and staying as with others."""
NOTHING: Mapping[str, Any] = {
    **WITHOUT, "ONLY_SOURCE": {}, "FAVOUR": 0.0, "REPOSTED": 0.0, "OVERRUN_UNITS": (), "LAWLESS_UNIT": -1,
}  # fmt: skip
"""None of what the findings about people and requests look for; everything else that was planted stays."""
QUIET: Mapping[str, Any] = {**NOTHING, "FINE_FACTOR": 1.0, "FASTER_FACTOR": 1.0}
"""Nor anything beside it that acts on the same people and requests."""


@contextmanager
def planted(constants: Mapping[str, Any]) -> Iterator[None]:
    """The simulation with other constants than its own."""
    before = [(module, name, getattr(module, name)) for name in constants for module in HELD_BY[name]]
    try:
        for name, value in constants.items():
            for module in HELD_BY[name]:
                setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


Constants = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=4)
def _story(seed: int, scale: float, constants: Constants) -> Story:
    with planted({name: dict(value) if name == "ONLY_SOURCE" else value for name, value in constants}):
        return story(seed, scale)


def _hashable(constants: Mapping[str, Any] | None) -> Constants:
    return tuple(sorted((n, tuple(v.items()) if isinstance(v, dict) else v) for n, v in (constants or {}).items()))


def sourced_story(seed: int, scale: float, constants: Mapping[str, Any] | None = None) -> Story:
    """What happened there."""
    return _story(seed, scale, _hashable(constants))


def sourced_edition(
    seed: int, scale: float, constants: Mapping[str, Any] | None = None, last: int = MONTHS - 1
) -> ToldEdition:
    """The tables as they stood at a delivery, the last by default; the same one again where it was told before."""
    return _edition(seed, scale, _hashable(constants), last)


@lru_cache(maxsize=4)
def _edition(seed: int, scale: float, constants: Constants, last: int) -> ToldEdition:
    told = _story(seed, scale, constants)
    sheets = [
        *_organisation.sheets(), *_suppliers.sheets(told.who),
        *_requests.sheets(told.asks, told.course, told.sent, told.found, told.made),
        *_work.sheets(told.jobs, told.weeks)[:1],
    ]  # fmt: skip
    tables = {}
    for sheet in sheets:
        some = [n for n in range(last + 1) if n % sheet.every == 0 or n == MONTHS - 1]
        some = some[-1:] if sheet.full else some
        tables[sheet.table] = [(str(MONTH_ENDS[n]), rows) for n in some if (rows := sheet.as_of(n)).num_rows]
    settings = tomllib.loads(HEAD + '\n[[party]]\nid = "hr"\nname = "HR"\nkind = "client"\n' + TAIL)
    settings["feed"] = [{"table": name, "files": f"hr_{name}.csv", "party": "hr"} for name in tables]
    return ToldEdition(tables, settings, str(MONTH_ENDS[last]))

"""The sample programme with and without what was planted in its rates, as an edition in memory."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest

from fullscore.simulate import _money, _organisation, _requests, _sourcing, _suppliers, _voice, _work
from fullscore.simulate._deliveries import CUTS, MONTH_ENDS, MONTHS
from fullscore.simulate._settings import HEAD, TAIL
from fullscore.simulate._story import Story, story
from fullscore.simulate._suppliers import card_hundredths
from tests.questions.told_edition import RATES, ToldEdition

WITHOUT: dict[str, dict[tuple[Any, str], Any]] = {
    "like_for_like_spread": {(_sourcing, "DEAR_UNIT"): -1},
    "rate_above_benchmark": {(_sourcing, "ABOVE_MARKET"): -1},
    "segment_apart": {(_sourcing, "APART"): (-1, -1)},
    "level_inflation": {(_work, "INFLATING"): -1},
    "overtime_concentration": {(_work, "OVERTIME_SITE"): -1},
    "rate_above_card": {(_sourcing, "DEAR_ABOVE_CARD"): -1},
}
"""By finding the constants under which nobody planted it; streams of chance are shared, so that nothing else moves."""


@contextmanager
def without(*names: str) -> Iterator[None]:
    """The simulator without some of what it plants."""
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            for (module, constant), value in WITHOUT[name].items():
                patch.setattr(module, constant, value)
        yield


def told(seed: int, scale: float, *absent: str) -> Story:
    """The story of a seed without some of what is planted."""
    with without(*absent):
        return story(seed, scale)


def edition_of(told: Story, last: int = MONTHS - 1, *, sheets: bool = True) -> ToldEdition:
    """The tables that rates are told from, as they stood at a delivery.

    Args:
        sheets: whether timesheets are delivered, which tell of overtime.
    """
    given = [
        *_organisation.sheets(), *_suppliers.sheets(told.who), _money.sheet(told.jobs, told.bills),
        *_requests.sheets(told.asks, told.course, told.sent, told.found, told.made)[:1],
        *_work.sheets(told.jobs, told.weeks)[: 2 if sheets else 1],
        *(one for one in _voice.sheets(told.seed, told.jobs, told.made) if one.table == "benchmark"),
    ]  # fmt: skip
    tables: dict[str, list[tuple[str, Any]]] = {}
    for sheet in given:
        some = [n for n in range(last + 1) if n % sheet.every == 0 or n == MONTHS - 1]
        # A year's work is read; what was told of earlier weeks is not.
        some = some[-1:] if sheet.full else some[-16:] if sheet.every == 1 else some
        tables[sheet.table] = [(str(MONTH_ENDS[n]), rows) for n in some if (rows := sheet.as_of(n)).num_rows]
    settings = tomllib.loads(HEAD + '\n[[party]]\nid = "hr"\nname = "HR"\nkind = "client"\n' + TAIL)
    settings["feed"] = [{"table": name, "files": f"hr_{name}.csv", "party": "hr"} for name in tables]
    return ToldEdition(tables, settings, str(MONTH_ENDS[last]))


SEED, SCALE = 31, 0.15


@cache
def planted() -> ToldEdition:
    """A year with everything planted."""
    return edition_of(told(SEED, SCALE))


@cache
def quiet() -> ToldEdition:
    """A year of another seed without anything planted in its rates and hours."""
    with without(*WITHOUT):
        return edition_of(story(SEED + 1, SCALE))


@cache
def saved(name: str) -> float:
    """What would not have been paid in the year if nobody had planted a finding."""
    return paid(told(SEED, SCALE)) - paid(told(SEED, SCALE, name))


def paid(told: Story) -> float:
    """What the last twelve months' timesheets came to, with fees and discounts, counted from the story itself."""
    return float(_paid(told, told.weeks.amount / 100).sum())


def premium(told: Story) -> float:
    """The part of it that is half the rate of every hour of overtime."""
    return float(_paid(told, 0.5 * told.weeks.overtime / 100 * told.jobs.rate[told.weeks.job] / 100).sum())


def above_card(told: Story) -> float:
    """The part of it that lies above the agreed card: what holding suppliers to it would save."""
    card = card_hundredths(told.jobs.asks.role, told.jobs.asks.country)
    part = np.maximum(0.0, 1 - card / told.jobs.rate)
    return float(_paid(told, told.weeks.amount / 100 * part[told.weeks.job]).sum())


def _paid(told: Story, amount: Any) -> Any:
    weeks, jobs = told.weeks, told.jobs
    dollars = np.array([RATES[_organisation.CURRENCIES[country]] for country in range(len(_organisation.CURRENCIES))])
    off = np.where(np.isin(jobs.supplier, _suppliers.DISCOUNTING), _money.DISCOUNT, 0)
    fee = 1 + (_money.MSP_FEE + _money.VMS_FEE - off) / 10000
    until = MONTH_ENDS[-1].astype("datetime64[D]").astype(np.int64)
    told_by_then = weeks.submitted <= CUTS[-1]
    year = (weeks.ending > until - 365) & (weeks.ending <= until) & told_by_then
    return np.where(year, amount * dollars[jobs.asks.country[weeks.job]] * fee[weeks.job], 0.0)

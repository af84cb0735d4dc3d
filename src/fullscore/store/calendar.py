"""The calendar: for every place and day, how many business days and working days have run up to it.

The days between two dates are then a difference of two look-ups, on every engine. Business days are Monday to Friday;
working days also skip the public holidays of the place, with their observed days.
"""

import warnings
from datetime import date, timedelta
from functools import cache

import holidays
import numpy as np
import pyarrow as pa

from fullscore.store.engine import Engine

YEARS_BACK, YEARS_AHEAD = 25, 10
"""How far the calendar reaches from the edition's date; a clock that leaves it has no working days, and no figure."""


@cache
def public_holidays(country: str, subdivision: str, first: int, last: int) -> frozenset[date]:
    """The public holidays of a place with their observed days; none for a country that is not known.

    Args:
        subdivision: ISO 3166-2 with or without its country (``US-CA``, ``CA``); empty or unknown: national ones only.

    Source: the package holidays.
    """
    region = subdivision.removeprefix(f"{country}-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return frozenset()
    with warnings.catch_warnings():
        # The package warns of years that it knows nothing of; there a working day is a business day.
        warnings.simplefilter("ignore")
        found = holidays.country_holidays(
            country, subdiv=region if region in known[country] else None, years=range(first, last + 1), observed=True
        )
    return frozenset(found.keys())


def make_calendar(engine: Engine, places: set[tuple[str, str]], as_of: str) -> None:
    """Leave ``calendar`` (country, subdivision, day, business_index, working_index) in the engine.

    Args:
        places: (country, subdivision); an empty subdivision is the whole country.
    """
    year = int(as_of[:4])
    first, last = date(year - YEARS_BACK, 1, 1), date(year + YEARS_AHEAD, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weekday = np.array([day.weekday() < 5 for day in days])
    columns: dict[str, list[pa.Array]] = {"country": [], "subdivision": [], "day": [], "business": [], "working": []}
    for country, subdivision in sorted(places):
        free = public_holidays(country, subdivision, first.year, last.year)
        working = weekday & np.array([day not in free for day in days])
        columns["country"].append(pa.array([country] * len(days)))
        columns["subdivision"].append(pa.array([subdivision] * len(days)))
        columns["day"].append(pa.array(days, pa.date32()))
        columns["business"].append(pa.array(np.cumsum(weekday)))
        columns["working"].append(pa.array(np.cumsum(working)))
    arrow = pa.table({name: pa.chunked_array(parts) for name, parts in columns.items()}).rename_columns(
        ["country", "subdivision", "day", "business_index", "working_index"]
    )
    with engine.lent("calendar_lent", arrow):
        engine.sql("CREATE OR REPLACE TEMP TABLE calendar AS SELECT * FROM calendar_lent")

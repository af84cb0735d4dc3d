"""The requests that levers were set for: those of org units inside, each with the value of every lever."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._days import day_numbers
from fullscore.model._expressions import column
from fullscore.questions._levers._shape import levers
from fullscore.questions._levers.consultant_share import CHOICE
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import chain, inside, parents, top
from fullscore.workforce.worked import Year

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Requests that somebody was looked for, one element each, of units wholly inside on the day of asking.

    Attributes:
        ids: of the requisitions.
        unit: code of the org unit; ``top`` of the highest below the whole, by ``tops``.
        month: months since 1970 of the day of asking; ``day`` days since 1970.
        alike: code of role, country and resource type, contractors and consultants taken together.
        values: by lever, NaN where it is not known.
        units: org unit ids by code of ``unit``; ``above`` each with all units above it.
        throughout: the org units that were inside during the whole last year.
        since: the first day of the last year, days since 1970.
        outside: how many requests were left out.
        inside_says: what tells which units are inside.
    """

    ids: pa.Array
    unit: Codes
    top: Codes
    month: Codes
    day: Floats
    alike: Codes
    values: dict[str, Floats]
    units: tuple[str, ...]
    above: tuple[frozenset[str], ...]
    tops: tuple[str, ...]
    throughout: frozenset[str]
    since: float
    outside: int
    inside_says: str

    def __len__(self) -> int:
        return len(self.day)

    @property
    def recent(self) -> npt.NDArray[np.bool_]:
        """Those of the last year in units that were inside throughout it."""
        there = np.array([unit in self.throughout for unit in self.units], dtype=np.bool_)
        return (self.day >= self.since) & (there[self.unit] if len(self) else False)

    def rows_of(self, ids: pa.Array) -> Codes:
        """The row of each requisition id, -1 where it is none of these."""
        found = pc.fill_null(pc.index_in(ids, value_set=self.ids), -1)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)


def requests_of(edition: Edition) -> Requests:
    """Read the requests of an edition, with the value of every lever; none whose worker was found beforehand."""
    places = edition.table("site").select(_site="site_id", country="country")
    rows = edition.table("requisition").filter(~column("identified").fill_null(False))
    rows = rows.left_join(places, [("site_id", "_site")])
    asked = edition.run(
        rows.select(
            "requisition_id", "org_unit_id", "role_id", "resource_type", "country",
            day=column("submitted_at").cast("date"),
        ).order_by("requisition_id")
    )  # fmt: skip
    told, above = inside(edition), parents(edition)
    day = day_numbers(asked["day"])
    unit_text = asked["org_unit_id"].to_pylist()
    since = {unit: float(_number(first)) for unit, first in told.since.items()}
    entered = np.array([since.get(unit, np.inf) for unit in unit_text])
    kept = np.flatnonzero(day >= entered)
    asked, day, entered = asked.take(kept), day[kept], entered[kept]
    names = [unit_text[n] for n in kept]
    units, unit = np.unique(np.array(names, dtype=object), return_inverse=True)
    of_unit = [top(name, above) for name in units]
    tops, top_of = np.unique(np.array(of_unit, dtype=object), return_inverse=True)
    first = Year.of(edition).after + timedelta(days=1)
    ids = asked["requisition_id"].combine_chunks()
    return Requests(
        ids=ids,
        unit=unit.astype(np.int64),
        top=top_of[unit].astype(np.int64) if len(unit) else unit.astype(np.int64),
        month=day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64),
        day=day,
        alike=_alike(asked),
        values={name: _values(edition, name, ids) for name in levers()},
        units=tuple(units),
        above=tuple(frozenset(chain(name, above)) for name in units),
        tops=tuple(tops),
        throughout=told.throughout(first),
        since=float(_number(first)),
        outside=len(unit_text) - len(kept),
        inside_says=told.says,
    )


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _alike(asked: pa.Table) -> Codes:
    kinds = ["either" if kind in CHOICE else kind for kind in asked["resource_type"].to_pylist()]
    keys = zip(asked["role_id"].to_pylist(), asked["country"].to_pylist(), kinds, strict=True)
    codes: dict[tuple[object, ...], int] = {}
    return np.array([codes.setdefault(key, len(codes)) for key in keys], dtype=np.int64)


def _values(edition: Edition, name: str, ids: pa.Array) -> Floats:
    """The value of a lever for each request; NaN where nothing tells it."""
    found = np.full(len(ids), np.nan)
    lever = levers()[name]
    if all(edition.has(need.table.name) for need in lever.needs):
        told = edition.run(lever.values(edition))
        at = pc.fill_null(pc.index_in(told["requisition_id"], value_set=ids), -1)
        rows = np.asarray(at.to_numpy(), dtype=np.int64)
        value = np.asarray(told["value"].cast(pa.float64()).to_numpy(), dtype=np.float64)
        found[rows[rows >= 0]] = value[rows >= 0]
    return found

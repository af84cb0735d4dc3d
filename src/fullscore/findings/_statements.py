"""Statements of work that cost something in the year, and the facts by which one is people's time and no project."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.findings._work import Texts, texts_of
from fullscore.lens.kept import kept
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import parents, top
from fullscore.workforce.worked import Year

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BY_TIME = "time_and_materials"
LEAST_PARTS = 3
"""Fewer instalments show no rhythm."""
MONTHLY = (26.0, 35.0)
"""Days between instalments that are months."""
ALIKE = 0.15
"""A month's hours may differ by so much of the usual instalment, as working days of months do."""
MOST = 0.75
"""Of the instalments, so many must be alike."""
ON_THE_DAY = 0.8
"""Of what was delivered, so much came within a day of when it was due: time passes; work is early or late."""


@dataclass(frozen=True, kw_only=True)
class Statements:
    """Statements of work that something was billed or accepted of in the year, in the order of their ids.

    Attributes:
        unit: the top org unit; country: that of the site, or else of the org unit.
        spend: of the year, in the programme's currency, as invoiced; as accepted where nobody delivers invoices.
        part: the usual instalment in that currency, and ``days``, the usual time between two; nan where there are fewer
            than two instalments.
        by_time, monthly, alike, on_the_day: the facts.
    """

    sow_id: Texts
    unit: Texts
    supplier: Texts
    capability: Texts
    country: Texts
    spend: Floats
    part: Floats
    days: Floats
    by_time: Flags
    monthly: Flags
    alike: Flags
    on_the_day: Flags

    @property
    def is_disguised(self) -> Flags:
        """Priced by time, paid month by month the like, and never early or late: people's time, not a work."""
        return self.by_time & self.monthly & self.alike & self.on_the_day


@kept
def statements_of(edition: Edition) -> Statements:
    """The year's statements of work; empty where none were delivered."""
    spend = _spend(edition, Year.of(edition))
    rows = edition.run(
        edition.table("sow")
        .select("sow_id", "org_unit_id", "supplier_id", "site_id", "capability", "pricing")
        .inner_join(spend, [("sow_id", "_of")])
        .filter(column("_spend") > 0)
        .order_by("sow_id")
    )
    ids = texts_of(rows, "sow_id")
    above = parents(edition)
    units = texts_of(rows, "org_unit_id")
    country = _countries(edition, units, texts_of(rows, "site_id"))
    facts = _rhythm(edition, {id: n for n, id in enumerate(ids)})
    return Statements(
        sow_id=ids,
        unit=np.array([top(unit, above) for unit in units], dtype=object),
        supplier=texts_of(rows, "supplier_id"),
        capability=texts_of(rows, "capability"),
        country=country,
        spend=np.array(rows["_spend"].to_pylist(), dtype=np.float64),
        by_time=np.array([pricing == BY_TIME for pricing in rows["pricing"].to_pylist()], dtype=np.bool_),
        **facts,
    )


def _spend(edition: Edition, year: Year) -> Any:
    if edition.has("invoice_line"):
        lines, day = edition.table("invoice_line"), "invoiced_at"
        lines = lines.filter(lines.kind.isin(("labour", "deliverable", "adjustment")))
    else:
        lines, day = edition.table("deliverable"), "accepted_at"
    lines = lines.filter(lines.sow_id.notnull() & (lines[day] > constant(year.after)))
    lines = lines.filter(lines[day] <= constant(year.until))
    return lines.group_by(_of="sow_id").aggregate(_spend=column("amount_base").sum().cast("float64"))


def _countries(edition: Edition, units: Texts, sites: Texts) -> Texts:
    of_unit = edition.run(edition.table("org_unit").select("org_unit_id", "country"))
    of_site = edition.run(edition.table("site").select("site_id", "country"))
    by_unit = dict(zip(of_unit["org_unit_id"].to_pylist(), of_unit["country"].to_pylist(), strict=True))
    by_site = dict(zip(of_site["site_id"].to_pylist(), of_site["country"].to_pylist(), strict=True))
    found = [by_site.get(site) or by_unit.get(unit) for unit, site in zip(units, sites, strict=True)]
    return np.array([*found, None], dtype=object)[:-1]


def _rhythm(edition: Edition, number: dict[str, int]) -> dict[str, Any]:
    """Of each statement its usual instalment, the days between two, and what the instalments show."""
    parts = edition.table("deliverable")
    parts = parts.filter(parts.due_date.notnull()).select(
        "sow_id", amount=column("amount_base").cast("float64"), due=column("due_date").epoch_days(),
        late=column("delivered_at").delta(column("due_date"), unit="day"),
    )  # fmt: skip
    rows = edition.run(parts.order_by(["sow_id", "due"]))
    of = np.array([number.get(id, -1) for id in rows["sow_id"].to_pylist()], dtype=np.int64)
    amount, due, late = (
        np.asarray(rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False)) for name in ("amount", "due", "late")
    )
    count = len(number)
    found: dict[str, Any] = {name: np.full(count, np.nan) for name in ("part", "days")}
    found |= {name: np.zeros(count, np.bool_) for name in ("monthly", "alike", "on_the_day")}
    order = np.argsort(of, kind="stable")
    order = order[of[order] >= 0]
    edges = np.flatnonzero(np.diff(of[order])) + 1
    # A few thousand statements at most cost something in a year; each is looked at by itself.
    for mine in np.split(order, edges) if len(order) else ():
        n = of[mine[0]]
        usual = found["part"][n] = float(np.median(amount[mine]))
        if len(mine) < 2:
            continue
        gap = found["days"][n] = float(np.median(np.diff(due[mine])))
        came = late[mine][~np.isnan(late[mine])]
        found["monthly"][n] = len(mine) >= LEAST_PARTS and MONTHLY[0] <= gap <= MONTHLY[1]
        found["alike"][n] = float(np.mean(np.abs(amount[mine] - usual) <= ALIKE * abs(usual))) >= MOST
        # Where nothing says when things came, nothing speaks against it.
        found["on_the_day"][n] = not len(came) or float(np.mean(np.abs(came) <= 1)) >= ON_THE_DAY
    return found

"""The share of the hours worked (or of the assignments) that are paid above what the market pays for such work.

The bill rate is held against benchmarks of bill rates, the worker's pay rate against those of pay and of wages. The
benchmark of an assignment is one of the kind and percentile asked for and of its site's country: its role's own before
that of its role's occupation (``soc_code``, of benchmarks that name no role); of these the latest that was published
on or before the month's last day, and before the first of them that first one; then the first ``benchmark_id``.
Percentiles are not interpolated. Above means above, not equal. Rates in the benchmark's own currency are compared as
delivered; others in the programme's currency, the rate at the day of the start, the benchmark at its own date. An
assignment without a benchmark, without that rate or without an exchange rate is left out. A month's assignments are
those active in it whose worker came; weighted by hours only those with hours in weeks that end in it, overtime
included, whatever the week's status. n is the number of assignments.
"""

from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._days import day_numbers
from fullscore.measures._rates import Rate
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.measures._work_months import at_work, month_by_month
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.model.benchmark import benchmark
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("percentile", ("50", "62", "75")),
    Axis("kind", ("bill", "pay", "wage")),
    Axis("weight", ("hours", "assignments")),
)
PERCENTILES, KINDS, _ = (axis.options for axis in AXES)
PAID = {"bill": "bill_rate", "pay": "pay_rate", "wage": "pay_rate"}
ASKED = tuple(f"{kind}_{percentile}" for kind, percentile in product(KINDS, PERCENTILES))
MARKET = ("benchmark_id", "rate", "rate_base", "currency", "rate_unit")


def _atoms(edition: Edition) -> Any:
    codes = edition.table("role").select(_role=column("role_id"), soc_code="soc_code")
    work = at_work(edition).left_join(codes, [("role_id", "_role")])
    rates = [f"{name}{base}" for name in ("bill_rate", "pay_rate") for base in ("", "_base")]
    rows = month_by_month(
        edition,
        work.select(
            *("assignment_id", "start_date", "end_date", "role_id", "soc_code", "currency", "rate_unit"),
            *rates,
            *SEGMENTS,
        ),
    )
    places = edition.run(rows.select("role_id", "soc_code", "country", "active_in").distinct())
    rows = rows.left_join(
        edition.lend(_markets(edition, places)),
        [("role_id", "_role_id"), ("country", "_country"), ("active_in", "_active_in")],
    )
    above = {f"above_{asked}": _is_above(asked).cast("float64") for asked in ASKED}
    rows = rows.select(
        *("assignment_id", "active_in", "hours", "has_hours", "one"),
        *SEGMENTS,
        *(f"{asked}_benchmark_id" for asked in ASKED),
        **{f"known_{asked}": _is_known(asked) for asked in ASKED},
        **above,
    )
    return rows.mutate(**{f"hours_{name}": column(name) * column("hours") for name in above})


def _paid(asked: str) -> str:
    return PAID[asked.split("_")[0]]


def _is_known(asked: str) -> Any:
    return column(f"{asked}_benchmark_id").notnull() & column(_paid(asked)).notnull()


def _is_above(asked: str) -> Any:
    paid = Rate(
        amount=column(_paid(asked)),
        base=column(f"{_paid(asked)}_base"),
        currency=column("currency"),
        unit=column("rate_unit"),
    )
    market = Rate(
        amount=column(f"{asked}_rate"),
        base=column(f"{asked}_rate_base"),
        currency=column(f"{asked}_currency"),
        unit=column(f"{asked}_rate_unit"),
    )
    return paid.is_above(market)


def _markets(edition: Edition, places: pa.Table) -> pa.Table:
    """For every role, country and month the benchmark of each kind and percentile: ``<kind>_<percentile>_<column>``.

    A benchmark holds until a later one; before the first, the first does.
    """
    told = edition.run(edition.table("benchmark").order_by(["as_of", column("benchmark_id").desc()]))
    days = day_numbers(told["as_of"])
    of_role: dict[tuple[str, str, str], list[int]] = {}
    of_occupation: dict[tuple[str, str, str], list[int]] = {}
    names = ("role_id", "soc_code", "country", "kind", "percentile")
    for n, (role, soc, country, kind, percentile) in enumerate(
        zip(*(told[name].to_pylist() for name in names), strict=True)
    ):
        asked = f"{kind}_{percentile}"
        if role is not None:
            of_role.setdefault((role, country, asked), []).append(n)
        elif soc is not None:
            of_occupation.setdefault((soc, country, asked), []).append(n)
    wanted: dict[tuple[str, str, str], list[int]] = {}
    asking = zip(*(places[name].to_pylist() for name in ("role_id", "soc_code", "country")), strict=True)
    for at, place in enumerate(asking):
        wanted.setdefault(place, []).append(at)
    months = day_numbers(places["active_in"]).astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    next_month = (months + 1).astype("datetime64[D]").astype(np.int64)
    chosen = {asked: np.full(places.num_rows, -1, dtype=np.int64) for asked in ASKED}
    for (role, soc, country), rows in wanted.items():
        for asked in ASKED:
            known = of_role.get((role, country, asked)) or of_occupation.get((soc, country, asked))
            if known:
                published = np.searchsorted(days[known], next_month[rows]) - 1
                first = np.searchsorted(days[known], days[known[0]], side="right") - 1
                chosen[asked][rows] = np.array(known)[np.where(published < 0, first, published)]
    found = {f"_{name}": places[name] for name in ("role_id", "country", "active_in")}
    for asked, numbers in chosen.items():
        market = told.select(list(MARKET)).take(pa.array(numbers, pa.int64(), mask=numbers < 0))
        found |= {f"{asked}_{name}": market[name] for name in MARKET}
    return pa.table(found)


def _reading(lens: Lens) -> Reading:
    asked = f"{lens['kind']}_{lens['percentile']}"
    if lens["weight"] == "assignments":
        return Reading(
            month="active_in",
            value=f"above_{asked}",
            weight="one",
            event="assignment_id",
            keep=(f"known_{asked}",),
            aggregate="unit_ratio",
        )
    return Reading(
        month="active_in",
        value=f"hours_above_{asked}",
        weight="hours",
        event="assignment_id",
        keep=(f"known_{asked}", "has_hours"),
        aggregate="unit_ratio",
    )


def _records(lens: Lens) -> tuple[Records, ...]:
    of_market = f"{lens['kind']}_{lens['percentile']}_benchmark_id"
    return (
        Records(table=assignment, key=(("assignment_id", "assignment_id"),)),
        Records(table=benchmark, key=(("benchmark_id", of_market),)),
    )


rate_vs_market = Measure(
    name="rate_vs_market",
    title="Rates above the market",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=_records,
    rests_on=lambda lens: (assignment, benchmark, *((timesheet,) if lens["weight"] == "hours" else ())),
    gains_if_lower=("msp", "supplier"),
)

"""What the MSP reported: one measure through a lens of its own, one with the hard cases left out, one honestly."""

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import Array, at_work, days, ids
from fullscore.simulate._clocks import Course
from fullscore.simulate._deliveries import CUTS, FIRST_MONTH, MONTH_ENDS, MONTHS, Sheet
from fullscore.simulate._demand import Asks
from fullscore.simulate._requests import Requests
from fullscore.simulate._sourcing import Candidates
from fullscore.simulate._work import LAST, Jobs

LENSES = {
    "time_to_fill": {
        "start": "released", "stop": "accepted", "days": "calendar", "pauses": "none", "population": "recruited",
        "reopened": "reset", "cohort": "filled", "unit": "position", "aggregate": "mean", "outliers": "drop_negative",
    },
    "fill_rate": {
        "filled": "status", "unit": "requisition", "exclude": "client_cancelled", "open": "left_out",
        "population": "all", "cohort": "closed", "window": "ever",
    },
    "headcount": {"at": "month_end", "who": "workers", "population": "all"},
}  # fmt: skip
"""Through which lens each reported number was computed; only the headcount's is stated, and it is the client's."""
DECIMALS = {"time_to_fill": 1, "fill_rate": 3, "headcount": 0}
UNITS = {"time_to_fill": "days", "fill_rate": "share", "headcount": "people"}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A reported number: its month from the first delivery on, value as reported, and n."""

    measure: str
    month: int
    value: float
    n: int


def claims(asks: Asks, course: Course, found: Candidates, made: Requests, jobs: Jobs) -> list[Claim]:
    """Every number that the MSP reported, computed from the rows as the last delivery leaves them."""
    return [*_time_to_fill(asks, found, made, jobs), *_fill_rate(course, made), *_headcount(jobs)]


def _time_to_fill(asks: Asks, found: Candidates, made: Requests, jobs: Jobs) -> list[Claim]:
    rows = np.flatnonzero((jobs.requisition >= 0) & (jobs.cause != 3) & (jobs.start <= LAST))
    rows = rows[~asks.identified[jobs.requisition[rows]]]
    stop = at_work(found.accepted[jobs.submittal[rows]]).astype("datetime64[D]")
    start = made.at["released"][jobs.requisition[rows]].astype("datetime64[D]")
    took = (stop - start).astype(np.int64)
    return _by_month("time_to_fill", stop[took >= 0], took[took >= 0])


def _fill_rate(course: Course, made: Requests) -> list[Claim]:
    there = made.in_system & ~made.vanished & (made.closed <= CUTS[-1]) & (course.outcome != 1)
    return _by_month(
        "fill_rate", made.closed[there].astype("datetime64[D]"), (course.outcome[there] == 0).astype(np.int64)
    )


def _by_month(measure: str, dates: Array, values: Array) -> list[Claim]:
    month = (dates.astype("datetime64[M]") - FIRST_MONTH).astype(np.int64)
    made = []
    for number in range(MONTHS):
        here = values[month == number]
        if len(here):
            mean = int(here.sum()) / len(here)
            made.append(Claim(measure=measure, month=number, value=round(mean, DECIMALS[measure]), n=len(here)))
    return made


def _headcount(jobs: Jobs) -> list[Claim]:
    made = []
    for number, day in enumerate(MONTH_ENDS.astype(np.int64)):
        there = (jobs.start <= day) & (jobs.end >= day) & (jobs.cause != 3)
        people = len(np.unique(np.where(jobs.erased, -1 - np.arange(len(jobs)), jobs.worker)[there]))
        made.append(Claim(measure="headcount", month=number, value=float(people), n=people))
    return made


def sheets(told: list[Claim]) -> list[Sheet]:
    """The MSP's reports, each on the last day of its month."""
    month = np.array([claim.month for claim in told])
    stated = json.dumps(LENSES["headcount"], sort_keys=True)
    columns = {
        "report_id": ids("RM-", np.arange(len(told))),
        "measure": pa.array([claim.measure for claim in told]),
        "month": days((FIRST_MONTH + month).astype("datetime64[D]")),
        "value": pa.array([claim.value for claim in told]),
        "unit": pa.array([UNITS[claim.measure] for claim in told]),
        "decimals": pa.array([DECIMALS[claim.measure] for claim in told]),
        "n": pa.array([claim.n for claim in told]),
        "stated_definition": pa.array(
            ["workers on assignment on the last day of the month" if c.measure == "headcount" else None for c in told],
            pa.string(),
        ),
        "stated_lens": pa.array([stated if claim.measure == "headcount" else None for claim in told], pa.string()),
        "reported_on": days(MONTH_ENDS[month]),
        "data_cut_on": days(MONTH_ENDS[month]),
    }
    return [
        Sheet(
            table="reported_measure",
            party="msp",
            columns=columns,
            born=MONTH_ENDS[month].astype("datetime64[s]"),
            full=False,
        )
    ]

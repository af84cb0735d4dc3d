"""Statements of work and what is delivered under them; some are hours in the dress of a project."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import NEVER, Array, days, exact, fractional, ids, streams, words
from fullscore.simulate._deliveries import FIRST_MONTH, LAST_DAY, MONTHS, Sheet
from fullscore.simulate._organisation import (
    CAPABILITIES,
    CENTRE_COUNTRY,
    CENTRE_UNIT,
    CURRENCIES,
    GO_LIVE,
    PER_UNIT,
    UNIT_WEIGHT,
    centre_ids,
)
from fullscore.simulate._suppliers import supplier_ids

COUNT = 620
DISGUISED_UNITS = (2, 9)
DISGUISED_SHARE = 0.45


@dataclass(frozen=True, kw_only=True)
class Statements:
    """Statements of work, and their deliverables (``of`` numbers the statement); days as numbers."""

    supplier: Array
    centre: Array
    capability: Array
    start: Array
    end: Array
    value: Array
    pricing: Array
    disguised: Array
    of: Array
    due: Array
    delivered: Array
    accepted: Array
    amount: Array

    def billed(self) -> dict[str, Array]:
        """Invoice lines of what was accepted: issued on the fifth of the month after."""
        month = (self.accepted.astype("datetime64[D]").astype("datetime64[M]") - FIRST_MONTH).astype(np.int64) + 1
        rows = np.flatnonzero((month > 0) & (month < MONTHS))
        of, none = self.of[rows], np.full(len(rows), -1)
        return {
            "supplier": self.supplier[of],
            "country": CENTRE_COUNTRY[self.centre[of]],
            "centre": self.centre[of],
            "kind": np.full(len(rows), 2),
            "job": none,
            "sow": of,
            "sheet": none,
            "quantity": np.full(len(rows), 100),
            "rate": self.amount[rows],
            "amount": self.amount[rows],
            "service": self.accepted[rows],
            "month": month[rows],
        }


def statements(seed: int, scale: float) -> Statements:
    """Statements of work of units that are inside the programme."""
    random = streams(seed, "statements")
    count = max(12, round(COUNT * scale))
    unit = random.choice(len(UNIT_WEIGHT), count, p=UNIT_WEIGHT)
    centre = unit * 6 + random.integers(0, 6, count)
    start = random.integers(
        int(fractional(np.array(["2022-10-01"], "datetime64[D]"))[0]),
        int(fractional(np.array([LAST_DAY]))[0]) - 20,
        count,
    )
    live = fractional(np.where(np.isnat(GO_LIVE), np.datetime64("2100-01-01"), GO_LIVE))[unit]
    kept = start > live
    unit, centre, start = unit[kept], centre[kept], start[kept]
    count = len(start)
    disguised = np.isin(unit, DISGUISED_UNITS) & (random.random(count) < DISGUISED_SHARE)
    parts = np.where(disguised, random.integers(6, 12, count), random.integers(2, 6, count))
    end = start + parts * np.where(disguised, 30, 55)
    each = np.round(random.lognormal(10.4, 0.5, count) / PER_UNIT[CENTRE_COUNTRY[centre]] / 10).astype(np.int64) * 1000
    # One person's month, month after month: the amount never moves.
    month = np.round(168 * 95 / PER_UNIT[CENTRE_COUNTRY[centre]]).astype(np.int64) * 100
    each = np.where(disguised, month, each)
    of = np.repeat(np.arange(count), parts)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts) + 1
    due = start[of] + nth * np.where(disguised[of], 30, 55)
    delivered = due + np.where(disguised[of], 0, random.integers(-8, 20, len(of)))
    accepted = delivered + np.where(disguised[of], 2, random.integers(2, 15, len(of)))
    return Statements(
        supplier=random.choice([11, 15, 19, 29, 31], count),
        centre=centre,
        capability=random.choice([4, 5, 6, 8], count),
        start=start,
        end=end,
        value=each * parts,
        pricing=np.where(disguised, 2, random.integers(0, 2, count)),
        disguised=disguised,
        of=of,
        due=due,
        delivered=delivered,
        accepted=accepted,
        amount=each[of],
    )


def sheets(made: Statements) -> list[Sheet]:
    """Statements of work and deliverables; nobody sends the scores of what was delivered."""
    count, country = len(made.start), CENTRE_COUNTRY[made.centre]
    titles = [
        f"{'Support capacity' if d else 'Project'}, {CAPABILITIES[c][0]}, {CENTRE_UNIT[u] + 1:02d}-{n:03d}"
        for n, (d, c, u) in enumerate(zip(made.disguised, made.capability, made.centre, strict=True))
    ]
    sow = {
        "sow_id": ids("SOW-", np.arange(count)),
        "supplier_id": supplier_ids(made.supplier),
        "title": pa.array(titles, pa.string()),
        "capability": words([name for name, *_ in CAPABILITIES], made.capability),
        "org_unit_id": centre_ids(made.centre),
        "start_date": days(made.start.astype("datetime64[D]")),
        "end_date": days(made.end.astype("datetime64[D]")),
        "value": exact(made.value),
        "currency": words(CURRENCIES, country),
        "pricing": words(("fixed", "milestone", "time_and_materials"), made.pricing),
    }
    seen = {name: getattr(made, name) for name in ("delivered", "accepted")}
    deliverable = {
        "deliverable_id": ids("D-", np.arange(len(made.of))),
        "sow_id": ids("SOW-", made.of),
        "due_date": days(made.due.astype("datetime64[D]")),
        **{f"{name}_at": days(when.astype("datetime64[D]")) for name, when in seen.items()},
        "amount": exact(made.amount),
        "currency": words(CURRENCIES, country[made.of]),
    }
    begun = (made.start.astype("datetime64[D]") - 10).astype("datetime64[s]")
    known = {
        f"{n}_at": np.where(w > 0, w.astype("datetime64[D]").astype("datetime64[s]"), NEVER) for n, w in seen.items()
    }
    return [
        Sheet(table="sow", party="procurement", columns=sow, born=begun),
        Sheet(table="deliverable", party="procurement", columns=deliverable, born=begun[made.of], known=known),
    ]

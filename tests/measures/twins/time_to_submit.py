"""Time to submit, requisition by requisition."""

from typing import Any

from tests.measures.twins._clocks import by_month, day_of, days_between, requisitions, under


def time_to_submit(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    submittals, distributions = under(world, "submittal"), under(world, "distribution")
    clocks = []
    for asked in requisitions(world, lens["population"]):
        id, site = asked["requisition_id"], asked["site_id"]
        sent = [row for row in submittals.get(id, []) if _counts(row, lens["stop"])]
        if lens["start"] == "distributed":
            began = [world.local_date(row["distributed_at"], site) for row in distributions.get(id, [])]
        else:
            day = day_of(world, asked, f"{lens['start']}_at", site)
            began = [day] if day else []
        if not sent or not began:
            continue
        stop = min(world.local_date(row["submitted_at"], site) for row in sent)
        opened = world.local_date(asked["submitted_at"], site)
        value = days_between(world, lens["days"], site, min(began), stop)
        clocks.append((opened if lens["cohort"] == "opened" else stop, value))
    return by_month(clocks, lens["aggregate"])


def _counts(row: dict[str, Any], stop: str) -> bool:
    if stop == "first_interviewed":
        return row["interviewed_at"] is not None
    return stop == "first_submittal" or row["outcome"] == "placed"

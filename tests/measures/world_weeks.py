"""The timesheets of a generated programme."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tests.measures.world_places import HOURS_IN
from tests.measures.world_story import CENT, Making, Row, Story


def make_weeks(making: Making) -> None:
    """Tell the timesheets of every assignment."""
    for story in making.stories["assignment"]:
        _weeks(making, story)


def _weeks(making: Making, story: Story) -> None:
    """Timesheets of an assignment: all weeks, some, or none; what its rows said on the day after the last delivery."""
    row = story.told(datetime.combine(making.as_of, time(23, tzinfo=UTC)))
    if row is None or row["start_date"] > making.as_of or row["end_cause"] == "no_show" or making.chance(0.12):
        return
    last = min(row["end_date"] or making.as_of, making.as_of)
    weekday = 5 if row["site_id"] in ("NYC", "LAX") else 6
    ending = row["start_date"] + timedelta(days=(weekday - row["start_date"].weekday()) % 7)
    ends = [ending + timedelta(days=7 * n) for n in range(((last - ending).days + 6) // 7 + 1)]
    few = making.one([8, 20, 40])
    for n, week in enumerate(ends[:few] if making.chance(0.6) else ends[-few:]):
        for turn in range(2 if making.chance(0.01) else 1):
            if not making.chance(0.08):
                _week(making, story, row, week, f"T-{row['assignment_id'][2:]}-{n}{'b' * turn}")


def _week(making: Making, story: Story, row: Row, week: date, timesheet_id: str) -> None:
    regular = Decimal(making.one(["40", "40", "40", "40", "37.5", "32", "24", "8", "7.25", "0"]))
    overtime = None if making.chance(0.5) else Decimal(making.one(["0", "0", "2.5", "8", "10.75"]))
    hourly = row["bill_rate"] / HOURS_IN[row["rate_unit"]]
    amount = (hourly * (regular + Decimal("1.5") * (overtime or 0))).quantize(CENT)
    submitted = max(making.at_some_minute(week + timedelta(days=making.draw.randint(-1, 4))), story.born)
    status = making.one(["Draft", "Rejected", "Submitted"] + ["Approved"] * 14)
    sheet = making.tell(
        "timesheet", submitted, timesheet_id=timesheet_id, assignment_id=row["assignment_id"], week_ending=week,
        regular_hours=regular, overtime_hours=overtime, amount=amount, currency=row["currency"],
        submitted_at=None if status == "Draft" else submitted, approved_at=None,
        status="Draft" if status == "Draft" else "Submitted",
    )  # fmt: skip
    if status == "Rejected":
        sheet.then(submitted + timedelta(days=2), status="Rejected")
    elif status == "Approved":
        approved = submitted if making.chance(0.2) else making.later(submitted, 9)
        sheet.then(approved, status="Approved", approved_at=approved)

"""Assignments of a generated programme, and the work bought by statement."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.measures.world_places import ROLES, SITES, UNITS, UNRATED, WORKING_SUPPLIERS, typical
from tests.measures.world_sourcing import MANAGERS
from tests.measures.world_story import CENT, NOON, Making, Placement, Row, Story

ZONES = {site[0]: ZoneInfo(site[4]) for site in SITES}
EARLY_CAUSES = (
    *("performance", "performance", "resignation", "resignation", "budget", "converted", "converted", "client_other"),
    *("health_or_leave", "injury", "protected", "transport_or_site", "unknown", None),
)
EARLY_DAYS = (0, 1, 7, 29, 30, 31, 44, 45, 46, 59, 60, 61, 88, 89, 90, 91, 92)
"""Days after the start at which a window of an early end opens or shuts."""
GAPS = (-40, -1, 0, 1, 10, 30, 59, 60, 61, 62, 89, 90, 91, 92, 150, 240)
"""Days between two assignments of a worker, about every tenure break that worlds have; negative where they overlap."""


def noon(day: date) -> datetime:
    return datetime.combine(day, NOON)


def make_work(making: Making) -> None:
    """Tell an assignment for each placement, further ones without a requisition, and statements of work."""
    for placement in making.placements:
        _Assignment(making).of_placement(placement)
    for _ in range(max(12, len(making.placements) // 4)):
        _Assignment(making).without_requisition()
    _statements(making)


class _Assignment:
    """One assignment in the making."""

    def __init__(self, making: Making) -> None:
        self.making, self.id = making, f"A-{len(making.stories['assignment']) + 1:04}"

    def of_placement(self, placement: Placement) -> None:
        making, requisition = self.making, placement.requisition.first
        submittal = placement.submittal.first if placement.submittal else None
        agreed = placement.agreed_at.astimezone(ZONES[requisition["site_id"]]).date()
        start = agreed + timedelta(days=making.draw.randint(0, 25))
        if making.chance(0.06):
            start = requisition["submitted_at"].date() - timedelta(days=making.draw.randint(0, 40))
        elif requisition["target_start"] and making.chance(0.4):
            start = requisition["target_start"] + timedelta(days=making.one([-7, 0, 0, 0, 1, 2, 3, 4, 5, 6, 20]))
        rate = submittal["bill_rate"] if submittal else None
        rate = rate if rate and making.chance(0.8) else typical(
            making, requisition["role_id"], requisition["currency"], requisition["rate_unit"])  # fmt: skip
        kept = ("role_id", "org_unit_id", "site_id", "hiring_manager_id", "resource_type", "currency", "rate_unit")
        row = {name: requisition[name] for name in kept}
        self._tell(
            {
                **row,
                "requisition_id": requisition["requisition_id"],
                "submittal_id": submittal["submittal_id"] if submittal and making.chance(0.95) else None,
                "worker_id": submittal["candidate_id"] if submittal else f"W-{self.id}",
                "supplier_id": submittal["supplier_id"] if submittal else making.one(WORKING_SUPPLIERS),
                "bill_rate": rate,
            },
            start,
            max(placement.agreed_at, noon(start - timedelta(days=40))),
            placement.no_show,
        )

    def without_requisition(self) -> None:
        """One that the programme learned of late: a worker's next, or one that nobody asked for."""
        making = self.making
        before = [s for s in making.stories["assignment"] if s.changes and "end_date" in s.changes[-1][1]]
        start, worker, like = making.day(), f"W-{self.id}", None
        if before and making.chance(0.7):
            earlier = making.one(before)
            like = earlier.first
            worker = like["worker_id"]
            start = earlier.changes[-1][1]["end_date"] + timedelta(days=making.one(GAPS))
        if start > making.as_of + timedelta(days=45):
            start = making.as_of - timedelta(days=making.draw.randint(0, 100))
        site, unit = making.one(SITES), making.one(["hour", "hour", "hour", "day", "month"])
        currency, role_id = making.currency_of(site[2]), like["role_id"] if like else making.one(ROLES)[0]
        if making.chance(0.04) and not making.shape.single_currency:
            currency = UNRATED
        self._tell(
            {
                "role_id": role_id, "org_unit_id": making.one([u[0] for u in UNITS[2:]]), "site_id": site[0],
                "hiring_manager_id": making.one(MANAGERS), "currency": currency, "rate_unit": unit,
                "resource_type": making.one(["temp", "sow", "sow", "consultant", "independent_contractor"]),
                "requisition_id": None, "submittal_id": None, "worker_id": worker,
                "supplier_id": making.one(WORKING_SUPPLIERS), "bill_rate": typical(making, role_id, currency, unit),
            },
            start,
            noon(start - timedelta(days=making.draw.randint(-10, 20))),
            False,
        )  # fmt: skip

    def _tell(self, row: Row, start: date, born: datetime, no_show: bool) -> None:
        making = self.making
        first_end = planned = start + timedelta(days=making.one([13, 27, 60, 89, 90, 91, 120, 181, 240, 364]))
        rate = row["bill_rate"]
        story = making.tell(
            "assignment", born, assignment_id=self.id, **row, start_date=start, planned_end=first_end, end_date=None,
            end_reason=None, end_cause=None, extensions=making.one([None, 0]), converted_employee_id=None,
            pay_rate=None if making.chance(0.3) else (rate * Decimal("0.74")).quantize(Decimal("0.0001")),
        )  # fmt: skip
        if no_show or making.chance(0.03):
            self._end(story, start, "no_show", noon(start))
            return
        if making.chance(0.32):
            early = making.one(EARLY_DAYS) if making.chance(0.6) else making.draw.randrange(0, 300)
            end = start + timedelta(days=early)
            if end < planned:
                self._end(story, end, making.one(EARLY_CAUSES), noon(end))
                return
        for extension in range(1, making.one([1, 1, 1, 2, 3, 4])):
            moved = planned + timedelta(days=making.one([28, 30, 60, 90, 180]))
            told: dict[str, Any] = {"planned_end": moved, "extensions": extension}
            if making.chance(0.08):
                told.pop("extensions")
            story.then(noon(planned - timedelta(days=making.draw.randint(0, 20))), **told)
            planned = moved
        if making.chance(0.06):
            return
        end = planned + timedelta(days=making.one([0] * 8 + [-20, -14, -13, -8, -7, -6, -1, 1, 5, 12]))
        end = max(end, start)
        cause = "completed" if making.chance(0.85) else making.one(["converted", None, "budget"])
        self._end(story, end, cause, noon(end))

    def _end(self, story: Story, end: date, cause: str | None, at: datetime) -> None:
        making = self.making
        notice = making.chance(0.12)
        at = at - timedelta(days=25) if notice else at + timedelta(days=making.draw.randint(0, 3))
        at = max([at, story.born, *[changed for changed, _ in story.changes]])
        told: dict[str, Any] = {"end_date": end, "end_cause": cause, "end_reason": making.one([None, cause])}
        if (cause == "converted" and making.chance(0.8)) or (cause == "completed" and making.chance(0.04)):
            told["converted_employee_id"] = f"E-{self.id}"
            _converted(making, story.first, end, at)
        story.then(at, **told)


def _converted(making: Making, assignment: Row, end: date, told: datetime) -> None:
    hired = end + timedelta(days=making.one([0, 1, 1, 3]))
    making.tell(
        "employee", told, employee_id=f"E-{assignment['assignment_id']}",
        **{name: assignment[name] for name in ("role_id", "org_unit_id", "site_id", "currency")},
        hired_on=hired, left_on=hired + timedelta(days=100) if making.chance(0.1) else None,
        annual_cost=typical(making, assignment["role_id"], assignment["currency"], "month") * 11,
        source=making.one(["converted", "converted", None]),
    )  # fmt: skip


def _statements(making: Making) -> None:
    for n in range(1, 15):
        start = making.day()
        unit, site = making.one(UNITS[2:]), making.one(SITES)
        currency, value = making.currency_of(unit[4]), making.amount(20_000, 400_000)
        making.tell(
            "sow", start, sow_id=f"SOW-{n:02}", supplier_id=making.one(WORKING_SUPPLIERS), title=f"Project {n}",
            capability=making.one([None, "data", "clinical"]), org_unit_id=unit[0],
            site_id=making.one([None, site[0]]), start_date=start,
            end_date=start + timedelta(days=making.draw.randint(60, 400)), value=value, currency=currency,
            pricing=making.one(["fixed", "milestone", "time_and_materials"]),
        )  # fmt: skip
        for part in range(making.draw.randint(1, 5)):
            due = start + timedelta(days=40 * (part + 1))
            story = making.tell(
                "deliverable", start, deliverable_id=f"DEL-{n:02}-{part}", sow_id=f"SOW-{n:02}", due_date=due,
                delivered_at=None, accepted_at=None, amount=(value / 6).quantize(CENT), currency=currency, score=None,
            )  # fmt: skip
            if making.chance(0.85):
                done = due + timedelta(days=making.one([-10, -1, 0, 0, 1, 15]))
                story.then(noon(done), delivered_at=done)
                if making.chance(0.8):
                    accepted = done + timedelta(days=making.draw.randint(0, 12))
                    score = making.one([None, 2.5, 3.0, 4.5])
                    story.then(noon(accepted), accepted_at=accepted, score=score)

"""Employees, vacancies, access, clearances, plans, surveys and objectives of a generated programme."""

from datetime import timedelta

from tests.measures.world_money import month_after
from tests.measures.world_places import ROLES, SITES, UNITS, WORKING_SUPPLIERS, typical
from tests.measures.world_sourcing import MANAGERS
from tests.measures.world_story import Making, Row
from tests.measures.world_work import noon

SCALES = ((1.0, 5.0), (1.0, 5.0), (0.0, 10.0), (1.0, 7.0), (1.0, 3.0))


def make_people(making: Making) -> None:
    """Tell everything about people that is neither sourcing nor work."""
    _employees(making)
    _access(making)
    _plans(making)
    _surveys(making)
    _objectives(making)


def _employees(making: Making) -> None:
    for n in range(1, 61):
        hired = making.day() - timedelta(days=making.draw.randint(0, 2000))
        left = hired + timedelta(days=making.draw.randint(100, 2500)) if making.chance(0.25) else None
        site, role = making.one(SITES), making.one(ROLES)[0]
        story = making.tell(
            "employee", max(hired, making.start), employee_id=f"E-{n:03}", role_id=role,
            org_unit_id=making.one(UNITS[2:])[0], site_id=site[0], hired_on=hired, left_on=None,
            annual_cost=typical(making, role, making.currency_of(site[2]), "month") * 12,
            currency=making.currency_of(site[2]), source=making.one([None, "external", "internal"]),
        )  # fmt: skip
        if left:
            story.then(noon(left), left_on=left)
    for n in range(1, 25):
        opened, unit = making.day(), making.one(UNITS[2:])
        priced = making.chance(0.6)
        story = making.tell(
            "vacancy", opened, vacancy_id=f"VAC-{n:02}", role_id=making.one(ROLES)[0], org_unit_id=unit[0],
            opened_on=opened, filled_on=None, status="open", hiring_cost=making.amount(900, 9_000) if priced else None,
            currency=making.currency_of(unit[4]) if priced else None,
        )  # fmt: skip
        closed = opened + timedelta(days=making.draw.randint(5, 120))
        if making.chance(0.6):
            story.then(noon(closed), filled_on=closed, status="filled")
        elif making.chance(0.3):
            story.then(noon(closed), status="cancelled")


def _access(making: Making) -> None:
    work = making.rows("assignment")
    for n, row in enumerate(making.draw.sample(work, len(work) * 2 // 3)):
        opened = row["start_date"] + timedelta(days=making.one([-2, 0, 0, 1, 9]))
        told = max(noon(opened), noon(making.start))
        story = making.tell(
            "access_account", told, account_id=f"ACC-{n:03}", worker_id=row["worker_id"],
            source=making.one(["badge", "identity_system"]), opened_on=opened, closed_on=None,
            sponsor_id=making.one([None, row["hiring_manager_id"]]),
        )  # fmt: skip
        if making.chance(0.5):
            closed = opened + timedelta(days=making.draw.randint(20, 300))
            story.then(noon(closed), closed_on=closed)
        if making.chance(0.4):
            due = row["start_date"] + timedelta(days=making.one([-5, 0, 10]))
            cleared = making.one([None, due, due - timedelta(days=3), due + timedelta(days=4)])
            story = making.tell(
                "clearance", max(noon(due - timedelta(days=20)), noon(making.start)), worker_id=row["worker_id"],
                kind=f"check {n}", due_on=due, cleared_on=None,
                expires_on=making.one([None, due + timedelta(days=365)]), waived_by=making.one([None, None, "M1"]),
            )  # fmt: skip
            if cleared:
                story.then(noon(cleared), cleared_on=cleared)
    for n in range(1, 16):
        opened = making.day()
        making.tell(
            "access_account", opened, account_id=f"ACC-U{n:02}", worker_id=making.one([None, f"W-UNKNOWN-{n}"]),
            source="badge", opened_on=opened, closed_on=making.one([None, opened]), sponsor_id=making.one(MANAGERS),
        )  # fmt: skip


def _plans(making: Making) -> None:
    for n, capability in enumerate(("clinical", "data", "estates", "trials")):
        for ahead in range(-6, 13):
            for scenario in ("base", "high"):
                heads = float(making.draw.randint(2, 30)) + making.one([0.0, 0.5])
                bounded = making.chance(0.6)
                making.tell(
                    "demand_plan", making.start, plan_id=f"PLAN-{n}", capability=capability,
                    org_unit_id=making.one([None, "D1", "D4"]), month=month_after(making.as_of, ahead),
                    headcount=heads, low=heads * 0.75 if bounded else None, high=heads * 1.25 if bounded else None,
                    scenario=scenario,
                )  # fmt: skip


def _surveys(making: Making) -> None:
    """Responses by instrument; some people answer again about the same assignment, in the same month or later."""
    count = 0
    subjects: list[tuple[str, str, Row | None]] = [
        ("assignment", row["assignment_id"], row) for row in making.rows("assignment") if making.chance(0.6)
    ]
    subjects += [("supplier", making.one(WORKING_SUPPLIERS), None) for _ in range(30)]
    subjects += [("programme", "programme", None) for _ in range(40)]
    for instrument, subject, row in subjects:
        respondent, day = making.one(MANAGERS), making.day()
        function = making.one(["hiring", "hiring", "hr", "procurement", "finance"])
        if row:
            respondent = row["hiring_manager_id"] if making.chance(0.9) else respondent
            day = row["start_date"] + timedelta(days=making.draw.randint(10, 150))
            function = "hiring" if making.chance(0.85) else function
        for _ in range(making.one([1, 1, 1, 1, 2, 3])):
            count += 1
            low, high = making.one(SCALES)
            steps = making.draw.randint(0, int(high - low))
            score = low + steps - (0.5 if steps and making.chance(0.1) else 0.0)
            if not making.chance(0.6) and instrument == "assignment":
                score = high - making.one([0.0, 0.0, 1.0])
            making.tell(
                "survey_response", max(noon(day), noon(making.start)), response_id=f"SV-{count:04}",
                instrument=instrument, subject_id=subject, respondent_id=respondent, function=function, score=score,
                scale_min=low, scale_max=high, responded_at=day,
            )  # fmt: skip
            day += timedelta(days=making.one([0, 0, 3, 40]))


def _objectives(making: Making) -> None:
    for function, measure, target in (
        ("hr", "adoption", 0.94), ("procurement", "savings", 250_000.0), ("finance", "budget_variance", 0.05),
        ("hiring", "time_to_fill", 30.0), ("sponsor", "spend_under_management", 0.9),
    ):  # fmt: skip
        making.tell(
            "objective", making.start, function=function, measure=measure, target=target,
            by_month=month_after(making.as_of, 6), weight=making.one([None, 0.5, 1.0]), owner_id=making.one(MANAGERS),
        )  # fmt: skip

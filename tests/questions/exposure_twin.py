"""A programme of people drawn by chance about every limit, and who of them is without standing, counted again by hand.

The twin walks from day to day and person to person over plain rows; it shares nothing with what it checks.
"""

import calendar
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

UNITS = {"C-1": "U-1", "C-2": "U-1", "C-3": "U-2", "L-1": "L-1"}
SITES = {"S-DE": "DE", "S-FR": "FR", "S-US": "US", "S-ES": "ES"}
TYPES = ("temp", "contractor", "independent_contractor", "sow", "payrolled")
KINDS = ("badge", "licence")
RULES = """
[policy]
tenure_limit_months = 24
tenure_break_days = 90

[[labour_rule]]
country = "DE"
resource_type = "temp"
limit_months = 18
break_days = 93
counts_by = "worker"
equal_pay_after_days = 274

[[labour_rule]]
country = "FR"
resource_type = "temp"
limit_months = 18
counts_by = "post"

[[labour_rule]]
country = "US"
resource_type = "contractor"
limit_months = 12
break_days = 30
basis = "policy"
"""
DE, FR, US = (
    "tenure limit: temp, 18 months by worker (law)",
    "tenure limit: temp, 18 months by post (law)",
    "tenure limit: contractor, 12 months by worker (policy)",
)
POLICY = "tenure limit: 24 months by worker (policy)"
EQUAL = "equal pay: temp after 274 days (law)"
FACTS = "independent by name, employed by the facts of the work"
Counts = dict[tuple[str, str, str], tuple[int, int, int]]


@dataclass
class Job:
    id: str
    worker: str
    supplier: str
    unit: str
    site: str
    kind: str
    start: date
    end: date | None
    pay: float | None
    cause: str = ""
    hours: dict[date, float] = field(default_factory=dict)
    became: str = ""

    def is_here(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day) and self.cause != "no_show"


@dataclass
class World:
    as_of: date
    jobs: list[Job]
    checks: list[tuple[str, str, date, date | None, date | None, str]]
    accounts: list[tuple[str, str, date, date | None]]
    wages: dict[str, list[float]]

    def files(self) -> dict[str, str]:
        """The delivery that says all this."""
        day = self.as_of.isoformat()
        units = ["org_unit_id,name,parent_id,kind,country", "U-1,One,,business_unit,DE", "U-2,Two,,business_unit,US"]
        units += ["C-1,a,U-1,cost_centre,DE", "C-2,b,U-1,cost_centre,DE", "C-3,c,U-2,cost_centre,US"]
        units += ["L-1,d,,department,FR"]
        sites = ["site_id,name,country,time_zone"] + [f"{id},{id},{land},Europe/Berlin" for id, land in SITES.items()]
        work = [
            "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
            "planned_end,end_date,end_cause,bill_rate,pay_rate,currency,rate_unit,converted_employee_id"
        ]
        hours = ["timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,status"]
        for job in self.jobs:
            end, pay = job.end or "", "" if job.pay is None else job.pay
            work.append(
                f"{job.id},{job.worker},{job.supplier},R-1,{job.unit},{job.site},M-1,{job.kind},{job.start},"
                f"{job.end or date(2030, 1, 1)},{end},{job.cause},50,{pay},USD,hour,{job.became}"
            )
            hours += [
                f"T-{job.id}-{week},{job.id},{week},{worked},1,USD,approved" for week, worked in job.hours.items()
            ]
        cleared = ["worker_id,kind,due_on,cleared_on,expires_on,waived_by"]
        cleared += [f"{w},{k},{due},{done or ''},{until or ''},{by}" for w, k, due, done, until, by in self.checks]
        access = ["account_id,worker_id,source,opened_on,closed_on,sponsor_id"]
        access += [f"{id},{worker},badge,{opened},{closed or ''},M-1" for id, worker, opened, closed in self.accounts]
        staff = ["employee_id,role_id,org_unit_id,site_id,hired_on,left_on,annual_cost,currency"]
        staff += [
            f"E-{site}-{n},R-1,C-1,{site},2020-01-01,,{cost},USD"
            for site, costs in self.wages.items()
            for n, cost in enumerate(costs)
        ]
        tables = {
            "org_unit": units, "site": sites, "assignment": work, "timesheet": hours, "clearance": cleared,
            "access_account": access, "employee": staff,
        }  # fmt: skip
        return {f"{day}/{name}.csv": "\n".join(rows) + "\n" for name, rows in tables.items()}


FEEDS = [
    f"{table}, {table}.csv, {party}, full"
    for table, party in (
        ("org_unit", "client"), ("site", "client"), ("assignment", "msp"), ("timesheet", "msp"),
        ("clearance", "msp"), ("access_account", "client"), ("employee", "client"),
    )
]  # fmt: skip


def world(seed: int, as_of: date, people: int = 70) -> World:
    """Draw one: most lengths lie within days of a limit, most breaks within days of one that counts."""
    chance = random.Random(seed)
    jobs: list[Job] = []
    for n in range(people):
        site, kind, unit = chance.choice(list(SITES)), chance.choice(TYPES), chance.choice(list(UNITS))
        end: date | None = None if chance.random() < 0.7 else as_of + timedelta(chance.choice((0, -1, 5, 60, -40)))
        last = end or as_of
        months = chance.choice((9, 12, 18, 24))
        start = shifted(last, -months) + timedelta(chance.choice((-3, -1, 0, 1, 2, 40, -200)))
        # The 29th of February, and the 31st of a month, begin more often than elsewhere.
        start = chance.choice((start, start, date(2024, 2, 29), date(2024, 8, 31))) if start < last else start
        start = min(start, last)
        length = (last - start).days
        pieces = chance.choice((1, 1, 2, 3)) if length > 200 else 1
        cuts = sorted(chance.sample(range(20, length - 20), pieces - 1)) if pieces > 1 else []
        begins = start
        for piece in range(pieces):
            until = start + timedelta(cuts[piece]) if piece < pieces - 1 else last
            job = Job(
                id=f"A-{n}-{piece}", worker=f"W-{n}", supplier=f"S-{chance.randint(1, 3)}",
                unit=unit if chance.random() < 0.8 else chance.choice(list(UNITS)),
                site=site if chance.random() < 0.9 else chance.choice(list(SITES)),
                kind=kind if chance.random() < 0.85 else chance.choice(TYPES), start=begins,
                end=end if piece == pieces - 1 else until, pay=chance.choice((None, 20.0, 40.0)),
            )  # fmt: skip
            if piece == 0 and chance.random() < 0.04:
                job.cause, job.end = "no_show", job.start
            if job.kind == "independent_contractor":
                job.hours = _weeks(chance, job, as_of)
            jobs.append(job)
            gap = chance.choice((-10, 0, 1, 29, 30, 31, 89, 90, 91, 92, 93, 94))
            begins = min(max(until + timedelta(gap + 1), begins + timedelta(1)), last)
    checks, accounts = [], []
    for n in range(people):
        first = min(job.start for job in jobs if job.worker == f"W-{n}")
        if jobs[0].site and all(job.site != "S-ES" for job in jobs if job.worker == f"W-{n}"):
            for kind in KINDS[: chance.randint(0, 2)]:
                due = first + timedelta(chance.choice((0, 0, 700)))
                done = chance.choice((None, due - timedelta(2), due - timedelta(2)))
                until = done and chance.choice((None, as_of + timedelta(chance.choice((-1, 0, 1, 89, 90, 91)))))
                checks.append((f"W-{n}", kind, due, done, until, chance.choice(("", "", "M-9"))))
        ends = max(job.end or as_of for job in jobs if job.worker == f"W-{n}")
        closed = chance.choice((None, None, ends + timedelta(chance.choice((0, 3, 4, 45)))))
        accounts.append((f"X-{n}", f"W-{n}", first, closed if closed and closed <= as_of else None))
    wages = {"S-DE": [61920.0, 70000.0, 80000.0], "S-FR": [90000.0]}
    return World(as_of=as_of, jobs=jobs, checks=checks, accounts=accounts, wages=wages)


def _weeks(chance: random.Random, job: Job, as_of: date) -> dict[date, float]:
    weekly, missed = chance.choice((20, 29.5, 30, 40)), chance.choice((0, 0, 6, 12))
    sunday = as_of - timedelta((as_of.weekday() + 1) % 7)
    weeks = [sunday - timedelta(7 * n) for n in range(30)]
    weeks = [w for w in weeks if w >= job.start and (job.end is None or w <= job.end)]
    return {week: weekly for week in weeks if chance.random() * 26 >= missed}


def shifted(day: date, months: int) -> date:
    """The same day some months later, or that month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_lawful(start: date, months: int, gaps: int) -> date:
    """By the calendar: the day before the same day, or the month's last where it has no such day."""
    there = shifted(start, months)
    return (there - timedelta(1) if there.day == start.day else there) + timedelta(gaps)


def spell(jobs: list[Job], as_of: date, pause: int) -> tuple[date, int]:
    """Walk from day to day: when the time that is still running began, and how many days of breaks it holds."""
    days = {
        job.start + timedelta(n) for job in jobs for n in range((min(job.end or as_of, as_of) - job.start).days + 1)
    }
    day, began, gaps, gap = min(days), min(days), 0, 0
    while day <= as_of:
        if day in days:
            if gap >= pause:
                began, gaps = day, 0
            else:
                gaps += gap
            gap = 0
        else:
            gap += 1
        day += timedelta(1)
    return began, gaps


def counted(world: World) -> Counts:
    """Every rule's counts by country and unit: now, within ninety days, and the days of the longest."""
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    came = [job for job in world.jobs if job.start <= world.as_of and job.cause != "no_show"]
    _limits(world, came, found)
    _checks(world, came, found)
    _accounts(world, came, found)
    _pay_and_facts(world, came, found)
    return {
        key: (sum(d > 0 for d in days), sum(d <= 0 for d in days), max(0, *days)) for key, days in found.items() if days
    }


def _add(found: dict[tuple[str, str, str], list[int]], rule: str, job: Job, days: int) -> None:
    if days > -90:
        found[rule, SITES[job.site], UNITS[job.unit]].append(days)


def _limits(world: World, came: list[Job], found: dict[tuple[str, str, str], list[int]]) -> None:
    today = world.as_of

    def rule_of(job: Job) -> str:
        return {("DE", "temp"): DE, ("FR", "temp"): FR, ("US", "contractor"): US}.get((SITES[job.site], job.kind), "")

    groups: dict[tuple[str, object], list[Job]] = defaultdict(list)
    for job in came:
        if rule_of(job) and rule_of(job) != FR:
            groups[rule_of(job), job.worker].append(job)
        if job.kind != "sow":
            groups[POLICY, job.worker].append(job)
    lanes: dict[tuple[str, str], list[list[Job]]] = defaultdict(list)
    for job in sorted((j for j in came if rule_of(j) == FR), key=lambda j: (j.start, j.id)):
        posts = lanes[job.unit, job.site]
        free = [post for post in posts if min(post[-1].end or today, today) < job.start]
        if free:
            max(free, key=lambda post: (min(post[-1].end or today, today), posts.index(post))).append(job)
        else:
            posts.append([job])
    for place, posts in lanes.items():
        for n, post in enumerate(posts):
            groups[FR, (place, n)] = post
    terms = {DE: (18, 93), FR: (18, 90), US: (12, 30), POLICY: (24, 90)}
    for (rule, _), jobs in groups.items():
        held = [j for j in jobs if j.is_here(today) and (rule != POLICY or not rule_of(j))]
        if not held:
            continue
        job = max(held, key=lambda j: (j.start, j.id))
        months, pause = terms[rule]
        lawful = last_lawful(*_args(spell(jobs, today, pause), months))
        if lawful < today or job.end is None or job.end == today or job.end > lawful:
            _add(found, rule, job, (today - lawful).days)


def _args(told: tuple[date, int], months: int) -> tuple[date, int, int]:
    return told[0], months, told[1]


def _now(world: World, came: list[Job]) -> dict[str, Job]:
    here: dict[str, Job] = {}
    for job in sorted(came, key=lambda j: (j.start, j.id)):
        if job.is_here(world.as_of):
            here[job.worker] = job
    return here


def _checks(world: World, came: list[Job], found: dict[tuple[str, str, str], list[int]]) -> None:
    today = world.as_of
    for worker, job in _now(world, came).items():
        worst: dict[str, int] = {}
        for _, _, due, done, until, waived in (check for check in world.checks if check[0] == worker):
            if done is not None and done <= today:
                if until is None or (until < today and waived):
                    continue
                rule, days = "clearance expired", (today - until).days
            elif waived:
                continue
            else:
                rule, days = "clearance due and not passed", (today - due).days + 1
            worst[rule] = max(worst.get(rule, -(10**6)), days)
        for rule, days in worst.items():
            _add(found, rule, job, days)


def _accounts(world: World, came: list[Job], found: dict[tuple[str, str, str], list[int]]) -> None:
    here = _now(world, came)
    for _, worker, _, closed in world.accounts:
        if closed is None and worker not in here:
            # What ended before it began never was.
            jobs = [j for j in world.jobs if j.worker == worker and j.start <= min(j.end or world.as_of, world.as_of)]
            if not jobs:
                continue
            last = max(jobs, key=lambda job: (job.end or world.as_of, job.start, job.id))
            _add(found, "access open after leaving", last, (world.as_of - (last.end or world.as_of)).days - 3)


def _pay_and_facts(world: World, came: list[Job], found: dict[tuple[str, str, str], list[int]]) -> None:
    today = world.as_of
    # The least wage of the three employees in Germany; elsewhere there are too few to compare with.
    wage = 0.95 * min(world.wages["S-DE"]) * 0.7 / 1720
    for kind, rule in (("temp", EQUAL), ("independent_contractor", FACTS)):
        groups: dict[str, list[Job]] = defaultdict(list)
        for job in came:
            if job.kind == kind and (rule == FACTS or job.site == "S-DE"):
                groups[job.worker].append(job)
        for jobs in groups.values():
            held = [job for job in jobs if job.is_here(today)]
            if not held:
                continue
            job = max(held, key=lambda j: (j.start, j.id))
            began, gaps = spell(jobs, today, 93 if rule == EQUAL else 90)
            since = (today - began).days - gaps
            if rule == EQUAL and job.pay is not None and job.pay < wage:
                _add(found, rule, job, since - 274 + 1)
            recent = [(w, h) for j in jobs for w, h in j.hours.items() if 0 <= (today - w).days < 182]
            weeks = {week for week, _ in recent}
            if rule == FACTS and len(weeks) >= 20.8 and sum(h for _, h in recent) >= 30 * len(weeks):
                _add(found, rule, job, since - 365 + 1)

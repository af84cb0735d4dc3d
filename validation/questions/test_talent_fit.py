"""Gaps of the talent plan hold what comes at their level, shortages are found, and nobody else is accused."""

import numpy as np
import pytest

from fullscore.questions._shape import answered, question_called
from fullscore.questions._talent.plan import HALF_WIDTH
from fullscore.questions._talent.supply import supply
from fullscore.simulate._deliveries import MONTH_ENDS, MONTHS
from fullscore.simulate._organisation import CAPABILITIES, LEVELS
from fullscore.simulate._story import Story
from fullscore.simulate._suppliers import ONLY_SOURCE
from fullscore.simulate._talent import GROWING
from fullscore.simulate._truth import _capability
from fullscore.simulate._work import LAST
from tests.questions.talent_worlds import QUARTERS, Shape, World, world
from tests.questions.told_edition import ToldEdition, northgate_edition, northgate_told

SHAPES = {
    "usual": (Shape(), 45),
    "small": (Shape(capabilities=4, employees_a_year=8, requests_a_year=20), 110),
    "young leave less": (Shape(capabilities=12, service=1.4, attrition=0.25, unlike=0.15), 35),
    "strict limits": (Shape(past_limit=0.0, terms=(26,), extended=0.85, notice=28), 40),
    "short terms": (Shape(terms=(4, 8, 17, 30, 45), extended=0.4, early=0.3, early_shape=1.2, unlike=0.0), 40),
    "one delivery": (Shape(snapshots=False, notice=1.0, most_positions=1, dropped=0.4), 40),
}
DRAWS = 400
SPREADS = (0.03, 0.1)
"""The plan's low and high lie so far from its middle."""


def _gaps(seed: int, one: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Draws of each gap, the gap that comes, and where the plan grows by three tenths in two years."""
    random = np.random.default_rng(seed)
    drawn = supply(one.records, QUARTERS, random, draws=DRAWS)
    here = one.employees[:, 0] + one.extended[:, 0]
    factor = random.choice([0.9, 1.0, 1.0, 1.3], len(here))
    growth = factor[:, None] ** (QUARTERS / 730)
    plan = np.maximum(here[:, None] * growth, 1)
    spread = random.choice(SPREADS) / HALF_WIDTH
    asked = plan * (1 + spread * random.standard_normal((DRAWS, len(here), 1)))
    truth = plan * (1 + spread * random.standard_normal((len(here), 1))) - one.employees - one.extended
    return asked - drawn.employees - drawn.extended, truth, factor > 1


@pytest.mark.parametrize("name", SHAPES)
def test_ninety_percent_of_gaps_lie_in_their_interval(name: str) -> None:
    shape, worlds = SHAPES[name]
    held, accused, innocent, found, growing = 0.0, 0, 0, 0, 0
    for seed in range(worlds):
        gap, truth, grows = _gaps(seed, world(10_000 + seed, shape))
        low, high = np.quantile(gap, [0.05, 0.95], axis=0)
        held += float(((truth >= low) & (truth <= high)).mean()) / worlds
        accused += int(((low > 0) & (truth <= 0)).sum())
        innocent += int((truth <= 0).sum())
        found += int((low[grows, -1] > 0).sum())
        growing += int(grows.sum())
    print(f"{name}: {held:.3f} of gaps held, {accused / innocent:.3f} accused, {found / growing:.3f} of growing found")
    assert 0.87 <= held <= 0.93
    assert accused <= 0.05 * innocent
    # Where a few dozen work nobody can tell so early.
    assert found >= 0.5 * growing or name == "small"


def _people(told: Story, edition: ToldEdition, day: int = LAST) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Who is truly there on a day, by capability: employees, and extended workers inside the programme and outside."""
    count = len(CAPABILITIES)
    roles = {row["role_id"]: row["capability"] for row in edition.run(edition.table("role")).to_pylist()}
    names = [name for name, *_ in CAPABILITIES]
    own, on = np.zeros(count), np.datetime64(day, "D").item()
    for row in edition.run(edition.table("employee")).to_pylist():
        if row["hired_on"] <= on and (row["left_on"] is None or row["left_on"] >= on):
            own[names.index(roles[row["role_id"]])] += 1
    jobs, past = told.jobs, told.elsewhere
    here = (jobs.start <= day) & (jobs.end > day) & (jobs.cause != 3)
    outside = (past.begins <= day) & (past.ends > day)
    inside = np.bincount(jobs.role[here] // LEVELS, minlength=count)
    return own, inside + np.bincount(past.ask.capability[outside], minlength=count)


def test_a_year_of_the_sample_as_it_was_foreseen() -> None:
    """As of the end of 2024 the employees of the quarters of 2025, and all extended workers, inside and outside."""
    held = {"employees": [], "extended": []}  # type: ignore[var-annotated]
    for seed in range(20, 26):
        edition, told = northgate_edition(seed, 0.4, MONTHS - 13), northgate_told(seed, 0.4)
        asked = {"horizon_months": 12}
        rows = answered(edition, question_called("talent_fit"), asked).rows.values()  # type: ignore[arg-type]
        whole = northgate_edition(seed, 0.4)
        names = [name for name, *_ in CAPABILITIES]
        for quarter, month in enumerate(range(MONTHS - 10, MONTHS, 3)):
            day = int(MONTH_ENDS[month].astype("datetime64[D]").astype(np.int64))
            own, extended = _people(told, whole, day)
            for row in rows:
                if row.quarter == f"2025-Q{quarter + 1}":
                    at = names.index(row.capability)
                    for kind, truth, said in (
                        ("employees", own[at], row.supply_employees), ("extended", extended[at], row.supply_extended),
                    ):  # fmt: skip
                        held[kind].append(said.low <= truth <= said.high)
    shares = {kind: float(np.mean(values)) for kind, values in held.items()}
    print(shares)
    assert min(shares.values()) >= 0.8


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_growing_capabilities_of_the_sample_are_short_and_others_only_where_people_lack(seed: int) -> None:
    edition = northgate_edition(seed, 0.5)
    found = answered(edition, question_called("talent_fit"))  # type: ignore[arg-type]
    growing = {_capability(n) for n in GROWING}
    short = {row.capability for row in found.rows.values() if row.verdict == "short"}
    assert growing <= short
    there = dict(
        zip([name for name, *_ in CAPABILITIES], sum(_people(northgate_told(seed, 0.5), edition)), strict=True)
    )
    plan = {row.capability: row.demand.value for row in found.rows.values() if row.quarter == "2026-Q1"}
    print(seed, sorted(short - growing), {name: (round(there[name]), plan[name]) for name in short - growing})
    for name in short - growing:
        assert there[name] < 0.97 * plan[name]
    assert len(short - growing) <= 3
    single = {tie.capability for tie in found.further["dependency"] if tie.hangs_on_one}
    # A seed may let a second supplier in; where it hardly does, the one is found, and no other is ever named.
    nearly = {_capability(n) for n in ONLY_SOURCE if _largest(northgate_told(seed, 0.5), n) > 0.65}
    assert nearly <= single <= {_capability(n) for n in ONLY_SOURCE}


def _largest(told: Story, capability: int) -> float:
    jobs = told.jobs
    here = (jobs.start <= LAST) & (jobs.end > LAST) & (jobs.cause != 3) & (jobs.role // LEVELS == capability)
    counts = np.bincount(jobs.supplier[here])
    return float(counts.max() / counts.sum())

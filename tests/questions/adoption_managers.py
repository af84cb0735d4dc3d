"""Programmes whose managers respond to friction in known ways, replayed month by month under different policies.

Managers go past the programme the more often, the more friction their unit lately met with; which kinds of friction
matter, how strongly and along which curve differs from world to world, and in some none does. A step takes one friction
of one unit down to what good units have. Who chooses the steps sees only what can be observed month by month.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fullscore.questions._adoption.next_steps import Cases, Step, next_steps

Floats = npt.NDArray[np.float64]
BEGINS_AT, TARGET = 0.40, 0.94
MOST_MANDATED = 0.9
REACHABLE = 0.96
BEFORE = 6
"""Months that are observed before the first step."""
LONGEST = 150
MINDED = 1.3
"""Friction is minded from so much of what good units have."""
POLICIES = ("recommended", "random", "mandates")


@dataclass(frozen=True, kw_only=True)
class Managers:
    """A world: what it is like before anything is done.

    Attributes:
        friction: (units, kinds); ``good`` by kind is what a step comes to.
        matters: by kind, how much a usual deviation of it weighs; 0 where nobody minds.
        curve: how what weighs grows with friction: 0 evenly, 1 ever less, 2 all at once.
        strength: found so that use begins at 40%.
    """

    requests: Floats
    friction: Floats
    good: Floats
    matters: Floats
    curve: int
    base: float
    wander: float
    noise: float
    steps_a_month: int
    works: float
    mandate: float
    fades: float
    """A mandate keeps this share of those who would go past the programme from it, and so much of that is left a month
    later."""
    strength: float

    def expected(self, level: Floats) -> float:
        """The use that levels of friction come to on average, as they wander."""
        random = np.random.default_rng(0)
        drift = random.standard_normal((60, *level.shape)) * self.wander / (1 - 0.7**2) ** 0.5
        chance = np.mean([self.bypassing(level * np.exp(one)) for one in drift], axis=0)
        return float(1 - (self.requests @ chance) / self.requests.sum())

    def bypassing(self, met: Floats) -> Floats:
        """The chance that a unit's request goes past the programme, after friction it met with."""
        return _chance(self.base, self.strength * _weighed(met, self.good, self.matters, self.curve))


def _weighed(met: Floats, good: Floats, matters: Floats, curve: int) -> Floats:
    # Nobody minds what is little worse than good.
    excess = np.maximum(met / good - MINDED, 0)
    grown = (excess, np.sqrt(excess), 1 / (1 + np.exp(-4 * (excess - 1))) - 1 / (1 + np.exp(4.0)))[curve]
    return np.asarray(grown @ matters, dtype=np.float64)


def _chance(base: float, weighed: Floats) -> Floats:
    """Base where nothing weighs, and never above 0.97."""
    return np.asarray(base + (0.97 - base) * (1 - np.exp(-np.maximum(weighed, 0))), dtype=np.float64)


def managers(seed: int, *, kinds: int = 4, nothing_matters: bool = False) -> Managers:
    """Tell a world of that seed: one that begins at 40%, and could come to 96% if every step were taken."""
    random = np.random.default_rng([seed, 94])
    while True:
        world = _told(random, kinds, nothing_matters)
        done = world.friction + world.works * np.minimum(world.good - world.friction, 0)
        if nothing_matters or (
            world.expected(done) >= REACHABLE and abs(world.expected(world.friction) - BEGINS_AT) < 0.03
        ):
            return world


def _told(random: np.random.Generator, kinds: int, nothing_matters: bool) -> Managers:
    units = int(random.integers(8, 25))
    good = np.array([4.0, 3.0, 1.0, 1.5, 2.0])[:kinds]
    matters = random.dirichlet(np.ones(kinds)) * (random.random(kinds) < random.uniform(0.3, 1.0))
    if not matters.any():
        matters[random.integers(kinds)] = 1.0
    world = Managers(
        requests=30 * random.lognormal(0, random.uniform(0.3, 1.0), units),
        friction=good * (1 + random.lognormal(np.log(0.8), random.uniform(0.5, 1.1), (units, kinds))),
        good=good, matters=np.zeros(kinds) if nothing_matters else matters, curve=int(random.integers(3)),
        base=1 - BEGINS_AT if nothing_matters else random.uniform(0.005, 0.03), wander=random.uniform(0.05, 0.25),
        noise=random.uniform(0.4, 1.2), steps_a_month=max(1, round(units / random.uniform(8, 16))),
        works=random.uniform(0.9, 1.0), mandate=random.uniform(0.3, 0.7), fades=random.uniform(0.9, 0.98), strength=1.0,
    )  # fmt: skip
    low, high = 1e-3, 1e3
    for _ in range(40):
        world = replace(world, strength=(low * high) ** 0.5)
        low, high = (world.strength, high) if world.expected(world.friction) > BEGINS_AT else (low, world.strength)
    return world


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """How a policy went: the months until the target (``LONGEST`` where never), and use month by month."""

    months: int
    use: tuple[float, ...]
    last: tuple[Step, ...]
    """What the recommendation came to at the end."""


def replayed(
    world: Managers, policy: str, seed: int, *, seen: list[tuple[Floats, ...]] | None = None, longest: int = LONGEST
) -> Replayed:
    """Replay a world under a policy, until it is at the target on average over three months.

    Args:
        seen: where what happens month by month is told as well; none of it is what only the world knows.
    """
    random = np.random.default_rng([seed, POLICIES.index(policy)])
    units, kinds = world.friction.shape
    level, aim = world.friction.copy(), world.friction.copy()
    drift = np.zeros((units, kinds))
    mandate = np.zeros(units)
    taken = np.zeros((units, kinds), np.bool_)
    seen = [] if seen is None else seen
    use: list[float] = []
    shown: tuple[Step, ...] = ()
    for month in range(-BEFORE, longest):
        level += (aim - level) * 0.6
        drift = 0.7 * drift + world.wander * random.standard_normal((units, kinds))
        truly = level * np.exp(drift)
        # Managers remember what the last three months were like; nobody has seen anything before the first.
        met = np.mean([*(past[2] for past in seen[-2:]), truly], axis=0)
        chance = world.bypassing(met) * (1 - mandate)
        asked = random.poisson(world.requests)
        past = random.binomial(asked, chance)
        through = np.maximum(asked - past, 0)
        # Friction is observed on the requests that came through alone.
        blurred = truly * np.exp(
            random.standard_normal((units, kinds)) * world.noise / np.sqrt(np.maximum(through, 1))[:, None]
        )
        observed = np.where(through[:, None] > 0, blurred, np.nan)
        seen.append((asked.astype(np.float64), past / np.maximum(asked, 1), truly, observed))
        use.append(float(1 - past.sum() / max(asked.sum(), 1)))
        if month >= 2 and np.mean(use[-3:]) >= TARGET:
            return Replayed(months=month + 1, use=tuple(use), last=shown)
        if month < -1:
            continue
        mandate *= world.fades
        if policy == "mandates":
            worst = np.argsort(-(asked - through))[: world.steps_a_month]
            mandate[worst] = np.minimum(1 - (1 - mandate[worst]) * (1 - world.mandate), MOST_MANDATED)
            continue
        if policy == "recommended":
            shown = tuple(_recommended(seen, taken))
            chosen = [(step.unit, step.kind) for step in shown]
            left = [(u, k) for u, k in zip(*np.nonzero(~taken), strict=True) if (u, k) not in set(chosen)]
            chosen += left
        else:
            left = list(zip(*np.nonzero(~taken), strict=True))
            chosen = [left[n] for n in random.permutation(len(left))]
        for unit, kind in chosen[: world.steps_a_month]:
            taken[unit, kind] = True
            good = world.good[kind]
            aim[unit, kind] = level[unit, kind] + world.works * (min(good, level[unit, kind]) - level[unit, kind])
    return Replayed(months=longest, use=tuple(use), last=shown)


def _recommended(seen: list[tuple[Floats, ...]], taken: npt.NDArray[np.bool_]) -> list[Step]:
    """What Fullscore recommends, from requests, bypassing and observed friction by unit and month alone."""
    asked, past, lately = _observed(seen)
    cases = _cases(asked, past, lately)
    volume = asked.sum(1)
    now = (past[:, -3:] * asked[:, -3:]).sum(1) / np.maximum(asked[:, -3:].sum(1), 1)
    return next_steps(cases, volume, now, lately[:, -1], np.ones(taken.shape), taken)


def recommended_cases(world: Managers, seed: int, months: int) -> Cases:
    """What was seen of a world in which random steps are taken for some months."""
    seen: list[tuple[Floats, ...]] = []
    replayed(world, "random", seed, seen=seen, longest=months)
    return _cases(*_observed(seen))


def _observed(seen: list[tuple[Floats, ...]]) -> tuple[Floats, Floats, Floats]:
    asked, past = (np.array([month[part] for month in seen]).T for part in (0, 1))
    observed = np.array([month[3] for month in seen]).transpose(1, 0, 2)
    lately = np.array([_mean(observed[:, max(m - 2, 0) : m + 1]) for m in range(len(seen))]).transpose(1, 0, 2)
    return asked, past, lately


def _cases(asked: Floats, past: Floats, lately: Floats) -> Cases:
    unit, month = np.nonzero((asked > 0) & np.isfinite(lately).all(2))
    return Cases(
        unit=unit, month=month, weight=asked[unit, month], bypass=past[unit, month], friction=lately[unit, month]
    )  # fmt: skip


def _mean(cells: Floats) -> Floats:
    known = np.isfinite(cells)
    return np.where(known.any(1), np.nansum(cells, 1) / np.maximum(known.sum(1), 1), np.nan)

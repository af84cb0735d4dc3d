"""How many permanent posts to open now, and up to how many to hire later, for a demand that may go many ways.

Work that own people do not do is bought, at once and by the hour. A post costs its wages from the day it is filled,
until it is left, is needed or not; it is filled some months after it was opened, and is fully productive some months
after that. At each quarterly review posts are opened up to a level, unless they could not earn their hiring back before
the horizon, and those that were idle throughout the last two quarters are given up, where that costs less than keeping
them. Posts that are idle at the horizon are given up there.

All policies are held against the same paths, so that their difference is not that of their luck. Numbers of posts are
fractions here: chance in who of a few leaves is left out.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fullscore.stats.newsvendor import critical_fractile, sample_stock

Floats = npt.NDArray[np.float64]

QUARTER = 3
IDLE_MONTHS = 6
COARSE, FINE = 9, 5
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What each way costs, one value for each path; money for one full-time equivalent of work.

    Attributes:
        buy: a month of bought work.
        build: a month of a filled post.
        hiring: once, when a post is filled.
        release: once, when a post is given up.
        lead: months from opening a post to filling it.
        ramp: months from the first day to full output, which grows evenly.
        leaving: the share of filled posts that are left in a month.
        interest: a month's cost of capital.
    """

    buy: Floats
    build: Floats
    hiring: Floats
    release: Floats
    lead: Floats
    ramp: Floats
    leaving: Floats
    interest: float = 0.0

    def of(self, chosen: slice) -> "Terms":
        """Those of some of the paths."""
        return replace(
            self,
            buy=self.buy[chosen],
            build=self.build[chosen],
            hiring=self.hiring[chosen],
            release=self.release[chosen],
            lead=self.lead[chosen],
            ramp=self.ramp[chosen],
            leaving=self.leaving[chosen],
        )


@dataclass(frozen=True, kw_only=True)
class Course:
    """What policies cost on each path.

    Attributes:
        cost: discounted to the first month, shape (policies, paths).
        monthly: the same month by month, shape (months, policies, paths); None unless it was asked for.
        posts: filled posts in each month on average over the paths, shape (months, policies).
    """

    cost: Floats
    monthly: Floats | None
    posts: Floats


def course(demand: Floats, terms: Terms, now: Floats, up_to: Floats, *, by_month: bool = False) -> Course:
    """Follow policies along paths of demand.

    Args:
        demand: full-time equivalents, shape (paths, months).
        now, up_to: posts opened in the first month, and the level of the reviews, shape (policies,).
        by_month: whether to keep the months apart.
    """
    paths, months = demand.shape
    shape = (len(now), paths)
    filled = _filled(terms.lead, months)
    lost = [_lost(terms.ramp, month) for month in range(int(np.ceil(terms.ramp.max())))]
    opened: dict[int, Floats] = {0: np.broadcast_to(now[:, None], shape)}
    arrived: dict[int, Floats] = {}
    stock, pending = np.zeros(shape), np.array(opened[0], dtype=np.float64)
    cost = np.zeros(shape)
    monthly = np.zeros((months, *shape)) if by_month else None
    posts = np.zeros((months, len(now)))
    last_opening = months - _earned_back(terms)
    last_release = months - float(np.mean(terms.release / np.maximum(terms.build, 1e-12)))
    for month in range(months):
        paid = np.zeros(shape)
        if month and month % QUARTER == 0:
            if IDLE_MONTHS <= month < last_release:
                needed = demand[:, month - IDLE_MONTHS : month].max(1)
                idle = np.maximum(stock - np.maximum(needed[None, :], up_to[:, None]), 0)
                stock = stock - idle
                paid += idle * terms.release
            if month < last_opening:
                opened[month] = np.maximum(up_to[:, None] - stock - pending, 0)
                pending = pending + opened[month]
        stock = stock * (1 - terms.leaving)
        came = [opened[month - lag] * share for lag, share in filled.items() if month - lag in opened]
        if came:
            arrived[month] = sum(came[1:], came[0])
            pending = pending - arrived[month]
            stock = stock + arrived[month]
            paid += arrived[month] * terms.hiring
        work = stock
        for back, share in enumerate(lost):
            if month - back in arrived:
                work = work - arrived[month - back] * share
        paid += stock * terms.build + np.maximum(demand[:, month] - work, 0) * terms.buy
        if month == months - 1:
            needed = demand[:, -IDLE_MONTHS:].max(1)
            paid += np.maximum(stock - needed, 0) * terms.release
        paid /= (1 + terms.interest) ** month
        cost += paid
        posts[month] = stock.mean(1)
        if monthly is not None:
            monthly[month] = paid
    return Course(cost=cost, monthly=monthly, posts=posts)


def _filled(lead: Floats, months: int) -> dict[int, Floats]:
    """For each number of months since posts were opened the share of them that is filled then, path by path."""
    whole = np.floor(lead)
    part = lead - whole
    shares = {}
    for lag in range(int(whole.min()), min(int(whole.max()) + 2, months)):
        share = np.where(whole == lag, 1 - part, 0.0) + np.where(whole + 1 == lag, part, 0.0)
        if share.any():
            shares[lag] = share
    return shares


def _lost(ramp: Floats, month: int) -> Floats:
    """The share of output that is still lost in a month after the first day, the mean over that month."""
    ramp = np.maximum(ramp, 1e-9)
    until = np.clip(ramp, month, month + 1.0)
    return np.asarray(until - month - (until**2 - month**2) / (2 * ramp), dtype=np.float64)


def _earned_back(terms: Terms) -> float:
    """Months from opening a post until its hiring and its ramp are earned back; infinite where they never are."""
    gain = terms.buy.mean() - terms.build.mean()
    if gain <= 0:
        return float("inf")
    once = terms.hiring.mean() + terms.ramp.mean() / 2 * terms.buy.mean()
    return float(terms.lead.mean() + once / gain)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Posts opened in the first month, and the level up to which each review opens more."""

    now: float
    up_to: float


def best_policy(demand: Floats, terms: Terms) -> Policy:
    """The policy of least mean cost, searched from coarse to fine.

    With one month, no lead, no ramp and nothing paid once, its posts are the newsvendor's, exactly: too much costs a
    month's wages, too little what buying costs more.

    Args:
        demand: full-time equivalents, shape (paths, months).

    Source: Gans and Zhou, Managing learning and turnover in employee staffing (2002), Operations Research 50,
        991-1006, for the hire-up-to form; Pinker and Larson, Optimizing the use of contingent labor when demand is
        uncertain (2003), European Journal of Operational Research 144, 39-55.
    """
    if demand.shape[1] == 1:
        return _one_month(demand[:, 0], terms)
    most = 1.25 * float(np.quantile(demand.max(1), 0.95))
    grid = np.linspace(0, most, COARSE)
    chosen = _least(demand, terms, grid, grid)
    step = grid[1]
    for _ in range(ROUNDS):
        step /= 2
        around = np.linspace(-step, step, FINE) if FINE > 1 else np.zeros(1)
        chosen = _least(
            demand,
            terms,
            np.unique(np.clip(chosen.now + around, 0, None)),
            np.unique(np.clip(chosen.up_to + around, 0, None)),
        )
        step /= 2
    return chosen


def _least(demand: Floats, terms: Terms, now: Floats, up_to: Floats) -> Policy:
    first, level = (side.ravel() for side in np.meshgrid(now, up_to, indexing="ij"))
    cost = course(demand, terms, first, level).cost.mean(1)
    # Of policies that cost the same, the one that opens fewest.
    number = int(np.lexsort((level, first, np.round(cost / max(cost.min(), 1e-12), 9)))[0])
    return Policy(now=float(first[number]), up_to=float(level[number]))


def _one_month(demand: Floats, terms: Terms) -> Policy:
    # A post is filled and productive within the month as far as lead and ramp let it.
    use = np.clip(1 - terms.lead, 0, 1) * (1 - _lost(terms.ramp, 0))
    over = float(np.mean(terms.build + terms.hiring + terms.release))
    under = float(np.mean(terms.buy * use)) - float(np.mean(terms.build + terms.hiring))
    posts = sample_stock(demand, critical_fractile(over, under)) if under > 0 else 0.0
    return Policy(now=posts, up_to=0.0)

"""Who comes where over all prices that may be put on what counts: acceptabilities of ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats.ranks import Ranks, ranks
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Acceptability:
    """What each unit is worth over prices and outcomes together, and where it ranks."""

    worth: Floats
    """Shape (draws, units)."""
    ranks: Ranks
    """Its ``probability`` is the acceptability of every rank."""
    prices: Floats
    """The prices of each draw, shape (draws, outcomes)."""
    central: Floats
    """For each unit the mean prices at which it comes first, shape (units, outcomes); NaN where it never does."""


def acceptability(
    outcomes: Sequence[npt.ArrayLike],
    prices: Sequence[tuple[float, float]],
    *,
    seed: int = 1,
    level: float = LEVEL,
) -> Acceptability:
    """Rank units by the sum of outcomes times prices, of which only ranges are agreed.

    Args:
        outcomes: for each thing that has a price, draws of shape (draws, units); more is better where prices are above
            0.
        prices: for each the least and the greatest price that is accepted; any between is as good as another.
        seed: of the generator of prices.

    Raises:
        ValueError: not one price range for each outcome, or a range that ends before it begins; the author's fault.

    Source: Lahdelma and Salminen (2001), SMAA-2, Operations Research 49, 444-454: rank acceptability and central
    weights, here by simulation.
    """
    drawn = np.stack([np.asarray(outcome, dtype=np.float64) for outcome in outcomes], 1)
    low, high = np.array([p[0] for p in prices]), np.array([p[1] for p in prices])
    if drawn.shape[1] != len(prices) or (high < low).any():
        raise ValueError("each outcome needs one range of prices, from the least to the greatest")
    random = np.random.default_rng(seed)
    count = len(drawn)
    # Stratified, so that a few thousand draws cover each range evenly.
    even = np.stack([random.permutation(count) for _ in prices], 1)
    chosen = low + (high - low) * (even + random.random(even.shape)) / count
    worth = np.einsum("dou,do->du", drawn, chosen)
    found = ranks(worth, level=level)
    first = worth.argmax(1)
    central = np.full((worth.shape[1], len(prices)), np.nan)
    for unit in np.unique(first):
        central[unit] = chosen[first == unit].mean(0)
    return Acceptability(worth=worth, ranks=found, prices=chosen, central=central)

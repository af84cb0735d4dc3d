"""How likely a vendor is one supplier rather than another or nobody: a logistic model with its coefficients."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fullscore.identity._features import FEATURES

Floats = NDArray[np.float64]
FURTHEST = 40.0
"""Log odds beyond which nothing changes any more."""


@cache
def fitted() -> dict[str, Any]:
    """The coefficients and how they were fitted, as ``coefficients.toml`` holds them.

    Raises:
        ValueError: they are not those of the features that there are; the author's fault.
    """
    raw = tomllib.loads((files("fullscore.identity") / "coefficients.toml").read_text("utf-8"))
    if tuple(raw["coefficients"]) != ("constant", *FEATURES):
        raise ValueError("coefficients.toml does not name the features that there are: fit it anew")
    return raw


def coefficients() -> Floats:
    """The constant and one coefficient a feature, in their order."""
    return np.array(list(fitted()["coefficients"].values()), float)


def probabilities(rows: Floats, vendor: NDArray[np.int64], weights: Floats | None = None) -> Floats:
    """The probability of each candidate; those of one vendor and that of nobody add up to 1.

    Args:
        rows: one row of features a candidate.
        vendor: the vendor of each.
        weights: coefficients other than those shipped.

    Source: McFadden 1974, the conditional logit, with nobody at odds of 1.
    """
    if not len(rows):
        return np.empty(0)
    weights = coefficients() if weights is None else weights
    odds = np.exp(np.clip(weights[0] + rows @ weights[1:], -FURTHEST, FURTHEST))
    whole = 1.0 + np.bincount(vendor, weights=odds)[vendor]
    shares: Floats = odds / whole
    return shares

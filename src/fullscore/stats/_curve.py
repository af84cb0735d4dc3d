"""A curve of three parameters by least squares, from several starts, since one may end in the wrong valley."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Three = tuple[float, float, float]


def best_curve(
    curve: Callable[..., Floats],
    at: Floats,
    seen: Floats,
    starts: Sequence[Three],
    bounds: tuple[Any, Any],
    scale: Callable[[Three], Three] = lambda start: start,
) -> tuple[Three, Three] | None:
    """The parameters that leave the least, and their standard errors.

    Args:
        curve: from ``at`` and three parameters to what should be seen, shape (n,).
        starts: where to begin; the first of equally good ends counts.
        bounds: the least and the greatest of each parameter.
        scale: from a start how large a step in each parameter is.

    Returns:
        None where no start leads anywhere.
    """
    from scipy.optimize import curve_fit

    best: tuple[float, Floats, Floats] | None = None
    for first in starts:
        try:
            found, spread = curve_fit(
                curve, at, seen, first, bounds=bounds, x_scale=scale(first), ftol=1e-12, xtol=1e-12, max_nfev=2000
            )
        except RuntimeError:
            continue
        left = float(((seen - curve(at, *found)) ** 2).sum())
        if best is None or left < best[0]:
            best = (left, found, spread)
    if best is None:
        return None
    _, found, spread = best
    a, b, c = (float(value) for value in found)
    errors = np.sqrt(np.maximum(np.diag(spread), 0.0))
    return (a, b, c), (float(errors[0]), float(errors[1]), float(errors[2]))

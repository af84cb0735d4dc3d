"""How far apart ordinary places lie, from the middle of them, and how well so few tell it.

The middle is the median, and the spread is that which makes the median absolute deviation, each place's in units of its
own standard deviation, that of a normal distribution. It holds while fewer than half of the places stand apart, however
far, and whether chance or the places themselves make most of the spread.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TO_SIGMA = 1.4826
EFFICIENCY = 0.37
"""Of the median absolute deviation: so much of a degree of freedom each place adds."""
STEPS = 40


@dataclass(frozen=True, kw_only=True)
class MiddleNull:
    """Where places lie that are nothing special.

    Attributes:
        centre: the median.
        spread: the standard deviation beyond what chance explains, raised by one standard error of its estimate, so
            that places which happen to look alike are not held to more than they tell.
        typical: the median standard error.
        freedom: the degrees of freedom that the typical place's whole variance was estimated with.
    """

    centre: float
    spread: float
    typical: float
    freedom: float

    def upper_tail(self, seen: Floats, errors: Floats, least: float = 0.0) -> Floats:
        """The chance that an ordinary place would lie so high or higher.

        Student's distribution. What is uncertain of the spread is what is uncertain of the typical place's variance; a
        place whose own error is larger depends on it less.

        Args:
            seen: of each place; nan gives nan.
            errors: their standard errors.
            least: the spread that is assumed at the least.
        """
        from scipy.special import stdtr

        spread = max(self.spread, least)
        variance = errors**2 + spread**2
        estimated = max(self.spread**2 + self.typical**2, 1e-150)
        freedom = np.clip(self.freedom * (variance / estimated) ** 2, 0.0, 1e6)
        with np.errstate(invalid="ignore"):
            return np.asarray(stdtr(freedom, -(seen - self.centre) / np.sqrt(variance)), dtype=np.float64)


def middle_null(seen: npt.ArrayLike, errors: npt.ArrayLike) -> MiddleNull:
    """Fit it.

    Args:
        seen: one finite estimate for each place, at least two.
        errors: their standard errors, finite and at least 0.

    Source: Efron (2004), Journal of the American Statistical Association 99, 96-104, for a null from the middle;
    Rousseeuw and Croux (1993), Journal of the American Statistical Association 88, 1273-1283, for the median absolute
    deviation and its efficiency; Satterthwaite (1946), Biometrics Bulletin 2, 110-114, for the degrees of freedom.
    """
    y, s = np.asarray(seen, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    centre = float(np.median(y))
    apart = np.abs(y - centre)
    freedom = EFFICIENCY * (len(y) - 1)
    raised = 1 + (2 * freedom) ** -0.5
    # Raised in the whole, chance included: what chance explains is known, but not what was seen of it.
    low, high = 0.0, TO_SIGMA * raised * float(np.median(apart))
    for _ in range(STEPS):
        tried = (low + high) / 2
        deviation = np.sqrt(s**2 + tried**2)
        if TO_SIGMA * raised * float(np.median(apart / np.maximum(deviation, 1e-300))) > 1:
            low = tried
        else:
            high = tried
    return MiddleNull(centre=centre, spread=(low + high) / 2, typical=float(np.median(s)), freedom=freedom)

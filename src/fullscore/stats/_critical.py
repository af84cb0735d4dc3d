"""How many standard errors an interval reaches to either side, by the level it holds."""

from functools import cache

# The special functions are imported where they are used: they would double the time a command takes to start.


@cache
def normal(level: float) -> float:
    """The normal distribution's two-sided critical value: 1.645 at 0.9."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def student(freedom: float, level: float) -> float:
    """Student's t two-sided critical value.

    Args:
        freedom: degrees of freedom, above 0; need not be whole.
        level: in (0, 1).
    """
    # Degrees of freedom that need not be whole are seldom met twice, so that only whole ones are worth keeping.
    return _student(int(freedom), level) if float(freedom).is_integer() else _quantile(freedom, level)


@cache
def _student(freedom: int, level: float) -> float:
    return _quantile(freedom, level)


def _quantile(freedom: float, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))

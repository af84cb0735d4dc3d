"""Whether one column of numbers is the product of two others, as an amount is of a quantity and a rate."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from fullscore.feeds._proposing.matching import Compared
from fullscore.feeds._proposing.numbers import signs

_ROWS, _COLUMNS = 300, 14
_AGREE = 0.95


def factors(given: Compared, columns: Sequence[int]) -> tuple[int, int, int] | None:
    """The places of two factors and their product; None where no three columns of numbers are so.

    The product may be rounded to a cent. Columns of one value, and factors of nothing but 1, prove nothing.
    """
    some = [at for at in columns if given.profiles[at].numbers > 0.9 and len(given.profiles[at].counts) > 5][:_COLUMNS]
    if len(some) < 3:
        return None
    decimal = signs(given.profiles[at].distinct for at in some).decimal
    numbers = {at: np.array(given.profiles[at].floats(decimal, _ROWS)) for at in some}
    for one, other in combinations(some, 2):
        product = numbers[one] * numbers[other]
        for result in some:
            if result in (one, other):
                continue
            known = ~np.isnan(product) & ~np.isnan(numbers[result]) & (np.abs(product) > 1)
            if known.sum() >= 10 and np.mean(np.abs(product - numbers[result])[known] <= 0.011) >= _AGREE:
                return one, other, result
    return None

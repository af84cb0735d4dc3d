"""The variance of weighted means by linearisation, without the bias that uneven weights bring to few units."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def linearised(weights: Floats, errors: Floats, code: Codes, groups: int) -> tuple[Floats, Floats]:
    """Each group's variance of its weighted mean, and the degrees of freedom it is known with.

    A unit's squared error is divided by what its expectation falls short of, since the mean it is measured from leans
    towards the units of great weight; among equal weights that is the familiar n / (n - 1).

    Args:
        weights: each unit's share of its group's weight, shape (n,); they sum to 1 within a group.
        errors: the unit's weight times its distance from the group's mean: what it adds to the mean's error.
        code: each unit's group, 0 to ``groups`` - 1.

    Returns:
        Two arrays of shape (groups,); a group of one unit has no variance and a degree of freedom that means nothing.

    Source: Woodruff (1971), Journal of the American Statistical Association 66, 411-414, for linearisation; Bell and
    McCaffrey (2002), Survey Methodology 28, 169-181, for the bias and for degrees of freedom after Satterthwaite
    (1946), Biometrics Bulletin 2, 110-114, here by the units' weights alone.
    """
    squares = np.bincount(code, weights**2, groups)
    left = 1 - 2 * weights + squares[code]
    # Only a unit that is the whole of its group leaves nothing; its error is 0.
    variance = np.bincount(code, np.divide(errors**2, left, out=np.zeros_like(errors), where=left > 1e-12), groups)
    fourths = np.bincount(code, weights**4, groups)
    freedom = np.divide(squares**2, fourths, out=np.full(groups, 2.0), where=fourths > 0) - 1
    return variance.astype(np.float64), np.maximum(freedom, 1.0)

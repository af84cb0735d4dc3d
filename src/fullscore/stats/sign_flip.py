"""Whether differences lean to one side: the randomisation test over their signs."""

import numpy as np
import numpy.typing as npt

EXACT_UP_TO = 14
"""So many differences have few enough signs to look at all of them."""
DRAWS = 9_999
SEED = 20_250_131
_AT_ONCE = 500


def sign_flip(differences: npt.NDArray[np.float64]) -> float:
    """The chance that the sum would be at least as great if each difference had its sign by a fair coin.

    One-sided: small where the differences are positive more, or more strongly, than chance explains. Zeros say nothing
    and are left out. Up to fourteen differences are computed over all signs; of more, so many draws are made that the
    p-value can be as small as 1 in 10,000, always the same draws, and what was seen counts as one of them.

    Args:
        differences: one a unit, in any unit of measurement.

    Returns:
        The p-value, in (0, 1]; 1 where no difference is left.

    Source: R. A. Fisher, The Design of Experiments (1935), section 21; for the draws, M. Dwass, Modified randomization
    tests for nonparametric hypotheses, Annals of Mathematical Statistics 28 (1957).
    """
    sizes = differences[differences != 0]
    if not len(sizes):
        return 1.0
    # Sums of the same numbers in another order differ in their last digits, and a tie must count as one.
    seen = float(sizes.sum()) - 1e-9 * float(np.abs(sizes).sum())
    sizes = np.abs(sizes)
    if len(sizes) <= EXACT_UP_TO:
        codes = np.arange(2 ** len(sizes))[:, None]
        signs = 1 - 2 * (codes >> np.arange(len(sizes)) & 1)
        return float(np.mean(signs @ sizes >= seen))
    random = np.random.default_rng(SEED)
    reached = 0
    for start in range(0, DRAWS, _AT_ONCE):
        signs = 1 - 2 * random.integers(0, 2, (min(_AT_ONCE, DRAWS - start), len(sizes)))
        reached += int(np.sum(signs @ sizes >= seen))
    return (reached + 1) / (DRAWS + 1)

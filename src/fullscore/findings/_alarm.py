"""How sure a finding must be before it is told, so that a quiet programme hears at most one false alarm in two years.

A finding that is told from chance by a test spends error each time it looks, at every place it looks at. The
programme's error is one false alarm in twenty-four monthly editions at the very most; it is spent evenly over editions,
and within an edition evenly over the kinds of finding that test. Places within a kind share what the kind may spend,
the surest first (Holm), so that looking at more places does not raise more alarms.

Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
"""

import numpy as np
import numpy.typing as npt

FALSE_ALARMS = 0.5
"""Expected in ``EDITIONS`` over all kinds together where nothing is there; so that seldom more than one comes."""
EDITIONS = 24
TESTING_KINDS = 8
"""Kinds of finding that test; the others count."""
ERROR = FALSE_ALARMS / EDITIONS / TESTING_KINDS
"""The chance of any false alarm of one kind in one edition; a q-value up to this is told."""

Floats = npt.NDArray[np.float64]


def q_values(p: Floats) -> Floats:
    """The chance of a false alarm anywhere among places that are at least as sure as each.

    Args:
        p: of each place, one-sided, in any order; nan where a place could not be judged and was not looked at.

    Returns:
        In the same order; nan stays nan.
    """
    q = np.full(len(p), np.nan)
    judged = np.flatnonzero(~np.isnan(p))
    order = judged[np.argsort(p[judged], kind="stable")]
    q[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)))
    return q

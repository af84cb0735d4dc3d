"""Whether a definition that fits only nearly says more than chance would: what it reproduces against what it misses.

Anything smooth lies within the tolerance of something, and a figure of nought is reproduced by nearly every
definition. So what a widened fit rests on is not how many figures it reproduces to the last decimal but how seldom
other definitions reproduce them. That has to pay for two things: for saying which of all definitions it is, and for
saying which figures it need not reproduce. Whoever may choose nine figures of eighteen to be missed has fifty thousand
ways to be right.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from fullscore.lens._auditing.fit import Evaluate, Fitting, Told, exactly
from fullscore.measures._aggregates import Floats
from fullscore.measures._many import Many

SAMPLED = 1000
"""Of more definitions so many, evenly from first to last, tell how often a figure is reproduced."""


def surplus(of: Told, readings: int, fits: Fitting, evaluate: Evaluate) -> float:
    """By how many bits the definition of a class that says most says more than chance would.

    Under chance some definition of the space reproduces figures at least as seldom reproduced, whichever they are, with
    a probability of at most two to minus this, if figures were independent.

    Args:
        readings: how many definitions there are.
        evaluate: our figures in each state in which one may be reproduced.
    """
    cells = list(range(len(of.values)))
    others, own = _some(np.arange(readings)), _some(fits.readings)
    # Inventions are told over true n, so that n says nothing in favour of the figure.
    seldom = information(_in_some_state(replace(of, n=np.full(len(cells), np.nan)), evaluate(others, cells)))
    seldom = np.where(of.n == 0, 0.0, seldom)
    matched = _in_some_state(of, evaluate(own, cells))
    says = matched @ seldom - chosen(len(cells), matched.sum(axis=1))
    return float(says.max()) - float(np.log2(readings))


def information(matched: npt.NDArray[np.bool_]) -> Floats:
    """For each figure how much it says that a definition reproduces it, in bits: the seldomer others do, the more.

    Args:
        matched: for each definition (rows) the figures that it reproduces.
    """
    return np.asarray(-np.log2((matched.sum(axis=0) + 1) / (len(matched) + 1)), dtype=np.float64)


def chosen(cells: int, matched: npt.NDArray[np.int64]) -> Floats:
    """How many bits it takes to say which of some figures are reproduced, where it is known how many."""
    natural = gammaln(cells + 1) - gammaln(matched + 1) - gammaln(cells - matched + 1)
    return np.asarray(natural / np.log(2), dtype=np.float64)


def _some(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return numbers[:: max(1, -(-len(numbers) // SAMPLED))]


def _in_some_state(of: Told, states: list[Many]) -> npt.NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce([exactly(of, state) for state in states]), dtype=np.bool_)

"""What several questions and findings ask of the same edition, computed once for as long as the edition is open."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from fullscore.terms.edition import Edition

Found = TypeVar("Found")


def kept(compute: Callable[[Edition], Found]) -> Callable[[Edition], Found]:
    """The same function, which computes once for each edition.

    What it returns must be plain data, never an expression or anything else that holds the edition: the edition would
    then never be forgotten.
    """
    found: WeakKeyDictionary[Edition, Found] = WeakKeyDictionary()

    @wraps(compute)
    def asked(edition: Edition) -> Found:
        if edition not in found:
            found[edition] = compute(edition)
        return found[edition]

    return asked

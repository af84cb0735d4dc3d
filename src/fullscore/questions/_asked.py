"""What was told of an edition is kept as long as the edition is open, so that nothing is computed twice."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from fullscore.terms.edition import Edition

_TOLD: "WeakKeyDictionary[Edition, dict[str, Any]]" = WeakKeyDictionary()


def once(edition: Edition, name: str, tell: Callable[[], Any]) -> Any:
    """What is told under a name, from the first time that it is asked of this edition."""
    told = _TOLD.setdefault(edition, {})
    if name not in told:
        told[name] = tell()
    return told[name]


def hand_over(edition: Edition, name: str, told: Any) -> None:
    """Keep what another process told of the same edition."""
    _TOLD.setdefault(edition, {})[name] = told

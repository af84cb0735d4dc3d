"""What was told of an edition is kept as long as the edition is open, so that nothing is computed twice."""

from collections.abc import Callable
from typing import Any

from fullscore.lens.kept import kept
from fullscore.terms.edition import Edition


@kept
def _told(edition: Edition) -> dict[str, Any]:
    """What was told of an edition so far, by name."""
    return {}


def once(edition: Edition, name: str, tell: Callable[[], Any]) -> Any:
    """What is told under a name, from the first time that it is asked of this edition."""
    told = _told(edition)
    if name not in told:
        told[name] = tell()
    return told[name]


def hand_over(edition: Edition, name: str, told: Any) -> None:
    """Keep what another process told of the same edition."""
    _told(edition)[name] = told

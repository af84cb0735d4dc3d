"""What a picture is made of, and how one is found by the name that a question gives it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fullscore.terms.declared import declared

Document = Mapping[str, Any]
"""An answer as ``terms.answer.document`` writes it."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture of an answer.

    Attributes:
        title: what is seen at a glance, in a few words.
        shows: what the marks are.
        reading: how to read it, and what not to read into it.
        draw: from an answer's document the picture, unthemed; None where there is nothing to draw.
    """

    name: str
    title: str
    shows: str
    reading: str
    draw: Callable[[Document], Any]


@cache
def charts() -> dict[str, Chart]:
    """Every picture by name."""
    return declared("fullscore.charts")

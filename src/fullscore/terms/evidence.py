"""Evidence: what a figure rests on, as strong as its weakest link."""

from collections.abc import Iterable
from dataclasses import dataclass

GRADES = ("reported", "recomputed", "independent", "corroborated")
"""Weakest first. ``corroborated``: two controllers with opposed interests agree. ``independent``: who controls the
records gains nothing from the claim's direction. ``recomputed``: computed here from records whose controller gains.
``reported``: such a party's own figure."""


def weakest(grades: Iterable[str]) -> str:
    """The weakest of some grades; ``independent`` where there are none."""
    return min(grades, key=GRADES.index, default="independent")


@dataclass(frozen=True, kw_only=True)
class Link:
    """One table that a claim rests on, seen through one party that controls rows of it.

    Attributes:
        party: its id; empty where nobody is declared.
        gains: the directions of the figure from which it gains: ``higher``, ``lower``, both or none.
        corroborated_by: parties of opposed interest whose own rows agree with these.
        contradicted_by: parties of opposed interest whose own rows of the same keys do not.
    """

    table: str
    party: str
    gains: tuple[str, ...]
    corroborated_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    grade: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a claim rests on, link by link."""

    links: tuple[Link, ...]

    @property
    def grade(self) -> str:
        """The weakest link's."""
        return weakest(link.grade for link in self.links)

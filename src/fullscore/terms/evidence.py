"""Evidence: what a figure rests on, as strong as its weakest link."""

from collections.abc import Iterable

GRADES = ("reported", "recomputed", "independent", "corroborated")
"""Weakest first. ``corroborated``: two controllers with opposed interests agree. ``independent``: who controls the
records gains nothing from the claim's direction. ``recomputed``: computed here from records whose controller gains.
``reported``: such a party's own figure."""


def weakest(grades: Iterable[str]) -> str:
    """The weakest of some grades; ``independent`` where there are none."""
    return min(grades, key=GRADES.index, default="independent")

"""A number that stands in an answer because somebody set it, or because nothing else was known."""

from collections.abc import Mapping
from typing import Any

from fullscore.terms.answer import Assumption

WhatIf = Mapping[str, float]
"""Assumptions that a person sets for one asking, by name."""


def assumed(name: str, default: float, written: Mapping[str, Any], what_if: WhatIf) -> Assumption:
    """A number that stands in an answer: what a person sets for one asking, else what the settings say, else a default.

    Args:
        written: the section of the edition's settings that can hold it; empty where none can.
    """
    if name in what_if:
        return Assumption(name=name, value=what_if[name], source="what if")
    if name in written:
        return Assumption(name=name, value=written[name], source="policy")
    return Assumption(name=name, value=default, source="default")

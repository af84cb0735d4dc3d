"""A lens: one choice on each axis of a measure; the whole definition, as data."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from fullscore.terms.fault import Fault


@dataclass(frozen=True)
class Axis:
    """One question that a definition answers; the first option is the client's default."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Lens:
    """A choice on every axis of one measure."""

    choices: tuple[tuple[str, str], ...]
    """(axis, option) in the order of the measure's axes."""

    def __getitem__(self, axis: str) -> str:
        return dict(self.choices)[axis]

    def as_dict(self) -> dict[str, str]:
        return dict(self.choices)

    @property
    def id(self) -> str:
        """The first 12 hex digits of the SHA-256 of its canonical JSON."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()[
            :12
        ]

    def __str__(self) -> str:
        return ", ".join(f"{axis}={option}" for axis, option in self.choices)


def lens_of(measure: str, axes: tuple[Axis, ...], chosen: Mapping[str, str] | None = None) -> Lens:
    """A whole lens from a partial one: the client's default stands on every axis that it does not name.

    Raises:
        Fault: an axis that the measure does not have, or an option that the axis does not have.
    """
    chosen = dict(chosen or {})
    names = [axis.name for axis in axes]
    for name in chosen:
        if name not in names:
            raise Fault(
                f"{measure} has no axis called {name}",
                next_step=f"use {', '.join(names)}" if names else "leave the lens out: it has no axes",
            )
    for axis in axes:
        if (option := chosen.get(axis.name)) is not None and option not in axis.options:
            raise Fault(
                f"{measure} has no option {option} on its axis {axis.name}", next_step=f"use {', '.join(axis.options)}"
            )
    return Lens(tuple((axis.name, chosen.get(axis.name, axis.options[0])) for axis in axes))


def all_lenses(axes: tuple[Axis, ...]) -> Iterator[Lens]:
    """The whole lens space, the client's own lens first."""
    for options in product(*(axis.options for axis in axes)):
        yield Lens(tuple((axis.name, option) for axis, option in zip(axes, options, strict=True)))

"""What was agreed: the contract's lens and money in force in each month, else the client's own lens."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fullscore.measures._shape import Measure
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Lens, lens_of
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Level:
    """One version of one clause of the contract."""

    clause: str
    target: float
    direction: str
    valid_from: date
    valid_to: date | None
    lens: Lens
    credit_percent: float | None
    minimum_n: int | None
    cap_percent: float | None
    earn_back_months: int | None
    relief: tuple[str, ...]

    def in_force(self, month: Month) -> bool:
        """Whether a month is judged by it: the version that stands on the month's first day judges the month."""
        day = month.first_day
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def missed(self, value: float) -> bool:
        return value > self.target if self.direction == "at_most" else value < self.target


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A measure's clauses, and the client's own lens where none is in force."""

    levels: tuple[Level, ...]
    client: Lens
    notes: tuple[str, ...] = ()

    def level(self, month: Month) -> Level | None:
        """The version that judges a month; the first written, where several do."""
        return next((level for level in self.levels if level.in_force(month)), None)

    def lens(self, month: Month) -> Lens:
        """What a month's figure should have been counted through."""
        level = self.level(month)
        return level.lens if level else self.client


def agreed(edition: Edition, measure: Measure) -> Agreed:
    """The clauses of the contract on a measure.

    Raises:
        Fault: a clause's lens names an axis or an option that the measure does not have.
    """
    levels, notes = [], []
    for said in edition.settings.get("service_level", []):
        if said.get("measure") != measure.name:
            continue
        chosen = {str(axis): str(option) for axis, option in said.get("lens", {}).items()}
        if measure.name == "time_to_fill" and "exclude" in chosen:
            chosen.pop("exclude")
            notes.append("The contract's exclude is no axis of time_to_fill and is left aside.")
        levels.append(_level(measure, said, chosen))
    return Agreed(levels=tuple(levels), client=lens_of(measure.name, measure.axes), notes=tuple(dict.fromkeys(notes)))


def _level(measure: Measure, said: dict[str, Any], chosen: dict[str, str]) -> Level:
    clause = str(said.get("clause", ""))
    try:
        lens = lens_of(measure.name, measure.axes, chosen)
    except Fault as fault:
        raise Fault(
            fault.what,
            where=f'programme.toml, [[service_level]] measure = "{measure.name}"' + (f", {clause}" if clause else ""),
            next_step=fault.next_step,
        ) from None
    until = said.get("valid_to")
    return Level(
        clause=clause,
        target=float(said["target"]),
        direction=said["direction"],
        valid_from=date.fromisoformat(str(said["valid_from"])),
        valid_to=date.fromisoformat(str(until)) if until else None,
        lens=lens,
        credit_percent=said.get("credit_percent"),
        minimum_n=said.get("minimum_n"),
        cap_percent=said.get("cap_percent"),
        earn_back_months=said.get("earn_back_months"),
        relief=tuple(said.get("relief", ())),
    )

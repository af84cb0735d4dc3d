"""What restatements did to the figures: each month of each measure as first delivered, without them, and as now."""

import math
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fullscore.lens._restating.told import day_numbers, day_of
from fullscore.lens._restating.worlds import Worlds
from fullscore.lens.as_of import AsOf
from fullscore.measures._figures import Asked, estimates
from fullscore.measures._shape import Measure
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A month's figure that restatements moved, through the client's lens, of the whole programme.

    ``as_first_delivered`` is the figure with every restated row at its first delivered value and everything else as it
    is now, so that what lies between it and ``as_now`` are the restatements alone. ``as_known_then`` is the plain
    figure of the first delivery on or after the month's last day; between that and ``as_now`` lie late entries and
    ordinary progress as well, which nobody must be blamed for.
    """

    measure: str
    unit: str
    month: str
    as_first_delivered: float | None
    """None: nothing was counted."""
    as_now: float | None
    n_first_delivered: int
    n_now: int
    as_known_then: float | None = None
    """None: it was not asked for, or nothing was counted."""
    known_on: date | None = None
    """The delivery of ``as_known_then``; None: it was not asked for, or there is none."""

    @property
    def moved_by(self) -> float | None:
        """What the restatements alone did; None where the figure has no value with them or without."""
        if self.as_now is None or self.as_first_delivered is None:
            return None
        return self.as_now - self.as_first_delivered


def effects(measure: Measure, found: Worlds) -> list[Effect]:
    """The months whose figure restatements moved."""
    return [
        Effect(
            measure=measure.name,
            unit=measure.unit,
            month=month,
            as_first_delivered=before[0],
            as_now=now[0],
            n_first_delivered=before[1],
            n_now=now[1],
        )
        for month, (before, now) in found.figures.items()
        if not _alike(before, now)
    ]


def with_known_then(edition: Edition, measure: Measure, lens: Lens, moved: list[Effect]) -> list[Effect]:
    """The same effects with ``as_known_then``: one reading of the measure for each month, which takes its time."""
    days = _deliveries(edition, measure, lens) if moved else []
    made = []
    for effect in moved:
        span = Month.parse(effect.month)
        day = next((day for day in days if day >= span.last_day), None)
        then = None if day is None else _as_of(edition, measure, lens, span, day)
        made.append(replace(effect, as_known_then=then, known_on=day))
    return made


def _as_of(edition: Edition, measure: Measure, lens: Lens, month: Month, day: date) -> float | None:
    view = AsOf(edition, day)
    if not all(view.has(table.name) for table in measure.rests_on(lens)):
        return None
    asked = Asked(measure=measure, lens=lens, by=("month",), first=month, last=month)
    figure = estimates(view, asked).get((str(month),))
    return None if figure is None else figure.value


def _deliveries(edition: Edition, measure: Measure, lens: Lens) -> list[date]:
    """The days on which a delivery changed anything in the tables that a measure reads."""
    tables = {table.name for table in measure.rests_on(lens)} | {r.table.name for r in measure.records(lens)}
    days: set[int] = set()
    for name in sorted(tables):
        every = edition.versions(name)
        every = every.filter(every["_file"].notnull())
        for bound in ("_from", "_to"):
            rows = edition.run(every.filter(every[bound].notnull()).select(day=column(bound)).distinct())
            days.update(np.unique(day_numbers(rows["day"])).tolist())
    return [day_of(day) for day in sorted(days)]


def _alike(one: tuple[float | None, int], other: tuple[float | None, int]) -> bool:
    if one[1] != other[1] or (one[0] is None) != (other[0] is None):
        return False
    return one[0] is None or other[0] is None or math.isclose(one[0], other[0], rel_tol=1e-9, abs_tol=1e-9)

"""How long requisitions waited, as findings look at it, and what a day of waiting costs."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fullscore.findings._work import Texts, texts_of
from fullscore.lens.kept import kept
from fullscore.measures._days import day_numbers
from fullscore.measures._submittals import shown
from fullscore.model._expressions import column
from fullscore.terms.answer import Assumption
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Privacy, privacy_of
from fullscore.workforce import prices
from fullscore.workforce.starts import starts_of
from fullscore.workforce.units_above import business_units
from fullscore.workforce.worked import Year

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
ENDED = ("filled", "cancelled", "closed")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Requisitions, drafts aside, in the order of their ids; days since 1970, nan where unknown.

    Attributes:
        unit: the business unit above the org unit; where there is none, that org unit; None where unknown.
        was_open: days from its submission to its end, to the submission of the one that takes it up again, or to the
            edition's date.
        is_known: whether the person was found before anybody was asked.
        again: the row of the earlier requisition that it takes up again; -1 for none.
        names_earlier: whether any requisition says that it takes up another.
        placed: of each candidate who was placed, the row of the requisition; ``shown`` and ``answered``: from when to
            when they lay with the client.
        year_began: the day after which the last twelve months are.
    """

    id: Texts
    unit: Texts
    type: Texts
    manager: Texts
    positions: Floats
    submitted: Floats
    approved: Floats
    was_open: Floats
    is_known: Flags
    again: Codes
    names_earlier: bool
    placed: Codes
    shown: Floats
    answered: Floats
    year_began: float
    today: float

    def in_year(self, day: Floats) -> Flags:
        """Whether days lie in the twelve months up to the edition's date."""
        return np.asarray((day > self.year_began) & (day <= self.today))


@kept
def waiting_of(edition: Edition) -> Waiting:
    """The waits of an edition; empty where no requisition was delivered."""
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft").left_join(business_units(edition), [("org_unit_id", "_below")])
    rows = edition.run(
        asked.order_by("requisition_id").select(
            "requisition_id", "resource_type", "hiring_manager_id", "positions",
            "submitted_on", "approved_on", "status_on", "reopened_from",
            unit=column("_unit").fill_null(column("org_unit_id")),
            is_over=column("status").isin(ENDED),
            is_known=column("identified").fill_null(False),
        )
    )  # fmt: skip
    ids = texts_of(rows, "requisition_id")
    place = {id: row for row, id in enumerate(ids)}
    submitted = day_numbers(rows["submitted_on"])
    year = Year.of(edition)
    today = float((year.until - date(1970, 1, 1)).days)
    is_over = np.asarray(rows["is_over"].to_numpy(zero_copy_only=False), dtype=np.bool_)
    ended = np.where(is_over, day_numbers(rows["status_on"]), today)
    earlier = texts_of(rows, "reopened_from")
    again = np.array([-1 if id is None else place.get(id, -1) for id in earlier], dtype=np.int64)
    # Of two that name each other only the later one takes up the other.
    again = np.where((again >= 0) & (submitted[again] < submitted), again, -1)
    taken_up = np.full(len(ids), np.inf)
    np.minimum.at(taken_up, again[again >= 0], submitted[again >= 0])
    ended = np.where(np.isfinite(taken_up), taken_up, ended)
    sent = shown(edition).filter(column("outcome") == "placed")
    sent = edition.run(sent.order_by("submittal_id").select("requisition_id", "shown_on", "answered_on"))
    placed = np.array([place.get(id, -1) for id in sent["requisition_id"].to_pylist()], dtype=np.int64)
    known = placed >= 0
    positions = np.asarray(rows["positions"].cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)
    return Waiting(
        id=ids,
        unit=texts_of(rows, "unit"),
        type=texts_of(rows, "resource_type"),
        manager=texts_of(rows, "hiring_manager_id"),
        positions=np.maximum(np.nan_to_num(positions, nan=1.0), 1.0),
        submitted=submitted,
        approved=day_numbers(rows["approved_on"]),
        was_open=np.nan_to_num(np.maximum(ended - submitted, 0)),
        is_known=np.asarray(rows["is_known"].to_numpy(zero_copy_only=False), dtype=np.bool_),
        again=again,
        names_earlier=any(id is not None for id in earlier),
        placed=placed[known],
        shown=day_numbers(sent["shown_on"])[known],
        answered=day_numbers(sent["answered_on"])[known],
        year_began=float((year.after - date(1970, 1, 1)).days),
        today=today,
    )


def may_be_told(edition: Edition) -> frozenset[str]:
    """The units whose conduct may be told: where enough managers asked in the year, or the country lets them be named.

    Where nobody tells who asked, a unit is all that is known, and it is told.
    """
    waits, rules = waiting_of(edition), privacy_of(edition.settings)
    asked = waits.in_year(waits.submitted)
    managers: dict[str, set[str]] = {}
    for unit, manager in zip(waits.unit[asked], waits.manager[asked], strict=True):
        if unit is not None and manager is not None:
            managers.setdefault(unit, set()).add(manager)
    rows = edition.run(edition.table("org_unit").select("org_unit_id", "country"))
    country = dict(zip(rows["org_unit_id"].to_pylist(), rows["country"].to_pylist(), strict=True))

    def may_be(unit: str) -> bool:
        place = country.get(unit) or ""
        rule = rules.get(place, Privacy(country=place))
        return rule.manager_level == "named" or len(managers.get(unit, ())) >= rule.minimum_group

    units = {unit for unit in waits.unit if unit is not None}
    return frozenset(units if not managers else (unit for unit in units if may_be(unit)))


def delay_day(edition: Edition) -> tuple[float | None, tuple[Assumption, ...]]:
    """What a position costs for a day that it waits, in the programme's currency, and on which assumptions.

    It is the middle of the prices that ``supplier_quality`` assumes, times the mean bill of a day; None where no bill
    rate is known.
    """
    day = prices.day_bill(starts_of(edition))
    if day is None:
        return None, ()
    own = Assumption(name="day_bill", value=day, source="own data")
    return day * prices.DELAY_DAY.middle, (*prices.ends_of(prices.DELAY_DAY, {}), own)

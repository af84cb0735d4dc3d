"""What stands beside a supplier's early ends: completion, scores, being kept, conversion, deliverables, bills."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import numpy as np

from fullscore.measures._frame import numbers
from fullscore.measures._line_errors import line_errors
from fullscore.model._expressions import column, constant
from fullscore.stats.crossed_effects import crossed_effects
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.standardised import Standardised, share_of_ends, shares
from fullscore.workforce.starts import Codes, Floats, Names, Starts, days_of, names_of

ACCEPTED_WITHIN_DAYS = 30
"""A deliverable that was not accepted so long after it came is one that had to be worked on again."""
YEAR_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One outcome of every supplier at the programme's mix: draws, shape (draws, suppliers), and what they count."""

    draws: Floats
    counts: Codes

    def estimates(self) -> tuple[Estimate, ...]:
        """Each supplier's; without a value where nothing of its own was counted."""
        outside = (1 - LEVEL) / 2
        low, high = np.quantile(self.draws, [outside, 1 - outside], axis=0)
        return tuple(
            Estimate(value=float(v), n=int(n), low=float(a), high=float(b)) if n else Estimate(value=None, n=0)
            for v, n, a, b in zip(self.draws.mean(0), self.counts, low, high, strict=True)
        )


def outcomes_of(edition: Edition, starts: Starts) -> dict[str, Outcome]:
    """Every outcome that was delivered, by name."""
    ended = starts.is_over & ~starts.is_no_show
    found: dict[str, Outcome | None] = {
        "completion": _of(share_of_ends(starts, ended, starts.is_completed)),
        "manager_score": _scores(edition, starts),
        "kept": _of(share_of_ends(starts, ended, starts.is_kept)),
        "conversion": _of(share_of_ends(starts, ended, starts.is_converted)),
        **_deliverables(edition, starts),
        "billed_right": _bills(edition, starts),
    }
    return {name: outcome for name, outcome in found.items() if outcome is not None}


def _of(found: Standardised | None) -> Outcome | None:
    return None if found is None else Outcome(draws=found.share, counts=found.counts)


def _place(names: Names, wanted: Any) -> Codes:
    """The codes of a column of names; -1 where a name is not among them."""
    known = {name: code for code, name in enumerate(names.names)}
    coded = names_of(wanted)
    codes = np.array([known.get(name, -1) for name in coded.names], dtype=np.int64)
    return codes[coded.codes] if len(coded.names) else coded.codes


def _scores(edition: Edition, starts: Starts) -> Outcome | None:
    """Managers' scores from 0 to 1, net of how severe each manager is."""
    asked = edition.table("survey_response")
    asked = asked.filter(
        (asked.instrument == "assignment") & (asked.function == "hiring") & (asked.scale_max > asked.scale_min)
    )
    table = edition.run(
        asked.order_by("response_id").select(
            "subject_id",
            "respondent_id",
            score=(asked.score - asked.scale_min) / (asked.scale_max - asked.scale_min),
        )
    )
    place = {id: n for n, id in enumerate(starts.ids)}
    row = np.array([place.get(id, -1) for id in table["subject_id"].to_pylist()], dtype=np.int64)
    score = numbers(table["score"])
    used = (row >= 0) & (score >= 0) & (score <= 1)
    if used.sum() < 2 or np.ptp(score[used]) == 0:
        return None
    rater = names_of(table["respondent_id"]).codes[used]
    return scores_of(starts, row[used], score[used], rater)


def scores_of(starts: Starts, row: Codes, score: Floats, rater: Codes) -> Outcome:
    """Mean scores at the mix of all, each rater's severity taken out.

    Args:
        row: which start each score is of; ``score``: from 0 to 1; ``rater``: who gave it, from 0.
    """
    supplier = starts.supplier.codes[row]
    suppliers = len(starts.supplier.names)
    found = crossed_effects(
        score,
        np.ones(len(row)),
        supplier,
        suppliers,
        family="gaussian",
        case_mix=[starts.capability.codes[row], starts.level.codes[row]],
        crossed=[rater, starts.site.codes[row]],
    )
    counts = np.bincount(supplier, minlength=suppliers)
    weight = counts / counts.sum()
    centred = found.effects - (found.effects @ weight)[:, None]
    return Outcome(draws=np.clip(centred + score.mean(), 0, 1), counts=counts.astype(np.int64))


def _deliverables(edition: Edition, starts: Starts) -> dict[str, Outcome | None]:
    """Of deliverables that came long enough ago, those accepted at all, and those accepted at the first attempt."""
    if not (edition.has("deliverable") and edition.has("sow")):
        return {}
    works = edition.table("sow").select(
        _sow="sow_id", _supplier="supplier_id", _unit="org_unit_id", _capability="capability"
    )
    rows = edition.table("deliverable").inner_join(works, [("sow_id", "_sow")]).order_by("deliverable_id")
    table = edition.run(
        rows.select("delivered_at", "accepted_at", supplier="_supplier", unit="_unit", capability="_capability")
    )
    came, accepted = days_of(table["delivered_at"]), days_of(table["accepted_at"])
    supplier = _place(starts.supplier, table["supplier"])
    with np.errstate(invalid="ignore"):
        used = (came + ACCEPTED_WITHIN_DAYS <= starts.today) & (supplier >= 0)
        late = accepted > starts.today
    is_accepted = ~np.isnan(accepted) & ~late
    at_once = is_accepted & (accepted - came <= ACCEPTED_WITHIN_DAYS)
    mix, units = names_of(table["capability"]).codes, names_of(table["unit"]).codes
    suppliers = len(starts.supplier.names)

    def share(hit: Any) -> Outcome | None:
        if not used.any() or hit[used].all() or not hit[used].any():
            return _alike(hit[used], supplier[used], suppliers)
        ones = np.ones(int(used.sum()))
        found = shares(hit[used].astype(np.float64), ones, supplier[used], suppliers, [mix[used]], [units[used]])
        return _of(found)

    return {"deliverables_accepted": share(is_accepted), "no_rework": share(at_once)}


def _alike(hit: Any, supplier: Codes, suppliers: int) -> Outcome | None:
    """Where every deliverable went the same way there is nothing to model: each share as it was counted."""
    if len(hit) == 0:
        return None
    counts = np.bincount(supplier, minlength=suppliers).astype(np.int64)
    return Outcome(draws=np.full((2, suppliers), float(hit[0])), counts=counts)


class _LastYear:
    """An edition as it is, but for invoice lines and timesheets of work more than a year old.

    Holding every line against its week is the dearest thing that is asked of an edition; old errors say less than new.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._from = date.fromisoformat(edition.as_of) - timedelta(days=YEAR_DAYS)

    def table(self, name: str) -> Any:
        rows = self._edition.table(name)
        if name == "timesheet":
            return rows.filter(rows.week_ending >= constant(self._from))
        if name == "invoice_line":
            return rows.filter((rows.service_date >= constant(self._from + timedelta(days=7))).fill_null(True))
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._edition, name)


def _bills(edition: Edition, starts: Starts) -> Outcome | None:
    """Of the last year's invoice lines that there is something to hold against, those that were billed right."""
    if not edition.has("invoice_line"):
        return None
    lines = line_errors(cast(Edition, _LastYear(edition)))
    right = (lines.error == constant(0)).ifelse(1, 0)
    table = edition.run(
        lines.filter(lines.kind.isin(("labour", "deliverable", "expense")))
        .group_by(supplier="supplier_id")
        .aggregate(n=column("invoice_id").count(), right=right.sum())
        .order_by("supplier")
    )
    supplier = _place(starts.supplier, table["supplier"])
    used = supplier >= 0
    n, hits = numbers(table["n"])[used], numbers(table["right"])[used]
    if n.sum() == 0 or hits.sum() in (0, n.sum()):
        return None
    return _of(shares(hits, n, supplier[used], len(starts.supplier.names), [], []))

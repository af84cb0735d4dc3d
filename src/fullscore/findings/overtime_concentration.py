"""At one site far more of the hours are overtime than at the others.

Of the hours in the year's timesheets, the share that is overtime, by site. A site is seen by a test against what sites
differ anyway (an empirical null, one-sided; hours of one assignment go together), where its share is at least twice
what is usual and the premium beyond the usual is worth at least a ten-thousandth of the year's spend.

The value is the premium alone, beyond what the usual share would cost: the work of those hours must still be done, but
it could be done at the plain rate by one person more. The premium is what timesheets came to above their hours at the
assignment's bill rate, at most twice the rate (triple time); where overtime is paid at the plain rate there is none,
and nothing is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._apart import LEAST_VALUE, Gaps, chances
from fullscore.findings._rates import Codes, coded
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import Floats, work_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures._rates import hourly
from fullscore.measures.spend import spend as spend_measure
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.model.site import site
from fullscore.model.timesheet import timesheet
from fullscore.stats._critical import normal
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.named import called
from fullscore.workforce.worked import Year

FEWEST = 8
"""Assignments with hours before a site is judged."""
TIMES_USUAL = 2.0
UNEXPLAINED = 0.005
"""Sites differ in their share of overtime by at least half a hundredth for reasons nobody records."""
MOST_PREMIUM = 2.0
"""Of the rate; more is another rate and no premium."""


@dataclass(frozen=True, kw_only=True)
class _Sites:
    """The share of overtime at each site.

    Attributes:
        code: the site of each assignment of ``work_of``.
        premium: the part of each assignment's cost that is overtime premium, from 0 to 1.
        overtime: hours of it.
        share, error, p: of each site; ``usual`` the share that is ordinary.
    """

    names: list[str]
    code: Codes
    premium: Floats
    overtime: Floats
    share: Floats
    error: Floats
    p: Floats
    usual: float


@kept
def _sites(edition: Edition) -> _Sites | None:
    work, year = work_of(edition), Year.of(edition)
    sheets = edition.table("timesheet")
    sheets = sheets.filter((sheets.week_ending > constant(year.after)) & (sheets.week_ending <= constant(year.until)))
    paid = edition.table("assignment").select(
        _of="assignment_id", _currency="currency",
        _hour=hourly(column("bill_rate"), column("rate_unit")),
        _hour_base=hourly(column("bill_rate_base"), column("rate_unit")),
    )  # fmt: skip
    over = column("overtime_hours").fill_null(0).cast("float64")
    rows = sheets.inner_join(paid, [("assignment_id", "_of")]).mutate(
        _over=over, _hours=column("regular_hours").cast("float64") + over
    )
    amount, base = column("amount").cast("float64"), column("amount_base").cast("float64")
    same = column("currency") == column("_currency")
    plain = same.ifelse(column("_hour") / amount, column("_hour_base") / base)
    most = MOST_PREMIUM * column("_over") * plain
    beyond = 1 - column("_hours") * plain
    part = (amount > 0).ifelse((beyond > most).ifelse(most, (beyond > 0).ifelse(beyond, 0.0)), 0.0)
    sums = rows.group_by("assignment_id").aggregate(
        overtime=column("_over").sum(),
        hours=column("_hours").sum(),
        premium=(column("_over") > 0).ifelse(part.fill_null(0.0) * base, 0.0).sum() / base.sum(),
    )
    told = edition.run(sums.order_by("assignment_id"))
    at = {id: n for n, id in enumerate(told["assignment_id"].to_pylist())}
    place = np.array([at.get(id, -1) for id in work.texts["assignment_id"]], dtype=np.int64)

    def floats(name: str) -> Floats:
        cells = np.nan_to_num(np.asarray(told[name].to_numpy(zero_copy_only=False), dtype=np.float64))
        return np.append(cells, 0.0)[place]

    hours, overtime = floats("hours"), floats("overtime")
    code, names = coded(work.texts["site_id"])
    if not names or not hours.any():
        return None
    known = (code >= 0) & (hours > 0)
    count = np.bincount(code[known], minlength=len(names)).astype(np.float64)
    whole = np.bincount(code[known], hours[known], len(names))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.bincount(code[known], overtime[known], len(names)) / whole
        apart = np.where(known, overtime - share[code] * hours, 0.0)
        spread = np.bincount(code[known], apart[known] ** 2, len(names)) * count / (count - 1)
        error = np.where(count > 1, np.sqrt(spread) / whole, np.inf)
    p, error, usual = chances(Gaps(mean=share, error=np.maximum(error, 1e-6), count=count), FEWEST, UNEXPLAINED)
    return _Sites(
        names=[str(name) for (name,) in names], code=code, premium=floats("premium"), overtime=overtime, share=share,
        error=error, p=p, usual=max(usual, 0.0),
    )  # fmt: skip


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("timesheet")):
        return Looked(
            seen=None, says="Cannot tell: it takes assignments with their sites, and timesheets that tell overtime."
        )
    found = _sites(edition)
    if found is None or np.isnan(found.p).all():
        return Looked(
            seen=None,
            says="Cannot tell: too few sites have hours; it takes three with eight assignments each in a year.",
        )
    if not found.overtime.any():
        return Looked(seen=None, says="Cannot tell: no timesheet of the year tells any overtime hours.")
    work = work_of(edition)
    grade = evidence_from(edition, spend_measure, (assignment, timesheet), "higher").grade
    q = q_values(found.p)
    spend = work.known_spend
    sightings = []
    for number in np.argsort(found.names):
        share, error = float(found.share[number]), float(found.error[number])
        if not (q[number] <= ERROR and share >= TIMES_USUAL * found.usual):
            continue
        here = (found.code == number) & (found.premium > 0) & (spend > 0)
        # The share beyond the usual, shrunk as far as chance could explain it.
        beyond = share - found.usual
        part = (beyond / share) * beyond**2 / (beyond**2 + error**2)
        saving = np.where(here, found.premium * part * spend, 0.0)
        value = float(saving.sum())
        if value < LEAST_VALUE * spend.sum():
            continue
        low, high = (max(0.0, 1 + sign * normal(LEVEL) * error / beyond) * value for sign in (-1, 1))
        sightings.append(
            Sighting(
                scope={"site_id": found.names[number]},
                says=f"{100 * share:.1f}% of the hours at {called('site', found.names[number])} are overtime, where "
                f"{100 * found.usual:.1f}% is usual.",
                value_per_year=Estimate(value=value, n=int(here.sum()), low=low, high=high, currency=edition.currency),
                population_share=float(here.sum() / len(work)),
                confidence=float(1 - q[number]),
                q_value=float(q[number]),
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][here], spend[here], saving[here]),
            )
        )
    judged = int(np.isfinite(found.p).sum())
    says = f"{judged} of {len(found.names)} sites compared; {100 * found.usual:.1f}% of hours are usually overtime."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    found, work = _sites(edition), work_of(edition)
    here = np.zeros(len(work), dtype=np.bool_)
    if found is not None and scope["site_id"] in found.names:
        here = (found.code == found.names.index(scope["site_id"])) & (found.overtime > 0)
    ids = pa.array(work.texts["assignment_id"][here], pa.string())
    return (Behind(table=assignment, keys=pa.table({"assignment_id": ids})),)


overtime_concentration = Finding(
    name="overtime_concentration",
    title="Overtime concentrated at a site",
    scope=("site_id",),
    concerns=("hiring", "finance"),
    change="Staff the site for its hours, and have overtime agreed before it is worked.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=timesheet, column="overtime_hours", effect="nobody knows which hours are overtime"),
        Need(table=assignment, column="site_id", effect="hours cannot be laid to a site"),
        Need(table=assignment, column="bill_rate", effect="a premium cannot be told from the rate"),
        Need(table=site, effect="sites have no names"),
    ),
    look=_look,
    behind=_behind,
)

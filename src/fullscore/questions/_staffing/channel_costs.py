"""What an hour bought and a post filled cost, capability by capability, each number with where it comes from.

Bought work costs its bill rate at today's mix of levels, countries and types, times one plus the fees over labour of
the last year's invoices; and as engagements must end at a limit, a successor's ramp each time. An own post costs the
loaded cost of the client's employees of the same capability, level and country, at the same mix; where the client has
no such people, the public median wage of the occupation times the stated burden. Hiring, lead and leaving are those of
the client's vacancies and employees of the last years, a capability of which few are known leaning on all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.measures._days import day_numbers
from fullscore.measures._frame import numbers
from fullscore.measures._rates import hourly
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant
from fullscore.questions._staffing.assumptions import Assumed
from fullscore.questions._staffing.demand_history import DemandHistory
from fullscore.terms.edition import Edition
from fullscore.terms.programme import labour_rules_of

Floats = npt.NDArray[np.float64]

MONTH_DAYS = 365.25 / 12
FEES = ("msp_fee", "vms_fee", "discount")
PAID_HOURS = 2080
"""In a year, for which a public hourly wage is paid."""
LOOKED_BACK = 3 * 365
PRIOR_YEARS = 20.0
"""Years of employees of all capabilities that lend their leaving to each capability."""
PRIOR_POSTS = 5.0
"""Vacancies likewise."""
ENOUGH = 3
"""People in a cell whose mean counts as much as what the other cells would say."""
COVERED = 0.5
"""Of the bought work of a capability, so much must be of levels and countries whose own cost is known."""


@dataclass(frozen=True, kw_only=True)
class ChannelCosts:
    """What one capability costs; money in the programme's currency.

    Attributes:
        bill_rate: for an hour, without fees.
        annual_cost: a year of a post; None where nothing tells.
        annual_cost_error: its standard error, as a share.
        is_public: whether it is a public wage times the burden.
        hiring_cost: of a post.
        lead_months, lead_error: from opening a post to filling it, and the standard error of that mean.
        leavers, years: that the yearly rate of leaving rests on, those lent by all capabilities included.
        limit_months: after which an engagement must end, at today's mix.
        posts_on_the_way: open vacancies beyond those that replace leavers.
    """

    bill_rate: float
    annual_cost: float | None
    annual_cost_error: float
    is_public: bool
    hiring_cost: float
    lead_months: float
    lead_error: float
    leavers: float
    years: float
    limit_months: float
    posts_on_the_way: float


def fee_share(edition: Edition, assumed: Assumed) -> float:
    """Fees less discounts over labour in the invoices of the last year; where nobody bills a fee, as assumed."""
    since, until = _since(edition, 365)
    lines = edition.table("invoice_line")
    lines = lines.filter((lines.invoiced_at > since) & (lines.invoiced_at <= until))
    sums = lines.aggregate(
        labour=(lines.kind == "labour").ifelse(lines.amount_base, 0).sum().cast("float64"),
        fee=lines.kind.isin(FEES).ifelse(lines.amount_base, 0).sum().cast("float64"),
        billed=lines.kind.isin(FEES[:2]).ifelse(1, 0).sum(),
    )
    [row] = edition.run(sums).to_pylist()
    if assumed.is_what_if("msp_fee_percent") or not row["billed"] or (row["labour"] or 0) <= 0:
        return assumed.value("msp_fee_percent") / 100
    return assumed.own("msp_fee_percent", 100 * row["fee"] / row["labour"]) / 100


def channel_costs(edition: Edition, history: DemandHistory, assumed: Assumed) -> list[ChannelCosts]:
    """What each capability of a history costs, in its order."""
    names = {name: n for n, name in enumerate(history.capabilities)}
    people = _people(edition)
    hiring, lead, lead_error, waiting = _vacancies(edition, names, people.mean_cost, assumed)
    leavers, years = _leaving(people, len(names), names, assumed)
    limits = _limits(edition, history, assumed)
    wages = _wages(edition, assumed)
    found = []
    for name, n in names.items():
        mine = history.engaged.capability == n
        weight = history.engaged.fte[mine]
        rate = history.engaged.hourly[mine]
        known = ~np.isnan(rate) & (weight > 0)
        cells = list(zip(history.engaged.level[mine], history.engaged.country[mine], strict=True))
        annual, error, is_public = _annual(name, cells, weight, people, wages)
        if annual is not None and is_public:
            assumed.public(f"annual_cost of {name}", annual)
        replaced = people.now.get(name, 0.0) * leavers[n] / years[n] * lead[n] / 12
        found.append(
            ChannelCosts(
                bill_rate=float(np.average(rate[known], weights=weight[known])) if known.any() else float("nan"),
                annual_cost=None if annual is None else annual * assumed.value("annual_cost_factor"),
                annual_cost_error=error,
                is_public=is_public,
                hiring_cost=hiring[n] * (annual or 0.0),
                lead_months=float(lead[n]),
                lead_error=float(lead_error[n]),
                leavers=float(leavers[n]),
                years=float(years[n]),
                limit_months=limits[n],
                posts_on_the_way=max(0.0, waiting[n] - replaced),
            )
        )
    return found


@dataclass(frozen=True, kw_only=True)
class _People:
    """The client's employees: cost by capability, level and country, and who left.

    Attributes:
        cells: (capability, level, country) -> (mean log of the annual cost, standard deviation of it, people).
        now: by capability, employees of today.
        mean_cost: by capability, of a year; of all under the empty name.
        at_risk: by capability, years that employees were there since the look back, and leavers.
    """

    cells: Mapping[tuple[str, int, str], tuple[float, float, int]]
    now: Mapping[str, float]
    mean_cost: Mapping[str, float]
    at_risk: Mapping[str, tuple[float, float]]


def _people(edition: Edition) -> _People:
    as_of = date.fromisoformat(edition.as_of)
    rows = with_segments(edition, edition.table("employee"))
    rows = rows.filter((rows.hired_on <= constant(as_of)) & rows.capability.notnull())
    table = edition.run(
        rows.select(
            "capability", "level", "hired_on", "left_on",
            country=column("country").fill_null(""), cost=column("annual_cost_base").cast("float64"),
        )
    )  # fmt: skip
    today = float((as_of - date(1970, 1, 1)).days)
    hired, left = day_numbers(table["hired_on"]), day_numbers(table["left_on"])
    here = np.isnan(left) | (left > today)
    end = np.where(here, today, left)
    years = np.maximum(end - np.maximum(hired, today - LOOKED_BACK), 0) / 365.25
    gone = ~here & (left > today - LOOKED_BACK)
    names = table["capability"].to_pylist()
    keys = list(zip(names, table["level"].to_pylist(), table["country"].to_pylist(), strict=True))
    cost = numbers(table["cost"])
    logs: dict[tuple[str, int, str], list[float]] = {}
    now: dict[str, float] = {}
    costs: dict[str, list[float]] = {}
    at_risk: dict[str, tuple[float, float]] = {}
    for n, key in enumerate(keys):
        before = at_risk.get(key[0], (0.0, 0.0))
        at_risk[key[0]] = (before[0] + float(years[n]), before[1] + float(gone[n]))
        if here[n] and cost[n] > 0:
            now[key[0]] = now.get(key[0], 0.0) + 1
            logs.setdefault(key, []).append(float(np.log(cost[n])))
            for name in (key[0], ""):
                costs.setdefault(name, []).append(float(cost[n]))
    cells = {key: (float(np.mean(v)), float(np.std(v)), len(v)) for key, v in logs.items()}
    return _People(
        cells=cells, now=now, mean_cost={name: float(np.mean(v)) for name, v in costs.items()}, at_risk=at_risk
    )


def _annual(
    name: str,
    cells: list[tuple[int, str]],
    weight: Floats,
    people: _People,
    wages: Mapping[tuple[str, int, str], float],
) -> tuple[float | None, float, bool]:
    """The cost of a year at the mix of what is bought, its standard error as a share, and whether it is public."""
    own = {key: cell for key, cell in people.cells.items() if key[0] == name}
    share: dict[tuple[int, str], float] = {}
    for cell, part in zip(cells, weight, strict=True):
        share[cell] = share.get(cell, 0.0) + float(part)
    whole = sum(share.values())
    if not whole:
        return None, 0.0, False
    if own:
        told = _additive(own, people)
        logs = {cell: told(cell) for cell in share}
        cost = sum(share[cell] * np.exp(log) for cell, (log, _) in logs.items()) / whole
        # Errors of cells that lean on each other go together.
        error = sum(share[cell] * error for cell, (_, error) in logs.items()) / whole
        return float(cost), float(error), False
    public = {cell: wages[(name, *cell)] for cell in share if (name, *cell) in wages}
    covered = sum(share[cell] for cell in public)
    if covered < COVERED * whole:
        return None, 0.0, False
    return sum(share[cell] * wage for cell, wage in public.items()) / covered, 0.0, True


def _additive(own: Mapping[tuple[str, int, str], tuple[float, float, int]], people: _People) -> Any:
    """For a level and country the log of the cost and its error: the cell's own mean, leaning on what levels and
    countries add in all capabilities as far as it has few people."""
    keys = list(people.cells)
    sides = [sorted({key[place] for key in keys}, key=str) for place in range(3)]

    def row(key: tuple[str, int, str]) -> Floats:
        """Which effects a cell has; of a level or a country where nobody is employed, the mean of all."""
        parts = []
        for place, values in enumerate(sides):
            here = np.array([float(value == key[place]) for value in values])
            parts.append(here if here.any() else np.full(len(values), 1 / len(values)))
        return np.concatenate(parts)

    design = np.array([row(key) for key in keys])
    said = np.array([people.cells[key][0] for key in keys])
    weight = np.sqrt(np.array([people.cells[key][2] for key in keys], dtype=np.float64))
    found = np.linalg.lstsq(design * weight[:, None], said * weight, rcond=None)[0]
    apart = float(np.sqrt(np.average((said - design @ found) ** 2, weights=weight**2)))
    name = next(iter(own))[0]

    def told(cell: tuple[int, str]) -> tuple[float, float]:
        key = (name, *cell)
        effects = row(key)
        guess = float(effects @ found)
        if key not in own:
            # An effect that is a mean of others may be any of them.
            shared = (effects > 0) & (effects < 1)
            return guess, float(np.hypot(apart, np.std(found[shared]) if shared.any() else 0.0))
        mean, spread, count = own[key]
        part = count / (count + ENOUGH)
        return part * mean + (1 - part) * guess, part * spread / count**0.5 + (1 - part) * apart

    return told


def _wages(edition: Edition, assumed: Assumed) -> dict[tuple[str, int, str], float]:
    """Public wages of roles by capability, level and country, loaded with the burden: the percentile nearest to 50."""
    table = edition.table("benchmark")
    table = table.filter(table.kind == "wage")
    table = table.mutate(_off=(column("percentile") - 50).abs(), _wage=hourly(column("rate_base"), column("rate_unit")))
    rows = edition.run(table.select("role_id", "soc_code", "country", "_off", "as_of", "_wage")).to_pylist()
    if not rows:
        return {}
    by_role: dict[tuple[str, str], Any] = {}
    for row in rows:
        if row["_wage"] is not None and (row["role_id"] or row["soc_code"]):
            key = (row["role_id"] or row["soc_code"], row["country"])
            rank = (row["_off"], -row["as_of"].toordinal())
            if key not in by_role or rank < by_role[key][0]:
                by_role[key] = (rank, row["_wage"])
    burden = assumed.value("burden")
    found: dict[tuple[str, int, str], list[float]] = {}
    for role in edition.run(edition.table("role")).to_pylist():
        for (id, country), (_, wage) in by_role.items():
            if id in (role["role_id"], role["soc_code"]):
                found.setdefault((role["capability"], role["level"], country), []).append(wage * PAID_HOURS * burden)
    return {key: float(np.mean(costs)) for key, costs in found.items()}


def _vacancies(
    edition: Edition, names: Mapping[str, int], mean_cost: Mapping[str, float], assumed: Assumed
) -> tuple[Floats, Floats, Floats, Floats]:
    """By capability: the cost of hiring as a share of a year's cost, lead in months, its error, and open posts."""
    rows = with_segments(edition, edition.table("vacancy"))
    since, until = _since(edition, LOOKED_BACK)
    rows = rows.filter((rows.opened_on > since) & (rows.opened_on <= until) & rows.capability.notnull())
    table = edition.run(
        rows.select("capability", "status", "opened_on", "filled_on", cost=column("hiring_cost_base").cast("float64"))
    )
    named = table["capability"].to_pylist()
    code = np.array([names.get(name, -1) for name in named], dtype=np.int64)
    year = np.array([mean_cost.get(name, mean_cost.get("", np.nan)) for name in named], dtype=np.float64)
    today = float((date.fromisoformat(edition.as_of) - date(1970, 1, 1)).days)
    opened, filled = day_numbers(table["opened_on"]), day_numbers(table["filled_on"])
    is_filled = ~np.isnan(filled) & (filled <= today)
    is_open = np.array([status == "open" for status in table["status"].to_pylist()], dtype=np.bool_) & ~is_filled
    count = len(names)
    share = numbers(table["cost"]) / year
    all_hiring = _mean(share)
    if assumed.is_what_if("hiring_cost_months") or np.isnan(all_hiring):
        hiring = np.full(count, assumed.value("hiring_cost_months") / 12)
    else:
        assumed.own("hiring_cost_months", 12 * all_hiring)
        hiring = np.array([_leaning(share[code == n], all_hiring) for n in range(count)])
    waited = np.where(is_filled, filled, today) - opened
    # A cancelled post was given up at an unknown day: it says nothing of how long filling takes.
    counts = is_filled | is_open
    if assumed.is_what_if("lead_months") or is_filled.sum() < 2:
        lead = np.full(count, assumed.value("lead_months"))
        error = np.zeros(count) if assumed.is_what_if("lead_months") else 0.3 * lead
    else:
        whole = _mean_wait(waited[counts], is_filled[counts])
        assumed.own("lead_months", whole / MONTH_DAYS)
        lead, error = np.empty(count), np.empty(count)
        for n in range(count):
            here = counts & (code == n)
            met = int(is_filled[here].sum())
            own = _mean_wait(waited[here], is_filled[here]) if met > 1 else whole
            lead[n] = (met * own + PRIOR_POSTS * whole) / (met + PRIOR_POSTS) / MONTH_DAYS
            error[n] = lead[n] / (met + PRIOR_POSTS) ** 0.5
    waiting = np.array([float(np.count_nonzero(is_open & (code == n))) for n in range(count)])
    return hiring, lead, error, waiting


def _mean_wait(days: Floats, is_filled: npt.NDArray[np.bool_]) -> float:
    """Mean days to filling as far as anybody was watched: the area under Kaplan and Meier's curve."""
    times = np.unique(days[is_filled])
    at_risk = len(days) - np.searchsorted(np.sort(days), times, side="left")
    events = np.searchsorted(np.sort(days[is_filled]), times, side="right") - np.searchsorted(
        np.sort(days[is_filled]), times, side="left"
    )
    survival = np.concatenate([[1.0], np.cumprod(1 - events / at_risk)])
    edges = np.concatenate([[0.0], times])
    return float((survival[:-1] * np.diff(edges)).sum())


def _leaving(people: _People, count: int, names: Mapping[str, int], assumed: Assumed) -> tuple[Floats, Floats]:
    years, leavers = (sum(part[n] for part in people.at_risk.values()) for n in (0, 1))
    if assumed.is_what_if("attrition_per_year") or not leavers:
        # So sure as twenty employees watched for a year each would make one.
        return np.full(count, assumed.value("attrition_per_year") * PRIOR_YEARS), np.full(count, PRIOR_YEARS)
    whole = assumed.own("attrition_per_year", leavers / years)
    own = [people.at_risk.get(name, (0.0, 0.0)) for name in names]
    return (
        np.array([gone + whole * PRIOR_YEARS for _, gone in own]),
        np.array([there + PRIOR_YEARS for there, _ in own]),
    )


def _limits(edition: Edition, history: DemandHistory, assumed: Assumed) -> list[float]:
    """Months after which an engagement must end, by capability: the harmonic mean over what is bought."""
    policy = assumed.value("tenure_limit_months")
    rules = [(r, r.limit_months) for r in labour_rules_of(edition.settings) if r.limit_months is not None]
    each = np.full(len(history.engaged.fte), policy)
    if not assumed.is_what_if("tenure_limit_months"):
        for rule, months in rules:
            type = rule.resource_type
            here = (history.engaged.country == rule.country) & ((history.engaged.resource_type == type) | (not type))
            each = np.where(here, np.minimum(each, months), each)
    found = []
    for n in range(len(history.capabilities)):
        mine = history.engaged.capability == n
        weight = history.engaged.fte[mine]
        found.append(float(weight.sum() / (weight / each[mine]).sum()) if weight.sum() > 0 else policy)
    return found


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _leaning(values: Floats, whole: float) -> float:
    known = values[np.isfinite(values)]
    return float((known.sum() + PRIOR_POSTS * whole) / (len(known) + PRIOR_POSTS))


def _since(edition: Edition, days: int) -> tuple[Any, Any]:
    until = date.fromisoformat(edition.as_of)
    return constant(date.fromordinal(until.toordinal() - days)), constant(until)

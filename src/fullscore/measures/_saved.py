"""What each assignment saved in each month against each baseline, and the fees that took of it."""

from typing import Any

from fullscore.measures._baselines import BASELINES, PRIOR_YEAR, TOLD, with_baselines
from fullscore.measures._purchases import VOLUMES, purchases
from fullscore.measures._shape import SEGMENTS
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition

NEGATIVES = ("netted", "floored")
POPULATIONS = ("recruited", "all")
FEES = ("msp_fee", "vms_fee")
KINDS = {"tier": Kind.whole, "level": Kind.whole}
OF_ASSIGNMENT = ("requisition_id", "start_rate_card_id", *SEGMENTS)


def saved(edition: Edition) -> Any:
    """One row for each assignment, month and volume, and one for each line of fees, volume and population.

    Of each baseline it gives ``<baseline>_netted`` and ``<baseline>_floored``, in the programme's currency, null where
    something has no exchange rate, and whether there is one, ``has_<baseline>``. ``is_<volume>`` and
    ``is_<population>`` say where a row counts. Fees count in the months in which anything has the baseline, so that
    a total of months never bears the fees of months that have no figure; their weight ``counts`` is 0.
    """
    # Computed once and lent back: otherwise every line would be read again for the fees, and by every figure.
    work = edition.lend(edition.run(_assignments(edition)))
    return _shaped(work).union(_shaped(_fees(edition, work)))


def _assignments(edition: Edition) -> Any:
    bought = edition.lend(edition.run(purchases(edition)))
    work = with_baselines(edition).select(
        *OF_ASSIGNMENT,
        *("role_id", "site_id"),
        *(f"{name}_{part}" for name in TOLD for part in ("rate", "rate_base", "currency")),
        _work="assignment_id",
        is_recruited=~column("identified").fill_null(False),
    )
    rows = bought.join(edition.lend(edition.run(work)), [("assignment_id", "_work")])
    rows = _with_year_before(rows)
    would_cost = {PRIOR_YEAR: column(f"{PRIOR_YEAR}_rate") * column("hours_converted")}
    for name in TOLD:
        would_cost[name] = (column(f"{name}_currency") == column("currency")).ifelse(
            column(f"{name}_rate") * column("hours_converted"), column(f"{name}_rate_base") * column("hours")
        )
    rows = rows.group_by(["bought", "assignment_id", "bought_in", *OF_ASSIGNMENT, "is_recruited"]).aggregate(
        **{f"{name}_netted": (cost - column("amount_base")).sum() for name, cost in would_cost.items()},
        **{f"has_{name}": column(f"{name}_rate").notnull().any() for name in BASELINES},
    )
    netted = {name: column(f"{name}_netted") for name in BASELINES}
    return rows.mutate(
        **{f"{name}_floored": (value < 0).ifelse(0.0, value) for name, value in netted.items()},
        is_all=constant(True),
        invoice_id=unknown(Kind.id),
        line_no=unknown(Kind.whole),
        fee=constant(False),
    )


def _with_year_before(rows: Any) -> Any:
    """What was bought with the rate of the same volume, role, site, currency and month a year earlier."""
    rows = rows.mutate(year_month=column("bought_in").year() * 12 + column("bought_in").month())
    alike = ["bought", "role_id", "site_id", "currency"]
    before = rows.group_by([*alike, "year_month"]).aggregate(
        _amount=column("amount").sum(), _hours=column("hours").sum()
    )
    before = before.filter(column("_hours") > 0).select(
        *alike,
        year_month=column("year_month") + 12,
        **{f"{PRIOR_YEAR}_rate": column("_amount") / column("_hours")},
    )
    return rows.left_join(before, [*alike, "year_month"])


def _fees(edition: Edition, work: Any) -> Any:
    """Every line of fees under each volume and population, with whether its month has each baseline there."""
    by_population = [
        work.filter(column(f"is_{population}")).mutate(population=constant(population)) for population in POPULATIONS
    ]
    # A row counts in a figure where it has a value as well as a baseline.
    months = by_population[0].union(by_population[1]).group_by(["bought", "population", "bought_in"])
    seen = months.aggregate(
        **{f"has_{name}": (column(f"has_{name}") & column(f"{name}_netted").notnull()).any() for name in BASELINES}
    )
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind.isin(FEES)).select(
        *("invoice_id", "line_no"),
        bought_in=lines.service_date.fill_null(lines.invoiced_at).truncate("M"),
        taken=-lines.amount_base.cast("float64"),
    )
    return lines.join(seen, "bought_in").mutate(
        **{f"{name}_{sign}": column("taken") for name in BASELINES for sign in NEGATIVES},
        **{f"is_{population}": column("population") == population for population in POPULATIONS},
        **{name: unknown(KINDS.get(name, Kind.id)) for name in ("assignment_id", *OF_ASSIGNMENT)},
        fee=constant(True),
    )


def _shaped(rows: Any) -> Any:
    return rows.select(
        *("assignment_id", *OF_ASSIGNMENT, "invoice_id", "line_no", "bought_in", "fee"),
        *(f"is_{population}" for population in POPULATIONS),
        *(f"has_{name}" for name in BASELINES),
        *(f"{name}_{sign}" for name in BASELINES for sign in NEGATIVES),
        **{f"is_{volume}": column("bought") == volume for volume in VOLUMES},
        not_fee=~column("fee"),
        counts=column("fee").ifelse(0.0, 1.0),
    )

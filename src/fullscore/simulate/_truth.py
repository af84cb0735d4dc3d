"""What was planted, as plain data: constants as they are, counts and sums from the rows of one seed."""

from typing import Any

import numpy as np

from fullscore.simulate import (
    _claims,
    _clocks,
    _demand,
    _ledger,
    _requests,
    _sourcing,
    _statements,
    _suppliers,
    _talent,
    _voice,
    _work,
)
from fullscore.simulate._arrays import Array
from fullscore.simulate._deliveries import FIRST_MONTH, MONTHS
from fullscore.simulate._organisation import CAPABILITIES, CENTRE_COUNTRY, PER_UNIT, SITES, UNITS
from fullscore.simulate._story import Story


def truth(told: Story, claims: list[_claims.Claim]) -> dict[str, Any]:
    """Everything that was planted, by the area of the questions that it is an answer to."""
    return {
        "seed": told.seed,
        "scale": told.scale,
        "counts": _counts(told),
        "adoption": _adoption(told),
        "demand": _demand_truth(told),
        "supplier_quality": _quality(told),
        "resource_mix": _mix(),
        "build_or_buy": {
            "build": _capability(_talent.BUILD),
            "employee_cost_factor": _talent.BUILD_COST,
            "other_employee_cost_factor": _talent.OTHER_COST,
        },
        "talent_fit": {
            "growing": [_capability(n) for n in _talent.GROWING],
            "growth_by_2026_12": _talent.GROWTH,
            "only_source": {_capability(c): _supplier(s) for c, s in _suppliers.ONLY_SOURCE.items()},
        },
        "whose_numbers": _numbers(told, claims),
        "sourcing": _sourcing_truth(told),
        "work": _work_truth(told),
        "invoice_errors": told.bills.errors,
        "decisions": _decisions(),
        "exposure": _exposure(told),
        "crossed_purposes": {"signed": [list(row) for row in _voice.OBJECTIVES], "unsigned": ["sponsor"]},
        "landing": {"overspending_units": [_unit(n) for n in _ledger.OVERSPENDING], "budget_share_of_run_rate": 0.86},
        "blind_spots": {
            "columns": ["submittal.pay_rate", "deliverable.score", "role.soc_code", "distribution.decided_by"],
            "tables": ["clearance for workers in ES"],
            "partly": ["assignment.pay_rate for consultants and independent contractors"],
        },
        "quarantine": {
            "refused": _ledger.WRONG_DATES,
            "held": _ledger.UNKNOWN_UNITS + told.lines.conflicts,
            "late_parents": int(told.made.late.sum()),
        },
    }


def _unit(number: int) -> str:
    return f"BU-{number + 1:02d}"


def _supplier(number: int) -> str:
    return f"S-{number + 1:03d}"


def _capability(number: int) -> str:
    return CAPABILITIES[number][0]


def _names(prefix: str, chosen: Array) -> list[str]:
    return [f"{prefix}{n:06d}" for n in np.flatnonzero(chosen)]


def _counts(told: Story) -> dict[str, int]:
    return {
        "requisitions": int(told.made.in_system.sum()),
        "assignments": len(told.jobs),
        "timesheets": len(told.weeks.job),
        "invoice_lines": len(told.bills.line),
        "ledger_lines": len(told.lines.line),
        "suppliers": _suppliers.COUNT,
        "running_first": int(_work.running(told.jobs)[0]),
        "running_last": int(_work.running(told.jobs)[-1]),
    }


def spend_shares(told: Story) -> list[float]:
    """The share of each month's in-scope ledger spend, at mean rates, that names a programme invoice."""
    lines = told.lines
    dollars = lines.amount * PER_UNIT[CENTRE_COUNTRY[lines.centre]]
    month = (lines.posted.astype("datetime64[M]") - FIRST_MONTH).astype(np.int64)
    scope = lines.account < 2
    every = np.bincount(month[scope], dollars[scope], minlength=MONTHS)
    inside = np.bincount(month[scope & (lines.invoice >= 0)], dollars[scope & (lines.invoice >= 0)], minlength=MONTHS)
    return [round(float(share), 4) for share in (inside / every)[:MONTHS]]


def _adoption(told: Story) -> dict[str, Any]:
    return {
        "share_of_spend_by_month": spend_shares(told),
        "go_live": {_unit(n): day or None for n, (*_, day) in enumerate(UNITS)},
        "bypassing": {_unit(_demand.SLOW_UNIT): "slow approval", _unit(_demand.STERN_UNIT): "rejections"},
        "bypass_share": _demand.BYPASS,
        "hidden_in_other_accounts": told.lines.hidden,
        "agencies_that_are_suppliers": _ledger.KNOWN,
    }


def demand_by_month(told: Story) -> Array:
    """Positions that were truly needed in each month, inside the programme or outside."""
    month = (told.needs.needed.astype("datetime64[D]").astype("datetime64[M]") - FIRST_MONTH).astype(np.int64)
    seen = (month >= 0) & (month < MONTHS)
    return np.bincount(month[seen], told.needs.positions[seen], minlength=MONTHS)


def _demand_truth(told: Story) -> dict[str, Any]:
    outcome = np.bincount(told.course.outcome[told.made.in_system], minlength=len(_clocks.OUTCOMES))
    return {
        "growth_per_year": 0.0,
        "needed_positions_by_month": [int(n) for n in demand_by_month(told)],
        "requests_by_final_outcome": dict(zip(_clocks.OUTCOMES, map(int, outcome), strict=True)),
        "reposted": int((told.course.again[told.made.in_system] >= 0).sum()),
    }


def _quality(told: Story) -> dict[str, Any]:
    return {
        "poor": [_supplier(n) for n in _suppliers.POOR],
        "fine": [_supplier(n) for n in _suppliers.FINE],
        "fills_seats": [_supplier(n) for n in _suppliers.SEAT_FILLERS],
        "early_end_factor": {_supplier(n): round(float(f), 4) for n, f in enumerate(told.who.hazard)},
        "early_share": _work.EARLY_SHARE,
        "hard_early_share": _work.HARD_EARLY_SHARE,
        "hard_capabilities": [_capability(n) for n in _work.HARD],
        "rater_severity_sd": _voice.SEVERITY,
    }


def _mix() -> dict[str, Any]:
    return {
        "premium_over_contractor": dict(zip(_demand.TYPES, map(float, _demand.PREMIUM), strict=True)),
        "over_indexed": _capability(_demand.OVER_INDEXED),
        "in_units": [_unit(n) for n in _demand.OVER_INDEXED_UNITS],
        "extra_consultant_share": 0.6,
    }


def _numbers(told: Story, claims: list[_claims.Claim]) -> dict[str, Any]:
    return {
        "lenses": _claims.LENSES,
        "honest": ["headcount"],
        "reported": {m: {str(c.month): [c.value, c.n] for c in claims if c.measure == m} for m in _claims.LENSES},
        "rewritten_requisitions": _names("R-", told.made.rewritten),
        "rewritten_in": "2025-03-31",
        "vanished_requisitions": _names("R-", told.made.vanished),
        "vanished_in": "2025-06-30",
        "corrected_requisitions": _names("R-", told.made.corrected),
        "erased_assignments": _names("A-", told.jobs.erased),
    }


def _sourcing_truth(told: Story) -> dict[str, Any]:
    return {
        "affiliates": [_supplier(n) for n in _suppliers.AFFILIATED],
        "favoured_under": "msp_choice",
        "favour_log_odds": _sourcing.FAVOUR,
        "slow_client_approval": _unit(_demand.SLOW_UNIT),
        "approval_days": _clocks.APPROVAL_DAYS,
        "slow_factor": _clocks.SLOW_FACTOR,
        "reposted_share": _clocks.REPOSTED,
    }


def _work_truth(told: Story) -> dict[str, Any]:
    worth = _sourcing.DEAR_UNIT_FACTOR
    return {
        "above_card": {"supplier": _supplier(_suppliers.DEAR_ABOVE_CARD), "share": _sourcing.ABOVE_CARD_SHARE},
        "like_for_like_spread": {"unit": _unit(_sourcing.DEAR_UNIT), "factor": worth},
        "segment_apart": {
            "site": SITES[_sourcing.APART[0]][0],
            "capability": _capability(_sourcing.APART[1]),
            "factor": _sourcing.APART_FACTOR,
        },
        "above_benchmark": {"capability": _capability(_sourcing.ABOVE_MARKET), "factor": _sourcing.ABOVE_MARKET_FACTOR},
        "level_inflation": {"supplier": _supplier(_suppliers.INFLATING), "share": _work.INFLATED_SHARE},
        "german_limit_ignored_in": _unit(_demand.LAWLESS_UNIT),
        "tenure_overrun_units": [_unit(n) for n in _demand.OVERRUN_UNITS],
        "overtime_site": SITES[_work.OVERTIME_SITE][0],
        "disguised_sow_units": [_unit(n) for n in _statements.DISGUISED_UNITS],
        "disguised_sows": int(told.works.disguised.sum()),
    }


def _decisions() -> list[dict[str, Any]]:
    return [
        *(
            {
                "unit": _unit(u),
                "on": d,
                "approval_days": _clocks.APPROVAL_DAYS * (_clocks.FASTER_FACTOR - 1),
                "worked": True,
            }
            for u, d in _clocks.FASTER
        ),
        *({"unit": _unit(u), "on": d, "early_attrition": 0.0, "worked": False} for u, d in _clocks.WITHOUT_EFFECT),
        *(
            {
                "unit": _unit(u),
                "on": d,
                "approval_days": _clocks.APPROVAL_DAYS * (_clocks.SLOWER_FACTOR - 1),
                "worked": False,
            }
            for u, d in _clocks.SLOWER
        ),
    ]


def _exposure(told: Story) -> dict[str, Any]:
    days = told.jobs.end - told.jobs.start
    return {
        "german_temps_beyond_18_months": int(
            ((told.jobs.asks.country == 2) & (told.jobs.asks.type == 1) & (days > 548)).sum()
        ),
        "open_accounts_planted": max(2, round(_talent.OPEN_AFTER_LEAVING * told.scale)),
        "unvetted_planted": max(2, round(_talent.UNVETTED * told.scale)),
        "not_a_word_about": ["ES"],
        "history": {"rewritten": _requests.REWRITTEN, "vanished": _requests.VANISHED},
    }

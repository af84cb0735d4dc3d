"""What people say: managers' scores, the functions' signed aims, decisions, steps, agreements and notices."""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import Array, days, exact, ids, streams, words
from fullscore.simulate._clocks import FASTER, SLOWER, WITHOUT_EFFECT
from fullscore.simulate._deliveries import CUTS, LONG_AGO, MONTH_ENDS, Sheet
from fullscore.simulate._organisation import (
    COUNTRIES,
    CURRENCIES,
    LEVEL_OF_RATES,
    PER_UNIT,
    ROLE_RATE,
    managers,
    role_ids,
)
from fullscore.simulate._requests import CORRECTED_IN, Requests
from fullscore.simulate._suppliers import COUNT, FINE, POOR, supplier_ids
from fullscore.simulate._work import ERASED_IN, LAST, Jobs

ANSWERING, NOISE, SEVERITY = 0.3, 0.7, 0.5
POOR_SCORE, FINE_SCORE = -0.6, 0.4
OBJECTIVES = (
    ("procurement", "average_bill_rate", 62.0, 0.6), ("hiring", "time_to_fill", 20.0, 0.7),
    ("hr", "early_attrition", 0.06, 0.5), ("finance", "budget_variance", 0.02, 0.8),
)  # fmt: skip
"""What each function signed; the sponsor has signed nothing. A lower rate and a faster fill pull against each other,
and both against people who stay."""
MARKET, MARKET_UPPER = 1.06, 1.2
FX_PATH = {"GBP": (1.26, 0.009), "EUR": (1.09, 0.008), "INR": (0.012, 0.00004), "CAD": (0.74, 0.005)}


def sheets(seed: int, jobs: Jobs, made: Requests) -> list[Sheet]:
    """The tables of the group voice, benchmarks and exchange rates."""
    random = streams(seed, "voice")
    return [
        _surveys(random, jobs),
        *_signed(),
        *_notices(jobs, made),
        _benchmarks(random),
        _rates(random),
    ]


def plain(table: str, party: str, rows: list[tuple[Any, ...]], names: str, born: Array, *, every: int = 12) -> Sheet:
    """A small table written out by hand."""
    columns = {name: pa.array(cells) for name, cells in zip(names.split(), zip(*rows, strict=True), strict=True)}
    return Sheet(table=table, party=party, columns=columns, born=born, full=False, every=every)


def _surveys(random: np.random.Generator, jobs: Jobs) -> Sheet:
    ended = np.flatnonzero((jobs.end <= LAST) & (jobs.end > LAST - 1100) & (random.random(len(jobs)) < ANSWERING))
    rater = jobs.asks.centre[ended] * 10 + jobs.asks.manager[ended]
    severity = random.normal(0, SEVERITY, 2000)[rater]
    quality = np.zeros(COUNT)
    quality[list(POOR)], quality[list(FINE)] = POOR_SCORE, FINE_SCORE
    bad = np.where(np.isin(jobs.cause[ended], (1, 2, 3)), -0.8, 0)
    score = np.clip(
        np.round(3.8 + quality[jobs.supplier[ended]] + severity + bad + random.normal(0, NOISE, len(ended))), 1, 5
    )
    day = jobs.end[ended] + random.integers(2, 20, len(ended))
    quarter = [(n, month) for n in range(0, 36, 3) for month in [MONTH_ENDS[n]]]
    general = np.repeat(np.arange(len(quarter)), 8)
    spoken = np.array([int(month.astype(np.int64)) - 6 for _, month in quarter])[general]
    function = np.concatenate([np.full(len(ended), 3), np.tile([0, 1, 2, 3, 0, 1, 2, 3], len(quarter))])
    subject = pa.concat_arrays(
        [
            ids("A-", ended),
            supplier_ids(random.integers(0, COUNT, len(general) // 2)),
            words(["programme"], np.zeros(len(general) - len(general) // 2, np.int64)),
        ]
    )
    instrument = np.concatenate(
        [
            np.zeros(len(ended), np.int64),
            np.ones(len(general) // 2, np.int64),
            np.full(len(general) - len(general) // 2, 2),
        ]
    )
    respondent = pa.concat_arrays(
        [managers(jobs.asks.centre[ended], jobs.asks.manager[ended]), ids("P-", np.arange(len(general)) % 24)]
    )
    given = np.concatenate([score, random.integers(2, 6, len(general))])
    when = np.concatenate([day, spoken])
    columns = {
        "response_id": ids("SV-", np.arange(len(when))),
        "instrument": words(("assignment", "supplier", "programme"), instrument),
        "subject_id": subject,
        "respondent_id": respondent,
        "function": words(("hr", "procurement", "finance", "hiring"), function),
        "score": pa.array(given.astype(np.int64)),
        "scale_min": pa.array(np.ones(len(when), np.int64)),
        "scale_max": pa.array(np.full(len(when), 5)),
        "responded_at": days(when.astype("datetime64[D]")),
    }
    return Sheet(
        table="survey_response",
        party="pmo",
        columns=columns,
        full=False,
        every=3,
        born=when.astype("datetime64[D]").astype("datetime64[s]"),
    )


def _signed() -> list[Sheet]:
    aims = [(f, m, t, "2025-12-01", w, f"P-{f}") for f, m, t, w in OBJECTIVES]
    taken = [
        (f"DC-{n + 1:03d}", title, measure, "org_unit", f"BU-{unit + 1:02d}", day, effect, low, high, owner)
        for n, (title, measure, unit, day, effect, low, high, owner) in enumerate(
            [("One signature instead of two", "time_to_fill", u, d, -4.0, -6.0, -2.0, "P-hiring") for u, d in FASTER]
            + [
                ("Calls in the first week", "early_attrition", u, d, -0.03, -0.05, -0.01, "P-hr")
                for u, d in WITHOUT_EFFECT
            ]
            + [
                ("A second signature for every request", "average_bill_rate", u, d, -2.0, -3.0, -1.0, "P-finance")
                for u, d in SLOWER
            ]
        )
    ]
    dates = np.array([row[5] for row in taken], dtype="datetime64[s]")
    steps = [
        ("BU-04", "approval takes weeks", "approvers are reminded daily", "P-pmo", "2024-03-04", "enabled"),
        (
            "BU-15",
            "good candidates are turned down",
            "requirements are agreed before release",
            "P-pmo",
            "2025-02-03",
            "tried",
        ),
        ("BU-07", "managers do not know the portal", "an hour of showing it", "P-pmo", "2023-03-06", "habitual"),
    ]
    clauses = [
        ("AG-01", "msp", "raw row-level export at least monthly", True),
        ("AG-02", "msp", "affiliates and their share disclosed", True),
        ("AG-03", "msp", "pay rate disclosed", False),
        ("AG-04", "msp", "rejected candidates included", True),
        ("AG-05", "supplier", "audit right down to suppliers", False),
        ("AG-06", "msp", "notice of restatement", True),
    ]
    names = (
        "decision_id title measure scope_kind scope effective_on expected_effect expected_low expected_high owner_id"
    )
    return [
        plain(
            "objective", "pmo", aims, "function measure target by_month weight owner_id", np.full(len(aims), LONG_AGO)
        ),
        plain("decision", "pmo", taken, names, dates, every=1),
        plain(
            "adoption_step",
            "pmo",
            steps,
            "org_unit_id friction change owner_id starts_on stage",
            np.array([row[4] for row in steps], dtype="datetime64[s]"),
            every=1,
        ),
        plain(
            "agreement", "procurement", clauses, "agreement_id party_id clause granted", np.full(len(clauses), LONG_AGO)
        ),
    ]


def _notices(jobs: Jobs, made: Requests) -> list[Sheet]:
    corrected = ";".join(ids("R-", np.flatnonzero(made.corrected)).to_pylist())
    erased = ";".join(ids("A-", np.flatnonzero(jobs.erased)).to_pylist())
    rows = [
        (
            "CN-01",
            "msp",
            "requisition",
            corrected,
            "target_start",
            "target dates were entered for the wrong quarter",
            "P-pmo",
            "2024-10-21",
            "correction",
        ),
        (
            "CN-02",
            "msp",
            "assignment",
            erased,
            "worker_id",
            "the worker asked for erasure",
            "P-hr",
            "2025-08-25",
            "erasure",
        ),
    ]
    born = np.array([CORRECTED_IN, ERASED_IN]) - np.timedelta64(8, "D")
    names = "notice_id party_id table keys columns reason asked_by announced_on kind"
    return [plain("correction_notice", "pmo", rows, names, born, every=1)]


def _benchmarks(random: np.random.Generator) -> Sheet:
    years, roles, countries, upper = (
        cells.ravel()
        for cells in np.meshgrid(
            np.arange(4), np.arange(len(ROLE_RATE)), np.arange(len(COUNTRIES)), np.arange(2), indexing="ij"
        )
    )
    rate = (
        ROLE_RATE[roles] * LEVEL_OF_RATES[countries] * np.where(upper == 1, MARKET_UPPER, MARKET) * 0.98 ** (3 - years)
    )
    dates = (np.datetime64("2022", "Y") + years).astype("datetime64[D]") + 273
    columns = {
        "benchmark_id": ids("BM-", np.arange(len(years))),
        "role_id": role_ids(roles),
        "country": words(COUNTRIES, countries),
        "percentile": pa.array(np.where(upper == 1, 75, 50)),
        "rate": exact(np.round(rate / PER_UNIT[countries] * 100).astype(np.int64)),
        "currency": words(CURRENCIES, countries),
        "rate_unit": words(("hour",), np.zeros(len(years), np.int64)),
        "kind": words(("bill",), np.zeros(len(years), np.int64)),
        "source": words(("Fairmark Rate Index",), np.zeros(len(years), np.int64)),
        "as_of": days(dates),
        "contributors": pa.array(random.integers(7, 30, len(years))),
        "largest_share": exact(random.integers(8, 22, len(years))),
    }
    return Sheet(
        table="benchmark", party="index", columns=columns, born=dates.astype("datetime64[s]"), full=False, every=12
    )


def _rates(random: np.random.Generator) -> Sheet:
    mondays = np.arange(np.datetime64("2018-12-31", "D"), CUTS[-1].astype("datetime64[D]") + 1, 7)
    parts = []
    for mean, step in FX_PATH.values():
        drift = np.zeros(len(mondays))
        for n, shock in enumerate(random.normal(0, step, len(mondays))):
            drift[n] = 0.97 * (drift[n - 1] if n else 0.0) + shock
        parts.append(np.round(mean + drift, 6))
    on = np.tile(mondays, len(FX_PATH))
    columns = {
        "currency": words(list(FX_PATH), np.repeat(np.arange(len(FX_PATH)), len(mondays))),
        "on": days(on),
        "rate": pa.array(np.concatenate(parts)),
    }
    return Sheet(table="fx_rate", party="finance", columns=columns, born=on.astype("datetime64[s]"), full=False)

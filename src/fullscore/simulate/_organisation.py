"""Northgate's own house: countries, sites, business units and cost centres, and the kinds of work it asks for."""

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import Array, days, flags, ids, whole, words
from fullscore.simulate._deliveries import LONG_AGO, Sheet

COUNTRIES = ("US", "GB", "DE", "FR", "IE", "ES", "IN", "CA")
CURRENCIES = ("USD", "GBP", "EUR", "EUR", "EUR", "EUR", "INR", "CAD")
PER_UNIT = np.array([1.0, 1.26, 1.09, 1.09, 1.09, 1.09, 0.012, 0.74])
"""Dollars for one unit of each country's currency, on average."""
LEVEL_OF_RATES = np.array([1.0, 0.88, 0.92, 0.86, 0.9, 0.68, 0.3, 0.82])
WEEK = np.array([40.0, 37.5, 38.5, 35.0, 39.0, 40.0, 40.0, 37.5])
SITES = (
    ("Boston", 0, "MA", "America/New_York"), ("Columbus", 0, "OH", "America/New_York"),
    ("Minneapolis", 0, "MN", "America/Chicago"), ("San Diego", 0, "CA", "America/Los_Angeles"),
    ("Leeds", 1, "ENG", "Europe/London"), ("Reading", 1, "ENG", "Europe/London"),
    ("Munich", 2, "BY", "Europe/Berlin"), ("Leipzig", 2, "SN", "Europe/Berlin"),
    ("Lyon", 3, None, "Europe/Paris"), ("Cork", 4, None, "Europe/Dublin"), ("Galway", 4, None, "Europe/Dublin"),
    ("Valencia", 5, "VC", "Europe/Madrid"), ("Pune", 6, "MH", "Asia/Kolkata"), ("Hyderabad", 6, "TG", "Asia/Kolkata"),
    ("Toronto", 7, "ON", "America/Toronto"), ("Calgary", 7, "AB", "America/Edmonton"),
)  # fmt: skip
SITE_COUNTRY = np.array([country for _, country, _, _ in SITES])
# Name, country, share of true demand, first day inside the programme.
UNITS = (
    ("Hospital Services East", 0, 15.0, "2021-03-01"), ("Hospital Services West", 0, 14.0, "2021-06-01"),
    ("Group Technology", 0, 14.0, "2021-09-01"), ("Care UK", 1, 8.0, "2021-11-01"),
    ("Laboratories Germany", 2, 6.0, "2022-03-01"), ("Group Finance Services", 6, 5.0, "2022-05-01"),
    ("Home Care", 0, 5.5, "2023-02-01"), ("Device Manufacturing", 4, 5.0, "2023-04-03"),
    ("Pharmacy Network", 0, 5.5, "2023-06-01"), ("Clinical Research", 1, 4.5, "2023-09-01"),
    ("Technology Hub Pune", 6, 5.0, "2023-10-02"), ("Diagnostics France", 3, 4.5, "2024-01-08"),
    ("Rehabilitation", 0, 4.5, "2024-03-01"), ("Hospitals Canada", 7, 4.5, "2024-05-01"),
    ("Supply Chain", 0, 4.0, "2024-07-01"), ("Laboratories Spain", 5, 3.5, "2024-09-02"),
    ("Mental Health", 1, 3.5, "2024-11-01"), ("Imaging Germany", 2, 3.5, "2025-01-06"),
    ("Insurance Services", 0, 3.0, "2025-03-03"), ("Foundation", 0, 0.3, ""),
)  # fmt: skip
UNIT_COUNTRY = np.array([country for _, country, _, _ in UNITS])
UNIT_WEIGHT = np.array([weight for _, _, weight, _ in UNITS]) / sum(weight for _, _, weight, _ in UNITS)
GO_LIVE = np.array([np.datetime64(day or "NaT", "D") for _, _, _, day in UNITS])
DEPARTMENTS, CENTRES = 3, 2
CENTRE_UNIT = np.repeat(np.arange(len(UNITS)), DEPARTMENTS * CENTRES)
"""The business unit of each cost centre."""
CENTRE_COUNTRY = UNIT_COUNTRY[CENTRE_UNIT]

CAPABILITIES = (
    ("Nursing", "Clinical", 52.0, 0.12), ("Allied Health", "Clinical", 46.0, 0.10),
    ("Laboratory", "Clinical", 38.0, 0.08),
    ("Clinical Research", "Clinical", 58.0, 0.06), ("Software Engineering", "Technology", 74.0, 0.12),
    ("Data and Analytics", "Technology", 78.0, 0.08), ("Cloud and Infrastructure", "Technology", 70.0, 0.07),
    ("Cyber Security", "Technology", 86.0, 0.03), ("Project Management", "Business", 68.0, 0.08),
    ("Finance", "Business", 50.0, 0.07), ("Human Resources", "Business", 44.0, 0.03),
    ("Manufacturing", "Operations", 30.0, 0.07), ("Logistics", "Operations", 26.0, 0.06),
    ("Regulatory Affairs", "Business", 72.0, 0.03),
)  # fmt: skip
LEVELS = 4
CRITICAL = ("Cyber Security", "Regulatory Affairs", "Clinical Research")
ROLE_CAPABILITY = np.repeat(np.arange(len(CAPABILITIES)), LEVELS)
ROLE_LEVEL = np.tile(np.arange(1, LEVELS + 1), len(CAPABILITIES))
ROLE_RATE = np.array([rate for _, _, rate, _ in CAPABILITIES])[ROLE_CAPABILITY] * 1.22 ** (ROLE_LEVEL - 2)
"""Dollars an hour in the United States, before anybody's premium."""
LEVEL_NAMES = ("Associate", "Professional", "Senior", "Principal")


def unit_ids(units: Array) -> pa.Array:
    return words([f"BU-{n + 1:02d}" for n in range(len(UNITS))], units)


def centre_ids(centres: Array) -> pa.Array:
    return words([f"CC-{n + 1:04d}" for n in range(len(CENTRE_UNIT))], centres)


def role_ids(roles: Array) -> pa.Array:
    return words([f"RO-{n + 1:03d}" for n in range(len(ROLE_LEVEL))], roles)


def site_ids(sites: Array) -> pa.Array:
    return words([f"ST-{n + 1:02d}" for n in range(len(SITES))], sites)


def sheets() -> list[Sheet]:
    """The reference tables: the organisation, its sites, its roles and the plan of its rollout."""
    departments = np.repeat(np.arange(len(UNITS)), DEPARTMENTS)
    names = [name for name, *_ in UNITS]
    names += [f"{names[unit]} {part}" for unit in range(len(UNITS)) for part in ("Operations", "Delivery", "Support")]
    names += [f"Cost centre {n + 1:04d}" for n in range(len(CENTRE_UNIT))]
    count = len(names)
    tops, middles = len(UNITS), len(departments)
    own = pa.array(
        [f"BU-{n + 1:02d}" for n in range(tops)]
        + [f"DP-{n + 1:03d}" for n in range(middles)]
        + [f"CC-{n + 1:04d}" for n in range(len(CENTRE_UNIT))]
    )
    parent = pa.array(
        [None] * tops
        + [f"BU-{n + 1:02d}" for n in departments]
        + [f"DP-{n // CENTRES + 1:03d}" for n in range(len(CENTRE_UNIT))]
    )
    kind = np.repeat([0, 1, 2], [tops, middles, len(CENTRE_UNIT)])
    country = np.concatenate([UNIT_COUNTRY, UNIT_COUNTRY[departments], CENTRE_COUNTRY])
    always = np.full(count, LONG_AGO)
    organisation = {
        "org_unit_id": own,
        "name": pa.array(names),
        "parent_id": parent,
        "kind": words(("business_unit", "department", "cost_centre"), kind),
        "country": words(COUNTRIES, country),
    }
    site = {
        "site_id": site_ids(np.arange(len(SITES))),
        "name": pa.array([name for name, *_ in SITES]),
        "country": words(COUNTRIES, SITE_COUNTRY),
        "subdivision": pa.array([part for *_, part, _ in SITES]),
        "time_zone": pa.array([zone for *_, zone in SITES]),
    }
    capability = [CAPABILITIES[n] for n in ROLE_CAPABILITY]
    role = {
        "role_id": role_ids(np.arange(len(ROLE_LEVEL))),
        "title": pa.array(
            [f"{LEVEL_NAMES[level - 1]}, {name}" for level, (name, *_) in zip(ROLE_LEVEL, capability, strict=True)]
        ),
        "role_family": pa.array([family for _, family, *_ in capability]),
        "capability": pa.array([name for name, *_ in capability]),
        "level": whole(ROLE_LEVEL),
        "critical": flags(np.array([name in CRITICAL for name, *_ in capability])),
    }
    exempt = np.isnat(GO_LIVE)
    rollout = {
        "org_unit_id": unit_ids(np.arange(tops)),
        "go_live_on": days(GO_LIVE),
        "planned_on": days(GO_LIVE - 14),
        "exempt": flags(exempt),
        "reason": words(("engages through its own trust",), np.where(exempt, 0, -1)),
    }
    return [
        Sheet(table="org_unit", party="client", columns=organisation, born=always, every=12),
        Sheet(table="site", party="client", columns=site, born=np.full(len(SITES), LONG_AGO), every=12),
        Sheet(table="role", party="client", columns=role, born=np.full(len(ROLE_LEVEL), LONG_AGO), every=12),
        Sheet(
            table="rollout",
            party="pmo",
            columns=rollout,
            born=np.full(tops, LONG_AGO),
            known={"go_live_on": np.where(exempt, LONG_AGO, GO_LIVE.astype("datetime64[s]"))},
            every=3,
        ),
    ]


def managers(centres: Array, pick: Array) -> pa.Array:
    """The hiring manager of each request: one of five of its cost centre."""
    return ids("M-", centres * 10 + pick)

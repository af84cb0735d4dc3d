"""Forty suppliers: what each can do and where, how fast, how dear and how well, and who belongs to the MSP."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import Array, days, exact, flags, ids, streams, whole, words
from fullscore.simulate._deliveries import LONG_AGO, Sheet
from fullscore.simulate._organisation import (
    CAPABILITIES,
    COUNTRIES,
    CURRENCIES,
    LEVEL_OF_RATES,
    LEVELS,
    PER_UNIT,
    ROLE_RATE,
    role_ids,
)

NAMES = (
    "Alderbrook Staffing", "Bellwether Talent", "Corvane Clinical", "Dunmore Resourcing", "Eastlight People",
    "Fenwick Hale", "Garnet Nursing", "Harrowgate Technical", "Ironbridge Digital", "Juniper Care Staffing",
    "Kestrel Analytics", "Larkfield Consulting", "Merrow Life Sciences", "Northlane Personnel", "Oakhurst Systems",
    "Pellington Group", "Quarryside Labour", "Rowanmere Health", "Sablecroft Security", "Thornbury Projects",
    "Umberfield Finance", "Valehurst Staffing", "Westering Cloud", "Yarrow Medical", "Zephyrine Talent",
    "Ashcombe Logistics", "Brackenridge Industrial", "Coldstream Regulatory", "Dovetail People", "Emberton Software",
    "Foxglove Allied", "Greyfriars Interim", "Hollin Research Staffing", "Indigo Bay Workforce", "Kingsmere Locums",
    "Lindenau Personal", "Mistral Interim", "Nadirpur Technologies", "Ostara Engineering", "Prairie North Staffing",
)  # fmt: skip
LEGAL = ("LLC", "Ltd", "GmbH", "SAS", "Ltd", "SL", "Private Limited", "Inc")
COUNT = len(NAMES)

SEAT_FILLERS = (3, 21)
"""Fast and much used, and their people leave early."""
POOR = (3, 21, 16, 28)
FINE = (6, 9, 12, 17)
"""Whose people stay, although half of them work where people leave most."""
AFFILIATED = (1, 13)
DEAR_ABOVE_CARD = 10
INFLATING = 14
ONLY_SOURCE = {7: 18, 13: 27}
"""Capability by number, and the one supplier through whom nearly all of it comes."""
SLOW_PAID = (5, 30)
DISCOUNTING = (0, 19, 24)
SMALL = (2, 12, 18, 22, 25, 27, 32, 34, 38)
DIVERSE = (9, 12, 24, 30, 33)
POOR_FACTOR, FINE_FACTOR = 2.2, 0.45


@dataclass(frozen=True, kw_only=True)
class Suppliers:
    """What each supplier is; arrays are by supplier, by supplier and capability, by supplier and country."""

    able: Array
    there: Array
    weight: Array
    speed: Array
    response: Array
    hazard: Array
    price: Array
    markup: Array
    country: Array


def suppliers(seed: int) -> Suppliers:
    """The forty suppliers of a seed; who is poor, fine or affiliated is the same for every seed."""
    random = streams(seed, "suppliers")
    able = random.random((COUNT, len(CAPABILITIES))) < 0.42
    there = random.random((COUNT, len(COUNTRIES))) < 0.45
    there[:, 0] |= np.arange(COUNT) < 26
    for country in range(len(COUNTRIES)):
        # Everything can be had everywhere from a few: without them some requests could never be met.
        there[(country * 3) % COUNT, country] = there[(country * 3 + 1) % COUNT, country] = True
        able[(country * 3) % COUNT] = True
    for number in (*SEAT_FILLERS, *AFFILIATED, DEAR_ABOVE_CARD, INFLATING):
        able[number] = there[number] = True
    there[[*POOR, *FINE], :3] = True
    hazard = np.clip(np.exp(random.normal(0, 0.15, COUNT)), 0.75, 1.3)
    hazard[list(POOR)], hazard[list(FINE)] = POOR_FACTOR, FINE_FACTOR
    weight = np.exp(random.normal(0, 0.6, COUNT))
    weight[list(SEAT_FILLERS)] = 3.2
    weight[[*POOR[2:], *FINE, DEAR_ABOVE_CARD, INFLATING]] = 1.6
    weight[list(ONLY_SOURCE.values())] = 3.5
    speed = np.clip(random.normal(4.2, 0.9, COUNT), 2.0, None)
    speed[list(SEAT_FILLERS)] = 1.4
    response = np.clip(random.normal(0.55, 0.1, COUNT), 0.25, 0.85)
    response[list(SEAT_FILLERS)] = 0.9
    # Half of the fine ones are busy where the work itself makes people leave: case mix hides their quality.
    able[list(FINE[:2])] = np.isin(np.arange(len(CAPABILITIES)), (0, 11, 12))
    for capability, only in ONLY_SOURCE.items():
        able[:, capability] &= random.random(COUNT) < 0.04
        able[only, capability] = True
        there[only] = True
    return Suppliers(
        able=able,
        there=there,
        weight=weight,
        speed=speed,
        response=response,
        hazard=hazard,
        price=np.exp(random.normal(0, 0.035, COUNT)),
        markup=np.clip(random.normal(0.3, 0.06, COUNT), 0.15, 0.5),
        country=np.where(np.arange(COUNT) < 26, 0, np.arange(COUNT) % len(COUNTRIES)),
    )


def supplier_ids(numbers: Array) -> pa.Array:
    return words([f"S-{n + 1:03d}" for n in range(COUNT)], numbers)


def card_hundredths(roles: Array, countries: Array) -> Array:
    """The general card's highest rate for an hour of a role in a country, in whole hundredths of its currency."""
    dollars = ROLE_RATE[roles] * LEVEL_OF_RATES[countries] * 1.5
    whole_units: Array = np.round(dollars / PER_UNIT[countries]).astype(np.int64)
    return whole_units * 100


def sheets(made: Suppliers) -> list[Sheet]:
    """The suppliers and the rate cards agreed with them."""
    every = np.arange(COUNT)
    parent = np.where(np.isin(every, AFFILIATED), 15, -1)
    supplier = {
        "supplier_id": supplier_ids(every),
        "name": pa.array(NAMES),
        "legal_name": pa.array([f"{name} {LEGAL[c]}" for name, c in zip(NAMES, made.country, strict=True)]),
        "registration_no": ids("REG", 730000 + every * 37),
        "tier": whole(1 + (every % 5 > 1) + (every % 7 == 0)),
        "parent_id": supplier_ids(parent),
        "msp_affiliated": flags(np.isin(every, AFFILIATED)),
        "small": flags(np.isin(every, SMALL)),
        "diverse": flags(np.isin(every, DIVERSE)),
        "country": words(COUNTRIES, made.country),
        "status": words(("active", "inactive"), np.zeros(COUNT, np.int64)),
    }
    roles = np.repeat(np.arange(len(CAPABILITIES) * LEVELS), len(COUNTRIES))
    countries = np.tile(np.arange(len(COUNTRIES)), len(CAPABILITIES) * LEVELS)
    highest = card_hundredths(roles, countries)
    count = len(roles)
    card = {
        "rate_card_id": ids("RC-", np.arange(count)),
        "role_id": role_ids(roles),
        "country": words(COUNTRIES, countries),
        "min_bill_rate": exact(highest * 6 // 10),
        "max_bill_rate": exact(highest),
        "currency": words(CURRENCIES, countries),
        "rate_unit": words(("hour",), np.zeros(count, np.int64)),
        "valid_from": days(np.full(count, "2020-01-01", "datetime64[D]")),
    }
    return [
        Sheet(table="supplier", party="msp", columns=supplier, born=np.full(COUNT, LONG_AGO), every=3),
        Sheet(table="rate_card", party="client", columns=card, born=np.full(count, LONG_AGO), every=12),
    ]

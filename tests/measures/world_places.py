"""The reference tables of a generated programme: who, where, what work, at which prices."""

from datetime import date, timedelta
from decimal import Decimal

from tests.measures.world_story import CENT, Making

EARLY = date(2023, 6, 1)
UNRATED = "KES"
"""A currency that nobody gives a rate for."""
UNITS = (
    ("BU1", "Care", None, "business_unit", "US"), ("BU2", "Research", None, "business_unit", "GB"),
    ("D1", "Nursing", "BU1", "department", "US"), ("D2", "Estates", "BU1", "department", "US"),
    ("D3", "Trials", "BU2", "department", "GB"), ("D4", "Data", "BU2", "department", "IN"),
    ("C1", "Wards", "D1", "cost_centre", "US"), ("C2", "Theatres", "D1", "cost_centre", "US"),
    ("C3", "Grounds", "D2", "cost_centre", "DE"), ("C4", "Phase I", "D3", "cost_centre", "GB"),
    ("C5", "Phase II", "D3", "cost_centre", "GB"), ("C6", "Platform", "D4", "cost_centre", "IN"),
    ("C7", "Analytics", "D4", "cost_centre", "AU"),
)  # fmt: skip
SITES = (
    ("NYC", "New York", "US", None, "America/New_York"), ("LAX", "Los Angeles", "US", "CA", "America/Los_Angeles"),
    ("LON", "London", "GB", "GB-ENG", "Europe/London"), ("MUC", "Munich", "DE", "BY", "Europe/Berlin"),
    ("BLR", "Bengaluru", "IN", None, "Asia/Kolkata"), ("SYD", "Sydney", "AU", "AU-NSW", "Australia/Sydney"),
)  # fmt: skip
ROLES = (
    ("R1", "Registered nurse", "nursing", "clinical", 2, "29-1141", True),
    ("R2", "Senior nurse", "nursing", "clinical", 3, "29-1141", True),
    ("R3", "Data engineer", "technology", "data", 2, "15-1243", False),
    ("R4", "Senior data engineer", "technology", "data", 3, "15-1243", True),
    ("R5", "Lead data engineer", "technology", "data", 4, None, False),
    ("R6", "Electrician", "trades", "estates", 1, "47-2111", False),
    ("R7", "Trial coordinator", "science", "trials", 2, None, False),
    ("R8", "Porter", "support", "estates", 1, None, False),
)
SUPPLIERS = (
    ("S1", "Northstar Staffing", 1, None, False), ("S2", "Bluebird People", 1, None, False),
    ("S3", "Acme Direct", 2, None, True), ("S4", "Kestrel Health", 2, "S2", False),
    ("S5", "Ohm Trades", 3, None, False), ("S6", "Tech Harbour", None, None, False),
    ("S7", "Little Owl", None, "S1", False), ("S8", "Old Mill Resourcing", 2, None, False),
    ("S-MSP", "Acme Talent Services", None, None, True), ("S-VMS", "Pipeline Software", None, None, False),
)  # fmt: skip
WORKING_SUPPLIERS = tuple(row[0] for row in SUPPLIERS[:8])
HOURS_IN = {"hour": Decimal(1), "day": Decimal(8), "month": Decimal(2080) / 12}
LEVEL_RATE = {1: 28, 2: 52, 3: 74, 4: 98}
PER_DOLLAR = {
    "USD": Decimal(1),
    "EUR": Decimal("0.92"),
    "GBP": Decimal("0.78"),
    "INR": Decimal("84"),
    UNRATED: Decimal("129"),
}


def make_reference(making: Making) -> None:
    """Tell the reference tables."""
    for unit, name, parent, kind, country in UNITS:
        making.tell("org_unit", EARLY, org_unit_id=unit, name=name, parent_id=parent, kind=kind, country=country)
    for site, name, country, subdivision, zone in SITES:
        making.tell(
            "site", EARLY, site_id=site, name=name, country=country, subdivision=subdivision, time_zone=zone
        )  # fmt: skip
    for role, title, family, capability, level, soc, critical in ROLES:
        making.tell(
            "role", EARLY, role_id=role, title=title, role_family=family, capability=capability, level=level,
            soc_code=soc, critical=critical,
        )  # fmt: skip
    for supplier, name, tier, parent, affiliated in SUPPLIERS:
        making.tell(
            "supplier", EARLY, supplier_id=supplier, name=name, legal_name=making.one([None, f"{name} Ltd"]),
            registration_no=making.one([None, f"00{making.draw.randrange(10**6):06}"]), tier=tier, parent_id=parent,
            msp_affiliated=affiliated, small=making.one([None, True, False]), diverse=making.one([None, True, False]),
            country=making.one(["US", "GB"]), status="inactive" if supplier == "S8" else "active",
        )  # fmt: skip
    _rollout(making)
    _fx_rates(making)
    _benchmarks(making)
    _rate_cards(making)


def typical(making: Making, role_id: str, currency: str, unit: str, spread: float = 0.2) -> Decimal:
    """A rate that such work goes for, in a currency and unit."""
    level = next(role[4] for role in ROLES if role[0] == role_id)
    rate = LEVEL_RATE[level] * PER_DOLLAR[currency] * HOURS_IN[unit]
    drawn = rate * Decimal(repr(making.draw.uniform(1 - spread, 1 + spread)))
    return drawn.quantize(Decimal("0.0001") if making.chance(0.08) else CENT)


def _rollout(making: Making) -> None:
    for n, row in enumerate(UNITS[2:11]):
        planned = making.start + timedelta(days=60 * n)
        live = None if n in (3, 7) else planned + timedelta(days=making.draw.randint(-5, 40))
        making.tell(
            "rollout", EARLY, org_unit_id=row[0], go_live_on=live, planned_on=None if n == 5 else planned,
            exempt=n == 3, reason="agreed with the unions" if n == 3 else None,
        )  # fmt: skip


def _fx_rates(making: Making) -> None:
    """Delivered rates for GBP and INR in worlds of even seed, with gaps longer than a rate is good for."""
    if making.seed % 2 or making.shape.single_currency:
        return
    for code, rate in (("GBP", 1.27), ("INR", 0.0119), ("USD", 0.79)):
        if code == making.currency:
            continue
        day = making.start - timedelta(days=30)
        while day <= making.as_of:
            making.tell("fx_rate", day, currency=code, on=day, rate=round(rate * making.draw.uniform(0.95, 1.05), 6))
            day += timedelta(days=making.one([1, 3, 6, 7, 8, 9, 25]))


def _benchmarks(making: Making) -> None:
    n = 0
    for role, _, _, _, _, soc, _ in ROLES[:6]:
        for country in ("US", "GB", "DE") if making.chance(0.7) else ("US",):
            currency = making.currency_of(country)
            for kind, lift in (("bill", 1.0), ("pay", 0.75), ("wage", 0.6)):
                if kind != "bill" and making.chance(0.4):
                    continue
                unit = making.one(["hour", "hour", "hour", "day", "month"])
                middle = typical(making, role, currency, unit, 0.1) * Decimal(repr(lift))
                # Two roles share a code; benchmarks of a code come from one of them, so that none contradicts another.
                by_soc = role in ("R1", "R3", "R6") and making.chance(0.4)
                for on in (date(2023, 12, 31), date(2024, 9, 30), date(2025, 3, 31)):
                    if making.chance(0.3):
                        continue
                    for percentile, factor in ((25, "0.85"), (50, "1"), (62, "1.06"), (75, "1.15")):
                        n += 1
                        making.tell(
                            "benchmark", max(on, EARLY), benchmark_id=f"BM{n:04}", role_id=None if by_soc else role,
                            soc_code=soc if by_soc or making.chance(0.4) else None, country=country,
                            percentile=percentile, rate=(middle * Decimal(factor)).quantize(CENT), currency=currency,
                            rate_unit=unit, kind=kind, source="survey of hospitals", as_of=on,
                            contributors=making.one([None, 4, 30]), largest_share=making.one([None, 0.3]),
                        )  # fmt: skip


def _rate_cards(making: Making) -> None:
    """General and suppliers' own cards, anywhere, by country and by site; R8 has no general card."""
    n = 0
    plans: list[tuple[str | None, str | None, str | None, str]] = [(None, None, None, role[0]) for role in ROLES[:7]]
    for role in ROLES:
        plans += [(making.one(WORKING_SUPPLIERS[:6]), None, None, role[0])]
        plans += [(None, None, making.one(["US", "GB", "DE", "IN"]), role[0])] if role[0] != "R8" else []
        plans += [(making.one([None, "S1", "S2"]), making.one([s[0] for s in SITES]), None, role[0])]
        plans += [("S1", None, making.one(["US", "GB"]), role[0])] if making.chance(0.5) else []
    for supplier, site, country, role_id in dict.fromkeys(plans):
        place = country or next((s[2] for s in SITES if s[0] == site), None)
        currency = making.currency_of(place) if place else making.currency_of(making.one(["US", "US", "GB", "DE"]))
        unit = making.one(["hour", "hour", "hour", "hour", "day", "month"])
        starts = [date(2023, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 1)]
        for begins in sorted(making.draw.sample(starts, making.draw.randint(1, 3))):
            n += 1
            most = typical(making, role_id, currency, unit, 0.15)
            ends = making.one([None, None, begins + timedelta(days=364), date(2024, 12, 31), date(2025, 3, 31)])
            making.tell(
                "rate_card", max(EARLY, min(begins, making.as_of)), rate_card_id=f"RC{n:03}", supplier_id=supplier,
                role_id=role_id, site_id=site, country=country,
                min_bill_rate=None if making.chance(0.3) else (most * Decimal("0.8")).quantize(CENT),
                max_bill_rate=most, currency=currency, rate_unit=unit, valid_from=begins,
                valid_to=ends if ends is None or ends >= begins else None,
            )  # fmt: skip

"""What finance posted: the programme's invoices cost centre by cost centre, and what never came near the programme."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import Array, days, exact, ids, streams, whole, words
from fullscore.simulate._deliveries import FIRST_MONTH, LONG_AGO, MONTHS, Sheet
from fullscore.simulate._demand import Outside
from fullscore.simulate._money import Bills
from fullscore.simulate._organisation import (
    CENTRE_COUNTRY,
    CENTRE_UNIT,
    COUNTRIES,
    CURRENCIES,
    PER_UNIT,
    UNITS,
    centre_ids,
    unit_ids,
)
from fullscore.simulate._suppliers import COUNT, LEGAL, NAMES

AGENCIES = (
    "Amberley Recruitment", "Birchwood Interim Services", "Carrow Medical Staffing", "Dellingham Associates",
    "Everglen Personnel", "Farrow & Pike", "Gildersome Agency", "Hartleap Nursing Bureau", "Ilminster Consulting",
    "Jessamy Temps", "Kelderholm Technical", "Lowestone Contracting", "Merrivale Search", "Netherby People",
    "Orrin Valley Staffing", "Pendle Row Interim", "Quenby Talent", "Rosedale Locums", "Skelwith Partners",
    "Tarnbrook Digital", "Ullesthorpe Services", "Varley Cross", "Wendover Analytics", "Yewdale Personnel",
)  # fmt: skip
KNOWN = 6
"""So many of the thirty agencies are suppliers of the programme, paid past it."""
ACCOUNTS = ("6410", "6420", "7100", "6550")
DEARER_OUTSIDE = 1.06
HIDDEN = 150
"""Lines of agencies' work that finance posted to an account out of scope."""
WRONG_DATES, UNKNOWN_UNITS = 2, 1


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Ledger lines, one element each; money in whole hundredths of the country's currency."""

    vendor: Array
    """Below ``COUNT`` a supplier, from there on an agency."""
    centre: Array
    posted: Array
    account: Array
    amount: Array
    invoice: Array
    """The programme's invoice, -1 for none."""
    document: Array
    line: Array
    conflicts: int
    hidden: int


def lines(seed: int, scale: float, made: Bills, elsewhere: Outside, rate: Array) -> Lines:
    """Post each invoice a few days after its issue, and each agency's month at its end.

    Args:
        rate: of each engagement outside, whole hundredths for an hour.
    """
    random = streams(seed, "ledger")
    account = np.where(made.kind == 2, 1, 0)
    key = (made.invoice * len(CENTRE_UNIT) + made.centre) * 2 + account
    found, which = np.unique(key, return_inverse=True)
    amount = np.zeros(len(found), np.int64)
    np.add.at(amount, which, made.amount)
    first = np.zeros(len(found), np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    invoice = found // 2 // len(CENTRE_UNIT)
    delay = random.integers(2, 12, int(made.invoice.max(initial=0)) + 1)
    posted = made.issued[first] + delay[invoice]
    own = (made.supplier[first], made.centre[first], posted, account[first], amount, invoice)
    past = _outside(random, elsewhere, rate)
    rest = _unrelated(random, scale)
    columns = [np.concatenate(parts) for parts in zip(own, past, rest, strict=True)]
    vendor, centre, posted, account, amount, invoice = columns
    hidden = random.permutation(np.flatnonzero((vendor >= COUNT) & (account == 0)))[: max(2, round(HIDDEN * scale))]
    account[hidden] = 2
    # One document for an invoice, one for each line besides.
    document = np.where(invoice >= 0, invoice, invoice.max(initial=0) + 1 + np.arange(len(invoice)))
    order = np.lexsort((np.arange(len(document)), document, posted))
    vendor, centre, posted, account, amount, invoice, document = (
        cells[order] for cells in (vendor, centre, posted, account, amount, invoice, document)
    )
    fresh = np.r_[True, document[1:] != document[:-1]]
    number = np.cumsum(fresh) - 1
    line = np.arange(len(number)) - np.flatnonzero(fresh)[number] + 1
    # Somebody numbered two documents of one month alike.
    plain = np.flatnonzero(account == 3)
    month = posted[plain].astype("datetime64[M]")
    one, other = next((plain[n], plain[n + 1]) for n in range(30, len(plain)) if month[n] == month[n + 1])
    number[other] = number[one]
    return Lines(
        vendor=vendor,
        centre=centre,
        posted=posted,
        account=account,
        amount=amount,
        invoice=invoice,
        document=number,
        line=line,
        conflicts=1,
        hidden=len(hidden),
    )


def _outside(random: np.random.Generator, elsewhere: Outside, rate: Array) -> tuple[Array, ...]:
    """One line for each agency, cost centre and month."""
    edges = (FIRST_MONTH + np.arange(MONTHS + 1)).astype("datetime64[D]").astype(np.int64)
    begin = np.maximum(elsewhere.begins[:, None], edges[None, :-1])
    end = np.minimum(elsewhere.ends[:, None] + 1, edges[None, 1:])
    engaged, month = np.nonzero(end > begin)
    hours = (end - begin)[engaged, month] * 35.5 / 7
    amount = np.round(hours * rate[engaged] * DEARER_OUTSIDE).astype(np.int64)
    key = (elsewhere.agency[engaged] * len(CENTRE_UNIT) + elsewhere.ask.centre[engaged]) * MONTHS + month
    found, which = np.unique(key, return_inverse=True)
    total = np.zeros(len(found), np.int64)
    np.add.at(total, which, amount)
    agency, centre, month = found // MONTHS // len(CENTRE_UNIT), found // MONTHS % len(CENTRE_UNIT), found % MONTHS
    posted = (FIRST_MONTH + month + 1).astype("datetime64[D]") - random.integers(1, 6, len(found))
    account = np.zeros(len(found), np.int64)
    return COUNT + agency, centre, posted, account, total, np.full(len(found), -1)


def _unrelated(random: np.random.Generator, scale: float) -> tuple[Array, ...]:
    """Cleaning, catering and the like: what a ledger holds besides, on an account out of scope."""
    count = max(40, round(4000 * scale))
    centre = random.integers(0, len(CENTRE_UNIT), count)
    month = random.integers(0, MONTHS, count)
    posted = (FIRST_MONTH + month).astype("datetime64[D]") + random.integers(0, 28, count)
    amount = np.round(random.lognormal(8, 0.8, count) / PER_UNIT[CENTRE_COUNTRY[centre]]).astype(np.int64) * 100
    vendor = COUNT + 30 + random.integers(0, 5, count)
    return vendor, centre, posted, np.full(count, 3), amount, np.full(count, -1)


def vendor_names() -> list[list[str]]:
    """How each country's finance spells each vendor."""
    known = [NAMES[(n * 7 + 3) % COUNT] for n in range(KNOWN)]
    agencies = [*known, *AGENCIES]
    other = [
        "Brightfloor Cleaning",
        "Tablemakers Catering",
        "Greenhedge Grounds",
        "Clearlift Maintenance",
        "Postwell Couriers",
    ]
    spelled = []
    for number, name in enumerate([*NAMES, *agencies, *other]):
        row = []
        for country in range(len(COUNTRIES)):
            style = (number + 3 * country) % 5
            legal = LEGAL[country]
            written = [f"{name} {legal}", name.upper(), f"{name}, {legal}", name, f"{name.upper()} {legal.upper()}"][
                style
            ]
            row.append(written.replace("Staffing", "Staffg").replace("STAFFING", "STFG") if style == 1 else written)
        spelled.append(row)
    return spelled


def sheet(made: Lines) -> Sheet:
    """The ledger; a few lines are as wrong as a ledger's lines are now and then."""
    country = CENTRE_COUNTRY[made.centre]
    spelled = vendor_names()
    flat = pa.array([name for row in spelled for name in row])
    posted = days(made.posted).cast(pa.string())
    units = centre_ids(made.centre)
    rows = np.arange(len(made.vendor))
    plain = np.flatnonzero((made.invoice < 0) & (made.account == 3))
    posted = pa.compute.if_else(pa.array(np.isin(rows, plain[5 : 5 + WRONG_DATES])), pa.scalar("31.02.2024"), posted)
    units = pa.compute.if_else(pa.array(np.isin(rows, plain[20 : 20 + UNKNOWN_UNITS])), pa.scalar("CC-9999"), units)
    columns = {
        "document_id": ids("LD-", made.document),
        "line_no": whole(made.line),
        "vendor_id": pa.compute.binary_join_element_wise(
            words([f"V{c}" for c in COUNTRIES], country), ids("", made.vendor), "-"
        ),
        "vendor_name": flat.take(pa.array(made.vendor * len(COUNTRIES) + country)),
        "posted_at": posted,
        "gl_account": words(ACCOUNTS, made.account),
        "org_unit_id": units,
        "amount": exact(made.amount),
        "currency": words(CURRENCIES, country),
        "invoice_reference": ids("INV-", made.invoice),
    }
    return Sheet(
        table="ledger_line", party="finance", columns=columns, born=made.posted.astype("datetime64[s]"), full=False
    )


OVERSPENDING = (2, 8)


def budget(made: Lines) -> Sheet:
    """Each unit's budget: its own three years' mean with a margin; two units are given too little."""
    unit, month = CENTRE_UNIT[made.centre], (made.posted.astype("datetime64[M]") - FIRST_MONTH).astype(np.int64)
    total = np.zeros(len(UNITS))
    np.add.at(total, unit, np.where(made.account < 2, made.amount, 0) / max(1, int(month.max(initial=0)) + 1))
    units = np.repeat(np.arange(len(UNITS)), MONTHS)
    months = np.tile(np.arange(MONTHS), len(UNITS))
    margin = np.where(np.isin(units, OVERSPENDING), 0.86, 1.03)
    amount = np.round(total[units] * margin / 100000).astype(np.int64) * 100000
    first = CENTRE_COUNTRY[units * 6]
    columns = {
        "org_unit_id": unit_ids(units),
        "month": days((FIRST_MONTH + months).astype("datetime64[D]")),
        "category": words(("extended workforce",), np.zeros(len(units), np.int64)),
        "amount": exact(amount),
        "currency": words(CURRENCIES, first),
    }
    born = np.where(months < 12, LONG_AGO, (FIRST_MONTH + months // 12 * 12).astype("datetime64[s]"))
    return Sheet(table="budget", party="finance", columns=columns, born=born, full=False)

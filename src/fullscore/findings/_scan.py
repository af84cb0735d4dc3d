"""Segments whose rates stand apart from everything like them, by a scan that tells each only once.

A rate is taken apart, robustly, into capability by country, role, capability by resource type, supplier and org unit,
so that what other findings tell (a dear unit, a dear capability, a supplier's own price level) stands nowhere apart.
What is left is looked at by site, and by every pair of site, capability, supplier, org unit and resource type that the
fit has not taken out. Only the surest segment is told; its assignments are then left out and everything is fitted and
looked at again, so that neither its parts nor what it makes look dear is told after it: of nested segments the one that
holds all of what is dear, and nothing else, is the surest.

Segments are chosen on one half of the orders and valued on the other, which did not choose them, so that the luck by
which one was chosen is not counted. All segments share what the scan may spend (Bonferroni over all that were looked at
in the first round); a segment that is left out because another holds it can only lower the number of false alarms, so
that no further error is spent on telling only the outermost ones. Where the rest of a site is as dear as the pair that
was found in it, the site is told and not the pair.

Source: Efron (2004), Journal of the American Statistical Association 99, 96-104, for the null; E. Katsevich, C.
Sabatti and M. Bogomolov, "Filtering the rejection set while preserving false discovery rate control", Journal of the
American Statistical Association 118 (2023), 165-176, for why a filter needs thought where the share of false ones is
kept (their Focused BH) and not where the chance of any is kept, as here.
"""

from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np

from fullscore.findings._alarm import ERROR
from fullscore.findings._apart import LEAST_GAP, UNEXPLAINED, Gaps, chances, gaps
from fullscore.findings._rates import Codes, Flags, Rates, coded, ways_of
from fullscore.findings._work import Floats, Texts, Work

FEWEST = 4
"""Orders in the choosing half before a segment is judged."""
FEWEST_VALUING = 2
"""Orders in the other half, which need not show again that it stands apart, only by how much."""
MOST = 10
"""Segments told in one edition; more than so many and it is no segment that stands apart."""
SITE = ("site_id",)
ALIKE, SURE = 0.5, 4.0
"""The rest of a site is as dear as the segment found in it from half its gap on, at four standard errors."""
TAKEN_OUT = (frozenset({"capability", "resource_type"}),)
"""Pairs whose own effect the fit has taken out."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A segment that stands apart.

    Attributes:
        scope: its columns and their values.
        rows: its assignments.
        over: the logarithm of each assignment's rate over what is expected without the segment.
        telling: assignments of the half that values it.
        gap, error: of that half.
        q: the chance that any segment looked so sure in the choosing half if none were apart.
    """

    scope: dict[str, str]
    rows: Flags
    over: Floats
    telling: Flags
    gap: float
    error: float
    q: float


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a scan found, and how many segments it looked at."""

    segments: tuple[Segment, ...]
    looked_at: int


def scan(work: Work, rates: Rates) -> Scan:
    """Segments that are dearer than what is like them, the surest first."""
    texts = {**work.texts, "org_unit_id": rates.unit}
    ways = ways_of(work, rates, texts["role_id"])
    clean = np.isfinite(rates.log_rate) & ~rates.above_card & ~rates.raised & ways.known
    order, orders = coded(rates.order)
    choosing = np.array([blake2b(str(name).encode(), digest_size=1).digest()[0] & 1 for (name,) in orders] or [0]) == 0
    first = choosing[order]
    families = _families(texts)
    found: list[Segment] = []
    left, looked_at = clean.copy(), 0
    while len(found) < MOST and left.any():
        fit = ways.fitted(rates.log_rate, left)
        residual = np.where(left & first, rates.log_rate - fit.expected(ways.codes), np.nan)
        best, judged = _surest(residual, families, order)
        looked_at = looked_at or judged
        if best is None or best.p * looked_at > ERROR:
            break
        best = _outermost(best, families, residual, order)
        rows = families[best.family].code == best.place
        left = left & ~rows
        if not left.any():
            break
        over = rates.log_rate - ways.fitted(rates.log_rate, left).expected(ways.codes)
        telling = clean & rows & ~first
        value = gaps(np.where(telling, over, np.nan), np.where(rows, 0, -1), order, 1)
        gap = float(value.mean[0])
        # What the other half does not confirm is not told, but stays left out: it has had its look.
        if value.count[0] >= FEWEST_VALUING and gap >= LEAST_GAP and gap > 2 * float(value.error[0]):
            values = families[best.family].values[best.place]
            scope = {name: str(cell) for name, cell in zip(families[best.family].names, values, strict=True)}
            error, q = float(np.hypot(value.error[0], UNEXPLAINED)), min(1.0, best.p * looked_at)
            found.append(Segment(scope=scope, rows=rows, over=over, telling=telling, gap=gap, error=error, q=q))
    return Scan(segments=tuple(found), looked_at=looked_at)


@dataclass(frozen=True, kw_only=True)
class _Family:
    """All segments of some columns."""

    names: tuple[str, ...]
    code: Codes
    values: list[tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class _Best:
    family: int
    place: int
    z: float
    p: float


def _families(texts: dict[str, Texts]) -> list[_Family]:
    columns = ("site_id", "capability", "supplier_id", "org_unit_id", "resource_type")
    pairs = [pair for pair in combinations(columns, 2) if frozenset(pair) not in TAKEN_OUT]
    names: list[tuple[str, ...]] = [SITE, *pairs]
    each = [coded(*(texts[name] for name in of)) for of in names]
    return [
        _Family(names=of, code=code, values=values) for of, (code, values) in zip(names, each, strict=True) if values
    ]


def _outermost(best: _Best, families: list[_Family], residual: Floats, order: Codes) -> _Best:
    """The site itself where what is left of it stands apart as well, and not only with what it was found with."""
    family = families[best.family]
    if family.names == SITE or SITE[0] not in family.names:
        return best
    number = next((n for n, other in enumerate(families) if other.names == SITE), None)
    if number is None:
        return best
    inner = family.code == best.place
    place = int(families[number].code[inner][0])
    rest = np.where((families[number].code == place) & ~inner, 0, -1)
    left, own = (gaps(residual, codes, order, 1, scanned=True) for codes in (rest, np.where(inner, 0, -1)))
    alike = left.count[0] >= FEWEST and left.mean[0] >= ALIKE * own.mean[0]
    if alike and left.mean[0] >= SURE * np.hypot(left.error[0], UNEXPLAINED):
        return _Best(family=number, place=place, z=best.z, p=best.p)
    return best


def _surest(residual: Floats, families: list[_Family], order: Codes) -> tuple[_Best | None, int]:
    """The segment that is least likely by chance, and how many were judged."""
    best, judged = None, 0
    for number, family in enumerate(families):
        found: Gaps = gaps(residual, family.code, order, len(family.values), scanned=True)
        p, error, centre = chances(found, FEWEST)
        judged += int(np.isfinite(p).sum())
        with np.errstate(invalid="ignore"):
            z = np.where(np.isfinite(p) & (found.mean - centre >= LEAST_GAP), (found.mean - centre) / error, -np.inf)
        place = int(z.argmax())
        # By z, since the chance of what is very sure is too small to be told apart.
        if np.isfinite(z[place]) and (best is None or z[place] > best.z):
            best = _Best(family=number, place=place, z=float(z[place]), p=float(p[place]))
    return best, judged

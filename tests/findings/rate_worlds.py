"""Rates of assignments made of known effects, without a programme around them."""

from dataclasses import replace

import numpy as np

from fullscore.findings._rates import Rates
from fullscore.findings._work import Work


def rate_world(seed: int, *, count: int = 2400, freedom: float = np.inf) -> tuple[Work, Rates]:
    """A year of assignments at eight sites of two countries; everything has a price level of its own, no pair has.

    Args:
        freedom: of Student's distribution that an order's own rate comes from; infinite: normal.
    """
    random = np.random.default_rng(seed)
    site, supplier, unit, kind = (random.integers(0, many, count) for many in (8, 14, 6, 3))
    # Each order fills one to three assignments, which are alike in all but their supplier.
    order = np.sort(random.integers(0, count // 2, count))
    first = np.searchsorted(order, order)
    site, unit, kind = site[first], unit[first], kind[first]
    capability, level = random.integers(0, 7, count)[first], random.integers(1, 4, count)[first]
    own = random.normal(0, 1, count) if np.isinf(freedom) else random.standard_t(freedom, count)
    noise = own[first] * 0.03 + random.normal(0, 0.02, count)
    effects = [random.normal(0, spread, many) for spread, many in ((0.3, 14), (0.05, 14), (0.04, 6), (0.1, 3))]
    country = site // 4
    rate = 4 + effects[0][capability * 2 + country] + 0.2 * level + effects[1][supplier] + effects[2][unit]
    rate = rate + effects[3][kind] + noise
    hours = random.uniform(200, 1800, count)

    def named(prefix: str, codes: np.ndarray) -> np.ndarray:
        return np.array([f"{prefix}{code:04d}" for code in codes], dtype=object)

    texts = {
        "assignment_id": named("A", np.arange(count)), "worker_id": named("W", np.arange(count)),
        "requisition_id": named("R", order), "org_unit_id": named("U", unit), "supplier_id": named("S", supplier),
        "site_id": named("P", site), "role_id": named("O", capability * 3 + level),
        "capability": named("C", capability), "country": named("L", country), "resource_type": named("T", kind),
    }  # fmt: skip
    unknown = np.full(count, np.nan)
    work = Work(
        texts=texts, level=level.astype(np.float64), hours=hours, spend=hours * np.exp(rate), rate=np.exp(rate),
        started=np.zeros(count), ended=unknown,
    )  # fmt: skip
    rates = Rates(
        log_rate=rate, log_base=rate, over_card=unknown, above_card=np.zeros(count, dtype=np.bool_),
        currency=named("L", country), ordered_role=texts["role_id"], level_gap=np.zeros(count),
        unit=texts["org_unit_id"], order=texts["requisition_id"],
    )  # fmt: skip
    return work, rates


def dearer(world: tuple[Work, Rates], factor: float, **where: str) -> tuple[Work, Rates]:
    """The same world where a segment costs a factor more."""
    work, rates = world
    here = np.all([work.texts[name] == value for name, value in where.items()], axis=0)
    more = np.where(here, np.log(factor), 0.0)
    return (
        replace(work, spend=work.spend * np.exp(more), rate=work.rate * np.exp(more)),
        replace(rates, log_rate=rates.log_rate + more, log_base=rates.log_base + more),
    )

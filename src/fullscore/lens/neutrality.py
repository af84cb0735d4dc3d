"""Whether suppliers affiliated with the MSP are offered more work, or earlier, than what can be explained.

Only releases whose supplier list the MSP chose are tested (``rule`` is ``msp_choice``); where the export says no rule,
or nobody says which suppliers are affiliated, there is no verdict. How the comparison is made stands in
``_preference``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.lens._preference import FEWEST_RELEASES, Preference, Showings, preference
from fullscore.lens.kept import kept
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate

NO_RULE = "consistent with preference or with rules we were not given"
EARLY_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Neutrality:
    """What the distribution of requisitions shows.

    Attributes:
        verdict: True where affiliates are offered more or earlier than is explained, False where a difference that
            would matter is ruled out, None where it cannot be told.
        says: the finding in a sentence, or why there is none.
        affiliates: the ids of the affiliated suppliers that were shown anything.
        affiliate_share: of the showings that the MSP chose, the share that went to affiliates.
        preference: the comparison; None where none could be made.
    """

    verdict: bool | None
    says: str
    affiliates: tuple[str, ...] = ()
    affiliate_share: float | None = None
    preference: Preference | None = None


@kept
def neutrality(edition: Edition) -> Neutrality:
    """Test the distribution of an edition."""
    if not edition.has("distribution"):
        return Neutrality(
            verdict=None,
            says="No feed delivers distribution, so nobody can say which suppliers were shown which requisition.",
        )
    rows = edition.run(_showings(edition))
    said = set(rows["affiliated"].to_pylist())
    if not said - {None}:
        return Neutrality(verdict=None, says="No feed says which suppliers are affiliated with the MSP.")
    if True not in said:
        return Neutrality(verdict=None, says="No supplier that was shown a requisition is said to be affiliated.")
    if not any(rows["rule"].to_pylist()):
        return Neutrality(
            verdict=None,
            says=f"No release says by which rule its suppliers were chosen: what affiliates were offered is {NO_RULE}.",
            affiliates=_affiliates(rows),
        )
    found = preference(_arrays(rows, _early_shares(edition)))
    chosen = np.array([rule == "msp_choice" for rule in rows["rule"].to_pylist()])
    own = np.array([bool(flag) for flag in rows["affiliated"].to_pylist()])
    return Neutrality(
        verdict=found.verdict,
        says=_says(found),
        affiliates=_affiliates(rows),
        affiliate_share=float(own[chosen].mean()) if chosen.any() else None,
        preference=found,
    )


def _showings(edition: Edition) -> Any:
    """First-round showings with the requisition's capability and country, and the supplier's affiliation."""
    asked = edition.table("requisition").select("requisition_id", "role_id", "site_id")
    roles = edition.table("role").select(_role="role_id", capability="capability")
    sites = edition.table("site").select(_site="site_id", country="country")
    firms = edition.table("supplier").select(_firm="supplier_id", affiliated="msp_affiliated")
    shown = edition.table("distribution")
    shown = shown.filter(shown["round"].fill_null(1) == 1)
    shown = shown.left_join(asked.rename(_asked="requisition_id"), [("requisition_id", "_asked")])
    shown = shown.left_join(roles, [("role_id", "_role")]).left_join(sites, [("site_id", "_site")])
    shown = shown.left_join(firms, [("supplier_id", "_firm")])
    return shown.select(
        "requisition_id", "supplier_id", "rule", "affiliated",
        capability=column("capability").fill_null(""), country=column("country").fill_null(""),
        second=column("distributed_at").epoch_seconds(),
    ).order_by(["requisition_id", "supplier_id"])  # fmt: skip


def _early_shares(edition: Edition) -> dict[str, float]:
    """Each supplier's share of ended or old enough assignments that its worker left early, by its own doing."""
    work = edition.table("assignment").select("supplier_id", "start_date", "end_date", "end_cause")
    rows = edition.run(work)
    found: dict[str, list[float]] = {}
    for supplier, start, end, cause in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        if supplier is not None and end is not None:
            early = cause in ("performance", "resignation", "no_show") and (end - start).days <= EARLY_DAYS
            found.setdefault(supplier, []).append(float(early))
    return {supplier: float(np.mean(early)) for supplier, early in found.items()}


def _arrays(rows: Any, early: dict[str, float]) -> Showings:
    releases, release = np.unique(np.array(rows["requisition_id"].to_pylist(), dtype=object), return_inverse=True)
    firms, firm = np.unique(np.array(rows["supplier_id"].to_pylist(), dtype=object), return_inverse=True)
    places = list(zip(rows["capability"].to_pylist(), rows["country"].to_pylist(), strict=True))
    numbered = {place: number for number, place in enumerate(sorted(set(places)))}
    cell = np.zeros(len(releases), dtype=np.int64)
    cell[release] = [numbered[place] for place in places]
    rules = np.array([rule or "" for rule in rows["rule"].to_pylist()])

    def every(of: Any) -> Any:
        """Releases all of whose showings are so."""
        return np.bincount(release, of, len(releases)) == np.bincount(release, minlength=len(releases))

    affiliated = np.zeros(len(firms), dtype=np.bool_)
    affiliated[firm] = [bool(flag) for flag in rows["affiliated"].to_pylist()]
    seconds = np.asarray(rows["second"].to_numpy(zero_copy_only=False), dtype=np.float64)
    return Showings(
        release=release.astype(np.int64),
        supplier=firm.astype(np.int64),
        hour=seconds / 3600,
        cell=cell,
        chosen=every(rules == "msp_choice"),
        ruled=every(np.isin(rules, ("contract_tier", "licence"))),
        affiliated=affiliated,
        early_share=np.array([early.get(name, np.nan) for name in firms]),
    )


def _affiliates(rows: Any) -> tuple[str, ...]:
    pairs = zip(rows["supplier_id"].to_pylist(), rows["affiliated"].to_pylist(), strict=True)
    return tuple(sorted({supplier for supplier, flag in pairs if flag}))


def _says(found: Preference) -> str:
    if found.releases < FEWEST_RELEASES:
        return f"The MSP chose the suppliers of {found.releases} releases: too few to compare."
    if found.offered.value is None:
        return "Too few suppliers can be compared with the affiliated ones."
    held = (
        "held against what contract tiers and licences decide"
        if found.design == "against releases by rule"
        else "held against other suppliers of the same capability and country"
    )
    odds = f"{found.offered.value:.1f} times the odds of others ({_span(found.offered)})"
    if found.verdict:
        return f"On {found.releases:,} releases that the MSP chose, affiliates were shown work at {odds}, {held}."
    if found.verdict is False:
        return f"On {found.releases:,} releases that the MSP chose, no favour for affiliates is seen: {odds}, {held}."
    return (
        f"On {found.releases:,} releases that the MSP chose, affiliates were shown work at {odds}, {held}: too "
        "uncertain to tell favour from chance."
    )


def _span(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return "no interval"
    return f"90% interval {estimate.low:.2f} to {estimate.high:.2f}"

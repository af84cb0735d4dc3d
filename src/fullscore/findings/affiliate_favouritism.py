"""The MSP shows its own affiliates more work, or earlier, than what explains it.

The comparison is that of ``neutrality``: only releases whose supplier list the MSP chose, each supplier's odds there
against its own where a contract tier or a licence decided. It is seen where so clear a favour would hardly come by
chance, the other suppliers' own shifts among themselves allowed for. It has no price by itself: what an affiliate bills
above others is told where rates are.
"""

from collections.abc import Mapping

from fullscore.findings._alarm import ERROR
from fullscore.findings._shape import Finding, Looked, Sighting
from fullscore.lens.need import Behind, Need
from fullscore.lens.neutrality import neutrality
from fullscore.lens.parties import controllers
from fullscore.model._expressions import column
from fullscore.model.distribution import distribution
from fullscore.model.supplier import supplier
from fullscore.terms.edition import Edition
from fullscore.terms.evidence import weakest
from fullscore.terms.named import called

CHOSEN = "msp_choice"


def _look(edition: Edition) -> Looked:
    found = neutrality(edition)
    seen = found.preference
    if seen is None or seen.offered.value is None:
        return Looked(seen=None, says=f"Cannot tell: {found.says[:1].lower()}{found.says[1:]}")
    if seen.by_chance > ERROR:
        # Nothing seen for sure is not nothing there: the lens says whether a favour that matters is ruled out.
        return Looked(seen=False if found.verdict is False else None, says=_untold(found.verdict, found.says))
    return Looked(
        seen=True,
        says=found.says,
        sightings=(
            Sighting(
                scope={"rule": CHOSEN},
                says=f"{', '.join(called('supplier', one) for one in found.affiliates)}: "
                f"{found.says[:1].lower()}{found.says[1:]}",
                value_per_year=None,
                population_share=_share(edition),
                population="releases",
                confidence=1 - seen.by_chance,
                q_value=seen.by_chance,
                evidence=_grade(edition),
            ),
        ),
    )


def _untold(verdict: bool | None, says: str) -> str:
    if verdict is False:
        return says
    return f"Cannot tell: not sure enough for a finding. {says}"


def _share(edition: Edition) -> float:
    """Of the requisitions that were shown to anybody, those whose list the MSP chose."""
    shown = edition.table("distribution")
    counts = shown.aggregate(
        every=shown.requisition_id.nunique(), chosen=shown.requisition_id.nunique(where=shown.rule == CHOSEN)
    )
    [row] = edition.run(counts).to_pylist()
    return float(row["chosen"] / row["every"])


def _grade(edition: Edition) -> str:
    """What it rests on: whoever keeps these records, save an affiliate's rival, would rather that no favour is seen."""
    kept_by = [party for table in ("distribution", "supplier") for party in controllers(edition, table)]
    return weakest("recomputed" if party.kind == "supplier" else "independent" for party in kept_by)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    shown = edition.table("distribution")
    own = edition.table("supplier").filter(column("msp_affiliated").fill_null(False)).select("supplier_id")
    keys = shown.filter(shown.rule == scope["rule"]).semi_join(own, "supplier_id")
    return (Behind(table=distribution, keys=keys.select(*distribution.key)),)


affiliate_favouritism = Finding(
    name="affiliate_favouritism",
    title="The MSP favours its affiliates",
    scope=("rule",),
    concerns=("procurement", "hiring"),
    change="Take the choice of suppliers from the MSP: release by tier, or to all who can serve.",
    effort="medium",
    takes="nothing",
    needs=(
        Need(table=distribution, effect="nobody can say who was shown which requisition"),
        Need(table=distribution, column="rule", effect="the MSP's own choice cannot be told from a rule"),
        Need(table=supplier, column="msp_affiliated", effect="who belongs to the MSP is not known"),
    ),
    look=_look,
    behind=_behind,
)

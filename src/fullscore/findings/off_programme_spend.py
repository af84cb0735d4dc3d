"""An org unit that is inside the programme buys agencies' work past it.

What the ledger posted in the last twelve months to the accounts that the policy names, and whose line names no invoice
of the programme, by org unit, from the day on which the unit is wholly inside (half a year after it went live, since
work that ran before is brought in at its next term). A unit that is still to go live, or is exempt, bypasses nothing:
what it posts is said, and is no sighting. Where the policy names no accounts, they are those that several known
suppliers of the programme, and mostly such, are paid from; where there is none, the lines of known suppliers count.

A unit is seen where more than half of what the policy's target leaves (``target_adoption``) of what it posted went past
the programme, in the year and still in its last three months, so that what is running out by itself is not seen.

The spend is counted. What bringing it in would save is not in any ledger, which holds no hours: it is assumed as a
share of that spend, five in a hundred, and the interval goes from nothing to three times that.

Source: The Hackett Group's "five percent annual savings" of spend that is managed, as reported in "Report shows extent
of maverick spend", Purchasing B2B, 27 April 2010.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._posted_outside import EPOCH, NO_UNIT, Flags, Posted, posted_of
from fullscore.findings._shape import LEDGER, Finding, Looked, Sighting, claims_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.adoption import adoption
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.rollout import rollout
from fullscore.model.supplier import supplier
from fullscore.terms.answer import Assumption
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called
from fullscore.terms.programme import assumptions_of, policy_of
from fullscore.workforce.worked import Year

LEAST_VALUE = 0.0001
"""Of all that was posted, so much must have gone past the programme."""
LEAST_PART = 0.5
"""Of the share that the policy's target leaves outside; the target is of all units, and most leave less."""
HIGHEST = 3.0
"""Times the assumed share of saving: the upper end of its interval, which is what providers of programmes promise."""
STILL_DAYS = 92
ASSUMED = "off_programme_saving_share"
SURE = 0.95
"""How probable it is that bringing it in saves anything: the interval begins at nothing."""


def _look(edition: Edition) -> Looked:
    if not edition.has("ledger_line"):
        return Looked(seen=None, says="Cannot tell: it takes the client's own ledger, whatever system holds it.")
    if not edition.has("invoice_line") and not edition.has("supplier"):
        return Looked(
            seen=None,
            says="Cannot tell: it takes the programme's invoices, or at least its suppliers, to know what of the "
            "ledger came through it.",
        )
    found = posted_of(edition)
    if not len(found.spend):
        return Looked(seen=None, says="Cannot tell: the ledger of the year holds no line of an agency.")
    share = _saving_share(edition)
    spent = {unit: rows for unit in sorted(set(found.unit)) if (rows := _bypassing(edition, found, unit)) is not None}
    grade = evidence_from(edition, adoption, (ledger_line, invoice_line), "lower").grade if spent else ""
    return Looked(
        seen=bool(spent),
        says=_says(edition, found),
        sightings=tuple(_sighting(edition, found, unit, rows, share, grade) for unit, rows in spent.items()),
        assumptions=(share,) if spent else (),
    )


def _saving_share(edition: Edition) -> Assumption:
    written = edition.settings.get("assumptions", {})
    return Assumption(
        name=ASSUMED,
        value=min(max(float(getattr(assumptions_of(edition.settings), ASSUMED)), 0.0), 1.0),
        source="policy" if ASSUMED in written else "public",
    )


def _bypassing(edition: Edition, found: Posted, unit: str) -> Flags | None:
    """The lines by which a unit goes past the programme; None where they are within what the target leaves."""
    here = (found.unit == unit) & found.is_inside
    rows = here & found.is_bypass
    until = (Year.of(edition).until - EPOCH).days
    lately = here & (found.posted > until - STILL_DAYS)
    least = LEAST_PART * (1 - policy_of(edition.settings).target_adoption)
    paid, past = found.spend[here].sum(), found.spend[rows].sum()
    still = found.spend[rows & lately].sum()
    if past <= 0 or past < LEAST_VALUE * found.spend.sum() or past <= least * paid:
        return None
    # Where nothing tells who is inside since when, nothing can be told to run out.
    return rows if still > least * found.spend[lately].sum() or not found.told_by else None


def _sighting(edition: Edition, found: Posted, unit: str, rows: Flags, share: Assumption, grade: str) -> Sighting:
    spend = found.spend[rows]
    past = float(spend.sum())
    # A credit takes from what was posted: each line stands for what is left of it.
    left = np.maximum(spend, 0.0) * past / np.maximum(spend, 0.0).sum()
    saved = float(share.value)
    paid = found.spend[(found.unit == unit) & found.is_inside].sum()
    vendors, known = set(found.vendor[rows]), set(found.vendor[rows & found.is_known])
    where = "No unit in particular" if unit == NO_UNIT else called("org_unit", unit)
    return Sighting(
        scope={"org_unit_id": unit},
        says=f"{where} posted {past:,.0f} {edition.currency} past the programme, {100 * past / paid:.1f}% of its "
        f"agency spend; vendors: {len(vendors)}, known as suppliers of the programme: {len(known)}.",
        value_per_year=Estimate(
            value=past * saved, n=int(rows.sum()), low=0.0, high=min(past, past * saved * HIGHEST),
            currency=edition.currency,
        ),
        population_share=float(rows.sum() / len(found.spend)),
        population="ledger lines",
        confidence=SURE,
        evidence=grade,
        claims=claims_of(LEDGER, _records(found, rows), left, left * saved),
    )  # fmt: skip


def _records(found: Posted, rows: Flags) -> pa.Array:
    pairs = zip(found.document[rows], found.line[rows], strict=True)
    return pa.array([f"{document}/{line}" for document, line in pairs], pa.string())


def _says(edition: Edition, found: Posted) -> str:
    past, paid = float(found.spend[found.is_bypass].sum()), float(found.spend[found.is_inside].sum())
    parts = [
        f"Of {paid:,.0f} {edition.currency} that units inside the programme posted for agencies' work in the year, "
        f"{past:,.0f} went past it."
    ]
    if to_come := float(found.spend[~found.is_inside & ~found.is_through].sum()):
        parts.append(f"Units that are not inside yet, or are exempt, posted another {to_come:,.0f}.")
    if not found.told_by:
        parts.append("Nothing tells which units are inside, so all count.")
    if not edition.has("invoice_line"):
        parts.append("No invoices of the programme were delivered, so all of it counts as past the programme.")
    if not found.by_policy:
        parts.append("The policy names no accounts for agencies' work; they are told by the suppliers paid from them.")
    return " ".join(parts)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    found = posted_of(edition)
    rows = found.is_bypass & (found.unit == scope["org_unit_id"])
    keys = pa.table(
        {
            "document_id": pa.array(found.document[rows].tolist(), pa.string()),
            "line_no": pa.array(found.line[rows], pa.int64()),
        }
    )
    return (Behind(table=ledger_line, keys=keys),)


off_programme_spend = Finding(
    name="off_programme_spend",
    title="Agencies' work bought past the programme",
    scope=("org_unit_id",),
    concerns=("procurement", "finance", "hiring"),
    change="Bring the work in at its next term, and ask the unit what drives it past the programme.",
    effort="large",
    takes="share",
    needs=(
        Need(table=ledger_line, effect="what went past the programme leaves no other trace"),
        Need(
            table=ledger_line,
            column="invoice_reference",
            effect="what came through is told by supplier and month",
            share=SOME,  # What went past the programme names none of its invoices.
        ),
        Need(table=invoice_line, effect="nothing of the ledger can be seen to have come through the programme"),
        Need(table=supplier, effect="which vendors are suppliers of the programme is not known"),
        Need(table=rollout, effect="units that are still to join are told from others by the ledger alone"),
    ),
    look=_look,
    behind=_behind,
)

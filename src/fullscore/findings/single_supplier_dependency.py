"""A capability hangs on one supplier.

Of the extended workers who are here on the edition's date in a capability, more than half surely come through one
supplier: the rule of ``talent_fit``. It is seen where they are at least one in a hundred of all; among fewer it is a
matter of chance who came first. It has no price: what a supplier's failure would cost is nobody's to assume.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._shape import Finding, Looked, Sighting
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures._segments import with_segments
from fullscore.measures.headcount import headcount
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.model.role import role
from fullscore.terms.edition import Edition
from fullscore.terms.named import called
from fullscore.workforce.dependence import SMALLEST, dependence
from fullscore.workforce.engaged import people

LEAST_SHARE = 0.01
"""Of all who are here."""


@kept
def _here(edition: Edition) -> list[tuple[str, str, str | None]]:
    """Of everybody who is here: the assignment, its capability and its supplier; without those of no capability."""
    found = people(edition)
    ids = found.assignment_id[found.here(np.ones(len(found.who), dtype=np.bool_))]
    work = with_segments(edition, edition.table("assignment"))
    work = work.filter(column("capability").notnull()).select("assignment_id", "capability", "supplier_id")
    rows = edition.run(work)
    told = zip(*(rows[name].to_pylist() for name in ("assignment_id", "capability", "supplier_id")), strict=True)
    here = set(ids.tolist())
    return sorted(row for row in told if row[0] in here)


def _look(edition: Edition) -> Looked:
    if not edition.has("assignment"):
        return Looked(seen=None, says="Cannot tell: it takes assignments with their suppliers, and roles.")
    rows = _here(edition)
    if not rows:
        return Looked(seen=None, says="Cannot tell: nobody is here whose role has a capability.")
    grade = evidence_from(edition, headcount, (assignment,)).grade
    by: dict[str, list[str | None]] = {}
    for _, capability, supplier in rows:
        by.setdefault(capability, []).append(supplier)
    sightings = []
    for capability, suppliers in sorted(by.items()):
        hangs = dependence(suppliers)
        if hangs is None or not hangs.hangs_on_one or len(suppliers) < LEAST_SHARE * len(rows):
            continue
        sightings.append(
            Sighting(
                scope={"capability": capability},
                says=f"{capability}: {100 * (hangs.largest.value or 0):.0f}% of the {len(suppliers):,} people here "
                f"come through {called('supplier', hangs.supplier)}; as if there were {hangs.effective:.1f} suppliers.",
                value_per_year=None,
                population_share=len(suppliers) / len(rows),
                population="people here",
                evidence=grade,
            )
        )
    few = sum(len(suppliers) < max(SMALLEST, LEAST_SHARE * len(rows)) for suppliers in by.values())
    says = f"{len(by) - few} of {len(by)} capabilities have enough people here to be looked at."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    ids = [id for id, capability, _ in _here(edition) if capability == scope["capability"]]
    return (Behind(table=assignment, keys=pa.table({"assignment_id": pa.array(ids, pa.string())})),)


single_supplier_dependency = Finding(
    name="single_supplier_dependency",
    title="A capability that hangs on one supplier",
    scope=("capability",),
    concerns=("procurement", "hr", "hiring"),
    change="Bring a second supplier into the capability, before the first one fails or names its price.",
    effort="medium",
    takes="nothing",
    needs=(
        Need(table=assignment, effect="nobody can be seen to be here"),
        Need(table=assignment, column="supplier_id", effect="through whom people come is not known"),
        Need(table=role, effect="what people can do is not known"),
    ),
    look=_look,
    behind=_behind,
)

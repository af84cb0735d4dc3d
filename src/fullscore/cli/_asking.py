"""What ``measure`` and ``trace`` share: reading lenses, segments and months, and figures as JSON."""

import math
from typing import Any

from fullscore.terms.fault import Fault
from fullscore.terms.period import Month


def pairs(text: str | None, what: str) -> dict[str, str]:
    """Read ``a=b,c=d``.

    Raises:
        Fault: a piece without ``=``, or a name given twice.
    """
    found: dict[str, str] = {}
    for piece in (text or "").split(",") if text else ():
        name, sign, value = piece.partition("=")
        if not sign or not name.strip():
            raise Fault(
                f"{piece!r} in {what} is not name=value", next_step=f"write it like {what} name=value,name=value"
            )
        if name.strip() in found:
            raise Fault(f"{what} names {name.strip()} twice", next_step="give it once")
        found[name.strip()] = value.strip()
    return found


def names(text: str | None) -> tuple[str, ...]:
    """Read ``a,b``."""
    return tuple(dict.fromkeys(piece.strip() for piece in (text or "").split(",") if piece.strip()))


def month(text: str | None) -> Month | None:
    return Month.parse(text) if text else None


def rounded(value: float | None) -> float | None:
    """As it is printed in JSON: far beyond what is meant, short of where machines differ; what is no number is null."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.12g}")


def figure_document(figures: Any) -> dict[str, Any]:
    from fullscore.terms.estimate import LEVEL

    return {
        "measure": figures.measure,
        "edition": figures.edition,
        "as_of": figures.as_of,
        "unit": figures.unit,
        "currency": figures.currency,
        "lens": figures.lens.as_dict(),
        "lens_id": figures.lens.id,
        "level": LEVEL,
        "evidence": figures.evidence.grade,
        "rests_on": [vars(link) for link in figures.evidence.links],
        "rows": [
            {
                **dict(row.where),
                "value": rounded(row.estimate.value),
                "n": row.estimate.n,
                "low": rounded(row.estimate.low),
                "high": rounded(row.estimate.high),
                "why": row.why,
            }
            for row in figures.rows
        ],
        "notes": list(figures.notes),
    }


def contradictions(evidence: Any) -> list[str]:
    """The sentences on parties of opposed interest whose rows of the same keys differ."""
    return [
        f"{' and '.join(link.contradicted_by)} holds other values than {link.party} for the same rows of {link.table}."
        for link in evidence.links
        if link.contradicted_by
    ]

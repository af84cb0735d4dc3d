"""Figures of an edition, with what they do not hold: refused files, held rows, missing exchange rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fullscore.lens.evidence import evidence_of
from fullscore.measures._figures import Asked, Where, estimates, without_value
from fullscore.measures._shape import measure_called
from fullscore.model._shape import Table
from fullscore.store.edition import StoredEdition
from fullscore.store.landed import Landed
from fullscore.terms.estimate import Estimate
from fullscore.terms.fault import Fault
from fullscore.terms.figure import Figures, Row
from fullscore.terms.lens import lens_of
from fullscore.terms.period import Month, months_between


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Rows of one file that were refused: how many, what they came to, and the months they may belong to."""

    file: str
    rows: int
    amount: Decimal
    first: Month | None
    last: Month | None

    def touches(self, first: Month | None, last: Month | None) -> bool:
        """Whether they may belong to a span of months; rows of unknown months may belong to any."""
        if self.first is None or self.last is None:
            return True
        return not ((first and self.last < first) or (last and self.first > last))

    def sentence(self) -> str:
        covers = f", which covers {self.first} to {self.last}," if self.first else " (its months are not known)"
        amount = f" (amounts as delivered: {self.amount:,.2f})" if self.amount else ""
        row = f"{self.rows:,} row{'s' if self.rows != 1 else ''}"
        return (
            f"{row}{amount} in {self.file}{covers} {'were' if self.rows != 1 else 'was'} refused and not counted here."
        )


def ask(
    name: str,
    *,
    by: tuple[str, ...] = (),
    chosen: Mapping[str, str] | None = None,
    first: Month | None = None,
    last: Month | None = None,
    where: tuple[tuple[str, str], ...] = (),
) -> Asked:
    """Turn words into a question about a measure.

    Raises:
        Fault: an unknown measure, axis or option, or a span that ends before it begins.
    """
    measure = measure_called(name)
    if first and last and last < first:
        raise Fault(f"{last} comes before {first}", next_step="give --from before --to")
    lens = lens_of(name, measure.axes, chosen)
    return Asked(measure=measure, lens=lens, by=by, first=first, last=last, where=where)


def figures(edition: StoredEdition, asked: Asked) -> Figures:
    """The figures that were asked for, each with the sentence that it needs."""
    measure, lens = asked.measure, asked.lens
    tables = measure.rests_on(lens)
    lacking = [table.name for table in tables if not edition.has(table.name)]
    found = estimates(edition, asked) if not lacking else {}
    refused = [r for table in tables for r in refusals(edition, table) if r.touches(asked.first, asked.last)]
    if lacking:
        reason = f"No feed delivers {' and '.join(lacking)}."
    elif not found:
        reason = "Nothing was counted."
    else:
        reason = None
    if not asked.by and not found:
        found = {(): Estimate(value=None, n=0)}
    if asked.by == ("month",):
        found |= {w: Estimate(value=None, n=0) for w in _silent_months(asked, found, refused)}
    notes = measure.notes(edition, lens) if not lacking else ()
    return Figures(
        measure=measure.name,
        unit=measure.unit,
        currency=edition.currency if measure.unit.startswith("currency") else None,
        lens=lens,
        edition=edition.id,
        as_of=edition.as_of,
        evidence=evidence_of(edition, measure, lens),
        by=asked.by,
        rows=tuple(
            Row(
                where=tuple(zip(asked.by, place, strict=True)),
                estimate=estimate,
                why=_why(asked, place, estimate, refused, reason),
            )
            for place, estimate in sorted(found.items(), key=lambda item: tuple((w is None, str(w)) for w in item[0]))
        ),
        notes=(*notes, *_general(edition, asked, tables, refused, found)),
    )


def refusals(edition: StoredEdition, table: Table) -> list[Refused]:
    """What was refused of a table, file by file."""
    found = []
    amount = next((column.name for column in table.columns if column.name == "amount"), "")
    for share in edition.manifest.files:
        if table.name not in share.tables or not share.refused:
            continue
        receipt = Landed.read(edition.layout.landed / share.folder)
        for landed in receipt.tables:
            if landed.table == table.name and landed.refused:
                first, last = (Month.parse(m) for m in share.period) if share.period else (None, None)
                found.append(
                    Refused(
                        file=share.file,
                        rows=landed.refused,
                        amount=landed.refused_amount(amount),
                        first=first,
                        last=last,
                    )
                )
    return found


def _silent_months(asked: Asked, found: dict[Where, Estimate], refused: list[Refused]) -> list[Where]:
    """Months without a figure that a refused file covers: they are shown, so that the gap can be seen."""
    covered: set[str] = set()
    for item in refused:
        if item.first and item.last:
            for month in months_between(item.first, item.last):
                if not ((asked.first and month < asked.first) or (asked.last and month > asked.last)):
                    covered.add(str(month))
    return [(month,) for month in sorted(covered) if (month,) not in found]


def _why(
    asked: Asked,
    place: Where,
    estimate: Estimate,
    refused: list[Refused],
    reason: str | None,
) -> str | None:
    month = next((Month.parse(w) for name, w in zip(asked.by, place, strict=True) if name == "month" and w), None)
    here = [r for r in refused if r.first and (month is None or r.touches(month, month))]
    said = [] if estimate.n or (month and here) else [reason or "Nothing was counted."]
    if month or not asked.by:
        said += [item.sentence() for item in here]
    return " ".join(said) or None


def _general(
    edition: StoredEdition,
    asked: Asked,
    tables: tuple[Table, ...],
    refused: list[Refused],
    found: dict[Where, Estimate],
) -> list[str]:
    """What holds for all figures of a question: refused rows of unknown months, rows that wait, missing rates."""
    said = [item.sentence() for item in refused if item.first is None or (asked.by and "month" not in asked.by)]
    for table in tables:
        share = edition.manifest.share(table.name)
        if share and share.held:
            said.append(f"{share.held:,} rows of {table.name} wait in quarantine and are not counted.")
        if share and share.without_base and found and (left := without_value(edition, asked)):
            said.append(f"{left:,} rows of {table.name} have no exchange rate for their day and are left out.")
    return said

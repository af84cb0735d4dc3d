"""Whose numbers are these: which reported figures are not those that were agreed, and who gains from the difference.

Every measure that a party reported is held against all of its definitions (the lens audit). Beside it stand what
deliveries changed in the past without a word, whether the MSP's own choice of suppliers favours those affiliated with
it, and how many of the programme's measures rest on records of a party that gains from how they look.

The verdict is yes where a reported measure is consistent with another definition than the agreed one, where a
restatement leans to the side of whoever sent it, or where affiliates are favoured; no where all that was reported is as
stated or as agreed and nothing of the kind is seen; and unknown where nothing was reported, or where the figures could
not be told apart. That figures cannot be reproduced is no finding: then the record list behind them is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fullscore.lens._auditing.results import Audit, Audits
from fullscore.lens.audit import audit
from fullscore.lens.evidence import Claim, evidence_of, grade_of_report
from fullscore.lens.history import History, history_of
from fullscore.lens.need import Behind, Need
from fullscore.lens.neutrality import Neutrality, neutrality
from fullscore.lens.parties import parties
from fullscore.measures._figures import Asked, keys
from fullscore.measures._shape import measure_called, measures
from fullscore.model._expressions import column
from fullscore.model.correction_notice import correction_notice
from fullscore.model.distribution import distribution
from fullscore.model.reported_measure import reported_measure
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Option, Threshold
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.evidence import weakest
from fullscore.terms.fault import Fault
from fullscore.terms.lens import lens_of

AS_AGREED = ("as_stated", "as_contracted")
ASK_FOR_RECORDS = ("data_differ", "no_definition_fits")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure as one party reported it.

    Attributes:
        reported, contract, client: plain means over the audited months: as reported, through the agreed definition,
            and through the client's own; in the measure's unit.
        reported_evidence: how far the reported figure alone could be trusted.
        status: what the lens audit found.
        departures: the axes on which every consistent definition differs from the agreed one.
        excluded_records: records that the agreed definition counts and the consistent one does not.
        credit_at_stake: credits under the agreed definition less those under the reported figures.
    """

    measure: str
    reporter: str
    unit: str
    months: int
    reported: float | None
    reported_evidence: str
    client: float | None
    contract: float | None
    status: str
    departures: tuple[str, ...]
    excluded_records: int
    credit_at_stake: Estimate | None


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    audits = _audits(edition)
    restated = history_of(edition)
    favour = neutrality(edition)
    interested, shown = _interested(edition)
    rows = tuple(_row(edition, one) for one in audits.audits) if audits else ()
    verdict = _verdict(rows, restated, favour)
    return Told(
        verdict=verdict,
        says=_says(rows, restated, favour, verdict, is_delivered=edition.has("reported_measure")),
        evidence=_evidence(edition, rows),
        rows=rows,
        options=tuple(_options(rows)),
        would_change=_would_change(audits),
        further={
            "restatements": {
                "rewritten": restated.total("rewritten"),
                "vanished": restated.total("vanished"),
                "reappeared": restated.total("reappeared"),
            },
            "leans": restated.leans,
            "neutrality": favour,
            "interested_share": {"measures": shown, "interested": interested},
            "refused_reports": tuple(item.sentence() for item in audits.refused) if audits else (),
        },
    )


def _audits(edition: Edition) -> Audits | None:
    if not edition.has("reported_measure"):
        return None
    try:
        return audit(edition)
    except Fault:
        # An edition that an earlier release built may hold a contract whose lens is none: `fullscore lens` says which,
        # and the rest of the answer does not hang on it.
        return None


def _row(edition: Edition, one: Audit) -> Row:
    money = one.credit.at_stake
    return Row(
        measure=one.measure,
        reporter=one.reporter,
        unit=one.unit,
        months=one.months,
        reported=one.reported_mean,
        reported_evidence=_word_of(edition, one),
        client=one.client_mean,
        contract=one.contract_mean if one.against == "contract" else None,
        status=one.status,
        departures=tuple(
            f"{moved.axis}: {' or '.join(moved.consistent_with)} (agreed {moved.contract})" for moved in one.departures
        ),
        excluded_records=one.excluded_records,
        credit_at_stake=None if money is None else Estimate.counted(money, len(one.credit.months), one.credit.currency),
    )


def _interested(edition: Edition) -> tuple[int, int]:
    """Of the measures that can be computed, how many rest on records of a party that gains from how they look."""
    grades = []
    for measure in measures().values():
        lens = lens_of(measure.name, measure.axes)
        if all(edition.has(table.name) for table in measure.rests_on(lens)):
            grades.append(evidence_of(edition, measure, lens).grade)
    return sum(grade in ("reported", "recomputed") for grade in grades), len(grades)


def _verdict(rows: tuple[Row, ...], restated: History, favour: Neutrality) -> bool | None:
    leans = any(lean.leans for lean in restated.leans)
    if any(row.status == "other_definition" for row in rows) or leans or favour.verdict:
        return True
    if rows and all(row.status in AS_AGREED for row in rows):
        return False
    return None


def _says(
    rows: tuple[Row, ...], restated: History, favour: Neutrality, verdict: bool | None, *, is_delivered: bool
) -> str:
    said = []
    if not rows and is_delivered:
        said.append(
            "Reported figures were delivered, and none of them can be held against a definition: `fullscore lens` says "
            "what is wrong with them, or with the definition that the contract gives."
        )
    elif not rows:
        said.append(
            "Nobody's reported figures were delivered, so none can be held against a definition: a feed of "
            "reported_measure would let it."
        )
    else:
        agreed = [row for row in rows if row.status in AS_AGREED]
        other = [row for row in rows if row.status == "other_definition"]
        unsure = [row for row in rows if row.status in ("not_identified", "cannot_check")]
        unmet = [row for row in rows if row.status in ASK_FOR_RECORDS]
        if other:
            said.append(
                f"{len(other)} of {len(rows)} reported measures "
                f"{'is' if len(other) == 1 else 'are'} consistent with another definition than the agreed one: "
                f"{'; '.join(_gap(row) for row in other)}."
            )
        elif agreed:
            said.append(f"{len(agreed)} of {len(rows)} reported measures are as stated or as agreed.")
        if unsure:
            said.append(f"Of {_names(unsure)} the figures do not tell by which definition they were counted.")
        if unmet:
            said.append(
                f"{_names(unmet)} cannot be reproduced from what was delivered; the records behind are asked for."
            )
    count = len(restated.restatements)
    if count:
        leaning = [lean.measure.replace("_", " ") for lean in restated.leans if lean.leans]
        towards = f", moving {' and '.join(leaning)} the sender's way by more than chance" if leaning else ""
        said.append(f"{count:,} delivered values or rows were changed later without a word{towards}.")
    if favour.verdict:
        said.append(favour.says)
    elif verdict is None and rows:
        said.append("Ask for the definition and the record list behind each figure.")
    return " ".join(said)


def _gap(row: Row) -> str:
    agreed = row.contract if row.contract is not None else row.client
    name = row.measure.replace("_", " ")
    return f"{name} {_value(row.reported, row.unit)} reported, {_value(agreed, row.unit)} as agreed"


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{100 * value:.1f}%" if unit == "share" else f"{value:,.1f} {unit}"


def _names(rows: Iterable[Row]) -> str:
    return ", ".join(row.measure.replace("_", " ") for row in rows)


def _word_of(edition: Edition, one: Audit) -> str:
    known = parties(edition).get(one.reporter)
    return grade_of_report(edition, measure_called(one.measure), known) if known else "reported"


def _evidence(edition: Edition, rows: tuple[Row, ...]) -> str:
    """The weakest link of what the verdict rests on: the records from which the reported figures were recomputed.

    Where a figure departs, the claim is that the agreed one is worse for the reporter than the reported one: records
    that the reporter keeps could only hide that. Restatements rest on the deliveries themselves, which are kept here.
    """
    departing = [row for row in rows if row.status == "other_definition"]
    grades = []
    for row in departing or rows:
        measure = measure_called(row.measure)
        claim: Claim = "" if row not in departing else "higher" if "msp" in measure.gains_if_lower else "lower"
        grades.append(evidence_of(edition, measure, lens_of(measure.name, measure.axes), claim).grade)
    return weakest(grades)


def _options(rows: tuple[Row, ...]) -> Iterable[Option]:
    for row in rows:
        name = row.measure.replace("_", " ")
        if row.status == "other_definition":
            worth = row.credit_at_stake
            yearly = None
            if worth is not None and worth.value and row.months:
                value = worth.value * 12 / row.months
                yearly = Estimate.counted(value, worth.n, worth.currency)
            yield Option(
                id=f"agree:{row.measure}:{row.reporter}",
                says=f"Have {name} reported through the agreed definition, with n and the record list.",
                value_per_year=yearly,
            )
        elif row.status in ASK_FOR_RECORDS or row.status == "not_identified":
            yield Option(
                id=f"records:{row.measure}:{row.reporter}",
                says=f"Ask {row.reporter} for the definition of {name} and the record list behind it.",
            )


def _would_change(audits: Audits | None) -> tuple[Threshold, ...]:
    if audits is None:
        return ()
    return tuple(
        Threshold(
            what=f"definitions that {one.measure.replace('_', ' ')} is consistent with",
            now=float(one.consistent_count),
            threshold=1.0,
        )
        for one in audits.audits
        if one.status == "not_identified"
    )


def _chosen(edition: Edition) -> Any:
    shown = edition.table("distribution")
    return shown.filter((shown["rule"] == "msp_choice").fill_null(True))


def _behind(edition: Edition, row: Row) -> tuple[Behind, ...]:
    """The reports themselves, and the records that the agreed definition counts in the audited months."""
    reports = edition.table("reported_measure")
    found = [Behind(table=reported_measure, keys=reports.filter(reports.measure == row.measure).select("report_id"))]
    measure = measure_called(row.measure)
    for one in audit(edition, row.measure).audits:
        if one.reporter != row.reporter or one.status == "cannot_check":
            continue
        asked = Asked(measure=measure, lens=one.contract_lens, first=one.first, last=one.last)
        for records in measure.records(one.contract_lens):
            of = {of_table: column(of_atom) for of_table, of_atom in records.key}
            found.append(Behind(table=records.table, keys=keys(edition, asked).select(**of)))
    return tuple(found)


whose_numbers = Question(
    name="whose_numbers",
    place=6,
    title="Whose numbers are these?",
    concerns=("procurement", "finance"),
    key=("measure", "reporter"),
    needs=(
        Need(
            table=reported_measure,
            effect="Nothing that was reported can be held against a definition.",
        ),
        Need(
            table=reported_measure,
            column="n",
            effect="Without the n of reported figures many more definitions fit them.",
        ),
        Need(
            table=distribution,
            effect="Whether affiliated suppliers are shown more work cannot be told.",
        ),
        Need(
            table=distribution,
            column="rule",
            effect="What affiliates are shown is consistent with preference or with rules we were not given.",
        ),
        Need(
            table=distribution,
            column="decided_by",
            effect="Who chose the suppliers of a release cannot be told.",
            bias="what somebody at the client asked for by name counts as the MSP's own choice",
            among=_chosen,
        ),
        Need(
            table=correction_notice,
            effect="A correction that was announced cannot be told from a silent one.",
        ),
    ),
    answer=_answer,
    behind=_behind,
    shares="history",
    figures=("whose_numbers",),
)

"""``fullscore lens``."""

from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._audit_document import audits_document
from fullscore.cli._drawing import number, print_json, print_table


def lens(
    name: Annotated[str | None, typer.Argument(metavar="MEASURE", help="One measure, in detail.")] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Audit what was reported: which definitions it is consistent with, where they depart, what that costs."""
    from fullscore.run.audits import audits
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout
    from fullscore.terms.fault import Fault

    with open_edition(Layout(programme), edition) as opened:
        found = audits(opened, name)
    if found.refused and not found.audits:
        first = found.refused[0]
        raise Fault(first.why, where=f"{first.file}, line {first.line}", next_step=first.next_step)
    if as_json:
        print_json(audits_document(found))
        return
    if not found.audits:
        print(
            f"Nobody reported {name or 'any measure'} to this programme. "
            "Add a feed of the table reported_measure, a row for each month and figure."
        )
        return
    print(f"Whose numbers, edition {found.edition}")
    rows = [
        [
            a.measure,
            a.reporter,
            str(a.months),
            a.status,
            number(a.reported_mean, a.unit),
            number(a.contract_mean, a.unit),
            ", ".join(f"{d.axis}: {' or '.join(d.consistent_with)}" for d in a.departures) or "-",
            f"{a.excluded_records:,}",
            _money(a.credit.at_stake, a.credit.currency),
        ]
        for a in found.audits
    ]
    headings = ["measure", "reporter", "months", "status", "reported", "agreed", "departures", "left out", "at stake"]
    print_table(headings, rows, right=(2, 4, 5, 7, 8))
    for a in found.audits:
        print(f"{a.measure}: {a.says}")
    for refused in found.refused:
        print(f"Not audited: {refused.sentence()}")
    if name:
        for a in found.audits:
            _detail(a)


def _money(amount: float | None, currency: str) -> str:
    return "-" if amount is None else f"{amount:,.0f} {currency}"


def _detail(a: Any) -> None:
    print(f"\n{a.title}, reported by {a.reporter}, {a.first} to {a.last}")
    print(f"Agreed ({a.against}): {a.contract_lens}")
    if a.against == "contract":
        print("That is the latest version of the clause; each month is held against the version in force then.")
    if a.stated_lens:
        print(f"Stated: {a.stated_lens}")
    print(
        f"Consistent definitions: {a.consistent_count:,}, data {a.vintage.replace('_', ' ')}; late rows {a.late:.1%}, "
        f"corrected {a.corrected:.1%}"
    )
    print_table(["axis", "consistent with"], [[axis, " or ".join(options)] for axis, options in a.consistent_axes])
    if a.departures:
        rows = [
            [d.axis, d.contract, " or ".join(d.consistent_with), str(d.since), _swing(d.swing, a.unit)]
            for d in a.departures
        ]
        rows.append(["interaction", "", "", "", _swing(a.interaction, a.unit)])
        rows.append(["all together", "", "", "", _swing(a.swing_total, a.unit)])
        print_table(["departure", "agreed", "consistent with", "since", "swing"], rows, right=(4,))
    if a.changed:
        print(f"The definition changed in {a.changed.month}:")
        before, after = dict(a.changed.before), dict(a.changed.after)
        moved = [[x, " or ".join(before[x]), " or ".join(after[x])] for x in after if set(before[x]) != set(after[x])]
        print_table(["axis", "before", "from then on"], moved)
    print_table(
        ["month", "segment", "reported", "n", "agreed", "n", "consistent", "n", "matched"],
        [
            [
                str(c.month), c.segment, number(c.reported, a.unit), _whole(c.reported_n),
                number(c.contract, a.unit), _whole(c.contract_n),
                number(c.consistent, a.unit), _whole(c.consistent_n), "yes" if c.matched else "no",
            ]
            for c in a.cells
        ],
        right=(2, 3, 4, 5, 6, 7),
    )  # fmt: skip
    _credits(a)
    if a.held_by:
        rows = [
            [str(h.month or "all"), f"{h.n:,}", *(f"{d:.1f}" for d in (h.client, h.msp, h.supplier, h.worker)),
             f"{h.unknown:.1f}", f"{h.need_to_start:.1f}"]
            for h in a.held_by
        ]  # fmt: skip
        print("Days from the need to the first day, by who held them:")
        headings = ["month", "n", "client", "msp", "supplier", "worker", "unknown", "need to start"]
        print_table(headings, rows, right=tuple(range(1, 8)))
    if a.left_out.records:
        print(f"Left out: {a.left_out.n:,} records, of which the first are")
        shown = [[r.table, ", ".join(str(v) for _, v in r.key), r.file, str(r.line)] for r in a.left_out.records[:20]]
        print_table(["table", "key", "file", "line"], shown, right=(3,))
    for note in (*a.notes, *a.credit.notes):
        print(note)


def _credits(a: Any) -> None:
    if not a.credit.months:
        return
    before = f" (before {' and '.join(a.credit.before)})" if a.credit.before else ""
    print(f"Credits{before}, at stake {_money(a.credit.at_stake, a.credit.currency)}:")
    rows = [
        [
            str(m.month), m.clause, number(m.target, a.unit), number(m.contract, a.unit), number(m.reported, a.unit),
            f"{m.fee:,.0f}", f"{m.contract_credit:,.0f}", f"{m.reported_credit:,.0f}", m.why,
        ]
        for m in a.credit.months
    ]  # fmt: skip
    headings = ["month", "clause", "target", "agreed, relief off", "reported", "MSP fee", "due", "as reported", ""]
    print_table(headings, rows, right=(2, 3, 4, 5, 6, 7))


def _swing(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{100 * value:+,.1f} points" if unit == "share" else f"{value:+,.2f}"


def _whole(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"

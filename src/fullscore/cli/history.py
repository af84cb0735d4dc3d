"""``fullscore history``."""

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import rounded
from fullscore.cli._drawing import number, print_json, print_table

if TYPE_CHECKING:
    from fullscore.lens.history import History

SHOWN, MONTHS = 20, 6
"""Restatements that are printed where no other limit was given, and months of each measure."""


def history(
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    limit: Annotated[int, typer.Option(min=0, help="How many restatements to show at the most.")] = 1000,
    then: Annotated[
        bool, typer.Option("--then", help="Also each moved figure as it was known then: minutes on many months.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what deliveries changed in the past, what it did to the figures, and whether it leans."""
    from fullscore.run.history import told
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        found = told(opened, known_then=then)
    if as_json:
        print_json(_document(found, limit))
        return
    if found.counts:
        print(f"What deliveries changed in the past, beyond ordinary progress, edition {found.edition}")
        _print_counts(found)
    else:
        print(f"No delivery changed the past in edition {found.edition}: all that changed is ordinary progress.")
    if found.restatements:
        _print_restatements(found, SHOWN if limit == 1000 else limit)
    if found.effects:
        _print_effects(found, then)
    for lean in found.leans:
        print(lean.says)
    for note in found.notes:
        print(note)


def _print_counts(found: "History") -> None:
    headings = ["table", "delivery", "kind", "shown by", "changes"]
    rows = [[c.table, str(c.delivery), c.kind, c.why, f"{c.changes:,}"] for c in found.counts]
    print_table(headings, rows, right=(4,))


def _print_restatements(found: "History", limit: int) -> None:
    rows = []
    for r in found.restatements[:limit]:
        is_at = f"{r.now_at.file}:{r.now_at.line}" if r.now_at else ""
        values = [r.was or "", r.now or ""] if r.column else ["", ""]
        what = [r.kind, r.table, r.key, r.column, *(value[:60] for value in values)]
        rows.append([*what, str(r.first_seen), str(r.changed_in), f"{r.was_at.file}:{r.was_at.line}", is_at])
    headings = ["kind", "table", "key", "column", "was", "is", "first seen", "changed in", "was at", "is at"]
    print_table(headings, rows)
    print(f"{len(found.restatements):,} restatements; {len(rows):,} of them shown. `--limit` shows more, `--json` too.")


def _print_effects(found: "History", then: bool) -> None:
    print(
        "What the restatements alone did, through the client's lens (first delivered: restated rows as they first were)"
    )
    largest: list[Any] = []
    months = Counter(effect.measure for effect in found.effects)
    for measure in sorted(months):
        mine = [effect for effect in found.effects if effect.measure == measure]
        mine = sorted(mine, key=lambda e: -abs(e.moved_by or 0))[:MONTHS]
        largest += sorted(mine, key=lambda e: e.month)
    rows = [
        [
            e.measure,
            e.month,
            *([number(e.as_known_then, e.unit), str(e.known_on or "")] if then else []),
            number(e.as_first_delivered, e.unit),
            number(e.as_now, e.unit),
            f"{e.n_first_delivered:,}",
            f"{e.n_now:,}",
        ]
        for e in largest
    ]
    known = ["known then", "on"] if then else []
    headings = ["measure", "month", *known, "as first delivered", "as now", "n then", "n now"]
    print_table(headings, rows, right=tuple(n for n in range(2, len(headings)) if headings[n] != "on"))
    if any(count > MONTHS for count in months.values()):
        print(f"Of each measure the {MONTHS} months that moved most are shown; `--json` gives all.")


def _document(found: "History", limit: int) -> dict[str, Any]:
    shown = found.restatements[:limit]
    return {
        "edition": found.edition,
        "as_of": found.as_of,
        "restatements": [
            {
                "table": r.table,
                "key": r.key,
                "column": r.column or None,
                "was": r.was,
                "is": r.now,
                "first_seen": r.first_seen,
                "changed_in": r.changed_in,
                "kind": r.kind,
                "feed": r.feed,
                "party": r.party,
                "was_at": asdict(r.was_at),
                "is_at": asdict(r.now_at) if r.now_at else None,
            }
            for r in shown
        ],
        "shown": len(shown),
        "counted": {kind: found.total(kind) for kind in ("rewritten", "vanished", "reappeared")},
        "changes": {kind: found.total(kind) for kind in ("amended", "corrected", "erased")},
        "counts": [asdict(count) for count in found.counts],
        "effects": [
            {
                "measure": e.measure,
                "month": e.month,
                "unit": e.unit,
                "as_first_delivered": rounded(e.as_first_delivered),
                "as_now": rounded(e.as_now),
                "n_first_delivered": e.n_first_delivered,
                "n_now": e.n_now,
                "as_known_then": rounded(e.as_known_then),
                "known_on": e.known_on,
            }
            for e in found.effects
        ],
        "leans": [
            {**asdict(lean), "moved_by": rounded(lean.moved_by), "p_value": rounded(lean.p_value)}
            for lean in found.leans
        ],
        "notes": list(found.notes),
    }

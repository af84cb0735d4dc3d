"""``fullscore build``."""

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, ProgrammeDir
from fullscore.cli._drawing import print_json, print_table, progress


def build(
    programme: ProgrammeDir = HERE,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Build as things stood on this day.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any row is in quarantine.")] = False,
    as_json: AsJson = False,
) -> None:
    """Land new deliveries, make the next edition, publish it whole or not at all."""
    from fullscore.run.build import build as make
    from fullscore.run.read import memory_limit
    from fullscore.store.layout import Layout

    with progress() as tell:
        built = make(
            Layout(programme),
            as_of=as_of.date().isoformat() if as_of else None,
            memory_limit=memory_limit(),
            progress=tell,
        )
    if as_json:
        print_json(_document(built))
    else:
        _print(built)
    for fault in built.faults:
        print(fault, file=sys.stderr)
    for file in built.unusable:
        print(
            f"feeds/{file}: every row of it was refused. `fullscore quarantine{_which(built)}` says why; "
            "ask its sender for a mended file.",
            file=sys.stderr,
        )
    kept = built.manifest is not None and (built.published or as_of is not None)
    if not kept:
        print("Nothing was published; the last good edition stays.", file=sys.stderr)
    if not kept or built.unusable or (strict and built.manifest and built.manifest.quarantined):
        raise typer.Exit(1)


def _which(built: Any) -> str:
    return f" --edition {built.manifest.id}" if built.manifest and not built.published else ""


def _print(built: Any) -> None:
    manifest = built.manifest
    files = [
        [
            a.receipt.file,
            f"{a.receipt.rows:,}",
            f"{_sum(a, 'landed'):,}",
            f"{_sum(a, 'refused') + a.receipt.untaken:,}",
            _amount(a),
        ]
        for a in built.arrivals
    ]
    print_table(["file", "read", "landed", "refused", "amount landed"], files, right=(1, 2, 3, 4))
    for note in (*built.notes, *(f"feeds/{file}: no feed asks for it; it was left alone" for file in built.unmatched)):
        print(note)
    for arrival in built.arrivals:
        for said in _remarks(arrival):
            print(f"feeds/{arrival.receipt.file}: {said}")
    if manifest is None:
        return
    rows = [
        [
            share.table + (" (derived)" if share.derived else ""),
            *(f"{n:,}" for n in (share.landed, share.in_force, share.superseded, share.repeated, share.held)),
        ]
        for share in manifest.tables
    ]
    print_table(["table", "landed", "in force", "superseded", "repeated", "held"], rows, right=(1, 2, 3, 4, 5))
    state = "Nothing changed: edition" if built.unchanged else "Built edition"
    print(f"{state} {manifest.id}{' and published it' if built.published and not built.unchanged else ''}.")
    print(
        f"Read {manifest.read:,} rows = {manifest.read - manifest.quarantined:,} loaded + "
        f"{manifest.quarantined:,} quarantined."
    )


def _remarks(arrival: Any) -> list[str]:
    receipt = arrival.receipt
    said = [note for share in receipt.tables for note in share.notes]
    if receipt.person_headings:
        said.append(f"left out at reading, since they would identify a person: {', '.join(receipt.person_headings)}")
    if receipt.unknown_headings:
        said.append(f"the mapping does not know, and leaves aside: {', '.join(receipt.unknown_headings)}")
    return said


def _sum(arrival: Any, what: str) -> int:
    return sum(getattr(share, what) for share in arrival.receipt.tables)


def _amount(arrival: Any) -> str:
    from decimal import Decimal

    return ", ".join(
        f"{Decimal(share.amount['amount'][0]):,.2f}" for share in arrival.receipt.tables if "amount" in share.amount
    )


def _document(built: Any) -> dict[str, Any]:
    manifest = built.manifest
    return {
        "edition": manifest.id if manifest else None,
        "as_of": manifest.as_of if manifest else None,
        "published": built.published,
        "unchanged": built.unchanged,
        "read": manifest.read if manifest else 0,
        "loaded": manifest.read - manifest.quarantined if manifest else 0,
        "quarantined": manifest.quarantined if manifest else 0,
        "tables": [
            {
                "table": s.table, "landed": s.landed, "in_force": s.in_force, "superseded": s.superseded,
                "repeated": s.repeated, "held": s.held, "derived": s.derived,
            }
            for s in (manifest.tables if manifest else ())
        ],
        "files": [
            {
                "file": a.receipt.file, "sha256": a.receipt.sha256, "read": _sum(a, "read") + a.receipt.untaken,
                "landed": _sum(a, "landed"), "refused": _sum(a, "refused") + a.receipt.untaken,
                "amounts": {
                    f"{share.table}.{column}": {"landed": pair[0], "refused": pair[1]}
                    for share in a.receipt.tables for column, pair in share.amount.items()
                },
                "notes": _remarks(a),
            }
            for a in built.arrivals
        ],
        "notes": list(built.notes),
        "unmatched": list(built.unmatched),
        "unusable": list(built.unusable),
        "faults": [str(fault) for fault in built.faults],
    }  # fmt: skip

"""``fullscore quarantine``."""

import csv
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, print_table

COLUMNS = ("delivery", "table", "file", "line", "column", "value", "reason", "severity", "owner")


def quarantine(
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    limit: Annotated[int, typer.Option(min=0, help="How many rows to show at the most.")] = 1000,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV on standard output.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show every row that was refused or waits: file, line, column, value and reason."""
    from fullscore.run.quarantine import quarantined, reasons
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        manifest = opened.manifest
        if as_csv:
            writer = csv.writer(sys.stdout)
            writer.writerow([*COLUMNS, "also"])
            for row in quarantined(opened):
                also = "; ".join(f"{f['column']}: {f['reason']}" for f in row.also)
                writer.writerow([*(_harmless(str(getattr(row, name))) for name in COLUMNS), _harmless(also)])
            return
        if not as_json:
            limit = min(limit, 1000)
        rows = list(quarantined(opened, limit=limit))
        why = reasons(opened)
    if as_json:
        print_json(
            {
                "edition": manifest.id,
                "read": manifest.read,
                "loaded": manifest.read - manifest.quarantined,
                "superseded": sum(share.superseded for share in manifest.tables),
                "repeated": sum(share.repeated for share in manifest.tables),
                "quarantined": manifest.quarantined,
                "reasons": why,
                "quarantine": [asdict(row) for row in rows],
                "shown": len(rows),
            }
        )
        return
    if not manifest.quarantined:
        print(f"Nothing is in quarantine in edition {manifest.id}: all {manifest.read:,} rows were loaded.")
        return
    print_table(
        ["table", "column", "reason", "rows"],
        [[w["table"], w["column"], w["reason"], f"{w['rows']:,}"] for w in why],
        right=(3,),
    )
    shown = rows[:20] if limit == 1000 else rows
    print_table(
        ["file", "line", "column", "value", "reason", "owner"],
        [[r.file, f"{r.line}", r.column, r.value[:60], r.reason, r.owner] for r in shown],
        right=(1,),
    )
    print(
        f"{manifest.read:,} rows read = {manifest.read - manifest.quarantined:,} loaded + {manifest.quarantined:,} "
        f"quarantined; {len(shown):,} of them shown. `fullscore quarantine --csv` gives all, for whoever sent them."
    )


def _harmless(text: str) -> str:
    """Text that a spreadsheet will not run as a formula: a value that was refused may well be one."""
    return (
        "'" + text
        if text.startswith(("=", "+", "@", "\t", "\r")) or (text[:1] == "-" and not _is_number(text))
        else text
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

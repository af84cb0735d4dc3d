"""``fullscore map``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from fullscore.cli._app import AsJson
from fullscore.cli._drawing import print_json, print_table


def map(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export that the programme does not know yet.")],
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="What it is to feed; may be given twice.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.toml", help="Write the mapping there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose a mapping for an unknown export, column by column with its reasons, as a .toml to keep."""
    from fullscore.run.map import map_file

    mapped = map_file(file, tables=table or (), out=out)
    if as_json:
        print_json(_document(mapped))
    else:
        _print(mapped)


def _document(mapped: Any) -> dict[str, Any]:
    proposal = mapped.proposal
    return {
        "file": proposal.sample.file,
        "rows": proposal.sample.rows,
        "all_rows": proposal.sample.whole,
        "recognised": proposal.recognised or None,
        "agreement": round(proposal.agreement, 3),
        "tables": list(proposal.tables),
        "complete": proposal.complete,
        "reading": [{"setting": key or None, "why": why} for key, why in proposal.sample.reasons],
        "columns": [asdict(one) for one in proposal.placed],
        "people": list(proposal.people),
        "aside": [asdict(one) for one in proposal.aside],
        "homeless": [asdict(one) for one in proposal.homeless],
        "missing": [asdict(one) for one in proposal.missing],
        "decide": [asdict(one) for one in proposal.decide],
        "remarks": list(proposal.remarks),
        "toml": mapped.toml,
        "written": str(mapped.written) if mapped.written else None,
    }


def _print(mapped: Any) -> None:
    proposal = mapped.proposal
    sample = proposal.sample
    print(f"{sample.file}: {sample.rows:,} rows looked at, {len(sample.headings)} columns. {_what(proposal)}")
    for key, why in sample.reasons:
        print(f"  {key + ': ' if key else ''}{why}.")
    for remark in proposal.remarks:
        print(f"  {remark}")
    print_table(
        ["heading", "goes to", "confidence", "why"],
        [
            [one.heading, ", ".join(one.columns) or "choosing rows", f"{one.confidence:.0%}", "; ".join(one.reasons)]
            for one in proposal.placed
        ],
        right=(2,),
    )
    left = [*((name, "it would identify a person and is left out") for name in proposal.people)]
    left += [(one.heading, one.why) for one in (*proposal.homeless, *proposal.aside)]
    if left:
        print("Without a home:")
        print_table(["heading", "why"], [list(pair) for pair in left])
    if proposal.missing:
        print("Missing:")
        print_table(
            ["column", "without it", "why"],
            [[one.column, _without(one), one.why] for one in sorted(proposal.missing, key=lambda m: not m.essential)],
        )
    if proposal.decide:
        print("To decide:")
        for one in proposal.decide:
            print(f"  {one.column + ': ' if one.column else ''}{one.what}")
            if one.suggestion:
                print(f"    {one.suggestion}")
    if mapped.written:
        print(f"\nWritten to {mapped.written}. {_next(proposal)}")
    else:
        print(f"\n{mapped.toml}\nNothing was written; `--out FILE.toml` keeps it. {_next(proposal)}")


def _what(proposal: Any) -> str:
    if not proposal.recognised:
        fed = " and ".join(proposal.tables)
        return f"No shipped mapping knows its headings; they fit {fed} ({proposal.agreement:.0%})."
    if all(one.confidence == 1 for one in proposal.placed) and not proposal.missing and not proposal.sample.reasons:
        return f'Its headings are those of {proposal.recognised}: mapping = "{proposal.recognised}" reads it as it is.'
    return f"Its headings are those of {proposal.recognised}, written otherwise ({proposal.agreement:.0%} alike)."


def _without(missing: Any) -> str:
    return "the file is refused" if missing.essential else "the column is empty throughout"


def _next(proposal: Any) -> str:
    if not proposal.complete:
        return "Put the missing headings where the mapping says DECIDE; until then it refuses the file."
    if proposal.decide:
        return "Settle what is marked DECIDE; until then the rows in question are refused."
    return "Name it as a feed's mapping in programme.toml and run `fullscore build`."

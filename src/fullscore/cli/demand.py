"""``fullscore demand``."""

from collections import Counter
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import month
from fullscore.cli._drawing import print_json, print_table

SHOWN = 20
"""So many requisitions are shown where no limit is set; JSON holds all."""


def demand(
    first: Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, like 2025-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="How many of each kind to list at the most.")] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Show what became of every opened position by events, and where the given reason says otherwise."""
    from fullscore.lens.demand import demand as follow
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        found = follow(opened, month(first), month(last))
    if as_json:
        print_json(_document(found, limit))
    else:
        _draw(found, SHOWN if limit is None else limit)


def _document(found: Any, limit: int | None) -> dict[str, Any]:
    people = found.people
    return {
        "edition": found.edition,
        "as_of": found.as_of,
        "from": str(found.span.first),
        "to": str(found.span.last),
        "opened": found.opened,
        "fates": [{"fate": fate, "positions": count} for fate, count in found.by_fate],
        "residual": found.residual,
        "posted_again": sum(fate.posted_again for fate in found.requisitions),
        "over_filled": sum(fate.over_filled for fate in found.requisitions),
        "contradictions": [
            {"requisition_id": f.requisition_id, "org_unit_id": f.org_unit_id, "says": f.contradiction,
             "fates": {fate: n for fate, n in f.by_fate if n}, "file": f.file, "line": f.line}
            for f in found.contradictions[:limit]
        ],
        "chains": [vars(chain) for chain in found.chains[:limit]],
        "linked": sum(chain.is_linked for chain in found.chains),
        "proposed": sum(not chain.is_linked for chain in found.chains),
        "proposed_by_chance": found.proposed_by_chance,
        "people": None if people is None else vars(people) | {"unexplained": people.unexplained},
        "notes": list(found.notes),
    }  # fmt: skip


def _draw(found: Any, limit: int) -> None:
    print(f"Positions first opened in {found.span}, edition {found.edition}")
    if found.requisitions:
        _draw_requisitions(found, limit)
    if people := found.people:
        print(
            f"People: {people.before:,} assignments on {people.before_on} + {people.starts:,} starts - {people.ends:,} "
            f"ends = {people.before + people.starts - people.ends:,}; {people.after:,} on {people.after_on}, "
            f"unexplained {people.unexplained:,}."
        )
    for note in found.notes:
        print(note)


def _draw_requisitions(found: Any, limit: int) -> None:
    rows = [[fate, f"{count:,}", _share(count, found.opened)] for fate, count in found.by_fate]
    rows += [
        ["= opened", f"{found.opened:,}", _share(found.opened, found.opened)],
        ["residual", f"{found.residual:,}", ""],
    ]
    print_table(["fate", "positions", "share"], rows, right=(1, 2))
    linked = [chain for chain in found.chains if chain.is_linked]
    proposed = [chain for chain in found.chains if not chain.is_linked]
    again = sum(fate.posted_again for fate in found.requisitions)
    print(f"{len(linked):,} requisitions were posted again and say so; their {again:,} positions count once.")
    if proposed or found.proposed_by_chance:
        print(
            f"{len(proposed):,} more that ended unfilled were followed within 30 days by one of the same unit, role, "
            f"site, manager and type, which is consistent with a repost; chance alone would make about "
            f"{found.proposed_by_chance:,}."
        )
        if proposed:
            print_table(
                ["ended unfilled", "on", "followed by", "on", "org unit"],
                [
                    [c.earlier, str(c.ended_on), c.later, str(c.posted_on), c.org_unit_id or ""]
                    for c in proposed[:limit]
                ],
            )
    counts = Counter(fate.contradiction for fate in found.contradictions)
    if counts:
        print_table(["what was given, against events", "requisitions"],
                    [[said, f"{count:,}"] for said, count in counts.most_common()], right=(1,))  # fmt: skip
        print_table(
            ["requisition", "given, against events", "file and line"],
            [[f.requisition_id, f.contradiction, f"{f.file}:{f.line}"] for f in found.contradictions[:limit]],
        )
        print(f"{len(found.contradictions[:limit]):,} of {len(found.contradictions):,} requisitions.")


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%" if of else ""

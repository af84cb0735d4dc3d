"""``fullscore identity``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import rounded
from fullscore.cli._drawing import number, print_json, print_table

SHOWN = 20


class Word(StrEnum):
    """What a person can say about a match."""

    confirm = "confirm"
    refuse = "refuse"


def identity(
    word: Annotated[Word | None, typer.Argument(metavar="[confirm|refuse]", help="Rule about a match.")] = None,
    vendor: Annotated[str | None, typer.Argument(help="The vendor's id in the ledger.")] = None,
    supplier: Annotated[str | None, typer.Argument(help="The supplier's id in the programme.")] = None,
    by: Annotated[str | None, typer.Option(metavar="PERSON", help="Who rules; kept with the ruling for ever.")] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    limit: Annotated[int, typer.Option(min=0, help="How many rows of each table to print.")] = SHOWN,
    as_json: AsJson = False,
) -> None:
    """Who is who between systems, and what waits for a person; with confirm or refuse, rule about a match."""
    if word is None:
        _show(programme, edition, limit, as_json)
        return
    if vendor is None or supplier is None or by is None:
        raise typer.BadParameter(f"write it as: fullscore identity {word} VENDOR SUPPLIER --by PERSON")
    _rule(programme, edition, word, vendor, supplier, by, as_json)


def _rule(programme: Path, edition: str | None, word: Word, vendor: str, supplier: str, by: str, as_json: bool) -> None:
    from fullscore.run.read import open_edition
    from fullscore.run.rulings import rule
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        entry = rule(opened, vendor=vendor, supplier=supplier, is_confirmed=word is Word.confirm, person=by)
    if as_json:
        print_json(
            {"sequence": entry.sequence, "at": entry.at, "person": entry.person, "kind": entry.kind,
             "subject": entry.subject, "body": entry.body, "hash": entry.hash}
        )  # fmt: skip
        return
    is_or_not = "is" if word is Word.confirm else "is not"
    print(
        f"Ruling {entry.sequence} by {entry.person}: vendor {vendor} ({', '.join(entry.body['vendor_names'])}) "
        f"{is_or_not} supplier {supplier} ({entry.body['supplier_name']})."
    )
    print("It is kept in governance/rulings.jsonl and reaches the figures at the next `fullscore build`.")


def _show(programme: Path, edition: str | None, limit: int, as_json: bool) -> None:
    from fullscore.run.identity import who_is_who
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        found = who_is_who(opened)
        id, currency = opened.id, opened.currency
    if as_json:
        print_json(
            {
                "edition": id,
                "currency": currency,
                "vendors": [_document(row) for row in found.vendors],
                "workers": list(found.chains),
                "org_units": list(found.org_units),
                "notes": list(found.notes),
            }
        )
        return
    for note in found.notes:
        print(note)
    _print_vendors(found, limit, currency)
    _print_workers(found, limit)
    _print_org_units(found, limit)
    print(
        f"Edition {id}: {len(found.vendors):,} vendors, {len(found.vendors_in('matched')):,} matched, "
        f"{len(found.vendors_in('waiting')):,} wait for a person, {len(found.vendors_in('unmatched')):,} are nobody's; "
        f"{len(found.chains):,} worker ids in {len({row['chain_id'] for row in found.chains}):,} chains; "
        f"{len(found.org_units):,} codes of finance that the organisation writes otherwise."
    )


def _document(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "p_match": rounded(row["p_match"]), "spend": rounded(float(row["spend"]))}


def _print_vendors(found: Any, limit: int, currency: str) -> None:
    headings = ["vendor", "name", "supplier", "its name", "p", f"spend {currency}", "by", "why"]
    if waiting := found.vendors_in("waiting"):
        print(f"Wait for a person{_first(waiting, limit)}:")
        print_table(headings, [_vendor(row, "proposed_supplier") for row in waiting[:limit]], right=(4, 5))
        print("`fullscore identity confirm VENDOR SUPPLIER --by PERSON` says that they are one, `refuse` that not.")
    if matched := found.vendors_in("matched"):
        print(f"Matched{_first(matched, limit)}:")
        print_table(headings, [_vendor(row, "supplier") for row in matched[:limit]], right=(4, 5))


def _vendor(row: dict[str, Any], supplier: str) -> list[str]:
    return [
        row["vendor_id"],
        row["vendor_name"] or "",
        row[f"{supplier}_id"],
        row[f"{supplier}_name"] or "",
        f"{row['p_match']:.2f}",
        number(float(row["spend"]), "currency"),
        row["person"] or row["decided_by"],
        row["reasons"],
    ]


def _print_workers(found: Any, limit: int) -> None:
    if found.chains:
        print(f"Worker ids that are one person{_first(found.chains, limit)}:")
        print_table(
            ["chain", "worker", "linked to", "why"],
            [[r["chain_id"], r["worker_id"], r["linked_to"] or "", r["reasons"]] for r in found.chains[:limit]],
        )


def _print_org_units(found: Any, limit: int) -> None:
    if found.org_units:
        print(f"Codes of finance{_first(found.org_units, limit)}:")
        print_table(
            ["code", "state", "org unit", "why"],
            [
                [r["finance_id"], r["state"], r["proposed_org_unit_id"] or "", r["reasons"]]
                for r in found.org_units[:limit]
            ],
        )


def _first(rows: Any, limit: int) -> str:
    return f" (the first {limit:,} of {len(rows):,}; --limit shows more)" if len(rows) > limit else f" ({len(rows):,})"

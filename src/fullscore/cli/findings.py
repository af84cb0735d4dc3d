"""``fullscore findings``."""

from collections.abc import Callable
from typing import Any

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, print_table

Say = Callable[[str], str]
"""A sentence with the things that it marks spelt out."""


def findings(programme: ProgrammeDir = HERE, edition: EditionId = None, as_json: AsJson = False) -> None:
    """Show where a small change matters: what is seen where, what it is worth, and what could not be looked at."""
    from fullscore.findings._portfolio import portfolio
    from fullscore.lens.names import spelt
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        found = portfolio(opened)
        id, as_of = opened.id, opened.as_of

        def say(text: str) -> str:
            return spelt(opened, text)

        print_json(_document(found, id, as_of, say)) if as_json else _draw(found, id, say)


def _document(found: Any, edition: str, as_of: str, say: Say) -> dict[str, Any]:
    from fullscore.findings._shape import finding_id
    from fullscore.terms.answer import plain

    seen = [
        {
            "id": one.id, "kind": one.finding.name, "scope": dict(one.sighting.scope), "seen": True,
            "says": say(one.sighting.says), "value_per_year": plain(one.sighting.value_per_year),
            "counted_per_year": plain(one.counted_per_year), "overlaps": plain(one.overlaps), "rank": one.rank,
            "population": one.sighting.population, "population_share": plain(one.sighting.population_share),
            "confidence": plain(one.sighting.confidence), "q_value": plain(one.sighting.q_value),
            "evidence": one.sighting.evidence, "effort": one.finding.effort, "change": one.finding.change,
            "concerns": list(one.finding.concerns),
        }
        for one in found.opportunities
    ]  # fmt: skip
    unseen = [
        {
            "id": finding_id(name, {}), "kind": name, "scope": {}, "seen": looked.seen, "says": say(looked.says),
            "value_per_year": None, "population_share": None, "q_value": None,
        }
        for name, looked in found.looked.items()
        if not looked.sightings
    ]  # fmt: skip
    return {
        "edition": edition,
        "as_of": as_of,
        "findings": [*seen, *unseen],
        "portfolio_value": plain(found.total),
    }


def _draw(found: Any, edition: str, say: Say) -> None:
    from fullscore.findings._shape import findings as kinds
    from fullscore.terms.answer import plain
    from fullscore.terms.named import in_place
    from fullscore.terms.shown import VERDICTS, shown

    rows = [
        [
            str(one.rank), one.finding.title, say(in_place(one.sighting.scope)),
            shown("value", plain(one.sighting.value_per_year)), shown("counted", plain(one.counted_per_year)),
            shown("share", one.sighting.population_share), shown("confidence", one.sighting.confidence),
            one.finding.effort, one.sighting.evidence, one.id,
        ]
        for one in found.opportunities
    ]  # fmt: skip
    headings = ["rank", "what", "where", "worth a year", "counted once", "of all", "confidence", "effort", "evidence"]
    print(f"Findings of edition {edition}.")
    if rows:
        print_table([*headings, "id"], rows, right=(0, 3, 4, 5, 6))
        print(f"Counted once, all together: {shown('value', plain(found.total))} a year.")
        for one in found.opportunities:
            print(f"{one.rank}. {say(one.sighting.says)} {one.finding.change}")
        print("`fullscore trace leverage ID` shows the records behind one.")
    quiet = [
        [kinds()[name].title, VERDICTS[one.seen], say(one.says)] for name, one in found.looked.items() if not one.seen
    ]
    if quiet:
        print_table(["not seen", "there", "why"], quiet)

"""Who produces data, and which of them controls the rows of a table."""

from typing import Any

from fullscore.terms.edition import Edition
from fullscore.terms.programme import Feed, Party


def parties(edition: Edition) -> dict[str, Party]:
    """Every declared party by id; a fee basis that nobody stated is empty."""
    return {raw["id"]: _party(raw) for raw in edition.settings.get("party", [])}


def party_of_feed(edition: Edition) -> dict[str, Party]:
    """The party that controls each feed, by the name that rows carry in ``_feed``."""
    known = parties(edition)
    found = {}
    for raw in edition.settings.get("feed", []):
        name = Feed(files=raw["files"], party=raw["party"], table=raw.get("table", "")).name
        found[name] = known[raw["party"]]
    return found


def controllers(edition: Edition, table: str) -> tuple[Party, ...]:
    """The parties whose rows of a table are in force, in the order of their ids; none where nobody delivered it."""
    of_feed = party_of_feed(edition)
    feeds = edition.run(edition.table(table).select("_feed").distinct())["_feed"].to_pylist()
    found = {of_feed[feed].id: of_feed[feed] for feed in feeds if feed in of_feed}
    return tuple(found[id] for id in sorted(found))


def _party(raw: dict[str, Any]) -> Party:
    return Party(
        id=raw["id"], name=raw.get("name", raw["id"]), kind=raw.get("kind", ""), fee_basis=raw.get("fee_basis", "")
    )

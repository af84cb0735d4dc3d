"""Who produces data, and which of them controls the rows of a table."""

from dataclasses import dataclass
from typing import Any

from fullscore.terms.edition import Edition
from fullscore.terms.programme import Feed, Party


@dataclass(frozen=True, kw_only=True)
class Sender:
    """A feed and the party that controls it, as ``programme.toml`` said when the edition was built."""

    table: str
    """Empty where the mapping says which tables it feeds."""
    party: Party
    id_prefix: str


def parties(edition: Edition) -> dict[str, Party]:
    """Every declared party by id; a fee basis that nobody stated is empty."""
    return {raw["id"]: _party(raw) for raw in edition.settings.get("party", [])}


def senders(edition: Edition) -> dict[str, Sender]:
    """Every feed by the name that rows carry in ``_feed``, in the order of ``programme.toml``."""
    known = parties(edition)
    found = {}
    for raw in edition.settings.get("feed", []):
        feed = Feed(files=raw["files"], party=raw["party"], table=raw.get("table", ""))
        party = known.get(feed.party) or _party({"id": feed.party})
        found[feed.name] = Sender(table=feed.table, party=party, id_prefix=raw.get("id_prefix", ""))
    return found


def party_of_feed(edition: Edition) -> dict[str, Party]:
    """The party that controls each feed, by the feed's name."""
    return {name: sender.party for name, sender in senders(edition).items()}


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

"""Who sends what: each feed with the party that controls it."""

from dataclasses import dataclass

from fullscore.terms.edition import Edition
from fullscore.terms.programme import Feed


@dataclass(frozen=True, kw_only=True)
class Sender:
    """A feed and its controller, as ``programme.toml`` said when the edition was built."""

    feed: str
    """The name that versions know it by."""
    table: str
    """Empty where the mapping says which tables it feeds."""
    party: str
    party_name: str
    kind: str
    """The party's kind; empty where it is not declared."""
    id_prefix: str


def senders(edition: Edition) -> dict[str, Sender]:
    """Every feed by its name, in the order of ``programme.toml``."""
    parties = {party["id"]: party for party in edition.settings.get("party", [])}
    found: dict[str, Sender] = {}
    for said in edition.settings.get("feed", []):
        feed = Feed(**{name: said.get(name, "") for name in ("files", "party", "table")})
        party = parties.get(feed.party, {})
        found[feed.name] = Sender(
            feed=feed.name,
            table=feed.table,
            party=feed.party,
            party_name=party.get("name", feed.party),
            kind=party.get("kind", ""),
            id_prefix=said.get("id_prefix", ""),
        )
    return found

"""What waits in an edition for somebody to act: matches, rows, feeds, signatures, steps and agreements.

Each source is a function from an edition to its things; another source is another entry of ``SOURCES``.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from fullscore.lens.parties import parties
from fullscore.run._week.between import names_of
from fullscore.run._week.item import Item
from fullscore.run._week.words import counted, money
from fullscore.run.gaps import overdue
from fullscore.run.history import unread_rows
from fullscore.run.identity import who_is_who
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import FUNCTIONS, row_id
from fullscore.terms.programme import Feed
from fullscore.terms.shown import heading, in_words

SIGNING = (*FUNCTIONS, "sponsor")
STUCK_DAYS = 90
"""A step that is no further than enabled after a quarter has not been tried by those it was for."""
PMO = "the programme office"


def waits(edition: StoredEdition) -> list[Item]:
    """What waits, in the order in which it holds other things up."""
    return [item for source in SOURCES for item in source(edition)]


def _feeds(edition: StoredEdition) -> Iterator[Item]:
    known = parties(edition)
    until = date.fromisoformat(edition.as_of)
    for raw in edition.settings.get("feed", []):
        every = raw.get("every", "")
        if not every:
            continue
        feed = Feed(files=raw["files"], party=raw["party"], table=raw.get("table", ""), every=every)
        days = sorted({date.fromisoformat(file.delivery) for file in edition.manifest.files if file.feed == feed.name})
        name = known[feed.party].name if feed.party in known else feed.party
        what = heading(feed.table) if feed.table else feed.files
        late = overdue(feed, days, until) if days else 0
        if late or not days:
            since = f"for {counted(late, every)}, since {days[-1]}" if days else "at all"
            yield Item(
                id=row_id("week", ("feed", feed.name)),
                kind="feed",
                says=f"{what.capitalize()} from {name} has not come {since}, though it is due every {every}; what "
                "rests on it stands still.",
                owner=name,
                functions=_function_of(feed.party),
                weight=late or len(edition.manifest.files),
            )


def _quarantine(edition: StoredEdition) -> Iterator[Item]:
    party = {file.feed: file.party for file in edition.manifest.files}
    known = parties(edition)
    rows: dict[tuple[str, str], int] = {}
    for (table, delivery, feed), refused in unread_rows(edition).items():
        if delivery == edition.as_of:
            rows[table, party.get(feed, "")] = rows.get((table, party.get(feed, "")), 0) + refused
    for (table, sender), refused in sorted(rows.items(), key=lambda pair: (-pair[1], pair[0])):
        name = known[sender].name if sender in known else sender
        yield Item(
            id=row_id("week", ("quarantine", table, sender, edition.as_of)),
            kind="quarantine",
            fold=sender,
            says=f"{counted(refused, 'row')} of {heading(table)} in the newest delivery could not be used and wait for "
            f"{name} to send them right; `fullscore quarantine` lists them.",
            part=f"{refused:,} of {heading(table)}",
            many=f"{{n}} rows of the newest delivery could not be used and wait for {name} to send them right: "
            "{named}; `fullscore quarantine` lists them.",
            owner=name,
            functions=_function_of(sender),
            weight=refused,
            count=refused,
        )


def _matches(edition: StoredEdition) -> Iterator[Item]:
    if not edition.has("vendor_match"):
        return
    for row in who_is_who(edition).vendors_in("waiting"):
        vendor = row["vendor_name"] or row["vendor_id"]
        proposed = row["proposed_supplier_name"] or row["proposed_supplier_id"]
        paid = money(float(row["spend"]), edition.currency)
        yield Item(
            id=row_id("week", ("match", row["vendor_id"], row["vendor_name"])),
            kind="match",
            fold="match",
            says=f"Whether the vendor {vendor}, paid {paid}, is the supplier {proposed} waits for a person; "
            "`fullscore identity confirm` or `refuse` rules.",
            part=f"{vendor} for {proposed}, paid {paid}",
            many="{n} vendors wait for a person to say which supplier they are: {named}; "
            "`fullscore identity` shows why.",
            owner=PMO,
            functions=("procurement", "finance"),
            weight=float(row["spend"]),
        )


def _objectives(edition: StoredEdition) -> Iterator[Item]:
    signed = edition.run(edition.table("objective").select("function").distinct())["function"].to_pylist()
    unsigned = [function for function in SIGNING if function not in signed]
    for function in unsigned:
        yield Item(
            id=row_id("week", ("objective", function)),
            kind="objective",
            fold="objective",
            says=f"{_called(function)} has signed no objective, so what it wants of the programme is not known.",
            part=_called(function),
            many="{n} functions have signed no objective, so what they want of the programme is not known: {named}.",
            owner=_called(function),
            functions=(function,),
        )


def _agreements(edition: StoredEdition) -> Iterator[Item]:
    known = parties(edition)
    asked = edition.table("agreement").select("agreement_id", "party_id", "clause", "granted", "valid_to")
    for row in edition.run(asked.order_by("agreement_id")).to_pylist():
        lapsed = row["valid_to"] is not None and row["valid_to"].isoformat() < edition.as_of
        if row["granted"] and not lapsed:
            continue
        name = known[row["party_id"]].name if row["party_id"] in known else row["party_id"]
        state = f"lapsed on {row['valid_to']}" if row["granted"] else "is not granted"
        yield Item(
            id=row_id("week", ("agreement", row["agreement_id"])),
            kind="agreement",
            fold="agreement",
            says=f"“{row['clause']}” was asked of {name} and {state}.",
            part=f"“{row['clause']}” of {name} {state}",
            many="{n} agreements that were asked for do not stand: {named}.",
            owner=_called("procurement"),
            functions=("procurement",),
        )


def _steps(edition: StoredEdition) -> Iterator[Item]:
    names = names_of(edition)
    steps = edition.table("adoption_step")
    steps = steps.filter(steps.stage == "enabled").select("org_unit_id", "change", "friction", "owner_id", "starts_on")
    until = date.fromisoformat(edition.as_of)
    for row in edition.run(steps.order_by(["starts_on", "org_unit_id"])).to_pylist():
        days = (until - row["starts_on"]) // timedelta(days=1)
        if days <= STUCK_DAYS:
            continue
        unit = names.get(row["org_unit_id"], row["org_unit_id"])
        yield Item(
            id=row_id("week", ("adoption_step", row["org_unit_id"], row["starts_on"])),
            kind="adoption_step",
            fold="adoption_step",
            says=f"At {unit} the step “{row['change']}” against “{row['friction']}” has been enabled since "
            f"{row['starts_on']} and nobody has tried it.",
            part=f"“{row['change']}” at {unit}, since {row['starts_on']}",
            many="{n} steps are enabled for more than a quarter and nobody has tried them: {named}.",
            owner=row["owner_id"],
            owner_id=row["owner_id"],
            functions=("hiring",),
            org_unit_id=row["org_unit_id"],
            weight=days,
        )


def _function_of(party: str) -> tuple[str, ...]:
    return (party,) if party in FUNCTIONS else ()


def _called(function: str) -> str:
    said = "the sponsor" if function == "sponsor" else in_words(function)
    return said[:1].upper() + said[1:]


SOURCES: tuple[Callable[[StoredEdition], Iterator[Item]], ...] = (
    _feeds,
    _quarantine,
    _matches,
    _objectives,
    _agreements,
    _steps,
)

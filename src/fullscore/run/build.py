"""Building: land what is new, assemble the next edition, publish it whole or not at all."""

import hashlib
import json
import os
import shutil
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from fullscore.identity.settle import settle
from fullscore.run import programme_file
from fullscore.run.alone import alone
from fullscore.run.code import code_version
from fullscore.run.deliveries import Delivered, find
from fullscore.run.gaps import gaps
from fullscore.run.land import Arrival, land_all
from fullscore.run.rulings import Rulings, in_force
from fullscore.run.spans import spans
from fullscore.store import manifest as manifests
from fullscore.store.assemble import Assembly, Progress, Terms, assemble
from fullscore.store.engine import ENGINE, Engine
from fullscore.store.landed import LandedTable
from fullscore.store.layout import Layout
from fullscore.store.manifest import FileShare, Manifest, TableShare
from fullscore.store.versions import Input
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Programme


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build came to."""

    manifest: Manifest | None
    """The edition; None where a file could not be read and nothing was built."""
    published: bool
    unchanged: bool
    """The inputs were those of an edition there already was."""
    faults: tuple[Fault, ...]
    """Files that could not be read: the last good edition stays."""
    unusable: tuple[str, ...]
    """Files of which every row was refused."""
    unmatched: tuple[str, ...]
    """Files that no feed asks for."""
    arrivals: tuple[Arrival, ...]
    notes: tuple[str, ...]


def build(
    layout: Layout,
    rulings: Rulings | None = None,
    *,
    as_of: str | None = None,
    memory_limit: str | None = None,
    progress: Progress = lambda what, done, of: None,
) -> Built:
    """Build the programme's next edition.

    Args:
        rulings: what people ruled about data; None: what stands in the folder's ``governance/rulings.jsonl``. Rulings
            of any day take part, also where things are built as they stood earlier: they say what is known now.
        as_of: build as things stood on this day; such an edition is kept and never published.
        memory_limit: the engine's, such as ``"2GB"``.
        progress: told what is being done.

    Raises:
        Fault: nothing could be built at all: settings, folders, disk.
    """
    programme = programme_file.read(layout.settings)
    delivered = find(layout, programme, until=as_of)
    _check_some(layout, programme, delivered, as_of)
    rulings = in_force(layout) if rulings is None else rulings
    with alone(layout):
        shutil.rmtree(layout.scratch, ignore_errors=True)
        layout.scratch.mkdir(parents=True, exist_ok=True)
        engine = Engine(scratch=layout.scratch / "engine", memory_limit=memory_limit)
        try:
            return _build(engine, layout, programme, delivered, rulings, as_of, progress)
        except OSError as error:
            raise Fault(
                f"writing failed ({os.strerror(error.errno) if error.errno else error})",
                where=str(error.filename or layout.derived),
                next_step="make room or give permission there and build again; the last good edition stays",
            ) from error
        finally:
            engine.close()
            shutil.rmtree(layout.scratch, ignore_errors=True)


def _build(
    engine: Engine,
    layout: Layout,
    programme: Programme,
    delivered: list[Delivered],
    rulings: Rulings,
    as_of: str | None,
    progress: Progress,
) -> Built:
    arrivals, faults, notes = land_all(engine, layout, delivered, progress)
    unmatched = tuple(item.file for item in delivered if item.feed is None)
    unusable = tuple(a.receipt.file for a in arrivals if a.receipt.rows and not any(t.landed for t in a.receipt.tables))
    notes += _repeats(arrivals) + _refusals(arrivals) + _gaps(programme, arrivals)
    told: dict[str, Any] = {
        "unusable": unusable,
        "unmatched": unmatched,
        "arrivals": tuple(arrivals),
        "notes": tuple(notes),
    }
    if faults:
        return Built(manifest=None, published=False, unchanged=False, faults=tuple(faults), **told)
    dated = as_of or max(a.delivered.delivery for a in arrivals)
    id = _id(dated, programme, arrivals, rulings.hash)
    known = {known_id: manifests.read(layout, known_id) for known_id in manifests.ids(layout)}
    unchanged = id in known
    if unchanged:
        made = known[id]
    else:
        terms = Terms(currency=programme.currency, plan_rates=dict(programme.fx), as_of=dated, code=code_version())
        assembly = Assembly(
            engine=engine,
            layout=layout,
            terms=terms,
            inputs=_inputs(programme, arrivals),
            earlier=list(known.values()),
        )
        assemble(assembly, progress)
        progress("seeing who is who", 0, 1)
        settle(assembly, rulings.of_vendors)
        shares = tuple(assembly.shares.values())
        made = _manifest(id, dated, programme, arrivals, shares, rulings, notes)
        manifests.write(layout, made)
    # An edition without a single row is kept, so that its quarantine can be read; it replaces nothing.
    published = as_of is None and any(share.landed for a in arrivals for share in a.receipt.tables)
    if published and manifests.current_id(layout) != id:
        manifests.publish(layout, id)
    return Built(manifest=made, published=published, unchanged=unchanged, faults=(), **told)


def _check_some(layout: Layout, programme: Programme, delivered: list[Delivered], as_of: str | None) -> None:
    if not programme.feeds:
        raise Fault(
            "programme.toml declares no [[feed]]", where=str(layout.root), next_step="add one for each kind of file"
        )
    if as_of and not delivered:
        raise Fault(f"nothing had been delivered by {as_of}", where=str(layout.feeds), next_step="name a later day")
    if not any(item.feed for item in delivered):
        patterns = ", ".join(feed.files for feed in programme.feeds)
        raise Fault(
            f"no file in feeds matches any feed ({patterns})",
            where=str(layout.root),
            next_step="put the files into feeds/YYYY-MM-DD, or correct the patterns in programme.toml",
        )


def _id(as_of: str, programme: Programme, arrivals: list[Arrival], rulings: str) -> str:
    inputs = [[a.receipt.delivery, a.receipt.file, a.receipt.sha256, a.receipt.mapping_hash] for a in arrivals]
    said = [inputs, programme.written, rulings, code_version(), ENGINE]
    return f"{as_of}-{hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:12]}"


def _inputs(programme: Programme, arrivals: list[Arrival]) -> dict[str, list[Input]]:
    """Each table's landed shares, with their place in the order of deliveries of their own feed."""
    shares: dict[str, list[tuple[Arrival, LandedTable]]] = {}
    for arrival in arrivals:
        for share in arrival.receipt.tables:
            shares.setdefault(share.table, []).append((arrival, share))
    inputs: dict[str, list[Input]] = {}
    for table, found in shares.items():
        for order, (arrival, share) in enumerate(found):
            feed = arrival.feed
            # A snapshot of which every row was refused does not say that everything is gone; it says nothing.
            days = sorted({a.delivered.delivery for a, s in found if a.feed == feed and (s.landed or not s.refused)})
            at = bisect_left(days, arrival.delivered.delivery)
            full = feed.snapshot == "full"
            inputs.setdefault(table, []).append(
                Input(
                    rows=arrival.folder / f"{table}.parquet",
                    folder=arrival.folder.name,
                    feed=feed.name,
                    feed_no=programme.feeds.index(feed),
                    full=full,
                    delivery=arrival.delivered.delivery,
                    file=arrival.delivered.file,
                    landed=share.landed,
                    order=order,
                    sequence=at,
                    ends_on=days[at + 1] if full and at + 1 < len(days) else None,
                    keyed=share.keyed if full and arrival.delivered.delivery in days else 0,
                )
            )
    return inputs


def _manifest(
    id: str,
    as_of: str,
    programme: Programme,
    arrivals: list[Arrival],
    shares: tuple[TableShare, ...],
    rulings: Rulings,
    notes: list[str],
) -> Manifest:
    return Manifest(
        id=id,
        as_of=as_of,
        currency=programme.currency,
        country=programme.country,
        code=code_version(),
        engine=ENGINE,
        settings=json.loads(json.dumps(programme.written, default=str)),
        rulings=rulings.hash,
        rulings_head=rulings.head,
        files=tuple(
            FileShare(
                delivery=a.receipt.delivery,
                file=a.receipt.file,
                sha256=a.receipt.sha256,
                folder=a.folder.name,
                feed=a.feed.name,
                party=a.feed.party,
                read=sum(t.read for t in a.receipt.tables) + a.receipt.untaken,
                landed=sum(t.landed for t in a.receipt.tables),
                refused=sum(t.refused for t in a.receipt.tables) + a.receipt.untaken,
                tables=tuple(t.table for t in a.receipt.tables),
                period=a.receipt.period,
            )
            for a in arrivals
        ),
        tables=shares,
        notes=tuple(notes),
    )


def _repeats(arrivals: list[Arrival]) -> list[str]:
    """The same bytes delivered again in a delta feed add nothing; it is worth knowing."""
    first: dict[tuple[str, str], str] = {}
    notes = []
    for arrival in arrivals:
        if arrival.feed.snapshot != "delta":
            continue
        key = (arrival.feed.name, arrival.receipt.sha256)
        if key in first:
            notes.append(
                f"feeds/{arrival.receipt.file}: the same bytes as feeds/{first[key]}; a delta feed gains nothing"
            )
        first.setdefault(key, arrival.receipt.file)
    return notes


def _refusals(arrivals: list[Arrival]) -> list[str]:
    """What refused rows of a full snapshot mean for what stood before them."""
    notes, seen = [], set[tuple[str, str]]()
    for arrival in arrivals:
        for share in arrival.receipt.tables if arrival.feed.snapshot == "full" else ():
            told, nameless = f"feeds/{arrival.receipt.file}: {share.table}: ", share.refused - share.keyed
            earlier = (arrival.feed.name, share.table) in seen
            if earlier and share.landed and share.keyed:
                notes.append(f"{told}{share.keyed} refused rows name their key; what stood under it stays in force")
            if earlier and share.landed and nameless:
                notes.append(f"{told}{nameless} refused rows do not name their key; what they stood for looks ended")
        seen.update((arrival.feed.name, share.table) for share in arrival.receipt.tables)
    return notes


def _gaps(programme: Programme, arrivals: list[Arrival]) -> list[str]:
    """What a feed's declared rhythm or numbering says is missing, and what the dates in its files say."""
    newest = max((a.delivered.delivery for a in arrivals), default="")
    by_feed = [(feed, [a for a in arrivals if a.feed == feed]) for feed in programme.feeds]
    return [note for feed, its in by_feed for note in (*gaps(feed, its, newest), *spans(its))]

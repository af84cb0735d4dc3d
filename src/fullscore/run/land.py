"""Landing: every delivered file once, its rows kept as Parquet beside its receipt; the past is not read again."""

import hashlib
import json
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from fullscore.feeds._landing import land
from fullscore.feeds._mapping.load import Mapping, load
from fullscore.run.code import code_version
from fullscore.run.deliveries import Delivered
from fullscore.store.assemble import Progress
from fullscore.store.durable import replace_text, sync_file, sync_folder
from fullscore.store.engine import Engine
from fullscore.store.landed import Landed
from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A delivered file that has landed."""

    delivered: Delivered
    feed: Feed
    folder: Path
    receipt: Landed


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the index remembers of a file, so that an untouched one is not even opened."""

    size: int
    mtime_ns: int
    recipe: str
    folder: str


def land_all(
    engine: Engine, layout: Layout, delivered: list[Delivered], progress: Progress
) -> tuple[list[Arrival], list[Fault], list[str]]:
    """Land what has not landed yet.

    Returns:
        The landed files in the order of deliveries, a fault for each file that could not be read, and notes on files
        whose bytes changed since they first landed.
    """
    index = _read_index(layout)
    mappings: dict[Feed, Mapping] = {}
    arrivals: list[Arrival] = []
    faults: list[Fault] = []
    notes: list[str] = []
    for done, item in enumerate(delivered):
        if item.feed is None:
            continue
        progress(f"landing {item.file}", done, len(delivered))
        try:
            if item.feed not in mappings:
                mappings[item.feed] = load(item.feed.mapping, item.feed.table, layout.root)
            arrival, changed = _land_one(engine, layout, item, item.feed, mappings[item.feed], index)
        except Fault as fault:
            where = f"feeds/{item.file}" if fault.where == item.file else fault.where
            faults.append(Fault(fault.what, where=where, next_step=fault.next_step))
            continue
        arrivals.append(arrival)
        if changed:
            notes.append(
                f"feeds/{item.file}: its bytes changed since it landed; it was landed again and the new bytes are used"
            )
    _write_index(layout, index)
    progress("landed", len(delivered), len(delivered))
    return arrivals, faults, notes


def _land_one(
    engine: Engine, layout: Layout, item: Delivered, feed: Feed, mapping: Mapping, index: dict[str, Seen]
) -> tuple[Arrival, bool]:
    recipe = hashlib.sha256(
        json.dumps([mapping.hash, feed.table, feed.id_prefix, feed.snapshot, code_version()]).encode()
    ).hexdigest()[:16]
    try:
        stat = item.path.stat()
    except OSError as error:
        raise Fault(
            f"it cannot be read ({error.strerror})", where=f"feeds/{item.file}", next_step="check its permissions"
        ) from None
    seen = index.get(item.file)
    if seen and (seen.size, seen.mtime_ns, seen.recipe) == (stat.st_size, stat.st_mtime_ns, recipe):
        folder = layout.landed / seen.folder
        if (folder / "receipt.json").is_file():
            return Arrival(delivered=item, feed=feed, folder=folder, receipt=Landed.read(folder)), False
    into = layout.scratch / f"landing-{uuid.uuid4().hex}"
    into.mkdir(parents=True)
    try:
        receipt = land(
            engine,
            path=item.path,
            delivery=item.delivery,
            file=item.file,
            feed=feed,
            mapping=mapping,
            into=into,
            programme_folder=layout.root,
        )
        name = hashlib.sha256(f"{item.file}|{receipt.sha256}|{recipe}".encode()).hexdigest()[:20]
        folder = layout.landed / f"{item.delivery}-{name}"
        if not (folder / "receipt.json").is_file():
            for file in into.iterdir():
                sync_file(file)
            shutil.rmtree(folder, ignore_errors=True)
            layout.landed.mkdir(parents=True, exist_ok=True)
            into.rename(folder)
            sync_folder(layout.landed)
    finally:
        shutil.rmtree(into, ignore_errors=True)
    changed = bool(seen and seen.recipe == recipe and seen.folder != folder.name)
    index[item.file] = Seen(size=stat.st_size, mtime_ns=stat.st_mtime_ns, recipe=recipe, folder=folder.name)
    return Arrival(delivered=item, feed=feed, folder=folder, receipt=receipt), changed


def _read_index(layout: Layout) -> dict[str, Seen]:
    try:
        raw = json.loads((layout.landed / "index.json").read_text("utf-8"))
        return {file: Seen(**seen) for file, seen in raw.items()}
    except (FileNotFoundError, ValueError, TypeError):
        # Without its index a landing is only slower: every file is read once more.
        return {}


def _write_index(layout: Layout, index: dict[str, Seen]) -> None:
    said = {file: asdict(seen) for file, seen in sorted(index.items())}
    replace_text(layout.landed / "index.json", json.dumps(said, indent=0) + "\n")

"""Verifying an edition: every hash, and, asked for, the whole of it computed anew from its deliveries."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from fullscore.model._shape import table_called
from fullscore.run.build import build
from fullscore.run.rulings import NAME, chain
from fullscore.store.assemble import Progress
from fullscore.store.engine import Engine, named, parquet
from fullscore.store.layout import Layout
from fullscore.store.manifest import FileShare, Manifest, Part, TableShare
from fullscore.store.parts import content_of, sha256_of
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was checked, and every difference as a sentence."""

    edition: str
    checked: int
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.differences


def verify(
    layout: Layout,
    manifest: Manifest,
    *,
    rebuild: bool,
    memory_limit: str | None = None,
    progress: Progress = lambda what, done, of: None,
) -> Verified:
    """Check an edition.

    Args:
        rebuild: also compute it anew from the files in ``feeds`` and compare the content of every part.
    """
    differences: list[str] = []
    parts = [part for share in manifest.tables for part in share.all]
    steps: list[tuple[str, Callable[[], str | None]]] = [
        *((f"feeds/{file.file}", lambda file=file: _delivered(layout, file)) for file in manifest.files),
        *((part.file, lambda part=part: _untouched(layout, part)) for part in parts),
    ]
    if layout.rulings.exists() or manifest.rulings_head:
        steps.append((NAME, lambda: _ruled(layout, manifest)))
    for done, (what, check) in enumerate(steps):
        progress(f"checking {what}", done, len(steps))
        if difference := check():
            differences.append(difference)
    checked = len(steps)
    if rebuild and not differences:
        progress("computing it anew", 0, 1)
        differences += _rebuilt(layout, manifest, memory_limit)
        checked += len(parts)
    progress("checked", 1, 1)
    return Verified(edition=manifest.id, checked=checked, differences=tuple(differences))


def _delivered(layout: Layout, file: FileShare) -> str | None:
    path = layout.feeds / file.file
    if not path.is_file():
        return f"feeds/{file.file} is gone; the edition was made from it. Put it back as it was delivered."
    if sha256_of(path) != file.sha256:
        return f"feeds/{file.file} is not the file that the edition was made from. Build again, or put it back."
    return None


def _ruled(layout: Layout, manifest: Manifest) -> str | None:
    """What is wrong with the chain of rulings, also where its end was cut off since the edition was built."""
    try:
        entries = chain(layout)
    except Fault as fault:
        return str(fault)
    sequence, _, hash = manifest.rulings_head.partition(" ")
    if sequence and (len(entries) < int(sequence) or entries[int(sequence) - 1].hash != hash):
        return f"{NAME} does not hold ruling {sequence}, which the edition was made with. Put it back from a backup."
    return None


def _untouched(layout: Layout, part: Part) -> str | None:
    path = layout.parts / part.file
    if not path.is_file():
        return f"{part.file} is gone. Delete .fullscore and build again."
    if sha256_of(path) != part.bytes_sha256:
        return f"{part.file} was touched after it was written. Delete .fullscore and build again."
    return None


def _rebuilt(layout: Layout, manifest: Manifest, memory_limit: str | None) -> list[str]:
    """Build the same deliveries in a folder of their own and compare content, part by part."""
    layout.scratch.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix="verify-", dir=layout.derived))
    try:
        for name in ("programme.toml", "feeds", "governance"):
            if (layout.root / name).exists():
                (room / name).symlink_to((layout.root / name).resolve())
        for mapping in layout.root.glob("**/*.toml"):
            inside = mapping.relative_to(layout.root)
            if inside.parts[0] not in ("programme.toml", "feeds", "governance", ".fullscore"):
                (room / inside).parent.mkdir(parents=True, exist_ok=True)
                (room / inside).symlink_to(mapping.resolve())
        anew = build(Layout(room), as_of=manifest.as_of, memory_limit=memory_limit)
        if anew.manifest is None:
            raise Fault(
                "its deliveries cannot be read any more",
                where=manifest.id,
                next_step=str(anew.faults[0]) if anew.faults else "look at `fullscore build`",
            )
        if anew.manifest.id != manifest.id:
            return [
                f"The deliveries, settings or code of today make edition {anew.manifest.id}, not {manifest.id}. "
                "Verify the edition that `fullscore build` makes now."
            ]
        return _compared(layout, manifest, Layout(room), anew.manifest)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _compared(layout: Layout, kept: Manifest, other: Layout, anew: Manifest) -> list[str]:
    differences: list[str] = []
    engine = Engine(scratch=other.scratch / "engine")
    try:
        for share in kept.tables:
            twin = anew.share(share.table)
            # What the files hold, not what the manifest says of them: both may have been changed together.
            before = sorted(content_of(engine, layout.parts / part.file) for part in share.all)
            if twin and before == sorted(part.content for part in twin.all):
                continue
            found = _first_difference(engine, layout, share, other, twin) if twin else "it is not there any more"
            differences.append(f"{share.table} computed anew differs: {found}. Delete .fullscore and build again.")
    finally:
        engine.close()
    if not differences and _without_bytes(kept) != _without_bytes(anew):
        differences.append("The manifest was changed after it was written. Delete .fullscore and build again.")
    return differences


def _without_bytes(manifest: Manifest) -> Manifest:
    """What two builds of the same must say alike: all but notes on the way, and the bytes of files."""

    def bare(part: Part) -> Part:
        return replace(part, bytes_sha256="")

    tables = (
        replace(share, parts=tuple(map(bare, share.parts)), held_part=share.held_part and bare(share.held_part))
        for share in manifest.tables
    )
    return replace(manifest, notes=(), tables=tuple(sorted(tables, key=lambda share: share.table)))


def _first_difference(engine: Engine, layout: Layout, share: TableShare, other: Layout, twin: TableShare) -> str:
    """The first row, in the order of its key, that stands on one side only."""
    if not share.parts or not twin.parts:
        return f"{sum(p.rows for p in share.parts)} rows against {sum(p.rows for p in twin.parts)}"
    key = ", ".join(named(name) for name in table_called(share.table).key)
    sides = [
        f"SELECT * FROM {parquet(*(place.parts / part.file for part in side.parts))}"
        for place, side in ((layout, share), (other, twin))
    ]
    for one, two, says in ((*sides, "only in the edition"), (*sides[::-1], "only in the rebuild")):
        rows = engine.rows(f"SELECT {key}, _file, _line FROM ({one} EXCEPT ALL {two}) ORDER BY ALL LIMIT 1")
        if rows:
            *values, file, line = rows[0]
            return f"{', '.join(map(str, values))} as it stands in {file}, line {line}, is {says}"
    return "held rows differ"

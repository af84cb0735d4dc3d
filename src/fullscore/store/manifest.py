"""An edition's manifest: what it was made from, and the parts that hold its tables."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from fullscore.store.durable import replace_text, sync_folder
from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Part:
    """A content-named file of rows: one month of a table, or the whole of it.

    ``bytes_sha256`` says whether the file was touched; ``content`` (count and order-free sum of row digests) says
    whether a rebuild holds the same rows.
    """

    file: str
    """Path below ``parts``."""
    rows: int
    in_force: int = 0
    without_base: int = 0
    """Rows in force that have an amount but no exchange rate for its day."""
    bytes_sha256: str
    content: str


@dataclass(frozen=True, kw_only=True)
class TableShare:
    """One table of an edition: ``landed`` = ``in_force`` + ``superseded`` + ``repeated`` + ``held``, always."""

    table: str
    landed: int
    in_force: int
    superseded: int
    repeated: int
    held: int
    derived: bool = False
    """True where no feed delivers the table and its ids were taken from other tables."""
    recipe: str = ""
    """Hash of all that the parts were computed from: equal recipes share parts without computing."""
    inputs: tuple[str, ...] = ()
    """The landed files that it was made from, in their order, as recipes say them."""
    parts: tuple[Part, ...] = ()
    held_part: Part | None = None

    def __post_init__(self) -> None:
        total = self.in_force + self.superseded + self.repeated + self.held
        if self.landed != total:
            raise AssertionError(f"{self.table}: landed {self.landed} rows, but accounted for {total}")

    @property
    def all(self) -> tuple[Part, ...]:
        """Its parts, and the part of its held rows."""
        return (*self.parts, self.held_part) if self.held_part else self.parts

    @property
    def without_base(self) -> int:
        return sum(part.without_base for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class FileShare:
    """One file of an edition: where its landed rows stand and what became of it."""

    delivery: str
    file: str
    sha256: str
    folder: str
    """The landed folder's name."""
    feed: str
    party: str
    read: int
    landed: int
    refused: int
    tables: tuple[str, ...]
    period: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All there is to know about an edition without opening a table."""

    id: str
    as_of: str
    currency: str
    country: str
    code: str
    engine: str
    settings: dict[str, Any]
    """``programme.toml`` as it was."""
    rulings: str
    """Hash of the rulings in force; empty where nobody has ruled yet."""
    rulings_head: str = ""
    """``<sequence> <hash>`` of the newest ruling that took part: what came before it must never change."""
    files: tuple[FileShare, ...]
    tables: tuple[TableShare, ...]
    notes: tuple[str, ...] = field(default=())

    def share(self, table: str) -> TableShare | None:
        return next((share for share in self.tables if share.table == table), None)

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    @property
    def quarantined(self) -> int:
        return sum(file.refused for file in self.files) + sum(share.held for share in self.tables)


def write(layout: Layout, manifest: Manifest) -> None:
    """Write a manifest durably; the edition exists from then on, published or not."""
    folder = layout.editions / manifest.id
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / "manifest.json", json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")
    sync_folder(layout.editions)


def read(layout: Layout, id: str) -> Manifest:
    """Read the manifest of an edition.

    Raises:
        Fault: there is no such edition, or its manifest cannot be read.
    """
    path = layout.editions / id / "manifest.json"
    try:
        return _parsed(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise Fault(
            f"there is no edition {id}", where=str(layout.root), next_step="`fullscore editions` lists those there are"
        ) from None
    except (ValueError, OSError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise Fault(
            f"the manifest cannot be read ({error})",
            where=str(path),
            next_step="delete this edition's folder and run `fullscore build`",
        ) from None


def _parsed(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        **{
            **raw,
            "files": tuple(
                FileShare(**{**f, "tables": tuple(f["tables"]), "period": tuple(f["period"]) if f["period"] else None})
                for f in raw["files"]
            ),
            "tables": tuple(
                TableShare(
                    **{
                        **t,
                        "parts": tuple(Part(**p) for p in t["parts"]),
                        "inputs": tuple(t["inputs"]),
                        "held_part": Part(**t["held_part"]) if t["held_part"] else None,
                    }
                )
                for t in raw["tables"]
            ),
            "notes": tuple(raw["notes"]),
        }
    )


def ids(layout: Layout) -> list[str]:
    """The ids of the editions there are, oldest first by date, then id."""
    if not layout.editions.is_dir():
        return []
    return sorted(folder.name for folder in layout.editions.iterdir() if (folder / "manifest.json").is_file())


def current_id(layout: Layout) -> str | None:
    """The published edition's id, None before the first."""
    try:
        return layout.current.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def publish(layout: Layout, id: str) -> None:
    """Make an edition the one that readers get, in one step."""
    replace_text(layout.current, id + "\n")

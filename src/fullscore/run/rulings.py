"""What people rule about data: kept for ever in a chain, and given to a build as plain data."""

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fullscore.ledger.chain import Entry, linked, read
from fullscore.store.durable import replace_text
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault

CONFIRMED, REFUSED = "match_confirmed", "match_refused"
NAME = "governance/rulings.jsonl"


@dataclass(frozen=True, kw_only=True)
class Rulings:
    """The rulings that a build is given."""

    of_vendors: tuple[dict[str, Any], ...] = ()
    """The last word on each vendor and supplier: vendor_id, supplier_id, is_confirmed, person, ruled_on, sequence."""
    head: str = ""
    """``<sequence> <hash>`` of the newest entry of the chain."""

    @property
    def hash(self) -> str:
        """A digest of what is in force, empty where nobody has ruled."""
        if not self.of_vendors:
            return ""
        return hashlib.sha256(json.dumps(self.of_vendors, sort_keys=True).encode()).hexdigest()


def chain(layout: Layout) -> tuple[Entry, ...]:
    """Every ruling, oldest first; the chain is checked.

    Raises:
        Fault: the chain is broken, or the file cannot be read.
    """
    try:
        text = layout.rulings.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(
            f"it cannot be read ({error})", where=NAME, next_step="put it back from a backup, or give permission"
        ) from None
    return read(text, NAME)


def in_force(layout: Layout) -> Rulings:
    """What the chain comes to: of each pair the latest ruling."""
    entries = chain(layout)
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        if entry.kind in (CONFIRMED, REFUSED):
            pair = entry.subject["vendor_id"], entry.subject["supplier_id"]
            latest[pair] = {
                "vendor_id": pair[0],
                "supplier_id": pair[1],
                "is_confirmed": entry.kind == CONFIRMED,
                "person": entry.person,
                "ruled_on": entry.at[:10],
                "sequence": entry.sequence,
            }
    head = f"{entries[-1].sequence} {entries[-1].hash}" if entries else ""
    return Rulings(of_vendors=tuple(latest[pair] for pair in sorted(latest)), head=head)


def rule(edition: StoredEdition, *, vendor: str, supplier: str, is_confirmed: bool, person: str) -> Entry:
    """Add a ruling about a vendor and a supplier to the chain, durably; the next build takes it up.

    Args:
        edition: where both must be known; what it says of the vendor is kept with the ruling.
        person: who rules.

    Raises:
        Fault: nobody is named, the edition knows no such vendor or supplier, or the chain is broken.
    """
    layout = edition.layout
    if not person.strip():
        raise Fault("a ruling needs the person who makes it", next_step="name them with --by")
    body = _seen(edition, vendor, supplier)
    with _writing(layout):
        entries = chain(layout)
        entry = linked(
            entries,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            person=person.strip(),
            kind=CONFIRMED if is_confirmed else REFUSED,
            subject={"vendor_id": vendor, "supplier_id": supplier},
            body=body,
        )
        # Written whole and put in its place in one step: a torn last line would break the chain for good.
        replace_text(layout.rulings, "".join(f"{one.line}\n" for one in (*entries, entry)))
    return entry


def _seen(edition: StoredEdition, vendor: str, supplier: str) -> dict[str, Any]:
    """What the edition says of the two when the ruling is made."""
    lines, suppliers = edition.table("ledger_line"), edition.table("supplier")
    names = edition.run(lines.filter(lines.vendor_id == vendor).select("vendor_name").distinct()).to_pylist()
    known = edition.run(suppliers.filter(suppliers.supplier_id == supplier).select("name").distinct()).to_pylist()
    if not names:
        raise Fault(
            f"the ledger has no vendor {vendor}",
            where=edition.id,
            next_step="name one by its id as `fullscore identity` shows it",
        )
    if not known:
        raise Fault(
            f"the programme has no supplier {supplier}",
            where=edition.id,
            next_step="name one by its id; `fullscore measure spend --by supplier` lists them",
        )
    matches = edition.table("vendor_match")
    matches = matches.filter(matches.vendor_id == vendor).order_by("vendor_name")
    said = edition.run(matches.select("proposed_supplier_id", "p_match", "state")).to_pylist()
    return {
        "edition": edition.id,
        "vendor_names": sorted(str(row["vendor_name"]) for row in names),
        "supplier_name": known[0]["name"],
        "proposed": [[row["proposed_supplier_id"], f"{row['p_match']:.4f}", row["state"]] for row in said],
    }


@contextmanager
def _writing(layout: Layout) -> Iterator[None]:
    """Hold the chain: whoever else rules waits for the moment that it takes."""
    try:
        layout.governance.mkdir(parents=True, exist_ok=True)
        handle = layout.rulings.with_suffix(".lock").open("w")
    except OSError as error:
        raise Fault(
            f"nothing can be written there ({error.strerror})",
            where=str(layout.governance),
            next_step="give yourself permission to write to it",
        ) from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

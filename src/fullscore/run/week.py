"""The week of an edition: what waits, what moved and why, what needs deciding, for whoever asks.

The answers are compared with those of the delivery before, or of another day: of the edition that was built of that
day's deliveries by the same code, where one still stands, else of this edition as it stood on that day. Settings that
changed can be told in the first case only, since in the second both sides are answered under today's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fullscore.run._week.between import between, names_of
from fullscore.run._week.decide import decide
from fullscore.run._week.item import Item, Line, in_turn, lines
from fullscore.run._week.moved import moved
from fullscore.run._week.reader import Reader, reader_of
from fullscore.run._week.waits import waits
from fullscore.run._week.words import counted
from fullscore.run.kept_answers import Document, documents, documents_as_of
from fullscore.run.read import open_edition
from fullscore.store import manifest as manifests
from fullscore.store.edition import StoredEdition
from fullscore.store.manifest import Manifest
from fullscore.terms.fault import Fault

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The first lines of a list, and how many more there are."""

    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Week:
    """What a week holds for a reader.

    Attributes:
        since: the day of the delivery that it is compared with; None where there is none before.
        reader: the role or person it is for; empty: everyone.
        says: the week in a sentence; where nothing is new it says so.
    """

    edition: str
    as_of: str
    since: str | None
    reader: str
    says: str
    waits: Listed
    moved: Listed
    decide: Listed


def week(
    edition: StoredEdition,
    *,
    name: str | None = None,
    since: date | None = None,
    limit: int,
    tell: Tell = lambda what, done, of: None,
) -> Week:
    """The week of an edition.

    Args:
        name: the role or the person's id that it is for; None: everyone.
        since: the day to compare with; None: the delivery before.
        limit: how many lines a list holds at the most.

    Raises:
        Fault: nobody is called so, theirs is a role that is shown no answers, or nothing had been delivered by then.
    """
    reader = reader_of(edition, name)
    day = _compared_with(edition.manifest, since)
    now = {one["question"]: one for one in documents(edition, tell)}
    names = names_of(edition)
    before: dict[str, Document] = {}
    changes: list[Item] = []
    if day is not None:
        before, settings = _before(edition, day, tell)
        changes = moved(before, now, between(edition, day, settings))
    found = [reader.shown(items) for items in (waits(edition), changes, decide(edition, now, before, names, day))]
    told = [lines(items) for items in found]
    told[2] = in_turn(told[2])
    return Week(
        edition=edition.id,
        as_of=edition.as_of,
        since=None if day is None else day.isoformat(),
        reader=reader.name,
        says=_says(reader, day, *told),
        waits=_listed(told[0], limit),
        moved=_listed(told[1], limit),
        decide=_listed(told[2], limit),
    )


def _compared_with(manifest: Manifest, since: date | None) -> date | None:
    """The newest delivery before the edition's, or of those up to a day."""
    days = sorted({file.delivery for file in manifest.files})
    if since is None:
        earlier = [day for day in days if day < manifest.as_of]
        return date.fromisoformat(earlier[-1]) if earlier else None
    if since.isoformat() >= manifest.as_of:
        raise Fault(
            f"--since {since} is not before the edition's own day {manifest.as_of}", next_step="name an earlier day"
        )
    earlier = [day for day in days if day <= since.isoformat()]
    if not earlier:
        raise Fault(f"nothing had been delivered by {since}", next_step=f"name a day from {days[0]} on")
    return date.fromisoformat(earlier[-1])


def _before(edition: StoredEdition, day: date, tell: Tell) -> tuple[dict[str, Document], dict[str, object]]:
    """The answers of that day, and the settings that they were answered under."""
    built = _built_of(edition, day)
    if built is None:
        return {one["question"]: one for one in documents_as_of(edition, day, tell)}, edition.settings
    with open_edition(edition.layout, built.id) as earlier:
        return {one["question"]: one for one in documents(earlier, tell)}, earlier.settings


def _built_of(edition: StoredEdition, day: date) -> Manifest | None:
    """The edition of that day's deliveries that the same code built, the last that was written; None: none stands."""
    layout = edition.layout
    found = [
        (layout.editions / id / "manifest.json", id)
        for id in manifests.ids(layout)
        if id.startswith(f"{day}-") and id != edition.id
    ]
    for _, id in sorted(found, key=lambda pair: (pair[0].stat().st_mtime_ns, pair[1]), reverse=True):
        try:
            manifest = manifests.read(layout, id)
        except Fault:
            # A broken edition that nobody asked for is no reason to say nothing.
            continue
        if manifest.code == edition.manifest.code:
            return manifest
    return None


def _listed(found: list[Line], limit: int) -> Listed:
    return Listed(lines=tuple(found[:limit]), more=max(len(found) - limit, 0))


def _says(reader: Reader, day: date | None, waiting: list[Line], changes: list[Line], deciding: list[Line]) -> str:
    whom = f" for {'HR' if reader.name == 'hr' else reader.name}" if reader.name else ""
    wait = counted(len(waiting), "thing waits", "things wait") if waiting else "nothing waits"
    need = counted(len(deciding), "thing needs", "things need") if deciding else "nothing needs"
    if day is None:
        return f"This is the first delivery, so nothing can have moved{whom}: {wait} and {need} deciding."
    new = sum(bool(line.is_new) for line in deciding)
    if not changes and not new:
        as_before = " as before" if deciding else ""
        return f"Nothing new since {day}{whom}: no answer moved, {wait} and {need} deciding{as_before}."
    move = counted(len(changes), "thing") if changes else "nothing"
    is_new = f", {new} of them new," if 0 < new < len(deciding) else ""
    return f"Since {day}{whom} {move} moved, {need} deciding{is_new} and {wait} for somebody."

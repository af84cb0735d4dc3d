"""What deliveries changed in the past, what that did to the figures, and whether it leans to one side.

Versions of the same key of the same feed are compared, one delivery with the next, column by column. What a table
declares as ordinary progress is left out: an empty cell filled, a status moving on, a planned end that moves with its
extensions. So is all that becomes of a draft, since drafts count in no figure: it may be rewritten, and may go, until
it is more than a draft. Every other change has a kind:

- ``erased`` or ``corrected``: a notice covers it (``_restating.notices`` says when);
- ``amended``: something that happened shows it (``_restating.signs`` says what), or a row is gone whose like came under
  another id in the same delivery (``_restating.replaced``);
- otherwise ``rewritten`` where a value is another one or empty, ``vanished`` where a full feed no longer has the row,
  ``reappeared`` where it has it again. These three are restatements.

A restatement is no accusation: it says that what was delivered before is no longer what is delivered, and that nothing
we were given says why.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from fullscore.lens._restating.changes import RESTATED, WHOLE, Changes, Kind
from fullscore.lens._restating.collected import Collected, collect
from fullscore.lens._restating.effects import Effect, effects, with_known_then
from fullscore.lens._restating.lean import Lean, leans
from fullscore.lens._restating.told import FOREVER, Told, day_of
from fullscore.lens._restating.undone import Undone
from fullscore.lens._restating.worlds import worlds
from fullscore.lens.kept import kept
from fullscore.measures._shape import Measure, measures
from fullscore.terms.edition import Edition
from fullscore.terms.lens import lens_of


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a version stands: the path inside ``feeds``, and the physical line."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Restatement:
    """One value, or one row, of which a later delivery says otherwise than an earlier one, and nothing says why."""

    kind: Literal["rewritten", "vanished", "reappeared"]
    table: str
    key: str
    """The parts of the key, joined by a comma."""
    column: str
    """Empty where the row as a whole is gone or back."""
    was: str | None
    now: str | None
    """None: empty."""
    first_seen: date
    """The first delivery of the value that was replaced; of a row that is gone or back, of the row."""
    changed_in: date
    """The delivery that no longer said so, or said so again."""
    feed: str
    party: str
    was_at: Place
    now_at: Place | None
    """None: the row is gone."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many changes of one kind a delivery brought in a table; a changed value is one, a row gone or back is one."""

    table: str
    kind: Kind
    why: str
    """The sign of an amendment, the notice of a correction or erasure; empty for restatements."""
    delivery: date
    changes: int


@dataclass(frozen=True, kw_only=True)
class History:
    """What deliveries changed in the past, beyond ordinary progress."""

    edition: str
    as_of: str
    restatements: tuple[Restatement, ...]
    """By delivery, table, key and column."""
    counts: tuple[Count, ...]
    """Of all kinds, by table, delivery and kind."""
    effects: tuple[Effect, ...]
    """By measure and month; only months that restatements moved."""
    leans: tuple[Lean, ...]
    notes: tuple[str, ...]

    def total(self, kind: Kind) -> int:
        """How many changes of a kind there are in all."""
        return sum(count.changes for count in self.counts if count.kind == kind)


def history(edition: Edition, *, of: Collection[str] | None = None, known_then: bool = False) -> History:
    """What the deliveries of an edition changed in the past.

    Args:
        of: the measures whose figures are looked at, which takes most of the time; None: all.
        known_then: effects also tell the figure of each month as it was known at the first delivery after it.
    """
    found = collect(edition)
    restatements = sorted(
        (r for told, made in found.tables for c in made if c.kind in RESTATED for r in _restatements(told, c, found)),
        key=lambda r: (r.changed_in, r.table, r.key, r.column, r.kind),
    )
    counts = sorted(_counts(found), key=lambda c: (c.table, c.delivery, c.kind, c.why))
    looked_at = [measure for name, measure in measures().items() if of is None or name in of]
    moved, leaning = _figures(edition, found, looked_at, known_then) if restatements else ((), ())
    return History(
        edition=edition.id,
        as_of=edition.as_of,
        restatements=tuple(restatements),
        counts=tuple(counts),
        effects=moved,
        leans=leaning,
        notes=found.notes,
    )


@kept
def history_of(edition: Edition) -> History:
    """The history of an edition as its answers and findings look at it, once for all of them.

    Of its effects those on measures that somebody reported or that the contract holds somebody to.
    """
    reports = edition.run(edition.table("reported_measure").select("measure").distinct())
    levels = edition.settings.get("service_level", [])
    return history(edition, of={*reports["measure"].to_pylist(), *(level["measure"] for level in levels)})


def _figures(
    edition: Edition, found: Collected, of: list[Measure], known_then: bool
) -> tuple[tuple[Effect, ...], tuple[Lean, ...]]:
    """Effects and leans of every measure that reads a restated table."""
    patches = found.patches()
    restated = found.restated(patches)
    without = Undone(edition, patches)
    made: list[Effect] = []
    looked_at = []
    for measure in of:
        lens = lens_of(measure.name, measure.axes, {})
        rests_on = measure.rests_on(lens)
        reads = {*rests_on, *(records.table for records in measure.records(lens))}
        if not reads & set(restated) or not all(edition.has(table.name) for table in rests_on):
            continue
        both = worlds(without, edition, measure, lens, restated)
        moved = effects(measure, both)
        made += with_known_then(edition, measure, lens, moved) if known_then else moved
        looked_at.append((measure, both))
    return tuple(made), leans(edition, looked_at, found.senders)


def _restatements(told: Told, changes: Changes, found: Collected) -> Iterator[Restatement]:
    column, kind = changes.column, changes.kind
    assert kind == "rewritten" or kind == "vanished" or kind == "reappeared"
    # A row that vanished ended with the version itself; every other change was brought by the version after it.
    before = changes.rows if kind == "vanished" else changes.rows - 1
    since = told.since(column) if column != WHOLE else _first_of_key(told)
    cells = {name: told.rows[name].take(before).to_pylist() for name in ("_feed", "_file", "_line")}
    keys = zip(*(told.rows[name].take(before).to_pylist() for name in told.keys), strict=True)
    was: list[Any] = told.rows[column].take(before).to_pylist() if column != WHOLE else [None] * len(before)
    now: list[Any] = told.rows[column].take(changes.rows).to_pylist() if column != WHOLE else was
    files, lines = (told.rows[name].take(changes.rows).to_pylist() for name in ("_file", "_line"))
    for n, key in enumerate(keys):
        feed = cells["_feed"][n]
        yield Restatement(
            kind=kind,
            table=told.table.name,
            key=", ".join(map(_text, key)),
            column=column,
            was=None if was[n] is None else _text(was[n]),
            now=None if now[n] is None else _text(now[n]),
            first_seen=day_of(since[before[n]]),
            changed_in=day_of(changes.days[n]),
            feed=feed,
            party=found.senders[feed].party.id if feed in found.senders else "",
            was_at=Place(file=cells["_file"][n], line=cells["_line"][n]),
            now_at=None if kind == "vanished" else Place(file=files[n], line=lines[n]),
        )


def _first_of_key(told: Told) -> Any:
    return told.begun[told.starts][told.codes]


def _counts(found: Collected) -> Iterator[Count]:
    tallies: dict[tuple[str, Kind, str, int], int] = {}
    for told, made in found.tables:
        for change in made:
            for day in change.days.tolist():
                key = (told.table.name, change.kind, change.why, day)
                tallies[key] = tallies.get(key, 0) + 1
    for (table, kind, why, day), count in tallies.items():
        assert day < FOREVER
        yield Count(table=table, kind=kind, why=why, delivery=day_of(day), changes=count)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

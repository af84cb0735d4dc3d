"""What moved from one edition's answers to another's, and why: from their documents alone.

Told, the most consequential first: verdicts that changed; a past that was changed without a word; opportunities that
are new or gone; rows whose verdict changed; grades of evidence that changed; estimates whose intervals no longer
overlap; counts of people that changed by a tenth; rows that came or went. A total that grew is no news: what was
counted grows with every delivery, so of two estimates one at least must be more than a count; of each row the last that
moved is told, since it is what the others add up to. Rows named by a month or quarter come and go as time passes; that
is none either. A reason is, as far as it is known, the threshold that was
crossed, a setting that changed, how many more it rests on now, and what was delivered in between.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fullscore.run._week.differences import Document, apart, change_of, judged, money_of, with_it
from fullscore.run._week.item import Item
from fullscore.run._week.words import LEAST_PEOPLE, counted, plural, spoken, told
from fullscore.terms.answer import row_id
from fullscore.terms.shown import VERDICTS, heading, shown

KINDS = ("verdict", "past", "opportunity", "row_verdict", "evidence", "estimate", "count", "rows")
"""What can move, the most consequential first."""
PERIODS = ("month", "quarter")
JUDGED = ("verdict", "status", "conflict")
"""Columns of a row that hold what was decided about it."""
QUIET = (None, False, "cannot_tell", "unproven", "ordinary", "covered", "as_stated", "as_contracted", "too_close")
"""Verdicts of rows that ask nobody to act: a row that turned to another is told before those that turned to these."""
OPPORTUNITIES = "leverage"
LOUD = 1e15
"""More than any amount of money."""
TENTH = 0.1
"""The share by which a count of people must change to be told; and by no fewer than ``LEAST_PEOPLE``."""
TOLD = 2
"""Tables, and thresholds, that a reason names."""


@dataclass(frozen=True, kw_only=True)
class Between:
    """What came between two editions.

    Attributes:
        deliveries: their dates.
        new: rows by table that nobody had delivered before.
        changed: rows by table that stood before and read otherwise now, or are gone.
        settings: sentences on settings that changed.
        rests_on: the tables that each question rests on.
        keys: the columns that name a row of each question.
        names: of org units and suppliers, by id.
    """

    deliveries: tuple[str, ...] = ()
    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def moved(before: Mapping[str, Document], now: Mapping[str, Document], between: Between) -> list[Item]:
    """What moved between two sets of answers, the most consequential first.

    Args:
        before, now: documents of answers by question; what only one of them holds is passed over.
        between: what came between them.
    """
    found = []
    for question in now:
        if question in before:
            found += list(_Pair(question, before[question], now[question], between).items())
    return sorted(found, key=lambda item: (KINDS.index(item.kind), -item.weight))


@dataclass(frozen=True)
class _Pair:
    question: str
    before: Document
    now: Document
    between: Between

    @property
    def title(self) -> str:
        return str(self.now["title"])

    def items(self) -> Iterator[Item]:
        yield from self._verdict()
        yield from self._past()
        yield from self._evidence()
        was = {row["id"]: row for row in self.before["rows"]}
        for row in self.now["rows"]:
            if row["id"] in was:
                yield from self._row(was[row["id"]], row)
        old, new = (
            {f"the_{name}": value for name, value in each["further"].items()} for each in (self.before, self.now)
        )
        yield from (self._estimate("", name, old, new) for name in new if apart(old.get(name), new[name]))
        yield from self._counts()
        yield from self._came_and_went()

    def _item(self, kind: str, *key: object, row: Document | None = None, why: str = "", **parts: Any) -> Item:
        usual: dict[str, Any] = {
            "id": row_id(self.question, ("moved", kind, *key)),
            "kind": kind,
            "fold": self.question,
            "many": f"{self.title} {{Named}}.",
            "why": " ".join(filter(None, (why, self._why(kind)))),
            "functions": tuple(self.now["concerns"]),
            "org_unit_id": row.get("org_unit_id") if row else None,
            "question": self.question,
            "row": row["id"] if row else None,
            "is_new": True,
        }
        return Item(**{**usual, **parts})

    def _verdict(self) -> Iterator[Item]:
        was, now = self.before["verdict"], self.now["verdict"]
        if was != now:
            says = f"{self.title} From {VERDICTS[was]} to {VERDICTS[now]}: {self.now['says']}"
            yield self._item("verdict", says=says, weight=1.0 if now is None else 2.0)

    def _past(self) -> Iterator[Item]:
        """What was delivered before and has been changed since, as the question on that counts it."""
        was, now = (each["further"].get("restatements") for each in (self.before, self.now))
        if not (isinstance(was, Mapping) and isinstance(now, Mapping)):
            return
        more = {kind: rows - was.get(kind, 0) for kind, rows in now.items() if rows > was.get(kind, 0)}
        if more:
            said = " and ".join(f"{counted(n, 'value or row', 'values or rows')} {kind}" for kind, n in more.items())
            says = f"{self.title} The past was changed without a word: {said}."
            yield self._item("past", says=says, weight=float(sum(more.values())))

    def _evidence(self) -> Iterator[Item]:
        was, now = self.before["evidence"], self.now["evidence"]
        if was != now:
            yield self._item("evidence", says=f"{self.title} The answer rests on {now} evidence now, was {was}.")

    def _row(self, was: Document, now: Document) -> Iterator[Item]:
        name = self._named(now)
        for column in JUDGED:
            if column in was and column in now and was[column] != now[column]:
                change = f"{name} from {judged(was[column])} to {judged(now[column])}{with_it(was, now)}"
                yield self._item(
                    "row_verdict", now["id"], column,
                    row=now, says=f"{self.title} {change}.", part=change,
                    weight=money_of(now) + (0.0 if now[column] in QUIET else LOUD),
                )  # fmt: skip
        if self.question == OPPORTUNITIES and was["evidence"] != now["evidence"]:
            change = f"{name} rests on {now['evidence']} evidence now, was {was['evidence']}"
            yield self._item("evidence", now["id"], row=now, says=f"{self.title} {change}.", part=change)
        if changed := [column for column in now if apart(was.get(column), now[column])]:
            yield self._estimate(name, changed[-1], was, now)

    def _estimate(self, name: str, column: str, was: Document, now: Document) -> Item:
        old, new = was[column], now[column]
        what = ", ".join(filter(None, (name, heading(column))))
        change = f"{what} is {spoken(column, new)}, was {spoken(column, old)}"
        return self._item(
            "estimate", now.get("id", ""), column,
            row=now if "id" in now else None,
            why=f"It rests on {new['n']:,} where it rested on {old['n']:,}." if new["n"] != old["n"] else "",
            says=f"{self.title} {change[:1].upper()}{change[1:]}.", part=change,
            weight=change_of(old, new) if new.get("currency") else 0.0,
        )  # fmt: skip

    def _counts(self) -> Iterator[Item]:
        """Of rows that count people, how many there are in all by what the rows are first named by."""
        was, now = self._totals(self.before), self._totals(self.now)
        for name in sorted({*was, *now}):
            old, new = was.get(name, 0), now.get(name, 0)
            if abs(new - old) >= max(LEAST_PEOPLE, TENTH * max(old, new)):
                part = f"“{name}” {told(new, LEAST_PEOPLE)}, was {told(old, LEAST_PEOPLE)}"
                yield self._item(
                    "count",
                    name,
                    says=f"{self.title} {part}.",
                    part=part,
                    of_all_units=True,
                    weight=float(abs(new - old)),
                )

    def _totals(self, answer: Document) -> Counter[str]:
        found: Counter[str] = Counter()
        key = self.between.keys.get(self.question, ())
        for row in answer["rows"]:
            if key and isinstance(row.get("count"), int):
                found[str(row[key[0]])] += row["count"]
        return found

    def _came_and_went(self) -> Iterator[Item]:
        # Rows that count people are told by their counts.
        was, now = ({row["id"]: row for row in each["rows"] if "count" not in row} for each in (self.before, self.now))
        came = [row for id, row in now.items() if id not in was and not self._only_time(row, self.before)]
        went = [row for id, row in was.items() if id not in now and not self._only_time(row, self.now)]
        for word, rows in (("new", came), ("no longer there", went)):
            for row in rows:
                worth = row.get("value_per_year")
                value = f", {spoken('value', worth)} a year" if worth and worth.get("estimate") is not None else ""
                part = f"{self._named(row)}{value}"
                yield self._item(
                    "opportunity" if self.question == OPPORTUNITIES else "rows", row["id"], word,
                    row=row, fold=f"{self.question} {word}", says=f"{self.title} {word.capitalize()}: {part}.",
                    part=part, many=f"{self.title} {word.capitalize()}: {{named}}.",
                    weight=money_of(row), value_per_year=worth,
                )  # fmt: skip

    def _only_time(self, row: Document, other: Document) -> bool:
        """Whether the other answer has the same row of another month or quarter."""
        key = self.between.keys.get(self.question, ())
        rest = [column for column in key if column not in PERIODS]
        if len(rest) == len(key):
            return False
        return any(all(row.get(column) == one.get(column) for column in rest) for one in other["rows"])

    def _named(self, row: Document) -> str:
        names = self.between.names
        cells = [str(row[column]) for column in self.between.keys.get(self.question, ()) if row.get(column)]
        return ", ".join(names.get(cell, heading(cell)) for cell in cells) or str(row["id"])

    def _why(self, kind: str) -> str:
        said = [*(self._crossed() if kind in ("verdict", "row_verdict") else ()), *self._assumed()]
        return " ".join([*said, *self.between.settings, *self._delivered()])

    def _crossed(self) -> list[str]:
        was = {one["what"]: one for one in self.before["would_change"]}
        said = []
        for one in self.now["would_change"]:
            what, other = one["what"], was.get(one["what"])
            if other is None or None in (one["now"], one["threshold"], other["now"], other["threshold"]):
                continue
            if (one["now"] < one["threshold"]) != (other["now"] < other["threshold"]):
                values = (shown(what, value) for value in (other["now"], one["now"], one["threshold"]))
                said.append("{}: from {} to {}, past {}.".format(what[:1].upper() + what[1:], *values))
        return said[:TOLD]

    def _assumed(self) -> list[str]:
        was = {one["name"]: one["value"] for one in self.before["assumptions"]}
        return [
            f"{heading(one['name']).capitalize()} is {shown(one['name'], one['value'])} by {one['source']}, was "
            f"{shown(one['name'], was[one['name']])}."
            for one in self.now["assumptions"]
            # What is taken from the data moves with them, and is no setting.
            if one["source"] != "own data" and was.get(one["name"], one["value"]) != one["value"]
        ]

    def _delivered(self) -> list[str]:
        tables = dict.fromkeys(self.between.rests_on.get(self.question, ()))
        said = []
        for counts, words in ((self.between.new, "came"), (self.between.changed, "changed or went")):
            most = sorted(((counts.get(table, 0), table) for table in tables), reverse=True)[:TOLD]
            if most_said := " and ".join(f"{rows:,} {plural(heading(table))}" for rows, table in most if rows):
                said.append(f"{most_said} {words}")
        return [f"In between {'; '.join(said)}."] if said else []

"""Which heading takes which slot: an assignment, one to one, of the greatest likeness that the values allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from fullscore.feeds._cells.people import names_a_person
from fullscore.feeds._proposing.likeness import word_likeness
from fullscore.feeds._proposing.options import translated
from fullscore.feeds._proposing.profile import Profile
from fullscore.feeds._proposing.sample import Sample
from fullscore.feeds._proposing.targets import Slot, Targets
from fullscore.feeds._proposing.words import said_fully, words
from fullscore.model._shape import Kind

LEAST = 0.5
"""What a heading and its values must come to; below it a heading has no home, whoever else may have none."""
EXACT = 0.999
_TYPED = (Kind.date, Kind.month, Kind.time, Kind.money, Kind.hours, Kind.number, Kind.whole, Kind.flag)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A heading's slot.

    Attributes:
        slot: its place among the slots.
        likeness: of the headings alone.
        support: how well the values agree; None where there are none, or nothing is known to ask of them.
        score: both together.
        rival: the best score that the heading has elsewhere, or that another heading has for the slot.
        phrase: what the heading was found to be like.
    """

    slot: int
    likeness: float
    support: float | None
    score: float
    rival: float
    phrase: str

    @property
    def confidence(self) -> float:
        """From 0 to 1; a rival that comes near takes some of it away."""
        if self.likeness >= EXACT:
            return 1.0 if self.support is None or self.support > 0.5 else 0.8
        return round(max(0.05, min(0.99, self.score - max(0.0, 0.5 * (self.rival - self.score + 0.2)))), 2)


@dataclass(frozen=True)
class Compared:
    """A file beside everything that it can be compared with."""

    sample: Sample
    targets: Targets
    profiles: tuple[Profile, ...]
    people: tuple[bool, ...]
    likeness: Any
    place: dict[str, int]


def compared(sample: Sample, targets: Targets) -> Compared:
    """Compare every heading with every phrase, once."""
    profiles = tuple(Profile(cells) for cells in sample.cells)
    return Compared(
        sample=sample,
        targets=targets,
        profiles=profiles,
        people=tuple(
            any(map(names_a_person, (heading, said_fully(heading), _spelt(heading)))) or profile.mails > 0.5
            for heading, profile in zip(sample.headings, profiles, strict=True)
        ),
        likeness=targets.vocabulary.likeness(sample.headings),
        place={phrase: at for at, phrase in enumerate(targets.vocabulary.phrases)},
    )


_OF_PEOPLE = ("name", "first", "last", "worker", "candidate", "manager", "employee", "supervisor", "approver", "email")


def _spelt(heading: str) -> str:
    """The heading with what looks like a shortened word about people written out: ``wrkr lst nme`` names a person."""
    said = words(heading)
    if len(said) < 2:
        return heading
    return " ".join(
        next((known for known in _OF_PEOPLE if len(word) > 2 and word_likeness(word, known) >= 0.85), word)
        for word in said
    )


def match(given: Compared, slots: Sequence[Slot], *, least: float = LEAST) -> dict[int, Match]:
    """The slot of each heading that has one, by the heading's place."""
    headings = given.sample.headings
    if not headings or not slots:
        return {}
    likeness = np.zeros((len(headings), len(slots)))
    phrases = np.zeros((len(headings), len(slots)), dtype=int)
    for at, slot in enumerate(slots):
        places = [given.place[phrase] for phrase, _ in slot.phrases]
        found = given.likeness[:, places] * np.array([counts for _, counts in slot.phrases])
        phrases[:, at] = found.argmax(axis=1)
        likeness[:, at] = found.max(axis=1)
    scores, supports = likeness.copy(), dict[tuple[int, int], float | None]()
    for row, column in zip(*np.nonzero(likeness >= 0.8 * least), strict=True):
        slot, place = slots[column], (int(row), int(column))
        if not headings[row].strip() or (given.people[row] and not (slot.hidden or slot.aside)):
            scores[place] = 0.0
            continue
        supports[place] = support = _support(given, given.profiles[row], slot)
        scores[place] *= _weight(support, slot)
        if likeness[place] >= EXACT:
            scores[place] = max(scores[place], 0.97)
    scores[scores < least] = 0.0
    rows, columns = linear_sum_assignment(-(scores**2))
    matches = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        score = float(scores[row, column])
        if score <= 0:
            continue
        elsewhere = np.delete(scores[row], column).max(initial=0.0)
        others = np.delete(scores[:, column], row).max(initial=0.0)
        matches[row] = Match(
            slot=column,
            likeness=float(likeness[row, column]),
            support=supports.get((row, column)),
            score=min(score, 1.0),
            rival=float(max(elsewhere, others)),
            phrase=slots[column].phrases[phrases[row, column]][0],
        )
    return matches


def _support(given: Compared, profile: Profile, slot: Slot) -> float | None:
    if slot.words and profile.filled:
        known = sum(count for word, count in profile.counts.items() if word.lower() in slot.words)
        if known:
            return 0.6 + 0.4 * known / profile.filled
    found = []
    for table, column in slot.feeds:
        said: list[str] = []
        if column.kind is Kind.choice and profile.few:
            _, unknown = translated(column, profile.counts, given.targets.learned.get((table.name, column.name), {}))
            said = [word for word in profile.counts if word not in unknown]
        support = profile.support(column, said)
        if support is not None:
            found.append(support)
    return max(found) if found else None


def _weight(support: float | None, slot: Slot) -> float:
    """What the values make of a likeness: little where they agree, much where they cannot be what is asked for."""
    if support is None:
        return 1.0
    if support < 0.05 and any(column.kind in _TYPED for _, column in slot.feeds):
        return 0.4
    return 0.75 + 0.28 * support

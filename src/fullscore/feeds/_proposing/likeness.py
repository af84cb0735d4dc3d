"""How alike two headings are, word by word, allowing for shortenings, initials, slips and words run together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._proposing.words import ALIKE, IDENTIFYING, NAMING, SHORT, SORTS, singular, words

Array = Any
_GROUPS = {word: number for number, group in enumerate(ALIKE) for word in group}
_SORTS = {word: 1 << number for number, group in enumerate(SORTS) for word in group}
_OTHER_SORT = 0.65
"""What is left of a likeness where one heading is, say, a code and the other a name."""
_FAMILIAR = 0.5
"""A word of the file's that is like no known one by so much is noise, such as a system's own prefix."""
_NOISE = 0.35
"""What such a word counts, beside the others of its heading."""


@dataclass(frozen=True)
class _Piece:
    """A word, the initials of several, or several run together, and the places of the words that it stands for.

    ``first`` is the length of the first word of those that are run together; 0 for a word, -1 for initials.
    """

    text: str
    places: tuple[int, ...]
    first: int = 0

    @property
    def key(self) -> tuple[str, int]:
        return self.text, self.first


@lru_cache(maxsize=100_000)
def _pieces(said: tuple[str, ...]) -> tuple[_Piece, ...]:
    found = [_Piece(word, (place,)) for place, word in enumerate(said)]
    for length in range(2, len(said) + 1):
        for first in range(len(said) - length + 1):
            places = tuple(range(first, first + length))
            run = said[first : first + length]
            if length <= 4:
                found.append(_Piece("".join(word[0] for word in run), places, -1))
            if length <= 3 or length == len(said):
                found.append(_Piece("".join(run), places, len(run[0])))
    return tuple(found)


@lru_cache(maxsize=400_000)
def word_likeness(one: str, other: str) -> float:
    """From 0 to 1; the longer of two words may be shortened to the other."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    bare, plain = singular(one), singular(other)
    if bare == plain:
        return 0.97
    if plain in SHORT.get(one, ()) or other in SHORT.get(one, ()) or one in SHORT.get(other, ()):
        return 0.95
    group, theirs = _GROUPS.get(one, _GROUPS.get(bare)), _GROUPS.get(other, _GROUPS.get(plain))
    if group is not None and group == theirs:
        return 0.45 if one in NAMING or other in NAMING else 0.6 if bare in IDENTIFYING else 0.75
    short, long = sorted((one, other), key=len)
    return max(_shortened(short, long), _mistyped(bare, plain))


def _run_together(run: str, first: int, other: str) -> float:
    """The likeness of several words run together to one: it must go beyond the first of them to be like them all."""
    if run == other:
        return 1.0
    if len(other) <= first or len(other) < 0.4 * len(run):
        return 0.0
    return max(_shortened(other, run) if len(other) < len(run) else 0.0, _mistyped(run, other))


def _shortened(short: str, long: str) -> float:
    """How well one word shortens another: cut off, without its vowels, or with letters left out in between."""
    if len(short) < 2 or short[0] != long[0] or len(short) == len(long):
        return 0.0
    if long.startswith(short):
        return 0.6 if len(short) == 2 else min(0.92, 0.78 + 0.05 * (len(short) - 3))
    skeleton = long[0] + "".join(letter for letter in long[1:] if letter not in "aeiou")
    if short == skeleton or short == _undoubled(skeleton):
        return 0.9
    rest = iter(long)
    if len(short) < 0.3 * len(long) or not all(letter in rest for letter in short):
        return 0.0
    consonants = sum(letter not in "aeiou" for letter in short) / max(len(skeleton), 1)
    return (0.5 if len(short) == 2 else 0.62) + 0.15 * (short[-1] == long[-1]) + 0.1 * min(consonants, 1.0)


def _undoubled(text: str) -> str:
    return "".join(letter for place, letter in enumerate(text) if not place or letter != text[place - 1])


@lru_cache(maxsize=200_000)
def _mistyped(one: str, other: str) -> float:
    """Whether a letter or two is missing, wrong or swapped with its neighbour."""
    if one[0] != other[0] or min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2:
        return 0.0
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    errors, length = rows[-1][-1], max(len(one), len(other))
    if errors == 1:
        return 0.9 if length >= 6 else 0.72
    return 0.75 if errors == 2 and length >= 9 else 0.0


class Vocabulary:
    """All headings that a file's headings are compared with, prepared once."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(phrases)
        self.said = [words(phrase) for phrase in phrases]
        self.folded = np.array([folded(phrase) for phrase in phrases])
        pieces = [_pieces(said) for said in self.said]
        self.index: dict[tuple[str, int], int] = {}
        for row in pieces:
            for piece in row:
                self.index.setdefault(piece.key, len(self.index))
        most, longest = max(map(len, pieces), default=1), max(map(len, self.said), default=1)
        self.at = np.full((len(pieces), most), len(self.index), dtype=np.int32)
        self.stands_for = np.zeros((len(pieces), most, longest), dtype=np.float32)
        for i, row in enumerate(pieces):
            for j, piece in enumerate(row):
                self.at[i, j] = self.index[piece.key]
                self.stands_for[i, j, list(piece.places)] = 1.0
        self.texts = [text for text, _ in self.index]
        self.by_letter: dict[str, list[tuple[str, int]]] = {}
        self.by_initials: dict[str, int] = {}
        for (text, first), at in self.index.items():
            if first < 0:
                self.by_initials[text] = at
            else:
                self.by_letter.setdefault(text[0], []).append((text, first))
        seen: dict[str, int] = {}
        for said in set(self.said):
            for word in set(said):
                seen[word] = seen.get(word, 0) + 1
        total = max(len(set(self.said)), 1)
        self.rarity = {word: 0.25 + float(np.log1p(total / (4 * count))) for word, count in seen.items()}
        self.sorts = np.array([_sorts(said) for said in self.said], dtype=np.int32)
        self.weights = np.zeros((len(pieces), longest), dtype=np.float32)
        for i, said in enumerate(self.said):
            self.weights[i, : len(said)] = [self.rarity[word] for word in said]
        self._near: dict[tuple[str, int], Array] = {}

    @cached_property
    def letters(self) -> tuple[dict[str, int], Array]:
        """Pairs of letters of each phrase, as unit rows."""
        index: dict[str, int] = {}
        for phrase in self.phrases:
            for pair in _pairs(phrase):
                index.setdefault(pair, len(index))
        return index, np.array([_row(phrase, index) for phrase in self.phrases], dtype=np.float32)

    def near(self, piece: _Piece) -> Array:
        """The likeness of a piece to every piece known."""
        if piece.key not in self._near:
            found = np.zeros(len(self.index) + 1, dtype=np.float32)
            if piece.first < 0:
                # Initials are too short to be like anything but themselves, and two of them prove nothing.
                if (word := self.index.get((piece.text, 0))) is not None:
                    found[word] = 0.93
            else:
                for text, first in self._candidates(piece.text):
                    found[self.index[text, first]] = _alike(piece, text, first)
                if not piece.first and piece.text in self.by_initials:
                    found[self.by_initials[piece.text]] = 0.93
            self._near[piece.key] = found
        return self._near[piece.key]

    def _candidates(self, word: str) -> list[tuple[str, int]]:
        """What a word can be like at all: what begins alike, what it stands for, and what means the same."""
        meant = {*SHORT.get(word, ()), *(short for short, long in SHORT.items() if word in long)}
        groups = {_GROUPS.get(word), _GROUPS.get(singular(word))} - {None}
        meant |= {other for other, group in _GROUPS.items() if group in groups}
        meant |= {f"{other}s" for other in meant}
        others = [(text, 0) for text in meant if text[0] != word[0] and (text, 0) in self.index]
        return others + self.by_letter.get(word[0], [])

    def likeness(self, headings: Sequence[str]) -> Array:
        """How alike each heading is to each phrase, from 0 to 1; an array of (headings, phrases)."""
        everywhere = _words_everywhere(headings)
        rows = [self._one(heading, everywhere) for heading in headings]
        return np.array(rows, dtype=np.float32).reshape(len(headings), len(self.phrases))

    def _one(self, heading: str, everywhere: frozenset[str]) -> Array:
        said = tuple(word for word in words(heading) if word not in everywhere) or words(heading)
        if not said or not self.phrases:
            return np.zeros(len(self.phrases), dtype=np.float32)
        pieces = _pieces(said)
        near = np.stack([self.near(piece) for piece in pieces])
        cells = near[:, self.at]
        # How well each word of either side is found on the other one, by itself or in a piece that stands for it.
        best = cells.max(axis=2)
        mine = np.zeros((len(said), len(self.phrases)), dtype=np.float32)
        for piece, likeness in zip(pieces, best, strict=True):
            mine[list(piece.places)] = np.maximum(mine[list(piece.places)], likeness)
        theirs = (cells.max(axis=0)[:, :, None] * self.stands_for).max(axis=1)
        known = self._known(said)
        weights = self._weights(known)
        here = (weights[:, None] * mine).sum(axis=0) / weights.sum()
        there = (self.weights * theirs).sum(axis=1) / np.maximum(self.weights.sum(axis=1), 1e-6)
        by_words = 2 * here * there / np.maximum(here + there, 1e-6)
        sorts = _sorts([word for word in known if word])
        if sorts:
            by_words = np.where((self.sorts != 0) & ((self.sorts & sorts) == 0), _OTHER_SORT * by_words, by_words)
        index, rows = self.letters
        by_letters = rows @ _row(heading, index)
        found = np.maximum(by_words, 0.8 * by_letters) * 0.96 + 0.03 * by_letters
        exact = self.folded == folded(heading)
        return np.where(exact, 1.0, found).astype(np.float32)

    def _known(self, said: tuple[str, ...]) -> list[str | None]:
        """The known word that each word of a heading is most like; None for noise."""
        found: list[str | None] = []
        for word in said:
            near = self.near(_Piece(word, (0,)))
            at = int(near.argmax())
            found.append(self.texts[at] if near[at] >= _FAMILIAR else None)
        return found

    def _weights(self, known: Sequence[str | None]) -> Array:
        """What each word of a heading tells: as much as the known word that it is most like; noise tells little."""
        told = [self.rarity.get(word, 1.0) if word else None for word in known]
        usual = [weight for weight in told if weight is not None]
        noise = _NOISE * (sum(usual) / len(usual) if usual else 1.0)
        return np.array([noise if weight is None else weight for weight in told], dtype=np.float32)


def _sorts(said: Sequence[str]) -> int:
    """The sorts of thing that words speak of, as bits."""
    found = 0
    for word in said:
        for meant in (word, singular(word), *SHORT.get(word, ())):
            found |= _SORTS.get(meant, 0)
    return found


def _alike(piece: _Piece, text: str, first: int) -> float:
    if piece.first and first:
        return 1.0 if piece.text == text else _mistyped(piece.text, text)
    if piece.first:
        return _run_together(piece.text, piece.first, text)
    return _run_together(text, first, piece.text) if first else word_likeness(piece.text, text)


def _words_everywhere(headings: Sequence[str]) -> frozenset[str]:
    """Words that most headings of a file share, such as a system's prefix: they tell nothing apart."""
    if len(headings) < 5:
        return frozenset()
    counts: dict[str, int] = {}
    for heading in headings:
        for word in set(words(heading)):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count > 0.6 * len(headings))


def _pairs(phrase: str) -> list[str]:
    text = f"^{folded(phrase)}$"
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _row(phrase: str, index: dict[str, int]) -> Array:
    row, pairs = np.zeros(len(index), dtype=np.float32), _pairs(phrase)
    for pair in pairs:
        if pair in index:
            row[index[pair]] += 1.0
    # Pairs that no phrase has count in the length all the same.
    counts: dict[str, int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    norm = float(np.sqrt(sum(count * count for count in counts.values())))
    return row / norm if norm else row

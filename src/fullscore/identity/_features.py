"""What speaks for and against two names being one company, as numbers."""

from collections import Counter
from collections.abc import Sequence
from math import log

from rapidfuzz.distance import DamerauLevenshtein, Indel, JaroWinkler

from fullscore.identity._names import LONG, Name, Spelling
from fullscore.identity._words import GENERIC, NEUTRAL

FEATURES = (
    "same",
    "likeness",
    "close_likeness",
    "beginning",
    "covered",
    "nearly_covered",
    "shared",
    "strongest_shared",
    "names_apart",
    "trades_apart",
    "name_left_over",
    "trade_left_over",
    "neutral_left_over",
    "name_whole",
    "numbers_differ",
    "form_same",
    "form_differs",
    "cut",
    "initials",
    "one_word",
)
ROMAN = {"ii", "iii", "iv"}
LEAST_WEIGHT, NEUTRAL_WEIGHT, COMMON_WEIGHT = 0.06, 0.12, 0.3


_Alignment = tuple[list[tuple[str, float]], list[str], list[str], bool]


class Weights:
    """How much each word tells: a rare one much, one that many companies share little."""

    def __init__(self, *sides: Sequence[Name]) -> None:
        held = Counter(
            word for names in sides for name in names for word in {w for s in name.spellings for w in s.words}
        )
        # A small programme has seen few names, and must not think a word rare for that.
        names = max(2_000, sum(map(len, sides)))
        self._full = log(names)
        self._weights = {word: self._weight(word, count) for word, count in held.items()}

    def _weight(self, word: str, count: int) -> float:
        rare = max(LEAST_WEIGHT, 1 - log(count) / self._full)
        if word in NEUTRAL:
            return NEUTRAL_WEIGHT
        if word in GENERIC:
            return min(rare, COMMON_WEIGHT)
        # One or two letters are as often an initial or a region as a name.
        return min(rare, 0.5) if len(word) < 3 and not word.isdigit() else rare

    def __call__(self, word: str) -> float:
        return self._weights[word]


def features(vendor: Name, supplier: Name, weights: Weights) -> tuple[float, ...]:
    """The features of a pair, of the two spellings that are likest; in the order of ``FEATURES``."""
    pairs = [
        _pair(mine, theirs, weights, len(vendor.written)) for mine in vendor.spellings for theirs in supplier.spellings
    ]
    return max(pairs, key=_order)


def left_over(vendor: Name, supplier: Name, weights: Weights) -> tuple[list[str], list[str]]:
    """The words that only the vendor and only the supplier bear, of the two spellings that are likest."""
    pairs = [(mine, theirs) for mine in vendor.spellings for theirs in supplier.spellings]
    mine, theirs = max(pairs, key=lambda pair: _order(_pair(pair[0], pair[1], weights, len(vendor.written))))
    _, left, other, _ = _aligned(mine, theirs, weights)
    return left, other


def _order(found: tuple[float, ...]) -> tuple[float, ...]:
    """By which the likest of several spellings is chosen."""
    return found[0], found[4] - found[8], found[1]


def _pair(mine: Spelling, theirs: Spelling, weights: Weights, written: int) -> tuple[float, ...]:
    same = mine.joined == theirs.joined
    shared, left, other, initials = _as_one(mine, weights) if same else _aligned(mine, theirs, weights)
    together = sum(weight for _, weight in shared)
    mine_name, mine_trade, mine_neutral = _left(left, weights)
    their_name, their_trade, their_neutral = _left(other, weights)
    left_over = mine_name + mine_trade + their_name + their_trade
    strongest = max((weight for _, weight in shared), default=0.0)
    covered = 2 * together / (2 * together + left_over) if together else 0.0
    likeness = Indel.normalized_similarity(mine.ordered, theirs.ordered)
    cut = (
        not same
        and written >= LONG
        and len(mine.joined) > 12
        and len(theirs.joined) > len(mine.joined)
        and Indel.normalized_similarity(mine.joined, theirs.joined[: len(mine.joined)]) > 0.95
    )
    return (
        float(same),
        likeness,
        max(likeness - 0.85, 0.0),
        JaroWinkler.similarity(mine.joined, theirs.joined),
        covered,
        max(covered - 0.85, 0.0),
        min(together, 2.5),
        strongest,
        min(mine_name, their_name, 1.5),
        min(mine_trade, their_trade, 0.6),
        min(abs(mine_name - their_name), 2.0),
        min(abs(mine_trade - their_trade), 1.0),
        min(mine_neutral + their_neutral, 2),
        float(not mine_name and not their_name and strongest > COMMON_WEIGHT),
        float(_numbers(left) != _numbers(other)),
        float(bool(mine.form) and mine.form == theirs.form),
        float(bool(mine.form) and bool(theirs.form) and mine.form != theirs.form),
        float(cut),
        float(initials),
        float(min(len(mine.words), len(theirs.words)) == 1),
    )


def _left(words: list[str], weights: Weights) -> tuple[float, float, int]:
    """Of words that are left, the weight of those that name a company and of those of its trade; how many neutral."""
    neutral = [word for word in words if word in NEUTRAL]
    trade = [word for word in words if word in GENERIC and word not in NEUTRAL]
    name = [word for word in words if word not in GENERIC and word not in NEUTRAL]
    return sum(map(weights, name)), sum(map(weights, trade)), len(neutral)


def _numbers(words: list[str]) -> set[str]:
    return {word for word in words if word in ROMAN or any(c.isdigit() for c in word)}


def _as_one(mine: Spelling, weights: Weights) -> _Alignment:
    return [(word, weights(word)) for word in mine.words], [], [], False


def _aligned(mine: Spelling, theirs: Spelling, weights: Weights) -> _Alignment:
    """The words that stand on both sides with their weights, the words that are left on each, whether initials met."""
    a, b = list(mine.words), list(theirs.words)
    shared = []
    for word in mine.words:
        if word in b:
            shared.append((word, weights(word)))
            a.remove(word)
            b.remove(word)
    for word in list(a):
        if not b:
            break
        alike, twin = max((_alike(word, one), one) for one in b)
        if alike:
            shared.append((word, alike * min(weights(word), weights(twin))))
            a.remove(word)
            b.remove(twin)
    initials = False
    for one, other in ((a, b), (b, a)):
        for word in list(one):
            if (run := _together(word, other)) is not None:
                spelt = len(word) == len(run) and len(run) > 1
                initials = initials or spelt
                shared.append((word, (0.5 if spelt else 1.0) * weights(word)))
                one.remove(word)
                for piece in run:
                    other.remove(piece)
    return shared, a, b, initials


def _alike(word: str, other: str) -> float:
    """How far two words are one word, mistyped or cut short; 0 where they are two."""
    short, long = sorted((len(word), len(other)))
    if short < 3 or not (word.isalpha() and other.isalpha()):
        return 0.0
    if short >= 3 and (word.startswith(other) or other.startswith(word)):
        return 0.9 if long - short <= 2 and short > 4 else 0.7
    if short >= 4 and word[0] == other[0]:
        slips = DamerauLevenshtein.distance(word, other, score_cutoff=2)
        if slips == 1 or (slips == 2 and short >= 8):
            return 0.9 if slips == 1 else 0.75
    if short >= 6 and DamerauLevenshtein.distance(word, other, score_cutoff=1) == 1:
        return 0.8
    # A word without some of its letters, as in `mgmnt` or `trnspt`; shorter ones could stand for anything.
    if short >= 3 and long > short and word[0] == other[0]:
        brief, full = sorted((word, other), key=len)
        rest = iter(full)
        if all(c in rest for c in brief) and (short >= 4 or full in GENERIC):
            return 0.8 if _consonants(brief) == _consonants(full) else 0.6
    return 0.0


def _consonants(word: str) -> str:
    return word[0] + "".join(c for c in word[1:] if c not in "aeiouy")


def _together(word: str, others: list[str]) -> list[str] | None:
    """The words that another stands for: written in one piece, or by their initials."""
    if len(word) < 2 or len(others) < 2:
        return None
    for at in range(len(others) - 1):
        if others[at][0] != word[0]:
            continue
        for end in range(at + 2, min(at + 5, len(others)) + 1):
            run = others[at:end]
            if "".join(run) == word or "".join(piece[0] for piece in run) == word:
                return run
    return None

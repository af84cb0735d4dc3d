"""A company's name as it can be compared: words without legal form, accents, punctuation and habits of spelling."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from fullscore.identity._words import ABBREVIATIONS, LEGAL_FORMS, REMARKS, TRADING_AS

_BETWEEN = re.compile(TRADING_AS, re.IGNORECASE)
_REMARK = re.compile(REMARKS, re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^()]*)\)?")
_APOSTROPHES = re.compile("['\u2019`]")
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ł": "l", "Ł": "l", "đ": "d"})
FORMS_LEFT_ASIDE = {
    *("ltd", "limited", "llc", "llp", "inc", "incorporated", "plc", "corp", "corporation", "co", "company", "gmbh"),
    *("ag", "kg", "bv", "nv", "sa", "sas", "srl", "spa", "ab", "oy", "pvt", "pte", "pty"),
}
"""Legal forms that may differ between two spellings of one name without a doubt."""
LONG = 25
"""From this length on, a name that ends in the middle may have been cut by a narrow column."""


@dataclass(frozen=True)
class Spelling:
    """One way to write a company's name."""

    words: tuple[str, ...]
    """Its words in order, spelt out and without plural, legal form and ``the``."""
    form: str
    """The family of its legal form; empty where it names none."""
    joined: str
    """The words in one piece."""
    ordered: str
    """The words in alphabetical order, a space between."""


@dataclass(frozen=True)
class Name:
    """A name with every way in which it can be read: as a whole, and each side of ``trading as``."""

    written: str
    spellings: tuple[Spelling, ...]


def name_of(written: str) -> Name:
    """A name, taken apart; it has no spelling where nothing but a legal form is left of it."""
    text = unicodedata.normalize("NFKD", written.translate(_LETTERS))
    text = _REMARK.sub(" ", "".join(c for c in text if not unicodedata.combining(c)).casefold())
    sides = [side for side in _BETWEEN.split(f" {text} ") if _WORDS.search(side)]
    found = [_spelling(side) for side in sides]
    for side in sides:
        if "(" in side:
            outside = _PARENTHESES.sub(" ", side)
            inside = " ".join(_PARENTHESES.findall(side))
            # (UK) or (SHEFFIELD) belongs to a name; a whole company in brackets is another name of it.
            found += [_spelling(inside), _spelling(outside)] if _has_form(inside) else []
        if " - " in side:
            found += [_spelling(piece) for piece in side.split(" - ") if _has_form(piece)]
    named = (spelling for spelling in found if spelling.words and not set(spelling.words) <= LEGAL_FORMS.keys())
    return Name(written, tuple(dict.fromkeys(named)))


def names_of(texts: Iterable[str | None]) -> Name:
    """One name out of several that a company bears."""
    given = [name_of(text) for text in texts if text]
    spellings = dict.fromkeys(spelling for name in given for spelling in name.spellings)
    return Name(given[0].written if given else "", tuple(spellings))


def _has_form(text: str) -> bool:
    words = _split(text)
    return len(words) > 1 and any(LEGAL_FORMS.get(word) for word in words)


def _spelling(text: str) -> Spelling:
    words = _split(text)
    form, words = _without_form(words, cut=len(text.strip()) >= LONG)
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    words = [spelt for word in words if word != "and" and (spelt := _spelt(word))]
    return Spelling(tuple(words), form, "".join(words), " ".join(sorted(words)))


def _split(text: str) -> list[str]:
    """The words; letters that stand alone, as in A. F. Smith or P.L.C., come together."""
    text = _APOSTROPHES.sub("", text.replace("united kingdom", "uk"))
    text = text.replace("&", " and ").replace("+", " and ")
    words: list[str] = []
    alone = False
    for word in _WORDS.findall(text):
        single = len(word) == 1 and word.isalpha()
        if single and alone:
            words[-1] += word
        else:
            words.append(word)
        alone = single
    return words


def _without_form(words: list[str], *, cut: bool) -> tuple[str, list[str]]:
    form = ""
    if cut and len(words) > 2 and len(words[-1]) > 1 and words[-1] not in LEGAL_FORMS and words[-1] != "in":
        whole = [known for known in ("limited", "incorporated", "corporation") if known.startswith(words[-1])]
        words = [*words[:-1], *whole] if whole else words
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        form = LEGAL_FORMS[words[-1]] or form
        words = words[:-1]
    # A form in the middle, as in `Smith Ltd Sheffield`, says nothing about who it is.
    inner = [word for word in words[1:] if LEGAL_FORMS.get(word) in ("ltd", "plc", "llp", "llc", "gmbh")]
    if inner:
        form = form or LEGAL_FORMS[inner[0]]
        words = [words[0], *(word for word in words[1:] if word not in inner)]
    return form, words


def _spelt(word: str) -> str:
    word = ABBREVIATIONS.get(word, word)
    if len(word) > 5 and word.endswith("ies"):
        return ABBREVIATIONS.get(word[:-3] + "y", word[:-3] + "y")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return ABBREVIATIONS.get(word[:-1], word[:-1])
    return word


def plain(written: str | None) -> str | None:
    """A name without capitals, punctuation and the legal form at its end; None where nothing is left."""
    words = _WORDS.findall((written or "").lower())
    while len(words) > 1 and words[-1] in FORMS_LEFT_ASIDE:
        words.pop()
    return " ".join(words) or None

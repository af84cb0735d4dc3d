"""Declared date formats: strptime codes, or the letters that spreadsheets use, and whether day and month could swap."""

import re

_LETTERS = {
    "yyyy": "%Y", "yy": "%y", "mmmm": "%B", "month": "%B", "mmm": "%b", "mon": "%b", "mm": "%m", "m": "%m",
    "dd": "%d", "d": "%d", "hh": "%H", "h": "%H", "ss": "%S",
}  # fmt: skip
# The T of ISO 8601 stands between a day and an hour without a blank, and is a word of its own there.
_BETWEEN = r"(?<=[dD])T(?=[Hh])"
_WORDS = re.compile(rf"{_BETWEEN}|(?:(?!{_BETWEEN})[A-Za-z])+|[^A-Za-z]+")
_ALLOWED = frozenset("YymbBdHIMSpfzj%")
_DATED = frozenset("Yymd")


def strptime_codes(written: str) -> str | None:
    """The format as strptime codes, from such codes (``%d/%m/%Y``) or from letters (``dd/MM/yyyy``, ``dd-Mon-yyyy``).

    Returns:
        The codes; None where the text is no date format.
    """
    if "%" in written:
        codes = re.findall(r"%-?(.)", written)
        return written if codes and set(codes) <= _ALLOWED else None
    found: list[str] = []
    for word in _WORDS.findall(written):
        if not word[0].isalpha():
            found.append(word)
        elif word == "T":
            found.append("T")
        elif word.lower() in ("mm", "m") and "%H" in found:
            # Behind an hour, mm are minutes: the letters alone do not tell.
            found.append("%M")
        elif word.lower() in ("a", "am", "pm", "ampm"):
            found = ["%I" if code == "%H" else code for code in found] + ["%p"]
        elif word.lower() in _LETTERS:
            found.append(_LETTERS[word.lower()])
        else:
            pieces = re.fullmatch(r"(yyyy)(mm)(dd)|(dd)(mm)(yyyy)|(mm)(dd)(yyyy)|(yyyy)(mm)", word.lower())
            if not pieces:
                return None
            found += [_LETTERS[piece] for piece in pieces.groups() if piece]
    return "".join(found) if {"%Y", "%y"} & set(found) else None


def swapped(codes: str) -> str | None:
    """The format with day and month exchanged, where both are numbers and the year does not stand first.

    Returns:
        The other reading; None where the format cannot be mistaken for it. A year in front means ISO order everywhere.
    """
    order = [code for code in re.findall(r"%-?(.)", codes) if code in _DATED]
    if "d" not in order or "m" not in order or order[0] in ("Y", "y"):
        return None
    return re.sub(r"%(-?)([dm])", lambda m: f"%{m[1]}{'m' if m[2] == 'd' else 'd'}", codes)

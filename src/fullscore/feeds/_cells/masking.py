"""Free text is scanned for mail addresses and telephone numbers, which are masked before anything is stored."""

import re

from fullscore.feeds._way import Traits
from fullscore.store.engine import quoted

MASK = "[masked]"
# Written once for both readers: Python's and the engine's expressions agree on all of it.
_MAIL = r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]+"
_PHONE = r"\+[0-9][0-9 ()./-]{5,18}[0-9]"
_PERSONAL = f"{_MAIL}|{_PHONE}"
_COMPILED = re.compile(_PERSONAL)


def masked(text: str) -> str:
    """The text with every mail address and every telephone number written with a leading + masked."""
    return _COMPILED.sub(MASK, text)


def masking(text: str, traits: Traits) -> str:
    """The same as an expression of the engine; where the file has neither sign, the text itself."""
    signs = [sign for sign, there in (("@", traits.at), ("+", traits.plus)) if there]
    if not signs:
        return text
    holds = " OR ".join(f"contains({text}, {quoted(sign)})" for sign in signs)
    return f"CASE WHEN {holds} THEN regexp_replace({text}, {quoted(_PERSONAL)}, {quoted(MASK)}, 'g') ELSE {text} END"

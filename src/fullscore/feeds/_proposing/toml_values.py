"""Values as TOML writes them, each on one line."""

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def name(key: str) -> str:
    return key if _BARE.fullmatch(key) else value(key)


def value(held: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, str):
        # JSON's escapes are TOML's, but for the one character that JSON leaves as it is.
        return json.dumps(held, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(held, dict):
        return "{ " + ", ".join(f"{name(key)} = {value(one)}" for key, one in held.items()) + " }" if held else "{}"
    if isinstance(held, (list, tuple)):
        return "[" + ", ".join(map(value, held)) + "]"
    return held.isoformat() if hasattr(held, "isoformat") else str(held)

"""Paths that the engine must not take for patterns."""

from pathlib import Path


def unpatterned(path: Path) -> str:
    """The path with the characters of a pattern standing for themselves: a delivery may well hold ``spend[1].csv``."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))

"""Things that have an id and a name: a sentence marks the id, and whoever knows the name spells it out."""

import re
from collections.abc import Callable, Mapping
from typing import Literal

Kind = Literal["supplier", "org_unit", "site"]

_MARK = re.compile("«(supplier|org_unit|site) ([^»]*)»")


def called(kind: Kind, id: str) -> str:
    """The mark that stands for a thing in a sentence until it is spelt out."""
    return f"«{kind} {id}»"


def spelt(text: str, name: Callable[[str, str], str | None]) -> str:
    """A sentence with every mark as the thing's name and id; as its id alone, where nobody knows a name.

    Args:
        name: from a kind and an id the name, or None.
    """

    def said(mark: re.Match[str]) -> str:
        known = name(mark[1], mark[2])
        return f"{known} {mark[2]}" if known and known != mark[2] else mark[2]

    return _MARK.sub(said, text)


def in_place(scope: Mapping[str, str]) -> str:
    """A place in words, things in it marked: the columns that name it and their values."""
    marks: dict[str, Kind] = {"supplier_id": "supplier", "org_unit_id": "org_unit", "site_id": "site"}
    return ", ".join(
        called(marks[name], scope[name]) if name in marks else f"{name.replace('_', ' ')} {scope[name]}"
        for name in sorted(scope)
    )

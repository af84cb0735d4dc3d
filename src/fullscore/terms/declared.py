"""How a room finds what is declared in it: one file, one declaration, one name."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any


@cache
def declared(room: str) -> dict[str, Any]:
    """The declarations of a room by name, in alphabetical order.

    A module without a leading underscore holds exactly one declaration, bound to the module's own name.

    Args:
        room: the package's dotted name, such as ``fullscore.model``.

    Raises:
        AttributeError: a module declares nothing under its own name; the author's fault.
    """
    package = import_module(room)
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    return {name: getattr(import_module(f"{room}.{name}"), name) for name in names}

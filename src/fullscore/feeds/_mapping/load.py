"""Finding a mapping by its name: the exchange format itself, one that is shipped, or one in the programme's folder."""

import tomllib
from dataclasses import replace
from pathlib import Path

from fullscore.feeds._mapping.file import parse
from fullscore.feeds._mapping.shape import ColumnMapping, FileReading, Mapping, TableMapping
from fullscore.model._shape import Table, tables
from fullscore.terms.fault import Fault

__all__ = ["Mapping", "load", "shipped", "shipped_document"]

EXCHANGE = "exchange"
_SHIPPED = Path(__file__).parents[1] / "mappings"


def load(name: str, table: str, programme_folder: Path) -> Mapping:
    """The mapping that a feed names.

    Args:
        name: ``exchange``, a shipped mapping such as ``uk/public_spend``, or the path of a ``.toml`` in the programme.
        table: the canonical table that the feed names; empty: every table of the mapping.
        programme_folder: where a path starts.

    Raises:
        Fault: there is no such mapping or table, or something in the mapping cannot be understood.
    """
    if name == EXCHANGE:
        return exchange(_table(table))
    if name.endswith(".toml"):
        path, where = programme_folder / name, name
    else:
        path, where = _SHIPPED / f"{name}.toml", f"mapping {name}"
        if name not in shipped():
            raise Fault(
                f"there is no shipped mapping '{name}'",
                where="programme.toml, feed mapping",
                next_step=f"use exchange, the path of a .toml, or one of: {', '.join(shipped())}",
            )
    return _only(parse(_read(path, where), name=name, where=where), table, where)


def shipped() -> tuple[str, ...]:
    """The ids of the shipped mappings, in alphabetical order."""
    found = sorted(path.relative_to(_SHIPPED) for path in _SHIPPED.rglob("*.toml"))
    return tuple(path.with_suffix("").as_posix() for path in found)


def shipped_document(id: str) -> dict[str, object]:
    """What the file of a shipped mapping says, as TOML gives it."""
    return _read(_SHIPPED / f"{id}.toml", f"mapping {id}")


def exchange(table: Table) -> Mapping:
    """The mapping of a table onto itself: the headings are its columns' names."""
    columns = tuple(ColumnMapping(name=column.name, headings=(column.name,)) for column in table.columns)
    return Mapping(name=EXCHANGE, file=FileReading(), tables=(TableMapping(table=table, columns=columns),))


def _table(name: str) -> Table:
    if not name:
        raise Fault(
            "a feed in the exchange format does not say which table it feeds",
            where="programme.toml, feed table",
            next_step=f"name one of: {', '.join(sorted(tables()))}",
        )
    if name not in tables():
        raise Fault(
            f"there is no table '{name}'",
            where="programme.toml, feed table",
            next_step=f"use one of: {', '.join(sorted(tables()))}",
        )
    return tables()[name]


def _read(path: Path, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Fault(
            "there is no such mapping file",
            where=where,
            next_step="correct the feed's mapping, which is a path from the programme's folder",
        ) from None
    except OSError as error:
        raise Fault(
            f"the mapping cannot be read ({error.strerror})",
            where=where,
            next_step="check the file and its permissions",
        ) from None
    except UnicodeDecodeError:
        raise Fault("the mapping is not UTF-8 text", where=where, next_step="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Fault(f"the mapping is not valid TOML ({error})", where=where, next_step="correct it there") from None


def _only(mapping: Mapping, table: str, where: str) -> Mapping:
    if not table:
        return mapping
    _table(table)
    chosen = tuple(share for share in mapping.tables if share.table.name == table)
    if not chosen:
        fed = ", ".join(share.table.name for share in mapping.tables)
        raise Fault(
            f"the mapping does not feed the table {table}",
            where=where,
            next_step=f"let the feed name one of: {fed}, or leave its table out",
        )
    # What the other tables read is known to the mapping, though this feed takes none of it.
    others = [heading for share in mapping.tables if share not in chosen for read in share.reads for heading in read]
    aside = tuple(dict.fromkeys([*mapping.file.aside, *others]))
    return Mapping(name=mapping.name, file=replace(mapping.file, aside=aside), tables=chosen)

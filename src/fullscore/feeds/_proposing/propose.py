"""Proposing a mapping for a file: what it is, or what it is most like, column by column with the reasons."""

from collections.abc import Sequence
from pathlib import Path

from fullscore.feeds._landing import stat_of
from fullscore.feeds._mapping.file import parse
from fullscore.feeds._proposing.fresh import fitted, fresh
from fullscore.feeds._proposing.known import adapted, recognised
from fullscore.feeds._proposing.matching import compared
from fullscore.feeds._proposing.proposal import Proposal
from fullscore.feeds._proposing.sample import sample
from fullscore.feeds._proposing.targets import targets
from fullscore.feeds._way import way_in
from fullscore.model._shape import tables
from fullscore.store.engine import Engine
from fullscore.terms.fault import Fault


def propose(
    engine: Engine, path: Path, *, asked: Sequence[str] = (), without: frozenset[str] = frozenset()
) -> Proposal:
    """The mapping that a file's headings and values suggest.

    Args:
        asked: the tables that it is to feed, which overrides what the file looks like; none: the one that fits best,
            or those of the shipped mapping whose headings it has.
        without: ids of shipped mappings that are not to be known, to see how an export fares that nobody described.

    Returns:
        The proposal. Its document is a mapping that ``parse`` takes.

    Raises:
        Fault: the file cannot be read, is no table, has no heading, holds nothing but people, or is like no table.
    """
    file = path.name
    unknown = next((name for name in asked if name not in tables()), None)
    if unknown is not None:
        raise Fault(
            f"there is no table '{unknown}'", where="--table", next_step=f"use one of: {', '.join(sorted(tables()))}"
        )
    stat_of(path, file)
    given = compared(sample(engine, path, file, way_in(file, file)), targets(without))
    if all(person for person, heading in zip(given.people, given.sample.headings, strict=True) if heading):
        raise Fault(
            "every column would identify a person, and such columns are never read",
            where=file,
            next_step="export it with ids, dates or amounts",
        )
    found = None if asked else recognised(given)
    # A file that a table of the exchange format fits better is no vendor's export, though it be like one.
    if found and found.agreement >= fitted(given)[0].fit:
        proposal = adapted(given, found)
    else:
        proposal = fresh(given, asked=tuple(dict.fromkeys(asked)))
    parse(proposal.document, name=file, where="the proposed mapping")
    return proposal

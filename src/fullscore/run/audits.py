"""The audits of an edition: all that was reported, measures side by side where the edition is large."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from math import prod

from fullscore.lens._auditing.once import Once, once
from fullscore.lens._auditing.results import Audits
from fullscore.lens.audit import audit, reports
from fullscore.measures._shape import measures
from fullscore.run.read import open_edition
from fullscore.run.side_by_side import is_worth_it, side_by_side
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.lens import lens_of


def audits(edition: StoredEdition, measure: str | None = None) -> Audits:
    """Audit every series that was reported, or those of one measure.

    Raises:
        Fault: the measure is unknown, or the contract's lens is not one.
    """
    if measure is not None or not is_worth_it(edition.manifest.read):
        return audit(edition, measure)
    names, refused = reports(edition)
    opening = partial(_opened, edition.layout, edition.id)
    found = dict(side_by_side(opening, audit, longest_first(edition, names)))
    return Audits(
        edition=edition.id,
        as_of=edition.as_of,
        currency=edition.currency,
        audits=tuple(one for name in names for one in found[name].audits),
        refused=refused,
    )


@contextmanager
def _opened(layout: Layout, id: str) -> Iterator[Once]:
    """An edition for one of two processes: what one audit has computed, the next finds."""
    with open_edition(layout, id, threads=1) as edition:
        yield once(edition)


def longest_first(edition: StoredEdition, names: Iterable[str]) -> list[str]:
    """Measures in the order in which to begin them: by the rows that they read and the definitions that they have."""

    def size(name: str) -> int:
        measure = measures()[name]
        shares = (edition.manifest.share(table.name) for table in measure.rests_on(lens_of(name, measure.axes)))
        return sum(share.in_force for share in shares if share) + prod(len(axis.options) for axis in measure.axes)

    return sorted(names, key=size, reverse=True)

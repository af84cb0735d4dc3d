"""A shipped export under a stranger's headings lands by the proposed mapping as it lands by its own."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds._mapping.load import load, shipped
from fullscore.feeds._proposing.toml_text import toml_text
from tests.feeds.invented import as_csv, cells
from tests.feeds.published import HEADINGS, published
from tests.feeds.stranger_trial import ROWS, Trial, trial

Try = Callable[..., Trial]


@pytest.fixture(scope="module")
def tried(engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Try:
    """Each trial once, however many tests look at it."""
    folder = tmp_path_factory.mktemp("strangers")
    return cache(lambda export, seed, filled=True: trial(engine, folder, export, seed, filled=filled))


def test_every_shipped_export_is_tried() -> None:
    assert set(shipped()) <= set(HEADINGS)


@pytest.mark.parametrize("export", shipped())
def test_a_strangers_headings_find_their_homes(tried: Try, export: str) -> None:
    # `make validate` counts many strangers; of two, one miss each may be bad luck.
    for seed, filled in ((1, True), (2, False)):
        got = tried(export, seed, filled)
        assert got.recognised
        assert got.found >= got.homes - 2, got.misses
        assert got.strayed + got.invented <= 1, got.misses


@pytest.mark.parametrize("export", shipped())
def test_nothing_of_a_file_is_passed_over(tried: Try, export: str) -> None:
    proposal = tried(export, 1, True).proposal
    told = [one.heading for one in (*proposal.placed, *proposal.homeless, *proposal.aside)] + [*proposal.people]
    assert sorted(told) == sorted(proposal.sample.headings)
    assert tomllib.loads(toml_text(proposal)) == proposal.document


@pytest.mark.parametrize("export", shipped())
def test_the_export_lands_alike_under_other_headings(landing: Any, tried: Try, tmp_path: Path, export: str) -> None:
    # A renaming of which every heading was found: what is asked here is whether the rows come out the same.
    seeds = (seed for seed in range(1, 30) if (got := tried(export, seed, True)).found == got.homes and not got.strayed)
    seed = next(seeds)
    got, mapping, headings = tried(export, seed, True), load(export, "", tmp_path), published(export)
    columns = {heading: cells(mapping, heading, ROWS, seed) for heading in headings}
    own = landing(as_csv(headings, columns, {heading: heading for heading in headings}), mapping=export)
    other = landing(got.path, toml=toml_text(got.proposal))
    assert [share.table for share in own.receipt.tables] == [share.table for share in other.receipt.tables]
    for share in own.receipt.tables:
        assert own.rows(table=share.table) == other.rows(table=share.table), share.table
        assert own.reasons(share.table) == other.reasons(share.table)
    assert any(share.landed for share in own.receipt.tables), own.reasons(own.receipt.tables[0].table)[:5]
    assert set(other.receipt.unknown_headings) <= {one.heading for one in got.proposal.homeless} | {
        *got.proposal.people
    }

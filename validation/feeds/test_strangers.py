"""`fullscore map` finds 95% of each shipped export's columns under strangers' headings, and invents next to none.

The figures are printed: ``pytest -n 0 -s validation/feeds``.
"""

from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds._mapping.load import shipped
from fullscore.store.engine import Engine
from fullscore.terms.fault import Fault
from tests.feeds.stranger_trial import trial

SEEDS = range(1000, 1020)


@pytest.mark.parametrize("filled", [True, False], ids=["with values", "headings only"])
@pytest.mark.parametrize("export", shipped())
def test_strangers_headings_find_their_homes(tmp_path: Path, export: str, filled: bool) -> None:
    engine: Any = Engine(scratch=tmp_path / "engine", threads=1)
    got = [trial(engine, tmp_path, export, seed, filled=filled) for seed in SEEDS]
    engine.close()
    homes, found = sum(one.homes for one in got), sum(one.found for one in got)
    strayed, invented = sum(one.strayed for one in got), sum(one.invented for one in got)
    homeless, known = sum(one.homeless for one in got), sum(one.recognised for one in got)
    print(
        f"\n{export}, {'with values' if filled else 'headings only'}: {found / homes:.1%} found ({found} of {homes}), "
        f"{strayed} strayed, {invented} of {homeless} homeless invented, recognised {known} of {len(got)}"
    )
    misses = [miss for one in got for miss in one.misses]
    assert found >= 0.95 * homes, misses
    assert strayed + invented <= 0.01 * (homes + homeless), misses
    assert known == len(got)


def test_an_export_that_nobody_described_is_mapped_in_part_and_says_what_is_not(tmp_path: Path) -> None:
    # What a shipped mapping joins, splits or spreads out cannot be guessed, and is not: the figure says how far the
    # headings and values alone go. A file that fits no table is refused, which is no wrong placement.
    engine: Any = Engine(scratch=tmp_path / "engine", threads=1)
    homes = found = strayed = invented = homeless = refused = 0
    for export in shipped():
        for seed in SEEDS[:4]:
            try:
                one = trial(engine, tmp_path, export, seed, alone=True)
            except Fault:
                refused += 1
                continue
            homes, found, strayed = homes + one.homes, found + one.found, strayed + one.strayed
            homeless, invented = homeless + one.homeless, invented + one.invented
    engine.close()
    print(
        f"\nwithout their mappings: {found / homes:.1%} found ({found} of {homes}), {strayed} strayed, {invented} of "
        f"{homeless} homeless invented, {refused} of {len(shipped()) * 4} files refused"
    )
    assert found >= 0.4 * homes
    assert strayed <= 0.15 * homes

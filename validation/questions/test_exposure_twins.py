"""Generated people about every limit: exposure equals a twin that walks from day to day, on many seeds and dates."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.conftest import Folder, programme  # noqa: F401
from tests.questions.exposure_twin import counted, world
from tests.questions.test_exposure import asked, counts

DATES = (date(2025, 12, 31), date(2024, 2, 29), date(2025, 2, 28), date(2024, 12, 31), date(2025, 7, 15))


@pytest.mark.parametrize("seed", range(100, 115))
def test_counts_are_those_of_the_twin(programme: Callable[..., Folder], seed: int) -> None:  # noqa: F811
    told = world(seed, DATES[seed % len(DATES)], people=250)
    _, answer = asked(programme, told)
    assert counts(answer) == counted(told)

"""An honest reporter is accused in none of 200, with its data cut up to ten days back, late and corrected rows."""

import random
from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from fullscore.measures._shape import measures
from fullscore.terms.lens import lens_of
from tests.lens.late_world import edition_of, late_world
from tests.lens.reporting import Report, audited, level, told
from tests.measures.agreement import drawn, twin_of

SEEDS = (71, 72)
MEASURES = ("fill_rate", "headcount", "on_time_start", "time_to_submit", "time_to_fill")
EACH = 10
AFTER, BEFORE = (0, 3, 6, 10), (-10, -4, 0)
"""Days from the month's end to the cut: of reports ten days after it, and of reports on it."""
ACCUSED = ("other_definition", "no_definition_fits")
found: Counter[str] = Counter()


@cache
def views_of(seed: int) -> dict[Any, Any]:
    """A seed's programme as it was seen on each day of a cut; all measures are reported from the same."""
    late = late_world(seed)
    months = late.months[1:-1]
    return {(m, o): late.view(m.last_day + timedelta(days=o)) for m in months for o in {*AFTER, *BEFORE}}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MEASURES)
def test_an_honest_reporter_is_not_accused(name: str, seed: int) -> None:
    late, measure, twin = late_world(seed), measures()[name], twin_of(measures()[name])
    months, views = late.months[1:-1], views_of(seed)
    for lens in (lens_of(name, measure.axes), drawn(measure, 3, seed)[1]):
        seen = {key: twin(view, lens).get(str(key[0])) for key, view in views.items()}
        draw = random.Random(f"honest {seed} {name}")
        reports = []
        for n in range(EACH):
            cuts, days = (AFTER, 10) if n % 2 else (BEFORE, 0)
            series = {str(month): seen[month, draw.choice(cuts)] for month in months}
            figures = told({month: figure for month, figure in series.items() if figure})
            reports.append(Report(measure=measure, reporter=f"r{n}", figures=figures, days_to_report=days))
        audits = audited(edition_of(late), [r for r in reports if r.figures], [level(measure, lens)]).audits
        found.update(audit.status for audit in audits)
        print(name, seed, len(audits), "reporters;", dict(found), "so far")
        accused = [(audit.status, audit.says) for audit in audits if audit.status in ACCUSED]
        assert not accused, (str(lens), accused)

"""Planted definitions are in the class (95%), none that is wrong is certain, inventions fit nothing (95%)."""

import random
from collections import Counter

import pytest

from fullscore.lens._auditing.space import policy_days, space
from fullscore.measures._shape import measures
from fullscore.measures._survey import survey
from tests.lens.reporting import Report, audited, in_class, invented, told
from tests.measures.worlds import built, make_world

WORLDS = ((61, "default"), (62, "busy"), (63, "single_currency"))
MEASURES = (
    *("fill_rate", "headcount", "time_to_fill", "time_to_submit", "early_attrition", "on_time_start", "tenure"),
    *("average_bill_rate", "submittal_to_interview", "open_age", "spend", "completion_rate"),
)
EACH = 16
LEAST_MONTHS = 8
found: dict[str, Counter[str]] = {"planted": Counter(), "invented": Counter()}


@pytest.mark.parametrize(("seed", "shape"), WORLDS, ids=[shape for _, shape in WORLDS])
@pytest.mark.parametrize("name", MEASURES)
def test_no_wrong_definition_is_certain(name: str, seed: int, shape: str) -> None:
    measure, edition = measures()[name], built(make_world(seed, shape=shape))
    surveyed, definitions = survey(edition, measure), space(measure, policy_days(edition))
    draw, wrong = random.Random(f"{seed} {name}"), []
    reports, truth = [], {}
    for n in range(EACH):
        lens = draw.choice(definitions.lenses)
        figures = told({str(place[0]): f for place, f in surveyed.figures(lens).items()})
        if len(figures) < LEAST_MONTHS:
            continue
        kind = "invented" if n % 4 == 3 and measure.unit in ("days", "share", "months", "score") else "planted"
        if kind == "invented":
            figures = invented(figures, measure, draw)
        elif draw.random() < 0.2:
            figures = {month: (value, None) for month, (value, _) in figures.items()}
        truth[f"r{n}"] = (kind, lens)
        reports.append(
            Report(measure=measure, reporter=f"r{n}", figures=figures, more=_currency(measure.unit, edition))
        )
    for audit in audited(edition, reports).audits if reports else ():
        kind, lens = truth[audit.reporter]
        inside = in_class(audit, lens, measure.canonical(lens))
        found[kind]["of"] += 1
        if kind == "invented":
            found[kind]["as it should be"] += audit.status == "no_definition_fits"
            found[kind][audit.status] += 1
            continue
        found[kind]["as it should be"] += inside
        if audit.status == "other_definition" and not inside:
            wrong.append((audit.reporter, str(lens), audit.says))
    print(name, seed, {kind: dict(counted) for kind, counted in found.items()}, "so far")
    assert not wrong, (name, wrong)


def _currency(unit: str, edition: object) -> dict[str, str]:
    currency = getattr(edition, "currency", "USD")
    return {"unit": unit.replace("currency", currency)} if unit.startswith("currency") else {}


@pytest.mark.parametrize("kind", ["planted", "invented"])
def test_nineteen_of_twenty_are_answered_rightly(kind: str) -> None:
    counted = found[kind]
    if not counted["of"]:
        pytest.skip("the reporters were audited in another process")
    print(kind, dict(counted))
    assert counted["as it should be"] >= 0.95 * counted["of"]

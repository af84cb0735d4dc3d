"""Lenses: partial ones take the client's defaults, what is unknown is refused, and an id is the hash of the whole."""

import hashlib
import json
from itertools import product

import pytest

from fullscore.measures._shape import Measure, measure_called, measures
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Axis, Lens, all_lenses, lens_of

AXES = (Axis("stop", ("start", "accepted")), Axis("days", ("calendar", "business", "working")))
each_measure = pytest.mark.parametrize("measure", measures().values(), ids=lambda measure: measure.name)


def test_without_a_choice_it_is_the_clients_lens() -> None:
    assert lens_of("m", AXES).as_dict() == {"stop": "start", "days": "calendar"}
    assert next(all_lenses(AXES)) == lens_of("m", AXES)


def test_a_partial_lens_takes_the_default_on_every_other_axis() -> None:
    lens = lens_of("m", AXES, {"days": "working"})
    assert lens.as_dict() == {"stop": "start", "days": "working"}
    assert str(lens) == "stop=start, days=working"
    assert lens["days"] == "working"


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"mood": "good"}, r"m has no axis called mood\. Use stop, days\."),
        ({"days": "holy"}, r"m has no option holy on its axis days\. Use calendar, business, working\."),
        ({"stop": ""}, r"m has no option  on its axis stop"),
        ({"days": "Working"}, r"m has no option Working"),
    ],
)
def test_what_is_unknown_is_refused(chosen: dict[str, str], says: str) -> None:
    with pytest.raises(Fault, match=says):
        lens_of("m", AXES, chosen)


def test_the_space_holds_every_lens_once() -> None:
    found = list(all_lenses(AXES))
    assert len(found) == 6
    assert {(lens["stop"], lens["days"]) for lens in found} == set(product(AXES[0].options, AXES[1].options))


def test_an_id_is_the_hash_of_the_canonical_json_whatever_the_order_of_choices() -> None:
    lens = lens_of("m", AXES, {"days": "working"})
    said = b'{"days":"working","stop":"start"}'
    assert lens.id == hashlib.sha256(said).hexdigest()[:12]
    assert Lens(tuple(reversed(lens.choices))).id == lens.id
    assert len({other.id for other in all_lenses(AXES)}) == 6


def test_the_clients_lens_of_spend_has_the_id_it_always_had() -> None:
    spend = measure_called("spend")
    said = json.dumps({"source": "ledger", "dated": "posted", "fees": "included", "tax": "left_out"}, sort_keys=True)
    lens = lens_of("spend", spend.axes)
    assert lens.id == hashlib.sha256(said.replace(" ", "").encode()).hexdigest()[:12] == "8693ab3b049f"


@each_measure
def test_a_canonical_lens_is_one_of_the_space_and_its_own_canonical(measure: Measure) -> None:
    space = {axis.name: axis.options for axis in measure.axes}
    for n, lens in enumerate(all_lenses(measure.axes)):
        if n > 300:
            break
        canonical = measure.canonical(lens)
        assert measure.canonical(canonical) == canonical
        assert [name for name, _ in canonical.choices] == list(space)
        assert all(option in space[name] for name, option in canonical.choices)


@each_measure
def test_a_reading_of_a_lens_and_of_its_canonical_lens_rest_on_the_same_tables(measure: Measure) -> None:
    for n, lens in enumerate(all_lenses(measure.axes)):
        if n > 100:
            break
        assert measure.rests_on(lens) == measure.rests_on(measure.canonical(lens))


def test_an_unknown_measure_is_refused_with_those_there_are() -> None:
    with pytest.raises(Fault, match=r"there is no measure called speed\. Use .*spend"):
        measure_called("speed")

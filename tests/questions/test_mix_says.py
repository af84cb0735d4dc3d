"""The sentence of ``resource_mix`` where it cannot tell."""

from types import SimpleNamespace

from fullscore.questions._mix.says import SayableMix, says


def capability(efficient: object) -> SayableMix:
    mix = SimpleNamespace(capability="Nursing", verdict=None, efficient=efficient, extended=1.0)
    return SayableMix(mix=mix, saving=None)  # type: ignore[arg-type]


def test_only_what_there_is_is_counted() -> None:
    few, vague = capability(None), capability({})
    assert "uncertain" not in says([few, few], None, "USD", 0.0, 2.0)
    assert "of 2 capabilities 1 have fewer than ten" in says([few, vague], None, "USD", 0.0, 2.0)
    assert "and 1 are too uncertain" in says([few, vague], None, "USD", 0.0, 2.0)

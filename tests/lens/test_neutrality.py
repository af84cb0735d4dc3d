"""Planted favour is found, its absence is not accused, and what the export does not say is not made up."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from fullscore.lens._preference import Showings, preference
from fullscore.lens.neutrality import NO_RULE, Neutrality, neutrality
from fullscore.simulate import _sourcing
from fullscore.simulate._story import story
from fullscore.simulate._suppliers import AFFILIATED, COUNT
from tests.conftest import Folder, settings

ALL = np.arange(COUNT)


def world(seed: int, favour: float, monkeypatch: pytest.MonkeyPatch) -> Showings:
    """The showings of a fifth of a sample programme in which affiliates are favoured so much, in log odds."""
    monkeypatch.setattr(_sourcing, "FAVOUR", favour)
    told = story(seed, 0.2)
    rule = np.full(len(told.asks), -1)
    rule[told.sent.ask] = told.sent.rule
    _, cell = np.unique(told.asks.capability * 100 + told.asks.country, return_inverse=True)
    return Showings(
        release=told.sent.ask.astype(np.int64),
        supplier=told.sent.supplier.astype(np.int64),
        hour=told.sent.at * 24,
        cell=cell.astype(np.int64),
        chosen=rule == 3,
        ruled=(rule == 0) | (rule == 2),
        affiliated=np.isin(ALL, AFFILIATED),
        early_share=np.full(COUNT, np.nan),
    )


@pytest.mark.parametrize("seed", range(5))
def test_favour_is_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = preference(world(seed, 1.3, monkeypatch))
    assert found.verdict
    # A favour among competitors for few places moves the odds by more than it weighs itself.
    assert np.exp(1.3) * 0.9 < found.offered.value < np.exp(1.3) * 1.9
    assert found.design == "against releases by rule"


def test_nobody_is_accused_where_there_is_no_favour(monkeypatch: pytest.MonkeyPatch) -> None:
    accused = {"against releases by rule": 0, "between suppliers": 0}
    cleared = 0
    worlds = 16
    for seed in range(100, 100 + worlds):
        showings = world(seed, 0.0, monkeypatch)
        by_rule = preference(showings)
        # Any two suppliers could be the affiliates: their size and reach are theirs, and no favour.
        pair = np.random.default_rng(seed).choice(COUNT, 2, replace=False)
        between = preference(replace(showings, ruled=np.zeros_like(showings.ruled), affiliated=np.isin(ALL, pair)))
        for found in (by_rule, between):
            accused[found.design] += bool(found.verdict)
        cleared += by_rule.verdict is False
    assert accused["against releases by rule"] <= 3
    assert accused["between suppliers"] <= 3
    assert cleared >= worlds * 0.8


def test_an_earlier_showing_is_a_favour_too(monkeypatch: pytest.MonkeyPatch) -> None:
    showings = world(3, 0.0, monkeypatch)
    early = showings.chosen[showings.release] & showings.affiliated[showings.supplier]
    found = preference(replace(showings, hour=showings.hour - 6 * early))
    assert found.verdict
    assert found.earlier_hours.high < -4


def test_few_releases_or_suppliers_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    showings = world(4, 1.3, monkeypatch)
    rare = np.flatnonzero(showings.chosen)[:20]
    assert preference(replace(showings, chosen=np.isin(np.arange(len(showings.cell)), rare))).verdict is None
    few = showings.supplier < 5
    shown = replace(showings, release=showings.release[few], supplier=showings.supplier[few], hour=showings.hour[few])
    assert preference(shown).offered.value is None


DISTRIBUTION = "requisition_id,supplier_id,distributed_at,rule\n"
SUPPLIER = "supplier_id,name,msp_affiliated,country,status\n"


def looked_at(programme: Callable[..., Folder], rows: str, suppliers: str | None) -> Neutrality:
    feeds = ["distribution, distribution.csv, msp, full"] if rows else ["ledger_line, ledger.csv, client, full"]
    files = (
        {"2025-01-31/distribution.csv": DISTRIBUTION + rows}
        if rows
        else {
            "2025-01-31/ledger.csv": "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency\n"
            "D1,1,V,V,2025-01-02,6410,10,USD\n"
        }
    )
    if suppliers:
        feeds.append("supplier, supplier.csv, msp, full")
        files["2025-01-31/supplier.csv"] = SUPPLIER + suppliers
    folder = programme({"programme.toml": settings(*feeds), **files})
    folder.built()
    with folder.edition() as edition:
        return neutrality(edition)


AFFILIATE = "S1,One,true,US,active\nS2,Two,false,US,active\n"


@pytest.mark.parametrize(
    ("rows", "suppliers", "says"),
    [
        ("", None, "No feed delivers distribution"),
        ("R1,S1,2025-01-02T08:00:00,msp_choice\n", None, "No feed says which suppliers are affiliated"),
        ("R1,S2,2025-01-02T08:00:00,msp_choice\n", AFFILIATE, "No supplier that was shown"),
        ("R1,S1,2025-01-02T08:00:00,\nR1,S2,2025-01-02T08:00:00,\n", AFFILIATE, NO_RULE),
        ("R1,S1,2025-01-02T08:00:00,msp_choice\n", AFFILIATE, "too few to compare"),
    ],
)
def test_what_is_not_said_is_not_made_up(
    programme: Callable[..., Folder], rows: str, suppliers: str | None, says: str
) -> None:
    found = looked_at(programme, rows, suppliers)
    assert found.verdict is None
    assert says in found.says

"""The brief: one file, nothing from elsewhere, readable in both themes, on a phone and by a screen reader."""

import re
from pathlib import Path
from typing import Any

import pytest

from fullscore.packs.brief import brief
from tests.browser import looked_at

EVIL = '<script>alert("x")</script>'


def estimate(value: float | None, low: float | None = None, high: float | None = None, **more: str) -> dict[str, Any]:
    return {"estimate": value, "low": low, "high": high, "level": 0.9, "n": 36, **more}


def document(**told: Any) -> dict[str, Any]:
    row = {
        "id": "0123456789ab", "measure": "time_to_fill", "reported": estimate(14.1), "client": estimate(40.3, 39, 41.6),
        "contract": estimate(31.9, 30.1, 33.2), "status": EVIL, "departures": ["start", "stop"],
        "excluded_records": 412, "credit_at_stake": estimate(120000, 100000, 140000, currency="USD"),
    }  # fmt: skip
    return {
        "question": "whose_numbers", "title": "Whose numbers are these?", "edition": "2025-12-31-abc",
        "as_of": "2025-12-31", "verdict": True, "says": f"One of three is not as contracted. {EVIL}",
        "confidence": 0.93, "evidence": "recomputed", "rows": [row],
        "options": [{"id": "o", "says": "Report as agreed.", "value_per_year": estimate(1, 0, 2, currency="USD")}],
        "would_change": [{"what": "months", "now": 36, "threshold": None}],
        "missing": [
            {"table": "submittal", "column": "pay_rate", "effect": "Markup is unknown.", "worth_per_year": None}
        ],
        "assumptions": [{"name": "msp_fee_percent", "value": 2.0, "source": "default"}],
        "concerns": ["finance"], "figures": ["whose_numbers"], "sources": ["2025-11-30", "2025-12-31"], "further": {},
        **told,
    }  # fmt: skip


CANNOT = document(
    question="build_or_buy", title="Build or buy?", verdict=None, confidence=None, rows=[], figures=[], sources=[],
    says="It cannot be told: no feed delivers employee.", options=[], would_change=[], assumptions=[],
)  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_text(brief("Northgate & Sons", [document(), CANNOT]), "utf-8")
    return path


def test_it_holds_every_part_and_asks_nothing_of_a_network(page: Path) -> None:
    text = page.read_text("utf-8")
    for said in (
        "Northgate &amp; Sons", "40.3 (39 to 41.6)", "120,000 USD (100,000 to 140,000)", "confidence 93.0%",
        "submittal.pay_rate: Markup is unknown.", "msp fee percent: 2 (default)", "turns at unknown",
        "cannot tell", "2 deliveries, 2025-11-30 to 2025-12-31", "no delivery", "<svg role=",
    ):  # fmt: skip
        assert said in text, said
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', text.replace("xlink:href", ""))
    assert not re.findall(r"url\(|@import|<script", text)


def test_what_somebody_sent_is_text_and_never_markup(page: Path) -> None:
    text = page.read_text("utf-8")
    assert EVIL not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
def test_it_reads_in_both_themes_and_on_a_phone(page: Path, scheme: str, width: int) -> None:
    seen = looked_at(page, scheme=scheme, width=width)
    assert seen.requests == [page.as_uri()]
    assert seen.violations == []
    assert seen.page_width <= width
    assert seen.errors == []

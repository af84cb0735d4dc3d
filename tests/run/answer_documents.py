"""Documents of answers, written by hand."""

from typing import Any


def estimate(value: float, low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:
    """An estimate as a document holds it; without an interval a plain count."""
    return {
        "estimate": value, "low": value if low is None else low, "high": value if high is None else high, "level": 0.9,
        "n": 10, **more,
    }  # fmt: skip


def answer(question: str = "supplier_quality", **parts: Any) -> dict[str, Any]:
    """An answer's document; what is not said is empty."""
    usual: dict[str, Any] = {
        "question": question, "title": "Who delivers?", "edition": "2025-12-31-x", "as_of": "2025-12-31",
        "verdict": True, "says": "Some do.", "confidence": 0.9, "evidence": "independent", "rows": [], "options": [],
        "would_change": [], "missing": [], "assumptions": [], "concerns": ["hr", "procurement"], "figures": [],
        "sources": [], "further": {},
    }  # fmt: skip
    return {**usual, **parts}

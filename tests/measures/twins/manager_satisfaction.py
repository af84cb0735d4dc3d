"""The plain twin of manager_satisfaction."""

from fractions import Fraction
from typing import Any

from fullscore.terms.lens import Lens


def manager_satisfaction(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    votes: dict[str, list[tuple[str, Fraction]]] = {}
    answered = set()
    for row in world.rows["survey_response"]:
        if row["instrument"] != "assignment" or row["function"] != "hiring":
            continue
        answered.add(row["subject_id"])
        score, low, high = (Fraction(repr(row[name])) for name in ("score", "scale_min", "scale_max"))
        if high > low:
            vote = (row["respondent_id"], marks(score, low, high, lens["statistic"]))
            votes.setdefault(f"{row['responded_at']:%Y-%m}", []).append(vote)
    for row in world.rows["assignment"] if lens["silence"] == "satisfied" else ():
        if row["assignment_id"] in answered or row["end_cause"] == "no_show" or row["start_date"] > world.as_of:
            continue
        if row["end_date"] is not None and row["end_date"] <= world.as_of:
            votes.setdefault(f"{row['end_date']:%Y-%m}", []).append((row["hiring_manager_id"], Fraction(1)))
    told: dict[str, tuple[float | None, int]] = {}
    for month, cast in votes.items():
        values = [value for _, value in cast]
        if lens["voters"] == "per_respondent":
            values = []
            for voter in {name for name, _ in cast}:
                own = [value for name, value in cast if name == voter]
                values.append(sum(own) / Fraction(len(own)))
        told[month] = (float(sum(values) / len(values)), len(values))
    return told


def marks(score: Fraction, low: Fraction, high: Fraction, statistic: str) -> Fraction:
    share = (score - low) / (high - low)
    if statistic == "mean":
        return share
    if statistic == "top_two_box":
        return Fraction(score >= high - 1)
    return Fraction((share >= Fraction(9, 10)) - (share <= Fraction(6, 10)))

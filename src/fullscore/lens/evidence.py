"""What a claim about a measure rests on: who controls the records, who gains from how they look, and who confirms them.

Interest belongs to a claim, not to a party: that a figure is high is a gain for some and a loss for others. A claim has
a direction (``higher``: the figure is too high, or higher than promised), or none, where a figure is only shown; then a
gain in either direction counts. What a party gains by default stands with the measure; the client also gains wherever
a missed service level would pay it a credit. A grade rises only by a source of opposed interest: rows of the same keys,
kept beside, from a party that gains from the other direction, of which nineteen in twenty agree.
"""

from typing import Any, Literal

from fullscore.lens.parties import controllers, party_of_feed
from fullscore.measures._shape import Measure
from fullscore.model._expressions import column, constant
from fullscore.model._shape import Table, tables
from fullscore.terms.edition import Edition
from fullscore.terms.evidence import Evidence, Link
from fullscore.terms.lens import Lens
from fullscore.terms.programme import Party

Claim = Literal["", "higher", "lower"]

OPPOSITE = {"higher": "lower", "lower": "higher"}
AGREEING_SHARE = 0.95
"""Of the rows that two parties both hold, so many must agree in all that both fill."""
SHARED_SHARE = 0.5
"""Of the rows in force, so many must be held by the other party as well before its word confirms the table."""


def evidence_of(edition: Edition, measure: Measure, lens: Lens, claim: Claim = "") -> Evidence:
    """What a figure of a measure through a lens rests on."""
    return evidence_from(edition, measure, measure.rests_on(lens), claim)


def evidence_from(edition: Edition, measure: Measure, rests_on: tuple[Table, ...], claim: Claim = "") -> Evidence:
    """What a claim about a measure rests on, where it rests on other tables than the measure's own lens.

    Args:
        claim: the direction that is claimed; empty where a figure is only shown.
    """
    links = []
    for table in dict.fromkeys(rests_on):
        for party in controllers(edition, table.name):
            gains = interests(edition, measure, party)
            agreeing, differing = _opposed(edition, measure, table, party, gains) if gains else ((), ())
            interested = bool(gains) if not claim else claim in gains
            grade = "corroborated" if agreeing and not differing else "recomputed" if interested else "independent"
            links.append(
                Link(
                    table=table.name,
                    party=party.id,
                    gains=gains,
                    corroborated_by=agreeing,
                    contradicted_by=differing,
                    grade=grade,
                )
            )
    return Evidence(links=tuple(links))


def interests(edition: Edition, measure: Measure, party: Party) -> tuple[str, ...]:
    """The directions of a measure from which a party gains.

    An MSP or a VMS whose fee does not grow with the figure gains nothing where only the fee would make it gain; where
    its fee basis is not stated, it is taken to gain.
    """
    paid = not measure.paid_by or party.kind not in ("msp", "vms") or party.fee_basis in ("", *measure.paid_by)
    found = {
        direction
        for direction, kinds in (("higher", measure.gains_if_higher), ("lower", measure.gains_if_lower))
        if party.kind in kinds and paid
    }
    if party.kind == "client":
        found |= {
            "higher" if level.get("direction") == "at_most" else "lower"
            for level in edition.settings.get("service_level", [])
            if level.get("measure") == measure.name and level.get("credit_percent")
        }
    return tuple(sorted(found))


def grade_of_report(edition: Edition, measure: Measure, reporter: Party) -> str:
    """How far a figure that somebody only reported can be trusted."""
    return "reported" if interests(edition, measure, reporter) else "independent"


def _opposed(
    edition: Edition, measure: Measure, table: Table, party: Party, gains: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parties of opposed interest that hold rows of the same keys: those that agree, and those that do not."""
    agreeing: list[str] = []
    differing: list[str] = []
    of_feed = party_of_feed(edition)
    beside = edition.versions(table.name)
    beside = beside.filter(beside["_to"].isnull() & beside["_beside"])
    feeds = edition.run(beside.select("_feed").distinct())["_feed"].to_pylist()
    others = {of_feed[feed].id: of_feed[feed] for feed in feeds if feed in of_feed and of_feed[feed].id != party.id}
    for id, other in sorted(others.items()):
        theirs = interests(edition, measure, other)
        if not any(OPPOSITE[gain] in theirs for gain in gains):
            continue
        mine = [feed for feed, of in of_feed.items() if of.id == party.id]
        same = [feed for feed, of in of_feed.items() if of.id == id]
        held, shared, alike = _agreement(edition, table, beside.filter(beside["_feed"].isin(same)), mine)
        if shared >= SHARED_SHARE * held:
            (agreeing if alike >= AGREEING_SHARE * shared else differing).append(id)
    return tuple(agreeing), tuple(differing)


def _agreement(edition: Edition, table: Table, beside: Any, feeds: list[str]) -> tuple[int, int, int]:
    """How many rows a party's feeds hold in force, how many of them another holds too, and how many of those agree."""
    shape = tables()[table.name]
    rows = edition.table(table.name)
    rows = rows.filter(rows["_feed"].isin(feeds))
    compared = [c.name for c in shape.columns if c.name not in shape.key and not c.free]
    other = beside.select(
        **{f"_k{n}": column(key) for n, key in enumerate(shape.key)},
        **{f"_o{n}": column(name) for n, name in enumerate(compared)},
        _there=constant(1),
    )
    both = rows.left_join(other, [(key, f"_k{n}") for n, key in enumerate(shape.key)])
    alike = column("_there").notnull()
    for n, name in enumerate(compared):
        alike = alike & (column(name) == column(f"_o{n}")).fill_null(True)
    counted = both.aggregate(
        held=column("_feed").count(), shared=column("_there").count(), alike=alike.ifelse(1, 0).sum()
    )
    [row] = edition.run(counted).to_pylist()
    return int(row["held"]), int(row["shared"]), int(row["alike"] or 0)

"""Whether restatements move a figure to the side that gains whoever controls the restated feed."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.lens._restating.worlds import Worlds
from fullscore.lens.evidence import interests
from fullscore.lens.parties import Sender
from fullscore.measures._shape import Measure
from fullscore.stats.sign_flip import sign_flip
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Party

FEWEST = 6
"""Fewer rows that moved a figure cannot tell: even if all moved it the same way, a coin does that once in 32 times."""
LEVEL = 0.05
KINDS = {
    "client": "a client",
    "msp": "an MSP",
    "vms": "a VMS",
    "supplier": "a supplier",
    "pmo": "a PMO",
    "independent": "an independent party",
}


@dataclass(frozen=True, kw_only=True)
class Lean:
    """Whether the restated rows of one party's feeds move a measure the way that the party gains from.

    Each row is restated alone, all others left as first delivered, and the figure of all touched months together is
    compared. If restatements had no direction, each row's move would be as likely to go one way as the other; the
    p-value is that of a randomisation over these signs. Several measures are looked at, so that ``leans`` holds the
    p-values of one party to a level of 5% by Holm's step-down. Rows that one cause moved together count as many, so
    that a lean shows a direction and no intention.
    """

    measure: str
    unit: str
    party: str
    party_name: str
    kind: str
    gains_when: str | None
    """None: the party gains neither way, or it depends."""
    rows: int
    """Restated rows that moved the figure, of those tried."""
    that_way: int
    """Of these, the rows that moved it the way the party gains from."""
    moved_by: float
    """How far all restatements moved the figure of the touched months together, in its unit."""
    p_value: float | None
    leans: bool | None
    """None: it cannot be told, as ``says`` says."""
    says: str


def leans(edition: Edition, found: list[tuple[Measure, Worlds]], senders: dict[str, Sender]) -> tuple[Lean, ...]:
    """One lean for each measure that restatements touch and each party that restated its rows."""
    parties = {sender.party.id: sender.party for sender in senders.values()}
    made: list[Lean] = []
    for measure, worlds in found:
        for party in sorted(set(worlds.parties)):
            if party in parties and (lean := _lean(edition, measure, worlds, parties[party])):
                made.append(lean)
    for party in parties:
        tested = sorted((lean.p_value, n) for n, lean in enumerate(made) if lean.party == party and lean.p_value)
        is_small = True
        for place, (p, n) in enumerate(tested):
            is_small = is_small and p * (len(tested) - place) <= LEVEL
            made[n] = replace(made[n], leans=is_small)
    return tuple(replace(lean, says=_says(lean)) for lean in made)


def _lean(edition: Edition, measure: Measure, worlds: Worlds, party: Party) -> Lean | None:
    moves = worlds.moves(party.id)
    moves = moves[~np.isnan(moves)]
    # What the last digits of a sum make of a row that changes nothing is no move.
    moves = moves[np.abs(moves) > 1e-12 * max(1.0, float(np.abs(moves).max(initial=0.0)))]
    if not len(moves):
        return None
    direction = _gains_when(edition, measure, party)
    toward = -moves if direction == "lower" else moves
    told = direction is not None and len(moves) >= FEWEST
    return Lean(
        measure=measure.name,
        unit=measure.unit,
        party=party.id,
        party_name=party.name,
        kind=party.kind,
        gains_when=direction,
        rows=len(moves),
        that_way=int(np.sum(toward > 0)) if direction else 0,
        moved_by=worlds.moved_by(),
        p_value=sign_flip(toward) if told else None,
        leans=None,
        says="",
    )


def _gains_when(edition: Edition, measure: Measure, party: Party) -> str | None:
    """The one direction of the figure from which the party gains; None where it gains from neither, or from both."""
    directions = interests(edition, measure, party)
    return directions[0] if len(directions) == 1 else None


def _says(lean: Lean) -> str:
    measure = lean.measure.replace("_", " ")
    rows = f"{lean.rows:,} restated row{'s' if lean.rows != 1 else ''} of {lean.party_name}"
    if lean.gains_when is None:
        who = KINDS.get(lean.kind, "that party")
        return f"{rows} moved {measure}; {who} gains neither way from it, or it depends, so no lean is looked for."
    if lean.p_value is None:
        return f"{rows} moved {measure}: too few to tell whether they lean to one side (at least {FEWEST} are needed)."
    way = f"{lean.that_way:,} of them in the direction that {KINDS.get(lean.kind, 'that party')} gains from"
    chance = "p < 0.001" if lean.p_value < 0.001 else f"p = {lean.p_value:.3f}"
    by = f"{100 * lean.moved_by:+.2f} points" if lean.unit == "share" else f"{lean.moved_by:+,.2f} {lean.unit}"
    said = "more" if lean.leans else "no more"
    return f"{rows} moved {measure} (all restatements together by {by}), {way}: {said} than chance explains ({chance})."

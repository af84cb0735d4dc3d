"""The sentences of ``adoption``."""

from collections.abc import Sequence

from fullscore.questions._adoption.story import Story
from fullscore.questions._adoption.unseen import Unseen
from fullscore.terms.named import called

NAMED = 3
LEAST_POINTS = 0.0005
HARDLY = 0.02
"""Spend that changed by less than this hardly changed."""
NARROW = 0.1
"""An interval within this either side of nothing says that nothing happened; a wider one, that nothing is shown."""


def untold(table: str) -> str:
    """Why it cannot tell, and what would let it."""
    if table == "ledger_line":
        return (
            "It cannot be told: no feed delivers the ledger (ledger_line), and who only sees the programme cannot see "
            "what goes past it. Finance's ledger would let it answer."
        )
    if table == "invoice_line":
        return (
            "It cannot be told what share of spend goes through the programme: no feed delivers the programme's "
            "invoices (invoice_line) or its suppliers, so no line of the ledger can be known to have come through it. "
            "The programme's invoices would let it answer."
        )
    return "It cannot be told: nothing was posted to the accounts in scope."


def answer_sentence(
    *, verdict: bool | None, share: float, target: float, told: Story | None, unseen: Unseen | None,
    ahead: tuple[str, float, float, float] | None, reaches: str | None, blame: Sequence[tuple[str, str]],
    cheapest: str | None, is_shown: bool | None, taken: Sequence[str] = (),
) -> str:  # fmt: skip
    """The answer as a director would say it.

    Args:
        ahead: the last month of the forecast with estimate, low and high.
        reaches: the first month in which the target is expected to be reached.
        blame: units that bypass more than others of their age, with the friction in which they stand out.
        cheapest: the first of the next steps, as a clause.
        is_shown: whether any friction is shown to go with bypassing within units; None where none is recorded.
        taken: what came of each step that was taken.
    """
    head = {True: "Yes", False: "Not yet", None: "It cannot be told for sure"}[verdict]
    said = [f"{head}: {share:.1%} of what is spent goes through the programme, against a target of {target:.0%}."]
    if verdict is None and unseen is not None:
        said.append("What is unseen on accounts out of scope could turn this; looking at its sampled lines would tell.")
    if told:
        said.append(_story(told))
    if ahead and verdict is not True:
        when = f"The target is expected to be reached in {reaches}" if reaches else (
            f"The target is not expected to be reached by {ahead[0]}"
        )  # fmt: skip
        said.append(f"{when}; in {ahead[0]} the share should be {ahead[1]:.0%} ({ahead[2]:.0%} to {ahead[3]:.0%}).")
    elif ahead:
        said.append(f"In {ahead[0]} it should be {ahead[1]:.0%} ({ahead[2]:.0%} to {ahead[3]:.0%}).")
    else:
        said.append(
            "Where it goes from here cannot be told: too few months are seen, or it is not known when units joined."
        )
    if blame:
        named = ", ".join(f"{called('org_unit', unit)} ({friction})" for unit, friction in blame[:NAMED])
        said.append(f"More goes past it than in units of the same age in {named}.")
    if cheapest:
        said.append(f"The next point is cheapest where {cheapest}.")
    if is_shown is None:
        said.append("What keeps people away cannot be told, since no feed delivers requisitions.")
    elif not is_shown:
        said.append("That bypassing goes with any friction within units is not shown.")
    if taken:
        said.append(_taken(taken))
    if unseen is not None and (unseen.share.value or 0) >= LEAST_POINTS:
        low, high = unseen.share.low or 0.0, unseen.share.high or 0.0
        said.append(f"Another {unseen.share.value:.1%} ({low:.1%} to {high:.1%}) lies on accounts out of scope.")
    return " ".join(said)


def _story(told: Story) -> str:
    rise = told.share_now - told.share_then
    if abs(rise) < HARDLY:
        return f"It was {told.share_then:.1%} in {told.first_month} and has hardly moved since."
    joined = f"{told.entered} units that joined" if told.entered != 1 else "a unit that joined"
    parts = [f"{100 * told.by_entry:+.0f} came with {joined}"] if told.entered else []
    parts.append(f"{100 * told.by_use:+.0f} from those inside already")
    if abs(told.by_weight) >= HARDLY / 2:
        parts.append(f"{100 * told.by_weight:+.0f} from who spends how much")
    said = (
        f"In the three months from {told.first_month} it was {told.share_then:.1%}; of the {100 * rise:+.0f} points "
        f"since, {_and(parts)}"
    )
    change = told.spend_change
    if change.value is None or change.low is None or change.high is None:
        return f"{said}."
    if change.low <= 0 <= change.high or abs(change.value) < HARDLY:
        grew = "did not grow" if max(-change.low, change.high) <= NARROW else "is not shown to have grown"
        return f"{said}, while what is spent in all, inside and outside, {grew}."
    return f"{said}, while what is spent in all, inside and outside, changed by {change.value:+.0%}."


def _taken(verdicts: Sequence[str]) -> str:
    """What came of the steps, as counts of each verdict."""
    steps = "the one step" if len(verdicts) == 1 else f"{len(verdicts)} steps"
    words = {"helped": "helped", "hindered": "hindered", "no effect seen": "had no effect to be seen"}
    counts = {verdict: verdicts.count(verdict) for verdict in words if verdict in verdicts}
    if not counts:
        return f"What {steps} taken did cannot be told."
    parts = [f"{count} {words[verdict]}" for verdict, count in counts.items()]
    unclear = verdicts.count("cannot tell")
    return f"Of {steps} taken, {_and(parts + ([f'of {unclear} it cannot be told'] if unclear else []))}."


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

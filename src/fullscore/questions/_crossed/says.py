"""The answer in a few sentences that a director would say."""

from collections.abc import Mapping, Sequence

from fullscore.questions._crossed.aims import Aim
from fullscore.questions._crossed.conflicts import SURE, Cell, Conflict, Range
from fullscore.questions._crossed.settings import Setting
from fullscore.questions._levers._shape import levers
from fullscore.terms.shown import in_words

MOST = 2
UNITS = {"days": " days", "currency/hour": " an hour", "months": " months", "share": " points"}


def amount(unit: str, value: float, signed: bool = False, currency: str = "") -> str:
    """A number with its unit; shares in percent, changes of shares in points."""
    sign = "+" if signed and value > 0 else ""
    if unit == "share":
        return f"{sign}{100 * value:.1f} points" if signed else f"{100 * value:.0f}%"
    money = f" {currency}" if unit.startswith("currency") and currency else ""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}" if abs(value) < 1 else f"{value:,.1f}"
    return f"{sign}{digits}{money}{UNITS.get(unit, '')}"


def room_of(lever: str, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Who must be in the room before a lever is moved: whose measures it is shown to move, and who sets it."""
    moved = [cell.aim.function for cell in cells if cell.lever == lever and cell.reading in ("gains", "loses")]
    return tuple(dict.fromkeys([*moved, *levers()[lever].owners])) if moved else ()


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    said = [in_words(name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _does(names: Sequence[str], verb: str) -> str:
    """Names with what they do, once each."""
    each = list(dict.fromkeys(names))
    return f"{listed(each)} {verb}{'s' if len(each) == 1 else ''}"


def of_conflicts(conflicts: Sequence[Conflict], cells: Sequence[Cell], looked_at: int) -> str:
    """What pulls against what, the surest first, and who must be in the room."""
    by_lever = list(dict.fromkeys(one.lever for one in conflicts))
    parts = [
        f"By {len(by_lever)} of {looked_at} levers one function gains what another loses."
        if looked_at > 1
        else "By the one lever that can be seen one function gains what another loses."
    ]
    for lever in by_lever[:MOST]:
        here = [one for one in conflicts if one.lever == lever]
        gains, loses = ([getattr(one, side) for one in here] for side in ("gains", "loses"))
        parts.append(
            f"{levers()[lever].title}: when it rises {_does(gains, 'gain')} and {_does(loses, 'lose')}; in the room: "
            f"{listed(room_of(lever, cells))}."
        )
    return " ".join(parts)


def of_settings(settings: Sequence[Setting], ranges: Mapping[str, Range], aims: Sequence[Aim], currency: str) -> str:
    """The best setting that leaves nobody worse off, and what it brings."""
    if not settings:
        return "No setting is shown to bring one a gain and to leave nobody worse off."
    return f"Nobody is worse off, and somebody better, with {described(settings[0], ranges, aims, currency)}."


def described(setting: Setting, ranges: Mapping[str, Range], aims: Sequence[Aim], currency: str) -> str:
    """A setting in words: what is set to what, and what each function that it moves gets."""
    moves = ", ".join(
        f"{_small(levers()[lever].title)} at {amount(levers()[lever].unit, value)} instead of "
        f"{amount(levers()[lever].unit, ranges[lever].now)}"
        for lever, value in setting.levers.items()
    )
    unit = {(aim.function, aim.measure): aim for aim in aims}
    gets = [
        f"{in_words(one.measure)} "
        f"{amount(unit[one.function, one.measure].unit, one.change.value or 0.0, True, currency)} "
        f"({in_words(one.function)})"
        for one in setting.changes
        if one.p_better >= SURE
    ]
    return f"{moves}: {', '.join(gets)}" if gets else moves


def _small(title: str) -> str:
    return title[0].lower() + title[1:]

"""Why a heading was given its place, in words: what the heading is like, and what its values are."""

from fullscore.feeds._proposing.dates import ISO
from fullscore.feeds._proposing.matching import EXACT, Match
from fullscore.feeds._proposing.profile import Profile
from fullscore.model._shape import Column, Kind


def of_heading(match: Match) -> str:
    if match.likeness >= EXACT:
        return "the heading says so"
    how = "much" if match.likeness > 0.85 else "somewhat" if match.likeness > 0.65 else "little"
    return f"the heading is {how} like '{match.phrase}'"


def of_values(profile: Profile, column: Column | None) -> tuple[str, ...]:
    """What the values say for or against a column; nothing of any value that may be a person's."""
    if not profile.filled:
        return ("its cells are all empty, so that only the heading speaks",)
    found: list[str] = []
    share = _share(profile, column)
    if share is not None:
        found.append(share)
    if column is not None and column.kind is Kind.id and profile.unique:
        found.append(f"each of its {profile.filled:,} values occurs once")
    if profile.damaged:
        found.append(f"{profile.damaged:,} values are in scientific notation: a spreadsheet damaged them")
    return tuple(found)


def _share(profile: Profile, column: Column | None) -> str | None:
    if column is None:
        return None
    if column.name.endswith("currency"):
        return f"currency codes: {', '.join(sorted(profile.counts)[:5])}" if len(profile.counts) <= 12 else None
    match column.kind:
        case Kind.date | Kind.month | Kind.time:
            told = [code if code != ISO else "ISO 8601" for code in profile.dates.formats]
            how = f" in {' and '.join(told)}" if told else ""
            proof = f", proven by {profile.dates.proof}" if profile.dates.proof else ""
            return f"{profile.dates.share:.0%} of its values are dates{how}{proof}"
        case Kind.money | Kind.hours | Kind.number:
            return f"{profile.numbers:.0%} of its values are numbers"
        case Kind.whole:
            return f"{profile.whole:.0%} of its values are whole numbers"
        case Kind.choice | Kind.flag:
            return f"it holds {len(profile.counts):,} distinct words" if profile.few else "it holds many distinct words"
        case _:
            return None

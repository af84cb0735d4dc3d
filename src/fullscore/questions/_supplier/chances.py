"""How sure it is that a supplier is better or worse than the programme by a margin that matters."""

from dataclasses import dataclass

import numpy as np

from fullscore.stats.empirical_null import empirical_null
from fullscore.workforce.standardised import Standardised
from fullscore.workforce.starts import Flags, Floats, Starts

QUALITY_SHARE = 0.5
"""Of the spread among ordinary suppliers that chance does not explain, the part that is taken to be their quality."""


@dataclass(frozen=True, kw_only=True)
class Chances:
    """For each supplier."""

    quality: Floats
    """Draws of the programme's mean share less the supplier's, shape (draws, suppliers)."""
    better: Floats
    worse: Floats
    better_at_worst: Floats
    """Were every unknown or disputed end of its own counted against it."""
    worse_at_best: Floats
    """Were every unknown or disputed end of its own counted for it."""
    error: Floats
    """What its own starts leave open, as a share."""
    unexplained: float
    """Standard deviation among ordinary suppliers beyond chance, on the log of the hazard."""


def chances(found: Standardised, starts: Starts, margin: float) -> Chances:
    """Probabilities beyond the margin: the lower of what the posterior says and what an empirical null leaves.

    The posterior speaks of the margin, from the programme's mean. The null speaks of what ordinary suppliers do: it is
    the middle of all, with each supplier's own chance and as much of the spread there that nobody can explain as is not
    taken to be quality. Who is beyond the margin and yet like the ordinary is not set apart.
    """
    weight = found.counts / max(1, found.counts.sum())
    mean = found.share @ weight
    quality = mean[:, None] - found.share
    effects = found.effects
    level = effects.effects + effects.shift[:, None]
    null = empirical_null(effects.alone, effects.error)
    spread = np.hypot(effects.error, null.spread * (1 - QUALITY_SHARE) ** 0.5)
    apart = (effects.alone - null.centre) / spread
    events, against, for_it = _swapped(starts, found)
    prior = effects.spreads[0] ** -2

    def better(extra: Floats) -> Floats:
        drawn = mean[:, None] - found.curve(level + _moved(events + prior, extra)) > margin
        return np.asarray(np.minimum(drawn.mean(0), _normal(-apart - _moved(events + 0.5, extra) / spread)))

    def worse(extra: Floats) -> Floats:
        drawn = mean[:, None] - found.curve(level + _moved(events + prior, extra)) < -margin
        return np.asarray(np.minimum(drawn.mean(0), _normal(apart + _moved(events + 0.5, extra) / spread)))

    none = np.zeros(len(weight))
    seen = effects.alone + float(effects.shift.mean())
    slope = np.abs(found.curve(seen + 0.05) - found.curve(seen - 0.05)) / 0.1
    return Chances(
        quality=quality,
        better=better(none),
        worse=worse(none),
        better_at_worst=better(against),
        worse_at_best=worse(-for_it),
        error=np.asarray(effects.error * slope),
        unexplained=null.spread,
    )


def _swapped(starts: Starts, found: Standardised) -> tuple[Floats, Floats, Floats]:
    """Of each supplier, the early ends that count; those that could be counted against it too; those that need not."""
    early = starts.is_over & (starts.left <= starts.window_days) & (starts.entered <= starts.left)
    doubtful = (starts.is_unknown | starts.is_disputed) & early

    def counted(flags: Flags) -> Floats:
        return np.bincount(starts.supplier.codes[flags], minlength=len(found.counts)).astype(np.float64)

    return counted(early & starts.is_bad), counted(doubtful & ~starts.is_bad), counted(doubtful & starts.is_bad)


def _moved(events: Floats, extra: Floats) -> Floats:
    """How far the log of a rate moves with some events more, the prior's weight in events among them: no second fit."""
    return np.asarray(np.log(np.maximum(events + extra, 1e-3) / events))


def _normal(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))

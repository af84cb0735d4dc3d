"""Northgate Health, the sample programme: write it, and say what was planted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fullscore.simulate import (
    _claims,
    _ledger,
    _money,
    _organisation,
    _requests,
    _statements,
    _suppliers,
    _talent,
    _truth,
    _voice,
    _work,
)
from fullscore.simulate._deliveries import Sheet, write_all
from fullscore.simulate._settings import HEAD, settings
from fullscore.simulate._story import Story, story

SEED = 20251231


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What was planted, as plain data, and how many rows were written."""

    rows: int
    planted: dict[str, Any]


def sheets(told: Story, claims: list[_claims.Claim]) -> list[Sheet]:
    """Everything that is ever sent."""
    return [
        *_organisation.sheets(),
        *_suppliers.sheets(told.who),
        *_requests.sheets(told.asks, told.course, told.sent, told.found, told.made),
        *_work.sheets(told.jobs, told.weeks),
        *_statements.sheets(told.works),
        _money.sheet(told.jobs, told.bills),
        _ledger.sheet(told.lines),
        _ledger.budget(told.lines),
        *_talent.sheets(told.seed, told.scale, told.jobs),
        *_voice.sheets(told.seed, told.jobs, told.made),
        *_claims.sheets(claims),
    ]


def write(folder: Path, *, seed: int = SEED, scale: float = 1.0) -> Truth:
    """Write the sample programme: settings and thirty-six monthly deliveries.

    The same seed and scale give the same bytes.

    Returns:
        What was planted.
    """
    told = story(seed, scale)
    claims = _claims.claims(told.asks, told.course, told.found, told.made, told.jobs)
    every = sheets(told, claims)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(settings(every), "utf-8")
    return Truth(rows=write_all(folder, every), planted=_truth.truth(told, claims))


def is_written_in(folder: Path) -> bool:
    """Whether a folder holds this programme and not somebody's own."""
    try:
        with (folder / "programme.toml").open(encoding="utf-8") as file:
            return file.readline() == HEAD.splitlines(keepends=True)[0]
    except (OSError, UnicodeDecodeError):
        return False

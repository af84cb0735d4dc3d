"""Where things stand inside a programme folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The places of one programme folder. ``feeds`` and ``governance`` are the client's; the rest is derived."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "programme.toml"

    @property
    def feeds(self) -> Path:
        return self.root / "feeds"

    @property
    def governance(self) -> Path:
        return self.root / "governance"

    @property
    def rulings(self) -> Path:
        """What people ruled about data, one entry of the chain a line."""
        return self.governance / "rulings.jsonl"

    @property
    def derived(self) -> Path:
        return self.root / ".fullscore"

    @property
    def landed(self) -> Path:
        return self.derived / "landed"

    @property
    def parts(self) -> Path:
        return self.derived / "parts"

    @property
    def editions(self) -> Path:
        return self.derived / "editions"

    @property
    def atoms(self) -> Path:
        return self.derived / "atoms"

    @property
    def answers(self) -> Path:
        """Answers that were computed before; a folder for each edition."""
        return self.derived / "answers"

    @property
    def scratch(self) -> Path:
        return self.derived / "scratch"

    @property
    def current(self) -> Path:
        """A one-line file: the id of the published edition. Replacing it is publication."""
        return self.derived / "current"

    @property
    def lock(self) -> Path:
        return self.derived / "lock"

"""A mapping proposed for an unknown export, and kept where a person says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fullscore.feeds._proposing.proposal import Proposal
from fullscore.feeds._proposing.propose import propose
from fullscore.feeds._proposing.toml_text import toml_text
from fullscore.run.read import memory_limit
from fullscore.store.engine import Engine
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A proposal, its text as the TOML of a mapping, and where that was written; None where nowhere."""

    proposal: Proposal
    toml: str
    written: Path | None


def map_file(path: Path, *, tables: Sequence[str] = (), out: Path | None = None) -> Mapped:
    """Propose a mapping for a file.

    Args:
        tables: what it is to feed; none: what it looks like.
        out: where to write the mapping; a file that is there already is never replaced, since a person may have
            decided something in it.

    Raises:
        Fault: the file cannot be understood at all, or the mapping cannot be written.
    """
    if out is not None and out.exists():
        raise Fault("there is a file here already", where=str(out), next_step="name another, or take that one away")
    with TemporaryDirectory(prefix="fullscore-map-") as scratch:
        engine = Engine(scratch=Path(scratch), memory_limit=memory_limit())
        try:
            proposal = propose(engine, path, asked=tables)
        finally:
            engine.close()
    text = toml_text(proposal)
    if out is not None:
        try:
            out.write_text(text, "utf-8")
        except OSError as error:
            raise Fault(
                f"the mapping cannot be written ({error.strerror})",
                where=str(out),
                next_step="name a place where you may write with `--out`",
            ) from None
    return Mapped(proposal=proposal, toml=text, written=out)

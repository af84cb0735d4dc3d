"""The sample programme: written, built, and a few of its figures."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from fullscore.run.build import Built, build
from fullscore.run.figures import ask, figures
from fullscore.run.read import memory_limit, open_edition
from fullscore.simulate import northgate
from fullscore.store.assemble import Progress
from fullscore.store.layout import Layout
from fullscore.terms.declared import declared
from fullscore.terms.fault import Fault
from fullscore.terms.figure import Figures
from fullscore.terms.period import Month

SHOWN: tuple[tuple[str, dict[str, str]], ...] = (
    ("spend", {}),
    ("time_to_fill", {}),
    ("fill_rate", {}),
    ("early_attrition", {}),
    ("adoption", {"by": "spend"}),
)
"""Measures that are shown, where they are among those there are, with what differs from the client's lens."""
MONTHS_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What was made: rows written, the build, figures of its last twelve months, and how long each step took."""

    folder: Path
    rows: int
    built: Built
    figures: tuple[Figures, ...]
    first: Month
    last: Month
    writing_seconds: float
    building_seconds: float


def demo(folder: Path, progress: Progress = lambda what, done, of: None, *, scale: float = 1.0) -> Demo:
    """Write the sample programme into a folder, build it, and look at it.

    A folder that holds the sample programme already is written over with the same files; what else lies there stays.

    Args:
        scale: 1 is the whole programme; less is quicker.

    Raises:
        Fault: the folder holds something else, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise Fault("it is a file", where=str(folder), next_step="name a new folder")
    if folder.is_dir() and any(folder.iterdir()) and not northgate.is_written_in(folder):
        raise Fault(
            "the folder is not empty and does not hold the sample programme",
            where=str(folder),
            next_step="name a new folder, as in `fullscore demo northgate`",
        )
    started = perf_counter()
    progress("writing the sample programme", 0, 0)
    try:
        truth = northgate.write(folder, scale=scale)
    except OSError as error:
        raise Fault(
            f"it cannot be written ({error.strerror})",
            where=str(error.filename or folder),
            next_step="choose a folder that you may write, with room for 1 GB",
        ) from None
    written = perf_counter()
    layout = Layout(folder)
    built = build(layout, memory_limit=memory_limit(), progress=progress)
    done = perf_counter()
    if built.faults:
        raise built.faults[0]
    known = declared("fullscore.measures")
    with open_edition(layout) as edition:
        last = Month.parse(edition.as_of)
        first = last + (1 - MONTHS_SHOWN)
        shown = tuple(
            figures(edition, ask(name, chosen=chosen, first=first, last=last))
            for name, chosen in SHOWN
            if name in known
        )
    return Demo(
        folder=folder,
        rows=truth.rows,
        built=built,
        figures=shown,
        first=first,
        last=last,
        writing_seconds=written - started,
        building_seconds=done - written,
    )

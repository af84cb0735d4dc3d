"""Finding what was delivered: dated folders, the files in them, and the feed that each belongs to."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed, Programme


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A file as it arrived, with the feed it belongs to; no feed: None."""

    delivery: str
    """The folder's date, ISO."""
    file: str
    """The path inside ``feeds``, with forward slashes."""
    path: Path
    feed: Feed | None


def find(layout: Layout, programme: Programme, *, until: str | None = None) -> list[Delivered]:
    """All delivered files in order: folder date, then path.

    Args:
        until: leave out folders dated after this day.

    Raises:
        Fault: there are no feeds, a folder's name is not a date, or two feeds claim a file equally.
    """
    if not layout.feeds.is_dir():
        raise Fault(
            "there is no folder called feeds",
            where=str(layout.root),
            next_step="make feeds/YYYY-MM-DD and put the files of a delivery into it as they arrived",
        )
    found: list[Delivered] = []
    for folder in sorted(layout.feeds.iterdir()):
        if _passed_over(folder):
            continue
        day = _dated(folder)
        if until and day > until:
            continue
        for path in sorted(p for p in folder.rglob("*") if not p.is_dir()):
            if any(_passed_over(part) for part in [path, *path.relative_to(folder).parents]):
                continue
            file = _readable(path.relative_to(layout.feeds).as_posix())
            feed = _feed_of(path.relative_to(folder).as_posix(), file, programme.feeds)
            found.append(Delivered(delivery=day, file=file, path=path, feed=feed))
    return found


def _passed_over(path: Path) -> bool:
    # What a file manager or a spreadsheet leaves behind is nobody's delivery.
    return path.name.startswith((".", "~$")) and path.name not in (".", "..")


def _readable(file: str) -> str:
    try:
        file.encode()
    except UnicodeEncodeError:
        shown = file.encode("utf-8", "replace").decode()
        raise Fault(
            "its name is not readable as UTF-8", where=f"feeds/{shown}", next_step="rename the file in plain letters"
        ) from None
    return file


def _dated(folder: Path) -> str:
    try:
        day = date.fromisoformat(folder.name).isoformat()
        # 20250131 is a date as well, but folders are told apart and ordered by one way of writing it.
        if not folder.is_dir() or day != folder.name:
            raise ValueError
        return day
    except ValueError:
        raise Fault(
            "only folders named by their delivery date belong here",
            where=f"feeds/{folder.name}",
            next_step="name it like 2025-01-31, or move the file into such a folder",
        ) from None


def _feed_of(inside: str, file: str, feeds: tuple[Feed, ...]) -> Feed | None:
    """The feed whose pattern matches: the longest; patterns see a .gz file under its name without .gz as well."""
    names = {inside, inside.rsplit("/", 1)[-1]}
    names |= {name.removesuffix(".gz") for name in names}
    matching = [feed for feed in feeds if any(fnmatchcase(name, feed.files) for name in names)]
    if not matching:
        return None
    longest = max(len(feed.files) for feed in matching)
    first, *rest = [feed for feed in matching if len(feed.files) == longest]
    if rest:
        raise Fault(
            f'the feeds "{first.name}" and "{rest[0].name}" claim it equally',
            where=f"feeds/{file}",
            next_step="make one pattern in programme.toml longer, so that it says which feed the file belongs to",
        )
    return first

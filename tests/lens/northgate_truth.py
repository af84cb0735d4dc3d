"""What the sample programme planted in the past, and what the history of an edition of it says."""

from pathlib import Path
from typing import Any

from fullscore.lens.history import History, history
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.store.layout import Layout


def found_in(folder: Path) -> History:
    build(Layout(folder))
    with open_edition(Layout(folder)) as edition:
        return history(edition, of=())


def disagreements(found: History, planted: dict[str, Any]) -> list[str]:
    """Every restatement that was planted and not found, or found and not planted; and counts that are not as planted.

    Args:
        planted: ``whose_numbers`` of the truth.
    """
    ours = {(r.kind, r.table, r.key, r.column, str(r.changed_in)) for r in found.restatements}
    rewritten, vanished = planted["rewritten_requisitions"], planted["vanished_requisitions"]
    truth = {("rewritten", "requisition", id, "submitted_at", planted["rewritten_in"]) for id in rewritten}
    truth |= {("vanished", "requisition", id, "", planted["vanished_in"]) for id in vanished}
    said = [f"missed: {one}" for one in sorted(truth - ours)] + [f"not planted: {one}" for one in sorted(ours - truth)]
    counts = (found.total("corrected"), found.total("erased"), found.total("amended"))
    planned = (len(planted["corrected_requisitions"]), len(planted["erased_assignments"]), 0)
    if counts != planned:
        said.append(f"corrected, erased, amended: {counts}, planted {planned}")
    return [*said, *found.notes]

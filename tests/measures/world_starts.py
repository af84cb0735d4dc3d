"""Starts that a generated programme planned for another day than that on which the worker came."""

import random
from datetime import datetime, timedelta

from tests.measures.world_story import NOON, Making

DAYS_LATE = (0, 0, 0, 0, 1, 2, 3, 4, 6, 15, -1, -6)
"""Actual start less planned start, about every day of grace; below 0 where the worker came before."""


def move_starts(making: Making) -> None:
    """Let some assignments first tell the day that was planned, and from the actual start on the day that it was.

    Its draws are its own, so that everything else of a world stays as it is.
    """
    for story in making.stories["assignment"]:
        draw = random.Random(f"{making.seed} {story.first['assignment_id']}")
        start, days = story.first["start_date"], draw.choice(DAYS_LATE)
        if days and start <= making.as_of:
            story.first["start_date"] = start - timedelta(days=days)
            story.then(datetime.combine(start, NOON), start_date=start)

"""Rows that are gone under one id and there under another: the id was replaced, and nothing was lost."""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens._restating.told import Rows, Told, day_numbers
from fullscore.model._expressions import column, constant
from fullscore.model._shape import Table
from fullscore.terms.edition import Edition


def replaced(edition: Edition, told: Told) -> Rows:
    """Versions that ended in a delivery which brought the same row under an id that its feed had never told.

    The same: equal in every column but the id and those of ordinary progress; each new row stands for one old. Only
    tables whose key is one id of their own are looked at: where a key says something, another key says something else.
    """
    found = np.zeros(told.rows.num_rows, np.bool_)
    table = told.table
    if len(table.key) > 1 or not told.gone.any():
        return found
    at = np.flatnonzero(told.gone)
    rows = told.rows.select(["_feed", "_from", table.key[0]]).take(pa.array(at))
    every = edition.versions(table.name)
    every = every.filter(every["_file"].notnull()).mutate(_content=_content(table, every))
    gone = every.semi_join(edition.lend(rows), ["_feed", "_from", table.key[0]])
    gone = gone.select("_content", _feed_of="_feed", _day="_to", _id=table.key[0])
    pairs = every.select("_content", "_feed", "_from", _new=table.key[0]).inner_join(
        gone, ["_content", ("_feed", "_feed_of"), ("_from", "_day")]
    )
    known = every.group_by("_feed", table.key[0]).aggregate(_first=column("_from").min())
    known = known.rename(_known="_feed", _known_id=table.key[0])
    pairs = pairs.inner_join(known, [("_feed", "_known"), ("_new", "_known_id"), ("_from", "_first")])
    pairs = edition.run(pairs.select("_feed", "_from", "_id", "_new").distinct().order_by(["_feed", "_id", "_new"]))
    days = day_numbers(pairs["_from"]).tolist()
    places = zip(rows["_feed"].to_pylist(), told.ended[at].tolist(), rows[table.key[0]].to_pylist(), strict=True)
    place = dict(zip(places, at.tolist(), strict=True))
    used: set[tuple[str, int, str]] = set()
    for feed, day, old, new in zip(
        pairs["_feed"].to_pylist(), days, pairs["_id"].to_pylist(), pairs["_new"].to_pylist(), strict=True
    ):
        n = place[feed, day, old]
        if not found[n] and (feed, day, new) not in used:
            used.add((feed, day, new))
            found[n] = True
    return found


def _content(table: Table, rows: Any) -> Any:
    """The text of everything that a row says beside its id and what is ordinary progress."""
    text = constant("")
    for name in (c.name for c in table.columns if c.name not in (*table.key, *table.progress)):
        text = text + constant("\x1f") + rows[name].cast("string").fill_null("\x02")
    return text

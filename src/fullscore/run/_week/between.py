"""What came between an earlier day and an edition: deliveries, rows by table, settings that changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fullscore.lens.names import names
from fullscore.model._expressions import column, constant
from fullscore.questions._shape import questions
from fullscore.run._week.moved import Between
from fullscore.store.edition import StoredEdition


def between(edition: StoredEdition, since: date, settings_before: Mapping[str, Any]) -> Between:
    """What came between a day and an edition.

    Args:
        settings_before: the settings of the edition that stood on that day.
    """
    new, changed = {}, {}
    for share in edition.manifest.tables:
        # Computed tables are made anew at every build, and say nothing of what was delivered.
        if share.parts and not share.derived:
            came, ended = _counts(edition, share.table, since)
            new[share.table], changed[share.table] = max(came - ended, 0), ended
    deliveries = sorted({file.delivery for file in edition.manifest.files if file.delivery > since.isoformat()})
    return Between(
        deliveries=tuple(deliveries),
        new=new,
        changed=changed,
        settings=tuple(_changed(settings_before, edition.settings)),
        rests_on={
            name: tuple(dict.fromkeys(need.table.name for need in question.needs))
            for name, question in questions().items()
        },
        keys={name: question.key for name, question in questions().items()},
        names=names_of(edition),
    )


def names_of(edition: StoredEdition) -> dict[str, str]:
    """What org units and suppliers are called, by their ids: name and id."""
    told = names(edition).items()
    return {id: f"{name} ({id})" for (kind, id), name in told if kind in ("supplier", "org_unit") and name != id}


def _counts(edition: StoredEdition, table: str, since: date) -> tuple[int, int]:
    told, day = edition.versions(table), constant(since)
    [row] = edition.run(
        told.aggregate(
            came=(column("_from") > day).sum().fill_null(0),
            ended=((column("_from") <= day) & (column("_to") > day)).sum().fill_null(0),
        )
    ).to_pylist()
    return int(row["came"]), int(row["ended"])


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for section in sorted({*before, *now}):
        was, is_now = before.get(section), now.get(section)
        if was == is_now or section == "feed":
            continue
        if isinstance(was or {}, Mapping) and isinstance(is_now or {}, Mapping):
            for name in sorted({*(was or {}), *(is_now or {})}):
                old, new = (part.get(name, "not set") for part in (was or {}, is_now or {}))
                if old != new:
                    yield f"The setting {section}.{name} is {new}, was {old}."
        else:
            yield f"The settings under {section} changed."

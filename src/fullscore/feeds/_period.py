"""The months that a file says it covers, by its name; used to say what is missing, never to date a row."""

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def period_of(name: str, pattern: str) -> tuple[str, str] | None:
    """First and last month, such as ``("2014-04", "2014-06")``; None where the name does not say.

    Args:
        name: the file's name.
        pattern: a regular expression with the groups ``first``, ``last`` and ``year``, found anywhere in the name
            whatever its case. Months are numbers, names or their first three letters; ``first`` may also be
            ``2014-04``. Without ``last`` one month is meant. Where the last month comes before the first, the year is
            the last one's.
    """
    found = re.search(pattern, name, re.IGNORECASE) if pattern else None
    if not found:
        return None
    groups = found.groupdict()
    first = _month(groups["first"])
    last = _month(groups.get("last") or groups["first"])
    year = re.search(r"[0-9]{4}|[0-9]{2}", groups.get("year") or groups["first"] or "")
    if not first or not last or not year:
        return None
    ends = int(year[0]) + (2000 if len(year[0]) == 2 else 0)
    return f"{ends - (first > last):04d}-{first:02d}", f"{ends:04d}-{last:02d}"


def _month(written: str | None) -> int | None:
    letters = (written or "").strip().lower()
    if letters[:3] in _MONTHS:
        return _MONTHS.index(letters[:3]) + 1
    numbers = re.findall(r"[0-9]+", letters)
    number = int(numbers[-1]) if numbers else 0
    return number if 1 <= number <= 12 else None

"""From the cells of a row to the text of each canonical column: the verbs of a mapping, as expressions."""

from dataclasses import dataclass

from fullscore.feeds._mapping.located import Located, Variants
from fullscore.feeds._mapping.shape import ANY_OTHER, ColumnMapping, TableMapping
from fullscore.feeds._way import BLANKS, Traits
from fullscore.store.engine import quoted

UNPIVOTED_NAME, UNPIVOTED_VALUE = "u_name", "u_value"


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What a split keeps: the name and the expression of the piece, and whether the text has the pattern's shape."""

    name: str
    piece: str
    fits: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """The text of one column.

    Attributes:
        source: the cell as it stands in the file, or the joined cells.
        shown: what a fault keeps of it; nothing of a person's.
        cut: where the mapping splits; a filled cell of another shape is a fault.
        value: the text after every verb.
        reads: the mapping reads it from the file, and the file has it.
        always_filled: an empty cell becomes something.
    """

    source: str
    shown: str
    cut: Cut | None
    value: str
    reads: bool
    always_filled: bool


def cell(position: int) -> str:
    """The name of a trimmed cell."""
    return f"h{position}"


def trimmed(name: str, traits: Traits) -> str:
    """A cell without the blanks around it, NULL where nothing is left.

    Trimming every cell costs more than all other checks together, so that it happens only where a blank is in sight:
    whatever sorts below ``!`` begins with one.
    """
    stripped = f"nullif(trim({name}, {quoted(BLANKS)}), '')"
    return (
        stripped
        if traits.odd_blanks
        else f"CASE WHEN {name} < '!' OR ends_with({name}, ' ') THEN {stripped} ELSE {name} END"
    )


def reference(variants: Variants, share: TableMapping, located: Located) -> str | None:
    """The name of the cell that a heading means: of the file, or of what the unpivot makes; None: there is none."""
    if share.unpivot and share.unpivot.name in variants:
        return UNPIVOTED_NAME
    if share.unpivot and share.unpivot.value in variants:
        return UNPIVOTED_VALUE
    return cell(located.cells[variants]) if variants in located.cells else None


def text_of(column: ColumnMapping, share: TableMapping, located: Located, pseudonym: str) -> Text:
    """The text of a column.

    Args:
        pseudonym: the name of the engine's function that hides a person.
    """
    found = [name for variants in column.reads if (name := reference(variants, share, located)) is not None]
    source = _joined(found, column.separator) if column.join else (found[0] if found else "NULL::VARCHAR")
    value, cut = source, None
    if column.split and found:
        cut = Cut(
            name=f"x_{column.name}",
            piece=f"nullif(regexp_extract({source}, {quoted(column.split)}, {column.part}), '')",
            fits=f"regexp_matches({source}, {quoted(column.split)})",
        )
        value = cut.name
    if column.values and found:
        value = _translated(value, column.values)
    if column.constant:
        value = f"coalesce({value}, {quoted(column.constant)})" if found else quoted(column.constant)
    if column.pseudonym and found:
        value = f"{pseudonym}({value})"
    return Text(
        source=source,
        shown="''" if column.pseudonym else source,
        cut=cut,
        value=value,
        reads=bool(found),
        always_filled=bool(column.constant) or (bool(found) and column.always_filled),
    )


def _joined(names: list[str], separator: str) -> str:
    """Cells in a row; an empty one keeps its place, so that two different rows do not join to the same text."""
    if not names:
        return "NULL::VARCHAR"
    places = f" || {quoted(separator)} || ".join(f"coalesce({name}, '')" for name in names)
    return f"CASE WHEN coalesce({', '.join([*names, 'NULL'])}) IS NOT NULL THEN {places} END"


def _translated(text: str, values: tuple[tuple[str, str], ...]) -> str:
    def literal(word: str) -> str:
        return quoted(word) if word else "NULL"

    filled = " ".join(f"WHEN {quoted(key)} THEN {literal(word)}" for key, word in values if key not in ("", ANY_OTHER))
    empty = "".join(f"WHEN {text} IS NULL THEN {literal(word)} " for key, word in values if not key)
    others = [f"CASE WHEN {text} IS NOT NULL THEN {literal(word)} END" for key, word in values if key == ANY_OTHER]
    otherwise = others[0] if others else text
    rest = f"CASE lower({text}) {filled} ELSE {otherwise} END" if filled else otherwise
    return f"CASE {empty}ELSE {rest} END" if empty else rest

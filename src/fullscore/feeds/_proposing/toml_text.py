"""Writing a proposal as the TOML of a mapping, its reasons and open questions as comments."""

from collections.abc import Iterator
from textwrap import wrap

from fullscore.feeds._proposing.proposal import Proposal
from fullscore.feeds._proposing.toml_values import name, value

_WIDTH = 116


def toml_text(proposal: Proposal) -> str:
    """The mapping as text, which ``tomllib`` reads back as the proposal's document."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    document = proposal.document
    yield from _said(f"Proposed for {proposal.sample.file} from its headings and {proposal.sample.rows:,} rows.")
    if proposal.recognised:
        yield from _said(
            f"It is the shipped mapping {proposal.recognised} with this file's headings "
            f"({proposal.agreement:.0%} alike)."
        )
    yield from _said("Look through it, decide what is marked DECIDE, and name this file as a feed's mapping.")
    for remark in proposal.remarks:
        yield from _said(remark)
    yield f"id = {value(document['id'])}"
    yield ""
    yield "[file]"
    for key, reason in proposal.sample.reasons:
        yield from _said(f"{key}: {reason}" if key else reason)
    for sentence in proposal.comments.get(("", ""), ()):
        yield from _said(sentence)
    for key, held in document.get("file", {}).items():
        yield f"{name(key)} = {value(held)}"
    if proposal.people:
        yield from _said("Left out, since they would identify a person: " + _listed(proposal.people))
    if proposal.homeless:
        yield from _said(
            "These headings have no home in the tables below. To confirm that they are not needed, take the mark away:"
        )
        yield f"# aside = {value([one.heading for one in proposal.homeless])}"
    for share in document["table"]:
        yield ""
        yield "[[table]]"
        for sentence in proposal.comments.get((share["name"], ""), ()):
            yield from _said(sentence)
        for key, held in share.items():
            if key != "columns":
                yield f"{name(key)} = {value(held)}"
        yield ""
        yield "[table.columns]"
        for column, held in share["columns"].items():
            for sentence in proposal.comments.get((share["name"], column), ()):
                yield from _said(sentence)
            yield f"{name(column)} = {value(held)}"
        for (table, column), sentences in proposal.comments.items():
            if table == share["name"] and column and column not in share["columns"]:
                for sentence in sentences:
                    yield from _said(sentence)


def _said(sentence: str) -> Iterator[str]:
    """A sentence as comments; a line for the mapping that follows a line end stays whole."""
    told, *suggestions = sentence.split("\n")
    yield from (f"# {_plain(line)}" for line in wrap(told, _WIDTH, break_long_words=False) or [""])
    yield from (f"# {_plain(line)}" for line in suggestions)


def _plain(text: str) -> str:
    # A heading may hold a line end; in a comment it would end the comment.
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in names)

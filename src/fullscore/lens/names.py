"""What suppliers, org units and sites are called, so that a sentence can name them."""

from fullscore.lens.kept import kept
from fullscore.terms import named
from fullscore.terms.edition import Edition

KEYS = {"supplier": "supplier_id", "org_unit": "org_unit_id", "site": "site_id"}


@kept
def names(edition: Edition) -> dict[tuple[str, str], str]:
    """Every name by kind and id."""
    found: dict[tuple[str, str], str] = {}
    for table, key in KEYS.items():
        if edition.has(table):
            rows = edition.run(edition.table(table).select(id=key, name="name")).to_pylist()
            found |= {(table, row["id"]): row["name"] for row in rows if row["name"]}
    return found


def spelt(edition: Edition, text: str) -> str:
    """A sentence with the things that it marks spelt out."""
    return named.spelt(text, lambda kind, id: names(edition).get((kind, id))) if "«" in text else text

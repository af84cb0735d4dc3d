"""Which pairs of names are worth comparing: those that share rare pieces, out of hundreds of millions."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel
from scipy.sparse import csr_array

from fullscore.identity._names import Name

AT_MOST = 3
"""Candidates of a vendor that are compared in full."""
FIRST = 10
"""Candidates by pieces, of which the likest are kept."""
LEAST_SHARED = 0.28
"""Cosine of shared pieces under which nobody is a candidate."""
CROWDED = 250
"""A piece of a word that more spellings hold says too little to look for."""
LEAST_LIKE, SHARED_ENOUGH = 0.6, 0.55
CHUNK = 4_000

Ints = NDArray[np.int64]


def candidates(vendors: Sequence[Name], suppliers: Sequence[Name]) -> tuple[Ints, Ints]:
    """Pairs of a vendor and a supplier that may be one company.

    Names are cut into words, initials and runs of three letters, weighed by how rare they are among the suppliers;
    the suppliers with whom a vendor shares most are ranked by the likeness of their letters.

    Returns:
        The places of the vendors and of the suppliers, in the order of vendors; each pair once.
    """
    v_at, v_texts, v_pieces = _flat(vendors)
    s_at, s_texts, s_pieces = _flat(suppliers)
    if not v_texts or not s_texts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    held = Counter(piece for pieces in s_pieces for piece in pieces)
    crowded = max(CROWDED, len(s_texts) // 40)
    weights = {
        piece: np.log1p(len(s_texts) / count) * (1.0 if len(piece) > 4 else 0.6)
        for piece, count in held.items()
        if count <= crowded or not piece.startswith("#")
    }
    place = {piece: number for number, piece in enumerate(sorted(weights))}
    ours = _matrix(s_pieces, place, weights).T.tocsc().tocsr()
    vendor_side = _matrix(v_pieces, place, weights)
    found = [_likest(vendor_side[at : at + CHUNK] @ ours, at) for at in range(0, len(v_texts), CHUNK)]
    row, col = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    like = process.cpdist(
        [v_texts[n] for n in row], [s_texts[n] for n in col], scorer=Indel.normalized_similarity, dtype=np.float32
    )
    shared = np.concatenate([pair[2] for pair in found])
    score = like + shared
    keep = (like >= LEAST_LIKE) | (shared >= SHARED_ENOUGH)
    vendor, supplier, score = v_at[row[keep]], s_at[col[keep]], score[keep]
    order = np.lexsort((supplier, -score, vendor))
    vendor, supplier = vendor[order], supplier[order]
    pair = vendor * len(suppliers) + supplier
    _, first = np.unique(pair, return_index=True)
    first.sort()
    vendor, supplier = vendor[first], supplier[first]
    best = _rank(vendor) < AT_MOST
    return vendor[best], supplier[best]


def _flat(names: Sequence[Name]) -> tuple[Ints, list[str], list[set[str]]]:
    at, texts, pieces = [], [], []
    for number, name in enumerate(names):
        for spelling in name.spellings:
            at.append(number)
            texts.append(spelling.ordered)
            pieces.append(set(_pieces(spelling.words, spelling.joined)))
    return np.array(at, np.int64), texts, pieces


def _pieces(words: tuple[str, ...], joined: str) -> Iterator[str]:
    yield from (f"{word}_____" for word in words)
    if len(words) > 2:
        yield f"~{''.join(word[0] for word in words)}_____"
    if len(joined) <= 5:
        yield f"~{joined}_____"
    padded = f"^{joined}$"
    yield from (f"#{padded[n : n + 3]}" for n in range(len(padded) - 2))
    yield f"^{joined[:6]}_____"


def _matrix(pieces: list[set[str]], place: dict[str, int], weights: dict[str, float]) -> csr_array:
    """Rows of unit length: what a row lacks among the suppliers counts in its length as what they know counts."""
    rows, columns = [0], list[int]()
    by_place = np.array([weights[piece] for piece in sorted(weights)], np.float32)
    for held in pieces:
        known = [place[piece] for piece in held if piece in place]
        columns += known
        rows.append(len(columns))
    columns_at = np.array(columns, np.int64)
    values = by_place[columns_at] if len(columns_at) else np.empty(0, np.float32)
    ends = np.array(rows, np.int64)
    square = np.concatenate([[0.0], np.cumsum(values.astype(np.float64) ** 2)])
    length = np.sqrt(square[ends[1:]] - square[ends[:-1]])
    scale = 1 / np.where(length > 0, length, 1)
    values = (values * np.repeat(scale, np.diff(ends))).astype(np.float32)
    return csr_array((values, columns_at, ends), shape=(len(pieces), len(place)))


def _likest(shared: csr_array, offset: int) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """Of each row the few greatest entries: its place, the column's and the entry."""
    rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    keep = shared.data >= LEAST_SHARED
    rows, columns, values = rows[keep], shared.indices[keep].astype(np.int64), shared.data[keep]
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    best = _rank(rows) < FIRST
    return rows[best] + offset, columns[best], values[best]


def _rank(groups: Ints) -> Ints:
    """The place of each entry within its run of equals, from 0."""
    first = np.concatenate([[True], groups[1:] != groups[:-1]]) if len(groups) else np.empty(0, bool)
    starts = np.flatnonzero(first)
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))

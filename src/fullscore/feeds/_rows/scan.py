"""One look at every byte of a text file, before anything reads it as a table."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fullscore.feeds._way import BLANKS

BLOCK = 256 * 1024
"""Bytes looked at at a time. A whole block without a line end means a line too long for the engine's reader: every line
of two blocks holds one, so that no cell that is too long escapes."""
_ODD = tuple(blank.encode() for blank in BLANKS if blank not in " \n\r")
_ODD_ASCII = tuple(blank for blank in _ODD if len(blank) == 1 and blank != b"\t")
_ODD_WIDE = tuple(blank for blank in _ODD if len(blank) > 1)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What the bytes of a text file are like.

    Attributes:
        size: bytes looked at, after decompression.
        newlines: how many line feeds.
        ends_open: the last line has no line end.
        utf8: the bytes are UTF-8; ``bad_line`` is otherwise the line of the first that is not.
        bare_cr: a carriage return stands without a line feed behind it.
        long_line: some line may be longer than a block.
        tabs, odd_blanks: tabs occur; other uncommon blanks occur.
    """

    size: int
    newlines: int
    ends_open: bool
    ascii: bool
    utf8: bool
    bad_line: int
    nul: bool
    bare_cr: bool
    long_line: bool
    tabs: bool
    odd_blanks: bool
    plus: bool
    at: bool
    equals: bool


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks of equal size, the last one shorter."""
    while block := stream.read(BLOCK):
        yield block


def scan(stream: Iterator[bytes]) -> Scan:
    """Look at every block once."""
    size = newlines = returns = pairs = 0
    bad_line = 0
    nul = long_line = tabs = odd = plus = at = equals = False
    is_ascii = utf8 = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail = b""
    for block in stream:
        lines = block.count(b"\n")
        long_line = long_line or (not lines and len(block) == BLOCK)
        if b"\r" in block:
            returns += block.count(b"\r")
            pairs += block.count(b"\r\n")
        pairs += tail.endswith(b"\r") and block.startswith(b"\n")
        if not block.isascii() or decoder.getstate()[0]:
            is_ascii = False
            if utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    utf8, bad_line = False, newlines + block[: error.start].count(b"\n") + 1
            # The mark of byte order is no blank where it belongs, at the very start.
            around = tail + block if size else block.removeprefix(codecs.BOM_UTF8)
            odd = odd or any(blank in around for blank in _ODD_WIDE)
        nul = nul or b"\0" in block
        tabs = tabs or b"\t" in block
        odd = odd or any(blank in block for blank in _ODD_ASCII)
        plus = plus or b"+" in block
        at = at or b"@" in block
        equals = equals or b"=" in block
        newlines += lines
        size += len(block)
        tail = block[-2:]
    if utf8 and decoder.getstate()[0]:
        utf8, bad_line = False, newlines + 1
    return Scan(
        size=size,
        newlines=newlines,
        ends_open=bool(tail) and not tail.endswith(b"\n"),
        ascii=is_ascii,
        utf8=utf8,
        bad_line=bad_line,
        nul=nul,
        bare_cr=returns != pairs,
        long_line=long_line,
        tabs=tabs,
        odd_blanks=odd,
        plus=plus,
        at=at,
        equals=equals,
    )


def sha256(path: Path) -> str:
    """The SHA-256 of a file as it was delivered, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in blocks(file):
            digest.update(block)
    return digest.hexdigest()

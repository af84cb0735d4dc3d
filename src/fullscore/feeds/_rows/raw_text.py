"""The bytes of a text file, packed or not, and the text in them: refused early where they are something else."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast

from fullscore.feeds._rows.scan import Scan, blocks, scan
from fullscore.feeds._way import Request

MOST_EXPANDED = 200
"""How many times its packed size a file may grow before it is taken for a zip bomb; exports grow 5 to 50 times."""
ALWAYS_EXPANDED = 64 * 1024 * 1024
"""Bytes up to which growth is never looked at: no harm comes from so little."""

_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)?<\s*(!doctype\s+html|html|head|body|script|meta|title)\b", re.I | re.S)
_MAGIC = (
    (b"PK\x03\x04", "a spreadsheet or zip archive", "deliver it with the ending .xlsx, or unpacked"),
    (b"\xd0\xcf\x11\xe0", "an old or protected spreadsheet", "save it without a password as .xlsx or .csv"),
    (b"PAR1", "a Parquet file", "deliver it with the ending .parquet"),
    (b"%PDF", "a PDF", "export the table itself as .csv or .xlsx"),
)
_BYTE_ORDER = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def is_packed(request: Request) -> bool:
    return request.path.name.lower().endswith(".gz")


@contextmanager
def raw(request: Request) -> Iterator[BinaryIO]:
    """The unpacked bytes of the file.

    Raises:
        Fault: the packed file is cut off or damaged.
    """
    if not is_packed(request):
        with request.path.open("rb") as file:
            yield file
        return
    try:
        with gzip.open(request.path, "rb") as file:
            yield cast(BinaryIO, file)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise request.fault(
            "the packed file ends too early or is damaged"
            if isinstance(error, EOFError)
            else "it is no whole gzip file",
            "deliver it again; the transfer may have been cut off",
        ) from None


def looked_at(request: Request) -> Scan:
    """Look at every byte once.

    Raises:
        Fault: the file is empty, a web page, of another kind than its ending says, or a zip bomb.
    """
    with raw(request) as stream:
        first = stream.read(4096)
        _refuse_other_kinds(request, first)
    with raw(request) as stream:
        return scan(_guarded(request, stream))


def _refuse_other_kinds(request: Request, first: bytes) -> None:
    if not first.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise request.fault("the file is empty", "ask for it again; the export may have failed")
    if _PAGE.match(first.removeprefix(b"\xef\xbb\xbf")):
        raise request.fault(
            "this is a web page, probably a sign-in page, where a table was expected",
            "export it again while signed in; the session had run out",
        )
    if first.startswith(b"\x1f\x8b"):
        raise request.fault("this is a packed file without the ending .gz", "add .gz to its name, or unpack it")
    for magic, kind, next_step in _MAGIC:
        if first.startswith(magic):
            raise request.fault(f"this is {kind}, not text as its ending says", next_step)


def _guarded(request: Request, stream: BinaryIO) -> Iterator[bytes]:
    most = max(ALWAYS_EXPANDED, MOST_EXPANDED * request.path.stat().st_size) if is_packed(request) else None
    seen = 0
    for block in blocks(stream):
        seen += len(block)
        if most is not None and seen > most:
            raise request.fault(
                f"it unpacks to more than {MOST_EXPANDED} times its size, as a zip bomb does",
                "deliver it unpacked if it is honest",
            )
        yield block


def encoding_of(request: Request, scanned: Scan) -> str:
    """The encoding of the text: as its mark of byte order says, as declared, or UTF-8.

    Raises:
        Fault: the declared encoding does not exist, or nothing is declared and the bytes are no UTF-8.
    """
    with raw(request) as stream:
        first = stream.read(4)
    declared = _known(request)
    marked = next((name for mark, name in _BYTE_ORDER if first.startswith(mark)), "")
    if marked.startswith(("utf-16", "utf-32")):
        return marked
    if declared not in ("", "utf-8") and not (marked and scanned.utf8):
        return declared
    if not scanned.utf8:
        why = "the mapping declares UTF-8" if declared else "no encoding is declared"
        raise request.fault(
            f"{why}, and the text is not UTF-8 (first on line {scanned.bad_line})",
            'declare `encoding = "cp1252"` (Windows, Western Europe) or what it is under [file] in the mapping',
        )
    if b"\0" in first:
        raise request.fault(
            "the text looks like UTF-16 without a mark of byte order",
            'declare `encoding = "utf-16-le"` under [file] in the mapping',
        )
    return marked or "utf-8"


def _known(request: Request) -> str:
    declared = request.reading.encoding
    try:
        # Codecs that turn bytes into bytes have names too, and are no encodings of text.
        "".encode(declared or "utf-8")
        return codecs.lookup(declared).name if declared else ""
    except LookupError:
        raise request.fault(
            f"the declared encoding '{declared}' does not exist",
            'declare one such as "utf-8" or "cp1252" under [file] in the mapping',
        ) from None


@contextmanager
def text(request: Request, encoding: str) -> Iterator[TextIO]:
    """The decoded text, its line ends as they stand.

    Raises:
        Fault: the bytes do not fit the declared encoding.
    """
    with raw(request) as stream:
        try:
            yield io.TextIOWrapper(stream, encoding=encoding, newline="")
        except UnicodeError as error:
            raise request.fault(
                f"the text does not fit the encoding {encoding} ({error.__class__.__name__})",
                "correct `encoding` under [file] in the mapping",
            ) from None

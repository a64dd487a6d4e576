"""Text: bytes to characters, lines to cells."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

import pyarrow as pa

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.columns import Columns
from analysis_helpers.readers.grid import Grid
from analysis_helpers.readers.records import split_records

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = "\t,;"
WIDE_BLANK = re.compile(r"[ \u00a0\u3000]{2,}")  # columns set with blanks, as a terminal or a mail shows them
LONGEST_PROSE = 2_000_000  # characters
SAMPLE = 65_536  # bytes that are weighed where two encodings could be meant


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and the encoding that it was written in. Raises ReportError for bytes that are no text."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _try(content, encoding) or _give_up(name), encoding
    if (text := _try(content, "utf-8")) is not None and "\0" not in text:
        return text, "utf-8"
    for encoding in _chinese_encodings(content):
        if (text := _try(content, encoding)) is not None and "\0" not in text:
            return text, encoding
    return _give_up(name), ""


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _give_up(name: str) -> str:
    raise ReportError(
        name, "the bytes of this file are no text",
        "text in UTF-8, UTF-16, GB18030 or Big5", "save it as text (UTF-8) and try again",
    )  # fmt: skip


def _chinese_encodings(content: bytes) -> list[str]:
    """Encodings to try, the likelier first: most bytes of one can be read as the other, and then are noise."""
    if b"\0" in content[:SAMPLE]:
        return ["utf-16-be", "utf-16-le"] if content.startswith(b"\0") else ["utf-16-le", "utf-16-be"]
    from charset_normalizer import from_bytes

    sample = content[:SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(sample, cp_isolation=["gb18030", "big5"]).best()
    return ["big5", "gb18030"] if best is not None and best.encoding == "big5" else ["gb18030", "big5"]


def read_text(text: str) -> list[Grid]:
    """All tables that the lines of a text could be, and last the lines themselves.

    Which of them is the report is decided where headers are understood.
    """
    grids = []
    if "|" in text:
        grids.append(split_pipes(_lines(text)))
    content: bytes | str
    try:
        content = text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only a str can hold
        content = text
    grids += _delimited(content)
    if len(text) > LONGEST_PROSE and grids:
        return grids  # a table this long has not fallen apart into lines
    lines = _lines(text)
    if WIDE_BLANK.search(text):
        grids.append(_split_columns(lines))
    cells: Sequence[Sequence[str]]
    if len(text) > LONGEST_PROSE and isinstance(content, bytes):
        # A list for each of millions of lines would cost more than they do.
        cells = Columns([pa.array(lines, pa.large_string())])
    else:
        cells = [[line] for line in lines]
    return [*grids, Grid(cells, range(1, len(lines) + 1), "lines")]


def read_long(content: bytes) -> tuple[list[Grid], str] | None:
    """The tables of a long text in UTF-8, and its encoding, without making characters of it first.

    None where it has to be read as characters: it is short, or it has pipes, or it is not such a text or table.
    """
    text = content.removeprefix(codecs.BOM_UTF8)
    if len(text) <= 4 * LONGEST_PROSE or b"|" in text or b"\0" in text:
        return None
    try:
        grids = _delimited(text)
    except UnicodeError:
        return None
    return (grids, "utf-8" if text is content else "utf-8-sig") if grids else None


def _delimited(text: bytes | str) -> list[Grid]:
    """The tables that a text could hold whose cells are separated."""
    found = [split_records(text, separator) for separator in SEPARATORS]
    return [Grid(*records, format="delimited text") for records in found if records is not None]


def _lines(text: str) -> list[str]:
    # Not str.splitlines, which also breaks lines where no editor shows a new one (form feed, U+2028).
    return re.split(r"\r\n|\r|\n", text) if "\r" in text else text.split("\n")


def split_pipes(lines: list[str]) -> Grid:
    """Split `a | b |` lines into cells; the blank on either side of a separator belongs to it."""
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    cells = [[part.removeprefix(" ").removesuffix(" ") for part in line.split("|")] for _, line in numbered]
    # A pipe at the end (or the beginning) of every line closes (or opens) it; elsewhere it bounds an empty cell.
    piped = [row for row in cells if len(row) > 1]
    closed = bool(piped) and all(not row[-1].strip() for row in piped)
    opened = bool(piped) and all(not row[0].strip() for row in piped)
    cells = [row[opened : len(row) - closed] if len(row) > 1 else row for row in cells]
    return Grid(cells, [number for number, _ in numbered], format="pipe text")


def _split_columns(lines: list[str]) -> Grid:
    numbered = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    return Grid([WIDE_BLANK.split(line) for _, line in numbered], [number for number, _ in numbered])

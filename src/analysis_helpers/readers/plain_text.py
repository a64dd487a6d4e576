"""Read pipe, tab, comma and running text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.grid import Columns, Grid, blank

FIRST = 100_000  # characters or bytes that tell how wide the records are
BLOCK = 2**20  # bytes read at a time; a record has to lie in one
WIDEST = 16_384  # cells, as in a spreadsheet; of records that are wider only one is read, which says so
SAME_WIDTH = 0.8  # share of records that have to be equally wide before a separator is believed
Records = tuple[Sequence[Sequence[str]], Sequence[int]]


def split_records(text: bytes | str, separator: str) -> Records | None:
    """The records that are not blank, and their first lines; None unless most are equally wide (three cells or more).

    `text` is UTF-8; a str only where that cannot be written, because of half a surrogate pair. Raises UnicodeError for
    bytes that are no UTF-8.

    >>> cells, lines = split_records('任务,季度,进度\\n\\n"修路\\n建桥",2,55%\\n'.encode(), ",")
    >>> list(cells), list(lines)
    ([('任务', '季度', '进度'), ('修路\\n建桥', '2', '55%')], [1, 3])
    """
    if (separator.encode() if isinstance(text, bytes) else separator) not in text:  # type: ignore[operator]
        return None
    csv.field_size_limit(2**31 - 1)  # a long narrative is no error
    first = text[:FIRST]
    head = first.decode(errors="ignore") if isinstance(first, bytes) else first
    widths = Counter(len(record) for _, record in _one_by_one(head, separator))
    for _ in range(2):  # again, if the first records are unlike the others
        [(width, _)] = widths.most_common(1) or [(0, 0)]
        if width < 3:
            return None
        if width > WIDEST:
            return [next(cells for _, cells in _one_by_one(head, separator) if len(cells) == width)], [1]
        cells, lines, widths = _read(text, separator, width)
        if widths[width] >= SAME_WIDTH * widths.total():
            return cells, lines
    return None


def _read(text: bytes | str, separator: str, width: int) -> tuple[Sequence[Sequence[str]], Sequence[int], Counter[int]]:
    """The records, their first lines, and how many are how wide."""
    if isinstance(text, str):
        found = list(_one_by_one(text, separator))
        return [record for _, record in found], [line for line, _ in found], Counter(len(record) for _, record in found)
    try:
        return _all_at_once(text, separator, width, BLOCK, None)
    except pa.ArrowInvalid:  # a record of another width, or longer than a block; or bytes that are no UTF-8
        text.decode()
        return _all_at_once(text, separator, width, len(text), [])


def _one_by_one(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The line and the cells of each record that is not blank."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE,
    )
    line = 1
    for record in reader:
        if any(map(str.strip, record)):
            yield line, tuple(record)
        line = reader.line_num + 1


def _all_at_once(
    content: bytes, separator: str, width: int, block: int, odd: list[arrow_csv.InvalidRow] | None
) -> tuple[Columns, Sequence[int], Counter[int]]:
    """The same for all records as columns. Those of another width gather in `odd`, are read one by one and put into their places."""

    def put_aside(row: arrow_csv.InvalidRow) -> str:
        odd.append(row)  # type: ignore[union-attr]
        return "skip"

    quoted, names = b'"' in content, [str(j) for j in range(width)]
    table = arrow_csv.read_csv(
        pa.BufferReader(content),
        arrow_csv.ReadOptions(use_threads=False, block_size=block, column_names=names),
        arrow_csv.ParseOptions(
            delimiter=separator,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=None if odd is None else put_aside,
        ),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    )
    arrays = [column.combine_chunks() for column in table.columns]
    if odd:
        arrays = _put_back(arrays, odd, separator)
    full = ~np.logical_and.reduce([blank(array).to_numpy(zero_copy_only=False) for array in arrays])
    lines = 1 + np.arange(len(full))
    if quoted:
        lines[1:] += np.cumsum(sum(map(_line_ends, arrays)))[:-1]
    widths = Counter({width: int(full.sum())})
    for row in odd or ():
        if full[row.number - 1]:
            widths.update({width: -1, row.actual_columns: 1})
    if not full.all():
        arrays, lines = [array.filter(pa.array(full)) for array in arrays], lines[full]
    return Columns(arrays), lines.tolist(), widths


def _put_back(arrays: list[pa.Array], odd: Sequence[arrow_csv.InvalidRow], separator: str) -> list[pa.Array]:
    """Records of another width into their places; what a short one does not have is missing."""
    read = [next((record for _, record in _one_by_one(row.text, separator)), ()) for row in odd]
    width = max(len(arrays), *(len(record) for record in read))
    places, at = np.zeros(len(arrays[0]) + len(odd), dtype=bool), [row.number - 1 for row in odd]
    places[at] = True
    order = np.empty(len(places), dtype=np.int64)
    order[~places], order[at] = np.arange(len(arrays[0])), len(arrays[0]) + np.arange(len(odd))
    arrays += [pa.nulls(len(arrays[0]), pa.large_string())] * (width - len(arrays))
    own = [
        pa.array([record[j] if j < len(record) else None for record in read], pa.large_string()) for j in range(width)
    ]
    return [pa.concat_arrays(both).take(pa.array(order)) for both in zip(arrays, own, strict=True)]


def _line_ends(texts: pa.Array) -> np.ndarray:
    """How many lines end inside each text."""
    ends = pc.add(pc.count_substring(texts, "\n"), pc.count_substring(texts, "\r"))
    count: np.ndarray = pc.fill_null(pc.subtract(ends, pc.count_substring(texts, "\r\n")), 0).to_numpy()
    return count


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
    raise ReportError("read.no_text", name)


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
    if len(text) <= LONGEST_PROSE and not any(map(_is_table, grids)):
        grids += _unequal(text)
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


def _is_table(grid: Grid) -> bool:
    """Whether most lines have several cells."""
    return 2 * sum(len(row) > 2 for row in grid.cells) > len(grid.cells)


def _unequal(text: str) -> list[Grid]:
    """What a text could hold whose records are not equally wide, as below lines of a title: only a header can tell."""
    grids = []
    for separator in SEPARATORS:
        if separator not in text:
            continue
        found = list(_one_by_one(text, separator))
        widths = Counter(len(record) for _, record in found if len(record) > 1)
        if max(widths.values(), default=0) > 1:
            grids.append(Grid([record for _, record in found], [line for line, _ in found], "unequal", format="delimited text"))  # fmt: skip
    return grids


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

"""Which cells does a text with separators (CSV) hold, and in which line does each record begin?"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from analysis_helpers.readers.columns import Columns, blank

FIRST = 100_000  # characters or bytes that tell how wide the records are
BLOCK = 2**20  # bytes read at a time; a record has to lie in one
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

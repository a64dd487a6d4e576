"""Hold what a reader hands on: grids of text cells, row by row or column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Any, TypeAlias, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

AT_A_TIME = 1000  # rows that are made together when all are walked through
Column: TypeAlias = pd.api.extensions.ExtensionArray  # texts; a cell is missing where a row is too short


class Columns(Sequence[Sequence[str]]):
    """The rows of a table that is held as columns of texts; a row ends where nothing but missing cells follow.

    >>> table = Columns([pa.array(["标题", "任务"]), pa.array([None, "进度"])])
    >>> list(table), table[1][0], len(table[1:])
    ([('标题',), ('任务', '进度')], '任务', 1)
    """

    def __init__(self, arrays: Sequence[pa.Array]) -> None:
        self.arrays = list(arrays)

    def __len__(self) -> int:
        return len(self.arrays[0]) if self.arrays else 0

    @overload
    def __getitem__(self, at: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, at: slice) -> Columns: ...
    def __getitem__(self, at: int | slice) -> Sequence[str] | Columns:
        if isinstance(at, slice):
            return Columns([array[at] for array in self.arrays])
        return tuple(cell for array in self.arrays if (cell := array[at].as_py()) is not None)

    def __iter__(self) -> Iterator[Sequence[str]]:
        for start in range(0, len(self), AT_A_TIME):
            some = [array.slice(start, AT_A_TIME).to_pylist() for array in self.arrays]
            yield from (tuple(cell for cell in row if cell is not None) for row in zip(*some, strict=True))


def width_of(cells: Sequence[Sequence[str]]) -> int:
    """How many cells the longest row has."""
    return len(cells.arrays) if isinstance(cells, Columns) else max(map(len, cells), default=0)


def has_text(cells: Sequence[Sequence[str]], j: int) -> bool:
    """Whether any row has more than blanks in a column."""
    if isinstance(cells, Columns):
        return not pc.all(blank(cells.arrays[j])).as_py()
    return any(j < len(row) and row[j] and row[j].strip() for row in cells)


def cut_columns(cells: Sequence[Sequence[str]], left: int, right: int) -> Sequence[Sequence[str]]:
    """The rows with some of their columns only."""
    return Columns(cells.arrays[left:right]) if isinstance(cells, Columns) else [row[left:right] for row in cells]


def blank(texts: pa.Array) -> pa.Array:
    """Which texts hold blanks only, or are missing."""
    return pc.fill_null(pc.or_(pc.equal(pc.binary_length(texts), 0), pc.utf8_is_space(texts)), True)


def columns_of(cells: Sequence[Sequence[str]], width: int) -> list[Column]:
    """Every column of a table: `str` arrays of pandas, objects only where a text cannot be put into one."""
    if isinstance(cells, Columns):
        missing = [pa.nulls(len(cells), pa.large_string())] * (width - len(cells.arrays))
        return [pd.array(array, dtype="str") for array in [*cells.arrays, *missing]]
    rows: Sequence[Sequence[str | None]] = cells
    if any(len(row) < width for row in rows):
        rows = [list(islice(chain(row, repeat(None)), width)) for row in rows]
    flat = list(chain.from_iterable(rows))
    return [as_texts(flat[j::width]) for j in range(width)]


def as_texts(cells: Sequence[Any] | np.ndarray) -> Column:
    """Texts as a `str` array; as objects where one holds half a surrogate pair, which no UTF-8 can say.

    >>> as_texts(["區", None]).dtype, as_texts(["\\ud800"]).dtype
    (<StringDtype(na_value=nan)>, NumpyEADtype('object'))
    """
    try:
        return pd.array(pa.array(cells, pa.large_string(), from_pandas=True), dtype="str")
    except UnicodeEncodeError:
        return pd.array([None if pd.isna(cell) else cell for cell in cells], dtype=object)


def join_texts(columns: Sequence[Column]) -> Column:
    """Columns of texts one after another."""
    if all(column.dtype == "str" for column in columns):
        joined = pa.chunked_array([pa.array(column) for column in columns], pa.large_string())
        return pd.array(joined.combine_chunks(), dtype="str")
    return as_texts(np.concatenate([column.to_numpy(dtype=object) for column in columns]))


def frame_of(columns: Sequence[Column], index: pd.Index, labels: Sequence[str]) -> pd.DataFrame:
    """A frame of columns of texts, whose labels need not differ."""
    own = {j: pd.Series(texts, index, texts.dtype, copy=False) for j, texts in enumerate(columns)}
    return pd.DataFrame(own, index=index, copy=False).set_axis(pd.Index(labels, dtype="object"), axis="columns")


@dataclass(frozen=True)
class Source:
    """Where a report came from: its name, SHA-256, encoding, format, the table's name and the (cleaned) title."""

    file: str
    sha256: str
    encoding: str
    format: str
    title: str = ""
    table: str = ""


@dataclass(frozen=True)
class Note:
    """Something that a reader decided or noticed: a rule of the ledger, its level, the row, the words."""

    rule: str
    level: str
    row: int
    words: str


@dataclass(frozen=True)
class Grid:
    """One table of a file, or (`kind` "lines") its running text with one line in each row, or (`kind` "unequal") text
    whose lines were split into cells without being equally wide.

    `cells[i]` stands in row `rows[i]` as a person sees it (line of a text, row of a sheet or table, from 1).
    `name` tells it from the file's other tables, `format` how its cells were told apart where a file allows several. `above` is the text before it that could be its title, best first.
    `merged` leads from a covered cell (row and column position) to the cell that covers it; it is None where
    the format cannot tell a covered cell from a blank one. In a `wrapped` table a new line inside a cell is only
    where the page was too narrow; `breaks` are the positions of the rows that begin a new page, `unseen` those of the
    rows that the file does not show. `outside` is how many lines of text stand outside of all tables.
    """

    cells: Sequence[Sequence[str]]
    rows: Sequence[int]
    kind: str = "table"
    name: str = ""
    format: str = ""
    above: Sequence[str] = ()
    merged: Mapping[tuple[int, int], tuple[int, int]] | None = None
    wrapped: bool = False
    breaks: frozenset[int] = frozenset()
    hidden: bool = False
    notes: Sequence[Note] = ()
    unseen: frozenset[int] = frozenset()
    outside: int = 0


@dataclass(frozen=True)
class OtherTable:
    """A table of the file that is not in the report, how many rows it has, and the rule that says why."""

    name: str
    rows: int
    rule: str


@dataclass(frozen=True)
class RawTable:
    """The table of a file that is the report: text cells as received, `cells[i]` in row `rows[i]`.

    `others` are the file's tables that were left out, `rows_in_file` how many rows all of its tables have.
    """

    source: Source
    grid: Grid
    others: Sequence[OtherTable] = ()
    rows_in_file: int | None = None

    @property
    def cells(self) -> Sequence[Sequence[str]]:
        """The text cells, row by row."""
        return self.grid.cells

    @property
    def rows(self) -> Sequence[int]:
        """Where each row stands, as a person sees it."""
        return self.grid.rows


def spread(spans: Sequence[tuple[int, int, int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Which cell covers which: (row, column, rows, columns) of merged cells → {covered: covering}.

    >>> spread([(0, 1, 2, 1)])
    {(1, 1): (0, 1)}
    """
    return {
        (row + i, column + j): (row, column)
        for row, column, height, width in spans
        for i in range(height)
        for j in range(width)
        if i or j
    }

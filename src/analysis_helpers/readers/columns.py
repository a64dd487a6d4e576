"""How are the rows of a large table held? Column by column; a row is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

"""What a reader hands on: text cells with their place in the file, not yet judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
    """One table of a file, or (`kind` "lines") its running text with one line in each row.

    `cells[i]` stands in row `rows[i]` as a person sees it (line of a text, row of a sheet or table, from 1).
    `name` tells it from the file's other tables, `format` how its cells were told apart where a file allows several. `above` is the text before it that could be its title, best first.
    `merged` leads from a covered cell (row and column position) to the cell that covers it; it is None where
    the format cannot tell a covered cell from a blank one. In a `wrapped` table a new line inside a cell is only
    where the page was too narrow; `breaks` are the positions of the rows that begin a new page.
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


@dataclass(frozen=True)
class RawTable:
    """The table of a file that is the report: text cells as received, `cells[i]` in row `rows[i]`."""

    source: Source
    grid: Grid

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

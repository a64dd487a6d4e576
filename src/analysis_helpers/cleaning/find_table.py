"""Which of the tables in a file is the report?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis_helpers.cleaning.continued import Table, header_above, join_tables
from analysis_helpers.cleaning.header import Header, find_header
from analysis_helpers.cleaning.lines import tables_in_lines
from analysis_helpers.cleaning.period import find_year, read_period
from analysis_helpers.cleaning.prose import lines_of_forms
from analysis_helpers.cleaning.refusal import refuse_file
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.readers.grid import Grid, OtherTable, RawTable, Source, cut_columns, has_text, width_of
from analysis_helpers.readers.read_file import ReportSource, read_grids

MOST_COLUMNS = 16_384  # of a spreadsheet


def read_table(source: ReportSource, table: str | None = None) -> RawTable:
    """Read the cells of a report: of all tables in a file the one whose header names most of our columns.

    `source` is a path, bytes, an open file, or pasted text; `table` names a sheet, or a table such as "table 2",
    where a file holds several. Tables of a document with the same header are one, and tables that were not taken
    are noted. Raises ReportError for what is missing, empty, damaged, locked, a picture or a scan, and for a file
    in which no row names a task column and one that says how far the tasks are.
    """
    return choose_table(*read_grids(source), table)


def choose_table(origin: Source, grids: Sequence[Grid], table: str | None = None) -> RawTable:
    """Choose the report's table among all tables of a file; see `read_table`."""
    wide = [grid for grid in grids if width_of(grid.cells) > MOST_COLUMNS]
    grids = [grid for grid in grids if width_of(grid.cells) <= MOST_COLUMNS]
    found = _with_header(grid for grid in grids if grid.kind == "table")
    found = found or _with_header(filter(None, map(header_above, grids)))
    found = found or _with_header(grid for grid in grids if grid.kind == "unequal")
    with_rows = [entry for entry in found if _has_rows(*entry)]
    if not any(header.named > 2 for header, _ in with_rows):
        running = [grid for grid in grids if grid.kind == "lines"] + [
            forms for forms in [lines_of_forms(grids)] if forms
        ]
        with_rows += _with_header(made for grid in running for made in tables_in_lines(grid))
    found = with_rows or found
    if not found and wide:
        raise ReportError("table.too_wide", origin.file, most=f"{MOST_COLUMNS:,}")
    if not found:
        raise refuse_file(origin.file, grids)
    if table is not None:
        named = [entry for entry in found if entry[1].name == table]
        if not named:
            names = [grid.name for _, grid in found if grid.name]
            raise ReportError(
                "table.no_such", file=origin.file, table=repr(table), names="、".join(names) or word("words.several_tables")
            )  # fmt: skip
        found = named
    at = max(range(len(found)), key=lambda i: (not found[i][1].hidden, found[i][0].named, _month_of(found[i][1]), -i))
    header, grid = found[at]
    tables = [other for other in grids if other.name and other.name != grid.name]
    taken, left = grid, [OtherTable(other.name, len(other.cells), "table_not_asked_for") for other in tables]
    if table is None and grid.name:
        taken, left = join_tables(header, grid, *_around(grid, grids, found))
    place = replace(origin, table=taken.name, format=taken.format or origin.format)
    in_file = len(grid.cells) + sum(len(other.cells) for other in tables)
    return RawTable(place, _without_margins(taken), left, in_file)


def _with_header(grids: Iterable[Grid]) -> list[tuple[Header, Grid]]:
    return [(header, grid) for grid in grids if (header := find_header(grid))]


def _month_of(grid: Grid) -> tuple[int, int]:
    """The year and month that a sheet's name ends with (2025年9月, 三季度), (0, 0) for none: of equal sheets the latest counts."""
    period = read_period(grid.name, find_year(grid.name) or 2000) if grid.name else None
    return (0, 0) if period is None or period.as_of is None else (find_year(grid.name) or 0, period.as_of.month)


def _without_margins(grid: Grid) -> Grid:
    """Columns before the first and behind the last one with any text hold nothing."""
    width = width_of(grid.cells)
    left = next((j for j in range(width) if has_text(grid.cells, j)), 0)
    right = next((j + 1 for j in range(width - 1, -1, -1) if has_text(grid.cells, j)), width)
    if (left, right) == (0, width):
        return grid
    merged = grid.merged and {(i, j - left): (top, k - left) for (i, j), (top, k) in grid.merged.items() if k >= left}
    return replace(grid, cells=cut_columns(grid.cells, left, right), merged=merged)


def _has_rows(header: Header, grid: Grid) -> bool:
    return any(cell.strip() for row in grid.cells[header.at + header.depth :] for cell in row)


def _around(grid: Grid, grids: Sequence[Grid], found: Sequence[tuple[Header, Grid]]) -> tuple[list[Table], list[Table]]:
    """The file's other tables, those below the report's first and those above, each with its header if it has one."""
    headers: dict[str, Table] = {other.name: (header, other) for header, other in found}
    tables: list[Table] = [headers.get(other.name, (None, other)) for other in grids if other.name]
    at = next(i for i, (_, other) in enumerate(tables) if other.name == grid.name)
    return tables[at + 1 :], tables[:at]

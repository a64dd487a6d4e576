"""Which of the tables in a file is the report?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis_helpers.cleaning.header import Header, find_header, recognised
from analysis_helpers.cleaning.lines import tables_in_lines
from analysis_helpers.cleaning.period import read_period
from analysis_helpers.cleaning.prose import lines_of_forms
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid, Note, RawTable, cut_columns, has_text, width_of
from analysis_helpers.readers.read_file import ReportSource, read_grids

MOST_COLUMNS = 16_384  # of a spreadsheet


def read_table(source: ReportSource, table: str | None = None) -> RawTable:
    """Read the cells of a report: of all tables in a file the one whose header names most of our columns.

    `source` is a path, bytes, an open file, or pasted text; `table` names a sheet, or a table such as "table 2",
    where a file holds several. Tables of a document with the same header are one, and tables that were not taken
    are noted. Raises ReportError for what is missing, empty, damaged, locked, a picture or a scan, and for a file
    in which no row names a task column and one that says how far the tasks are.
    """
    origin, grids = read_grids(source)
    wide = [grid for grid in grids if width_of(grid.cells) > MOST_COLUMNS]
    grids = [grid for grid in grids if width_of(grid.cells) <= MOST_COLUMNS]
    found = [(header, grid) for grid in grids if grid.kind == "table" and (header := find_header(grid))]
    with_rows = [entry for entry in found if _has_rows(*entry)]
    if not any(len(header.fields) > 2 for header, _ in with_rows):
        running = [grid for grid in grids if grid.kind == "lines"] + [
            forms for forms in [lines_of_forms(grids)] if forms
        ]
        lines = [made for grid in running for made in tables_in_lines(grid)]
        with_rows += [(header, grid) for grid in lines if (header := find_header(grid))]
    found = with_rows or found
    if not found and wide:
        raise ReportError(
            origin.file, f"this table has more than {MOST_COLUMNS:,} columns", "a table that a spreadsheet could hold",
            "look whether its lines have run together, or keep the columns of the report only",
        )  # fmt: skip
    if not found:
        raise _no_table(origin.file, grids)
    if table is not None:
        named = [entry for entry in found if entry[1].name == table]
        if not named:
            names = [grid.name for _, grid in found if grid.name]
            raise ReportError(
                f"{origin.file}: table {table!r}", "no table of this name holds a report",
                "、".join(names) or "a file with several tables", "use one of these",
            )  # fmt: skip
        found, others = named, []
    else:
        others = found
    at = max(range(len(found)), key=lambda i: (not found[i][1].hidden, len(found[i][0].fields), -i))
    header, grid = found[at]
    rest = [entry for i, entry in enumerate(others) if i != at and entry[1].name]
    grid = _join(header, grid, rest) if grid.name else grid
    return RawTable(replace(origin, table=grid.name, format=grid.format or origin.format), _without_margins(grid))


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


def _join(header: Header, grid: Grid, others: Sequence[tuple[Header, Grid]]) -> Grid:
    """Go on with the tables below that have the same header and name no other period; note those left out."""
    rows, cells, merged, notes = list(grid.rows), list(grid.cells), dict(grid.merged or {}), list(grid.notes)
    body = grid.cells[header.at + header.depth :]
    for other, table in others:
        theirs = table.cells[other.at + other.depth :]
        if not theirs:
            continue
        same = [h.strip() for h in other.received] == [h.strip() for h in header.received]
        if same and theirs == body:
            notes.append(Note("printed_twice", "normalised", 0, f"{table.name}: {len(theirs)} rows"))
        elif same and table.name.startswith("table ") and _periods(table) <= _periods(grid):
            down, top = len(cells), rows[-1]
            notes.append(Note("tables_joined", "doubtful", top + 1, f"{grid.name} + {table.name}: {len(theirs)} rows"))
            start = other.at + other.depth
            merged |= {(i + down - start, j): (a + down - start, b) for (i, j), (a, b) in (table.merged or {}).items() if a >= start}  # fmt: skip
            cells += theirs
            rows += [top + n for n in range(1, len(theirs) + 1)]
        else:
            notes.append(Note("other_table", "doubtful", 0, f"{table.name}: {len(theirs)} rows"))
    return replace(grid, cells=cells, rows=rows, merged=None if grid.merged is None else merged, notes=notes)


def _periods(grid: Grid) -> set[str]:
    """The periods that stand above a table."""
    found = [read_period(line, 2000) for line in grid.above]
    return {str(period.as_of) for period in found if period is not None}


def _no_table(file: str, grids: Sequence[Grid]) -> ReportError:
    seen = recognised(grids)
    tables = [grid for grid in grids if any(len(row) > 1 for row in grid.cells)]
    lines = max((len(grid.cells) for grid in grids if grid.kind == "lines"), default=0)
    fields = load_vocabulary("headers")["fields"]
    spellings = "; ".join(f"{name}: {'、'.join(fields[name][:4])}…" for name in ("task", "progress_pct", "narrative"))
    what = (
        f"this is text without a table ({lines} lines, none split into cells)"
        if not tables
        else "no row names both a task column and a column that says how far the tasks are"
        + (f" (recognised: {'、'.join(seen)})" if seen else "")
    )
    return ReportError(
        file, what, f"a table whose header row holds a task column and a percent, narrative or status column, such as {spellings}",
        "if the table came as a picture or an attachment, ask for the table itself; "
        "if its headers are spelt otherwise, add them to vocabulary/headers.toml",
    )  # fmt: skip

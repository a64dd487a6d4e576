"""Spreadsheets: every sheet as the text that its owner sees in the cells."""

from __future__ import annotations

import io
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.grid import Grid, Note, spread
from analysis_helpers.readers.limits import MOST_CELLS, check_covered, check_parts, check_sheet, too_large

# Parts of a number format that are shown as they stand: "%" in quotes, behind a backslash, [conditions].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SHOWN_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
MOST_ELEMENTS = 4_000_000  # of all sheets and their texts


def read_xlsx(content: bytes, name: str) -> list[Grid]:
    """All sheets of an .xlsx or .xlsm file: the one that opens first, then in order, hidden ones last."""
    import openpyxl

    try:
        check_parts(content, name, MOST_ELEMENTS)
        with warnings.catch_warnings():
            # Of styles, validations and drawings that it does not know; no cell is touched by that.
            warnings.simplefilter("ignore", UserWarning)
            # Read only, so that it holds no object for each cell; it opens a sheet, and we go through its rows.
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            sheets = sorted(
                book.worksheets, key=lambda sheet: (sheet.sheet_state != "visible", sheet is not book.active)
            )
            return [_read_sheet(book, sheet, name) for sheet in sheets]
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(
            name, f"this spreadsheet is damaged ({type(error).__name__})", "a spreadsheet that Excel or WPS opens",
            "open it, save it under a new name, and try again",
        ) from error  # fmt: skip


def _read_sheet(book: Any, sheet: Any, name: str) -> Grid:
    from openpyxl.cell.read_only import ReadOnlyCell

    with book._archive.open(sheet._worksheet_path) as stream:
        has_formulas = check_sheet(stream.read(), name)
    held: dict[int, dict[int, str]] = {}
    parser = _open_sheet(book, sheet, values=True)
    for _, row in parser.parse():
        for cell in row:
            if cell["value"] is not None:
                shown = show_number(cell["value"], ReadOnlyCell(sheet, **cell).number_format)
                held.setdefault(cell["row"], {})[cell["column"]] = shown
    merged = [cells.bounds for cells in (parser.merged_cells.mergeCell if parser.merged_cells else ())]
    check_covered(((right - left + 1) * (below - top + 1) for left, top, right, below in merged), name)
    covered = {
        (row, column)
        for left, top, right, below in merged
        for row in range(top, below + 1)
        for column in range(left + (row == top), right + 1)
    }
    for row, column in covered:
        held.get(row, {}).pop(column, None)  # nobody sees it
    notes = []
    for row, column, formula in _formulas(book, sheet) if has_formulas else ():
        if column not in held.get(row, {}) and (row, column) not in covered:
            held.setdefault(row, {})[column] = formula  # never calculated: what stands there is the formula itself
            notes.append(Note("formula_without_value", "doubtful", row, formula))
    rows = sorted(row for row, texts in held.items() if any(text.strip() for text in texts.values()))
    width = max((max(held[row]) for row in rows), default=0)
    if max(rows, default=0) * width > MOST_CELLS:
        raise too_large(name, "on a sheet of this file the table and what stands far away from it span", MOST_CELLS, "cells")  # fmt: skip
    cells = [[held[row].get(column, "") for column in range(1, width + 1)] for row in rows]
    unseen = [n for n in rows if parser.row_dimensions.get(str(n), {}).get("hidden") in ("1", "true")]
    if unseen:
        notes.append(Note("hidden_rows", "doubtful", unseen[0], _runs(unseen)))
    spans = _spread(((top, left, below, right) for left, top, right, below in merged), rows, width)
    return Grid(cells, rows, name=sheet.title, merged=spans, hidden=sheet.sheet_state != "visible", notes=notes)


def _open_sheet(book: Any, sheet: Any, values: bool) -> Any:
    """openpyxl's own walk over the rows of a sheet, with the values that were stored or with the formulas."""
    from openpyxl.worksheet._reader import WorkSheetParser

    return WorkSheetParser(
        book._archive.open(sheet._worksheet_path),
        sheet._shared_strings,
        data_only=values,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _formulas(book: Any, sheet: Any) -> Iterator[tuple[int, int, str]]:
    for _, row in _open_sheet(book, sheet, values=False).parse():
        for cell in row:
            if cell["data_type"] == "f" and isinstance(cell["value"], str) and cell["value"].startswith("="):
                yield cell["row"], cell["column"], cell["value"]


def _spread(
    merged: Iterable[tuple[int, int, int, int]], rows: list[int], width: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged cells (first row and column, last row and column, from 1) over the rows that were read."""
    spans = []
    for top, left, below, right in merged:
        first, behind = bisect_left(rows, top), bisect_right(rows, below)
        if first < behind and rows[first] == top:
            spans.append((first, left - 1, behind - first, min(right, width) - left + 1))
    return spread(spans)


def read_xls(content: bytes, name: str) -> list[Grid]:
    """All sheets of an old .xls (or WPS .et) file, in the same order as `read_xlsx`."""
    import xlrd

    grids = []
    try:
        # One sheet at a time, its rows as long as they are: blank cells up to a far one take as much as any other.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        left = MOST_CELLS
        for i in range(book.nsheets):
            sheet = book.sheet_by_index(i)
            left -= sheet.nrows * sheet.ncols
            if left < 0:
                raise too_large(name, "the sheets of this file span", MOST_CELLS, "cells")
            check_covered(((below - top) * (right - left) for top, below, left, right in sheet.merged_cells), name)
            grids.append(((sheet.visibility != 0, not sheet.sheet_visible), _read_old_sheet(book, sheet)))
            book.unload_sheet(i)
    except ReportError:
        raise
    except Exception as error:
        locked = "encrypted" in str(error)
        raise ReportError(
            name, "the file is locked with a password" if locked else f"this spreadsheet is damaged ({type(error).__name__})",
            "a spreadsheet that Excel or WPS opens without a password",
            "open it, save it under a new name (without a password), and try again",
        ) from error  # fmt: skip
    return [grid for _, grid in sorted(grids, key=lambda entry: entry[0])]


def _read_old_sheet(book: Any, sheet: Any) -> Grid:
    shown = ([_show_old(book, cell) for cell in sheet.row(i)] for i in range(sheet.nrows))
    held = {i: texts for i, texts in enumerate(shown, start=1) if any(text.strip() for text in texts)}
    rows, width = list(held), sheet.ncols
    merged = [(top + 1, left + 1, below, right) for top, below, left, right in sheet.merged_cells]
    unseen = [n for n in rows if n - 1 in sheet.rowinfo_map and sheet.rowinfo_map[n - 1].hidden]
    return Grid(
        [[*texts, *[""] * (width - len(texts))] for texts in held.values()], rows, name=sheet.name,
        merged=_spread(merged, rows, width), hidden=sheet.visibility != 0,
        notes=[Note("hidden_rows", "doubtful", unseen[0], _runs(unseen))] if unseen else [],
    )  # fmt: skip


def _show_old(book: Any, cell: Any) -> str:
    import xlrd

    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        return show_number(xlrd.xldate_as_datetime(cell.value, book.datemode), number_format)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return show_number(bool(cell.value), number_format)
    return show_number(None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else cell.value, number_format)


def show_number(value: object, number_format: str = "General") -> str:
    """A cell's value as its owner sees it, but never rounded: the number format decides between 1 and 100 %.

    >>> show_number(0.55, "0%"), show_number(0.5567, "0%"), show_number(0.55), show_number(1.0, "0.00%")
    ('55%', '55.67%', '0.55', '100%')
    >>> show_number(55, '0"%"'), show_number(datetime(2024, 6, 30)), show_number(None)
    ('55%', '2024-06-30', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime) and value.time() == time():
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (datetime, date, time)):
        return str(value)
    if not isinstance(value, (int, float)):
        return str(value)
    places = _LITERAL.sub("", number_format or "")
    literal = "".join(a or b for a, b in _SHOWN_LITERAL.findall(number_format or ""))
    # 15 digits is what a spreadsheet holds: 0.1 + 0.2 is shown as 0.3.
    exact = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    scaled = exact * 100 if "%" in places else exact
    digits = format(scaled.normalize(), "f")
    return digits + ("%" if "%" in places or "%" in literal or "％" in literal else "")


def _runs(numbers: Iterable[int]) -> str:
    """Row numbers for a person: 3–5、9.

    >>> _runs([3, 4, 5, 9])
    '3–5、9'
    """
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

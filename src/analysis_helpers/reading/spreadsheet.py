"""Spreadsheets: every sheet as the text that its owner sees in the cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from analysis_helpers.errors import ReportError
from analysis_helpers.reading.table import Grid, Note, spread

# Parts of a number format that are shown as they stand: "%" in quotes, behind a backslash, [conditions].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SHOWN_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
MOST_CELLS = 5_000_000  # of one sheet
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["\']([A-Za-z]{1,3}[0-9]{1,7}:[A-Za-z]{1,3}[0-9]{1,7})')
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_xlsx(content: bytes, name: str) -> list[Grid]:
    """All sheets of an .xlsx or .xlsm file: the one that opens first, then in order, hidden ones last."""
    import openpyxl

    try:
        has_formulas = _survey(content, name)
        with warnings.catch_warnings():
            # Of styles, validations and drawings that it does not know; no cell is touched by that.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content)) if has_formulas else None
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(
            name, f"this spreadsheet is damaged ({type(error).__name__})", "a spreadsheet that Excel or WPS opens",
            "open it, save it under a new name, and try again",
        ) from error  # fmt: skip
    sheets = sorted(book.worksheets, key=lambda sheet: (sheet.sheet_state != "visible", sheet is not book.active))
    return [_read_sheet(sheet, formulas[sheet.title] if formulas else None, name) for sheet in sheets]


def _survey(content: bytes, name: str) -> bool:
    """Whether any sheet has formulas. Refuses merged cells larger than any table before a library unfolds them."""
    from openpyxl.utils import range_boundaries

    found = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/"):
                sheet = archive.read(part)
                found |= FORMULA.search(sheet) is not None
                sizes = (range_boundaries(reference.decode()) for reference in MERGED.findall(sheet))
                if sum((right - left + 1) * (below - top + 1) for left, top, right, below in sizes) > MOST_CELLS:
                    raise _too_large(name, "merged cells cover")
    return found


def _too_large(name: str, what: str) -> ReportError:
    return ReportError(
        name, f"on a sheet of this file {what} more than {MOST_CELLS:,} cells", "a table of a report",
        "copy the table alone into a new spreadsheet",
    )  # fmt: skip


def _read_sheet(sheet: Any, formulas: Any, name: str) -> Grid:
    # The places with a value; a sheet's own size counts every place that was ever formatted.
    used = [place for place, cell in sheet._cells.items() if cell.value is not None]
    most_row, most_column = max((r for r, _ in used), default=0), max((c for _, c in used), default=0)
    if most_row * most_column > MOST_CELLS:
        raise _too_large(name, "the table and what stands far away from it span")
    cells, rows, notes = [], [], []
    if used:
        for number, row in enumerate(sheet.iter_rows(max_row=most_row, max_col=most_column), start=1):
            shown = [show_number(cell.value, cell.number_format) for cell in row]
            if formulas is not None:
                for i, cell in enumerate(row):
                    formula = formulas.cell(cell.row, cell.column).value
                    if cell.value is None and isinstance(formula, str) and formula.startswith("="):
                        shown[i] = formula  # never calculated: what stands there is the formula itself
                        notes.append(Note("formula_without_value", "doubtful", number, formula))
            if any(text.strip() for text in shown):
                cells.append(shown)
                rows.append(number)
    merged = [(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges]
    unseen = [n for n in rows if sheet.row_dimensions[n].hidden]
    if unseen:
        notes.append(Note("hidden_rows", "doubtful", unseen[0], _runs(unseen)))
    hidden = sheet.sheet_state != "visible"
    return Grid(cells, rows, name=sheet.title, merged=_spread(merged, rows, most_column), hidden=hidden, notes=notes)


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

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except Exception as error:
        locked = "encrypted" in str(error)
        raise ReportError(
            name, "the file is locked with a password" if locked else f"this spreadsheet is damaged ({type(error).__name__})",
            "a spreadsheet that Excel or WPS opens without a password",
            "open it, save it under a new name (without a password), and try again",
        ) from error  # fmt: skip
    sheets = sorted(book.sheets(), key=lambda sheet: (sheet.visibility != 0, not sheet.sheet_visible))
    return [_read_old_sheet(book, sheet) for sheet in sheets]


def _read_old_sheet(book: Any, sheet: Any) -> Grid:
    cells = [[_show_old(book, cell) for cell in sheet.row(i)] for i in range(sheet.nrows)]
    rows = [i + 1 for i, row in enumerate(cells) if any(text.strip() for text in row)]
    merged = [(top + 1, left + 1, below, right) for top, below, left, right in sheet.merged_cells]
    unseen = [n for n in rows if n - 1 in sheet.rowinfo_map and sheet.rowinfo_map[n - 1].hidden]
    return Grid(
        [cells[n - 1] for n in rows], rows, name=sheet.name, merged=_spread(merged, rows, sheet.ncols),
        hidden=sheet.visibility != 0, notes=[Note("hidden_rows", "doubtful", unseen[0], _runs(unseen))] if unseen else [],
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

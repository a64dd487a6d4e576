"""Spreadsheets: every sheet as the text that its owner sees in the cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from analysis_helpers.errors import ReportError
from analysis_helpers.reading.table import Grid, Note, spread

# Parts of a number format that are shown as they stand: "%" in quotes, behind a backslash, [conditions].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SHOWN_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
MOST_ROWS, MOST_COLUMNS = 1_000_000, 1_000
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_xlsx(content: bytes, name: str) -> list[Grid]:
    """All sheets of an .xlsx or .xlsm file: the one that opens first, then in order, hidden ones last."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content)) if _has_formulas(content) else None
    except Exception as error:
        raise ReportError(
            name, f"this spreadsheet is damaged ({type(error).__name__})", "a spreadsheet that Excel or WPS opens",
            "open it, save it under a new name, and try again",
        ) from error  # fmt: skip
    sheets = sorted(book.worksheets, key=lambda sheet: (sheet.sheet_state != "visible", sheet is not book.active))
    return [_read_sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in sheets]


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        return any(FORMULA.search(archive.read(part)) for part in parts)


def _read_sheet(sheet: Any, formulas: Any) -> Grid:
    cells, rows, notes = [], [], []
    for number, row in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)), start=1):  # fmt: skip
        shown = [show_number(cell.value, cell.number_format) for cell in row]
        if formulas is not None:
            for i, cell in enumerate(row):
                formula = formulas.cell(cell.row, cell.column).value
                if cell.value is None and isinstance(formula, str) and formula.startswith("="):
                    shown[i] = formula  # never calculated: what stands there is the formula itself
                    notes.append(Note("formula_without_value", "doubtful", number, formula))
        if any(shown) or any(text.strip() for text in shown):
            cells.append(shown)
            rows.append(number)
    at = {number: i for i, number in enumerate(rows)}
    spans = [
        (at[r.min_row], r.min_col - 1, sum(n in at for n in range(r.min_row, r.max_row + 1)), r.max_col - r.min_col + 1)
        for r in sheet.merged_cells.ranges
        if r.min_row in at
    ]
    unseen = [n for n in rows if sheet.row_dimensions[n].hidden]
    if unseen:
        notes.append(Note("hidden_rows", "doubtful", unseen[0], _runs(unseen)))
    hidden = sheet.sheet_state != "visible"
    return Grid(cells, rows, name=sheet.title, merged=spread(spans), hidden=hidden, notes=notes)


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
    full = [i for i, row in enumerate(cells) if any(text.strip() for text in row)]
    at = {row: i for i, row in enumerate(full)}
    spans = [
        (at[top], left, sum(n in at for n in range(top, below)), right - left)
        for top, below, left, right in sheet.merged_cells
        if top in at
    ]
    unseen = [n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden and n in at]
    notes = [Note("hidden_rows", "doubtful", unseen[0], _runs(unseen))] if unseen else []
    return Grid(
        [cells[i] for i in full], [i + 1 for i in full], name=sheet.name, merged=spread(spans),
        hidden=sheet.visibility != 0, notes=notes,
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

"""Spreadsheets: every sheet as the text that its owner sees in the cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import redirect_stdout
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.damage import DamagedFile, is_damage, name_damage
from analysis_helpers.readers.grid import Grid, Note, spread
from analysis_helpers.readers.limits import MOST_CELLS, check_covered, check_parts, too_large
from analysis_helpers.readers.sheet_xml import Formula, SheetFacts, check_formats, find_sheets, survey_sheet

# Parts of a number format that are shown as they stand: "%" in quotes, behind a backslash, [conditions].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*+\]')
_SHOWN_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
MOST_ELEMENTS = 4_000_000  # of all sheets and their texts
MOST_PLACES = 50_000_000  # of all rows up to their last cells: openpyxl goes through the blank ones, too


def read_xlsx(content: bytes, name: str) -> list[Grid]:
    """All sheets of an .xlsx or .xlsm file: the one that opens first, then in order, hidden ones last."""
    try:
        check_parts(content, name, MOST_ELEMENTS)
        facts = _survey(content, name)
        with warnings.catch_warnings():
            # Of styles, validations and drawings that it does not know; no cell is touched by that.
            warnings.simplefilter("ignore", UserWarning)
            with redirect_stdout(io.StringIO()):  # openpyxl prints some of them
                return _read_book(content, facts, name)
    except ReportError:
        raise
    except Exception as error:
        # openpyxl calls its classes with whatever attributes the XML has.
        if not is_damage(error, "openpyxl", "zipfile", "xml", "lxml", names_from_file=("openpyxl",)):
            raise
        raise ReportError("read.sheet_damaged", name, error=name_damage(error)) from error


def _survey(content: bytes, name: str) -> list[tuple[str, SheetFacts]]:
    """Title of every sheet, and what stands beside its values."""
    facts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_formats(archive)
        for title, part in find_sheets(archive, name):
            with archive.open(part) as stream:
                facts.append((title, survey_sheet(stream, name)))
    if sum(of_sheet.span for _, of_sheet in facts) > MOST_PLACES:
        raise too_large(name, "rows_span", MOST_PLACES)
    for _, of_sheet in facts:
        check_covered(((below - top + 1) * (right - left + 1) for top, left, below, right in of_sheet.merged), name)
    return facts


def _read_book(content: bytes, facts: list[tuple[str, SheetFacts]], name: str) -> list[Grid]:
    import openpyxl

    # Read only, so that it holds no object for each cell.
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if [sheet.title for sheet in book.worksheets] != [title for title, _ in facts]:
        raise DamagedFile("the list of sheets is not that of the workbook")
    sheets = [(sheet, of_sheet) for sheet, (_, of_sheet) in zip(book.worksheets, facts, strict=True)]
    sheets.sort(key=lambda pair: (pair[0].sheet_state != "visible", pair[0] is not book.active))
    return [_read_sheet(sheet, of_sheet, name) for sheet, of_sheet in sheets]


def _read_sheet(sheet: Any, facts: SheetFacts, name: str) -> Grid:
    covered = {
        (row, column)
        for top, left, below, right in facts.merged
        for row in range(top, below + 1)
        for column in range(left + (row == top), right + 1)
    }
    held: dict[int, dict[int, str]] = {}
    sheet.reset_dimensions()  # a file may tell smaller ones than it has
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value is not None and (cell.row, cell.column) not in covered:  # nobody sees what is covered
                held.setdefault(cell.row, {})[cell.column] = show_number(cell.value, cell.number_format)
    notes = []
    for (row, column), formula in facts.formulas.items():
        if column not in held.get(row, {}) and (row, column) not in covered:
            shown = _show_formula(formula, row, column)
            held.setdefault(row, {})[column] = shown  # never calculated: what stands there is the formula itself
            notes.append(Note("formula_without_value", "doubtful", row, shown))
    rows = sorted(row for row, texts in held.items() if any(text.strip() for text in texts.values()))
    width = max((max(held[row]) for row in rows), default=0)
    if max(rows, default=0) * width > MOST_CELLS:
        raise too_large(name, "sheet_span", MOST_CELLS)
    unseen = frozenset(i for i, row in enumerate(rows) if row in facts.hidden_rows)
    return Grid(
        [[held[row].get(column, "") for column in range(1, width + 1)] for row in rows],
        rows,
        name=sheet.title,
        merged=_spread(facts.merged, rows, width),
        hidden=sheet.sheet_state != "visible" or (bool(rows) and len(unseen) == len(rows)),
        notes=notes,
        unseen=unseen,
    )


def _show_formula(formula: Formula, row: int, column: int) -> str:
    """A formula as it stands in one of the cells that share it."""
    shown = f"={formula.text}"
    if (formula.row, formula.column) == (row, column):
        return shown
    from openpyxl.formula.translate import Translator
    from openpyxl.utils import get_column_letter

    written_for = f"{get_column_letter(formula.column)}{formula.row}"
    return str(Translator(shown, written_for).translate_formula(f"{get_column_letter(column)}{row}"))


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
                raise too_large(name, "sheets_span", MOST_CELLS)
            check_covered(((below - top) * (right - left) for top, below, left, right in sheet.merged_cells), name)
            grids.append(((sheet.visibility != 0, not sheet.sheet_visible), _read_old_sheet(book, sheet)))
            book.unload_sheet(i)
    except ReportError:
        raise
    except Exception as error:
        if not is_damage(error, "xlrd"):
            raise
        locked = isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)
        if locked:
            raise ReportError("read.sheet_locked", name) from error
        raise ReportError("read.old_sheet_damaged", name, error=name_damage(error)) from error
    return [grid for _, grid in sorted(grids, key=lambda entry: entry[0])]


def _read_old_sheet(book: Any, sheet: Any) -> Grid:
    shown = ([_show_old(book, cell) for cell in sheet.row(i)] for i in range(sheet.nrows))
    held = {i: texts for i, texts in enumerate(shown, start=1) if any(text.strip() for text in texts)}
    rows, width = list(held), sheet.ncols
    merged = [(top + 1, left + 1, below, right) for top, below, left, right in sheet.merged_cells]
    unseen = frozenset(i for i, n in enumerate(rows) if n - 1 in sheet.rowinfo_map and sheet.rowinfo_map[n - 1].hidden)
    return Grid(
        [[*texts, *[""] * (width - len(texts))] for texts in held.values()], rows, name=sheet.name,
        merged=_spread(merged, rows, width), unseen=unseen,
        hidden=sheet.visibility != 0 or (bool(rows) and len(unseen) == len(rows)),
    )  # fmt: skip


def _show_old(book: Any, cell: Any) -> str:
    import xlrd

    try:
        number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    except (IndexError, KeyError) as error:
        raise DamagedFile("a cell has a format that the file does not hold") from error
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

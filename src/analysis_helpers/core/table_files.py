"""Tables as files: what a spreadsheet opens rightly, runs nothing of, and gives back unchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.core.atomic_write import file_aside
from analysis_helpers.core.errors import ReportError

# An apostrophe before it keeps a spreadsheet from running a cell's text; a text that has some already gets one more,
# so that taking one off always gives the text back.
FORMULA = r"^(?='*[=+\-@\t\r])"
ENDINGS = (".csv", ".xlsx", ".parquet")
SHEET = "tasks"
UNFIT = "[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"  # what XML cannot hold
XLSX_MOST = 32_767  # characters that a spreadsheet's cell can hold


def write_csv(table: pd.DataFrame, path: Path | BytesIO) -> None:
    """Write a table as CSV for spreadsheets: UTF-8 with a mark, formulas in texts neutralised by an apostrophe."""
    texts = table.select_dtypes(["object", "string"]).columns
    safe = table.assign(**{c: table[c].str.replace(FORMULA, "'", regex=True) for c in texts})
    safe = safe.set_axis([re.sub(FORMULA, "'", str(name)) for name in table.columns], axis="columns")
    # utf-8-sig: without the mark Excel takes a CSV for the local code page.
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", date_format="%Y-%m-%d")


def write_tasks(tasks: pd.DataFrame, path: Path) -> None:
    """Write a tidy table as .xlsx, .csv or .parquet, told by the ending; lists of names are joined by 、.

    Raises ReportError for another ending and for a folder that cannot be written to.
    """
    if path.suffix.lower() not in ENDINGS:
        raise ReportError("write.no_format", path, endings=", ".join(ENDINGS))
    flat = tasks.assign(
        quarter=tasks["quarter"].astype("str").where(tasks["quarter"].notna()),
        status=tasks["status"].astype("str").where(tasks["status"].notna()),
        units=tasks["units"].str.join("、"),
        leaders=tasks["leaders"].str.join("、"),
    )
    with file_aside(path) as aside:
        if path.suffix.lower() == ".parquet":
            # Types that other programs know, too; lists stay lists.
            flat.assign(units=tasks["units"], leaders=tasks["leaders"]).to_parquet(aside, index=False)
        elif path.suffix.lower() == ".csv":
            write_csv(flat, aside)
        else:
            write_sheets({SHEET: flat}, aside, path)


def write_sheets(tables: Mapping[str, pd.DataFrame], path: Path, named: Path | None = None) -> None:
    """Write tables as the sheets of one .xlsx, header rows fixed; texts are texts, whatever they begin with.

    `named` is the file that an error speaks of (default: `path`). Raises ReportError for a text that no cell can hold.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, table in tables.items():
        check_texts(table, named or path)
        fill_sheet(book.create_sheet(title), table)
    book.save(path)


def check_texts(table: pd.DataFrame, path: Path) -> None:
    """Raise ReportError, naming `path`, for a text that no cell can hold."""
    heads = pd.Series(list(table.columns), dtype="object").astype(str)
    texts = table.select_dtypes(["object", "string"]).reset_index(drop=True)
    texts = pd.concat([texts, pd.DataFrame({"(header)": heads})]) if len(heads) else texts
    unfit = texts.apply(lambda t: t.str.len().gt(XLSX_MOST) | t.str.contains(UNFIT, na=False)).any(axis=1)
    if unfit.any():
        raise ReportError("write.unfit_for_spreadsheet", path, n=int(unfit.sum()), most=f"{XLSX_MOST:,}")


def _put_text(cell: Any, text: str) -> None:
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'"


def fill_sheet(sheet: Any, table: pd.DataFrame, head: bool = True) -> None:
    """Write a table into an openpyxl sheet, texts as texts; with `head` the names of its columns first, which stay in sight."""
    rows = table.astype("object").where(table.notna(), None).itertuples(index=False, name=None)
    # Cells by their numbers: asking a sheet for its last row looks through all of it.
    for number, row in enumerate([*([tuple(map(str, table.columns))] if head else []), *rows], start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                _put_text(cell, value)
            else:
                cell.value = value
                if isinstance(value, pd.Timestamp):
                    cell.number_format = "yyyy-mm-dd"
    for cells in sheet.columns:
        widest = max(len(str(cell.value or "")) for cell in list(cells)[:200])
        sheet.column_dimensions[cells[0].column_letter].width = min(max(widest * 1.6, 10), 60)
    sheet.freeze_panes = "A2" if head else None

"""`briefing.xlsx`: every table of the briefing, one sheet each; nothing in it runs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from matplotlib.colors import to_rgb
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.display_tables import SAME_WORDS, CaptionedTable, say_rows, show_cell
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.charts.theme import colour, text_width
from analysis_helpers.core.table_files import XLSX_MOST, check_texts, fill_sheet
from analysis_helpers.core.vocabulary import load_vocabulary, say

NO_TITLE = re.compile(r"[\[\]:*?/\\']")  # what a sheet's name cannot hold
TITLE_MOST = 31
NARROW, WIDE, NARRATIVE = 9, 44, 70  # columns of a sheet, in characters
POINTS = {"sd_pct"}  # in points of a percent, as its header says
SIGNED = {"deviation_pp", "delta_pp", "mean_delta_pp", "inflation_pp", "gap_pp", "pace_pp"}
TINT = 0.22  # of a status' colour behind its word
COLOURED = {"class", "status", "previous_status", "schedule_status"}
UPRIGHT = 100  # characters of width that a sheet of A4 has upright


def write_workbook(briefing: Briefing, path: str | Path) -> None:
    """Write the tables of a briefing, one sheet each behind a sheet of contents, with the rows of the report that each row
    speaks of.

    Numbers are numbers: percents as such (0.55 shown as 55%), days as days, each to one decimal at most. A table whose rows
    and columns all stand in that of the tasks has no sheet of its own; the contents say where it is.
    """
    book: Any = openpyxl.Workbook()
    first = book.active
    first.title = _title(briefing.words("workbook.contents"), [])
    planned = _plan_sheets(briefing)
    listed = [(caption, table, title) for caption, table, title, _ in planned.values()]
    for _, table, title, own in planned.values():
        if not own:
            continue
        sheet, frame = book.create_sheet(title), _plain(table, briefing)
        check_texts(frame, Path(path))
        fill_sheet(sheet, frame)
        _dress(sheet, frame, table, briefing)
    _list_contents(first, listed, briefing)
    book.properties.title, book.properties.creator = fit(briefing.title), briefing.words("title.made_by")
    book.properties.language, book.properties.description = briefing.language, briefing.made
    book.save(path)
    forget_the_time(Path(path))


def name_sheets(briefing: Briefing) -> dict[str, str]:
    """The sheet of the workbook that each table stands in, by the table's key."""
    return {key: title for key, (_, _, title, _) in _plan_sheets(briefing).items()}


def _plan_sheets(briefing: Briefing) -> dict[str, tuple[str, CaptionedTable, str, bool]]:
    """Each table once: what it holds, the table, its sheet, and whether the sheet is its own; of charts that count days all
    days, not only those of a change."""
    tables = {table.key: table for table in briefing.tables}
    for section in briefing.sections:
        table = section.table
        if len(section.whole) != len(table.frame):
            table = replace(table, frame=section.whole, rows=None)
        tables[section.key] = replace(table, caption=section.topic)
    taken, planned = [_title(briefing.words("workbook.contents"), [])], {}
    for key, table in tables.items():
        own = not _stands_in(table, briefing.tasks)
        title = _title(table.caption if own else briefing.tasks.caption, taken if own else [])
        taken += [title] if own else []
        planned[key] = (table.caption, table, title, own)
    return planned


def _stands_in(table: CaptionedTable, tasks: CaptionedTable) -> bool:
    """Whether the table of tasks already says all of it, for all tasks or for those of one status."""
    if table is tasks or table.rows is None or "task" not in table.columns or {len(rows) for rows in table.rows} != {1}:
        return False
    others = [name for name in table.columns if name not in tasks.columns]
    if any(table.frame[name].nunique() > 1 for name in others):  # a single unit is named in the title
        return False
    found, statuses = {rows[0] for rows in table.rows}, tasks.frame["schedule_status"]
    here = set(statuses.iloc[sorted(found)].dropna())
    return found == set(range(len(tasks.frame))) or found == set(statuses.isin(here).to_numpy().nonzero()[0])


def _plain(table: CaptionedTable, briefing: Briefing) -> pd.DataFrame:
    """A table with its headers and statuses in words, percents as parts of one; what is unknown is an empty cell."""
    labels = load_vocabulary("labels")
    columns = {}
    for name, header in zip(table.columns, table.headers, strict=True):
        values = table.frame[name]
        if _of_hundred(name):
            values = pd.to_numeric(values).astype("Float64").div(100).round(12)  # 0.07, not 0.07000000000000001
        elif not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_dtype(values):
            texts = values.astype("object").where(values.notna(), None)
            known = labels.get(SAME_WORDS.get(name, name), {})
            values = texts.map(lambda v, n=name, k=known: show_cell(n, v, table.language) if v in k else v)
            values = values.map(lambda v: fit(v)[:XLSX_MOST] if isinstance(v, str) else v)
        columns[header] = values
    if table.rows is not None and table.key != "tasks":
        said = [", ".join(text for text, _ in say_rows(rows, briefing.labels)) for rows in table.rows]
        columns[briefing.words("page.rows")] = pd.Series(said, table.frame.index, dtype="object")
    return pd.DataFrame(columns)


def _of_hundred(name: str) -> bool:
    return name.endswith("_pct") and name not in POINTS


def _dress(sheet: Any, frame: pd.DataFrame, table: CaptionedTable, briefing: Briefing) -> None:
    """Widths, formats, filters, colours and the printed page of a sheet."""
    for number, header in enumerate(frame.columns, start=1):
        name = table.columns[number - 1] if number <= len(table.columns) else ""
        values, letter = frame.iloc[:, number - 1], get_column_letter(number)
        style, format_ = _look(values), _format(name, values)
        for (cell,) in sheet.iter_rows(2, len(frame) + 1, number, number):
            cell.alignment = style
            if format_:
                cell.number_format = format_
        sheet.column_dimensions[letter].width = _width(name, str(header), values)
        if words := load_vocabulary("labels").get(SAME_WORDS.get(name, name)) if name in COLOURED else None:
            _colour(sheet, f"{letter}2:{letter}{len(frame) + 1}", words, briefing.language)
    _dress_head(sheet[1])
    sheet.freeze_panes = "A2"
    if len(frame) > 1:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    _set_page(sheet, briefing)


def _look(values: pd.Series) -> Any:
    right = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return Alignment(horizontal="right" if right else "left", vertical="top", wrap_text=not right)


def _format(name: str, values: pd.Series) -> str:
    """How a column's numbers are shown: with one decimal where any of them has one."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return ""
    scale = 100 if _of_hundred(name) else 1
    known = values.dropna().astype(float) * scale
    whole = "0" if (known.round(6) % 1 == 0).all() else "0.0"
    if name in SIGNED:
        return f"+{whole};-{whole};0"
    return f"{whole}%" if scale == 100 else whole


def _width(name: str, header: str, values: pd.Series) -> float:
    """As wide as its texts, up to a limit beyond which they are wrapped."""
    if pd.api.types.is_datetime64_dtype(values):
        return 12
    most = NARRATIVE if name in ("narrative", "quotes") else WIDE
    numbers = pd.api.types.is_numeric_dtype(values)
    texts = [] if numbers else [line for text in values.dropna().astype(str)[:200] for line in text.split("\n")]
    widest = max((text_width(text) for text in texts), default=0)
    return min(max(NARROW, widest, min(text_width(header), 16)) + 3, most)  # 3: the filter's button


def _colour(sheet: Any, cells: str, words: dict[str, dict[str, str]], language: str) -> None:
    """A tint behind each status' word."""
    for key, word in words.items():
        if key == "unknown":
            continue
        shade = "".join(f"{round(255 * (1 - TINT + TINT * part)):02X}" for part in to_rgb(colour(key)))
        # openpyxl takes a solid fill of a conditional format from its background.
        fill = PatternFill(start_color=shade, end_color=shade, fill_type="solid")
        sheet.conditional_formatting.add(cells, CellIsRule("equal", [f'"{word[language]}"'], fill=fill))


def _dress_head(row: Any) -> None:
    for cell in row:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="EDEFF2", end_color="EDEFF2")
        cell.border = Border(bottom=Side("thin", colour("quiet").lstrip("#")))
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _set_page(sheet: Any, briefing: Briefing) -> None:
    """A4, as wide as the sheet, with its name and page numbers at the foot."""
    wide = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1))
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait" if wide <= UPRIGHT else "landscape"
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_area = sheet.dimensions
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    if briefing.scope.synthetic:
        sheet.oddHeader.left.text = say("footer.synthetic", briefing.language)


def _list_contents(sheet: Any, listed: list[tuple[str, CaptionedTable, str]], briefing: Briefing) -> None:
    """The first sheet: what it is about, and a link to each table."""
    about = [briefing.title, briefing.footer]
    about += [say("footer.synthetic", briefing.language)] if briefing.scope.synthetic else []
    heads = [briefing.words(f"workbook.{name}") for name in ("holds", "sheet", "rows")]
    rows = [[fit(caption), title, len(table.frame)] for caption, table, title in listed]
    head = len(about) + 2
    frame = pd.DataFrame([[fit(text), None, None] for text in about] + [[None] * 3, heads, *rows])
    fill_sheet(sheet, frame.set_axis(range(3), axis="columns"), head=False)
    sheet["A1"].font = Font(bold=True, size=14)
    if briefing.scope.synthetic:
        sheet["A3"].font = Font(bold=True, color=colour("behind").lstrip("#"))
    _dress_head(sheet[head])
    for at, (_, title, _) in enumerate(rows, start=head + 1):
        for cell in sheet[at][:2]:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1", display=str(cell.value))
            cell.font = Font(color=colour("ahead").lstrip("#"), underline="single")
    for letter, width in zip("ABC", (44, 36, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{head + 1}"
    _set_page(sheet, briefing)


def _title(caption: str, taken: list[str]) -> str:
    title = NO_TITLE.sub(" ", fit(caption))[:TITLE_MOST]
    n, there = 2, {name.casefold() for name in taken}
    while title.casefold() in there:
        title = f"{title[: TITLE_MOST - 3]} {n}"
        n += 1
    return title

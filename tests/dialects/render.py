"""A layout → the bytes of a file, in each format."""

from __future__ import annotations

import csv
import html
import io
from functools import cache
from typing import Any

from tests.dialects.layout import Layout, Line

BREAKS = ("csv", "csv_gb", "html", "xlsx", "docx")  # formats whose cells can hold more than one line
MERGES = ("html", "xlsx", "docx")  # formats that show a header above several columns as such
TABLES = ("html", "xlsx", "docx", "pdf")
SUFFIXES = {"pipe": ".txt", "tab": ".txt", "csv": ".csv", "csv_gb": ".csv", "lines": ".txt", "lines_pipe": ".txt"}


def render(layout: Layout, kind: str) -> tuple[bytes, str]:
    """The file's bytes and its suffix."""
    return WRITERS[kind](layout), SUFFIXES.get(kind, f".{kind}")


def _rows(layout: Layout) -> list[list[str]]:
    """The whole sheet as rows of cells, one line above or below in the first cell of its row."""
    rows = [[line] for line in layout.above]
    for number, part in enumerate(layout.parts()):
        if number and layout.between:
            rows.append([layout.between])
        rows += [line.cells for line in part]
    return rows + [[line] for line in layout.below]


def _pipe(layout: Layout) -> bytes:
    return "\n".join("".join(f"{cell} | " for cell in row).rstrip() for row in _rows(layout)).encode()


def _tab(layout: Layout) -> bytes:
    return "\n".join("\t".join(row) for row in _rows(layout)).encode()


def _csv(layout: Layout, encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    width = len(layout.columns)
    csv.writer(out).writerows([row + [""] * (width - len(row)) for row in _rows(layout)])
    return out.getvalue().encode(encoding)


def _csv_gb(layout: Layout) -> bytes:
    return _csv(layout, "gb18030")


def _lines(layout: Layout, end: str = "") -> bytes:
    return "\n".join(f"{cell}{end}" for row in _rows(layout) for cell in row).encode()


def _lines_pipe(layout: Layout) -> bytes:
    return _lines(layout, " |")


def _html(layout: Layout) -> bytes:
    title, *more = layout.above
    above = f"<h2>{html.escape(title)}</h2>" + "".join(f"<p>{html.escape(line)}</p>" for line in more)
    tables = [f'<table border="1">{_html_rows(layout, part)}</table>' for part in layout.parts()]
    between = f"<p>{html.escape(layout.between)}</p>" if layout.between else "<p></p>"
    below = "".join(f"<p>{html.escape(line)}</p>" for line in layout.below)
    head = '<head><meta charset="utf-8"><title>网页</title></head>'
    page = f"<html>{head}<body><div>{above}{between.join(tables)}{below}</div></body></html>"
    return page.encode()


def _html_rows(layout: Layout, part: list[Line]) -> str:
    headers = [line for line in part if line.kind == "header"]
    text = _html_header(layout) if len(headers) == 2 else ""
    for line in part:
        if line.kind == "header" and text and line in headers:
            continue
        style = ' style="display:none"' if line.hidden else ""
        if line.kind == "group" and not any(line.cells[1:]):
            text += f'<tr><td colspan="{len(line.cells)}">{html.escape(line.cells[0])}</td></tr>'
            continue
        cells = "".join(f"<td>{html.escape(cell)}</td>".replace("\n", "<br>") for cell in line.cells)
        text += f"<tr{style}>{cells}</tr>"
    return text


def spans(layout: Layout) -> list[tuple[int, int, bool]]:
    """The header's upper row: first column, how many columns, and whether the cell goes down over both rows."""
    found: list[tuple[int, int, bool]] = []
    for at, column in enumerate(layout.columns):
        if column.top and found and layout.columns[at - 1].top == column.top:
            first, wide, _ = found[-1]
            found[-1] = (first, wide + 1, False)
        else:
            found.append((at, 1, not column.top))
    return found


def _html_header(layout: Layout) -> str:
    upper, _ = layout.headers()
    cells = ""
    for at, wide, down in spans(layout):
        size = 'rowspan="2"' if down else f'colspan="{wide}"'
        cells += f"<td {size}>{html.escape(upper[at])}</td>"
    low = "".join(f"<td>{html.escape(column.header)}</td>" for column in layout.columns if column.top)
    return f"<tr>{cells}</tr><tr>{low}</tr>"


def _xlsx(layout: Layout) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    parts = layout.parts()
    for number, part in enumerate(parts):
        page = book.create_sheet(f"第{number + 1}页" if len(parts) > 1 else "进度表")
        for text in layout.above if not number else [layout.between] * bool(layout.between):
            page.append([text])
            if number == 0:
                page.merge_cells(
                    start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=len(layout.columns)
                )
        first = page.max_row + 1 if page.max_row > 1 or page["A1"].value else 1
        for at, line in enumerate(part, start=first):
            _xlsx_line(page, at, line, layout, bool(number))
        if not number and len(layout.headers()) == 2:
            _xlsx_merge(page, first, layout)
        if number == len(parts) - 1:
            for n, text in enumerate(layout.below):
                page.cell(first + len(part) + n, 1, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_line(page: Any, at: int, line: Line, layout: Layout, later: bool) -> None:
    columns = [c for n, c in enumerate(layout.columns) if not (later and n == layout.drop)]
    for number, (text, column) in enumerate(zip(line.cells, columns, strict=False), start=1):
        if text == "":
            continue
        cell = page.cell(at, number, text)
        if column.percent_format and text.endswith("%") and line.kind != "header":
            cell.value, cell.number_format = round(float(text[:-1]) / 100, 6), "0.0%" if "." in text else "0%"
        elif line.kind != "header" and _is_number(text):
            cell.value = float(text) if "." in text else int(text)
    if line.hidden:
        page.row_dimensions[at].hidden = True


def _xlsx_merge(page: Any, first: int, layout: Layout) -> None:
    for at, wide, down in spans(layout):
        if down:
            page.merge_cells(start_row=first, end_row=first + 1, start_column=at + 1, end_column=at + 1)
        elif wide > 1:
            page.merge_cells(start_row=first, end_row=first, start_column=at + 1, end_column=at + wide)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _docx(layout: Layout) -> bytes:
    import docx

    document = docx.Document()
    for text in layout.above:
        document.add_paragraph(text)
    for number, part in enumerate(layout.parts()):
        if number:
            document.add_paragraph(layout.between)
        table = document.add_table(rows=len(part), cols=len(part[0].cells))
        for row, line in zip(table.rows, part, strict=True):
            for cell, shown in zip(row.cells, line.cells, strict=True):
                cell.text = shown
        if not number and len(layout.headers()) == 2:
            _docx_merge(table, layout)
    for text in layout.below:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_merge(table: Any, layout: Layout) -> None:
    for at, wide, down in spans(layout):
        if down or wide > 1:
            text = table.cell(0, at).text
            for column in range(at, at + wide):
                table.cell(0, column).text = ""
            end = table.cell(1, at) if down else table.cell(0, at + wide - 1)
            table.cell(0, at).merge(end).text = text


@cache
def _register_font() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from tests.readers.writers import font_file

    pdfmetrics.registerFont(TTFont("Noto", font_file()))
    return "Noto"


def _pdf(layout: Layout) -> bytes:
    from reportlab.lib import colors, pagesizes
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("cell", fontName=_register_font(), fontSize=8, leading=10, wordWrap="CJK")
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=(pagesizes.A4[1], pagesizes.A4[0]))
    story = [Paragraph(html.escape(line), style) for line in layout.above]
    for number, part in enumerate(layout.parts()):
        if number:
            story.append(PageBreak())
            if layout.between:
                story.append(Paragraph(html.escape(layout.between), style))
        width = len(part[0].cells)
        cells = [[Paragraph(html.escape(cell), style) for cell in line.cells] for line in part]
        story.append(
            Table(
                cells, colWidths=[document.width / width] * width, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
            )
        )
    story += [Paragraph(html.escape(line), style) for line in layout.below]
    document.build(story)
    return out.getvalue()


WRITERS = {
    "pipe": _pipe,
    "tab": _tab,
    "csv": _csv,
    "csv_gb": _csv_gb,
    "lines": _lines,
    "lines_pipe": _lines_pipe,
    "html": _html,
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
}

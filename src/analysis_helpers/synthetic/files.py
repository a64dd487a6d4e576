"""Write synthetic reports, some of them damaged on purpose."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Sequence
from itertools import groupby

from analysis_helpers.synthetic.plan import Sheet, load_texts
from analysis_helpers.textfix.gbk import to_character

BROKEN = ("cut", "empty", "picture", "bad_row")
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


def shift_bytes(text: str) -> str:
    """The text as a mirror copy shows it that wrote pinyin behind the *bytes* of some traditional characters.

    Where such bytes straddle two characters, those behind them are read one byte off, and a `?` stands for what is lost.
    """
    import opencc

    received = opencc.OpenCC("s2tw").convert(text).encode("gbk", "replace")
    for character, reading in load_texts("province")["pinyin"].items():
        target = character.encode("gbk")
        received = received.replace(target, target + f"({reading})".encode("gbk"))
    shown, at = [], 0
    while at < len(received):
        lead, trail = received[at], received[at + 1] if at + 1 < len(received) else 0
        shown.append(chr(lead) if lead < 0x80 else to_character(lead, trail) or "?")
        at += 1 if lead < 0x80 else 2
    return "".join(shown)


def break_file(content: bytes, kind: str) -> bytes:
    """The file as it arrives: `cut` in the middle, `empty`, or a `picture` under the report's name."""
    return {"cut": content[: len(content) // 2], "empty": b"", "picture": PICTURE}.get(kind, content)


Rows = Sequence[Sequence[str]]
SPANNED = ("leader", "unit")  # one cell for several rows, where the format has merged cells
WIDE = {"task": 44, "narrative": 60}
WIDTH = 12
LINE = 15  # points, of a line of text in a spreadsheet
STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "No List")
DAY = "2024-01-01T00:00:00Z"  # of making and changing, in files that have to have one
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
TIME = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z(?=<)")


def write_report(sheet: Sheet, rows: Rows) -> bytes:
    """The content of a report's file."""
    names = list(sheet.stated["columns"])
    table = [list(sheet.stated["columns"].values()), *rows]
    title = sheet.stated["title"]
    match sheet.stated["ending"]:
        case "xlsx":
            return _write_xlsx(title, names, table)
        case "docx":
            return _write_docx(title, names, table)
        case "html":
            return _write_page(title, names, table).encode()
        case "csv":
            return _write_csv(title, table).encode(sheet.stated["encoding"])
        case _:
            pipes, pinyin = _write_pipes(table), sheet.stated.get("pinyin")
            return f"{title} |\n{pipes if pinyin is None else _annotate(pipes, pinyin)}".encode()


def _write_xlsx(title: str, names: list[str], table: Rows) -> bytes:
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side

    book = openpyxl.Workbook()
    page = book.active
    page.title = "进度表"
    page.append([title])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(names))
    for row in table:
        page.append(list(row))
    line = Side(style="thin")
    for cells in page.iter_rows(min_row=2):
        for name, cell in zip(names, cells, strict=True):
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment("left" if name in WIDE else "center", "center", wrap_text=True)
            value = str(cell.value or "")
            if name == "progress_pct" and value.endswith("%"):
                cell.value, cell.number_format = int(value[:-1]) / 100, "0%"
            elif name == "number" and value.isdecimal():
                cell.value = int(value)
            elif not value:
                cell.value = None
    for j, name in enumerate(names, 1):
        page.column_dimensions[page.cell(2, j).column_letter].width = WIDE.get(name, WIDTH)
        for start, height in _spans(name, [row[j - 1] for row in table[1:]]):
            page.merge_cells(start_row=start + 3, end_row=start + height + 2, start_column=j, end_column=j)
    page["A1"].font, page["A1"].alignment = Font(bold=True, size=14), Alignment("center", "center")
    page.row_dimensions[1].height = 32
    for i, row in enumerate(table, 2):
        lines = [-(-2 * len(text) // WIDE.get(name, WIDTH)) for name, text in zip(names, row, strict=True)]
        page.row_dimensions[i].height = LINE * max(lines) + 4
    page.freeze_panes = "A3"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return _same_bytes(out.getvalue())


def _write_docx(title: str, names: list[str], table: Rows) -> bytes:
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    # The library's template brings 800 kB of styles that this document does not use.
    for style in document.styles:
        if style.name not in STYLES:
            style.delete()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("stylesWithEffects"):
            del document.part.rels[key]
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    font = document.styles["Normal"].font
    font.size = Pt(9)
    font.element.rPr.get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    heading = document.add_paragraph().add_run(title)
    heading.bold, heading.font.size = True, Pt(14)
    share = [WIDE.get(name, WIDTH) for name in names]
    body = document.add_table(rows=0, cols=len(names), style="Table Grid")
    body.autofit = False
    for column, part in zip(body.columns, share, strict=True):
        column.width = Cm(25.7 * part / sum(share))
    for row in table:
        for cell, text in zip(body.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return _same_bytes(out.getvalue())


def _write_page(title: str, names: list[str], table: Rows) -> str:
    header, *rows = table
    spans = {
        (start, j): height for j, name in enumerate(names) for start, height in _spans(name, [row[j] for row in rows])
    }
    covered = {(start + down, j) for (start, j), height in spans.items() for down in range(1, height)}

    def cells(i: int, row: Sequence[str]) -> str:
        return "".join(
            f'<td rowspan="{spans[i, j]}">{html.escape(text)}</td>' if (i, j) in spans else f"<td>{html.escape(text)}</td>"
            for j, text in enumerate(row) if (i, j) not in covered
        )  # fmt: skip

    body = "\n".join(f"<tr>{cells(i, row)}</tr>" for i, row in enumerate(rows))
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{html.escape(title)}</title>
<style>body {{ font-family: sans-serif; margin: 2em }} td, th {{ border: 1px solid; padding: .3em }} table {{ border-collapse: collapse }}</style></head>
<body>
<table>
<tr><th colspan="{len(names)}">{html.escape(title)}</th></tr>
<tr>{"".join(f"<th>{html.escape(label)}</th>" for label in header)}</tr>
{body}
</table>
</body></html>
"""


def _write_csv(title: str, table: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[title, *[""] * (len(table[0]) - 1)], *table])
    return out.getvalue()


def _write_pipes(table: Rows) -> str:
    return "\n".join(" | ".join(row) + " |" for row in table)


def _annotate(text: str, pinyin: dict[str, str]) -> str:
    """The text in traditional characters, with its reading behind some of them."""
    import opencc

    traditional = opencc.OpenCC("s2tw").convert(text)
    return "".join(
        f"{character}({pinyin[character]})" if character in pinyin else character for character in traditional
    )


def _spans(name: str, cells: Sequence[str]) -> list[tuple[int, int]]:
    """Start and height of the runs of equal cells in a column that is written with merged cells."""
    runs = [[i for i, _ in run] for _, run in groupby(enumerate(cells), key=lambda entry: entry[1])]
    return [(run[0], len(run)) for run in runs if len(run) > 1] if name in SPANNED else []


def _same_bytes(content: bytes) -> bytes:
    """The same archive without what depends on the day and the machine: times, the packing, the system's mark."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as fixed:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, ZIP_DAY)
            part.create_system = 3
            fixed.writestr(
                part, TIME.sub(DAY.encode(), given.read(name)) if name == "docProps/core.xml" else given.read(name)
            )
    return out.getvalue()

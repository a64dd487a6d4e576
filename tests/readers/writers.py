"""One table in every format, each written by that format's own library. Rows 1 (title), 2 (header), then the tasks."""

import csv
import html
import importlib.util
import io
from pathlib import Path


def pipe(rows, title):
    return "\n".join([f"{title} |", *("".join(f"{cell} | " for cell in row).rstrip(" ") for row in rows)])


def delimited(rows, title, separator=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([[title, *[""] * (len(rows[0]) - 1)], *rows])
    return out.getvalue()


def web(rows, title):
    """A page with navigation, a table of links, the report, and a footer."""
    body = "\n".join(
        "<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>".replace("\n", "<br>") for cell in row) + "</tr>"
        for row in rows
    )
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{html.escape(title)}-区人民政府</title><script>var table = "<table>";</script>
<style>td {{ color: red }}</style></head>
<body><ul><li><a href="/">首页</a></li><li>政务公开</li></ul>
<table><tr><td>首页</td><td>机构职能</td><td>信息公开</td></tr></table>
<div class="article"><h1>{html.escape(title)}</h1><p>发布时间：2024-11-15 来源：区府办 浏览次数：12</p>
<div><table border="1">{body}</table></div></div>
<div>版权所有 区人民政府办公室 联系电话：0575-12345678</div></body></html>"""


def xlsx(rows, title, numbers=False, sheet="进度表"):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active["A1"] = "填表说明：请如实填写"
    page = book.create_sheet(sheet)
    book.active = 1
    page.append([title])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for row in rows:
        page.append(list(row))
    for cells in page.iter_rows(min_row=3):
        for cell in cells:
            if numbers and str(cell.value).endswith("%"):
                cell.value, cell.number_format = float(cell.value[:-1]) / 100, "0%"
            elif numbers and str(cell.value).isdecimal():
                cell.value = int(cell.value)
            elif cell.value == "":
                cell.value = None
            else:
                cell.data_type = "s"
    return _bytes(book.save)


def xls(rows, title, numbers=False):
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("进度表")
    page.write_merge(0, 0, 0, len(rows[0]) - 1, title)
    percent = xlwt.easyxf(num_format_str="0%")
    for i, row in enumerate(rows, start=1):
        for j, cell in enumerate(row):
            if numbers and i > 1 and cell.endswith("%"):
                page.write(i, j, float(cell[:-1]) / 100, percent)
            elif numbers and i > 1 and cell.isdecimal():
                page.write(i, j, int(cell))
            elif cell:
                page.write(i, j, cell)
    return _bytes(book.save)


def docx_table(rows, title):
    import docx

    document = docx.Document()
    document.add_heading(title, level=1)
    document.add_paragraph("（截止日期以通知为准）")
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            first, *more = text.split("\n")
            cell.text = first
            for line in more:
                cell.add_paragraph(line)
    document.add_paragraph("备注：数据由各单位填报。")
    return _bytes(document.save)


def docx_paragraphs(rows, title):
    """One cell in each paragraph, as a table pasted without its lines leaves them."""
    import docx

    document = docx.Document()
    document.add_paragraph(title)
    for row in rows:
        for cell in row:
            document.add_paragraph(cell)
    return _bytes(document.save)


def font_file():
    return Path(importlib.util.find_spec("zhplot").origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def pdf(rows, title, height=None, repeat=1, password=None, cut=0):
    """A ruled table over as many pages as it needs, its header on each (`repeat` rows)."""
    from reportlab.lib import colors, pagesizes
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(TTFont("Noto", font_file()))
    style = ParagraphStyle("cell", fontName="Noto", fontSize=8, leading=10, wordWrap="CJK")
    out = io.BytesIO()
    page = (pagesizes.A4[1], height or pagesizes.A4[0])
    lock = StandardEncryption(password) if password else None
    document = SimpleDocTemplate(out, pagesize=page, title=title, encrypt=lock)
    cells = [[Paragraph(html.escape(cell).replace("\n", "<br/>"), style) for cell in row] for row in rows]
    share = [3, *[1] * (len(rows[0]) - 1)]
    widths = [document.width * part / sum(share) for part in share]
    table = Table(
        cells,
        colWidths=widths,
        repeatRows=repeat,
        splitInRow=cut,
        style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    )
    document.build([Paragraph(html.escape(title), style), table])
    return out.getvalue()


def prose(rows, title):
    """Labelled prose: every cell behind its header."""
    header, *body = rows
    lines = [title]
    for n, row in enumerate(body, start=1):
        lines += [f"{n}." if n % 2 else "", *(f"{label}：{cell}" for label, cell in zip(header, row, strict=True))]
    return "\n".join(lines)


def _bytes(save):
    out = io.BytesIO()
    save(out)
    return out.getvalue()

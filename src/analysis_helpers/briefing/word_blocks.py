"""What stands on a page of a Word document: captions that count themselves, pictures with words, tables that can be edited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from analysis_helpers.briefing.display_tables import Table
from analysis_helpers.briefing.ooxml import fit
from analysis_helpers.briefing.word_layout import add_field
from analysis_helpers.charts.export import Drawing
from analysis_helpers.charts.labels import text_width
from analysis_helpers.core.vocabulary import load_vocabulary

NARROW, WIDE = 5, 34  # half-width columns: bounds of what a column of a table asks for
ACROSS = 6  # columns up to which a single row stays a row
TOGETHER = 12  # rows up to which a table is not divided between pages


def add_caption(document: Any, label: str, kind: str, number: int, text: str, bookmark: str) -> Any:
    """图 1 …: the number is a SEQ field, and a bookmark lets the text refer to it."""
    paragraph = document.add_paragraph(style="Caption")
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    identity = str(number if kind == "Figure" else 1000 + number)
    start.set(qn("w:id"), identity)
    start.set(qn("w:name"), bookmark)
    end.set(qn("w:id"), identity)
    paragraph._p.append(start)
    paragraph.add_run(f"{label} ")
    add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
    paragraph._p.append(end)
    paragraph.add_run(f"  {fit(text)}")
    return paragraph


def picture_scale(drawing: Drawing, width_mm: float, height_mm: float) -> float:
    """By how much a chart has to be made smaller to stand on the page."""
    return min(width_mm / (drawing.width_in * 25.4), height_mm / (drawing.height_in * 25.4), 1.0)


def add_picture(document: Any, drawing: Drawing, scale: float) -> None:
    """A chart with its finding as the alternative text."""
    paragraph = document.add_paragraph(style="Centred")
    paragraph.add_run().add_picture(io.BytesIO(drawing.png), width=Mm(drawing.width_in * 25.4 * scale))
    for properties in paragraph._p.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", fit(drawing.alt))
        properties.set("name", drawing.name)


def add_table(document: Any, table: Table, width_mm: float, most: int | None = None) -> None:
    """A table whose header is repeated on every page, whose rows are not broken, and whose cells can be edited."""
    headers, rows, numeric = table.headers, table.cells[:most], table.numeric
    if len(rows) == 1 and len(headers) > ACROSS:  # a long single row reads better from top to bottom
        (headers, *rows), numeric = [list(pair) for pair in zip(headers, rows[0], strict=True)], [False, True]
    widths = _widths(headers, rows, width_mm)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    together = len(rows) <= TOGETHER
    head = _row(headers, widths, numeric, header=True, keep=bool(rows))
    body = "".join(_row(c, widths, numeric, keep=together and i < len(rows)) for i, c in enumerate(rows, start=1))
    sides = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for s in
                    ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    air = "".join(
        f'<w:{s} w:w="{n}" w:type="dxa"/>' for s, n in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))
    )
    document.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{air}</w:tblCellMar>"
            f'<w:tblLook w:firstRow="1"/><w:tblCaption w:val="{escape(fit(table.caption), {chr(34): "&quot;"})}"/>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
        ),
        "w:sectPr",
    )


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], header: bool = False,
         keep: bool = False) -> str:  # fmt: skip
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_SHADE if header else ""}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Tabletext"/>{"<w:keepNext/>" if keep else ""}<w:jc w:val="{"right" if number else "left"}"/></w:pPr>'
        f"<w:r>{_BOLD if header else ''}{_text(cell)}</w:r></w:p></w:tc>"
        for cell, width, number in zip(cells, widths, numeric, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{shown}</w:tr>"


_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF2"/>'
_BOLD = "<w:rPr><w:b/></w:rPr>"


def _text(text: str) -> str:
    lines = fit(text).replace("\t", " ").split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


def _widths(headers: Sequence[str], rows: Sequence[Sequence[str]], width_mm: float) -> list[int]:
    """Twentieths of a point for each column, by what its texts ask for, so that all fill the width.

    A column of numbers or short words gets what it needs, its header in two lines but no word of it broken; the long texts
    share the rest.
    """
    unit = 10.5 * load_vocabulary("layout")["size"]["zh"]["table"] + 2  # of a half-width column, with air
    total = round(width_mm / 25.4 * 1440)
    asked = []
    for column in zip(headers, *rows[:200], strict=True):
        head, *texts = map(text_width, column)
        word = max(map(text_width, column[0].split()), default=0) if column[0].isascii() else 0
        asked.append(min(max(-(-head // 2) + 1, word + 1, NARROW, *texts), WIDE))
    needs = [a * unit + 130 for a in asked]
    long = [a >= WIDE for a in asked]
    if sum(needs) > total and any(long):
        fixed = sum(need for need, stretches in zip(needs, long, strict=True) if not stretches)
        share = max(total - fixed, total // 3) / sum(long)
        needs = [share if stretches else need for need, stretches in zip(needs, long, strict=True)]
    return [round(total * need / sum(needs)) for need in needs]

"""Write tables into a Word document: widths by what the texts ask for, heads that are repeated, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis_helpers.briefing.display_tables import CaptionedTable
from analysis_helpers.briefing.ooxml import fit
from analysis_helpers.charts.theme import text_width
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures.scope import say_date

NARROW, WIDE = 5, 34  # half-width columns: bounds of what a column of a table asks for
ACROSS = 6  # columns up to which a single row stays a row
TOGETHER = 6  # rows up to which a table is not divided between pages


def add_table(document: Any, table: CaptionedTable, width_mm: float, most: int | None = None) -> None:
    """A table whose header is repeated on every page, whose rows are not broken, and whose cells can be edited."""
    headers, rows, numeric = table.headers, _cells(table)[:most], table.numeric
    if len(rows) == 1 and len(headers) > ACROSS:  # a long single row reads better from top to bottom
        (headers, *rows), numeric = [list(pair) for pair in zip(headers, rows[0], strict=True)], [False, True]
    widths = _widths(headers, rows, width_mm)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    together = len(rows) <= TOGETHER  # a long table may begin with its header and go on overleaf
    style = document.styles["Table text"].style_id
    head = _row(headers, widths, numeric, style, header=True, keep=bool(rows))
    body = "".join(
        _row(c, widths, numeric, style, keep=together and i < len(rows)) for i, c in enumerate(rows, start=1)
    )
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


def _cells(table: CaptionedTable) -> list[list[str]]:
    """The cells of a table, days in words."""
    days = [pd.api.types.is_datetime64_any_dtype(table.frame[column]) for column in table.columns]
    return [
        [say_date(pd.Timestamp(cell), table.language) if day and cell[:1].isdigit() else cell for cell, day in zip(row, days, strict=True)]
        for row in table.cells
    ]  # fmt: skip


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], style: str, header: bool = False,
         keep: bool = False) -> str:  # fmt: skip
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_SHADE if header else ""}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}'
        f'<w:jc w:val="{"right" if number else "left"}"/></w:pPr>'
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
    unit = 10.5 * load_vocabulary("layout")["table"]["points"] + 2  # of a half-width column, with air
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

"""Write the briefing as a Word file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from analysis_helpers.briefing.compose import Briefing, BriefingPart
from analysis_helpers.briefing.display_tables import CaptionedTable
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.sections import Section, Sentence
from analysis_helpers.briefing.word_layout import add_field, new_document, text_area, turn_page
from analysis_helpers.charts.export import Drawing
from analysis_helpers.charts.theme import text_width
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


def add_table(document: Any, table: CaptionedTable, width_mm: float, most: int | None = None) -> None:
    """A table whose header is repeated on every page, whose rows are not broken, and whose cells can be edited."""
    headers, rows, numeric = table.headers, table.cells[:most], table.numeric
    if len(rows) == 1 and len(headers) > ACROSS:  # a long single row reads better from top to bottom
        (headers, *rows), numeric = [list(pair) for pair in zip(headers, rows[0], strict=True)], [False, True]
    widths = _widths(headers, rows, width_mm)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    together = len(rows) <= TOGETHER
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


NUMERALS = "一二三四五六七八九十"
STOPS = {"zh": "。", "en": "."}


def write_word(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as a Word file in the layout of GB/T 9704; the same briefing gives the same bytes."""
    _Writer(briefing).write(Path(path))


def number_heading(n: int, language: str, level: int = 1) -> str:
    """The number of a heading: 一、 and （一）, or 1. and (1).

    >>> number_heading(2, "zh"), number_heading(11, "zh"), number_heading(2, "zh", 2), number_heading(2, "en")
    ('二、', '十一、', '（二）', '2. ')
    """
    if language == "en":
        return f"{n}. " if level == 1 else f"({n}) "
    numeral = NUMERALS[n - 1] if n <= 10 else "十" + NUMERALS[n - 11] if n < 20 else str(n)
    return f"{numeral}、" if level == 1 else f"（{numeral}）"


class _Writer:
    """One document: it counts its figures and tables."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing, self.language = briefing, briefing.language
        self.layout = load_vocabulary("layout")
        self.document: Any = new_document(
            "briefing.docx",
            self.language,
            briefing.title,
            briefing.words("title.subject"),
            briefing.words("title.made_by"),
            briefing.made,
            briefing.scope.synthetic,
        )
        self.figures = self.tables = 0
        self.width, self.height = text_area(self.document.sections[-1])

    def write(self, path: Path) -> None:
        briefing = self.briefing
        self.document.add_paragraph(fit(briefing.title), style="Title")
        self._say(briefing.words("title.draft"), "Centred")
        self._say(briefing.words("title.to"), "Flush")
        for n, part in enumerate(briefing.parts, start=1):
            self._add_part(n, part)
        self._say("", "Normal")
        for line in ("signature", "date"):
            self._mark(self._say(briefing.words(f"title.{line}")))
        self._add_annexes()
        self.document.save(str(path))
        forget_the_time(path)

    def _add_part(self, n: int, part: BriefingPart) -> None:
        self.document.add_heading(number_heading(n, self.language) + part.heading, 1)
        for said in part.said:
            paragraph = self._say(said.text(self.language))
            if said.key == "next.author":
                self._mark(paragraph)
        for table in part.tables:
            self._add_table(table)
        for k, section in enumerate(part.sections, start=1):
            self._add_section(k, section)

    def _add_section(self, k: int, section: Section) -> None:
        """Heading, finding with a reference to its figure, picture, caption."""
        self.document.add_heading(number_heading(k, self.language, 2) + fit(section.topic), 2)
        finding, stop = fit(section.finding.text(self.language)), STOPS[self.language]
        paragraph = self._say(finding)
        paragraph.paragraph_format.keep_with_next = True
        scale = picture_scale(section.printed, self.width, self.layout["picture"]["most_height"])
        if scale < self.layout["picture"]["least_scale"]:
            paragraph.paragraph_format.keep_with_next = False
            named = self.briefing.name_tasks(section.finding)
            paragraph.add_run(stop + fit(named) + self.briefing.words("word.too_tall", name=section.key))
            return
        opening, closing = ("（", "）") if self.language == "zh" else (" (", ")")
        paragraph.add_run(opening)
        label, bookmark = self.briefing.words("word.figure"), f"figure_{section.key}"
        add_field(paragraph, f"REF {bookmark} \\h", f"{label} {self.figures + 1}")
        paragraph.add_run(closing + stop)
        if named := self.briefing.name_tasks(section.finding):
            paragraph.add_run(fit(named))
        add_picture(self.document, section.printed, scale)
        self.figures += 1
        add_caption(self.document, label, "Figure", self.figures, section.topic, bookmark)

    def _add_table(self, table: CaptionedTable) -> None:
        self.tables += 1
        caption = add_caption(self.document, self.briefing.words("word.table"), "Table", self.tables, table.caption,
                              f"table_{table.key}")  # fmt: skip
        caption.paragraph_format.keep_with_next = True
        most = self.layout["annex"]["most_rows"]
        add_table(self.document, table, self.width, most)
        if len(table.frame) > most:
            self._say(self.briefing.words("word.header_rows", n=len(table.frame), shown=most), "Table text")
        self._say("", "Table text")

    def _add_annexes(self) -> None:
        """All tasks on pages turned sideways, then the charts' figures, then how the report was read."""
        briefing = self.briefing
        # What a chart shows task by task stands in the table of all tasks; the same figures are not printed twice.
        charts: list[CaptionedTable] = []
        for table in (section.table for section in briefing.sections):
            if "source_row" not in table.frame and not any(table.frame.equals(other.frame) for other in charts):
                charts.append(table)
        annexes = [[briefing.tasks], [*charts, *briefing.support], [*briefing.reading, briefing.sources]]
        headings = [briefing.tasks.caption, briefing.words("page.figures"), briefing.words("page.reading")]
        for n, (tables, heading) in enumerate(zip(annexes, headings, strict=True), start=1):
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            if n < 3:  # sideways, and back again
                turn_page(section)
                self.width, self.height = self.height, self.width
            self.document.add_heading(f"{briefing.words('heading.annex', n=n)}  {heading}", 1)
            for table in tables:
                self._add_table(table)

    def _say(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(fit(text), style=style)

    def _mark(self, paragraph: Any) -> None:
        """What the author has to fill in is marked as such."""
        for run in paragraph.runs:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def write_one_page(briefing: Briefing, path: str | Path) -> None:
    """Write the findings that matter most as a Word file of one A4 side; rule: docs/method.md."""
    language, path = briefing.language, Path(path)
    about = {"units": briefing.scope.unit_names(language), "period": briefing.scope.period(language)}
    title = briefing.words("title.one_page", **about)
    document = new_document("one-page.docx", language, title, briefing.words("title.subject"),
                            briefing.words("title.made_by"), briefing.made, briefing.scope.synthetic)  # fmt: skip
    width = text_area(document.sections[-1])[0]
    document.add_paragraph(fit(title), style="Title")
    for n, finding in enumerate(briefing.choose_findings(), start=1):
        paragraph = document.add_paragraph(fit(f"{n}. {finding.text(language)}{STOPS[language]}"), style="Normal")
        paragraph.runs[0].bold = language == "en"
        if named := briefing.name_tasks(finding, 1):
            document.add_paragraph(fit(named), style="Table text")
    if chart := first_chart(briefing):
        height = load_vocabulary("layout")["picture"]["one_page_height"]
        add_picture(document, chart.printed, picture_scale(chart.printed, width, height))
    parts = {part.key: part for part in briefing.parts}
    classes = parts["overview"].tables[0]
    document.add_paragraph("", style="Table text")
    caption = add_caption(document, briefing.words("word.table"), "Table", 1, classes.caption, "table_classes")
    caption.paragraph_format.keep_with_next = True
    add_table(document, classes, width)
    document.add_paragraph("", style="Table text")
    for key in ("scope", "limits"):
        _add_small(document, parts[key].heading, parts[key].said, language)
    document.save(str(path))
    forget_the_time(path)


def first_chart(briefing: Briefing) -> Section | None:
    """The chart of the first finding chosen that has one which can be read in a third of a page."""
    chosen = briefing.choose_findings()
    layout = load_vocabulary("layout")["picture"]
    there = (section for section in briefing.sections if section.finding in chosen)
    scale = partial(picture_scale, width_mm=layout["one_page_width"], height_mm=layout["one_page_height"])
    return next((section for section in there if scale(section.printed) >= layout["least_scale"]), None)


def _add_small(document: Any, heading: str, said: tuple[Sentence, ...], language: str) -> None:
    paragraph = document.add_paragraph(style="Table text")
    paragraph.add_run(fit(heading) + ("：" if language == "zh" else ": ")).bold = True
    joiner = "" if language == "zh" else " "
    paragraph.add_run(fit(joiner.join(sentence.text(language) for sentence in said)))

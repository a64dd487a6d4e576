"""Write the briefing as a Word file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from analysis_helpers.briefing.compose import Briefing, BriefingPart, shorten
from analysis_helpers.briefing.display_tables import CaptionedTable, letter_of
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.sections import KEPT, Section
from analysis_helpers.briefing.word_layout import add_field, add_places, bind, new_document, text_area, turn_page
from analysis_helpers.briefing.word_tables import add_table
from analysis_helpers.charts.export import Drawing
from analysis_helpers.charts.theme import text_width
from analysis_helpers.core.vocabulary import load_vocabulary

HEAD_AIR = 0.06  # inches above a chart without its title


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


def without_title(drawing: Drawing) -> Drawing:
    """The chart without its title: in a paper this is the sentence beside it. Its source line stays."""
    with Image.open(io.BytesIO(drawing.png)) as picture:
        head = max(0, round(picture.height * (drawing.head_in - HEAD_AIR) / drawing.height_in))
        below, out = picture.crop((0, head, picture.width, picture.height)), io.BytesIO()
        below.save(out, "PNG", optimize=True)
        left = below.height / picture.height
    return replace(drawing, png=out.getvalue(), height_in=drawing.height_in * left, head_in=0)


def add_picture(document: Any, drawing: Drawing, scale: float) -> None:
    """A chart with its finding as the alternative text."""
    paragraph = document.add_paragraph(style="Centred")
    paragraph.add_run().add_picture(io.BytesIO(drawing.png), width=Mm(drawing.width_in * 25.4 * scale))
    for properties in paragraph._p.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", fit(drawing.alt))
        properties.set("name", drawing.name)


NUMERALS = "一二三四五六七八九十"
STOPS = {"zh": "。", "en": "."}


def write_word(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as a Word file in the layout of GB/T 9704; the same briefing gives the same bytes.

    A circular of a few pages (the whole picture, problems with their tasks, what is asked for), then its annexes.
    """
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
        problems = load_vocabulary("outline")["problems"]
        ranked = briefing.choose_findings(len(briefing.sections), charts=True)
        found = {id(section.finding): section for section in briefing.usual}
        sections = [found[id(finding)] for finding in ranked if id(finding) in found]
        body = self.layout["body"]
        self.problems = [s for s in sections if s.finding.key in problems][: body["problems"]]
        self.picture = [s for s in sections if s.finding.key not in problems][: body["overview"]]
        self.charts = self._choose_charts([*self.problems, *self.picture])
        self.parts = {part.key: part for part in briefing.parts}

    def _choose_charts(self, sections: Sequence[Section]) -> dict[str, tuple[Drawing, float]]:
        """The first charts, by the rank of their findings, that can be read in less than a third of a page."""
        body = self.layout["body"]
        chosen: dict[str, tuple[Drawing, float]] = {}
        for section in sections:
            drawing = without_title(section.printed)
            scale = picture_scale(drawing, self.width, body["chart_height"])
            if len(chosen) < body["charts"] and scale >= body["chart_scale"]:
                chosen[section.key] = (drawing, scale)
        return chosen

    def write(self, path: Path) -> None:
        self._add_top()
        self._say(self._join("scope", ("scope.source", "scope.schedule", "scope.self_reported", "scope.synthetic")))
        headings = iter(number_heading(n, self.language) for n in range(1, 4))
        self._head(next(headings) + self.parts["overview"].heading)
        self._say(self._join("overview") + self._gap + self._join("change"))
        for section in self.picture:
            self._add_finding(section)
        self._head(next(headings) + self.briefing.words("circular.problems"))
        if not self.problems:
            self._say(self.briefing.words("circular.none"))
        for k, section in enumerate(self.problems, start=1):
            self._head(number_heading(k, self.language, 2) + section.topic, 2)
            self._add_finding(section)
        self._head(next(headings) + self.briefing.words("circular.demands"))
        self._add_demands()
        self._add_end()
        self._add_annexes()
        self.document.save(str(path))
        forget_the_time(path)

    def _add_top(self) -> None:
        """Letterhead and number, unless the office's template brings its own; title; to whom."""
        briefing, words = self.briefing, self.briefing.words
        if not self.document.paragraphs:
            add_places(self.document, "Centred", [("letterhead", words("place.letterhead"))], red=True)
            add_places(self.document, "Centred", [("number", words("place.number")), words("place.number_after")],
                       rule=True)  # fmt: skip
        about = {"units": briefing.scope.unit_names(self.language), "period": briefing.scope.period(self.language)}
        one_line = text_width(briefing.title) * self.document.styles["Title"].font.size.pt / 2 <= self.width / 25.4 * 72
        title = briefing.title if one_line else words("title.circular_lines", **about)
        self.document.add_paragraph(fit(title), style="Title")
        self._say(words("title.draft"), "Centred")
        add_places(self.document, "Flush", [("to", words("place.to")), words("place.to_after")])

    def _add_finding(self, section: Section) -> None:
        """A finding with its tasks and, where it has a place, its chart below."""
        stop = STOPS[self.language]
        paragraph = self._say(section.finding.text(self.language))
        if section.key in self.charts:
            opening, closing = ("（", "）") if self.language == "zh" else (" (", ")")
            paragraph.add_run(opening)
            label, bookmark = self.briefing.words("word.figure"), f"figure_{section.key}"
            add_field(paragraph, f"REF {bookmark} \\h", f"{label} {self.figures + 1}")
            paragraph.add_run(closing)
        behind = self.parts["behind"].tables if section.finding.key == "deviation.behind" else ()
        named = "" if behind else self.briefing.name_tasks(section.finding)
        paragraph.add_run(bind(stop + self._gap * bool(named) + fit(named), self.language))
        if section.key in self.charts:
            drawing, scale = self.charts[section.key]
            add_picture(self.document, drawing, scale)
            self.figures += 1
            add_caption(self.document, label, "Figure", self.figures, section.topic, bookmark)
        for table in behind:
            self._add_behind(table)

    def _add_behind(self, table: CaptionedTable) -> None:
        most, n = self.layout["body"]["rows"], len(table.frame)
        kept = [c for c in ("task", "unit", "progress_pct", "expected_pct", "deviation_pp") if c in table.frame]
        if len(self.briefing.scope.units) < 2:
            kept.remove("unit")
        short = replace(
            table, frame=table.frame[kept].head(most).assign(task=table.frame["task"].map(shorten)), rows=None
        )
        self._add_table(short)
        if n > most:
            self._say(self.briefing.words("circular.more_behind", shown=most, n=n))

    def _add_demands(self) -> None:
        """A place to fill in for each of the first problems; what is asked for is the office's to say."""
        words = self.briefing.words
        demands = [words("circular.demand", topic=section.topic) for section in self.problems[:3]]
        for n, text in enumerate([*demands, words("circular.demand_all")], start=1):
            before = number_heading(n, self.language, 2) + text
            add_places(self.document, "Normal", [fit(before), (f"demand_{n}", words("place.demand"))])

    def _add_end(self) -> None:
        """The annex note stands before the signature and the day."""
        words = self.briefing.words
        names = [f"{n}. {heading}" for n, heading in enumerate(self._annex_headings, start=1)]
        for n, name in enumerate(names):
            line = (words("circular.annexes") if n == 0 else "　　　" if self.language == "zh" else "      ") + name
            self._say(line).paragraph_format.keep_with_next = True  # a page with nothing but the day is none
        add_places(self.document, "Flush", [("signature", words("place.signature"))], right=True, keep=True)
        add_places(self.document, "Flush", [("date", words("place.date"))], right=True)

    @property
    def _kept_parts(self) -> list[BriefingPart]:
        """The parts whose charts somebody kept or drew."""
        return [p for p in self.briefing.parts if any(s.key.startswith(f"{KEPT}_") for s in p.sections)]

    @property
    def _annex_headings(self) -> list[str]:
        words, kept = self.briefing.words, [part.heading for part in self._kept_parts]
        return [self.briefing.tasks.caption, words("circular.method"), words("circular.reading"), words("circular.data"),
                *kept]  # fmt: skip

    def _add_annexes(self) -> None:
        """All tasks on pages turned sideways; then method, reading, figures and kept charts, one behind the other."""
        briefing, most = self.briefing, self.layout["annex"]
        heads = [f"{briefing.words('heading.annex', n=n)}  {h}" for n, h in enumerate(self._annex_headings, start=1)]
        turn_page(self.document.add_section(WD_SECTION.NEW_PAGE))
        self.width, self.height = self.height, self.width
        self._head(heads[0])
        self._add_tasks()
        turn_page(self.document.add_section(WD_SECTION.NEW_PAGE))
        self.width, self.height = self.height, self.width
        self._head(heads[1])
        for key in ("scope", "evidence", "load", "people", "limits"):
            for said in self.parts[key].said if key in self.parts else ():
                if said.key not in ("scope.source", "scope.self_reported", "scope.synthetic"):
                    self._say(said.text(self.language), "Table text")
        self._head(heads[2])
        self._say(briefing.read.text(self.language) + STOPS[self.language], "Table text")
        sources = briefing.sources.frame
        short = replace(briefing.sources, frame=sources.assign(sha256=sources["sha256"].str[:12] + "…"))
        for table in (*briefing.reading, short):
            self._add_table(self._letter_files(table), most["other_rows"])
        self._head(heads[3])
        self._add_figures(most["other_rows"])
        for heading, part in zip(heads[4:], self._kept_parts, strict=True):
            self._head(heading)
            for section in part.sections:
                self._add_kept(section)
        add_places(self.document, "Flush", [briefing.words("place.copies_before"), ("copies", briefing.words("place.copies"))],
                   rule=True)  # fmt: skip

    def _add_tasks(self) -> None:
        table = self._letter_files(self.briefing.tasks)
        if long := len(table.frame) > self.layout["annex"]["narratives"]:
            table = replace(table, frame=table.frame.drop(columns="narrative"))
        if notes := [*self._file_letters(), *([self.briefing.words("circular.no_narratives")] if long else [])]:
            self._say(self._gap.join(notes), "Table text")
        self._add_table(table, self.layout["annex"]["most_rows"])

    def _add_figures(self, most: int) -> None:
        """The findings that have no place in the body, and the tables of all charts but those that name every task."""
        said = {section.key for section in (*self.problems, *self.picture)}
        tables: list[CaptionedTable] = [t for key in ("overview", "change", "people") if key in self.parts
                                        for t in self.parts[key].tables]  # fmt: skip
        for section in self.briefing.usual:
            if section.key not in said:
                named = self.briefing.name_tasks(section.finding, 3)
                text = section.finding.text(self.language) + STOPS[self.language]
                self._say(text + self._gap * bool(named) + named, "Table text")
        for table in (section.table for section in self.briefing.usual):
            # What a chart shows task by task stands in the table of all tasks; the same figures are not printed twice.
            if "source_row" not in table.frame and not any(table.frame.equals(other.frame) for other in tables):
                tables.append(table)
        for table in (*tables, *self.briefing.support):
            self._add_table(table, most)

    def _add_kept(self, section: Section) -> None:
        self._draw_kept(section)
        if "source_row" not in section.table.frame:
            self._add_table(section.table, self.layout["annex"]["other_rows"])

    def _draw_kept(self, section: Section) -> None:
        self._head(section.topic, 2)
        self._say(section.finding.text(self.language) + STOPS[self.language])
        drawing = without_title(section.printed)
        scale = picture_scale(drawing, self.width, self.layout["picture"]["most_height"])
        if scale < self.layout["picture"]["least_scale"]:
            self._say(self.briefing.words("word.too_tall", name=section.key))
            return
        add_picture(self.document, drawing, scale)
        self.figures += 1
        label = self.briefing.words("word.figure")
        add_caption(self.document, label, "Figure", self.figures, section.topic, f"figure_{section.key}")

    @property
    def _files(self) -> dict[str, str]:
        frame = self.briefing.tasks.frame
        if "source_file" not in frame:
            return {}
        return {file: letter_of(i) for i, file in enumerate(dict.fromkeys(frame["source_file"]))}

    def _file_letters(self) -> list[str]:
        named = [f"{letter} = {file}" for file, letter in self._files.items()]
        return [self.briefing.words("circular.files", files=", ".join(named))] if named else []

    def _letter_files(self, table: CaptionedTable) -> CaptionedTable:
        """The letter of the file before the row, in place of the file's name in every row."""
        files, frame = self._files, table.frame
        if not files or not {"source_file", "source_row"} <= set(frame) or not set(frame["source_file"]) <= set(files):
            return table
        rows = frame["source_file"].map(files) + frame["source_row"].astype("str")
        return replace(table, frame=frame.assign(source_row=rows).drop(columns="source_file"))

    def _add_table(self, table: CaptionedTable, most: int | None = None) -> None:
        self.tables += 1
        caption = add_caption(self.document, self.briefing.words("word.table"), "Table", self.tables, table.caption,
                              f"table_{table.key}")  # fmt: skip
        caption.paragraph_format.keep_with_next = True
        add_table(self.document, table, self.width, most)
        if most is not None and len(table.frame) > most:
            self._say(self.briefing.words("word.header_rows", n=len(table.frame), shown=most), "Table text")
        self._say("", "Table text")

    @property
    def _gap(self) -> str:
        return "" if self.language == "zh" else " "

    def _join(self, part: str, keys: Sequence[str] = ()) -> str:
        """The sentences of a part, or some of them."""
        said = self.parts[part].said if part in self.parts else ()
        return self._gap.join(s.text(self.language) for s in said if not keys or s.key in keys)

    def _head(self, text: str, level: int = 1) -> None:
        self.document.add_heading(bind(fit(text), self.language), level)

    def _say(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(bind(fit(text), self.language), style=style)

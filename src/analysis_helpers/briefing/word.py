"""`briefing.docx`: the draft of a supervision circular (督查通报), to be edited in Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_COLOR_INDEX

from analysis_helpers.briefing.compose import Briefing, Part
from analysis_helpers.briefing.display_tables import Table
from analysis_helpers.briefing.linked_figures import Sentence
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.section import Section
from analysis_helpers.briefing.word_blocks import add_caption, add_picture, add_table, picture_scale
from analysis_helpers.briefing.word_layout import add_field, new_document, set_page
from analysis_helpers.core.vocabulary import load_vocabulary

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
        self.document: Any = new_document(self.language, self.language, briefing.title, briefing.words("title.subject"),
                                          briefing.words("title.made_by"), briefing.made, briefing.scope.synthetic)  # fmt: skip
        self.figures = self.tables = 0
        self.width = self.layout["page"]["text_width"]

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

    def _add_part(self, n: int, part: Part) -> None:
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
            paragraph.add_run(stop + self.briefing.words("word.too_tall", name=section.key))
            return
        opening, closing = ("（", "）") if self.language == "zh" else (" (", ")")
        paragraph.add_run(opening)
        label, bookmark = self.briefing.words("word.figure"), f"figure_{section.key}"
        add_field(paragraph, f"REF {bookmark} \\h", f"{label} {self.figures + 1}")
        paragraph.add_run(closing + stop)
        add_picture(self.document, section.printed, scale)
        self.figures += 1
        add_caption(self.document, label, "Figure", self.figures, section.topic, bookmark)

    def _add_table(self, table: Table) -> None:
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
        charts: list[Table] = []
        for table in (section.table for section in briefing.sections):
            if "source_row" not in table.frame and not any(table.frame.equals(other.frame) for other in charts):
                charts.append(table)
        annexes = [[briefing.tasks], [*charts, *briefing.support], [*briefing.reading, briefing.sources]]
        headings = [briefing.tasks.caption, briefing.words("page.figures"), briefing.words("page.reading")]
        for n, (tables, heading) in enumerate(zip(annexes, headings, strict=True), start=1):
            set_page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=n == 1)
            self.width = self.layout["page"]["text_height" if n == 1 else "text_width"]
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
    document = new_document(language, f"one_page_{language}", title, briefing.words("title.subject"),
                            briefing.words("title.made_by"), briefing.made, briefing.scope.synthetic)  # fmt: skip
    set_page(document.sections[0], landscape=False, kind="one_page")
    document.add_paragraph(fit(title), style="Title")
    for n, finding in enumerate(briefing.choose_findings(), start=1):
        paragraph = document.add_paragraph(fit(f"{n}. {finding.text(language)}{STOPS[language]}"), style="Normal")
        paragraph.runs[0].bold = language == "en"
    if chart := first_chart(briefing):
        add_picture(document, chart.printed, _one_page_scale(chart))
    parts = {part.key: part for part in briefing.parts}
    classes = parts["overview"].tables[0]
    document.add_paragraph("", style="Table text")
    caption = add_caption(document, briefing.words("word.table"), "Table", 1, classes.caption, "table_classes")
    caption.paragraph_format.keep_with_next = True
    add_table(document, classes, load_vocabulary("layout")["page"]["text_width"])
    document.add_paragraph("", style="Table text")
    for key in ("scope", "limits"):
        _add_small(document, parts[key].heading, parts[key].said, language)
    document.save(str(path))
    forget_the_time(path)


def first_chart(briefing: Briefing) -> Section | None:
    """The chart of the first finding chosen that has one which can be read in a third of a page."""
    chosen = briefing.choose_findings()
    least = load_vocabulary("layout")["picture"]["least_scale"]
    there = (section for section in briefing.sections if section.finding in chosen)
    return next((section for section in there if _one_page_scale(section) >= least), None)


def _one_page_scale(section: Section) -> float:
    layout = load_vocabulary("layout")
    return picture_scale(section.printed, layout["page"]["text_width"], layout["picture"]["one_page_height"])


def _add_small(document: Any, heading: str, said: tuple[Sentence, ...], language: str) -> None:
    paragraph = document.add_paragraph(style="Table text")
    paragraph.add_run(fit(heading) + ("：" if language == "zh" else ": ")).bold = True
    joiner = "" if language == "zh" else " "
    paragraph.add_run(fit(joiner.join(sentence.text(language) for sentence in said)))

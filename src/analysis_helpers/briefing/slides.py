"""`briefing.pptx`: at most eight slides, one finding each, with charts that can be edited; and those that somebody kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.office_templates import find_title_layout, open_slide_template
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.sections import Section
from analysis_helpers.briefing.slide_charts import add_native, has_shape
from analysis_helpers.charts.theme import colour
from analysis_helpers.core.vocabulary import load_vocabulary, say

CLASSES = {"kind": "bar_stacked", "label": "class", "series": ["tasks"], "turned": True}
SLIDE_NAMES = 2  # tasks that are named on a slide
CHART_TOP, FOOT = 1.85, 6.85  # inches from the top of a slide


def write_slides(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as slides: the classes, one slide for each of the findings that matter most, what is not known."""
    show = _new_show(briefing)
    look = load_vocabulary("layout")["slide"]
    _add_first(show, briefing)
    chosen = briefing.choose_findings(look["most"] - 2, charts=True)
    charts = [section for section in briefing.usual if section.finding in chosen]
    for section in [*charts, *briefing.kept]:
        _add_chart(show, briefing, section)
    _add_last(show, briefing)
    show.save(str(path))
    forget_the_time(Path(path))


def _new_show(briefing: Briefing) -> Any:
    show = open_slide_template()
    properties = show.core_properties
    properties.title, properties.subject = fit(briefing.title), briefing.words("title.subject")
    properties.author = properties.last_modified_by = briefing.words("title.made_by")
    properties.language, properties.comments = briefing.language, briefing.made
    return show


def _add_first(show: Any, briefing: Briefing) -> None:
    """What it is about, and every class with its count and share."""
    about = {"units": briefing.scope.unit_names(briefing.language), "period": briefing.scope.period(briefing.language)}
    slide = _new_slide(show, briefing, say("page.title", briefing.language, **about))
    overview = next(part for part in briefing.parts if part.key == "overview")
    _write(slide, [said.text(briefing.language) for said in overview.said], CHART_TOP, 1.1)
    table = overview.tables[0]
    look = load_vocabulary("layout")["slide"]
    width = Inches(look["width"] - 2 * look["margin"])
    frame = slide.shapes.add_table(3, len(table.cells) + 1, Inches(look["margin"]), Inches(3.2), width, Inches(1.8))
    frame.name = fit(table.caption)
    _describe(frame, table.caption)
    columns = [table.headers, *table.cells]
    for j, column in enumerate(columns):
        for i, text in enumerate(column):
            _fill_cell(frame.table.cell(i, j), text, head=i == 0)
    if table.frame["tasks"].sum():
        box = (Inches(look["margin"]), Inches(5.15), width, Inches(FOOT - 5.15))
        bar = add_native(slide.shapes, table.frame, CLASSES, box, briefing.scope, briefing.language)
        bar.name = table.key
        _describe(bar, table.caption)
    _note(slide, [briefing.words("slides.about", footer=briefing.footer), briefing.words("page.trace")])


def _add_chart(show: Any, briefing: Briefing, section: Section) -> None:
    source = (
        section.measured.scope.footer(briefing.language)
        if section.key in {kept.key for kept in briefing.kept}
        else briefing.footer
    )
    slide = _new_slide(show, briefing, section.finding.text(briefing.language), source)
    look = load_vocabulary("layout")["slide"]
    spec = load_vocabulary("outline")["native"].get(section.key)
    notes = [briefing.words("slides.about", footer=briefing.footer)]
    notes.append(briefing.words("slides.source", sheet=section.topic, name=section.key))
    left, top = Inches(look["margin"]), Inches(CHART_TOP)
    width, height = Inches(look["width"]) - 2 * left, Inches(FOOT - CHART_TOP)
    below = section.topic
    if spec and has_shape(section.whole, spec):
        frame = add_native(
            slide.shapes, section.whole, spec, (left, top, width, height), briefing.scope, briefing.language
        )
        notes.append(briefing.words("slides.editable"))
        n, most = len(section.whole), spec.get("most", len(section.whole))
        if n > most:
            key = "slides.most" if "deviation_pp" in section.whole else "slides.first"
            below += f" · {briefing.words(key, n=n, most=most)}"
    else:
        drawing = section.draw("slide")
        frame = slide.shapes.add_picture(io.BytesIO(drawing.png), left, top)
        # Title and source stand on the slide itself.
        frame.crop_top, frame.crop_bottom = drawing.head_in / drawing.height_in, drawing.foot_in / drawing.height_in
        shown = drawing.height_in - drawing.head_in - drawing.foot_in
        scale = min(width / Inches(drawing.width_in), height / Inches(shown))
        frame.width, frame.height = Emu(int(Inches(drawing.width_in) * scale)), Emu(int(Inches(shown) * scale))
    frame.name = section.key
    _describe(frame, section.finding.text(briefing.language))
    named = briefing.name_tasks(section.finding, SLIDE_NAMES)
    _write(slide, [below, named] if named else [below], 1.38, 0.45, quiet=True)
    _note(slide, [*notes, briefing.name_tasks(section.finding)])


def _add_last(show: Any, briefing: Briefing) -> None:
    slide = _new_slide(show, briefing, briefing.words("slides.limits"))
    parts = {part.key: part for part in briefing.parts}
    said = [
        sentence.text(briefing.language)
        for key in ("change", "limits", "next")
        if key in parts
        for sentence in parts[key].said
    ]
    _write(slide, [f"· {text}" for text in said], CHART_TOP, FOOT - CHART_TOP)
    _note(slide, [briefing.words("slides.about", footer=briefing.footer)])


def _new_slide(show: Any, briefing: Briefing, title: str, source: str = "") -> Any:
    """A slide with its finding as title and its source at the bottom."""
    slide = show.slides.add_slide(find_title_layout(show))
    slide.shapes.title.text_frame.text = fit(title)
    below = _write(slide, [source or briefing.footer], FOOT + 0.05, 0.4, quiet=True)
    if briefing.scope.synthetic:
        _write(slide, [say("footer.synthetic", briefing.language)], 0.1, 0.4, warn=True)
    below.name = "source"
    return slide


def _write(slide: Any, lines: Sequence[str], top: float, height: float, quiet: bool = False, warn: bool = False) -> Any:
    look = load_vocabulary("layout")["slide"]
    box = slide.shapes.add_textbox(Inches(look["margin"]), Inches(top), Inches(look["width"] - 2 * look["margin"]), Inches(height))  # fmt: skip
    frame = box.text_frame
    frame.word_wrap = True
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text = fit(line)
        size = look["source"] if quiet and top > CHART_TOP else look["label"] if quiet else look["text"]
        _set_text(paragraph, size, "behind" if warn else "quiet" if quiet else "ink", bold=warn)
        paragraph.space_after = Pt(0 if quiet else 8)
    return box


def _set_text(paragraph: Any, points: float, ink: str, bold: bool = False) -> None:
    paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(points), bold
        run.font.color.rgb = RGBColor.from_string(colour(ink).lstrip("#").upper())


def _fill_cell(cell: Any, text: str, head: bool) -> None:
    look = load_vocabulary("layout")["slide"]
    cell.text_frame.text = fit(text)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string("EDEFF2" if head else "FFFFFF")
    _set_text(cell.text_frame.paragraphs[0], look["text"], "ink", bold=head)


def _describe(shape: Any, text: str) -> None:
    """What a screen reader says of a chart, table or picture."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", fit(text))


def _note(slide: Any, lines: Sequence[str]) -> None:
    slide.notes_slide.notes_text_frame.text = fit("\n".join(lines))

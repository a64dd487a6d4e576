"""`briefing.pptx`: six to eight slides, one message each, with charts that can be edited; and those that somebody kept."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.display_tables import CaptionedTable
from analysis_helpers.briefing.office_templates import find_title_layout, open_slide_template
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.sections import Section
from analysis_helpers.briefing.slide_charts import add_native
from analysis_helpers.briefing.slide_data import count_left_out, has_shape, shown_rows
from analysis_helpers.briefing.workbook import name_sheets
from analysis_helpers.charts.theme import colour, wrap_inches
from analysis_helpers.core.vocabulary import load_vocabulary, say

CLASSES = {"kind": "bar_stacked", "label": "class", "series": ["tasks"], "turned": True}
SAID_BY_CLASSES = (
    "deviation.",
    "distribution.",
)  # findings that the bar of the classes on the first slide shows already
FIRST_FINDINGS = 4  # on the first slide
SLIDE_NAMES = 2  # tasks that are named on a slide
LEADING, SPACE = 1.25, 10  # of a line, in its points, and points above a numbered one
INDENT = 342_900  # of a numbered line, in EMU
NOTED_ROWS = 40  # rows of a chart's table that a slide's notes hold
CHART_TOP, FOOT = 2.2, 6.85  # inches from the top of a slide
BELOW_TOP, BELOW_LINES = 1.42, 3  # of the lines below a title
BELOW, FOOTER, NUMBER = "BODY", "FOOTER", "SLIDE_NUMBER"  # placeholders of the layout that are filled


def write_slides(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as slides: the minute's worth, one slide for each of the findings that matter most, what is not known."""
    show = _new_show(briefing)
    look = load_vocabulary("layout")["slide"]
    _add_first(show, briefing)
    chosen = briefing.choose_findings(look["most"] - 2, charts=True)
    charts = sorted((section for section in briefing.usual if section.finding in chosen),
                    key=lambda section: chosen.index(section.finding))  # fmt: skip
    sheets = name_sheets(briefing)
    for section in [*charts, *briefing.kept]:
        _add_chart(show, briefing, section, sheets[section.key])
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
    """For a reader with one minute: what it is about, the classes in one bar, and the findings that these do not show."""
    about = {"units": briefing.scope.unit_names(briefing.language), "period": briefing.scope.period(briefing.language)}
    overview = next(part for part in briefing.parts if part.key == "overview")
    table = overview.tables[0]
    slide = _new_slide(show, briefing, say("page.title", briefing.language, **about), [table.caption])
    top = CHART_TOP
    if table.frame["tasks"].sum():
        box = (*_left_and_width(), Inches(top), Inches(1.2))
        bar = add_native(slide.shapes, table.frame, CLASSES, (box[0], box[2], box[1], box[3]), briefing.scope,
                         briefing.language)  # fmt: skip
        bar.chart.category_axis.visible = False
        bar.name = table.key
        _describe(bar, table.caption)
        top += 1.25
    findings = (f for f in briefing.choose_findings(len(briefing.sections)) if not f.key.startswith(SAID_BY_CLASSES))
    said = [(f.text(briefing.language), briefing.name_tasks(f, 1)) for f in islice(findings, FIRST_FINDINGS)]
    frame = _add_box(slide, top, FOOT - top)
    size = _choose_size([text for text, _ in said], [named for _, named in said if named], FOOT - top)
    for n, (text, named) in enumerate(said, start=1):
        _add_line(frame, text, size, bullet=f"{n}")
        if named:
            _add_line(frame, named, "below", quiet=True, indented=True)
    _note(slide, [briefing.words("slides.about", footer=briefing.footer), briefing.words("page.trace"),
                  *(said.text(briefing.language) for said in overview.said)])  # fmt: skip


def _add_chart(show: Any, briefing: Briefing, section: Section, sheet: str) -> None:
    kept = section.key in {kept.key for kept in briefing.kept}
    source = section.measured.scope.footer(briefing.language) if kept else briefing.footer
    spec = load_vocabulary("outline")["native"].get(section.key)
    native = spec is not None and has_shape(section.whole, spec)
    notes = [briefing.words("slides.about", footer=briefing.footer)]
    notes.append(briefing.words("slides.source", sheet=sheet, name=section.key))
    below = [section.topic]
    if native and (rest := count_left_out(section.whole, spec)):
        key = "slides.rest" if spec.get("first") else "slides.rest_first"
        below.append(briefing.words(key, shown=len(shown_rows(section.whole, spec)), rest=rest, sheet=sheet))
    elif not native:
        below[0] = f"{section.topic} · {section.draw('slide').subtitle}" if not kept else section.topic
    slide = _new_slide(
        show, briefing, section.finding.text(briefing.language), _fill_below(briefing, section, below), source
    )
    if native:
        box = (_left_and_width()[0], Inches(CHART_TOP), _left_and_width()[1], Inches(FOOT - CHART_TOP))
        frame = add_native(slide.shapes, section.whole, spec, box, briefing.scope, briefing.language, section.finding)
        notes.append(briefing.words("slides.editable"))
    else:
        frame = _add_picture(slide, section)
    frame.name = section.key
    _describe(frame, section.finding.text(briefing.language))
    _note(slide, [*notes, briefing.name_tasks(section.finding), *_say_figures(briefing, section.table)])


def _fill_below(briefing: Briefing, section: Section, lines: list[str]) -> list[str]:
    """The lines below a title, with as many of the tasks that it names as there is room for."""
    for most in range(SLIDE_NAMES, 0, -1):
        named = briefing.name_tasks(section.finding, most)
        filled = [*lines, named] if named else lines
        if _count_lines(filled, "below") <= BELOW_LINES:
            return filled
    return lines


def _add_picture(slide: Any, section: Section) -> Any:
    """A chart that PowerPoint has not, as wide as the slide, so that its letters keep their size; without title and source."""
    drawing = section.draw("slide")
    shown = drawing.height_in - drawing.head_in - drawing.foot_in
    scale = min(1, (FOOT - CHART_TOP) / shown)
    frame = slide.shapes.add_picture(io.BytesIO(drawing.png), Emu(0), Inches(CHART_TOP))
    frame.crop_top, frame.crop_bottom = drawing.head_in / drawing.height_in, drawing.foot_in / drawing.height_in
    frame.width, frame.height = Inches(drawing.width_in * scale), Inches(shown * scale)
    return frame


def _say_figures(briefing: Briefing, table: CaptionedTable) -> list[str]:
    """The rows of a chart's table in words."""
    rows = [
        "；".join(f"{head} {cell}" for head, cell in zip(table.headers, cells, strict=True)) for cells in table.cells
    ]
    return [briefing.words("slides.figures"), *rows[:NOTED_ROWS]] if rows else []


def _add_last(show: Any, briefing: Briefing) -> None:
    slide = _new_slide(show, briefing, briefing.words("slides.limits"), [briefing.words("slides.limits_below")])
    parts = {part.key: part for part in briefing.parts}
    frame = _add_box(slide, CHART_TOP, FOOT - CHART_TOP)
    said = [
        (sentence.text(briefing.language), key == "next")
        for key in ("change", "limits", "next")
        for sentence in (parts[key].said if key in parts else ())
        if sentence.key != "change.reconciled"  # what is known stands on slides of its own
    ]
    size = _choose_size([text for text, _ in said], [], FOOT - CHART_TOP)
    for text, todo in said:
        _add_line(frame, text, size, bullet="•", todo=todo)
    _note(slide, [briefing.words("slides.about", footer=briefing.footer)])


def _new_slide(show: Any, briefing: Briefing, title: str, below: Sequence[str], source: str = "") -> Any:
    """A slide with its message as title, lines below it, its source and number at the foot."""
    look = load_vocabulary("layout")["slide"]
    layout = find_title_layout(show)
    slide = show.slides.add_slide(layout)
    frame = slide.shapes.title.text_frame
    frame.text = fit(title)
    wide = Emu(slide.shapes.title.width).inches - 0.2
    for points in look["titles"]:
        if wrap_inches(title, wide, points).count("\n") < 2:
            break
    if points != look["titles"][0]:
        for run in frame.paragraphs[0].runs:
            run.font.size = Pt(points)
    place = next((p for p in slide.placeholders if p.placeholder_format.type.name == BELOW), None)
    frame = _clear(place.text_frame) if place else _add_box(slide, BELOW_TOP, CHART_TOP - BELOW_TOP - 0.05)
    for line in below:
        _add_line(frame, line, "below", quiet=True)
    filled = [slide.shapes.title._element, *([place._element] if place else [])]
    for other in list(slide.placeholders):
        if other._element not in filled:  # an empty one would say “Click to add text”
            other._element.getparent().remove(other._element)
    _fill_foot(slide, layout, source or briefing.footer)
    if briefing.scope.synthetic:
        mark = _add_box(slide, 0.08, 0.32)
        _add_line(mark, say("footer.synthetic", briefing.language), "text", warn=True)
    return slide


def _fill_foot(slide: Any, layout: Any, source: str) -> None:
    """Source and slide number in the places that the layout has for them; else at the foot of the slide."""
    places = {p.placeholder_format.type.name: p for p in layout.placeholders}
    for name in (FOOTER, NUMBER):
        if name in places:
            element = copy.deepcopy(places[name]._element)
            slide.shapes._spTree.append(element)
            shape = slide.shapes[-1]
            element.nvSpPr.cNvPr.set("id", str(max(s.shape_id for s in slide.shapes) + 1))
            for old in element.findall(qn("p:spPr") + "/*"):  # its place is the layout's
                old.getparent().remove(old)
            if name == FOOTER:
                shape.text_frame.text = fit(source)
        else:
            left = 0 if name == FOOTER else 11.2
            frame = _add_box(slide, FOOT + 0.1, 0.35, left)
            _add_line(frame, source if name == FOOTER else "", "source", quiet=True)
            if name == NUMBER:
                field = etree.SubElement(frame.paragraphs[0]._p, qn("a:fld"), id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}", type="slidenum")  # fmt: skip
                etree.SubElement(field, qn("a:rPr"), lang="zh-CN", sz=str(100 * load_vocabulary("layout")["slide"]["source"]))  # fmt: skip
                etree.SubElement(field, qn("a:t")).text = "‹#›"
    slide.shapes[-2].name = "source"


def _left_and_width() -> tuple[int, int]:
    look = load_vocabulary("layout")["slide"]
    return Inches(look["margin"]), Inches(look["width"] - 2 * look["margin"])


def _count_lines(lines: Sequence[str], size: str) -> int:
    look = load_vocabulary("layout")["slide"]
    wide = look["width"] - 2 * look["margin"] - 0.1
    return sum(wrap_inches(line, wide, look[size]).count("\n") + 1 for line in lines)


def _choose_size(said: Sequence[str], named: Sequence[str], room_in: float) -> str:
    """The larger of two sizes of text, where all of it fits."""
    look = load_vocabulary("layout")["slide"]
    tall = _count_lines(said, "lead") * look["lead"] + _count_lines(named, "below") * look["below"]
    return "lead" if (tall * LEADING + SPACE * len(said)) / 72 <= room_in else "text"


def _add_box(slide: Any, top: float, height: float, left: float = 0) -> Any:
    """A text box between the margins, without margins of its own; return its text frame."""
    start, width = _left_and_width()
    box = slide.shapes.add_textbox(start + Inches(left), Inches(top), width - Inches(left), Inches(height))
    frame = _clear(box.text_frame)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    return frame


def _clear(frame: Any) -> Any:
    frame.word_wrap = True
    frame.text = ""
    return frame


def _add_line(frame: Any, line: str, size: str, quiet: bool = False, warn: bool = False, bullet: str = "",
              todo: bool = False, indented: bool = False) -> None:  # fmt: skip
    """Add a paragraph of a size of `layout.toml` with a bullet or number of its own where wanted."""
    look = load_vocabulary("layout")["slide"]
    paragraph = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
    paragraph.text = fit(line)
    paragraph.alignment = PP_ALIGN.LEFT
    shade = "behind" if warn else "quiet" if quiet else "ink"
    for run in paragraph.runs:
        run.font.size, run.font.bold = Pt(look[size]), warn or todo
        run.font.color.rgb = RGBColor.from_string(colour(shade).lstrip("#").upper())
    if bullet:
        paragraph.space_before = Pt(SPACE)
        paragraph.space_after = Pt(0)
    properties = paragraph._p.get_or_add_pPr()
    if bullet or indented:
        properties.set("marL", str(INDENT))
        properties.set("indent", str(-INDENT) if bullet else "0")
    if bullet.isdigit():
        etree.SubElement(properties, qn("a:buFont"), typeface="+mj-lt")
        etree.SubElement(properties, qn("a:buAutoNum"), type="arabicPeriod", startAt=bullet)
    elif bullet:
        etree.SubElement(properties, qn("a:buFont"), typeface="Arial")
        etree.SubElement(properties, qn("a:buChar"), char=bullet)


def _describe(shape: Any, text: str) -> None:
    """What a screen reader says of a chart, table or picture."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", fit(text))


def _note(slide: Any, lines: Sequence[str]) -> None:
    slide.notes_slide.notes_text_frame.text = fit("\n".join(line for line in lines if line))

"""Write the findings that matter most as a Word file of one side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.briefing.sections import Section
from analysis_helpers.briefing.word import STOPS, add_caption, add_picture, picture_scale, without_title
from analysis_helpers.briefing.word_layout import add_places, bind, new_document, text_area
from analysis_helpers.core.vocabulary import load_vocabulary


def write_one_page(briefing: Briefing, path: str | Path) -> None:
    """Write the findings that matter most as a Word file of one A4 side; rule: docs/method.md."""
    language, path = briefing.language, Path(path)
    about = {"units": briefing.scope.unit_names(language), "period": briefing.scope.period(language)}
    title = briefing.words("title.one_page", **about)
    document = new_document("one-page.docx", language, title, briefing.words("title.subject"),
                            briefing.words("title.made_by"), briefing.made, briefing.scope.synthetic)  # fmt: skip
    width = text_area(document.sections[-1])[0]
    document.add_paragraph(fit(title), style="Title")
    most = load_vocabulary("layout")["picture"]["one_page_names"]
    for n, finding in enumerate(briefing.choose_findings(), start=1):
        text = bind(fit(f"{n}. {finding.text(language)}{STOPS[language]}"), language)
        paragraph = document.add_paragraph(text, style="Normal")
        paragraph.runs[0].bold = language == "en"
        if named := briefing.name_few(finding, most):
            document.add_paragraph(bind(fit(named), language), style="Table text")
    if chart := first_chart(briefing):
        height = load_vocabulary("layout")["picture"]["one_page_height"]
        drawing = without_title(chart.printed)
        add_picture(document, drawing, picture_scale(drawing, width, height))
        add_caption(document, briefing.words("word.figure"), "Figure", 1, chart.topic, f"figure_{chart.key}")
    document.add_paragraph(
        bind(fit(briefing.words("slides.about", footer=briefing.footer)), language), style="Table text"
    )
    add_places(document, "Flush", [briefing.words("place.note_before"), ("note", briefing.words("place.note"))])
    document.save(str(path))
    forget_the_time(path)


def first_chart(briefing: Briefing) -> Section | None:
    """The chart of the first finding chosen that has one which can be read in a third of a page."""
    chosen = briefing.choose_findings()
    layout = load_vocabulary("layout")["picture"]
    there = (section for section in briefing.sections if section.finding in chosen)
    scale = partial(picture_scale, width_mm=layout["one_page_width"], height_mm=layout["one_page_height"])
    return next((section for section in there if scale(section.printed) >= layout["least_scale"]), None)

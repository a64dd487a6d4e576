"""Begin a Word document from its template, turn its pages, and write its fields."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from analysis_helpers.briefing.office_templates import open_word_template
from analysis_helpers.core.vocabulary import say


def new_document(
    template: str, language: str, title: str, subject: str, author: str, made: str, synthetic: bool
) -> Any:
    """Return an empty document of a template (see `open_word_template`) with its properties.

    Synthetic data is marked on every page.
    """
    document = open_word_template(template, language)
    if synthetic:
        for header in _list_headers(document):
            run = header.paragraphs[0].add_run(say("footer.synthetic", language))
            run.font.color.rgb = RGBColor(0xC2, 0x41, 0x0C)
    properties = document.core_properties
    properties.title, properties.subject, properties.author = title, subject, author
    properties.last_modified_by, properties.comments, properties.language = author, made, language
    return document


def _list_headers(document: Any) -> list[Any]:
    """Every header of a document; a section without its own goes on with that of the section before."""
    first, *others = document.sections
    headers = [first.header, first.even_page_header]
    headers += [first.first_page_header] if first.different_first_page_header_footer else []
    for section in others:
        own = [section.header, section.even_page_header]
        own += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [header for header in own if not header.is_linked_to_previous]
    return headers


def text_area(section: Any) -> tuple[float, float]:
    """Width and height that a page leaves to its text, in millimetres."""
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    # Word keeps lengths in twentieths of a point; the tenth of a millimetre is what was meant.
    return round(width / Mm(1), 1), round(height / Mm(1), 1)


def turn_page(section: Any) -> None:
    """Turn a page between portrait and landscape, its margins with it: what was on top is on the left, and back."""
    top, right = section.top_margin, section.right_margin
    bottom, left = section.bottom_margin, section.left_margin
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE if section.page_width > section.page_height else WD_ORIENT.PORTRAIT
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = left, bottom, right, top


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word keeps up to date, with what it shows until then."""
    for kind, text in (("begin", None), (None, code), ("separate", None), ("shown", shown), ("end", None)):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)

"""Begin a Word document from its template, turn its pages, and write its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
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


BEFORE_UNIT = re.compile(r"(?<=\d) (?=[A-Za-z])|(?<=[A-Za-z]) (?=\d)")


def bind(text: str, language: str) -> str:
    """Hold a number and its unit together by no-break spaces; in Chinese no space stands between them.

    >>> bind("19 tasks", "en") == "19\\xa0tasks", bind("19项", "zh")
    (True, '19项')
    """
    return text if language == "zh" else BEFORE_UNIT.sub("\u00a0", text)


Place = tuple[str, str]  # the name of a place to fill in, and what stands there until then


def add_places(document: Any, style: str, pieces: Sequence[str | Place], red: bool = False, rule: bool = False,
               right: bool = False, keep: bool = False) -> None:  # fmt: skip
    """Add a paragraph of words and of places to fill in (content controls, marked).

    `red` as a letterhead, `rule` with a line, `right` on that side, `keep` on the page of the next paragraph.
    """
    border = (
        '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="FF0000"/></w:pBdr>' if rule and style == "Centred"
        else '<w:pBdr><w:top w:val="single" w:sz="6" w:space="4" w:color="000000"/></w:pBdr>' if rule else ""
    )  # fmt: skip
    side = '<w:jc w:val="right"/>' if right else ""
    look = ""
    if red:
        fonts = document.styles["Title"].element.rPr.rFonts
        name = None if fonts is None else fonts.get(qn("w:eastAsia"))
        latin = None if fonts is None else fonts.get(qn("w:ascii"))
        given = "".join(
            f' w:{at}="{escape(font)}"' for at, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", name)) if font
        )
        look = f'<w:rFonts{given}/><w:color w:val="FF0000"/><w:sz w:val="72"/>'
    shown = []
    for piece in pieces:
        if isinstance(piece, str):
            shown.append(f"<w:r><w:rPr>{look}</w:rPr>{_words(piece)}</w:r>")
            continue
        name, text = piece
        number = sum(map(ord, name)) + 10_000  # any number that no other place of this document has
        marked = look + '<w:highlight w:val="yellow"/>'
        shown.append(
            f'<w:sdt><w:sdtPr><w:rPr>{look}</w:rPr><w:alias w:val="{escape(text)}"/><w:tag w:val="{name}"/><w:id w:val="{number}"/>'
            f"<w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr>{marked}</w:rPr>{_words(text)}</w:r>"
            "</w:sdtContent></w:sdt>"
        )
    document.element.body.insert_element_before(
        parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{document.styles[style].style_id}"/>{"<w:keepNext/>" if keep else ""}{border}{side}</w:pPr>'
            f"{''.join(shown)}</w:p>"
        ),
        "w:sectPr",
    )


def _words(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'

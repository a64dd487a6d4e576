"""A Word document in the layout of GB/T 9704: page, fonts, styles, page numbers."""

from __future__ import annotations

import re
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from analysis_helpers.core.vocabulary import load_vocabulary, say

STYLES = {  # style: (font, size, bold, indented, centred, kept with what follows)
    "Title": ("title", "title", False, False, True, True),
    "Heading 1": ("first", "body", False, True, False, True),
    "Heading 2": ("second", "body", False, True, False, True),
    "Normal": ("body", "body", False, True, False, False),
    "Caption": ("first", "caption", False, False, True, False),
    "Table text": ("body", "table", False, False, False, False),
    "Flush": ("body", "body", False, False, False, False),
    "Centred": ("body", "body", False, False, True, True),
    "Footer": ("number", "number", False, False, False, False),
    "Header": ("first", "table", False, False, False, False),
}
OFF_GRID = ("Table text", "Centred", "Header", "Footer", "Caption")  # lines as high as what stands in them

AFTER_SNAP = (
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)  # order of the schema


def new_document(language: str, size: str, title: str, subject: str, author: str, made: str,
                 synthetic: bool) -> Any:  # fmt: skip
    """An empty document with page, styles, page numbers and properties; `size` names sizes of `core/vocabulary/layout.toml`."""
    layout = load_vocabulary("layout")
    document = docx.Document()
    for name, look in STYLES.items():
        _set_style(document, name, look, layout["fonts"], layout["size"][size])
    _set_language(document, language)
    _name_fonts(document, layout["fonts"])
    section = document.sections[0]
    set_page(section, landscape=False)
    document.settings.odd_and_even_pages_header_footer = True
    _add_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _add_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    if synthetic:
        for header in (section.header, section.even_page_header):
            run = header.paragraphs[0].add_run(say("footer.synthetic", language))
            run.font.color.rgb = RGBColor(0xC2, 0x41, 0x0C)
    properties = document.core_properties
    properties.title, properties.subject, properties.author = title, subject, author
    properties.last_modified_by, properties.comments, properties.language = author, made, language
    return document


def set_page(section: Any, landscape: bool, kind: str = "page") -> None:
    """The page and its text area (`kind` names them in layout.toml), with a grid of as many lines as it says."""
    page = load_vocabulary("layout")[kind]
    right, bottom = (
        page["width"] - page["left"] - page["text_width"],
        page["height"] - page["top"] - page["text_height"],
    )
    width, height = (page["height"], page["width"]) if landscape else (page["width"], page["height"])
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    sides = (page["left"], bottom, right, page["top"]) if landscape else (page["top"], right, bottom, page["left"])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
    section.footer_distance, section.header_distance = Mm(20), Mm(15)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(page["text_height"] / 25.4 * 1440 / page["lines"])))
    section._sectPr.append(grid)


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


def set_fonts(properties: Any, latin: str, east_asian: str) -> None:
    """Name the fonts of a style or run by name, and take out the theme's, which would win."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{script}"), name)


def _set_style(document: Any, name: str, look: tuple[Any, ...], fonts: dict[str, Any], size: dict[str, float]) -> None:
    font, points, bold, indented, centred, keep = look
    there = name in [style.name for style in document.styles]
    style = document.styles[name] if there else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not there:
        style.base_style = document.styles["Normal"]
    latin = fonts["first"]["name"] if font == "first" else fonts["latin"]
    set_fonts(style.element.get_or_add_rPr(), latin, fonts[font]["name"])
    style.font.size, style.font.bold, style.font.italic = Pt(size[points]), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    if name == "Normal" and "spacing" in size:
        spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{round(20 * size["spacing"])}"/>')
        style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.keep_with_next, form.widow_control = keep, False
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY if font == "body" else None
    if name in OFF_GRID:
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        style.element.pPr.insert_element_before(snap, *AFTER_SNAP)
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.alignment = form.alignment if centred else WD_ALIGN_PARAGRAPH.LEFT
    else:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(size["title_line" if name == "Title" else "line"])
    indent = style.element.pPr.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200" if indented else "0")
    indent.set(qn("w:firstLine"), str(round(2 * size["body"] * 20)) if indented else "0")
    if name == "Title":
        form.space_after = Pt(size["line"] / 2)


def _set_language(document: Any, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{"en-US" if language == "en" else "zh-CN"}" w:eastAsia="zh-CN"/>'))  # fmt: skip


def _name_fonts(document: Any, fonts: dict[str, Any]) -> None:
    """Say in the font table what to take where a font of the standard is not installed."""
    part = next(p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name="{font["name"]}"><w:altName w:val="{font["instead"]}"/><w:charset w:val="86"/></w:font>'
        for font in fonts.values() if isinstance(font, dict)
    )  # fmt: skip
    part._blob = re.sub(rb"</w:fonts>\s*$", entries.encode() + b"</w:fonts>", part.blob)


def _add_number(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character in from the outer side: right on odd pages, left on even ones."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" —")

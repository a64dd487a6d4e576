"""Open the Word and PowerPoint templates that a briefing is written into: an office's own, or those of the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import OpcError as WordError
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.util import Inches

from analysis_helpers.core.errors import ReportError, Text
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import load_vocabulary

OWN = Path("data", "templates")  # an office's own templates, in the project's folder
STYLES = ("Title", "Heading 1", "Heading 2", "Normal", "Caption", "Table text", "Flush", "Centred")
HOLD_SOMETHING = [qn(tag) for tag in ("w:t", "w:drawing", "w:pict", "w:object", "w:sectPr")]  # in a paragraph
UNREADABLE = (WordError, PythonPptxError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError)


@dataclass(frozen=True)
class Template:
    """A template file: where it is, in words, and what it holds."""

    place: str
    content: bytes

    def open(self, reader: Callable[[io.BytesIO], Any], kind: str) -> Any:
        """Read the template as a document. Raises ReportError where it is no file of that kind."""
        try:
            return reader(io.BytesIO(self.content))
        except UNREADABLE as error:
            raise ReportError("template.not_opened", self.place, kind=kind) from error


def find_template(name: str, language: str = "") -> Template:
    """Return `data/templates/<name>` of the project, or else the package's own: in `language`, where one is given."""
    own = _own_folder() / name
    if own.is_file():
        return Template((OWN / name).as_posix(), own.read_bytes())
    stem, ending = name.split(".")
    packaged = f"{stem}.{language}.{ending}" if language else name
    return Template(packaged, files(__package__).joinpath("templates", packaged).read_bytes())


def open_word_template(name: str, language: str) -> Any:
    """Return a Word document with the page, styles and footers of a template (`briefing.docx`, `one-page.docx`).

    What stands in its body stays above the briefing; an empty body is left out. Raises ReportError, naming every style
    that is missing.
    """
    template = find_template(name, language)
    document = template.open(docx.Document, "Word document (.docx)")
    there = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    if missing := [style for style in STYLES if style not in there]:
        raise ReportError("template.no_style", template.place, missing=_list(missing), styles=_list(STYLES))
    _drop_empty_end(document)
    return document


def open_slide_template() -> Any:
    """Return a presentation without slides, in the layouts of the template `briefing.pptx`.

    Raises ReportError for slides that are not 16:9, and where the layout for a title alone is missing.
    """
    template = find_template("briefing.pptx")
    show = template.open(Presentation, "PowerPoint presentation (.pptx)")
    look = load_vocabulary("layout")["slide"]
    wanted, there = (look["width"], look["height"]), (show.slide_width, show.slide_height)
    if any(abs(length - Inches(inches)) > Inches(0.01) for length, inches in zip(there, wanted, strict=True)):
        raise ReportError(
            "template.slide_size",
            template.place,
            wide=f"{there[0] / Inches(1):.2f}",
            high=f"{there[1] / Inches(1):.2f}",
            width=str(wanted[0]),
            height=str(wanted[1]),
        )
    find_title_layout(show, template.place)
    _drop_slides(show)
    return show


def find_title_layout(show: Any, place: str = "briefing.pptx") -> Any:
    """Return the layout of a slide that has a title and nothing else, by its name in `layout.toml`.

    Raises ReportError, naming `place`, where there is none.
    """
    names = load_vocabulary("layout")["slide"]["title_layouts"]
    there = {layout.name: layout for layout in show.slide_layouts if layout.placeholders.get(0) is not None}
    found = next((there[name] for name in names if name in there), None)
    if found is None:
        raise ReportError(
            "template.no_layout", place, names=Text(" 或 ".join(map(repr, names)), " or ".join(map(repr, names)))
        )
    return found


def _own_folder() -> Path:
    try:
        return find_project() / OWN
    except ReportError:  # a library used outside of any project has no office's templates
        return OWN


def _drop_slides(show: Any) -> None:
    """Take out the slides that a template was saved with: they are samples of its look."""
    for slide in list(show.slides._sldIdLst):
        show.part.drop_rel(slide.rId)
        show.slides._sldIdLst.remove(slide)


def _drop_empty_end(document: Any) -> None:
    """Word keeps an empty paragraph in a document without text; the briefing begins in its place."""
    for element in reversed(list(document.element.body)):
        if element.tag == qn("w:sectPr"):
            continue
        if element.tag != qn("w:p") or next(element.iter(*HOLD_SOMETHING), None) is not None:
            return
        element.getparent().remove(element)


def _list(names: tuple[str, ...] | list[str]) -> str:
    return "、".join(f"“{name}”" for name in names)

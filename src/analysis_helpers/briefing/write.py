"""A briefing → its folder: what `quarterly briefing` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.html_page import write_one_page_html, write_page
from analysis_helpers.briefing.one_page import write_one_page
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.briefing.word import write_word
from analysis_helpers.briefing.workbook import write_workbook
from analysis_helpers.charts.export import write_drawing
from analysis_helpers.core.errors import ReportError

Audience = Literal["full", "one-page"]
ONE_PAGE = "one-page"  # the folder of the one page beside the full briefing
AUDIENCES = ("full", ONE_PAGE)


def write_briefing(briefing: Briefing, folder: str | Path, audience: Audience = "full") -> list[str]:
    """Write a briefing into a folder; return the names of what was written.

    `one-page`: `one-page.docx` and `one-page.html`, one A4 side each. `full`: these in `one-page/`, and `briefing.docx`, `.pptx`,
    `.html` and `.xlsx`, and `charts/` with PNG, SVG and CSV. Raises ReportError for another audience.
    """
    if audience not in AUDIENCES:
        raise ReportError("briefing.no_audience", audience=repr(audience))
    folder = Path(folder)
    one_page = folder if audience == ONE_PAGE else folder / ONE_PAGE
    one_page.mkdir(parents=True, exist_ok=True)
    write_one_page(briefing, one_page / "one-page.docx")
    write_one_page_html(briefing, one_page / "one-page.html")
    if audience == ONE_PAGE:
        return ["one-page.docx", "one-page.html"]
    for section in briefing.sections:
        write_drawing(section.drawing, section.whole, folder / "charts")
    write_word(briefing, folder / "briefing.docx")
    write_slides(briefing, folder / "briefing.pptx")
    write_page(briefing, folder / "briefing.html")
    write_workbook(briefing, folder / "briefing.xlsx")
    return ["briefing.docx", "briefing.pptx", "briefing.html", "briefing.xlsx", "charts/", f"{ONE_PAGE}/"]

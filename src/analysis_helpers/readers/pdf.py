"""PDF files with a text layer: their ruled tables over all pages, and their text line by line."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.readers.grid import Grid, Note

if TYPE_CHECKING:
    from analysis_helpers.readers.pdf_limits import Bounds

Part = str | Grid  # of a page: a line outside of its tables, or a table
MOST_PAGES = 500
PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页/共\d]*")


def read_pdf(content: bytes, name: str) -> list[Grid]:
    """The tables of a PDF, each joined over its pages, and last its lines of text.

    Raises ReportError for a scan (no text layer), a locked and a damaged file, and one that holds too much.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    from analysis_helpers.readers.pdf_limits import Bounds, TooMuch, count_pages, unpack_within_bounds

    bounds = Bounds()
    try:
        with unpack_within_bounds(), _overheard() as warnings, pdfplumber.open(io.BytesIO(content)) as document:
            if count_pages(document, MOST_PAGES) > MOST_PAGES:
                raise TooMuch(f"has more than {MOST_PAGES} pages")
            for page in document.pages:
                bounds.check_page(page)
            pages = [_read_page(page, bounds) for page in document.pages]
    except Exception as error:
        causes = (error, error.__cause__, *error.args)
        if too_much := next((cause for cause in causes if isinstance(cause, TooMuch)), None):
            raise ReportError(
                name, f"this PDF {too_much}", f"at most {MOST_PAGES} pages of a printed report",
                "cut out the pages with the table",
            ) from error  # fmt: skip
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in causes)
        raise ReportError(
            name,
            "the file is locked with a password" if locked else f"this PDF is damaged ({type(error).__name__})",
            "a PDF that opens without a password",
            "ask for it without a password" if locked else "ask the sender for the file again",
        ) from error  # fmt: skip
    lines = [part for page in pages for part in page if isinstance(part, str)]
    if not any(line.strip() for line in lines) and not any(isinstance(part, Grid) for page in pages for part in page):
        raise ReportError(
            name, "this PDF holds pictures of pages (a scan) and no text", "a PDF with a text layer",
            "ask for the file that was printed, or have its text recognised (OCR) and check every figure",
        )  # fmt: skip
    grids = [*_join(pages), Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines")]
    damage = [Note("file_damaged", "doubtful", 0, warning) for warning in dict.fromkeys(warnings)]
    return [replace(grid, notes=[*grid.notes, *damage]) for grid in grids]


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What pdfminer would only log: that it went on although something in the file could not be read."""
    heard: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage()[:200])  # type: ignore[method-assign]
    logger = logging.getLogger("pdfminer")
    kept = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept


def _read_page(page: Any, bounds: Bounds) -> list[Part]:
    """The tables of a page and the lines outside of them, from top to bottom."""
    bounds.check_lines(page)
    found = page.find_tables()
    boxes = [table.bbox for table in found]

    def outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return thing.get("object_type") == "char" and not any(top <= middle <= below for _, top, _, below in boxes)

    lines = (page.filter(outside) if boxes else page).extract_text_lines(return_chars=False, strip=True)
    parts = [(float(line["top"]), line["text"]) for line in lines if line["text"].strip()]
    parts += [(float(table.bbox[1]), _read_table(table)) for table in found]
    page.close()  # or all pages are held until the last
    return [part for _, part in sorted(parts, key=lambda entry: entry[0])]


def _read_table(table: Any) -> Grid:
    cells = [[cell or "" for cell in row] for row in table.extract()]
    return Grid(cells, list(range(1, len(cells) + 1)), merged=_covered(table))


def _covered(table: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Which cell covers a place that has no cell of its own: the one whose box holds the middle of the place."""
    boxes = {(i, j): box for i, row in enumerate(table.rows) for j, box in enumerate(row.cells) if box}
    narrowest: dict[int, tuple[float, float]] = {}
    for (_, j), (left, _, right, _) in boxes.items():
        if j not in narrowest or right - left < narrowest[j][1] - narrowest[j][0]:
            narrowest[j] = (left, right)
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for i, row in enumerate(table.rows):
        y = (row.bbox[1] + min(box[3] for box in row.cells if box)) / 2 if any(row.cells) else row.bbox[1] + 1
        for j, box in enumerate(row.cells):
            if box is None and j in narrowest:
                x = sum(narrowest[j]) / 2
                over = [at for at, (left, top, right, below) in boxes.items() if left < x < right and top < y < below]
                if over:
                    merged[i, j] = over[0]
    return merged


@dataclass
class _Joined:
    """A table on its way over the pages."""

    above: list[str]
    cells: list[list[str]] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    breaks: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    def go_on(self, table: Grid) -> None:
        down = len(self.cells)
        if down:
            self.breaks.add(down)
            self.notes.append(Note("pages_joined", "normalised", down + 1, f"+ {len(table.cells)}"))
        self.merged |= {(i + down, j): (top + down, left) for (i, j), (top, left) in (table.merged or {}).items()}
        self.cells += map(list, table.cells)


def _join(pages: list[list[Part]]) -> list[Grid]:
    """Go on with a table where the next page begins with one of the same width; note what stands outside of it."""
    joined: list[_Joined] = []
    seen: list[str] = []
    for page in pages:
        tables = [part for part in page if isinstance(part, Grid) and part.cells]
        for part in page:
            if isinstance(part, str):
                # A row without its lines is no row of the table; page numbers and running heads are none either.
                if joined and part not in seen and not PAGE_NUMBER.fullmatch(part):
                    joined[-1].notes.append(Note("text_outside", "doubtful", len(joined[-1].cells), part))
                seen.append(part)
            elif part.cells:
                open_width = len(joined[-1].cells[-1]) if joined else 0
                if not (part is tables[0] and page is not pages[0] and len(part.cells[0]) == open_width):
                    joined.append(_Joined(seen[::-1]))
                joined[-1].go_on(part)
    return [
        Grid(
            table.cells,
            list(range(1, len(table.cells) + 1)),
            name=f"table {n}",
            above=table.above,
            merged=table.merged,
            wrapped=True,
            breaks=frozenset(table.breaks),
            notes=table.notes,
            outside=len(seen),
        )
        for n, table in enumerate(joined, start=1)
    ]

"""PDF files with a text layer: their ruled tables over all pages, and their text line by line."""

from __future__ import annotations

import io
import re
from typing import Any

from analysis_helpers.errors import ReportError
from analysis_helpers.reading.table import Grid

MOST_PAGES = 500


def read_pdf(content: bytes, name: str) -> list[Grid]:
    """The tables of a PDF, each joined over its pages, and last its lines of text.

    Raises ReportError for a scan (no text layer), a locked and a damaged file.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            pages = [_read_page(page) for page in document.pages[:MOST_PAGES]]
            more = len(document.pages) - MOST_PAGES
    except Exception as error:
        causes = (error, error.__cause__, *error.args)
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in causes)
        raise ReportError(
            name,
            "the file is locked with a password" if locked else f"this PDF is damaged ({type(error).__name__})",
            "a PDF that opens without a password",
            "ask for it without a password" if locked else "ask the sender for the file again",
        ) from error  # fmt: skip
    if more > 0:
        raise ReportError(
            name, f"this PDF has {MOST_PAGES + more} pages", f"at most {MOST_PAGES} pages",
            "cut out the pages with the table",
        )  # fmt: skip
    lines = [line for texts, _ in pages for line in texts]
    if not any(line.strip() for line in lines) and not any(tables for _, tables in pages):
        raise ReportError(
            name, "this PDF holds pictures of pages (a scan) and no text", "a PDF with a text layer",
            "ask for the file that was printed, or have its text recognised (OCR) and check every figure",
        )  # fmt: skip
    return [*_join(pages), Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines")]


def _read_page(page: Any) -> tuple[list[str], list[Grid]]:
    """The lines outside of tables, and the tables."""
    found = page.find_tables()
    boxes = [table.bbox for table in found]

    def outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return thing.get("object_type") == "char" and not any(top <= middle <= below for _, top, _, below in boxes)

    text = page.filter(outside).extract_text() if boxes else page.extract_text()
    return [line for line in re.split(r"[\r\n]+", text or "") if line.strip()], [_read_table(table) for table in found]


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


def _join(pages: list[tuple[list[str], list[Grid]]]) -> list[Grid]:
    """Go on with a table where the next page begins with one of the same width."""
    joined: list[tuple[list[list[str]], dict[tuple[int, int], tuple[int, int]], list[str], set[int]]] = []
    open_width = 0
    above: list[str] = []
    for lines, tables in pages:
        above += lines
        for n, table in enumerate(tables):
            width = max(map(len, table.cells), default=0)
            if not (n == 0 and joined and width == open_width):
                joined.append(([], {}, above[::-1], set()))
            cells, merged, _, breaks = joined[-1]
            down = len(cells)
            breaks |= {down} if down else set()
            merged |= {(i + down, j): (top + down, left) for (i, j), (top, left) in (table.merged or {}).items()}
            cells.extend(table.cells)
            open_width = width
        if not tables:
            open_width = 0
    return [
        Grid(
            cells,
            list(range(1, len(cells) + 1)),
            name=f"table {n}",
            above=above,
            merged=merged,
            wrapped=True,
            breaks=frozenset(breaks),
        )
        for n, (cells, merged, above, breaks) in enumerate(joined, start=1)
    ]

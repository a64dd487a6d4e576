"""Read the pages of a PDF in a process of their own: `python -m analysis_helpers.readers.pdf_pages < FILE`.

pdfminer has no bounds: a file of a kilobyte can ask for tables of billions of widths, or refer to itself without end.
The system bounds the memory and the computing time of this process instead, and its end harms nobody else. It imports
nothing heavy, so that it starts fast, and writes plain lists as JSON.
"""

from __future__ import annotations

import io
import json
import logging
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, list_value, resolve1

from analysis_helpers.readers.damage import innermost_error, is_damage, name_damage

MOST_PAGES = 500
MOST_CONTENT = 4 * 2**20  # bytes of what one page, or one form on it, says to draw
MOST_ON_PAGE = 100_000  # characters and pieces of lines
MOST_DRAWN = 1_000_000  # of all pages together
MOST_CROSSINGS = 400_000_000  # squares of the lines across times the lines down, added up: steps of finding tables
MOST_MEMORY = 640 * 2**20  # bytes, where the system can bound them (not on Windows)
MOST_SECONDS = 8  # of computing on one page, or on opening the file, where the system can bound it (not on Windows)

Answer = dict[str, Any]


class TooMuch(Exception):
    """A PDF would unpack or draw more than any report: which limit (a key of errors.toml, read.pdf), and how much it is."""


class _Interpreter(PDFPageInterpreter):
    """Looks at the size of what is to be drawn before it is."""

    def render_contents(self, resources: Any, streams: Any, *place: Any, **ctm: Any) -> None:
        contents = [resolve1(stream) for stream in list_value(streams)]
        sizes = [len(stream.get_data()) for stream in contents if isinstance(stream, PDFStream)]
        if sum(sizes) > MOST_CONTENT:
            raise TooMuch("content", MOST_CONTENT // 2**20)
        super().render_contents(resources, streams, *place, **ctm)


class _Counter(PDFDevice):
    """Draws nothing, and counts."""

    drawn = 0

    def take(self, n: int) -> None:
        self.drawn += n
        if self.drawn > MOST_ON_PAGE:
            raise TooMuch("on_page", MOST_ON_PAGE)

    def render_string(self, _font: Any, seq: Any, *_: Any) -> None:
        self.take(sum(len(piece) for piece in seq if isinstance(piece, (bytes, str))))

    def paint_path(self, *given: Any) -> None:
        self.take(len(given[-1]) + 1)

    def begin_figure(self, *_: Any) -> None:
        self.take(1)


class Bounds:
    """What is left of the bounds of one document."""

    def __init__(self) -> None:
        self.drawn, self.crossings = MOST_DRAWN, MOST_CROSSINGS

    def check_page(self, page: Any) -> None:
        """Raise TooMuch before pdfplumber makes objects of all that is on a page."""
        counter = _Counter(page.pdf.rsrcmgr)
        _Interpreter(page.pdf.rsrcmgr, counter).process_page(page.page_obj)
        self.drawn -= counter.drawn
        if self.drawn < 0:
            raise TooMuch("drawn", MOST_DRAWN)

    def check_lines(self, page: Any) -> None:
        """Raise TooMuch before pdfplumber looks for a table in lines that cross too often."""
        from pdfplumber.table import merge_edges
        from pdfplumber.utils.geometry import filter_edges

        edges = filter_edges(merge_edges(filter_edges(page.edges, min_length=1), 3, 3, 3, 3), min_length=3)
        across = sum(edge["orientation"] == "h" for edge in edges)  # merged as find_tables does
        self.crossings -= (across * (len(edges) - across)) ** 2
        if self.crossings < 0:
            raise TooMuch("lines", 0)


def answer(content: bytes) -> Answer:
    """Return what a PDF holds, or why it cannot be read.

    Either `pages` (each a list of texts outside of tables and of tables, from top to bottom; a table is its `cells` and
    the places in it that are `merged`) and `warnings`; or `too_much` (which limit, how much it is), `locked`, or `damaged` with words for it.
    Whatever else goes wrong is a fault of the program, and raised.
    """
    try:
        with _overheard() as warnings:
            return {"pages": _read_pages(content), "warnings": list(dict.fromkeys(warnings))}
    except Exception as error:
        cause = innermost_error(error)
        if isinstance(cause, TooMuch):
            return {"too_much": list(cause.args)}
        if isinstance(cause, MemoryError):
            return {"too_much": ["memory", MOST_MEMORY // 2**20]}
        if isinstance(cause, PDFPasswordIncorrect):
            return {"locked": True}
        if is_damage(error, "pdfminer", "pdfplumber"):
            return {"damaged": name_damage(cause)}
        raise


def _read_pages(content: bytes) -> list[Any]:
    import pdfplumber

    bounds = Bounds()
    with pdfplumber.open(io.BytesIO(content)) as document:
        if sum(1 for _ in islice(PDFPage.create_pages(document.doc), MOST_PAGES + 1)) > MOST_PAGES:
            raise TooMuch("pages", MOST_PAGES)
        for page in document.pages:
            allow_seconds()
            bounds.check_page(page)
        pages = []
        for page in document.pages:
            allow_seconds()
            pages.append(_read_page(page, bounds))
        return pages


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


def _read_page(page: Any, bounds: Bounds) -> list[Any]:
    """The tables of a page and the lines outside of them, from top to bottom."""
    bounds.check_lines(page)
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return thing.get("object_type") == "char" and not any(top <= middle <= below for _, top, _, below in boxes)

    lines = (page.filter(outside) if boxes else page).extract_text_lines(return_chars=False, strip=True)
    parts = [(float(line["top"]), line["text"]) for line in lines if line["text"].strip()]
    parts += [(float(table.bbox[1]), _read_table(table)) for table in tables]
    page.close()  # or all pages are held until the last
    return [part for _, part in sorted(parts, key=lambda entry: entry[0])]


def _read_table(table: Any) -> dict[str, Any]:
    return {"cells": [[cell or "" for cell in row] for row in table.extract()], "merged": _covered(table)}


def _covered(table: Any) -> list[tuple[int, int, int, int]]:
    """Places without a cell of their own, each with the cell whose box holds the middle of the place."""
    boxes = {(i, j): box for i, row in enumerate(table.rows) for j, box in enumerate(row.cells) if box}
    narrowest: dict[int, tuple[float, float]] = {}
    for (_, j), (left, _, right, _) in boxes.items():
        if j not in narrowest or right - left < narrowest[j][1] - narrowest[j][0]:
            narrowest[j] = (left, right)
    merged = []
    for i, row in enumerate(table.rows):
        y = (row.bbox[1] + min(box[3] for box in row.cells if box)) / 2 if any(row.cells) else row.bbox[1] + 1
        for j, box in enumerate(row.cells):
            if box is None and j in narrowest:
                x = sum(narrowest[j]) / 2
                over = [at for at, (left, top, right, below) in boxes.items() if left < x < right and top < y < below]
                if over:
                    merged.append((i, j, *over[0]))
    return merged


def allow_seconds() -> None:
    """Give this process some more seconds of computing; the system ends it when they are used up."""
    if __name__ == "__main__" and sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        seconds = math.ceil(time.process_time()) + MOST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds if most < 0 else min(seconds, most), most))


def _bound_memory() -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY if most < 0 else min(MOST_MEMORY, most), most))
        except (ValueError, OSError):  # macOS cannot bound it
            return


def main() -> None:
    """Read a PDF from the standard input, write the answer to the standard output."""
    _bound_memory()
    allow_seconds()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints
        out.write(json.dumps(answer(sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    main()

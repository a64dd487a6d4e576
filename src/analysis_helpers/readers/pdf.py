"""PDF files with a text layer: their ruled tables over all pages, and their text line by line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Any

from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid, Note

Part = str | Grid  # of a page: a line outside of its tables, or a table
READ_PAGES = "analysis_helpers.readers.pdf_pages"
MOST_WAITING = 600  # seconds, whatever the system bounds
PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页/共\d]*")


def read_pdf(content: bytes, name: str) -> list[Grid]:
    """The tables of a PDF, each joined over its pages, and last its lines of text.

    Raises ReportError for a scan (no text layer), a locked and a damaged file, and one that holds too much.
    """
    answer = _ask_process(content)
    if too_much := answer.get("too_much"):
        from analysis_helpers.readers.pdf_pages import MOST_PAGES

        limit, most = too_much
        raise ReportError("read.pdf_too_much", name, words=word(f"read.pdf.{limit}", n=f"{most:,}"), most=MOST_PAGES)
    if answer.get("locked"):
        raise ReportError("read.pdf_locked", name)
    if words := answer.get("damaged"):
        raise ReportError("read.pdf_damaged", name, error=words)
    pages = [[_read_part(part) for part in page] for page in answer["pages"]]
    lines = [part for page in pages for part in page if isinstance(part, str)]
    if not any(line.strip() for line in lines) and not any(isinstance(part, Grid) for page in pages for part in page):
        raise ReportError("read.pdf_scan", name)
    grids = [*_join(pages), Grid([[line] for line in lines], list(range(1, len(lines) + 1)), "lines")]
    damage = [Note("file_damaged", "doubtful", 0, warning) for warning in answer["warnings"]]
    return [replace(grid, notes=[*grid.notes, *damage]) for grid in grids]


def _ask_process(content: bytes) -> dict[str, Any]:
    """What `pdf_pages.answer` says, from a process of bounded memory and time. Raises RuntimeError if that fails."""
    # The process finds the modules that this one has; -P keeps those of the working folder out.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", READ_PAGES]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a terminal for it
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            env=environment,
            timeout=MOST_WAITING,
            creationflags=hidden,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"too_much": ["time", MOST_WAITING]}
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        from analysis_helpers.readers.pdf_pages import MOST_SECONDS

        return {"too_much": ["computing", MOST_SECONDS]}
    trace = done.stderr.decode(errors="replace")
    if trace.rstrip().endswith("MemoryError"):
        return {"too_much": ["memory_any", 0]}
    raise RuntimeError(f"the process that reads PDF files ended with {done.returncode}:\n{trace}")


def _read_part(part: Any) -> Part:
    if isinstance(part, str):
        return part
    merged = {(row, column): (top, left) for row, column, top, left in part["merged"]}
    return Grid(part["cells"], list(range(1, len(part["cells"]) + 1)), merged=merged)


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


def _level_of(line: str) -> str:
    """A remark or a signature below a table is no row that lost its lines."""
    footers = tuple(load_vocabulary("rows")["footer"])
    return "normalised" if "".join(line.split()).startswith(footers) else "doubtful"


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
                    joined[-1].notes.append(Note("text_outside", _level_of(part), len(joined[-1].cells), part))
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

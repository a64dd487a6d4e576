"""Any file → RawTable: text cells with their place in the file. What they mean is for `cleaning`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from analysis_helpers.errors import ReportError


@dataclass(frozen=True)
class Source:
    """Where a report came from: its name, SHA-256, encoding, format and (cleaned) title."""

    file: str
    sha256: str
    encoding: str
    format: str
    title: str = ""


@dataclass(frozen=True)
class RawTable:
    """Text cells as received: `cells[i]` stands in line (or spreadsheet row) `rows[i]`."""

    source: Source
    cells: list[list[str]]
    rows: list[int]


def read_table(path: str | Path) -> RawTable:
    """Read the cells of a report file without judging them.

    Raises ReportError for a missing or empty file and for bytes that are no text.
    """
    from analysis_helpers.reading.text import decode, split_pipes

    path = Path(path)
    if not path.is_file():
        raise ReportError(
            path,
            "there is no such file" if not path.exists() else "this is a folder, not a file",
            "the path of a report file",
            "check the name, or list the folder that it should be in",
        )
    content = path.read_bytes()
    text, encoding = decode(content, path.name)
    if not text.strip():
        raise ReportError(
            path.name, "the file is empty", "a report with a header row and one row a task",
            "ask the sender for the file again",
        )  # fmt: skip
    cells, rows = split_pipes(text)
    source = Source(path.name, hashlib.sha256(content).hexdigest(), encoding, "pipe text")
    return RawTable(source, cells, rows)

"""What a reader hands on: text cells with their place in the file, not yet judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where a report came from: its name, SHA-256, encoding, format and (cleaned) title."""

    file: str
    sha256: str
    encoding: str
    format: str
    title: str = ""


@dataclass(frozen=True)
class Grid:
    """One table of a file, or (`kind` "lines") its running text with one line in each row.

    `cells[i]` stands in row `rows[i]` as a person sees it (line of a text, row of a sheet or table, from 1).
    """

    cells: list[list[str]]
    rows: list[int]
    kind: str = "table"


@dataclass(frozen=True)
class RawTable:
    """Text cells as received: `cells[i]` stands in line (or spreadsheet row) `rows[i]`."""

    source: Source
    cells: list[list[str]]
    rows: list[int]

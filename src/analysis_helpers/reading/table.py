"""What a reader hands on: text cells with their place in the file, not yet judged."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """Where a report came from: its name, SHA-256, encoding, format and (cleaned) title."""

    file: str
    sha256: str
    encoding: str
    format: str
    title: str = ""


@dataclass(frozen=True)
class Span:
    """A merged cell: its first cell (positions in `cells`, from 0) and how many rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Grid:
    """One table of a file, or (`kind` "lines") its running text with one line in each row.

    `cells[i]` stands in row `rows[i]` as a person sees it (line of a text, row of a sheet or table, from 1).
    Of a merged cell only the first holds its text, the others are empty and `spans` says what they belong to.
    `above` are the lines of text that stand over the table; `name` is the sheet's, if it has one.
    """

    cells: list[list[str]]
    rows: list[int]
    kind: str = "table"
    spans: list[Span] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True)
class RawTable:
    """Text cells as received: `cells[i]` stands in line (or spreadsheet row) `rows[i]`."""

    source: Source
    cells: list[list[str]]
    rows: list[int]
    spans: list[Span] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

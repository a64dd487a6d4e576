"""What a generated report looks like, before it is written in some format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Column:
    """One column: what it holds (a field of the tidy table, or "" for anything else), its header, its cells.

    `top` is a header above the header, shared by its neighbours; `percent_format` says that a spreadsheet holds the
    percents as fractions that are shown with a sign.
    """

    holds: str
    header: str
    cells: list[str]
    top: str = ""
    percent_format: bool = False


@dataclass
class Line:
    """One line of the table's body: `kind` is task, sum, group, numbers, header or blank."""

    kind: str
    cells: list[str]
    hidden: bool = False


@dataclass
class Layout:
    """Lines above, header, body and lines below.

    `tables` are the parts of the body; each but the first begins with `between` (a line, or "") and has the header
    again if `header_again`. `drop` is the column that the later parts lack.
    """

    above: list[str]
    columns: list[Column]
    tables: list[list[Line]]
    below: list[str] = field(default_factory=list)
    between: str = ""
    header_again: bool = False
    drop: int | None = None

    def headers(self) -> list[list[str]]:
        """The header's rows: one, or two where columns have a header above."""
        low = [column.header for column in self.columns]
        if not any(column.top for column in self.columns):
            return [low]
        return [
            [column.top or column.header for column in self.columns],
            [column.header if column.top else "" for column in self.columns],
        ]

    def parts(self) -> list[list[Line]]:
        """The parts of the table, headers and all, as lines."""
        made = []
        for number, lines in enumerate(self.tables):
            part = [Line("header", row) for row in self.headers()] if not number or self.header_again else []
            part += lines
            if number and self.drop is not None:
                part = [Line(line.kind, _without(line.cells, self.drop), line.hidden) for line in part]
            made.append(part)
        return made


@dataclass(frozen=True)
class Made:
    """A generated report: its bytes and suffix, the right reading, and what is strange about it."""

    seed: int
    content: bytes
    suffix: str
    truth: dict[str, Any]
    features: tuple[str, ...]


def _without(cells: list[str], at: int) -> list[str]:
    return cells[:at] + cells[at + 1 :]

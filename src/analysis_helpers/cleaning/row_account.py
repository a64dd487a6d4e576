"""Where did every row of a file go? tasks + set aside + rejected + left out = rows in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analysis_helpers.readers.grid import OtherTable, RawTable

HEADER, ABOVE = "header_row", "row_above"  # rows that are set aside before the table's body begins
IN_REPORT = ("repeated_header", "printed_twice")  # rows of other tables that the report holds all the same


@dataclass(frozen=True)
class RowAccount:
    """How many rows the tables of a file have, and what became of them.

    `aside` counts the rows that are no tasks by the rule of the ledger that says so (`header_row` and `row_above` for
    the header and the lines over it), `others` are tables that were left out, `text_lines` the lines of text outside
    of all tables, which are no rows.
    """

    in_file: int
    tasks: int
    aside: Mapping[str, int]
    rejected: int
    others: tuple[OtherTable, ...]
    text_lines: int

    @property
    def set_aside(self) -> int:
        """Rows that are no tasks."""
        return sum(self.aside.values())

    @property
    def left_out(self) -> int:
        """Rows of tables that were not read."""
        return sum(table.rows for table in self.others)

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.tasks + self.set_aside + self.rejected + self.left_out == self.in_file


def count_rows(
    table: RawTable, header: tuple[int, int], aside: Mapping[int, str], tasks: int, rejected: int
) -> RowAccount:
    """Make the account of a table: `header` is where its header begins and how many rows it has."""
    at, depth = header
    counts = Counter(aside.values())
    counts += Counter({ABOVE: at, HEADER: depth})
    for other in table.others:
        if other.rule in IN_REPORT:
            counts[other.rule] += other.rows
    others = tuple(other for other in table.others if other.rule not in IN_REPORT)
    in_file = len(table.cells) if table.rows_in_file is None else table.rows_in_file
    lines = table.grid.outside or sum(found.rule == "line_aside" for found in table.grid.notes)
    return RowAccount(in_file, tasks, dict(counts), rejected, others, lines)

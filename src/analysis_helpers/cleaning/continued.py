"""Which other tables of a file belong to its report, and which are left out? Every table and every row is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

from analysis_helpers.cleaning.header import SAYS_PROGRESS, Header, clean_labels, recognised
from analysis_helpers.cleaning.label_parts import spell
from analysis_helpers.cleaning.period import read_period
from analysis_helpers.cleaning.row_kinds import find_kinds
from analysis_helpers.cleaning.short_rows import NUMBERED, ColumnProfile, describe_columns, fit, name_columns
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid, Note, OtherTable, width_of
from analysis_helpers.textfix.clean_text import clean_column

MOST_NARROWER = 1  # columns that a table may lack and still go on with another
MOST_WIDE = 60  # columns; wider tables are not tried in every way
ENOUGH_ROWS = 200  # that say what stands in a column
ALIKE = 4  # columns; a table with fewer may be as wide by chance
CLEARLY = 0.5  # a row: how far the best placing has to be ahead of the next
_NUMBER = re.compile(r"\d{1,4}")


Table: TypeAlias = tuple[Header | None, Grid]


@dataclass(frozen=True)
class _Fit:
    """How a table goes on with another: the position of each of its columns, and whether running numbers go on, too."""

    at: tuple[int, ...]
    numbers_go_on: bool


def join_tables(header: Header, grid: Grid, below: Sequence[Table], above: Sequence[Table]) -> tuple[Grid, list[OtherTable]]:  # fmt: skip
    """Go on with the tables that belong to the report; say which were left out, and count their rows.

    A table belongs to it if it has the same header and names no other period, or if it has none, stands `below` and
    its cells fit the columns.
    """
    joined = _JoinedTable(header, grid)
    left = [entry for other, table in below for entry in joined.add(other, table)]
    joined.open = False
    left += [entry for other, table in above for entry in joined.add(other, table)]
    return joined.grid(), left


class _JoinedTable:
    """A report's table on its way over the tables of a file."""

    def __init__(self, header: Header, grid: Grid) -> None:
        self.header, self.first = header, grid
        self.rows, self.cells, self.notes = list(grid.rows), list(grid.cells), list(grid.notes)
        self.merged, self.unseen, self.breaks = dict(grid.merged or {}), set(grid.unseen), set(grid.breaks)
        self.body = grid.cells[header.at + header.depth :]
        self.open = True  # whether the last table above belongs to the report, so that the next can go on with it

    def add(self, other: Header | None, table: Grid) -> Iterator[OtherTable]:
        """Go on with a table, or say that it is left out."""
        return self._add_without_header(table) if other is None else self._add_with_header(other, table)

    def _add_with_header(self, other: Header, table: Grid) -> Iterator[OtherTable]:
        start = other.at + other.depth
        theirs = table.cells[start:]
        if not theirs:
            yield OtherTable(table.name, len(table.cells), "table_empty")
            return
        same = _spelt(other.received) == _spelt(self.header.received)
        if same and list(map(list, theirs)) == list(map(list, self.body)):
            self.notes.append(Note("printed_twice", "normalised", 0, f"{table.name}: {len(theirs)} rows"))
            yield OtherTable(table.name, len(table.cells), "printed_twice")
        elif same and not table.hidden and self._is_same_report(other, table):
            self._go_on(table, start, range(len(self.header.received)), "tables_joined", "doubtful")
            yield OtherTable(table.name, start, "repeated_header")
        else:
            self.open = False
            self.notes.append(Note("other_table", "doubtful", 0, f"{table.name}: {len(theirs)} rows"))
            yield OtherTable(table.name, len(table.cells), "other_table")

    def _is_same_report(self, other: Header, table: Grid) -> bool:
        if table.name.startswith("table "):
            return _periods(table) <= _periods(self.first)
        # A sheet is a report of its own if it says so: by a title, or by a name that speaks of another period.
        above = [cell for row in table.cells[: other.at] for cell in row if cell.strip()]
        own = [cell for row in self.first.cells[: self.header.at] for cell in row if cell.strip()]
        return all(cell in own or _is_mark(cell) for cell in above) and not _names_other_period(table.name, self.first.name)  # fmt: skip

    def _add_without_header(self, table: Grid) -> Iterator[OtherTable]:
        filled = [row for row in table.cells if any(cell.strip() for cell in row)]
        found = self._fit(table) if self.open and not table.hidden else None
        if found is not None:
            level = "normalised" if found.numbers_go_on else "doubtful"
            self._go_on(table, 0, found.at, "table_continued", level)
        elif self._could_be_report(table):
            self.notes.append(Note("table_left_out", "doubtful", 0, f"{table.name}: {len(filled)} rows"))
            yield OtherTable(table.name, len(table.cells), "table_left_out")
        else:
            yield OtherTable(table.name, len(table.cells), "table_aside")

    def _could_be_report(self, table: Grid) -> bool:
        """Whether a person has to look: it names columns of ours, or its rows look like those of the report."""
        known = set(recognised([table]).values())
        if self.open and width_of(table.cells) == len(self.header.received) >= ALIKE:
            return True  # as wide as the table directly above
        percents = sum(bool(re.fullmatch(r"\d+(?:\.\d+)?[%％]", cell.strip())) for row in table.cells for cell in row)
        return bool(known & {"task", *SAYS_PROGRESS}) or percents > 0

    def _fit(self, table: Grid) -> _Fit | None:
        width, own = len(self.header.received), width_of(table.cells)
        if not 0 <= width - own <= MOST_NARROWER or own < 2 or width > MOST_WIDE:
            return None
        labels = clean_labels(self.header.received)
        named = [label or f"({j})" for j, label in enumerate(labels)]
        fields = {name: named[j] for name, j in self.header.fields.items()}
        body = _clean(self.body[:ENOUGH_ROWS], width)
        aside = {i for i, _ in find_kinds(body, named, fields)}
        tasks = [row for i, row in enumerate(body) if i not in aside]
        columns = [ColumnProfile(name) for name in name_columns(labels, self.header.fields)]
        describe_columns(columns, tasks)
        theirs = _clean(table.cells, own)
        scored = []
        for gap in combinations(range(width), width - own):
            at = tuple(j for j in range(width) if j not in gap)
            spread = [_spread(row, at, width) for row in theirs]
            aside = {i for i, _ in find_kinds(spread, named, fields)}
            rows = [row for i, row in enumerate(spread) if i not in aside and sum(map(bool, row)) > 1]
            if self.header.fields["task"] in at and rows:
                scored.append((_score(rows, columns, at), at, rows))
        scored = sorted((entry for entry in scored if entry[0] > 0), reverse=True)
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < CLEARLY):
            return None
        _, at, rows = scored[0]
        return _Fit(at, _numbers_go_on(tasks, rows, columns))

    def _go_on(self, table: Grid, start: int, at: Sequence[int], rule: str, level: str) -> None:
        width, down, top = len(self.header.received), len(self.cells), self.rows[-1]
        theirs = table.cells[start:]
        whole = list(at) == list(range(width))
        narrower = f", {width - len(at)} columns fewer" if len(at) < width else ""
        self.notes.append(Note(rule, level, top + 1, f"{self.first.name} + {table.name}: {len(theirs)} rows{narrower}"))
        for row in table.cells[:start]:
            self.notes.append(Note("repeated_header", "normalised", 0, f"{table.name}: {' | '.join(row)}"))
        place = dict(enumerate(at))
        for (i, j), (a, b) in (table.merged or {}).items():
            if a >= start and j in place and b in place:
                self.merged[i + down - start, place[j]] = (a + down - start, place[b])
        self.cells += theirs if whole else [_spread(row, at, width) for row in theirs]
        self.rows += [top + n for n in range(1, len(theirs) + 1)]
        self.breaks |= {down} if self.first.wrapped else set()
        self.unseen |= {i + down - start for i in table.unseen if i >= start}
        self.notes += [replace(found, row=found.row + top - start) for found in table.notes if found.rule != "file_damaged"]  # fmt: skip

    def grid(self) -> Grid:
        if len(self.cells) == len(self.first.cells):
            return replace(self.first, notes=self.notes)
        merged = None if self.first.merged is None else self.merged
        return replace(
            self.first, cells=self.cells, rows=self.rows, merged=merged, notes=self.notes,
            unseen=frozenset(self.unseen), breaks=frozenset(self.breaks),
        )  # fmt: skip


def _spread(row: Sequence[str], at: Sequence[int], width: int) -> list[str]:
    """A row of a narrower table, its cells in the columns where they belong."""
    wide = [""] * width
    for j, cell in zip(at, row, strict=False):
        wide[j] = cell
    return wide


def _clean(cells: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Cleaned rows of the same width."""
    flat = [cell for row in cells for cell in [*row, *[""] * (width - len(row))][:width]]
    cleaned = iter(clean_column(flat)[0])
    return [[next(cleaned) for _ in range(width)] for _ in cells]


def _score(rows: Sequence[Sequence[str]], columns: Sequence[ColumnProfile], at: Sequence[int]) -> float:
    """How well rows fit the columns, for each row; 0 where one does not, or where nothing in them says that they do."""
    total, typed = 0.0, 0
    for row in rows:
        fits = [fit(row[j], columns[j]) for j in at]
        if min(fits) < -100:
            return 0.0
        typed += any(row[j] and columns[j].name in ("progress_pct", "status", "year", "quarter") for j in at)
        # What stood in a column before fits it; in one that was always blank nothing is expected.
        seen = sum(row[j] in columns[j].seen for j in at if row[j])
        blank = sum(not columns[j].texts for j in at if row[j])
        total += sum(fits) + sum(bool(row[j]) for j in at) + seen - 2 * blank
    return max(total / len(rows), 0.001) if typed * 2 >= len(rows) else 0.0


def _numbers_go_on(
    tasks: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], columns: Sequence[ColumnProfile]
) -> bool:
    """Whether the running numbers of a table go on where those of the one above ended."""
    j = next((j for j, column in enumerate(columns) if column.name == NUMBERED), None)
    last = tasks[-1][j] if j is not None and tasks else ""
    first = rows[0][j] if j is not None else ""
    return bool(_NUMBER.fullmatch(last) and _NUMBER.fullmatch(first)) and int(first) == int(last) + 1


def _spelt(labels: Sequence[str]) -> list[str]:
    return ["".join(label.split()) for label in labels]


def _is_mark(cell: str) -> bool:
    return re.fullmatch(load_vocabulary("rows")["continued"], spell(cell)) is not None


def _names_other_period(name: str, own: str) -> bool:
    said, ours = read_period(name, 2000), read_period(own, 2000)
    return said is not None and (ours is None or said.as_of != ours.as_of)


def _periods(grid: Grid) -> set[str]:
    """The periods that stand above a table."""
    found = [read_period(line, 2000) for line in grid.above]
    return {str(period.as_of) for period in found if period is not None}


def header_above(grid: Grid) -> Grid | None:
    """A table whose top line is missing, so that its header stands above it as a line: the table with that header."""
    width = width_of(grid.cells)
    for line in grid.above[:3]:
        parts = line.split()
        if len(parts) == width > 2:
            down = {(i + 1, j): (a + 1, b) for (i, j), (a, b) in (grid.merged or {}).items()}
            return replace(
                grid, cells=[parts, *grid.cells], rows=[0, *grid.rows], above=[text for text in grid.above if text != line],
                merged=None if grid.merged is None else down, breaks=frozenset(i + 1 for i in grid.breaks),
                notes=[*grid.notes, Note("header_above", "normalised", 0, line)], unseen=frozenset(i + 1 for i in grid.unseen),
            )  # fmt: skip
    return None

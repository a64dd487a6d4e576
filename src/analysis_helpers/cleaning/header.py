"""Which row is the header, and which of its cells means which column of the tidy table?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from analysis_helpers.cleaning.ledger import Step
from analysis_helpers.cleaning.text import clean_column
from analysis_helpers.errors import ReportError
from analysis_helpers.reading import Grid, RawTable, ReportSource, read_grids
from analysis_helpers.vocabulary import load_vocabulary

NEEDED = ("task", "progress_pct")
BLANKS = re.compile(r"\s")
PERIOD_WORDS = re.compile(
    r"^(?:截[至止]?)?(?:20\d{2}年)?(?:第?[一二三四1-4]季度|前三季度|上半年|半年度|全年|\d{1,2}月?份?[-—–~至到]\d{1,2}月份?)(?:工作)?"
    r"|\([^()%]*[月季年][^()%]*\)$"
)
HEADER_WITHIN = 30  # rows; below that, a table's header would be a task that reads like one


def read_table(source: ReportSource) -> RawTable:
    """Read the cells of a report: of all tables in a file the one whose header names most of our columns.

    `source` is a path, bytes, an open file, or pasted text. Raises ReportError for what is missing, empty,
    damaged, locked, a picture or a scan, and for a file in which no row names a task and a percent column.
    """
    origin, grids = read_grids(source)
    found = [(len(fields), -n, grid) for n, grid in enumerate(grids) if (fields := _header_of(grid.cells)[1])]
    if not found:
        raise _no_header(origin.file, grids)
    grid = max(found, key=lambda entry: entry[:2])[2]
    width = max(i + 1 for row in grid.cells for i, cell in enumerate(row) if cell.strip())
    cells = [row[:width] for row in grid.cells]  # columns behind the last one with any text hold nothing
    return RawTable(origin, cells, grid.rows)


def find_header(table: RawTable) -> int:
    """Position of the header row: the first that names a task column and a percent column."""
    at, fields = _header_of(table.cells)
    if not fields:
        raise _no_header(table.source.file, [Grid(table.cells, table.rows)])
    return at


def _header_of(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, str]]:
    for i, row in enumerate(rows[:HEADER_WITHIN]):
        if sum(bool(cell.strip()) for cell in row) >= len(NEEDED):
            fields = match_fields(clean_column(row)[0])
            if all(name in fields for name in NEEDED):
                return i, fields
    return 0, {}


def _no_header(file: str, grids: Sequence[Grid]) -> ReportError:
    tops = [row for grid in grids for row in grid.cells[:HEADER_WITHIN] if len(row) > 1]
    seen = {label for row in tops for label in match_fields(clean_column(row)[0]).values()}
    lines = sum(len(grid.cells) for grid in grids if grid.kind == "lines") or sum(len(grid.cells) for grid in grids)
    headers = load_vocabulary("headers")
    spellings = "; ".join(f"{name}: {'、'.join(headers[name][:4])}…" for name in NEEDED)
    what = (
        f"this is text without a table ({lines} lines, none split into cells)"
        if not tops
        else "no row names both a task column and a percent column"
        + (f" (recognised: {'、'.join(sorted(seen))})" if seen else "")
    )
    return ReportError(
        file, what, f"a table whose header row holds at least {spellings}",
        "if the table came as a picture or an attachment, ask for the table itself; "
        "if its headers are spelt otherwise, add them to vocabulary/headers.toml",
    )  # fmt: skip


def match_fields(labels: Sequence[str]) -> dict[str, str]:
    """Which label holds which column of the tidy table: {`task`: `具体分解`, …}.

    A label counts as it stands, or without the period that it names: 第二季度完成情况, 进展情况(截至10月底).
    """
    plain: dict[str, str] = {}
    for label in reversed(labels):
        spelt = BLANKS.sub("", unicodedata.normalize("NFKC", label))
        plain[PERIOD_WORDS.sub("", spelt)] = label
    for label in reversed(labels):  # as it stands comes before the shortened form
        plain[BLANKS.sub("", unicodedata.normalize("NFKC", label))] = label
    fields = {}
    for name, spellings in load_vocabulary("headers").items():
        found = next((plain[s] for s in spellings if s in plain), None)
        if found is not None:
            fields[name] = found
    return fields


def clean_header(received: list[str]) -> tuple[list[str], list[Step]]:
    """Clean the headers and make them differ, one step a cell (each stands in a column of its own)."""
    labels: list[str] = []
    steps = []
    for i, header in enumerate(received):
        [label], taken = clean_column([header])
        name, n = label or f"(column {i + 1})", 2
        while name in labels:
            name, n = f"{label} ({n})", n + 1
        if name != label:
            taken.append(Step("header_named", "normalised", [0], [1], [label], [name]))
        labels.append(name)
        steps += [replace(step, at=[i]) for step in taken]
    return labels, steps

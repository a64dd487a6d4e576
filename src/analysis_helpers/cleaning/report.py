"""RawTable → Report: clean every cell, read the table, and keep the account of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

import pandas as pd

from analysis_helpers.cleaning.header import clean_header, find_header, match_fields, read_table
from analysis_helpers.cleaning.ledger import Step, undo_ledger, write_ledger
from analysis_helpers.cleaning.text import clean_column
from analysis_helpers.cleaning.tidy import TITLE, WHOLE_ROW, note, read_fields
from analysis_helpers.errors import ReportError
from analysis_helpers.reading import RawTable, ReportSource, Source
from analysis_helpers.schema import check_tasks


@dataclass(frozen=True)
class Report:
    """One report, read: the tidy table, the ledger, the cells as received and as cleaned, and the source.

    `tasks` has the columns of `data/README.md`; `ledger` one row per cell and rule; `raw` and `cells` the
    text cells (index `source_row`), before and after cleaning.
    """

    tasks: pd.DataFrame
    ledger: pd.DataFrame
    raw: pd.DataFrame
    cells: pd.DataFrame
    source: Source
    header_row: int

    def restore(self) -> pd.DataFrame:
        """Rebuild the received cells from the cleaned cells and the ledger, without looking at `raw`."""
        return undo_ledger(self.cells, self.ledger, self.header_row)


def load_report(source: ReportSource, on_bad_rows: Literal["raise", "reject"] = "raise") -> Report:
    """Read and clean one report: a path, bytes, an open file, or pasted text.

    `on_bad_rows="reject"` goes on without the rows that cannot be read; they stay in the ledger as
    `rejected`. Raises ReportError for a file that is missing, empty or no report, and (by default)
    for rows that cannot be read: all of them at once, in `error.rows`.
    """
    if on_bad_rows not in ("raise", "reject"):
        raise ReportError(
            f"on_bad_rows={on_bad_rows!r}", "there is no such choice", "'raise' or 'reject'", "use one of these"
        )
    return clean_report(read_table(source), on_bad_rows)


def clean_report(table: RawTable, on_bad_rows: Literal["raise", "reject"] = "raise") -> Report:
    """Clean a table of text cells; see `load_report`."""
    at = find_header(table)
    if at + 1 == len(table.cells):
        raise ReportError(
            table.source.file, "the table has a header and no rows", "one row for each task",
            "ask the sender for the whole table",
        )  # fmt: skip
    header_row, body_rows = table.rows[at], table.rows[at + 1 :]
    steps: list[tuple[str, Sequence[int], Step]] = []

    title_cells, title_steps = clean_column([" ".join(filter(None, cells)).strip() for cells in table.cells[:at]])
    steps += [(TITLE, table.rows[:at], step) for step in title_steps]
    title = " ".join(filter(None, title_cells))

    width = max(len(cells) for cells in table.cells[at:])
    received = [*table.cells[at], *[""] * (width - len(table.cells[at]))]
    labels, header_steps = clean_header(received)
    steps += [(labels[step.at[0]], [header_row] * width, step) for step in header_steps]

    columns = list(zip_longest(*table.cells[at + 1 :], [None] * width))[:width]
    raw = pd.DataFrame({i: column[:-1] for i, column in enumerate(columns)}, index=body_rows, dtype="object")
    cleaned = {}
    for label, i in zip(labels, raw.columns, strict=True):
        present = raw[i].notna()
        texts, column_steps = clean_column(raw.loc[present, i].tolist())
        steps += [(label, raw.index[present].tolist(), step) for step in column_steps]
        cleaned[label] = raw[i].mask(present, pd.Series(texts, index=raw.index[present], dtype="object"))
    cells = pd.DataFrame(cleaned, index=raw.index)
    raw.columns = pd.Index(received)
    cells.index.name = raw.index.name = "source_row"

    fields = match_fields(labels)
    source = replace(table.source, title=title)
    tasks, doubts, bad = read_fields(cells, fields, source, len(table.cells[at]))
    steps += doubts
    repeated = cells.index[cells[labels].eq(labels).all(axis=1)]
    bad = bad[~bad["source_row"].isin(repeated)]
    if len(bad) and on_bad_rows == "raise":
        raise ReportError(
            source.file, f"{bad['source_row'].nunique()} of {len(cells)} rows cannot be read",
            "rows as described above",
            "mend these rows in a copy of the file; or go on without them "
            "(on_bad_rows='reject'): they stay in the ledger as rejected", bad,
        )  # fmt: skip
    steps += [
        (row.column, [row.source_row], Step(row.rule, "rejected", [0], [1], [row.value], [row.value]))
        for row in bad.itertuples()
    ]
    steps += [(WHOLE_ROW, [row], note("repeated_header", " | ".join(labels))) for row in repeated]
    aside = tasks["source_row"].isin([*bad["source_row"], *repeated])
    tasks = check_tasks(tasks[~aside].reset_index(drop=True))
    return Report(tasks, write_ledger(steps), raw, cells, source, header_row)

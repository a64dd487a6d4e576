"""RawTable → Report: which columns there are, what their cells mean, and what was done to read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

import pandas as pd

from analysis_helpers.cleaning.fields import (
    Parsed,
    as_status,
    parse_percent,
    parse_quarter,
    parse_status,
    split_names,
)
from analysis_helpers.cleaning.header import clean_header, find_header, match_fields, read_table
from analysis_helpers.cleaning.ledger import Step, undo_ledger, write_ledger
from analysis_helpers.cleaning.period import Period, read_period
from analysis_helpers.cleaning.text import clean_column
from analysis_helpers.errors import ReportError
from analysis_helpers.reading import RawTable, ReportSource, Source, Span
from analysis_helpers.schema import NAMES, check_tasks

TITLE = "(title)"
TITLE_LINES = 3  # lines over a table that may be its title
SYNTHETIC = "合成数据"
WHOLE_ROW = "(whole row)"
ALLOWED = {
    "cells": "one cell for each header",
    "progress_pct": "a percent such as 55%, or an empty cell for unknown",
    "quarter": "a year such as 2024 and a quarter from 1 to 4",
    "task": "the text of the task",
}


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
    header_row, body_rows = table.rows[at], table.rows[at + 1 :]
    steps: list[tuple[str, Sequence[int], Step]] = []

    lines = [*table.above[-TITLE_LINES:], *(" ".join(filter(None, cells)).strip() for cells in table.cells[:at])]
    title_rows = [0] * (len(lines) - at) + table.rows[:at]  # lines over the table have no row of it
    title_cells, title_steps = clean_column(lines)
    steps += [(TITLE, title_rows, step) for step in title_steps]
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

    for span in table.spans:
        steps += _fill_span(cells, labels, span, at + 1)
    fields = match_fields(labels)
    source = replace(table.source, title=title)
    tasks, doubts, bad = _read_fields(cells, fields, source, len(table.cells[at]))
    steps += doubts
    bad = bad[~bad["source_row"].isin(cells.index[cells[labels].eq(labels).all(axis=1)])]
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
    repeated = cells.index[cells[labels].eq(labels).all(axis=1)]
    steps += [(WHOLE_ROW, [row], _aside("repeated_header", " | ".join(labels))) for row in repeated]
    aside = tasks["source_row"].isin([*bad["source_row"], *repeated])
    tasks = check_tasks(tasks[~aside].reset_index(drop=True))
    return Report(tasks, write_ledger(steps), raw, cells, source, header_row)


def _fill_span(
    cells: pd.DataFrame, labels: Sequence[str], span: Span, first: int
) -> list[tuple[str, Sequence[int], Step]]:
    """A cell that was merged over several rows holds for each of them: write it into the empty ones."""
    rows = range(max(span.row, first) - first, min(span.row + span.rows - first, len(cells)))
    if span.column >= len(labels) or len(rows) < 2 or span.row < first:
        return []
    label = labels[span.column]
    column, text = cells.columns.get_loc(label), cells.iat[rows[0], cells.columns.get_loc(label)]
    filled = [i for i in rows[1:] if cells.iat[i, column] == ""]
    for i in filled:
        cells.iat[i, column] = text
    n = len(filled)
    step = Step("merged_cell", "normalised", range(n), [1] * n, [""] * n, [text] * n)
    return [(label, [int(cells.index[i]) for i in filled], step)]


def _aside(rule: str, text: str) -> Step:
    return Step(rule, "normalised", [0], [1], [text], [text])


def _read_fields(
    cells: pd.DataFrame, fields: dict[str, str], source: Source, width: int
) -> tuple[pd.DataFrame, list[tuple[str, Sequence[int], Step]], pd.DataFrame]:
    """The tidy table, the steps of doubt, and a frame of what makes rows unreadable."""
    rows = cells.index
    text = {name: cells[fields[name]].fillna("") if name in fields else pd.Series("", rows) for name in _FIELDS}
    percent, status = parse_percent(text["progress_pct"]), parse_status(text["status"])
    quarter, as_of, period = _read_period(text, fields, source.title)
    units, leaders = split_names(text["unit"]), split_names(text["leader"])

    few = cells.iloc[:, :width].isna().any(axis=1) | (cells.iloc[:, width:].notna().any(axis=1))
    whole = ~few
    present = cells.notna().sum(axis=1)
    bad = pd.concat(
        [
            _bad(source, "cells_miscounted", few, WHOLE_ROW, cells.apply(_join, axis=1), "cells",
                 present.map(lambda n: f"has {n} cells where the header has {width}")),
            _bad(source, "task_empty", whole & text["task"].eq(""), fields["task"], text["task"], "task", "is empty"),
            _bad(source, "percent_unreadable", whole & percent.bad, fields["progress_pct"],
                 text["progress_pct"], "progress_pct", "is no percent"),
            _bad(source, "quarter_unreadable", whole & quarter.bad, fields.get("quarter", TITLE),
                 text["quarter"], "quarter", "is no quarter"),
        ],
        ignore_index=True,
    )  # fmt: skip

    doubts = [
        (fields[name], rows.tolist(), _doubt(rule, text[name], doubtful))
        for name, rule, doubtful in (
            ("status", "status_unknown", status.bad),
            ("progress_pct", "percent_fraction", percent.fraction),
            ("progress_pct", "percent_undecided", percent.undecided),
        )
        if name in fields
    ]
    if not {"year", "quarter"} <= set(fields):
        doubts += _doubt_period(period, source.title)
    unit = units.str[0].astype("str")
    dated = quarter.values.astype(str).where(quarter.values.notna(), as_of.dt.strftime("%Y-%m-%d")).fillna("undated")
    tasks = pd.DataFrame(
        {
            "task_id": dated + "-" + unit.fillna("unknown") + "-" + rows.astype(str),
            "quarter": quarter.values,
            "as_of": as_of,
            "unit": unit,
            "leader": leaders.str[0].astype("str"),
            "units": units,
            "leaders": leaders,
            "task": text["task"].astype("str"),
            "narrative": text["narrative"].astype("str").mask(text["narrative"].eq("")),
            "progress_pct": percent.values,
            "status": as_status(status.values),
            "synthetic": SYNTHETIC in source.title,
            "source_file": source.file,
            "source_row": rows.astype("int64"),
        }
    )[NAMES]
    own = [label for label in cells.columns if label not in fields.values()]
    return tasks.join(cells[own]), doubts, bad


_FIELDS = ("task", "year", "quarter", "narrative", "progress_pct", "status", "leader", "unit")


def _read_period(
    text: dict[str, pd.Series], fields: dict[str, str], title: str
) -> tuple[Parsed, pd.Series, Period | None]:
    """Quarter and as-of day of each row, and the words they were taken from where there are no columns.

    From the columns where there are both; else from the title, else from the narrative's header. A span that is
    no quarter (1-7月) gives its last day and no quarter. Never from a day of publishing.
    """
    rows = text["task"].index
    if "year" in fields and "quarter" in fields:
        quarter = parse_quarter(text["year"], text["quarter"])
        return quarter, quarter.values.dt.end_time.dt.normalize().astype("datetime64[us]"), None
    year = re.search(r"20\d{2}", title)
    period = read_period(title) or read_period(fields.get("narrative", ""), int(year[0]) if year else None)
    named = period.quarter if period else None
    quarters = pd.Series(pd.PeriodIndex([named] * len(rows), freq="Q"), rows)
    as_of = pd.Series(period.as_of if period else pd.NaT, rows).astype("datetime64[us]")
    return Parsed(quarters, pd.Series(False, rows)), as_of, period


def _doubt_period(period: Period | None, title: str) -> list[tuple[str, Sequence[int], Step]]:
    """Say where a period came from that no column states, and that there is none."""
    if period is not None and period.quarter is not None:
        return [(TITLE, [0], _aside("period_from_words", period.words))]
    words = period.words if period is not None else title
    return [(TITLE, [0], Step("no_quarter", "doubtful", [0], [1], [words], [words]))]


def _join(row: pd.Series) -> str:
    return " | ".join(row.dropna())


def _doubt(rule: str, values: pd.Series, doubtful: pd.Series) -> Step:
    at = [i for i, is_doubtful in enumerate(doubtful) if is_doubtful]
    same = [values.iloc[i] for i in at]
    return Step(rule, "doubtful", at, [1] * len(at), same, same)


def _bad(source: Source, rule: str, bad: pd.Series, column: str, values: pd.Series, kind: str,
         problem: str | pd.Series) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame(
        {
            "file": source.file,
            "source_row": bad.index[bad],
            "column": column,
            "value": values[bad].tolist(),
            "problem": problem[bad].tolist() if isinstance(problem, pd.Series) else problem,
            "allowed": ALLOWED[kind],
            "rule": rule,
        }
    )

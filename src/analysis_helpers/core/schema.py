"""The tidy table: one row is one task in one quarter. Stated once, here."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis_helpers.core.errors import ROW_COLUMNS, ReportError, Text, word

STATUSES = ["stopped", "not_started", "behind", "on_schedule", "ahead", "done"]
SECTION = "(section)"  # the extra column for the headings that stand between tasks
SCHEDULE_STATUSES = ["behind", "on_schedule", "ahead", "done"]  # the classes of a circular, but for unknown


class Column(NamedTuple):
    """One column of the tidy table; `dtype` is how pandas prints it, `str` standing for any text."""

    name: str
    dtype: str
    meaning: str
    unit: str
    required: bool = True


COLUMNS = (
    Column("task_id", "str", "the task; `<quarter or as-of day>-<unit>-<row>` in a single report", "–"),
    Column("quarter", "period[Q-DEC]", "the quarter reported on", "–", required=False),
    Column("as_of", "datetime64", "the day that the report speaks of; else the quarter's last day", "day", required=False),
    Column("unit", "str", "the bureau in charge, the first named", "–", required=False),
    Column("leader", "str", "the district leader in charge, the first named", "–", required=False),
    Column("units", "list", "all bureaus named, in order", "–"),
    Column("leaders", "list", "all leaders named, in order", "–"),
    Column("task", "str", "the task as broken down from the yearly work report", "–"),
    Column("narrative", "str", "what was done so far, in words", "–", required=False),
    Column("progress_pct", "Float64", "self-reported progress towards the year's goal", "percent", required=False),
    Column("status", "category", "self-reported status, one of " + " < ".join(STATUSES), "–", required=False),
    Column("synthetic", "bool", "made up: the file's title says 合成数据", "–"),
    Column("source_file", "str", "the file that the row came from", "–"),
    Column("source_row", "int64", "its line (in a spreadsheet, its row) as a person sees it", "–"),
)  # fmt: skip
NAMES = [column.name for column in COLUMNS]


def check_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the frame unchanged if it is a tidy table; else raise ReportError with all violations.

    What must hold: all columns, in order and of their type; required columns without gaps; each
    `task_id` once in a quarter; no negative percent; statuses from the six classes.
    """
    missing = [name for name in NAMES if name not in tasks.columns]
    if missing:
        raise ReportError("tasks.columns_missing", columns=", ".join(missing))
    looked = [
        *((~_has_dtype(tasks[c.name], c.dtype), c.name, word("words.of_type", dtype=c.dtype)) for c in COLUMNS),
        *((tasks[c.name].isna(), c.name, word("words.a_value")) for c in COLUMNS if c.required),
        (_repeated(tasks), "task_id", word("words.once_a_quarter")),
        (tasks["progress_pct"].lt(0).fillna(False), "progress_pct", word("words.zero_or_more")),
    ]
    bad = [_violations(tasks, where, column, allowed) for where, column, allowed in looked if where.any()]
    if bad:
        rows = pd.concat(bad, ignore_index=True)
        raise ReportError("tasks.unfit", rows=rows, n=len(rows))
    return tasks


def _has_dtype(values: pd.Series, dtype: str) -> pd.Series:
    if dtype == "list":
        return pd.Series(set(map(type, values.to_numpy())) <= {list}, index=values.index)
    dtypes = pd.api.types
    holds = {
        "str": lambda: dtypes.is_string_dtype(values) or values.isna().all(),
        "datetime64": lambda: dtypes.is_datetime64_dtype(values),
        "category": lambda: values.dtype == pd.CategoricalDtype(STATUSES, ordered=True),
    }.get(dtype, lambda: str(values.dtype) == dtype)()
    return pd.Series(bool(holds), index=values.index)


def _repeated(tasks: pd.DataFrame) -> pd.Series:
    """Tasks that stand in a quarter more than once; looked for only where a name is used again at all."""
    if tasks["task_id"].is_unique:
        return pd.Series(False, tasks.index)
    return tasks.duplicated(["task_id", "quarter"], keep=False)


def _violations(tasks: pd.DataFrame, bad: pd.Series, column: str, allowed: Text) -> pd.DataFrame:
    rows = tasks.loc[bad]
    return pd.DataFrame(
        {
            "file": rows.get("source_file", "?"),
            "source_row": rows.get("source_row", -1),
            "column": column,
            "value": rows[column].astype(str),
            "problem": [word("words.not_tidy")] * len(rows),
            "allowed": [allowed] * len(rows),
        },
        columns=ROW_COLUMNS,
    )

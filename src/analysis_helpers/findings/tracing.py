"""From a figure back: to its table, and to the rows of the report that it was counted from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis_helpers.cleaning.ledger import summarise_ledger
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.findings.find_evidence import trace_evidence
from analysis_helpers.findings.finding import Cell
from analysis_helpers.measures.progress import count_percents, measure_progress, measure_status_inflation, threshold
from analysis_helpers.measures.schedule import (
    asof_window,
    compare_with_schedule,
    ensure_compared,
    measure_asof_sensitivity,
)
from analysis_helpers.measures.wording import link_recycled, measure_heaping, measure_status_entropy
from analysis_helpers.measures.workload import LISTS, measure_concentration, measure_workload
from analysis_helpers.textfix.steps import LOST

# The table of each measure that sentences speak of, made from tasks and what they are grouped by.
TABLES: dict[str, Callable[[pd.DataFrame, str | None], pd.DataFrame]] = {
    "measure_progress": measure_progress,
    "count_percents": lambda tasks, _: count_percents(tasks),
    "compare_with_schedule": lambda tasks, _: ensure_compared(tasks)[["expected_pct"]].drop_duplicates(),
    "measure_status_inflation": lambda tasks, _: measure_status_inflation(tasks),
    "measure_asof_sensitivity": lambda tasks, _: measure_asof_sensitivity(tasks, *asof_window(tasks)),
    "measure_concentration": lambda tasks, by: measure_concentration(tasks, by or "leader"),
    "measure_workload": lambda tasks, by: measure_workload(tasks, by or "leader"),
    "measure_heaping": lambda tasks, _: measure_heaping(tasks),
    "measure_status_entropy": lambda tasks, _: measure_status_entropy(tasks),
    "thresholds": lambda *_: pd.DataFrame(load_vocabulary("thresholds").items(), columns=["name", "value"]),
}
# The column that names a table's rows, where it is not what they are grouped by.
KEYS = {"count_percents": "progress_pct", "measure_status_inflation": "status", "measure_asof_sensitivity": "day",
        "thresholds": "name", "summarise_ledger": "rule"}  # fmt: skip
# The tasks that a column counts, where it does not count all in its row.
COUNTED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "ahead": lambda tasks: tasks["schedule_status"].eq("ahead"),
    "on_schedule": lambda tasks: tasks["schedule_status"].eq("on_schedule"),
    "behind": lambda tasks: tasks["schedule_status"].eq("behind"),
    "clearly_ahead": lambda tasks: tasks["deviation_pp"].gt(threshold("clear_pp")),
    "unknown": lambda tasks: tasks["progress_pct"].isna(),
    "known": lambda tasks: tasks["progress_pct"].notna(),
    "multiples_of_5": lambda tasks: tasks["progress_pct"].mod(5).eq(0),
    "median_pct": lambda tasks: tasks["progress_pct"].notna(),
    "remaining_pp": lambda tasks: tasks["progress_pct"].lt(100),
}


def look_up(cell: Cell, tasks: pd.DataFrame, ledger: pd.DataFrame | None = None) -> object:
    """Compute the table that a finding's cell names again, and return the figure that stands there.

    Needs the tidy tasks that the finding was made from; for what was lost in reading, the ledger. A row that is not in
    the table counts 0.

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"), "leader": ["甲", "甲", "乙"],
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, 40], "Float64")})
    >>> look_up(Cell("measure_workload", "甲", "ahead", 1, "leader"), tasks)
    1
    """
    if cell.column == "rows":
        return len(trace_evidence(cell, tasks))
    if cell.table == "link_recycled":
        return len(_sharing(tasks))
    if cell.table == "summarise_ledger":
        table = summarise_ledger(ledger) if ledger is not None else pd.DataFrame(columns=["rule", cell.column])
    else:
        table = TABLES[cell.table](tasks, cell.by)
    values = table[cell.column] if _is_whole(cell) else table.loc[_equals(table[_key(cell)], cell.row), cell.column]
    value = values.iloc[0] if len(values) == 1 else values.sum()
    return value.item() if hasattr(value, "item") else value


def trace(cell: Cell, tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks that a figure was counted from, with their place in the report (`source_file`, `source_row`).

    Needs the tidy tasks that the finding was made from. A threshold has none; behind a median or a sum of points stand
    all tasks that went into it.

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"), "source_row": [3, 4, 5],
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, 40], "Float64")})
    >>> trace(Cell("measure_progress", "all", "behind", 1), tasks)["source_row"].tolist()
    [5]
    """
    if cell.column == "rows":
        return tasks[tasks["task_id"].isin(trace_evidence(cell, tasks)["task_id"])]
    if cell.table == "link_recycled":
        return tasks[tasks["source_row"].isin(_sharing(tasks))]
    tasks = ensure_compared(tasks)
    dated = cell.table == "measure_asof_sensitivity"
    on_the_day = compare_with_schedule(tasks, "day", pd.Timestamp(str(cell.row))) if dated else tasks
    counted = COUNTED.get(cell.column, lambda tasks: pd.Series(True, tasks.index))(on_the_day)
    return tasks[_in_row(cell, tasks) & counted.fillna(False).astype(bool)]


def _sharing(tasks: pd.DataFrame) -> set[int]:
    """The rows of tasks that share their narrative with another."""
    pairs = link_recycled(tasks)
    return set(pairs["source_row"]) | set(pairs["other_row"])


def _in_row(cell: Cell, tasks: pd.DataFrame) -> pd.Series:
    """Which tasks stand in the row of a cell's table."""
    if cell.table == "thresholds":
        return pd.Series(False, tasks.index)
    if cell.table == "summarise_ledger":
        return tasks[["task", "narrative"]].apply(lambda texts: texts.str.contains(LOST)).any(axis=1)
    if _is_whole(cell) or cell.table == "measure_asof_sensitivity":
        return tasks[cell.by].notna() if cell.column == "holders" else pd.Series(True, tasks.index)
    if cell.by in LISTS and LISTS[cell.by] in tasks:
        return tasks[LISTS[cell.by]].map(lambda names: not names if pd.isna(cell.row) else cell.row in names)
    if cell.table == "measure_status_inflation":
        status = tasks["status" if cell.column.startswith("reported") else "schedule_status"]
        return _equals(status.astype("object").fillna("unknown"), cell.row)
    return _equals(tasks[_key(cell)], cell.row)


def _is_whole(cell: Cell) -> bool:
    return isinstance(cell.row, str) and cell.row == "all"


def _key(cell: Cell) -> str:
    return KEYS.get(cell.table) or str(cell.by)


def _equals(values: pd.Series, row: object) -> pd.Series:
    return values.isna() if pd.isna(row) else values.eq(row).fillna(False).astype(bool)

"""From a figure back: to its table, and to the rows of the report that it was counted from."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pandas as pd

from analysis_helpers.cleaning.ledger import summarise_ledger
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.findings.counted import identify
from analysis_helpers.findings.find_evidence import count_again, mark_recycled
from analysis_helpers.findings.finding import Cell, mark_by_basis
from analysis_helpers.measures.measured import Measured, as_compared, as_measured
from analysis_helpers.measures.progress import (
    NOT_AHEAD,
    count_percents,
    is_reported_ahead,
    measure_progress,
    measure_status_inflation,
    threshold,
)
from analysis_helpers.measures.schedule import (
    Basis,
    ensure_compared,
)
from analysis_helpers.measures.wording import measure_heaping, measure_status_entropy
from analysis_helpers.measures.workload import measure_concentration, measure_workload

# The table of each measure that sentences speak of, made from tasks and what they are grouped by.
TABLES: dict[str, Callable[[pd.DataFrame, str | None], pd.DataFrame]] = {
    "measure_progress": measure_progress,
    "count_percents": lambda tasks, _: count_percents(tasks),
    "compare_with_schedule": lambda tasks, _: ensure_compared(tasks)[["expected_pct"]].drop_duplicates(),
    "measure_status_inflation": lambda tasks, _: measure_status_inflation(tasks),
    "measure_concentration": lambda tasks, by: measure_concentration(tasks, by or "leader"),
    "measure_workload": lambda tasks, by: measure_workload(tasks, by or "leader"),
    "measure_heaping": lambda tasks, _: measure_heaping(tasks),
    "measure_status_entropy": lambda tasks, _: measure_status_entropy(tasks),
    "thresholds": lambda *_: pd.DataFrame(load_vocabulary("thresholds").items(), columns=["name", "value"]),
}
# The column that names a table's rows, where it is not what they are grouped by.
KEYS = {
    "count_percents": "progress_pct",
    "measure_status_inflation": "status",
    "thresholds": "name",
    "summarise_ledger": "rule",
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
        return count_again(cell, tasks)
    if cell.table == "link_recycled":
        return int(mark_recycled(as_measured(tasks))[str(cell.row)].sum())
    if cell.table == "other_basis":
        return int(mark_by_basis(as_compared(tasks), str(cell.row), cast(Basis, cell.column)).sum())
    if cell.column in ("called_otherwise", "reported_ahead") or cell.table == "measure_lead":
        return _count_tasks_again(cell, as_compared(tasks))
    if cell.table == "summarise_ledger":
        table = summarise_ledger(ledger) if ledger is not None else pd.DataFrame(columns=["rule", cell.column])
    else:
        table = TABLES[cell.table](tasks, cell.by)
    values = table[cell.column] if _is_whole(cell) else table.loc[_equals(table[_key(cell)], cell.row), cell.column]
    value = values.iloc[0] if len(values) == 1 else values.sum()
    return value.item() if hasattr(value, "item") else value


def trace(cell: Cell, tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks that a figure was counted from, with their place in the report (`source_file`, `source_row`).

    Looks up the ids that the cell carries (see `Cell`); tasks that are gone are found only among those of their own
    quarter. A threshold has none; behind a median or a sum of points stand all tasks that went into it. Raises
    ReportError for a cell that carries no ids: of districts, or made by hand.

    >>> from analysis_helpers import find_deviation
    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"), "source_row": [3, 4, 5],
    ...     "task_id": ["a", "b", "c"], "as_of": pd.to_datetime(["2024-06-30"] * 3),
    ...     "progress_pct": pd.array([55, 50, 40], "Float64")})
    >>> trace(find_deviation(tasks).figures["behind"], tasks)["source_row"].tolist()
    [5]
    """
    if cell.task_ids is None:
        raise ReportError("findings.no_tasks_in_cell", f"{cell.table}, {cell.row}, {cell.column}")
    names = set(cell.task_ids)
    in_quarter = identify(tasks["task_id"], tasks["quarter"]).isin(names) if "quarter" in tasks else False
    return tasks[tasks["task_id"].isin(names) | in_quarter]


def _count_tasks_again(cell: Cell, measured: Measured) -> int:
    """Count the tasks behind a figure of the reported and the recomputed status, or of the days of lead."""
    if cell.table == "measure_lead":
        return int(measured.lead_days.lt(threshold("later_days")).sum())
    wanted = NOT_AHEAD if cell.row == NOT_AHEAD else (cell.row,)
    called = is_reported_ahead(measured.tasks)
    side = measured.tasks["status"].notna() & ~called if cell.column == "called_otherwise" else called
    return int((side & measured.classes.isin(wanted)).sum())


def _is_whole(cell: Cell) -> bool:
    return isinstance(cell.row, str) and cell.row == "all"


def _key(cell: Cell) -> str:
    return KEYS.get(cell.table) or str(cell.by)


def _equals(values: pd.Series, row: object) -> pd.Series:
    return values.isna() if pd.isna(row) else values.eq(row).fillna(False).astype(bool)

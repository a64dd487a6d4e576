"""Say which tasks stand behind the rows and figures of a measure's table, so that each figure can carry their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd

from analysis_helpers.measures.measured import Measured
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.workload import LISTS
from analysis_helpers.textfix.steps import LOST

Positions = dict[object, tuple[int, ...]]  # of tasks in their table, by the label of the row that counts them
# The column that names a table's rows, where it is not what they are grouped by.
KEYS = {
    "count_percents": "progress_pct",
    "measure_status_inflation": "status",
    "classes": "class",
}
# The tasks that a column counts, where it does not count all in its row.
COUNTED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "ahead": lambda tasks: tasks["schedule_status"].eq("ahead"),
    "on_schedule": lambda tasks: tasks["schedule_status"].eq("on_schedule"),
    "behind": lambda tasks: tasks["schedule_status"].eq("behind"),
    "done": lambda tasks: tasks["schedule_status"].eq("done"),
    "clearly_ahead": lambda tasks: (
        tasks["schedule_status"].eq("ahead").fillna(False) & tasks["deviation_pp"].gt(threshold("clear_pp"))
    ),
    "reported_ahead": lambda tasks: tasks["status"].eq("ahead"),
    "unknown": lambda tasks: tasks["progress_pct"].isna(),
    "known": lambda tasks: tasks["progress_pct"].notna(),
    "multiples_of_5": lambda tasks: tasks["progress_pct"].mod(5).eq(0),
    "median_pct": lambda tasks: tasks["progress_pct"].notna(),
    "remaining_pp": lambda tasks: tasks["progress_pct"].lt(100),
}


def identify(ids: pd.Series, quarters: pd.Series | None) -> pd.Series:
    """Name tasks: by their id, and where they are of several quarters, followed by `@` and the quarter.

    >>> identify(pd.Series(["a", "a"]), pd.Series(pd.PeriodIndex(["2024Q1", "2024Q2"], freq="Q"))).tolist()
    ['a@2024Q1', 'a@2024Q2']
    """
    names = ids.astype("object")
    return names if quarters is None else names + "@" + quarters.astype(str)


def list_ids(measured: Measured, rows: Sequence[bool] | pd.Series | np.ndarray) -> tuple[str, ...] | None:
    """The ids of the tasks of a mask, in their order; None where the table has none."""
    tasks = measured.tasks
    if "task_id" not in tasks:
        return None
    several = "quarter" in tasks and tasks["quarter"].nunique(dropna=False) > 1
    names = identify(tasks["task_id"], tasks["quarter"] if several else None)
    return tuple(names[np.asarray(rows, bool)])


def find_counted(
    measured: Measured, table: str, row: object, column: str, by: str | None = None
) -> tuple[str, ...] | None:
    """The ids of the tasks that a figure counts, by the measure, row and column of its cell.

    A threshold counts none; behind a median or a sum of points stand all tasks that went into it.
    """
    tasks = measured.tasks
    if table == "thresholds":
        return ()
    if table == "summarise_ledger":
        return list_ids(
            measured, tasks[["task", "narrative"]].apply(lambda texts: texts.str.contains(LOST)).any(axis=1)
        )
    counted = COUNTED.get(column, lambda tasks: pd.Series(True, tasks.index))(tasks)
    in_row = np.full(len(tasks), True)
    if column in ("holders", "unnamed"):
        in_row = (tasks[by].notna() if column == "holders" else tasks[by].isna()).to_numpy(bool)
    elif not (isinstance(row, str) and row == "all"):
        label = KEYS.get(table) or str(by)
        side = {"reported_ahead": "recomputed"}.get(column, column.removesuffix("_pct")) if label == "status" else ""
        places = measured.find(group_tasks, label, side).get(_plain(row), ())
        in_row = np.isin(np.arange(len(tasks)), places)
    return list_ids(measured, in_row & counted.fillna(False).to_numpy(bool))


def group_tasks(measured: Measured, label: str, side: str = "") -> Positions:
    """The positions of the tasks in each row of a table whose rows are named by `label`.

    A task of several leaders (or units) stands in the row of each. A status counts the tasks that report it
    (`side="reported"`), those that are given it (`"recomputed"`), or both.
    """
    tasks = measured.tasks
    if label in LISTS:
        if LISTS[label] not in tasks:
            return _gather([name] for name in list_values(tasks[label]))
        return _gather(list(dict.fromkeys(names)) or [None] for names in tasks[LISTS[label]])
    if label == "class":
        return _gather([name] for name in measured.classes)
    if label == "status":
        sides = {"reported": tasks["status"], "recomputed": tasks["schedule_status"]}
        columns = [list_values(values, "unknown") for name, values in sides.items() if side in ("", name)]
        return _gather(dict.fromkeys(names) for names in zip(*columns, strict=True))
    return _gather([value] for value in list_values(tasks[label]))


def find_rows(frame: pd.DataFrame, measured: Measured) -> tuple[tuple[int, ...], ...] | None:
    """The positions of the tasks that each row of a measure's table speaks of; None where it is not about tasks."""
    if "source_row" in frame:
        keys = [column for column in ("unit", "source_row") if column in frame]
        places = _gather([key] for key in _list_keys(measured.tasks[keys]))
        return tuple(places.get(key, ()) for key in _list_keys(frame[keys]))
    label = frame.columns[0]
    if label in (*LISTS, "class", "progress_pct", "status"):
        places = measured.find(group_tasks, label)
        return tuple(places.get(value, ()) for value in list_values(frame[label]))
    return (tuple(range(len(measured.tasks))),) if len(frame) == 1 else None


def list_values(values: pd.Series, missing: object = None) -> list[object]:
    """The values of a column, with one label for all that are missing."""
    return list(values.astype("object").where(values.notna(), missing))


def _list_keys(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows.astype("object").fillna("").itertuples(index=False)]


def _gather(labels: Iterable[Iterable[object]]) -> Positions:
    found: dict[object, list[int]] = {}
    for i, several in enumerate(labels):
        for label in several:
            found.setdefault(label, []).append(i)
    return {label: tuple(positions) for label, positions in found.items()}


def _plain(row: object) -> object:
    return None if pd.isna(row) else row

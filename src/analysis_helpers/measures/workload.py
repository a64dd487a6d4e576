"""Who carries how much? People are shown as workload, never as a league table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis_helpers.core.schema import SCHEDULE_STATUSES
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.schedule import ensure_compared

LISTS = {"leader": "leaders", "unit": "units"}


def measure_workload(tasks: pd.DataFrame, by: str = "leader") -> pd.DataFrame:
    """Count what each leader (or unit) carries, the largest load first.

    Needs `leader` (or `unit`), `progress_pct`, and `leaders` (`units`) where a task has several; tasks that do
    not yet stand beside the schedule are compared with it by the month. Of k leaders each carries the task:
    it counts as one in `tasks`, `done`, `ahead`, `on_schedule`, `behind` and `unknown`, and as 1/k in `share_pct` (of all tasks,
    percent) and `remaining_pp` (points missing to 100, no less than 0; missing where no percent is known). `mean_pct` is missing under 3
    tasks. Tasks without a leader stand in a last row whose name is missing.
    Source: docs/method.md, "Workload".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"), "leader": ["甲", "甲", "乙"],
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, 40], "Float64")})
    >>> measure_workload(tasks)[["leader", "tasks", "behind", "remaining_pp"]]
      leader  tasks  behind  remaining_pp
    0      甲      2       0          95.0
    1      乙      1       1          60.0
    """
    carried = carry_tasks(ensure_compared(tasks), by)
    carried["_remaining"] = (100 - carried["progress_pct"]).clip(lower=0) * carried["_part"]
    grouped = carried.groupby(by, dropna=False, sort=False)
    known = grouped["progress_pct"].count()
    status = {name: grouped["schedule_status"].agg(lambda s, name=name: int(s.eq(name).sum()))
              for name in reversed(SCHEDULE_STATUSES)}  # fmt: skip
    table = pd.DataFrame(
        {
            "tasks": grouped.size(),
            "share_pct": 100 * grouped["_part"].sum() / max(len(tasks), 1),
            **status,
            "unknown": grouped.size() - known,
            "remaining_pp": grouped["_remaining"].sum(min_count=1),
            "mean_pct": grouped["progress_pct"].mean().where(known >= threshold("min_group")),
        }
    )
    table = table.rename_axis(by).reset_index()
    table = table.assign(_nameless=table[by].isna())
    order = table.sort_values(["_nameless", "tasks", by], ascending=[True, False, True], kind="stable")
    return order.drop(columns="_nameless").reset_index(drop=True)


def measure_concentration(tasks: pd.DataFrame, by: str = "leader") -> pd.DataFrame:
    """Measure how unevenly tasks are spread over leaders (or units).

    Needs `leader` (or `unit`), and `leaders` (`units`) where a task has several; of k each has 1/k. Returns
    one row: `tasks`, `unnamed` (tasks without a name, left out of all that follows), `holders`,
    `top_share_pct` (percent), `hhi` (Σ share², 1/holders to 1), `effective` (1/HHI: so many equal loads would
    be as uneven), `gini` (0 equal). With a single holder the last three say nothing and are missing.
    Formulas and sources: docs/method.md, "Concentration".

    >>> tasks = pd.DataFrame({"leader": ["甲", "甲", "甲", "乙"]})
    >>> measure_concentration(tasks).round(3).iloc[0].tolist()
    [4.0, 0.0, 2.0, 75.0, 0.625, 1.6, 0.25]
    """
    carried = carry_tasks(tasks, by)
    loads = np.sort(carried.dropna(subset=[by]).groupby(by)["_part"].sum().to_numpy(float))
    n, total = len(loads), loads.sum()
    shares = loads / total if n else loads
    hhi = float((shares**2).sum()) if n > 1 else None
    rank = np.arange(1, n + 1)
    gini = float(2 * (rank * loads).sum() / (n * total) - (n + 1) / n) if n > 1 else None
    row = {
        "tasks": len(tasks),
        "unnamed": int(carried[by].isna().sum()),
        "holders": n,
        "top_share_pct": 100 * shares.max() if n else None,
        "hhi": hhi,
        "effective": 1 / hhi if hhi else None,
        "gini": gini,
    }
    return pd.DataFrame([row]).astype(dict.fromkeys(["top_share_pct", "hhi", "effective", "gini"], "Float64"))


def carry_tasks(tasks: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row for each task and holder, with the part (1/k) that falls to each of k holders."""
    lists = LISTS[by]
    if lists not in tasks:
        return tasks.assign(_part=1.0)
    # A list in the table may name one twice; each holder carries a task once.
    names = tasks[lists].map(lambda named: list(dict.fromkeys(named)) or [None])
    return tasks.assign(**{by: names}, _part=1 / names.map(len)).explode(by, ignore_index=True)

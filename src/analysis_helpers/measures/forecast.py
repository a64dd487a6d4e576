"""Where would a task be at the year's end if it went on as it has?"""

from __future__ import annotations

import pandas as pd

from analysis_helpers.linkage.history import History

LAST = 4  # quarters of a year


def forecast_year_end(history: History, quarter: str | None = None) -> pd.DataFrame:
    """Carry each task of a quarter (None: the newest) on to the year's end at the pace that it has had this year.

    Returns one row for each task of the quarter: `task_id`, `unit`, `leader`, `task`, `progress_pct`, `quarters_seen` (reports
    of this year with a known percent), `quarters_left`, `pace_pp` (points a quarter, from the first to the last of them), `forecast_pct` =
    min(100, now + pace × quarters left), and `low_pct` and `high_pct`, the same at the slowest and the fastest pace between
    two reports; missing where there was only one pace. With one report there is no pace, and the forecast is missing: not estimable.
    Raises ReportError for a quarter that no report speaks of. Formula and source: docs/method.md, "Year-end forecast".

    >>> from analysis_helpers import load_history
    >>> forecast_year_end(load_history(sample=True), "2024Q2").loc[0, ["progress_pct", "pace_pp", "forecast_pct"]].tolist()
    [55.0, 25.0, 100.0]
    """
    now = history.at(quarter)
    tasks = history.tasks[history.tasks["quarter"].eq(now)]
    year = history.tasks[history.tasks["quarter"].dt.year.eq(now.year) & history.tasks["quarter"].le(now)]
    seen = year.dropna(subset=["progress_pct"]).sort_values(["task_id", "quarter"])
    seen = seen.assign(number=seen["quarter"].dt.quarter)
    grouped = seen.groupby("task_id")
    pace = grouped["progress_pct"].diff() / grouped["number"].diff()
    first, last = grouped.first(), grouped.last()
    table = pd.DataFrame(
        {
            "quarters_seen": grouped.size(),
            "pace_pp": (last["progress_pct"] - first["progress_pct"]) / (last["number"] - first["number"]).replace(0, pd.NA).astype("Float64"),
            "slowest": pace.groupby(seen["task_id"]).min(),
            "fastest": pace.groupby(seen["task_id"]).max(),
        }
    )  # fmt: skip
    columns = ["task_id", "unit", "leader", "task", "progress_pct", "source_row"]
    table = (
        tasks[columns]
        .merge(table, left_on="task_id", right_index=True, how="left", validate="one_to_one")
        .reset_index(drop=True)
    )
    left = LAST - now.quarter
    estimable = table["progress_pct"].notna() & table["pace_pp"].notna()
    several = estimable & table["quarters_seen"].gt(2)
    table["quarters_seen"] = table["quarters_seen"].fillna(0).astype(int)
    for name, rate, where in (
        ("forecast_pct", "pace_pp", estimable),
        ("low_pct", "slowest", several),
        ("high_pct", "fastest", several),
    ):
        end = (table["progress_pct"] + table[rate].astype("Float64") * left).clip(0, 100)
        # More than all was reported already: it stays what it is.
        table[name] = end.where(table["progress_pct"].le(100), table["progress_pct"]).where(where)
    return table.drop(columns=["slowest", "fastest"]).assign(quarters_left=left)


def summarise_forecast(forecast: pd.DataFrame) -> pd.DataFrame:
    """Count what a forecast says, and what it leaves out: one row.

    Needs `forecast_pct`. Returns `tasks`, `estimable`, `left_out`, `left_out_pct` (percent of all tasks), `reaching`
    (forecast of 100 % or more) and `short` (below).

    >>> summarise_forecast(pd.DataFrame({"forecast_pct": pd.array([100, 80, None], "Float64")})).iloc[0].round(1).tolist()
    [3.0, 2.0, 1.0, 33.3, 1.0, 1.0]
    """
    known, total = forecast["forecast_pct"].dropna(), len(forecast)
    row = {
        "tasks": total,
        "estimable": len(known),
        "left_out": total - len(known),
        "left_out_pct": 100 * (total - len(known)) / max(total, 1),
        "reaching": int(known.ge(100).sum()),
        "short": int(known.lt(100).sum()),
    }
    return pd.DataFrame([row])

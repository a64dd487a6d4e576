"""How far is each task from where the calendar says it should be? (序时进度)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.said import read_day
from analysis_helpers.core.schema import SCHEDULE_STATUSES
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.history import History

Basis = Literal["month", "day"]
BASES = ("month", "day")
RANKED = ["unit", "source_row", "task", "progress_pct", "expected_pct", "deviation_pp", "schedule_status"]
COMPARED = ("basis", "measured_on", "expected_pct", "deviation_pp", "schedule_status")
SCHEDULE_TYPE = pd.CategoricalDtype(SCHEDULE_STATUSES, ordered=True)
ROUNDING = 9  # decimals: 7 / 12 * 100 is not exact, and 'exactly on schedule' must be


def compare_with_schedule(
    tasks: pd.DataFrame, basis: Basis = "month", as_of: str | date | None = None, tolerance_pp: float = 0,
    outside_year: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Set each task's progress beside the expected progress of the day.

    Needs `quarter`, `as_of` and `progress_pct`. Adds `basis`; `measured_on` (the day: `as_of`, or each
    row's own); `expected_pct` (percent of the year gone: months ended by that day / 12, or days / days in
    the year; 0 before the year of the task and 100 after it); `deviation_pp` (progress minus expected, in
    percentage points) and `schedule_status` (`done` from 100 %, else `behind`, `on_schedule` within `tolerance_pp`, or
    `ahead`; missing where the percent is unknown). `as_of` is a date, or written as in 2024-07-30, 2024/7/30,
    2024年7月30日. Raises ReportError for a basis, day or tolerance that cannot be, and for a day outside of the tasks'
    years unless `outside_year`.
    Formula and source: docs/method.md, "Expected progress".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"),
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, None], "Float64")})
    >>> compare_with_schedule(tasks)[["expected_pct", "deviation_pp", "schedule_status"]]
       expected_pct  deviation_pp schedule_status
    0          50.0           5.0           ahead
    1          50.0           0.0     on_schedule
    2          50.0          <NA>             NaN
    """
    if basis not in BASES:
        raise ReportError("schedule.no_basis", basis=repr(basis))
    if not tolerance_pp >= 0:
        raise ReportError("schedule.negative_tolerance", tolerance=repr(tolerance_pp))
    day = tasks["as_of"] if as_of is None else pd.Series(read_day(as_of), tasks.index)
    if as_of is not None and not outside_year:
        _check_year(day, tasks["quarter"])
    year = tasks["quarter"].dt.year.where(tasks["quarter"].notna(), day.dt.year)
    expected = expected_pct(day, year, basis)
    deviation = (tasks["progress_pct"].astype("Float64") - expected).round(ROUNDING)
    steps = (deviation > tolerance_pp).astype("Int8") - (deviation < -tolerance_pp).astype("Int8")
    names = steps.map(dict(zip((-1, 0, 1), SCHEDULE_STATUSES, strict=False)), na_action="ignore")
    names = names.mask(tasks["progress_pct"].ge(100).fillna(False), "done")
    return tasks.assign(
        basis=basis,
        measured_on=day,
        expected_pct=expected,
        deviation_pp=deviation,
        schedule_status=names.astype(SCHEDULE_TYPE),
    )


def _check_year(day: pd.Series, quarter: pd.Series) -> None:
    years = sorted({int(year) for year in quarter.dropna().dt.year})
    if len(day) and years and day.iloc[0].year not in years:
        raise ReportError("day.other_year", day=f"{day.iloc[0]:%Y-%m-%d}", years="、".join(map(str, years)))


def compare_history(history: History, basis: Basis = "month", as_of: str | date | None = None) -> History:
    """Return a history whose tasks stand beside the schedule, each on its own day unless one is given (see `compare_with_schedule`)."""
    return replace(history, tasks=compare_with_schedule(history.tasks, basis, as_of))


def expected_pct(day: pd.Series, year: pd.Series, basis: Basis) -> pd.Series:
    """Percent of the task's year that is over at the end of a day, by full months or by days.

    >>> day, year = pd.Series(pd.to_datetime(["2024-06-29", "2024-06-30", "2025-01-05"])), pd.Series([2024] * 3)
    >>> expected_pct(day, year, "month").tolist()
    [41.666666667, 50.0, 100.0]
    """
    if basis == "month":
        gone, whole = day.dt.month - 1 + day.dt.is_month_end, pd.Series(12, day.index)
    else:
        gone, whole = day.dt.day_of_year, 365 + day.dt.is_leap_year
    share = (100 * gone / whole).mask(day.dt.year < year, 0.0).mask(day.dt.year > year, 100.0)
    return share.round(ROUNDING).astype("Float64")


def ensure_compared(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return tasks that already stand beside the schedule as they are; else compare them, month by month."""
    return tasks if is_compared(tasks) else compare_with_schedule(tasks)


def is_compared(tasks: pd.DataFrame) -> bool:
    """Whether `compare_with_schedule` made the columns of these tasks: all of them, with its own type of status."""
    return set(COMPARED) <= set(tasks.columns) and tasks["schedule_status"].dtype == SCHEDULE_TYPE


def measure_asof_sensitivity(tasks: pd.DataFrame, start: str | date, end: str | date) -> pd.DataFrame:
    """Count, for each day, the tasks that this report's percents would leave ahead, on schedule or behind.

    Needs `quarter` and `progress_pct`. Returns one row a day: `day`, `done`, `ahead`, `on_schedule`, `behind`,
    `unknown` (tasks), on the day basis. Raises ReportError if the end lies before the start.
    Formula and source: docs/method.md, "Sensitivity to the as-of date".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"),
    ...                       "progress_pct": pd.array([55, 50, None], "Float64")})
    >>> measure_asof_sensitivity(tasks, "2024-07-01", "2024-07-02")
             day  done  ahead  on_schedule  behind  unknown
    0 2024-07-01     0      1            1       0        1
    1 2024-07-02     0      1            0       1        1
    """
    first, last = read_day(start), read_day(end)
    if last < first:
        raise ReportError("schedule.ends_before_start", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
    days = pd.Series(pd.date_range(first, last))
    known = tasks.dropna(subset=["progress_pct"])
    done = known["progress_pct"].ge(100)
    counts = pd.DataFrame({"day": days, "done": int(done.sum()), "ahead": 0, "on_schedule": 0, "behind": 0})
    open_tasks = known[~done]
    for year, group in open_tasks.groupby(open_tasks["quarter"].dt.year, dropna=False):
        expected = expected_pct(days, pd.Series(year, days.index).fillna(days.dt.year), "day").to_numpy(float)
        progress = np.sort(group["progress_pct"].to_numpy(float))
        below = np.searchsorted(progress, expected, side="left")
        up_to = np.searchsorted(progress, expected, side="right")
        counts["behind"] += below
        counts["on_schedule"] += up_to - below
        counts["ahead"] += len(progress) - up_to
    return counts.assign(unknown=len(tasks) - len(known))


def asof_window(tasks: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days worth looking at with `measure_asof_sensitivity`: from the first of the month of the last `measured_on` on.

    To the end of the quarter in which the day `later_days` on (see the thresholds) lies.
    """
    day = ensure_compared(tasks)["measured_on"].max()
    later = day + pd.Timedelta(days=load_vocabulary("thresholds")["later_days"])
    return day.replace(day=1), (later + pd.offsets.QuarterEnd(0)).normalize()


def rank_deviations(tasks: pd.DataFrame) -> pd.DataFrame:
    """List all tasks by their deviation, the furthest ahead first, the unknown last.

    Needs tidy tasks; those that do not yet stand beside the schedule are compared with it by the month.
    Returns `unit`, `source_row`, `task`, `progress_pct`, `expected_pct`, `deviation_pp`, `schedule_status`.
    """
    return sort_by_deviation(tasks)[RANKED]


def sort_by_deviation(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return tasks with all their columns in the order of `rank_deviations`."""
    return ensure_compared(tasks).sort_values(
        ["deviation_pp", "unit", "source_row"], ascending=[False, True, True], ignore_index=True
    )


def find_tipping_days(tasks: pd.DataFrame) -> pd.DataFrame:
    """Find the first day on which each task would be behind if its percent stayed as reported.

    Needs `task_id`, `source_row`, `task`, `quarter` and `progress_pct`. Returns these (without `quarter`) and
    `tipping_day`: the first day with more of the year gone than done, on the day basis; missing where the
    task is done (100 % or more) or the percent unknown. Formula: docs/method.md, "Tipping day".

    >>> tasks = pd.DataFrame({"task_id": ["a", "b", "c"], "source_row": [3, 4, 5], "task": ["甲", "乙", "丙"],
    ...     "quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"), "progress_pct": pd.array([50, 55, 100], "Float64")})
    >>> find_tipping_days(tasks)["tipping_day"].dt.strftime("%Y-%m-%d").tolist()
    ['2024-07-02', '2024-07-20', nan]
    """
    year = tasks["quarter"].dt.to_timestamp().dt.to_period("Y").dt.to_timestamp()
    in_year = 365 + year.dt.is_leap_year
    progress = tasks["progress_pct"].astype("Float64")
    days_covered = np.floor((progress * in_year / 100).round(ROUNDING))
    day = year + pd.to_timedelta(days_covered.where(progress < 100).astype("Int64"), unit="D")
    return tasks[["task_id", "source_row", "task", "progress_pct"]].assign(tipping_day=day)


def measure_lead(tasks: pd.DataFrame) -> pd.DataFrame:
    """Count for each task that is ahead the days until the calendar reaches its percent.

    Needs what `compare_with_schedule` needs, and `task_id`, `source_row`, `task`; tasks that do not yet stand beside the
    schedule are compared with it by the month. Returns `task_id`, `source_row`, `task`, `progress_pct` and `lead_days`:
    full days from `measured_on` to the last day with no more of the year gone than done, on the day basis; missing
    for a task that is not ahead. Formula: docs/method.md, "Days of lead".

    >>> tasks = pd.DataFrame({"task_id": ["a", "b"], "source_row": [3, 4], "task": ["甲", "乙"],
    ...     "quarter": pd.PeriodIndex(["2024Q2"] * 2, freq="Q"), "as_of": pd.to_datetime(["2024-06-30"] * 2),
    ...     "progress_pct": pd.array([50, 55], "Float64")})
    >>> measure_lead(tasks)["lead_days"].tolist()
    [<NA>, 19]
    """
    tasks = ensure_compared(tasks)
    tipping = find_tipping_days(tasks)
    days = (tipping["tipping_day"] - tasks["measured_on"]).dt.days.astype("Int64") - 1
    ahead = tasks["schedule_status"].eq("ahead").fillna(False).astype(bool)
    return tipping.drop(columns="tipping_day").assign(lead_days=days.where(ahead))


def count_leads(lead_days: pd.Series, until: int) -> pd.DataFrame:
    """Count how many tasks would still be ahead on each of the days to come, were their percents to stay as they are.

    >>> count_leads(pd.Series([0, 1, None], dtype="Int64"), 2)
       days  ahead
    0     0      2
    1     1      1
    2     2      0
    """
    days = np.arange(until + 1)
    ends = np.sort(lead_days.dropna().to_numpy(int))
    # A task leads on the days up to and with its last day of lead.
    return pd.DataFrame({"days": days, "ahead": len(ends) - np.searchsorted(ends, days, side="left")})


def assign_lights(tasks: pd.DataFrame, preset: str = "yinchuan-2025") -> pd.DataFrame:
    """Give each task the light (亮灯) of a named preset in `core/vocabulary/lights.toml`.

    Needs `deviation_pp` (see `compare_with_schedule`); for a preset that looks back also `task_id` and `quarter`, of all the
    quarters to look at. Adds `light`, missing where the deviation is unknown. Raises ReportError for a preset that is not there,
    and for one that looks back where there is only one quarter.

    >>> assign_lights(pd.DataFrame({"deviation_pp": pd.array([5, -5, -30], "Float64")}))["light"].tolist()
    ['green', 'none', 'amber']
    >>> course = pd.DataFrame({"task_id": ["a", "a", "a"], "quarter": pd.PeriodIndex(["2024Q1", "2024Q2", "2024Q3"], freq="Q"),
    ...                        "deviation_pp": pd.array([5, -5, 0], "Float64")})
    >>> assign_lights(course, "ouhai-2020")["light"].tolist()
    ['none', 'red', 'yellow']
    """
    presets = load_vocabulary("lights")
    if preset not in presets:
        raise ReportError("lights.no_preset", preset=repr(preset), presets="、".join(presets))
    lights = presets[preset]["lights"]
    deviation = tasks["deviation_pp"]
    light = pd.Series(pd.NA, tasks.index, dtype="object")
    for rule in reversed(lights):
        earns = deviation.ge(rule["from_pp"]) if "from_pp" in rule else deviation.gt(rule.get("above_pp", -np.inf))
        if rule.get("after"):
            earns &= _was(tasks, light.eq(rule["after"]).fillna(False), preset)
        light = light.mask(earns.fillna(False), rule["name"])
    names = [rule["name"] for rule in reversed(lights)]
    return tasks.assign(light=light.astype(pd.CategoricalDtype(names, ordered=True)))


def _was(tasks: pd.DataFrame, then: pd.Series, preset: str) -> pd.Series:
    """Which tasks stood so in any earlier quarter."""
    quarters = tasks["quarter"].dropna().unique() if "quarter" in tasks else []
    if len(quarters) < 2:
        raise ReportError("lights.needs_history", preset=repr(preset))
    order = tasks.assign(_then=then.astype(int)).sort_values("quarter")
    before = order.groupby("task_id")["_then"].cumsum() - order["_then"]
    return before.gt(0).reindex(tasks.index)

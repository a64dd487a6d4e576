"""Measure how percents and classes are spread, beside shares published elsewhere."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.core.schema import SCHEDULE_STATUSES, STATUSES
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures.schedule import Basis, compare_with_schedule, ensure_compared

CLASSES = [*reversed(SCHEDULE_STATUSES), "unknown"]
NOT_AHEAD = ("on_schedule", "behind")  # what a task that is reported ahead is not; a finished one may be called so


def threshold(name: str) -> float:
    """A threshold of `core/vocabulary/thresholds.toml`, where each stands with its reason."""
    return float(load_vocabulary("thresholds")[name])


def measure_progress(tasks: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Describe the reported percents, of all tasks or of each group.

    Needs `progress_pct` (and `by`); tasks that do not yet stand beside the schedule are compared with it by
    the month. Returns one row (or one a group, the largest first) with
    counts of tasks: `tasks`, `unknown` (percent missing), `done`, `ahead`, `on_schedule`, `behind`, `clearly_ahead`
    (of those ahead, by more than 5 points); percents of the known: `mean_pct`, `median_pct`, `sd_pct` (population; these three
    missing for groups of fewer than 3), `min_pct`, `max_pct`; and `multiples_of_5`, how many known percents
    are one (heaping). Source: docs/method.md, "Distribution of progress".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"),
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, 98], "Float64")})
    >>> measure_progress(tasks)[["tasks", "ahead", "on_schedule", "median_pct", "multiples_of_5"]]
       tasks  ahead  on_schedule  median_pct  multiples_of_5
    0      3      2            1        55.0               2
    """
    tasks = ensure_compared(tasks)
    clearly = tasks["schedule_status"].eq("ahead") & tasks["deviation_pp"].gt(threshold("clear_pp"))
    grouped = tasks.assign(_all=0, _clearly_ahead=clearly.fillna(False).astype(int)).groupby(
        by or "_all", dropna=False, observed=True, sort=False
    )
    percent = grouped["progress_pct"]
    enough = percent.count() >= threshold("min_group")
    counts = {name: grouped["schedule_status"].agg(lambda s, name=name: int(s.eq(name).sum()))
              for name in reversed(SCHEDULE_STATUSES)}  # fmt: skip
    table = pd.DataFrame(
        {
            "tasks": grouped.size(),
            "unknown": grouped.size() - percent.count(),
            **counts,
            "clearly_ahead": grouped["_clearly_ahead"].sum(),
            "mean_pct": percent.mean().where(enough),
            "median_pct": percent.median().where(enough),
            "sd_pct": percent.std(ddof=0).where(enough),
            "min_pct": percent.min(),
            "max_pct": percent.max(),
            "multiples_of_5": percent.agg(lambda p: int((p.dropna() % 5 == 0).sum())),
        }
    )
    if by is None:
        return table.reset_index(drop=True)
    return table.rename_axis(by).reset_index().sort_values("tasks", ascending=False, kind="stable", ignore_index=True)


def is_reported_ahead(tasks: pd.DataFrame) -> pd.Series:
    """Whether each task is reported ahead; a task without a status is not."""
    return tasks["status"].eq("ahead").fillna(False).astype(bool)


def count_percents(tasks: pd.DataFrame) -> pd.DataFrame:
    """Count how many tasks report each percent: `progress_pct`, `tasks`; the unknown last, where there are any.

    >>> count_percents(pd.DataFrame({"progress_pct": pd.array([55, 50, 55], "Float64")}))
       progress_pct  tasks
    0          50.0      1
    1          55.0      2
    """
    counts = tasks["progress_pct"].value_counts(dropna=False).sort_index(na_position="last")
    return counts.rename_axis("progress_pct").reset_index(name="tasks")


def measure_status_inflation(tasks: pd.DataFrame) -> pd.DataFrame:
    """Set the reported statuses beside those that percent and calendar give.

    Needs `status` and `progress_pct`; tasks that do not yet stand beside the schedule are compared with it by
    the month. Returns one row for each status, best first, and `unknown`: `reported`, `recomputed` (tasks),
    `reported_ahead` (of those reported ahead, how many are recomputed so), `reported_pct`, `recomputed_pct` (shares of
    all tasks, percent) and `inflation_pp` (the share of all tasks that are reported ahead and are level or behind, in
    points, only for `ahead`). Formula and source: docs/method.md, "Status inflation".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 2, freq="Q"),
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 2), "progress_pct": pd.array([55, 50], "Float64"),
    ...     "status": ["ahead", "ahead"]})
    >>> measure_status_inflation(tasks).set_index("status").loc["ahead"].tolist()
    [2.0, 1.0, 1.0, 100.0, 50.0, 50.0]
    """
    tasks = ensure_compared(tasks)
    order = [*reversed(STATUSES), "unknown"]
    columns = {
        "reported": tasks["status"],
        "recomputed": tasks["schedule_status"],
        "reported_ahead": tasks.loc[is_reported_ahead(tasks), "schedule_status"],
    }
    counts = {
        name: values.astype("object").fillna("unknown").value_counts().reindex(order, fill_value=0)
        for name, values in columns.items()
    }
    table = pd.DataFrame(counts).rename_axis("status")
    shares = 100 * table / max(len(tasks), 1)
    table = table.assign(reported_pct=shares["reported"], recomputed_pct=shares["recomputed"])
    overstated = table.loc[list(NOT_AHEAD), "reported_ahead"].sum()
    inflation = pd.Series(100 * overstated / max(len(tasks), 1), table.index).where(table.index == "ahead")
    return table.assign(inflation_pp=inflation).reset_index()


def classify(tasks: pd.DataFrame) -> pd.Series:
    """The class of each task in a supervision circular: its schedule status, else `unknown`."""
    return _list_classes(ensure_compared(tasks))


def classify_by(tasks: pd.DataFrame, basis: Basis) -> pd.Series:
    """The class of each task on a basis of the schedule, on the day on which it was measured."""
    day = {"as_of": tasks["measured_on"]} if "measured_on" in tasks else {}
    return _list_classes(compare_with_schedule(tasks.assign(**day), basis))


def _list_classes(compared: pd.DataFrame) -> pd.Series:
    return compared["schedule_status"].astype("object").fillna("unknown").rename("class")


def measure_classes(tasks: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks of each class of a supervision circular (督查通报); every task is in one.

    Needs `progress_pct`; tasks that do not yet stand beside the schedule are compared with it by the month.
    Returns one row for each class (`done`, `ahead`, `on_schedule`, `behind`, `unknown`): `tasks`, and `share_pct`
    (percent). Source: docs/method.md, "Classes of a circular".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"),
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 100, None], "Float64")})
    >>> measure_classes(tasks)["share_pct"].round(1).tolist()
    [33.3, 33.3, 0.0, 0.0, 33.3]
    """
    return count_classes(classify(tasks))


def count_classes(classes: pd.Series) -> pd.DataFrame:
    """Make the table of `measure_classes` from the class of each task (see `classify`)."""
    counts = classes.value_counts().reindex(CLASSES, fill_value=0)
    table = counts.rename_axis("class").reset_index(name="tasks")
    return table.assign(share_pct=100 * table["tasks"] / max(len(classes), 1))


def compare_published(tasks: pd.DataFrame, language: str = "zh") -> pd.DataFrame:
    """Set the shares of this report's statuses beside those that others have published.

    Needs what `measure_status_inflation` needs. Returns `place`, `class`, `share_pct`, `caveat` and `source`: first this report as reported and
    as recomputed, then the places of `core/vocabulary/published.toml`. Definitions differ, so the shares are no yardstick.
    """
    table = measure_status_inflation(tasks)
    ours = {
        "reported": ("本报告，自报", "this report, as reported"),
        "recomputed": ("本报告，按序时核算", "this report, recomputed"),
    }
    rows = [
        {"place": names[language == "en"], "class": status, "share_pct": share}
        for column, names in ours.items()
        for status, share in zip(table["status"], table[f"{column}_pct"], strict=True)
        if share
    ]
    rows += [
        {"place": entry["place"][language], "class": name, "share_pct": float(share),
         "caveat": entry["caveat"][language], "source": entry["source"]}
        for entry in load_vocabulary("published")["shares"]
        for name, share in entry["pct"].items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "class", "share_pct", "caveat", "source"])

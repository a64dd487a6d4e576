"""What moved since the last quarter?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis_helpers.core.schema import STATUSES
from analysis_helpers.linkage.decisions import KINDS, ONE_TO_ONE
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.progress import threshold

LAST = 4  # quarters of a year
MOVEMENTS = ["not_comparable", "done", "regressed", "stalled", "copied", "jumped", "advanced"]
RISEN = ["done", "copied", "jumped", "advanced"]
CARRIED = ["unit", "leader", "task", "narrative", "progress_pct", "status", "source_file", "source_row"]


def measure_change(history: History, quarter: str | None = None) -> pd.DataFrame:
    """Set every task of a quarter (None: the newest) beside what it was in the last quarter that its unit reported.

    Returns one row for each relation (see `link_quarters`): `task_id`, `previous_id`, `kind`, `previous_quarter`, `quarter`,
    then `unit`, `leader`, `task`, `narrative`, `progress_pct`, `status`, `source_file`, `source_row` as they are and, as
    `previous_…`, as they were; `delta_pp` (points), `pace_pp` (points a quarter), `movement` and the `rule` that gave it,
    `leader_changed`, `similarity`. A movement is given to tasks linked one to one, by the first rule that fits:
    `not_comparable` (a percent is unknown, or belongs to another year's goal), `copied` (up, and not a word changed), `done`,
    `regressed`, `stalled`, `jumped` (within one quarter), `advanced`; of the others the kind says all. Raises ReportError for a quarter that no report speaks of.
    Sorted by `delta_pp`, the largest first. Rules and source: docs/method.md, "Movement".

    >>> from analysis_helpers import load_history
    >>> changes = measure_change(load_history(sample=True), "2024Q2")
    >>> changes[["source_row", "previous_pct", "progress_pct", "delta_pp", "movement"]].head(3)
       source_row  previous_pct  progress_pct  delta_pp  movement
    0          10          55.0          98.0      43.0    jumped
    1           8          65.0         100.0      35.0      done
    2           3          30.0          55.0      25.0  advanced
    """
    now = history.at(quarter)
    links = history.links[history.links["current_quarter"].eq(str(now))]
    tasks = history.tasks.assign(
        when=history.tasks["quarter"].astype("string"), leader_list=history.tasks["leaders"].map(tuple)
    )
    columns = ["when", "task_id", *CARRIED, "leader_list"]
    before = tasks[columns].add_prefix("previous_").rename(columns={"previous_task_id": "previous_id"})
    changes = (
        links.rename(columns={"current_quarter": "when", "current_id": "task_id"})
        .merge(before, left_on=["previous_quarter", "previous_id"], right_on=["previous_when", "previous_id"], how="left", validate="many_to_one")
        .merge(tasks[columns], on=["when", "task_id"], how="left", validate="many_to_one")
    )  # fmt: skip
    names = ["previous_quarter", "when"]
    quarters = pd.DataFrame({name: pd.PeriodIndex(changes[name], freq="Q") for name in names}, changes.index)
    count = quarters["when"].dt.year * LAST + quarters["when"].dt.quarter
    apart = count - (quarters["previous_quarter"].dt.year * LAST + quarters["previous_quarter"].dt.quarter)
    changes["delta_pp"] = changes["progress_pct"] - changes["previous_progress_pct"]
    changes["pace_pp"] = changes["delta_pp"] / apart.astype("Float64")
    same_year = quarters["when"].dt.year.eq(quarters["previous_quarter"].dt.year)
    changes = changes.assign(**_name_movements(changes, same_year, apart))
    single = changes["kind"].isin(ONE_TO_ONE)
    changes["leader_changed"] = single & changes["leader_list"].ne(changes["previous_leader_list"])
    # What has no counterpart, or several, has no change of its own.
    changes[["delta_pp", "pace_pp"]] = changes[["delta_pp", "pace_pp"]].where(single & same_year)
    changes = changes.rename(columns={"when": "quarter", "previous_progress_pct": "previous_pct"})
    rows = {name: changes[name].astype("Int64") for name in ("source_row", "previous_source_row")}
    changes = changes.assign(**rows).sort_values(
        ["delta_pp", "unit", "source_row", "previous_source_row"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
    order = ["task_id", "previous_id", "kind", "previous_quarter", "quarter", "movement", "rule", "previous_pct", "progress_pct",
             "delta_pp", "pace_pp", "leader_changed", *(c for name in CARRIED if name != "progress_pct" for c in (name, f"previous_{name}")),
             "similarity", "why"]  # fmt: skip
    return changes[order]


def _name_movements(changes: pd.DataFrame, same_year: pd.Series, apart: pd.Series) -> dict[str, pd.Series]:
    delta, now = changes["delta_pp"], changes["progress_pct"]
    stall, regress, jump = (threshold(name) for name in ("stalled_pp", "regressed_pp", "jumped_pp"))
    copied = delta.gt(stall) & changes["narrative"].eq(changes["previous_narrative"]) & changes["narrative"].notna()
    known = delta.notna() & same_year
    rules = {
        "not_comparable": (~known, np.where(same_year, "a percent is unknown", "another year's goal")),
        "copied": (copied, "narrative unchanged"),
        "done": (now.ge(100), "100 %"),
        "regressed": (delta.lt(-regress), f"Δ < −{regress:g}"),
        "stalled": (delta.abs().le(stall), f"|Δ| ≤ {stall:g}"),
        "jumped": (delta.ge(jump) & apart.eq(1), f"Δ ≥ {jump:g}"),
        "advanced": (delta.gt(0), "Δ > 0"),
    }
    movement = pd.Series(pd.NA, changes.index, dtype="object")
    rule = pd.Series(pd.NA, changes.index, dtype="string")
    open_ = changes["kind"].isin(ONE_TO_ONE)
    for name, (fits, words) in rules.items():
        here = open_ & fits.fillna(False).astype(bool)
        movement[here] = name
        rule = rule.mask(here, words)
        open_ &= ~here
    return {"movement": movement.astype(pd.CategoricalDtype(MOVEMENTS)), "rule": rule}


def reconcile_change(history: History, quarter: str | None = None) -> pd.DataFrame:
    """Show that every task on both sides is accounted for, before anything is said of change.

    Returns one row for each kind of relation, then `all`: `kind`, `previous` and `current` (tasks). The row `all` adds up the
    kinds and equals the tasks that the units that report now reported before, and all that they report now.

    >>> from analysis_helpers import load_history
    >>> reconcile_change(load_history(sample=True), "2024Q2").set_index("kind").loc["all"].tolist()
    [21, 19]
    """
    now = str(history.at(quarter))
    links = history.links[history.links["current_quarter"].eq(now)]
    counts = links.groupby("kind", observed=False)[["previous_id", "current_id"]].nunique().reindex(KINDS)
    table = counts.rename(columns={"previous_id": "previous", "current_id": "current"})
    table.loc["all"] = table.sum()
    return table.rename_axis("kind").reset_index().astype({"previous": int, "current": int})


def count_movements(changes: pd.DataFrame) -> pd.DataFrame:
    """Count the movements of tasks linked one to one, then the relations that are none: `movement`, `tasks`.

    Needs `movement`, `kind`, `task_id`, `previous_id` (see `measure_change`). New, split and doubtful tasks are counted as
    they are now, dropped and merged ones as they were.
    """
    moved = changes["movement"].value_counts().reindex(MOVEMENTS, fill_value=0)
    side = {
        "new": "task_id",
        "split": "task_id",
        "doubtful": "task_id",
        "dropped": "previous_id",
        "merged": "previous_id",
    }
    rest = {kind: changes.loc[changes["kind"].eq(kind), column].nunique() for kind, column in side.items()}
    counts = pd.concat([moved, pd.Series(rest)])
    return counts.rename_axis("movement").reset_index(name="tasks")


def count_transitions(changes: pd.DataFrame) -> pd.DataFrame:
    """Count, for tasks linked one to one, which reported status became which.

    Needs `kind`, `previous_status`, `status`. Returns `previous_status` (rows, best first, `unknown` last) by status.

    >>> count_transitions(pd.DataFrame({"kind": ["same"] * 3, "previous_status": ["ahead", "ahead", None],
    ...     "status": ["done", "ahead", "ahead"]})).loc["ahead", ["done", "ahead"]].tolist()
    [1, 1]
    """
    pairs = (
        changes.loc[changes["kind"].isin(ONE_TO_ONE), ["previous_status", "status"]].astype("object").fillna("unknown")
    )
    order = [*reversed(STATUSES), "unknown"]
    table = pd.crosstab(pairs["previous_status"], pairs["status"])
    return table.reindex(index=order, columns=order, fill_value=0).rename_axis(columns=None)


def measure_change_by_leader(changes: pd.DataFrame) -> pd.DataFrame:
    """Count, for each leader, how the tasks that were linked one to one moved: workload, no league table.

    Needs the columns of `measure_change`. Returns `leader`, `tasks`, one column for each movement (tasks), and `mean_delta_pp`
    (points; missing where fewer than three changes are known). Tasks count for the leader first named now; those without one
    stand in a last row.
    """
    single = changes[changes["kind"].isin(ONE_TO_ONE)]
    grouped = single.groupby("leader", dropna=False)
    moved = pd.crosstab(single["leader"].fillna(""), single["movement"]).reindex(columns=MOVEMENTS, fill_value=0)
    table = pd.DataFrame(
        {"tasks": grouped.size(), "known": grouped["delta_pp"].count(), "mean_delta_pp": grouped["delta_pp"].mean()}
    )
    table["mean_delta_pp"] = table["mean_delta_pp"].where(table["known"].ge(threshold("min_group"))).astype("Float64")
    table = table.drop(columns="known").reset_index().assign(_key=lambda t: t["leader"].fillna(""))
    table = table.merge(moved.rename_axis("_key").reset_index(), on="_key", validate="one_to_one")
    table = table.sort_values(["tasks", "leader"], ascending=[False, True], na_position="last", ignore_index=True)
    return table[["leader", "tasks", *MOVEMENTS, "mean_delta_pp"]]

"""What do the targets of a task say together, and those of all tasks of a leader?"""

from __future__ import annotations

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.measures.evidence import JOIN, READINGS, measure_evidence, weigh_tasks
from analysis_helpers.measures.workload import carry_tasks


def summarise_evidence(tasks: pd.DataFrame, preset: str = "as-claimed") -> pd.DataFrame:
    """Sum up the evidence of each task.

    Needs what `measure_evidence` needs, and `leader`. Returns one row for each task, in their order: `task_id`,
    `source_row`, `task`, `leader`, `claimed_pct`; `targets` (with a known figure), `unknown_targets` (vague or destroyed), `counted` and
    `uncounted` targets; `evidenced_low_pct` and `evidenced_high_pct` (the lowest and highest of its targets); `reading`: `shown`
    if all targets that can be judged are, `not_shown` if none of them is counted, `cannot_be_shown` if none can be
    judged, else `partly_shown`; `verdicts` and `quotes` (joined). Method: docs/method.md, "Evidence".

    >>> tasks = pd.DataFrame({"task_id": ["a"], "source_row": [3], "task": ["新建书房4个，送书6万册"], "leader": ["甲"],
    ...     "narrative": ["已建成3个书房"], "progress_pct": pd.array([70], "Float64")})
    >>> summarise_evidence(tasks)[["targets", "counted", "uncounted", "evidenced_low_pct", "reading"]]
       targets  counted  uncounted  evidenced_low_pct       reading
    0        2        1          1               75.0  partly_shown
    """
    evidence = weigh_tasks(tasks, preset)
    known, counted = evidence["target"].notna(), evidence["achieved_high"].notna()
    flags = evidence.assign(
        targets=known, unknown_targets=evidence["verdict"].isin(["vague_target", "unknown_target"]),
        counted=known & counted, uncounted=evidence["verdict"].eq("no_count"),
        shown=evidence["reading"].eq("shown"), partly=evidence["reading"].eq("partly_shown"),
    )  # fmt: skip
    grouped = flags.groupby("_row")
    sums = grouped[["targets", "unknown_targets", "counted", "uncounted", "shown", "partly"]].sum()
    judged = sums["shown"] + sums["partly"] + sums["uncounted"]
    reading = pd.Series("partly_shown", sums.index).mask(sums["shown"].eq(judged), "shown")
    reading = reading.mask(sums["uncounted"].eq(judged), "not_shown").mask(judged.eq(0), "cannot_be_shown")
    table = sums.drop(columns=["shown", "partly"]).assign(
        evidenced_low_pct=grouped["evidenced_low_pct"].min(),
        evidenced_high_pct=grouped["evidenced_high_pct"].max(),
        reading=reading.astype(pd.CategoricalDtype(READINGS)),
        verdicts=grouped["verdict"].agg(lambda v: "、".join(dict.fromkeys(v))),
        quotes=grouped["quotes"].agg(lambda q: JOIN.join(dict.fromkeys(q.dropna())) or pd.NA),
    )
    leader = tasks["leader"] if "leader" in tasks else pd.Series(pd.NA, tasks.index)
    own = tasks[["task_id", "source_row", "task"]].assign(leader=leader, claimed_pct=tasks["progress_pct"])
    return own.reset_index(drop=True).join(table)


def measure_shown(tasks: pd.DataFrame, by: str = "leader") -> pd.DataFrame:
    """Count the tasks of each leader (or unit) by what their words show, the largest load first.

    Needs what `measure_evidence` needs, and `leader` (or `unit`), with `leaders` (`units`) where a task has several: it counts for
    each. Returns the name, `tasks`, `shown`, `partly_shown`, `not_shown`, `cannot_be_shown`; tasks without a name stand in a last row. It is
    a load: what a narrative holds depends on whoever wrote it, which the report does not say.

    >>> tasks = pd.DataFrame({"task_id": ["a", "b"], "source_row": [3, 4], "leader": ["甲", "甲"], "task": ["新建书房4个", "推进创建"],
    ...     "narrative": ["已建成3个书房", "已完成"], "progress_pct": pd.array([70, 50], "Float64")})
    >>> measure_shown(tasks)
      leader  tasks  shown  partly_shown  not_shown  cannot_be_shown
    0      甲      2      1             0          0                1
    """
    reading = summarise_evidence(tasks)["reading"].to_numpy()
    carried = carry_tasks(tasks.assign(reading=reading), by)
    grouped = carried.groupby(by, dropna=False, sort=False)
    table = pd.DataFrame(
        {"tasks": grouped.size()}
        | {name: grouped["reading"].agg(lambda r, name=name: int(r.eq(name).sum())) for name in READINGS}
    )
    table = table.rename_axis(by).reset_index()
    table = table.assign(_nameless=table[by].isna())
    order = table.sort_values(["_nameless", "tasks", by], ascending=[True, False, True], kind="stable")
    return order.drop(columns="_nameless").reset_index(drop=True)


def describe_task(tasks: pd.DataFrame, task_id: str) -> pd.DataFrame:
    """Give one task as a card: its targets, each with what is counted, the verdict and the quotes.

    Needs what `measure_evidence` needs (of all tasks: another row may hold a candidate). Returns the rows of
    `measure_evidence` for that task, in the columns that a reader needs: `target_quote`, `target`, `unit`, `achieved_low`,
    `achieved_high`, `evidenced_low_pct`, `evidenced_high_pct`, `claimed_pct`, `verdict`, `candidate_reason`, `quotes`.
    Raises ReportError for a task that is not there.
    """
    evidence = measure_evidence(tasks)
    own = evidence[evidence["task_id"].eq(task_id)]
    if own.empty:
        raise ReportError(
            f"task {task_id}", "there is no such task", "a task_id of the table", "look it up in tasks['task_id']"
        )
    columns = ["target_quote", "target", "unit", "achieved_low", "achieved_high", "evidenced_low_pct", "evidenced_high_pct",
               "claimed_pct", "verdict", "candidate_reason", "quotes"]  # fmt: skip
    return own[columns].reset_index(drop=True)

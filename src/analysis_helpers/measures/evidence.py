"""Set what a narrative counts beside what its task claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.workload import carry_tasks
from analysis_helpers.quantities.match_targets import (
    Count,
    Weighed,
    add_up,
    judge,
    read_counts,
    relate,
    shares_of,
    weigh,
)

READINGS = ["shown", "partly_shown", "not_shown", "cannot_be_shown"]
FIGURES = ["target", "target_high", "achieved_low", "achieved_high", "evidenced_low_pct", "evidenced_high_pct", "claimed_pct", "gap_pp"]  # fmt: skip
JOIN = " / "
PRESET = "within-rounding"
QUOTE = 60  # characters of a narrative that counts nothing


class Elsewhere(NamedTuple):
    """A count that serves no target of its own row, and the row."""

    source_row: int
    counted: Count


def measure_evidence(tasks: pd.DataFrame, preset: str = PRESET) -> pd.DataFrame:
    """Set each target of a task beside what its narrative counts.

    Needs `task_id`, `source_row`, `task`, `narrative`, `progress_pct`, and `quarter` and `unit` where they are. Returns one row
    for each target (a task without one has one row with the figures missing): `task_id`, `source_row`, `thing`,
    `comparator`, `target` and `target_high` (of a range), `unit`; `achieved_low`, `achieved_high` (what is counted, by
    the strictest and the most generous reading, in the same unit; missing where nothing is); `evidenced_low_pct`,
    `evidenced_high_pct` (of the target; of a level only whether it is reached); `claimed_pct` (the percent reported); `gap_pp`
    (claimed minus evidenced at its most generous, in points); `verdict`; `reading` (its class); `target_quote` and `quotes`
    (of the narrative, with the row each stands in, `?` behind that of a candidate) and `candidate_reason`. Raises ReportError for a preset that is
    not in `core/vocabulary/evidence.toml`. Method: docs/method.md, "Evidence".

    >>> tasks = pd.DataFrame({"task_id": ["a", "b", "c"], "source_row": [3, 4, 5], "task": ["新建书房4个", "新增企业3家", "推进创建"],
    ...     "narrative": ["已建成3个书房", "开展政策申报", "已完成"], "progress_pct": pd.array([70, 55, 50], "Float64")})
    >>> measure_evidence(tasks)[["target", "achieved_low", "evidenced_low_pct", "gap_pp", "verdict"]]
       target  achieved_low  evidenced_low_pct  gap_pp    verdict
    0     4.0           3.0               75.0    -5.0      shown
    1     3.0          <NA>               <NA>    <NA>   no_count
    2    <NA>          <NA>               <NA>    <NA>  no_target
    """
    return drop_positions(weigh_tasks(tasks, preset))


def drop_positions(weighed: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `weigh_tasks` as `measure_evidence` gives it."""
    return weighed.drop(columns="_row")


def weigh_tasks(tasks: pd.DataFrame, preset: str) -> pd.DataFrame:
    """The table of `measure_evidence`, with the position of each task in `_row` (an id may stand in several quarters)."""
    tolerances = _tolerances(tasks, preset)
    classes = {
        verdict: name for name, verdicts in load_vocabulary("evidence")["classes"].items() for verdict in verdicts
    }
    free = _free_counts(tasks)
    rows: list[dict[str, Any]] = []
    for at, (key, row, tolerance) in enumerate(zip(_groups(tasks), _texts(tasks), tolerances, strict=True)):
        claimed = None if pd.isna(row.progress_pct) else float(row.progress_pct)
        own = {"_row": at, "task_id": row.task_id, "source_row": row.source_row, "claimed_pct": claimed}
        targets = weigh(row.task, row.narrative)
        for weighed in targets:
            others = _candidates(weighed, free.get((key, _head(weighed.target)), []), row.source_row)
            rows.append(own | _one_target(weighed, others, row, claimed, tolerance))
        if not targets:
            rows.append(own | {"verdict": "no_target", "quotes": _shorten(row.narrative, row.source_row)})
    columns = ["_row", "task_id", "source_row", "thing", "comparator", "target", "target_high", "unit", "achieved_low", "achieved_high",
               "evidenced_low_pct", "evidenced_high_pct", "claimed_pct", "gap_pp", "verdict", "target_quote", "quotes", "candidate_reason"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(FIGURES, "Float64"))
    texts = ["thing", "comparator", "unit", "verdict", "target_quote", "quotes", "candidate_reason"]
    table = table.astype(dict.fromkeys(texts, "str"))
    reading = table["verdict"].map(classes).astype(pd.CategoricalDtype(READINGS, ordered=False))
    table.insert(columns.index("target_quote"), "reading", reading)
    return table


def _tolerances(tasks: pd.DataFrame, preset: str) -> list[float]:
    """The points by which what is counted may stay behind the claim of each task."""
    presets = load_vocabulary("evidence")["presets"]
    if preset not in presets:
        raise ReportError("evidence.no_preset", preset=repr(preset), presets="、".join(presets))
    given = presets[preset]["tolerance_pp"]
    return rounding_steps(tasks).tolist() if given == "rounding" else [float(given)] * len(tasks)


def rounding_steps(tasks: pd.DataFrame) -> pd.Series:
    """The step in points in which each percent is given.

    5 for a multiple of 5 in a report whose percents are mostly such (see `measure_heaping`), else 1.
    """
    percents = tasks["progress_pct"].astype("Float64")
    quarter = tasks["quarter"].astype(str) if "quarter" in tasks else pd.Series("", tasks.index)
    multiples = percents.mod(5).eq(0).astype("Float64")
    heaped = multiples.groupby(quarter).transform("mean").gt(threshold("heaping_share"))
    return pd.Series(1.0, tasks.index).mask((heaped & multiples.eq(1)).fillna(False).astype(bool), 5.0)


def _texts(tasks: pd.DataFrame) -> list[Any]:
    columns = ["task_id", "source_row", "task", "narrative", "progress_pct"]
    return list(tasks[columns].assign(narrative=tasks["narrative"].fillna("")).itertuples(index=False))


def _groups(tasks: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    """Whose rows may speak of each other: those of one bureau in one quarter."""
    columns = [
        tasks[name].astype("object") if name in tasks else pd.Series("", tasks.index) for name in ("quarter", "unit")
    ]
    return zip(*columns, strict=True)


def _head(count: Count) -> str:
    return count.thing[-2:]


def _free_counts(tasks: pd.DataFrame) -> dict[tuple[object, str], list[Elsewhere]]:
    """Counts that serve no target of their own row, by whose they are and the end of their thing."""
    free: dict[tuple[object, str], list[Elsewhere]] = defaultdict(list)
    for key, row in zip(_groups(tasks), _texts(tasks), strict=True):
        used = {c for w in weigh(row.task, row.narrative) for c in (*w.sure, *(count for _, count in w.candidates))}
        for count in read_counts(row.narrative):
            if count not in used and len(count.thing) > 1 and count.high is not None:
                free[key, _head(count)].append(Elsewhere(row.source_row, count))
    return free


def _candidates(weighed: Weighed, others: list[Elsewhere], source_row: int) -> list[Elsewhere]:
    """Counts of other rows that may speak of a target; of many rows none is meant."""
    at_most = load_vocabulary("evidence")["joining"]["rows_at_most"]
    if not others or len(others) > 20 * at_most or weighed.target.low is None:
        return []
    found = [
        o
        for o in others
        if o.source_row != source_row and relate(weighed.target, o.counted, alone=False, elsewhere=True)
    ]
    return found if len({o.source_row for o in found}) <= at_most else []


def _shorten(narrative: str, source_row: int) -> str | None:
    """What stands there instead of a count, in whole clauses."""
    shown = ""
    for clause in re.findall(r"[^，,。;；]+[，,。;；]?", narrative):
        if shown and len(shown + clause) > QUOTE:
            shown = shown.rstrip("，,。;；") + "…"
            break
        shown += clause
    return f"[{source_row}] {shown}" if shown else None


def _one_target(weighed: Weighed, others: list[Elsewhere], row: Any, claimed: float | None,
                tolerance: float) -> dict[str, Any]:  # fmt: skip
    target, source_row = weighed.target, row.source_row
    amount = add_up(weighed, tuple(other.counted for other in others))
    low, high = shares_of(target, amount)
    marked = [(f"[{source_row}]", c) for c in weighed.sure]
    marked += [(f"[{source_row}?]", c) for _, c in weighed.candidates]
    marked += [(f"[{other.source_row}?]", other.counted) for other in others]
    reasons = [reason for reason, _ in weighed.candidates] + ["other_row"] * bool(others)
    verdict = judge(target, amount, (low, high), claimed, tolerance)
    return {
        "thing": target.quantity.thing, "comparator": target.quantity.comparator,
        "target": target.low, "target_high": target.quantity.high, "unit": target.quantity.unit,
        "achieved_low": amount.low, "achieved_high": amount.high,
        "evidenced_low_pct": low, "evidenced_high_pct": high,
        "gap_pp": None if claimed is None or high is None or verdict == "level_short" else claimed - high,
        "verdict": verdict,
        "quotes": JOIN.join(dict.fromkeys(f"{mark} {c.quote}" for mark, c in marked)) or _shorten(row.narrative, source_row),
        "target_quote": target.quote,
        "candidate_reason": "、".join(dict.fromkeys(reasons)) or None,
    }  # fmt: skip


def summarise_evidence(tasks: pd.DataFrame, preset: str = PRESET) -> pd.DataFrame:
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
    return sum_up_evidence(tasks, weigh_tasks(tasks, preset))


def sum_up_evidence(tasks: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Make the table of `summarise_evidence` from that of `weigh_tasks`."""
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
    return count_readings(tasks, summarise_evidence(tasks)["reading"], by)


def count_readings(tasks: pd.DataFrame, reading: pd.Series, by: str = "leader") -> pd.DataFrame:
    """Make the table of `measure_shown` from the `reading` of each task (a column of `summarise_evidence`)."""
    carried = carry_tasks(tasks.assign(reading=reading.to_numpy()), by)
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
        raise ReportError("evidence.no_task", task_id=task_id)
    columns = ["target_quote", "target", "unit", "achieved_low", "achieved_high", "evidenced_low_pct", "evidenced_high_pct",
               "claimed_pct", "verdict", "candidate_reason", "quotes"]  # fmt: skip
    return own[columns].reset_index(drop=True)

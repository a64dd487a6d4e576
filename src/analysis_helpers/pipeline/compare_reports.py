"""How does a report differ from the last one of its unit?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis_helpers.cleaning.report import Report
from analysis_helpers.core.vocabulary import say
from analysis_helpers.linkage.decisions import KINDS, ONE_TO_ONE

COLUMNS = ["what", "name", "before", "now"]
APPEAR = ["field", "column", "status_word", "unit", "leader"]
ELSEWHERE = ("year", "quarter", "as_of", "synthetic")  # a title may tell these as well as a column
MOST = 12  # names in a line


def measure_drift(report: Report, last: Report) -> pd.DataFrame:
    """Set a report beside the last one of its unit: what is new, what is gone, what went down.

    Returns `what`, `name`, `before` and `now`: first how many `tasks`, and how many of them with an `unknown` percent; then what
    only one of the two has: a `field` of the tidy table, a `column` under its header, a `status_word` as received,
    a `unit`, a `leader` (number of tasks that name it; 1 for fields and columns); then `link`, how many tasks were
    reworded, split, merged, new, dropped or are doubtful; then `fall`, a task whose percent is lower than before in
    the same year (percents). Raises ReportError for tasks without a text.

    >>> from analysis_helpers import load_report
    >>> header, row = "工作任务 | 形象进度 | 状态 | 责任领导", "新建书房4个 | {} | {} | {}"
    >>> q1 = load_report("甲局2024年一季度\\n" + header + "\\n" + row.format("60%", "超前", "甲某"))
    >>> q2 = load_report("甲局2024年二季度\\n" + header + "\\n" + row.format("50%", "超前", "乙某"))
    >>> measure_drift(q2, q1).tail(3)
         what    name  before   now
    2  leader      甲某     1.0   0.0
    3  leader      乙某     0.0   1.0
    4    fall  新建书房4个    60.0  50.0
    """
    unknown = [int(each.tasks["progress_pct"].isna().sum()) for each in (last, report)]
    rows = [("tasks", "", len(last.tasks), len(report.tasks)), ("unknown", "", *unknown)]
    before, now = _count_names(last), _count_names(report)
    for what in APPEAR:
        names = dict.fromkeys([*before[what], *now[what]])
        rows += [
            (what, name, before[what].get(name, 0), now[what].get(name, 0))
            for name in names
            if name not in before[what] or name not in now[what]
        ]
    table = pd.DataFrame([*rows, *_compare_tasks(last.tasks, report.tasks)], columns=COLUMNS)
    return table.astype({"before": "Float64", "now": "Float64"})


def _count_names(report: Report) -> dict[str, dict[str, int]]:
    tasks, counts = report.tasks, {}
    for column, what in (("units", "unit"), ("leaders", "leader")):
        counts[what] = tasks[column].explode().dropna().value_counts().to_dict()
    words = pd.Series(dtype="object")
    if "status" in report.fields:
        words = report.cells.loc[report.cells.index.isin(tasks["source_row"]), report.fields["status"]].dropna()
    counts["status_word"] = words[words.ne("")].value_counts().to_dict()
    counts["field"] = dict.fromkeys((name for name in report.fields if name not in ELSEWHERE), 1)
    counts["column"] = dict.fromkeys(report.cells.columns, 1)
    return counts


def _compare_tasks(last: pd.DataFrame, tasks: pd.DataFrame) -> list[tuple[str, str, float, float]]:
    """How many tasks were linked in which way, and the percents that fell."""
    from analysis_helpers.linkage.link_quarters import link_quarters

    links = link_quarters(last, tasks)
    ends = links.groupby("kind", observed=False)[["previous_id", "current_id"]].nunique()
    counted = [("link", kind, *ends.loc[kind]) for kind in KINDS if kind != "same" and ends.loc[kind].any()]
    before, now = (frame.set_index("task_id") for frame in (last, tasks))
    pairs = links[links["kind"].isin(ONE_TO_ONE)]
    then, here = before.loc[pairs["previous_id"]].reset_index(), now.loc[pairs["current_id"]].reset_index()
    fell = here["progress_pct"].lt(then["progress_pct"]) & here["quarter"].dt.year.eq(then["quarter"].dt.year)
    fell = fell.fillna(False).astype(bool)
    falls = zip(here.loc[fell, "task"], then.loc[fell, "progress_pct"], here.loc[fell, "progress_pct"], strict=True)
    return [*counted, *(("fall", *fall) for fall in falls)]


def describe_drift(drift: pd.DataFrame, language: str = "zh") -> Iterable[tuple[str, str]]:
    """The drift line by line for a person, each with its style (`text`, `finding`)."""
    for what in ("tasks", "unknown"):
        row = drift[drift["what"].eq(what)].iloc[0]
        yield "text", say(f"drift.{what}", language, before=int(row["before"]), now=int(row["now"]))
    links = drift[drift["what"].eq("link")]
    if len(links):
        told = [f"{say(f'kind.{row.name}', language)} {_ends(row.before, row.now)}" for row in links.itertuples()]
        yield "text", say("drift.link", language, kinds=say("footer.stop", language).join(told))
    plain = True
    for what in APPEAR:
        rows = drift[drift["what"].eq(what)]
        for side, there in (("gone", rows["now"].eq(0)), ("new", rows["before"].eq(0))):
            if there.any():
                plain = False
                yield "finding", say(f"drift.{what}_{side}", language, names=_names(what, rows[there], language))
    falls = drift[drift["what"].eq("fall")]
    for row in falls.itertuples():
        yield "finding", say("drift.fall", language, task=row.name, before=float(row.before), now=float(row.now))
    if plain and falls.empty:
        yield "text", say("drift.none", language)


def _ends(before: float, now: float) -> str:
    """How many tasks on the side where there are any; on both, where they differ."""
    ends = list(dict.fromkeys(str(int(n)) for n in (before, now) if n))
    return " → ".join(ends)


def _names(what: str, rows: pd.DataFrame, language: str) -> str:
    names = [say(f"fields.{name}", language) if what == "field" else str(name) for name in rows["name"]]
    if what not in ("field", "column"):
        counts = (rows["before"] + rows["now"]).astype(int)
        names = [f"{name} ({n})" for name, n in zip(names, counts, strict=True)]
    more = [say("drift.more", language, n=len(names) - MOST)] if len(names) > MOST else []
    return say("footer.stop", language).join([*names[:MOST], *more])

"""The verdict on a task as it is seen in a selection: what the charts' tables show of it."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from tests.tribunal.judge import Fault
from tests.tribunal.make_reports import COPIED, Row, Sheet, load_sheets, make_row, name_thing

from analysis_helpers.charts.select_tasks import TaskSelector, find_chart
from analysis_helpers.charts.selection import View

QUARTER = "2024Q2"
SEEDS = 24
CHOICES = ("deviation", "evidence", "recycled")


def _report() -> Sheet:
    """A report in which rows speak of each other: copied narratives, and counts that stand in another leader's row."""
    rng = random.Random(5)
    hows = ["counted", "silent", "short_of", "aimless", "begun", "copied", "nothing"]
    people, offices = [("甲某",), ("乙某",), ("丙某",), ("甲某", "丙某")], ["甲局", "甲局", "乙局"]
    statuses = ["ahead", "ahead", "on_schedule", None]
    rows = [
        make_row(
            i,
            rng.choice([50.0, 55.0, 40.0, 100.0, None]),
            rng.choice(hows),
            leaders=rng.choice(people),
            unit=rng.choice(offices),
            status=rng.choice(statuses),
        )
        for i in range(24)
    ]
    return Sheet(2, (*rows, *_speaking_of_each_other()))


def _speaking_of_each_other() -> list[Row]:
    """A target of one leader whose count stands in the row of another, and two rows with one narrative."""
    asks = make_row(30, 50.0, "silent", leaders=("甲某",), unit="甲局", status="ahead")
    counts = make_row(31, 50.0, "aimless", leaders=("乙某",), unit="甲局", status="on_schedule")
    counts = replace(counts, narrative=f"另已建成{name_thing(30)}12个")
    alike = [
        make_row(32 + i, 60.0, "copied", leaders=(name,), unit="甲局", status="ahead")
        for i, name in enumerate(("丁某", "戊某"))
    ]
    return [asks, counts, *(replace(row, narrative=f"{COPIED}，进展顺利") for row in alike)]


@cache
def _desk() -> TaskSelector:
    return TaskSelector(load_sheets((_report(),)))


def draw_view(rng: random.Random, chart: str) -> View:
    """A selection by one or two filters, drawn at random."""
    filters = {
        "leader": rng.choice(["甲某", "乙某", "丙某", "丁某", "戊某"]),
        "unit": rng.choice(["甲局", "乙局"]),
        "status": rng.choice(["ahead", "on_schedule", "unknown"]),
        "text": rng.choice(["东片", "西片", "停车场", "南片", "新建"]),
    }
    chosen = rng.sample(sorted(filters), rng.choice([1, 1, 2]))
    return View(QUARTER, chart=chart, **{name: filters[name] for name in chosen})


def verdicts_in(view: View) -> dict[int, object]:
    """For each task of a selection, what the view's chart says of it, by its row in the report."""
    selection = _desk().select(view)
    chart = find_chart(selection)
    if chart is None:
        return {}
    table, rows = chart.table(selection.measured), [int(row) for row in selection.tasks["source_row"]]
    if view.chart == "recycled":
        shared = {*table["source_row"], *table["other_row"]}
        return {row: row in shared for row in rows}
    column = "verdict" if view.chart == "evidence" else "schedule_status"
    said: dict[int, list[str]] = {row: [] for row in rows}
    for row, verdict in zip(table["source_row"], table[column].astype(str), strict=True):
        if int(row) in said:
            said[int(row)].append(verdict)
    return said


@cache
def whole_verdicts(chart: str) -> dict[int, object]:
    """The same for all tasks of the report."""
    return verdicts_in(View(QUARTER, chart=chart))


def judge_selections() -> list[Fault]:
    """Draw selections at random and say where one gives another verdict on a task than the whole report."""
    faults = []
    for seed in range(SEEDS):
        chart = CHOICES[seed % len(CHOICES)]
        view, whole = draw_view(random.Random(seed), chart), whole_verdicts(chart)
        for row, verdict in verdicts_in(view).items():
            if verdict != whole[row]:
                text = f"第{row}行：{_say(verdict)}；全部任务中：{_say(whole[row])}"
                faults.append(Fault("selection", view.describe("zh"), chart, text, "a filter changes the verdict"))
    return faults


def _say(verdict: object) -> str:
    if isinstance(verdict, bool):
        return "与别的任务文字相同" if verdict else "文字不与别的任务相同"
    return "、".join(verdict) or "没有"

"""Which tasks does a view keep, what does each filter leave out, and what would each choice leave?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis_helpers.charts.catalogue import (
    BY_UNIT,
    CHARTS,
    Chart,
    bind_chart,
    choose_charts,
    limit_chart,
    name_charts,
)
from analysis_helpers.charts.selection import UNKNOWN, View
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.project import find_project
from analysis_helpers.core.schema import SCHEDULE_STATUSES, STATUSES
from analysis_helpers.linkage.decisions import load_decisions
from analysis_helpers.linkage.history import History, gather_reports
from analysis_helpers.measures.measured import Measured
from analysis_helpers.measures.schedule import compare_history

LISTS = {"unit": "units", "leader": "leaders"}
LASTING = {"unit", "leader", "text"}  # filters that a task that is gone can meet: by what it was
ORDERS = {"status": [*reversed(STATUSES), UNKNOWN], "schedule_status": [*reversed(SCHEDULE_STATUSES), UNKNOWN]}


@dataclass(frozen=True)
class Selection:
    """The tasks that a view keeps, out of how many, and what its filters do.

    `tasks` are tidy tasks of the quarter beside the schedule; `total` counts those of the quarter; `without` how many a
    filter alone keeps out: so many come back where it is taken away; `choices` how many each choice of a filter would leave
    with all the others as they are.
    """

    view: View
    tasks: pd.DataFrame
    total: int
    without: Mapping[str, int]
    choices: Mapping[str, Mapping[str, int]]
    all_history: History = field(repr=False)
    whole: Measured = field(repr=False)

    @cached_property
    def measured(self) -> Measured:
        """These tasks with their measures; what rows say of each other is weighed on the whole quarter."""
        return self.whole if len(self.tasks) == self.total else Measured(self.tasks, self.whole)

    @cached_property
    def history(self) -> History:
        """What the charts of change need: these tasks, their course so far, and what they are compared with."""
        return _narrow(self.all_history, self.tasks, self.view)


def find_chart(selection: Selection) -> Chart | None:
    """The chart that a view names, saying to which tasks it is limited; None where it has nothing to draw: no task, or none
    that was there before.

    Raises ReportError, listing what there is, for a chart that the quarter does not have.
    """
    view, there = selection.view, name_charts(selection.all_history, selection.view.quarter)
    if view.chart not in there:
        raise ReportError("charts.not_this_quarter", f"chart={view.chart!r}", charts="、".join(there))
    if selection.tasks.empty:
        return None
    history = selection.history if view.chart not in CHARTS else None
    return make_chart(view.chart, selection.measured, history, view.describe())


def make_chart(name: str, tasks: Measured, history: History | None, words: str) -> Chart | None:
    """The chart of that name of some tasks, which says so (`words`); None where they were not there before."""
    charts = CHARTS | BY_UNIT if name in CHARTS or name in BY_UNIT else choose_charts(tasks, history)
    return limit_chart(bind_chart(charts[name], tasks), words) if name in charts else None


class TaskSelector:
    """A history prepared for one view after the other: what does not change between two views is computed once."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._compared: dict[tuple[Any, ...], History] = {}
        self._columns: dict[tuple[Any, ...], _Columns] = {}

    def select(self, view: View) -> Selection:
        """Apply a view. Raises ReportError, listing what there is, for a quarter, unit or leader that is not there."""
        history = self.compare(view)
        now = history.at(view.quarter)
        key = (str(now), view.compare, view.basis, view.as_of)
        if key not in self._columns:
            self._columns[key] = _Columns(history.tasks[history.tasks["quarter"].eq(now)].reset_index(drop=True))
        return self._columns[key].select(replace(view, quarter=str(now)), history)

    def compare(self, view: View) -> History:
        """The history beside the schedule, the quarter linked with the one that it is to be compared with."""
        key = (view.compare and (view.quarter, view.compare), view.basis, view.as_of)
        if key not in self._compared:
            history = self.history if view.compare is None else _link_with(self.history, view)
            self._compared[key] = compare_history(history, view.basis, view.as_of)
        return self._compared[key]


def select_tasks(history: History, view: View) -> Selection:
    """Apply one view to a history; see `Selection`. Raises ReportError for a quarter, unit or leader that is not there.

    >>> from analysis_helpers import load_history
    >>> chosen = select_tasks(load_history(), View("2024Q2", schedule_status="on_schedule"))
    >>> len(chosen.tasks), chosen.total, chosen.without
    (4, 19, {'schedule_status': 15})
    """
    return TaskSelector(history).select(view)


class _Columns:
    """The tasks of a quarter, each filter's column as numbers."""

    def __init__(self, tasks: pd.DataFrame) -> None:
        self.tasks = tasks
        self.measured = Measured(tasks)
        self.texts = (
            (tasks["task"].fillna("") + "\n" + tasks["narrative"].fillna("")).str.normalize("NFKC").str.casefold()
        )
        self.percents = tasks["progress_pct"].to_numpy(float, na_value=np.nan)
        self.places: dict[str, tuple[np.ndarray, np.ndarray, list[str]]] = {}
        for name, lists in LISTS.items():
            named = tasks[lists].explode().fillna(UNKNOWN)
            counts = named.value_counts()
            names = [*sorted(counts.index.drop(UNKNOWN, errors="ignore"), key=lambda n: (-counts[n], n)), UNKNOWN]
            self._add(name, named, names)
        for name, order in ORDERS.items():
            self._add(name, tasks[name].astype("object").fillna(UNKNOWN), order)

    def _add(self, name: str, values: pd.Series, names: list[str]) -> None:
        codes = pd.Categorical(values, names).codes
        self.places[name] = (values.index.to_numpy(), np.asarray(codes), names)

    def select(self, view: View, history: History) -> Selection:
        self._check(view)
        masks = self._masks(view)
        kept = self._all(masks)
        others = {name: self._all(masks, but=name) for name in {*masks, *self.places}}
        without = {name: int(others[name].sum() - kept.sum()) for name in masks}
        choices = {
            name: dict(zip(names, np.bincount(codes[others[name][rows]], minlength=len(names)).tolist(), strict=True))
            for name, (rows, codes, names) in self.places.items()
        }
        chosen = self.tasks[kept].reset_index(drop=True)
        return Selection(view, chosen, len(self.tasks), without, choices, history, self.measured)

    def keep(self, view: View) -> pd.DataFrame:
        """The tasks that meet the filters of a view."""
        return self.tasks[self._all(self._masks(view))]

    def _masks(self, view: View) -> dict[str, np.ndarray]:
        return {name: self._keep(name, value) for name, value in view.filters.items()}

    def _all(self, masks: Mapping[str, np.ndarray], but: str = "") -> np.ndarray:
        """Which tasks meet all filters (but one)."""
        rest = [mask for name, mask in masks.items() if name != but]
        return np.logical_and.reduce(rest) if rest else np.ones(len(self.tasks), bool)

    def _keep(self, name: str, value: Any) -> np.ndarray:
        if name == "percent":
            return np.asarray((self.percents >= value[0]) & (self.percents <= value[1]))
        if name == "text":
            words = str(pd.Series([value], dtype="str").str.normalize("NFKC").str.casefold()[0]).split()
            return self._all({word: self.texts.str.contains(word, regex=False).to_numpy(bool) for word in words})
        rows, codes, names = self.places[name]
        kept = np.zeros(len(self.tasks), bool)
        if value in names:
            kept[rows[codes == names.index(value)]] = True
        return kept

    def _check(self, view: View) -> None:
        for name in LISTS:
            value, names = getattr(view, name), self.places[name][2]
            if value is not None and value not in names:
                raise ReportError("charts.nobody_has_it", f"{name}={value!r}", names="、".join(names))


def _link_with(history: History, view: View) -> History:
    """The quarter of a view, linked with the one that it names instead of the last one."""
    now, before = history.at(view.quarter), history.at(view.compare)
    if before >= now:
        earlier = [quarter for quarter in history.quarters if pd.Period(quarter) < now]
        raise ReportError(
            "charts.not_before",
            f"compare={view.compare!r}",
            now=now,
            earlier="、".join(earlier) or word("words.none_yet"),
        )
    files = set(history.tasks.loc[history.tasks["quarter"].isin([now, before]), "source_file"])
    reports = [report for report in history.reports if report.source.file in files]
    return gather_reports(reports, load_decisions(find_project() / "data" / "decisions.csv"))


def _narrow(history: History, tasks: pd.DataFrame, view: View) -> History:
    """What of a history concerns some tasks of a quarter: they, their course, and, where the filters speak of what a task
    already was, those that are gone."""
    links = history.links[history.links["current_quarter"].eq(view.quarter)]
    every, gone = history.tasks, links.loc[links["current_id"].isna(), ["previous_quarter", "previous_id"]]
    if LASTING.issuperset(view.filters) and len(gone):
        there = pd.MultiIndex.from_arrays([every["quarter"].astype(str), every["task_id"]])
        left = every[there.isin(pd.MultiIndex.from_frame(gone.astype("object")))].reset_index(drop=True)
        gone = gone[gone["previous_id"].isin(_Columns(left).keep(view)["task_id"])]
    else:
        gone = gone[:0]
    links = links[links["current_id"].isin(tasks["task_id"]) | links.index.isin(gone.index)]
    ids, now = {*tasks["task_id"], *links["previous_id"].dropna()}, pd.Period(view.quarter)
    course = every["task_id"].isin(ids) & every["quarter"].lt(now)
    own = every["quarter"].eq(now) & every["task_id"].isin(tasks["task_id"])
    return replace(
        history, tasks=every[course | own].reset_index(drop=True), links=links.reset_index(drop=True), course=None
    )

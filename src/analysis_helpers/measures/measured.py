"""Hold some tasks, or a change between quarters, with what was measured of them, so that nothing is computed twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

import numpy as np
import pandas as pd

from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import measure_change
from analysis_helpers.measures.evidence import PRESET, count_readings, drop_positions, sum_up_evidence, weigh_tasks
from analysis_helpers.measures.forecast import forecast_year_end
from analysis_helpers.measures.progress import classify, classify_by, threshold
from analysis_helpers.measures.schedule import (
    Basis,
    count_leads,
    ensure_compared,
    measure_lead,
    sort_by_deviation,
)
from analysis_helpers.measures.scope import Scope, describe_change, describe_scope
from analysis_helpers.measures.wording import pair_recycled

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Measured:
    """Tidy tasks with their measures and findings, each computed when it is first asked for.

    Chart, page, Word file and slides that are given the same object share what it holds. What rows say of each other
    (counts in another row, narratives that are the same) is weighed on the `whole` report, so that a selection changes
    no verdict. The tasks must not be changed in place.
    """

    tasks: pd.DataFrame
    whole: Measured | None = field(default=None, repr=False)  # the report that these tasks were selected from
    _results: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def measure(
        self, function: Callable[Concatenate[pd.DataFrame, Given], Result], *args: Given.args, **options: Given.kwargs
    ) -> Result:
        """Return `function(tasks, …)`, computed once."""
        return _compute_once(self._results, function, self.tasks, args, options)

    def find(
        self, function: Callable[Concatenate[Self, Given], Result], *args: Given.args, **options: Given.kwargs
    ) -> Result:
        """Return `function(this object, …)`, computed once: a finding, which takes its measures from here."""
        return _compute_once(self._results, function, self, args, options)

    @cached_property
    def scope(self) -> Scope:
        """What the tasks cover."""
        return describe_scope(self.tasks)

    @cached_property
    def classes(self) -> pd.Series:
        """The class of each task."""
        return classify(self.tasks)

    def classes_by(self, basis: Basis) -> pd.Series:
        """The class of each task on another basis of the schedule, on the same day."""
        return self.measure(classify_by, basis)

    @cached_property
    def lead_days(self) -> pd.Series:
        """Days until the calendar reaches the percent of each task that is ahead; missing for the others."""
        return measure_lead(self.tasks)["lead_days"].set_axis(self.tasks.index)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """How many tasks would still be ahead on each day of the next three months (see `count_leads`)."""
        return count_leads(self.lead_days, int(3 * threshold("later_days")))

    @cached_property
    def by_deviation(self) -> pd.DataFrame:
        """The tasks, the furthest ahead first."""
        return sort_by_deviation(self.tasks)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The table of `measure_evidence`."""
        return drop_positions(self._weighed)

    @property
    def evidence_places(self) -> np.ndarray:
        """The position of the task of each row of `evidence`."""
        return np.asarray(self._weighed["_row"], int)

    @cached_property
    def evidence_by_task(self) -> pd.DataFrame:
        """The table of `summarise_evidence`."""
        return sum_up_evidence(self.tasks, self._weighed)

    @cached_property
    def shown_by_leader(self) -> pd.DataFrame:
        """The table of `measure_shown`."""
        return count_readings(self.tasks, self.evidence_by_task["reading"])

    @cached_property
    def _weighed(self) -> pd.DataFrame:
        if self.whole is None:
            return weigh_tasks(self.tasks, PRESET)
        table = self.whole._weighed
        table = table.assign(_row=self._places_in_whole[table["_row"]])
        return table[table["_row"].ge(0)].sort_values("_row", kind="stable").reset_index(drop=True)

    @cached_property
    def recycled(self) -> pd.DataFrame:
        """The table of `link_recycled`: pairs of which at least one is of these tasks."""
        return self._recycled.drop(columns=["_row", "_other"])

    @property
    def recycled_places(self) -> np.ndarray:
        """The positions of both tasks of each row of `recycled`; -1 for a task that is not selected."""
        return np.asarray(self._recycled[["_row", "_other"]], int)

    @cached_property
    def _recycled(self) -> pd.DataFrame:
        if self.whole is None:
            return pair_recycled(self.tasks)
        pairs, places = self.whole._recycled, self._places_in_whole
        pairs = pairs.assign(_row=places[pairs["_row"]], _other=places[pairs["_other"]])
        return pairs[pairs[["_row", "_other"]].ge(0).any(axis=1)].reset_index(drop=True)

    @cached_property
    def _places_in_whole(self) -> np.ndarray:
        """The position here of each task of the whole report; -1 for one that is not selected."""
        assert self.whole is not None
        keys = [
            pd.MultiIndex.from_frame(tasks[["quarter", "task_id"]].astype({"quarter": str}))
            for tasks in (self.whole.tasks, self.tasks)
        ]
        return np.asarray(keys[1].get_indexer(keys[0]))


@dataclass(frozen=True, eq=False)
class MeasuredChange:
    """A quarter of a history (None: the newest) beside those before it, with its measures, computed when asked for."""

    history: History
    quarter: str | None = None
    _results: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """The table of `measure_change`."""
        return measure_change(self.history, self.quarter)

    @cached_property
    def forecast(self) -> pd.DataFrame:
        """The table of `forecast_year_end`."""
        return forecast_year_end(self.history, self.quarter)

    @cached_property
    def scope(self) -> Scope:
        """What the quarter covers, and what it is compared with."""
        return describe_change(self.history, self.quarter)

    def of_changes(self, function: Callable[[pd.DataFrame], Result]) -> Result:
        """Return `function(changes)`, computed once."""
        return _compute_once(self._results, function, self.changes, (), {})

    def of_forecast(self, function: Callable[[pd.DataFrame], Result]) -> Result:
        """Return `function(forecast)`, computed once."""
        return _compute_once(self._results, function, self.forecast, (), {})


def as_measured(tasks: pd.DataFrame | Measured) -> Measured:
    """Return tasks as `Measured`; one that is given stays the same object."""
    return tasks if isinstance(tasks, Measured) else Measured(tasks)


def as_compared(tasks: pd.DataFrame | Measured) -> Measured:
    """Return tasks as `Measured`, beside the schedule (see `ensure_compared`); a `Measured` stays the same object."""
    return tasks if isinstance(tasks, Measured) else Measured(ensure_compared(tasks))


def as_change(history: History | MeasuredChange, quarter: str | None = None) -> MeasuredChange:
    """Return a quarter of a history as `MeasuredChange`; one that is given stays the same object."""
    return history if isinstance(history, MeasuredChange) else MeasuredChange(history, quarter)


def _compute_once(
    results: dict[Hashable, Any],
    function: Callable[..., Result],
    source: object,
    args: tuple[Any, ...],
    options: dict[str, Any],
) -> Result:
    key = (function, *args, *sorted(options.items()))
    if key not in results:
        results[key] = function(source, *args, **options)
    return cast(Result, results[key])

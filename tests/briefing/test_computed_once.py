"""A briefing computes each measure and each finding once, for all the files that it is written into."""

import importlib
import inspect
import pkgutil
import sys
from collections import Counter
from functools import wraps

import pandas as pd
import pytest

from analysis_helpers import Finding, compare_history, compose_briefing, load_history, measures, write_briefing
from analysis_helpers.measures.measured import Measured, as_compared, as_measured

FIRST_WORDS = (
    "measure",
    "count",
    "describe",
    "classify",
    "link",
    "weigh",
    "sum",
    "sort",
    "rank",
    "reconcile",
    "forecast",
)


def list_measures():
    """All functions of the package's measures, by name."""
    modules = [
        importlib.import_module(f"{measures.__name__}.{m.name}") for m in pkgutil.iter_modules(measures.__path__)
    ]
    every = [f for module in modules for f in vars(module).values() if inspect.isfunction(f)]
    return {
        f.__name__: f
        for f in every
        if f.__module__.startswith(measures.__name__) and f.__name__.split("_")[0] in FIRST_WORDS
    }


def name_input(value):
    """What two calls with the same input have in common: a table's content, or the value itself."""
    return value.to_csv() if isinstance(value, (pd.DataFrame, pd.Series)) else str(value)


@pytest.fixture
def calls(monkeypatch):
    """Count the calls of every measure by its input, and findings by what they say; all still do their work."""
    counts, within = Counter(), []

    def count(function):
        @wraps(function)
        def counted(*args, **options):
            # `describe_change` describes the history's own tasks: what it calls is a part of it.
            if "describe_change" not in within:
                counts[function.__name__, *map(name_input, args), *map(name_input, options.items())] += 1
            within.append(function.__name__)
            result = function(*args, **options)
            within.pop()
            return result

        return counted

    wrapped = {function: count(function) for function in list_measures().values()}
    for module in [m for name, m in sys.modules.items() if name.startswith("analysis_helpers.")]:
        for name, value in list(vars(module).items()):
            if inspect.isfunction(value) and value in wrapped:
                monkeypatch.setattr(module, name, wrapped[value])
    make = Finding.__init__

    def count_finding(self, *args, **options):
        make(self, *args, **options)
        counts["Finding", self.key, str(sorted(self.figures.items()))] += 1

    monkeypatch.setattr(Finding, "__init__", count_finding)
    return counts


@pytest.mark.parametrize("sample", [False, True], ids=["the real report", "synthetic quarters"])
def test_a_briefing_measures_each_thing_once(calls, tmp_path, sample):
    history = compare_history(load_history(sample=sample).select("2024Q2"))
    tasks = history.tasks[history.tasks["quarter"].eq(history.at(None))].reset_index(drop=True)
    calls.clear()
    write_briefing(compose_briefing(history, tasks), tmp_path)
    assert [call[:2] for call, n in calls.items() if n > 1] == []
    names = Counter(call[0] for call in calls)
    assert names["Finding"] >= 10
    assert names["weigh_tasks"] == names["measure_progress"] == names["measure_workload"] == 1
    assert names["measure_change"] == names["forecast_year_end"] == int(sample)


def test_what_is_measured_already_is_taken_as_it_is(tasks):
    measured = as_compared(tasks)
    assert as_measured(measured) is as_compared(measured) is measured
    assert measured.measure(len) == 19
    assert measured.find(lambda made: made.scope.tasks) == 19


def test_tasks_that_are_measured_anew_share_nothing(tasks):
    one, other = Measured(tasks), Measured(tasks.head(3))
    assert (one.scope.tasks, other.scope.tasks) == (19, 3)
    assert (one.measure(len), other.measure(len)) == (19, 3)

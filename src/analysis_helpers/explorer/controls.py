"""The filters: what can be chosen, and how many tasks each choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis_helpers.charts.catalogue import name_charts
from analysis_helpers.charts.select_tasks import Selection
from analysis_helpers.charts.selection import UNKNOWN, View, say_choice
from analysis_helpers.core.vocabulary import fill, say
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.scope import say_quarter

ENDS = ("from_pct", "to_pct")  # of the range of percents
COUNTED = ("unit", "leader", "status", "schedule_status")
LANGUAGES = (("中文", "zh"), ("English", "en"))
ANY = ""  # a list takes None for "nothing is chosen"


class Controls:
    """One widget for each part of a view; `changed` is told the new view."""

    def __init__(self, history: History, view: View, changed: Callable[[View], None]) -> None:
        self._history, self._changed, self._quiet = history, changed, False
        self._first = self.view = replace(view, quarter=str(history.at(view.quarter)))
        self._choices: Mapping[str, Mapping[str, int]] = {}
        top = (
            max(100, int(-(-float(history.tasks["progress_pct"].max() or 100) // 1)))
            if history.tasks["progress_pct"].notna().any()
            else 100
        )
        self._widgets: dict[str, Any] = {
            "chart": widgets.Dropdown(),
            "quarter": widgets.Dropdown(),
            "compare": widgets.Dropdown(),
            **{name: widgets.Dropdown() for name in COUNTED},
            **{end: widgets.BoundedFloatText(min=0, max=top, step=5) for end in ENDS},
            "text": widgets.Text(continuous_update=True),
            "basis": widgets.Dropdown(),
            "as_of": widgets.DatePicker(),
            "language": widgets.Dropdown(options=LANGUAGES),
        }
        self.box = widgets.Box(list(self._widgets.values()))
        self.box.add_class("ex-filters")
        self._fill()
        for name, widget in self._widgets.items():
            widget.observe(lambda change, name=name: self._take(name, change["new"]), "value")

    def label(self, language: str) -> None:
        """Say everything in a language."""
        self.view = replace(self.view, language=language)
        for name, widget in self._widgets.items():
            widget.description = fill("explorer", f"filter.{name}", language, {})
        self._widgets["text"].placeholder = fill("explorer", "say.words", language, {})
        self._fill()

    def update(self, selection: Selection) -> None:
        """Say how many tasks each choice would leave."""
        self._choices = selection.choices
        self._fill()

    def reset(self) -> None:
        """Take all filters away; quarter, chart, basis, day and language stay."""
        kept = {
            name: getattr(self.view, name) for name in ("quarter", "compare", "basis", "as_of", "language", "chart")
        }
        self.view = View(**kept)
        self._fill()
        self._changed(self.view)

    def _take(self, name: str, value: Any) -> None:
        if self._quiet:
            return
        if name in ENDS:
            name, value = "percent", self._range()
        elif name == "as_of":
            value = value and f"{value:%Y-%m-%d}"
        elif name == "text":
            value = value.strip()
        elif value == ANY:
            value = None
        self.view = replace(self.view, **{name: value})
        if name == "quarter":
            self._settle()
        self._changed(self.view)

    def _range(self) -> tuple[float, float] | None:
        """The range of percents; None if it is all of them. An end beyond the other one is taken for it."""
        low, high = (self._widgets[end] for end in ENDS)
        if (low.value, high.value) == (low.min, high.max):
            return None
        return min(low.value, high.value), max(low.value, high.value)

    def _settle(self) -> None:
        """In another quarter, what was chosen may not be there: what is no longer a choice is given up."""
        now = pd.Period(self.view.quarter)
        tasks = self._history.tasks[self._history.tasks["quarter"].eq(now)]
        there = {"unit": set(tasks["units"].explode()), "leader": set(tasks["leaders"].explode())}
        gone = {name: None for name, names in there.items() if getattr(self.view, name) not in {*names, UNKNOWN, None}}
        if self.view.compare and pd.Period(self.view.compare) >= now:
            gone["compare"] = None
        if self.view.chart not in name_charts(self._history, self.view.quarter):
            gone["chart"] = View.chart  # type: ignore[assignment]
        self.view = replace(self.view, **gone)  # type: ignore[arg-type]
        self._choices = {}
        self._fill()

    def _fill(self) -> None:
        """Give every widget the choices and the value of the view."""
        view, (low, high) = self.view, (self._widgets[end] for end in ENDS)
        with self._unheard():
            for name, options in self._options().items():
                _set(self._widgets[name], options, getattr(view, name) or ANY)
            self._widgets["language"].value = view.language
            low.value, high.value = view.percent or (low.min, high.max)
            if self._widgets["text"].value.strip() != view.text:
                self._widgets["text"].value = view.text
            self._widgets["as_of"].value = pd.Timestamp(view.as_of).date() if view.as_of else None

    def _options(self) -> dict[str, list[tuple[str, Any]]]:
        view, language = self.view, self.view.language
        quarters = list(reversed(self._history.quarters))
        earlier = [quarter for quarter in quarters if quarter < str(view.quarter)]
        words = {key: fill("explorer", f"say.{key}", language, {}) for key in ("all", "last")}
        return {
            "chart": [(say(f"topic.{name}", language), name) for name in name_charts(self._history, view.quarter)],
            "quarter": [(say_quarter(pd.Period(quarter), language), quarter) for quarter in quarters],
            "compare": [(words["last"], ANY), *((say_quarter(pd.Period(q), language), q) for q in earlier)],
            "basis": [(say(f"basis.{basis}", language), basis) for basis in ("month", "day")],
            **{name: [(words["all"], ANY), *self._counted(name)] for name in COUNTED},
        }

    def _counted(self, name: str) -> Iterator[tuple[str, str]]:
        language, chosen = self.view.language, getattr(self.view, name)
        choices = self._choices.get(name, {chosen: 0} if chosen else {})
        for value, n in choices.items():
            if n or value == chosen:
                yield (
                    fill("explorer", "say.choice", language, {"name": say_choice(name, value, language), "n": n}),
                    value,
                )

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        """Set values without taking them for a person's choice."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False


def _set(widget: widgets.Dropdown, options: list[tuple[str, Any]], value: Any) -> None:
    """Options and value together, so that the browser never shows the first option in between."""
    if tuple(options) != tuple(widget.options):
        with widget.hold_sync():
            widget.options = options
            widget.value = value
    elif widget.value != value:
        widget.value = value

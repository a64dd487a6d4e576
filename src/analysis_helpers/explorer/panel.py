"""The panel of the explorer: what is chosen, what is seen, what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import traitlets
from IPython import get_ipython

from analysis_helpers.charts.select_tasks import TaskSelector
from analysis_helpers.charts.selection import View, keep_view
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.explorer.controls import Controls
from analysis_helpers.explorer.show import Shown, draw_view, list_rows, say_state, say_summary
from analysis_helpers.explorer.widgets import HtmlPanel, Picture, TaskTable
from analysis_helpers.linkage.history import History

SOON_S, LATER_S = 0.02, 0.06  # a burst of changes draws the last only; the table follows when nothing else is waiting


class Explorer(widgets.VBox):  # type: ignore[misc]
    """The panel itself; `view` is what it shows."""

    view = traitlets.Instance(View)

    def __init__(self, history: History, view: View) -> None:
        self._desk = TaskSelector(history)
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._controls = Controls(history, view, self._changed)
        self._summary, self._state, self._told, self._card = (
            HtmlPanel(live=True),
            HtmlPanel(),
            HtmlPanel(live=True),
            HtmlPanel(attention=True),
        )
        self._picture, self._table = Picture(), TaskTable(self._open)
        self._buttons = {name: widgets.Button() for name in ("reset", "keep", "save")}
        for name, action in {"reset": self._reset, "keep": self._keep, "save": self._save}.items():
            self._buttons[name].on_click(action)
        self._picture.on_msg(lambda _, message, __: self._open(message["choose"]) if "choose" in message else None)
        self._shown: Shown | None = None
        super().__init__([
            self._controls.box,
            self._summary,
            _box([_box([self._picture], "ex-left"), _box([self._table.box], "ex-right")], "ex-both", widgets.HBox),
            _box(list(self._buttons.values()), "ex-buttons", widgets.HBox),
            self._told, self._card, self._state,
        ], view=view)  # fmt: skip
        self.add_class("ex-panel")
        self._label()
        self._draw()
        self._follow()

    def __repr__(self) -> str:
        return self.view.as_code()

    def _changed(self, view: View) -> None:
        """Something was chosen: draw soon, if nothing else is chosen before."""
        language = self.view.language
        self.view = view
        if view.language != language:
            self._label()
        self._later("table", None)
        self._later("picture", self._draw, SOON_S)

    def _draw(self) -> None:
        """The picture and what is said of it; the rest follows."""
        try:
            selection = self._desk.select(self.view)
            self._shown = draw_view(selection)
        except ReportError as error:
            self._shown = None
            self._summary.html = say_summary(None, self.view.language, str(error))
            self._picture.show(png=b"", alt="", hits=[])
            return
        self._summary.html = say_summary(self._shown, self.view.language)
        self._picture.show(**self._shown.picture)
        self._later("table", self._follow, LATER_S)

    def _follow(self) -> None:
        """What may come a moment after the picture: the table, how many tasks each choice would leave, the line of code."""
        if self._shown is not None:
            self._controls.update(self._shown.selection)
            self._table.update(list_rows(self._shown.selection), self.view.language)
        self._state.html = say_state(self.view)

    def _open(self, task_id: str) -> None:
        """Show the card of a task of the quarter, shown or not: a click may come from the picture before this one."""
        from analysis_helpers.explorer.card import write_card

        history, now = self._desk.compare(self.view), self._desk.history.at(self.view.quarter)
        own = history.tasks[history.tasks["task_id"].eq(task_id) & history.tasks["quarter"].eq(now)]
        if len(own):
            self._card.html = ""  # the same card again is shown again
            self._card.html = write_card(history, own.iloc[0], self.view.language)

    def _reset(self, _: object) -> None:
        self._controls.reset()

    def _keep(self, _: object) -> None:
        def keep() -> str:
            path, number, new = keep_view(self._desk.select(self.view).view, find_project())
            return self._words("done.kept" if new else "done.kept_already", file=f"data/{path.name}", n=number)

        self._tell(keep)

    def _save(self, _: object) -> None:
        def save() -> str:
            from analysis_helpers.explorer.show import save_view

            folder, files = save_view(self._desk.select(self.view), find_project())
            return self._words("done.saved", folder=folder.as_posix(), files="、".join(files))

        self._tell(save)

    def _tell(self, action: Callable[[], str]) -> None:
        """Do something and say what was done, or why not."""
        from markupsafe import escape

        try:
            text = escape(action())
        except ReportError as error:
            text = escape(str(error))
        self._told.html = f"<p>{text}</p>"

    def _label(self) -> None:
        self._controls.label(self.view.language)
        for name, button in self._buttons.items():
            button.description = self._words(f"button.{name}")
        self._card.html = ""
        self._told.html = ""

    def _words(self, key: str, **values: object) -> str:
        return fill("explorer", key, self.view.language, values)

    def _later(self, name: str, action: Callable[[], None] | None, seconds: float = 0) -> None:
        """Do something a moment later, in place of what waits under that name; at once where no kernel is running."""
        if waiting := self._waiting.pop(name, None):
            waiting.cancel()
        if action is None:
            return
        if getattr(get_ipython(), "kernel", None) is None:
            action()
        else:
            self._waiting[name] = asyncio.get_running_loop().call_later(seconds, self._run, action)

    def _run(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (
            Exception
        ) as error:  # nobody waits for the result here: it has to be said where it is seen, and is still raised
            self._summary.html = say_summary(None, self.view.language, f"{type(error).__name__}: {error}")
            raise


def explore(history: History, **view: Any) -> Explorer:
    """Show the panel: filters, charts, table and, for each task, the words of the report.

    Takes a history (see `load_history`) and, by name, what `View` has: `quarter`, `compare`, `unit`, `leader`, `status`, `schedule_status`,
    `percent`, `text`, `basis`, `as_of`, `language`, `chart`. The panel gives the line that shows its state again. Raises ReportError,
    listing what there is, for a quarter, unit, leader or chart that is not there.

    >>> from analysis_helpers import load_history
    >>> explore(load_history(), quarter="2024Q2", schedule_status="on_schedule").view.as_code()
    "explore(history, quarter='2024Q2', schedule_status='on_schedule')"
    """
    from analysis_helpers.charts.selection import make_view

    chosen = make_view(view, "explore")
    draw_view(
        TaskSelector(history).select(chosen), check=True
    )  # what is asked for here is checked here; in the panel it is said
    return Explorer(history, chosen)


def _box(children: list[Any], name: str, kind: type[widgets.Box] = widgets.VBox) -> widgets.Box:
    box = kind(children)
    box.add_class(name)
    return box

"""Show the picture and the list of tasks as widgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets
from itables.widget import ITable

from analysis_helpers.core.vocabulary import fill, load_vocabulary

HERE = Path(__file__).parent


class Picture(anywidget.AnyWidget):
    """A chart as PNG. The old one stays until the new one can be shown; a place in it stands for a task.

    `seq` counts the pictures: the browser looks when it changes, and writes the one that stands there into `data-seq`. What is clicked, or
    reached by the arrow keys and Enter, comes as a message `{"choose": task id}`.
    """

    _esm = HERE / "picture.js"
    _css = HERE / "explorer.css"
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    help = traitlets.Unicode().tag(sync=True)
    size = traitlets.List(traitlets.Float()).tag(sync=True)  # width and height in inches
    hits: traitlets.List[list[object]] = traitlets.List().tag(
        sync=True
    )  # [task id, name, left, top, width, height], the last four in percent
    seq = traitlets.Int().tag(sync=True)

    def show(self, **what: Any) -> None:
        """Replace the picture, all of it at once."""
        with self.hold_sync():
            self.set_trait("seq", self.seq + 1)
            for name, value in what.items():
                self.set_trait(name, value)


class HtmlPanel(anywidget.AnyWidget):
    """A piece of HTML that the panel wrote, with every foreign text escaped; never typeset, so that $ is a dollar.

    Inside, `data-close` empties it and `data-copy` copies the text of the element named. `attention` brings it into sight
    when it changes.
    """

    _esm = HERE / "frame.js"
    _css = HERE / "explorer.css"
    html = traitlets.Unicode().tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)  # read out by a screen reader when it changes
    attention = traitlets.Bool(False).tag(sync=True)


MOST = 1000  # rows that a browser gets: more take seconds to lay out
NAMES = 500  # in the list to choose from


class TaskTable:
    """The table and, for the keyboard, a list of the same tasks; `open_` is told the chosen task."""

    def __init__(self, open_: Callable[[str], None]) -> None:
        self._open, self._ids, self._quiet, self._language = open_, pd.Series(dtype="str"), False, ""
        self._table: ITable | None = None
        self._names, self._note = widgets.Dropdown(), HtmlPanel()
        self.box = widgets.VBox([self._names, self._note])
        self._names.observe(self._named, "value")

    def update(self, rows: pd.DataFrame, language: str) -> None:
        """Show tasks; `rows` has `task_id`, then the columns to show under their names, the task in the second."""
        shown = rows.head(MOST)
        self._ids = shown["task_id"].reset_index(drop=True)
        frame = shown.drop(columns="task_id").reset_index(drop=True)
        self._quiet = True
        if self._table is None or language != self._language:
            self._language = language
            self._table = ITable(frame, **_options(language))
            self._table.observe(self._selected, "selected_rows")
            self.box.children = [self._table, self._note, self._names]
        else:
            self._table.update(frame, selected_rows=[])
        self._names.description = fill("explorer", "filter.task", language, {})
        none = fill("explorer", "say.none", language, {})
        labels = [f"{row}  {task[:30]}" for row, task in zip(frame.iloc[:NAMES, 0], frame.iloc[:NAMES, 1], strict=True)]
        self._names.options = [(none, ""), *zip(labels, self._ids[:NAMES], strict=True)]
        self._names.value = ""
        over = len(rows) > MOST
        words = fill("explorer", "say.only", language, {"n": MOST, "total": len(rows)}) if over else ""
        self._note.html = f'<p class="ex-quiet">{words}</p>' if words else ""
        self._quiet = False

    def _selected(self, change: Any) -> None:
        if change["new"] and not self._quiet:
            self._open(self._ids[change["new"][0]])

    def _named(self, change: Any) -> None:
        if change["new"] and not self._quiet:
            self._open(change["new"])


def _options(language: str) -> dict[str, Any]:
    return {
        "select": "single",
        "allow_html": False,
        "maxBytes": 0,
        "maxRows": 0,
        "maxColumns": 0,
        "showIndex": False,
        "classes": "display compact",
        "style": "width:100%",
        "pageLength": 10,
        "lengthMenu": [10, 25, 100],
        "language": {name: text[language] for name, text in load_vocabulary("explorer")["table"].items()},
    }

"""A picture that can be pointed at, and a page of words: the two things that plain widgets cannot show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

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


class Page(anywidget.AnyWidget):
    """A piece of HTML that the panel wrote, with every foreign text escaped; never typeset, so that $ is a dollar.

    Inside, `data-close` empties it and `data-copy` copies the text of the element named. `attention` brings it into sight
    when it changes.
    """

    _esm = HERE / "page.js"
    _css = HERE / "explorer.css"
    html = traitlets.Unicode().tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)  # read out by a screen reader when it changes
    attention = traitlets.Bool(False).tag(sync=True)

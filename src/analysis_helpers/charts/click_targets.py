"""Where in a picture is which task? For whoever points at it."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes

_marked: WeakKeyDictionary[Axes, list[tuple[str, float | None, float | None, float, float]]] = WeakKeyDictionary()


class Hit(NamedTuple):
    """A task and its place in the picture: left, top, width and height, in percent of it."""

    task_id: str
    left: float
    top: float
    width: float
    height: float


def mark_task(ax: Axes, task_id: str, y: tuple[float, float], x: tuple[float, float] | None = None) -> None:
    """Remember where a task is drawn, in the data of the axes; without `x` over the whole width, its label included."""
    _marked.setdefault(ax, []).append((task_id, *(x or (None, None)), *y))


def find_hits(ax: Axes) -> list[Hit]:
    """The places of all tasks drawn in axes, from top to bottom; charts that count groups have none."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    wide, tall = figure.bbox.width, figure.bbox.height
    hits = []
    for task_id, x0, x1, y0, y1 in _marked.get(ax, []):
        (_, bottom), (_, top) = sorted(
            (ax.transData.transform((0, y)) for y in (y0, y1)), key=lambda point: float(point[1])
        )
        left, right = (0.0, wide)
        if x0 is not None and x1 is not None:
            left, right = sorted(float(ax.transData.transform((x, 0))[0]) for x in (x0, x1))
        place = (100 * left / wide, 100 * (1 - top / tall), 100 * (right - left) / wide, 100 * (top - bottom) / tall)
        hits.append(Hit(task_id, *(round(float(share), 2) for share in place)))
    return sorted(hits, key=lambda hit: (hit.top, hit.left))

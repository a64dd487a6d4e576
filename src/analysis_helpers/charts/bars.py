"""One part of a stacked bar: filled by status, with its number and, where it fits, its word inside."""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis_helpers.charts.style import colour, text_width

FILLS = {"done": "ahead", "ahead": "ahead", "on_schedule": "on_schedule", "behind": "behind",
         "shown": "ahead", "partly_shown": "ahead", "not_shown": "on_schedule"}  # fmt: skip
HATCHES = {"done": "//", "partly_shown": "//", "not_started": "..", "stopped": "xx"}
CHARACTER = 0.0125  # of a chart's width, for one half-width column of text


def draw_segment(ax: Axes, y: float, start: float, n: float, status: str, word: str, full: float) -> None:
    """Draw one part of a bar, `full` being the chart's width; the word stands inside where it fits."""
    fill = colour(FILLS.get(status, "unknown"))
    ax.barh(
        y, n, left=start, height=0.58, color=fill, hatch=HATCHES.get(status), zorder=2,
        edgecolor=colour("quiet") if fill == colour("unknown") else "white",
    )  # fmt: skip
    fitting = (text for text in (f"{n:.0f} {word}", f"{n:.0f}") if n / full > CHARACTER * text_width(text))
    if (text := next(fitting, None)) is None:
        return  # too narrow for its number; the table beside the chart has it
    box = {"facecolor": fill, "edgecolor": "none", "pad": 1.5} if status in HATCHES else None
    ax.text(
        start + n / 2, y, text, ha="center", va="center", zorder=3, bbox=box,
        color="white" if fill in (colour("ahead"), colour("behind")) else colour("ink"),
    )  # fmt: skip

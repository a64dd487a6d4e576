"""Charts and tables as files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from analysis_helpers.charts.catalogue import Chart, Tasks, choose_charts
from analysis_helpers.charts.theme import size as token
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.table_files import write_csv
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.measured import Measured, as_compared


@dataclass(frozen=True)
class Drawing:
    """A chart as it is printed: the finding as alt text, SVG with outlined glyphs, PNG with 300 dpi, its size in inches.

    `head_in` and `foot_in` are what title and source take of its height; `subtitle` and `source` are their words.
    """

    name: str
    alt: str
    svg: str
    png: bytes
    width_in: float
    height_in: float
    head_in: float
    foot_in: float
    subtitle: str = ""
    source: str = ""


def draw_chart(name: str, chart: Chart, tasks: Tasks, language: str = "zh", size: str = "notebook") -> Drawing:
    """Draw a chart of some tasks; the same tasks give the same bytes, for nothing in them tells the time."""
    if chart.picture is not None:
        drawing: Drawing = chart.picture(name, language, size)
        return drawing
    ax = chart.plot(tasks, language=language, size=size)
    figure, drawn = ax.get_figure(root=True), ax.get_tightbbox()
    assert figure is not None
    assert drawn is not None
    drawing = print_figure(figure, name, drawn.y0, drawn.y1)
    plt.close(figure)
    return drawing


def print_figure(figure: Figure, name: str, low: float, high: float) -> Drawing:
    """A figure as it is printed; what stands above and below these two heights (in its dots) is title and source."""
    alt = str(figure.get_label())
    png, svg = io.BytesIO(), io.StringIO()
    figure.savefig(png, format="png", dpi=token("dpi_print"), metadata={"Software": None, "Description": alt})
    # Glyphs as outlines: the picture is the same where the font is not installed.
    with plt.rc_context({"svg.fonttype": "path", "svg.hashsalt": name}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": alt})
    width, height = figure.get_size_inches()
    head, foot = height - high / figure.dpi, low / figure.dpi
    words = dict(str(text.get_label()).split(":", 1) for text in figure.texts if ":" in str(text.get_label()))
    return Drawing(
        name,
        alt,
        svg.getvalue(),
        png.getvalue(),
        float(width),
        float(height),
        float(head),
        float(foot),
        words.get("subtitle", ""),
        words.get("source", ""),
    )


def write_drawing(drawing: Drawing, table: pd.DataFrame, folder: Path) -> None:
    """Write a chart as PNG and SVG, and the table behind it as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{drawing.name}.png").write_bytes(drawing.png)
    (folder / f"{drawing.name}.svg").write_text(drawing.svg, encoding="utf-8")
    write_csv(table, folder / f"{drawing.name}.csv")


def export_chart(name: str, tasks: pd.DataFrame, folder: str | Path, language: str = "zh",
                 history: History | None = None) -> list[str]:  # fmt: skip
    """Write one chart as PNG (300 dpi) and SVG with its table as CSV; return the names of the files.

    Needs tidy tasks of one quarter (see `compare_with_schedule`); for charts of change also the history that they are from.
    Raises ReportError for a chart that there is not.
    """
    measured = as_compared(tasks)
    charts = choose_charts(measured, history)
    if name not in charts:
        raise ReportError("charts.no_chart", name=repr(name), charts="、".join(charts))
    return _export(name, charts[name], measured, Path(folder), language)


def export_charts(tasks: pd.DataFrame, folder: str | Path, language: str = "zh",
                  history: History | None = None) -> list[str]:  # fmt: skip
    """Write every chart that says something about these tasks; see `export_chart`."""
    measured = as_compared(tasks)
    charts = choose_charts(measured, history)
    return [file for name in charts for file in _export(name, charts[name], measured, Path(folder), language)]


def _export(name: str, chart: Chart, measured: Measured, folder: Path, language: str) -> list[str]:
    write_drawing(draw_chart(name, chart, measured, language), chart.table(measured), folder)
    return [f"{name}.{kind}" for kind in ("png", "svg", "csv")]

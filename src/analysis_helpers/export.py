"""Charts and tables as files."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from analysis_helpers.charts import choose_charts
from analysis_helpers.charts.style import size
from analysis_helpers.tables import write_csv


def export_charts(tasks: pd.DataFrame, folder: Path, language: str = "zh") -> dict[str, str]:
    """Write every chart as PNG (300 dpi) and SVG with its table as CSV; return the SVGs by chart name.

    The same tasks give the same bytes: no file carries a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {}
    for name, chart in choose_charts(tasks).items():
        figure = chart.plot(tasks, language=language).get_figure(root=True)
        assert figure is not None
        alt = str(figure.get_label())
        figure.savefig(folder / f"{name}.png", dpi=size("dpi_print"), metadata={"Software": None, "Description": alt})
        svg = io.StringIO()
        # Glyphs as outlines: the picture is the same where the font is not installed.
        with plt.rc_context({"svg.fonttype": "path", "svg.hashsalt": name}):
            figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": alt})
        plt.close(figure)
        drawn[name] = svg.getvalue()
        (folder / f"{name}.svg").write_text(drawn[name], encoding="utf-8")
        write_csv(chart.table(tasks), folder / f"{name}.csv")
    return drawn

"""A selection as it is seen: the picture with its places, the sentence and counts, the rows of the table, the line of code."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from markupsafe import Markup

from analysis_helpers.charts.export import draw_chart, write_drawing
from analysis_helpers.charts.marks import find_hits
from analysis_helpers.charts.select_tasks import Selection, find_chart
from analysis_helpers.charts.selection import View
from analysis_helpers.charts.titles import drawn_here
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.measures.schedule import sort_by_deviation
from analysis_helpers.measures.scope import describe_scope

COLUMNS = ["source_row", "task", "leader", "progress_pct", "deviation_pp", "schedule_status", "status"]
WORDS = ("status", "schedule_status")


@dataclass(frozen=True)
class Shown:
    """A selection, what `Picture` shows of it, and the finding: the title of the chart. Without tasks there is neither."""

    selection: Selection
    picture: dict[str, Any]
    finding: str | None


def draw_view(selection: Selection, check: bool = False) -> Shown:
    """Draw the chart of a selection (with `check` only see that there is one). Raises ReportError for a chart that there is not."""
    chart, language = find_chart(selection), selection.view.language
    if check or chart is None:
        return Shown(selection, {"png": b"", "alt": "", "hits": [], "help": ""}, None)
    with drawn_here("panel"):
        ax = chart.plot(selection.tasks, language=language, size="panel")
        figure, png = ax.get_figure(root=True), io.BytesIO()
        assert figure is not None
        figure.savefig(png, format="png", dpi=figure.dpi, pil_kwargs={"compress_level": 1})
    names = selection.tasks.set_index("task_id")["task"].to_dict()
    hits = [[hit.task_id, names.get(hit.task_id, hit.task_id), *hit[1:]] for hit in find_hits(ax)]
    size, alt = [float(length) for length in figure.get_size_inches()], str(figure.get_label())
    plt.close(figure)
    help_ = fill("explorer", "picture.help" if hits else "picture.no_tasks", language, {})
    return Shown(
        selection,
        {"png": png.getvalue(), "alt": alt, "hits": hits, "size": size, "help": help_},
        alt,
    )


def save_view(selection: Selection, project: Path) -> tuple[Path, list[str]]:
    """Write the chart as PNG (300 dpi) and SVG with its table as CSV into `output/explorer/`; return the folder and the files.

    The same view has the same names, so that it replaces itself. Raises ReportError where there is no task to draw.
    """
    view, chart = selection.view, find_chart(selection)
    if chart is None:
        raise ReportError("explorer.nothing_to_draw", view.describe() or view.chart)
    folder = project / "output" / "explorer"
    mark = hashlib.sha256(view.as_code().encode()).hexdigest()[:8]
    drawing = draw_chart(f"{view.quarter}-{view.chart}-{mark}", chart, selection.tasks, view.language)
    write_drawing(drawing, chart.table(selection.tasks), folder)
    return folder.relative_to(project), [f"{drawing.name}.{kind}" for kind in ("png", "svg", "csv")]


def say_summary(shown: Shown | None, language: str, trouble: str = "") -> Markup:
    """The finding of the selection, and how many tasks are shown and left out, as HTML."""
    if shown is None:
        return Markup('<p class="ex-warn">{}</p>').format(trouble)
    selection = shown.selection
    n, total = len(selection.tasks), selection.total

    def words(key: str, **values: object) -> str:
        return fill("explorer", key, language, values)

    unknown = int(selection.tasks["progress_pct"].isna().sum())
    said = [words("say.shown", n=n, total=total)]
    if unknown:
        said.append(words("say.unknown_shown", n=unknown))
    if n < total:
        parts = [
            words("say.part", name=words(f"filter.{name}"), n=more)
            + (words("say.range_unknown") if name == "percent" else "")
            for name, more in selection.without.items()
            if more
        ]
        said.append(words("say.left_out", n=total - n))
        if parts:
            said.append(words("say.would_add", parts=say("footer.stop", language).join(parts)))
    counts = Markup('<p class="ex-counts">{}</p>').format((" " if language == "en" else "").join(said))
    if shown.finding is None:
        why = "say.not_compared" if n else "say.nothing"
        return (
            Markup('<div class="ex-empty"><p>{}</p><p>{}</p></div>').format(words(why), words(f"{why}_next")) + counts
        )
    synthetic = describe_scope(selection.tasks).synthetic
    mark = Markup('<span class="ex-synthetic">[{}]</span> ').format(words("say.synthetic")) if synthetic else ""
    return Markup('<p class="ex-finding">{}{}</p>').format(mark, shown.finding) + counts


def list_rows(selection: Selection) -> pd.DataFrame:
    """The tasks for the table, the furthest behind first, the unknown last; `task_id`, then columns under their names."""
    language, tasks = selection.view.language, sort_by_deviation(selection.tasks)
    known = tasks["deviation_pp"].notna()
    tasks = pd.concat([tasks[known].iloc[::-1], tasks[~known]])
    columns = [*COLUMNS, *(["unit"] if tasks["unit"].nunique() > 1 else [])]
    frame = tasks[["task_id", *columns]].copy()
    for name in WORDS:
        labels = load_vocabulary("labels")[name]
        frame[name] = (
            tasks[name].astype("object").map(lambda value, labels=labels: labels[value][language], na_action="ignore")
        )
    unknown = fill("explorer", "say.unknown", language, {})
    for name in [column for column in columns if column not in ("source_row", "progress_pct", "deviation_pp")]:
        frame[name] = frame[name].astype("object").where(frame[name].notna(), unknown)
    for name in ("progress_pct", "deviation_pp"):
        whole = frame[name].dropna().mod(1).eq(0).all()
        frame[name] = frame[name].astype("Int64") if whole else frame[name]
    headers = load_vocabulary("labels")["columns"]
    return frame.rename(columns={name: headers[name][language] for name in columns})


def say_state(view: View) -> Markup:
    """The line that shows the view again, with a button that copies it."""
    words = {
        key: fill("explorer", f"{key}", view.language, {}) for key in ("done.state", "button.copy", "button.copied")
    }
    return Markup('<p>{} <code class="ex-code">{}</code> <button type="button" data-copy=".ex-code" data-done="{}">{}</button></p>').format(
        words["done.state"], view.as_code(), words["button.copied"], words["button.copy"]
    )  # fmt: skip

"""Charts of change: what they show, and that they hold together in every size, on the sample and on hard histories."""

from dataclasses import replace
from functools import cache

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from tests.charts.test_layout import TYPE_AREA

from analysis_helpers import (
    load_history,
    measure_change,
    plot_change,
    plot_change_by_leader,
    plot_movements,
    plot_trajectories,
    plot_transitions,
)
from analysis_helpers.charts.testing import measure_layout
from analysis_helpers.charts.theme import sizes

PLOTS = {
    plot.__name__: plot
    for plot in (plot_change, plot_movements, plot_transitions, plot_trajectories, plot_change_by_leader)
}
MARK = {"zh": "合成数据", "en": "SYNTHETIC DATA"}


def _big(history, copies=8, **cells):
    """The same history several times over, each copy with its own ids; `cells` are put into every task."""
    parts, links = [], []
    for number in range(copies):
        parts.append(history.tasks.assign(task_id=history.tasks["task_id"] + f"+{number}", **cells))
        links.append(
            history.links.assign(**{name: history.links[name] + f"+{number}" for name in ("previous_id", "current_id")})
        )
    return replace(history, tasks=pd.concat(parts, ignore_index=True), links=pd.concat(links, ignore_index=True))


@cache
def histories():
    sample = load_history(sample=True)
    return {
        "sample Q2": (sample, "2024Q2"),
        "sample Q3": (sample, "2024Q3"),
        "sample Q4": (sample, "2024Q4"),
        "one quarter": (load_history(), None),
        "200 tasks": (_big(sample), "2024Q3"),
        "long names": (_big(sample, 1, task="深化" * 40, leader="欧阳司马上官·阿卜杜勒"), "2024Q3"),
        "unknown": (replace(sample, tasks=sample.tasks.assign(progress_pct=pd.array([None] * len(sample.tasks), "Float64"), status=None)), "2024Q3"),
        "over 100": (replace(sample, tasks=sample.tasks.assign(progress_pct=sample.tasks["progress_pct"] * 4)), "2024Q3"),
        "dollars": (replace(sample, tasks=sample.tasks.assign(task="投入$5亿$，\\frac{1}{2}", leader="$x$")), "2024Q3"),
    }  # fmt: skip


CASES = [
    "sample Q2",
    "sample Q3",
    "sample Q4",
    "one quarter",
    "200 tasks",
    "long names",
    "unknown",
    "over 100",
    "dollars",
]


@pytest.mark.cross_product(7)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_of_change_holds_together_in_every_size(name, case, language):
    history, quarter = histories()[case]
    for size in sizes():
        figure = PLOTS[name](history, quarter, language=language, size=size).figure
        outside, overlapping = measure_layout(figure)
        assert outside == [], size
        assert overlapping == [], size
        assert figure.get_figheight() <= TYPE_AREA[size] + 0.01
        assert not any(text.get_parse_math() for text in figure.findobj(plt.Text) if text.get_text()), "a $ is a dollar"
        plt.close(figure)


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("quarter", ["2024Q2", "2024Q3"])
def test_a_comparison_with_invented_figures_says_so_on_the_picture(name, language, quarter):
    figure = PLOTS[name](histories()["sample Q3"][0], quarter, language=language).figure
    assert MARK[language] in [text.get_text() for text in figure.texts]


@pytest.mark.parametrize("name", PLOTS)
def test_with_one_quarter_the_picture_says_that_there_is_nothing(name):
    ax = PLOTS[name](load_history(), language="en")
    if name != "plot_trajectories":
        assert "nothing to draw" in [text.get_text() for text in ax.texts]


def test_tasks_stand_by_how_far_they_moved():
    history = histories()["sample Q3"][0]
    ax = plot_change(history, "2024Q3")
    figures = [text.get_text() for text in ax.texts if text.get_text()[:1] in "+−0"]
    gaps = measure_change(history, "2024Q3")["delta_pp"].dropna()
    assert figures[0] == f"+{gaps.max():.0f}"
    assert figures[-1] == f"−{-gaps.min():.0f}"


def test_in_axes_of_the_caller_a_chart_draws_there():
    _, ax = plt.subplots(figsize=(8, 6))
    assert plot_movements(histories()["sample Q3"][0], "2024Q3", ax=ax) is ax


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=1.5, style="default", savefig_kwargs={"dpi": 60})
def test_picture_of_change(name):
    return PLOTS[name](histories()["sample Q3"][0], "2024Q3").figure

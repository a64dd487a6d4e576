"""Charts by their Axes: what they show is what the measures say."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis_helpers import (
    compare_with_schedule,
    plot_asof,
    plot_deviation,
    plot_distribution,
    plot_status,
    plot_workload,
)
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.charts.theme import fonts


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in [*ax.texts, *ax.figure.texts]]


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_title_subtitle_and_source_are_there(tasks, name, language):
    ax = CHARTS[name].plot(tasks, language=language)
    title, subtitle, source = [text.get_text() for text in ax.figure.texts]
    assert title.replace("\n", " ") == CHARTS[name].find(tasks).text(language) == ax.figure.get_label()
    assert "19" in subtitle
    assert ("2024年二季度" if language == "zh" else "Q2 2024") in subtitle
    assert ("未知0项" if language == "zh" else "0 unknown") in source
    assert ("按日计" in source) if name == "asof" and language == "zh" else True


@pytest.mark.parametrize("name", CHARTS)
def test_axes_of_the_caller_are_used_and_settings_left_alone(tasks, name):
    before = dict(plt.rcParams)
    _, ax = plt.subplots()
    assert CHARTS[name].plot(tasks, ax=ax) is ax
    assert ax.get_title(loc="left").replace("\n", "") == CHARTS[name].find(tasks).text()
    assert dict(plt.rcParams) == before


def test_the_font_is_the_bundled_one_for_every_text(tasks):
    for name, chart in CHARTS.items():
        ax = chart.plot(tasks)
        for text in [*ax.texts, *ax.figure.texts, *ax.get_yticklabels(), *ax.get_xticklabels()]:
            assert text.get_fontfamily()[0] == "Noto Sans SC" == fonts()[0], (name, text)


def test_deviation_draws_every_task_at_its_gap(tasks):
    ax = plot_deviation(tasks)
    ends = sorted(
        line.get_xdata()[1]
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] != line.get_xdata()[1]
    )
    assert ends == sorted(tasks["deviation_pp"][tasks["deviation_pp"] > 0])
    assert len(ax.get_yticklabels()) == 19
    assert texts(ax).count("持平") == 4
    assert texts(ax).count("+5") == 9


def test_distribution_has_one_mark_for_each_task(tasks):
    ax = plot_distribution(tasks)
    marks = [xy for scatter in ax.collections for xy in scatter.get_offsets()]
    assert sorted(x for x, _ in marks) == sorted(tasks["progress_pct"])


def test_status_bars_are_as_long_as_their_counts(tasks):
    ax = plot_status(tasks)
    widths = [patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert widths == [19, 1, 14, 4]


def test_asof_steps_where_the_tasks_tip(tasks):
    ax = plot_asof(tasks)
    assert {text for text in texts(ax) if "超前" in text and "项超前中" not in text} == {"14项超前", "5项超前"}


def test_workload_bars(tasks):
    ax = plot_workload(tasks)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["朱江桥", "周晓国", "许建超"]
    assert [patch.get_width() for patch in ax.patches] == [11, 3, 1, 2, 1, 1]


def test_synthetic_data_is_marked_on_the_picture(report):
    made_up = compare_with_schedule(report.tasks.assign(synthetic=True))
    for chart in CHARTS.values():
        assert "合成数据" in texts(chart.plot(made_up))


def test_unknown_percents_are_said(report):
    tasks = report.tasks.copy()
    tasks.loc[:2, "progress_pct"] = pd.NA
    for name in ("distribution", "deviation"):
        ax = CHARTS[name].plot(compare_with_schedule(tasks))
        assert "另有3项进度未知" in [text.get_text() for text in ax.findobj(plt.Text)]

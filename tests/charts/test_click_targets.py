"""Where in a picture is which task?"""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis_helpers import load_history, plot_deviation, plot_distribution, plot_trajectories, plot_workload
from analysis_helpers.charts.marks import find_hits


def test_every_line_of_a_chart_has_its_task_in_order_and_none_lies_over_another(tasks):
    ax = plot_deviation(tasks, size="panel")
    hits = find_hits(ax)
    order = tasks.sort_values(["deviation_pp", "unit", "source_row"], ascending=[False, True, True])["task_id"].tolist()
    assert [hit.task_id for hit in hits] == order
    tops, ends = np.array([hit.top for hit in hits]), np.array([hit.top + hit.height for hit in hits])
    assert (tops[1:] >= ends[:-1] - 0.02).all()
    plt.close(ax.figure)


def test_a_place_lies_over_the_label_of_its_task(tasks):
    ax = plot_deviation(tasks, size="panel")
    height = ax.figure.bbox.height
    for label, hit in zip(ax.get_yticklabels(), find_hits(ax), strict=True):
        box = label.get_window_extent()
        middle = 100 * (1 - (box.y0 + box.y1) / 2 / height)
        assert hit.top < middle < hit.top + hit.height
    plt.close(ax.figure)


def test_every_dot_has_its_task(tasks):
    ax = plot_distribution(tasks, size="panel")
    assert {hit.task_id for hit in find_hits(ax)} == set(tasks.dropna(subset=["progress_pct"])["task_id"])
    plt.close(ax.figure)


def test_every_panel_has_its_task():
    ax = plot_trajectories(load_history(sample=True), "2024Q3", size="panel")
    assert len({hit.task_id for hit in find_hits(ax)}) == len(find_hits(ax)) > 5
    plt.close(ax.figure)


@pytest.mark.parametrize("size", ["panel", "notebook"])
def test_a_chart_of_groups_has_no_places(tasks, size):
    ax = plot_workload(tasks, size=size)
    assert find_hits(ax) == []
    plt.close(ax.figure)


def test_a_long_table_is_drawn_from_both_ends_only(tasks):
    import pandas as pd

    many = pd.concat([tasks.assign(task_id=tasks["task_id"] + f"-{i}", deviation_pp=tasks["deviation_pp"] + i / 1000) for i in range(300)], ignore_index=True)  # fmt: skip
    ax = plot_deviation(many, size="panel")
    drawn = [hit.task_id for hit in find_hits(ax)]
    order = many.sort_values(["deviation_pp", "unit", "source_row"], ascending=[False, True, True])["task_id"].tolist()
    half = len(drawn) // 2
    assert drawn[:half] == order[:half]
    assert drawn[half:] == order[half - len(drawn) :]
    assert any(str(len(many) - len(drawn)) in text.get_text() for text in ax.texts), "and says how many more there are"
    plt.close(ax.figure)

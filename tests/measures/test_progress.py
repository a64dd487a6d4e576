import pandas as pd
import pytest
from tests.measures.test_schedule import make

from analysis_helpers import classify, measure_classes, measure_progress, measure_status_inflation


def test_groups_of_fewer_than_three_get_no_average():
    tasks = make([10, 20, 30, 40, 50], unit=["甲", "甲", "甲", "乙", "乙"])
    table = measure_progress(tasks, by="unit").set_index("unit")
    assert table.loc["甲", "mean_pct"] == 20
    assert pd.isna(table.loc["乙", "mean_pct"])
    assert table.loc["乙", "max_pct"] == 50


def test_unknown_percents_are_counted_and_left_out():
    row = measure_progress(make([60, 60, 60, None])).iloc[0]
    assert (row["tasks"], row["unknown"], row["ahead"], row["mean_pct"]) == (4, 1, 3, 60)


def test_tasks_without_a_unit_are_a_group():
    table = measure_progress(make([60, 60], unit=["甲", None]), by="unit")
    assert table["tasks"].sum() == 2


def test_inflation_counts_the_unknown_on_both_sides():
    table = measure_status_inflation(make([60, None], status=["ahead", None])).set_index("status")
    assert table.loc["unknown", ["reported", "recomputed"]].tolist() == [1, 1]
    assert table.loc["ahead", "inflation_pp"] == 0


@pytest.mark.parametrize("column", ["reported", "recomputed"])
def test_classes_add_up_to_all_tasks(tasks, column):
    assert measure_status_inflation(tasks)[column].sum() == 19
    assert measure_status_inflation(tasks)[f"{column}_pct"].sum() == pytest.approx(100)


def test_every_task_is_in_one_class_of_a_circular(tasks):
    table = measure_classes(tasks)
    # By hand: 100 is done, the 14 others above 50 ahead, the four at 50 on schedule; 1/19, 14/19, 4/19 of 100.
    assert table["tasks"].tolist() == [1, 14, 4, 0, 0]
    assert table["share_pct"].round(1).tolist() == [5.3, 73.7, 21.1, 0, 0]


@pytest.mark.parametrize(
    "percents", [[60, 50, 40], [100, 60, 60, 50, 40, None, None], [None], [50] * 7 + [60] * 5 + [20]]
)
def test_each_share_is_its_own_count_of_all_tasks(percents):
    table = measure_classes(make(percents))
    assert table["tasks"].sum() == len(percents)
    assert table["share_pct"].tolist() == [pytest.approx(100 * n / len(percents)) for n in table["tasks"]]


def test_done_is_a_percent_of_100_and_more_and_unknown_is_no_class_of_progress():
    assert classify(make([100, 469, 99.9, None])).tolist() == ["done", "done", "ahead", "unknown"]


def test_without_tasks_the_shares_are_zero(tasks):
    assert measure_classes(tasks.head(0))["share_pct"].tolist() == [0] * 5

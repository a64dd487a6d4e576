import pandas as pd
import pytest
from tests.measures.test_schedule import make

from analysis_helpers import measure_progress, measure_status_inflation


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

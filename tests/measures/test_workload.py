import pandas as pd
import pytest
from tests.measures.test_schedule import make

from analysis_helpers import measure_concentration, measure_workload


def test_of_several_leaders_each_carries_the_task():
    tasks = make([60, 20], leader=["甲", "乙"], leaders=[["甲", "乙"], ["乙"]])
    table = measure_workload(tasks).set_index("leader")
    assert table["tasks"].to_dict() == {"乙": 2, "甲": 1}
    assert table["share_pct"].to_dict() == {"乙": 75, "甲": 25}
    assert table["remaining_pp"].to_dict() == {"乙": 100, "甲": 20}
    assert table.loc["乙", ["ahead", "behind"]].tolist() == [1, 1]


def test_a_leader_named_twice_carries_the_task_once():
    assert measure_workload(make([60], leader=["甲"], leaders=[["甲", "甲"]]))["tasks"].tolist() == [1]


def test_tasks_without_a_leader_stand_last_and_count():
    table = measure_workload(make([60, 60, 60], leader=[None, None, "甲"], leaders=[[], [], ["甲"]]))
    assert table["tasks"].tolist() == [1, 2]
    assert pd.isna(table["leader"].iloc[-1])
    assert table["share_pct"].sum() == pytest.approx(100)


def test_more_than_done_leaves_nothing_and_takes_nothing_away():
    assert measure_workload(make([120, 90], leader=["甲", "甲"]))["remaining_pp"].tolist() == [10]


def test_an_unknown_percent_is_counted_and_not_remaining():
    row = measure_workload(make([None, 90], leader=["甲", "甲"])).iloc[0]
    assert (row["tasks"], row["unknown"], row["remaining_pp"]) == (2, 1, 10)


def test_equal_loads():
    row = measure_concentration(pd.DataFrame({"leader": list("甲乙丙丁")})).iloc[0]
    assert (row["hhi"], row["effective"], row["gini"]) == (0.25, 4, 0)


def test_concentration_leaves_the_unnamed_out_and_says_so():
    row = measure_concentration(pd.DataFrame({"leader": ["甲", "乙", None]})).iloc[0]
    assert (row["tasks"], row["unnamed"], row["holders"], row["hhi"]) == (3, 1, 2, 0.5)


def test_nobody_named_is_no_concentration():
    row = measure_concentration(pd.DataFrame({"leader": [None, None]})).iloc[0]
    assert row["holders"] == 0
    assert row[["top_share_pct", "hhi", "effective", "gini"]].isna().all()

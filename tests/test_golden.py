"""The golden figures of the real report, each counted by hand from the file."""

import pandas as pd
import pytest

from analysis_helpers import (
    compare_with_schedule,
    count_percents,
    find_tipping_days,
    measure_asof_sensitivity,
    measure_concentration,
    measure_progress,
    measure_status_inflation,
    measure_workload,
)


def test_nineteen_tasks_of_one_quarter_and_one_unit(tasks):
    assert len(tasks) == 19
    assert tasks["quarter"].astype(str).unique().tolist() == ["2024Q2"]
    assert tasks["unit"].unique().tolist() == ["文广旅游局"]
    assert tasks["as_of"].unique().tolist() == [pd.Timestamp("2024-06-30")]


def test_task_n_stands_in_line_n_plus_2(tasks):
    assert tasks["source_row"].tolist() == list(range(3, 22))


def test_percents(tasks):
    counts = count_percents(tasks).set_index("progress_pct")["tasks"].to_dict()
    assert counts == {50: 4, 55: 9, 60: 1, 65: 1, 70: 1, 80: 1, 98: 1, 100: 1}


def test_middle_and_spread(tasks):
    row = measure_progress(tasks).iloc[0]
    assert row["mean_pct"] == pytest.approx(61.47, abs=0.005)
    assert row["median_pct"] == 55
    assert row["sd_pct"] == pytest.approx(14.78, abs=0.005)
    assert row["multiples_of_5"] == 18


def test_every_status_is_ahead(tasks):
    assert tasks["status"].tolist() == ["ahead"] * 19


def test_leaders(tasks):
    workload = measure_workload(tasks)
    assert workload.set_index("leader")["tasks"].to_dict() == {"朱江桥": 14, "周晓国": 4, "许建超": 1}
    assert workload["share_pct"].iloc[0] == pytest.approx(73.7, abs=0.05)


def test_concentration(tasks):
    row = measure_concentration(tasks).iloc[0]
    assert row["hhi"] == pytest.approx(0.590, abs=0.0005)
    assert row["effective"] == pytest.approx(1.69, abs=0.005)
    assert row["gini"] == pytest.approx(0.456, abs=0.0005)
    assert row["top_share_pct"] == pytest.approx(73.7, abs=0.05)


def test_against_the_month_basis(tasks):
    row = measure_progress(tasks).iloc[0]
    counted = ("done", "ahead", "on_schedule", "behind", "clearly_ahead")
    assert tuple(row[name] for name in counted) == (1, 14, 4, 0, 5)


def test_only_five_that_are_not_done_lead_by_more_than_five_points(report):
    counts = compare_with_schedule(report.tasks, tolerance_pp=5)["schedule_status"].value_counts()
    assert (counts["done"], counts["ahead"], counts["on_schedule"]) == (1, 5, 13)


def test_against_the_day_basis_at_the_end_of_june(report):
    tasks = compare_with_schedule(report.tasks, basis="day")
    assert tasks["expected_pct"].unique().tolist() == pytest.approx([100 * 182 / 366])
    assert tasks["schedule_status"].value_counts()[["ahead", "done"]].tolist() == [18, 1]


def test_against_the_day_basis_at_the_end_of_july(report):
    tasks = compare_with_schedule(report.tasks, basis="day", as_of="2024-07-30")
    assert tasks["expected_pct"].iloc[0] == pytest.approx(57.92, abs=0.005)
    counts = tasks["schedule_status"].value_counts()
    assert (counts["done"], counts["ahead"], counts["behind"]) == (1, 5, 13)


def test_tipping_days(tasks):
    tips = find_tipping_days(tasks).groupby("progress_pct")["tipping_day"].unique()
    assert tips[50].tolist() == [pd.Timestamp("2024-07-02")]
    assert tips[55].tolist() == [pd.Timestamp("2024-07-20")]
    assert tips[100].isna().all()


def test_sensitivity_agrees_with_the_tipping_days(tasks):
    days = measure_asof_sensitivity(tasks, "2024-06-30", "2024-07-30").set_index("day")
    assert days.loc["2024-06-30", ["done", "ahead", "on_schedule", "behind"]].tolist() == [1, 18, 0, 0]
    assert days.loc["2024-07-01", "behind"] == 0
    assert days.loc["2024-07-02", "behind"] == 4
    assert days.loc["2024-07-19", "behind"] == 4
    assert days.loc["2024-07-20", "behind"] == 13


def test_status_inflation(tasks):
    table = measure_status_inflation(tasks).set_index("status")
    assert table.loc["ahead", ["reported", "recomputed"]].tolist() == [19, 14]
    assert table["reported_ahead"].loc[["done", "ahead", "on_schedule", "behind"]].tolist() == [1, 14, 4, 0]
    # Four of 19 are called ahead and level; the finished one may be called so.
    assert table.loc["ahead", "inflation_pp"] == pytest.approx(21.1, abs=0.05)


def test_one_unit_has_no_concentration(tasks):
    row = measure_concentration(tasks, by="unit").iloc[0]
    assert row["holders"] == 1
    assert row[["hhi", "effective", "gini"]].isna().all()

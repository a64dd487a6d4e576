"""A file's columns never become ours, whatever they are called."""

import pandas as pd
from tests.conftest import HEADER

from analysis_helpers import load_report
from analysis_helpers.cleaning.tidy import name_kept
from analysis_helpers.measures import rank_deviations

INTERNAL = ("schedule_status", "deviation_pp", "expected_pct", "measured_on", "basis", "task_id", "synthetic", "units",
            "leaders", "source_row", "light", "reading", "district", "position", "Basis")  # fmt: skip
CLAIMED = (
    "ahead",
    "50",
    "0",
    "2024-01-31",
    "day",
    "x",
    "true",
    "乙局",
    "乙某",
    "1",
    "green",
    "full",
    "乙区",
    "1",
    "day",
)


def test_a_report_cannot_bring_its_own_verdict():
    rows = [f"任务{p} | 2024 | 2 | 已建成 | {p}% | 滞后 | 甲某 | 甲局 | {' | '.join(CLAIMED)} |" for p in (5, 10, 20)]
    text = "\n".join(["甲局2024年二季度重点工作 |", HEADER + " " + " | ".join(INTERNAL) + " |", *rows])
    tasks = load_report(text).tasks
    ranked = rank_deviations(tasks)
    assert ranked["deviation_pp"].tolist() == [-30.0, -40.0, -45.0]  # 50 % of the year were gone
    assert ranked["schedule_status"].astype(str).tolist() == ["behind"] * 3
    assert tasks["leaders"].tolist() == [["甲某"]] * 3
    assert tasks["units"].tolist() == [["甲局"]] * 3
    assert not tasks["synthetic"].any()
    assert tasks["source_row"].tolist() == [3, 4, 5]
    assert tasks["schedule_status (file)"].tolist() == ["ahead"] * 3
    assert {f"{name} (file)" for name in INTERNAL} <= set(tasks.columns)


def test_a_schedule_that_a_frame_brings_as_text_is_measured_anew():
    made_up = {
        "basis": "day",
        "measured_on": "x",
        "expected_pct": "0",
        "deviation_pp": "50",
        "schedule_status": "ahead",
    }
    tasks = pd.DataFrame(
        {"quarter": pd.PeriodIndex(["2024Q2"], freq="Q"), "as_of": pd.to_datetime(["2024-06-30"]), "unit": "甲局",
         "source_row": 3, "task": "修路", "progress_pct": pd.array([20], "Float64")}
    ).assign(**made_up)  # fmt: skip
    assert rank_deviations(tasks)["schedule_status"].tolist() == ["behind"]


def test_a_column_and_the_same_with_our_ending_stay_apart():
    assert name_kept(["source_row", "source_row (file)"]) == ["source_row (file 2)", "source_row (file)"]
    assert len(set(name_kept(["a", "A", "ａ", "a (file)", "a (file 2)"]))) == 5
    assert name_kept(["备注", "(column 3)"]) == ["备注", "(column 3)"]


def test_our_own_table_read_again_says_that_it_is_synthetic():
    text = "task,quarter,progress_pct,unit,synthetic\n修路,2024Q2,20%,甲局,True\n建桥,2024Q2,30%,甲局,False\n"
    assert load_report(text).tasks["synthetic"].tolist() == [True, False]


def test_the_headings_of_a_table_stand_beside_a_column_of_that_name():
    rows = [
        "一、文化 |",
        "修路 | 2024 | 2 | 已修 | 5% | 滞后 | 甲某 | 甲局 | x |",
        "建桥 | 2024 | 2 | 已建 | 6% | 滞后 | 甲某 | 甲局 | y |",
    ]
    tasks = load_report("\n".join(["甲局2024年二季度 |", HEADER + " (section) |", *rows])).tasks
    assert tasks["(section) (file)"].tolist() == ["x", "y"]
    assert tasks["(section)"].tolist() == ["一、文化"] * 2

import numpy as np
import pandas as pd
import pytest

from analysis_helpers import (
    find_district_change,
    find_district_concentration,
    find_district_deviation,
    find_funnel,
    load_history,
    measure_district,
    measure_funnel,
    measure_overstatement,
)
from analysis_helpers.measures.districts import funnel_limits


def tasks(percents, statuses, quarter="2024Q2"):
    n = len(percents)
    return pd.DataFrame(
        {"quarter": pd.PeriodIndex([quarter] * n, freq="Q"), "as_of": pd.to_datetime(["2024-06-30"] * n),
         "progress_pct": pd.array(percents, "Float64"), "status": statuses}
    )  # fmt: skip


def districts(counts):
    return pd.DataFrame(counts, columns=["district", "overstated", "compared"])


def test_the_real_report_overstates_four_of_nineteen(report):
    found = measure_overstatement(report.tasks).iloc[0]
    assert found.tolist() == [19, 4, 0, pytest.approx(100 * 4 / 19)]


def test_what_is_unknown_is_not_compared():
    found = measure_overstatement(tasks([50, None, 60], ["ahead", "ahead", None])).iloc[0]
    assert (found["compared"], found["overstated"]) == (1, 1)
    nothing = measure_overstatement(tasks([None], ["ahead"])).iloc[0]
    assert nothing["compared"] == 0
    assert pd.isna(nothing["overstated_pct"])


def test_done_is_neither_overstated_nor_understated():
    found = measure_overstatement(tasks([100, 60, 60], ["done", "behind", "ahead"])).iloc[0]
    assert found[["overstated", "understated"]].tolist() == [0, 1]


def test_the_limits_by_hand():
    # Of 4 tasks at one half 0, 1, … 4 have 1, 4, 6, 4, 1 sixteenths. 4 is the count at 97.5 %, 0.4 of its step are left over.
    low, high = funnel_limits(0.5, np.array([2, 4]), 0.95)
    assert high == pytest.approx([(2 - 0.1) / 2, (4 - 0.4) / 4])
    assert low.tolist() == [0, 0], "none of 4 is more likely than 2.5 %"


def test_where_nobody_or_everybody_overstates_there_is_no_chance():
    assert funnel_limits(0.0, np.array([3]), 0.95)[1].tolist() == [0]
    assert measure_funnel(districts([("甲", 3, 3), ("乙", 9, 9)]))["side"].tolist() == ["within", "within"]


def test_a_small_district_is_not_called_extreme_by_chance():
    found = measure_funnel(districts([("大", 200, 1000), ("小", 3, 6), ("多", 90, 200), ("少", 10, 200)])).set_index(
        "district"
    )
    assert found.loc["小", "share_pct"] == 50
    assert found["side"].to_dict() == {"大": "within", "多": "above", "少": "below", "小": "within"}
    assert found["expected_pct"].iloc[0] == pytest.approx(100 * 303 / 1406)


def test_a_district_without_tasks_to_compare_is_left_out():
    assert measure_funnel(districts([("甲", 1, 10), ("乙", 0, 0)]))["district"].tolist() == ["甲"]
    gone = pd.concat([districts([("甲", 1, 10)]), pd.DataFrame({"district": ["丙"]})])
    assert measure_funnel(gone)["district"].tolist() == ["甲"]


def test_the_row_of_the_real_report():
    row = measure_district(load_history().select("2024Q2").so_far).iloc[0]
    assert (row["quarter"], row["tasks"], row["unknown"], row["compared"], row["overstated"]) == (
        "2024Q2",
        19,
        0,
        19,
        4,
    )
    assert row["deviation_mid_pp"] == pytest.approx(61.47 - 50, abs=0.01)
    assert row["hhi"] == pytest.approx(0.590, abs=0.001)
    assert row["effective_share_pct"] == pytest.approx(100 * 1.69 / 3, abs=0.2)
    assert row["changed"] == 0
    assert row[["change_low_pp", "change_mid_pp", "change_high_pp"]].isna().all()


def test_sentences_of_districts_in_both_languages():
    table = pd.DataFrame(
        {"district": ["甲", "乙", "丙"], "overstated": [60, 4, 1], "compared": [100, 100, 2],
         "deviation_mid_pp": [-5.0, 2.0, 4.0], "change_mid_pp": [0.0, 20.0, 25.0], "effective_share_pct": [30.0, 60.0, None]}
    )  # fmt: skip
    assert find_funnel(table).text("en") == "1 of 3 districts overstate beyond chance; 32.2% on average"
    assert find_district_deviation(table).text("zh") == "3个区县中1个平均落后序时，居中的区县偏差2个点"
    assert find_district_change(table).text("en") == "The middle one of 3 districts moved 20 points; 1 did not advance"
    assert (
        find_district_concentration(table).text("en") == "In 1 of 2 districts, tasks lie on under half of the leaders"
    )
    unknown = table.assign(compared=0, deviation_mid_pp=None, change_mid_pp=None, effective_share_pct=None)
    assert find_funnel(unknown).text("en") == "No status can be compared in 3 districts"
    for find in (find_district_deviation, find_district_change, find_district_concentration):
        assert find(unknown).text("zh").startswith("没有一个区县")

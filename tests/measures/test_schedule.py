import pandas as pd
import pytest

from analysis_helpers import (
    ReportError,
    assign_lights,
    compare_with_schedule,
    find_tipping_days,
    measure_asof_sensitivity,
)


def make(percents, quarter="2024Q2", **columns):
    n = len(percents)
    period = pd.PeriodIndex([quarter] * n, freq="Q")
    end = period.end_time.normalize()
    return pd.DataFrame(
        {
            "quarter": period,
            "as_of": end,
            "progress_pct": pd.array(percents, "Float64"),
            "source_row": range(n),
            **columns,
        }
    )


@pytest.mark.parametrize(("quarter", "expected"), [("2024Q1", 25), ("2024Q2", 50), ("2024Q3", 75), ("2024Q4", 100)])
def test_a_quarter_is_a_quarter_of_the_year(quarter, expected):
    assert compare_with_schedule(make([1], quarter))["expected_pct"].tolist() == [expected]


@pytest.mark.parametrize(
    ("as_of", "months"), [("2024-06-29", 5), ("2024-06-30", 6), ("2024-07-30", 6), ("2024-07-31", 7), ("2024-02-29", 2)]
)
def test_the_month_basis_counts_full_months(as_of, months):
    compared = compare_with_schedule(make([1]), as_of=as_of)
    assert compared["expected_pct"].iloc[0] == pytest.approx(100 * months / 12)


@pytest.mark.parametrize(("as_of", "days", "year"), [("2024-06-30", 182, 366), ("2023-06-30", 181, 365)])
def test_the_day_basis_knows_leap_years(as_of, days, year):
    compared = compare_with_schedule(make([1], f"{as_of[:4]}Q2"), basis="day", as_of=as_of)
    assert compared["expected_pct"].iloc[0] == pytest.approx(100 * days / year)


@pytest.mark.parametrize(("as_of", "expected"), [("2025-02-01", 100), ("2023-12-31", 0)])
def test_outside_the_year_of_the_task_all_or_nothing_is_expected(as_of, expected):
    for basis in ("month", "day"):
        assert compare_with_schedule(make([1]), basis, as_of, outside_year=True)["expected_pct"].tolist() == [expected]


def test_exactly_on_schedule_is_exact_in_every_month():
    for month in range(1, 13):
        day = pd.Timestamp(2024, month, 1) + pd.offsets.MonthEnd(0)
        tasks = compare_with_schedule(make([100 * month / 12]), as_of=day)
        assert tasks["schedule_status"].tolist() == ["on_schedule" if month < 12 else "done"], month


def test_the_tolerance_includes_its_edge():
    tasks = compare_with_schedule(make([44.9, 45, 55, 55.1]), tolerance_pp=5)
    assert tasks["schedule_status"].tolist() == ["behind", "on_schedule", "on_schedule", "ahead"]


def test_an_unknown_percent_has_no_status():
    tasks = compare_with_schedule(make([None, 0]))
    assert tasks["schedule_status"].isna().tolist() == [True, False]
    assert tasks["schedule_status"].iloc[1] == "behind"


def test_the_input_is_not_changed():
    tasks = make([55])
    compare_with_schedule(tasks)
    assert "basis" not in tasks


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"basis": "week"}, "'month' or 'day'"),
        ({"as_of": "30/06"}, "2024-06-30, 2024/6/30"),
        ({"as_of": "soon"}, "2024-06-30, 2024/6/30"),
        ({"tolerance_pp": -1}, "0 or more"),
    ],
)
def test_arguments_that_cannot_be(wrong, says):
    with pytest.raises(ReportError, match=says):
        compare_with_schedule(make([1]), **wrong)


def test_sensitivity_counts_the_unknown_on_every_day():
    days = measure_asof_sensitivity(make([50, None]), "2024-06-30", "2024-07-02")
    assert days[["ahead", "on_schedule", "behind", "unknown"]].to_numpy().tolist() == [
        [1, 0, 0, 1],
        [0, 1, 0, 1],
        [0, 0, 1, 1],
    ]


def test_sensitivity_refuses_days_the_wrong_way_round():
    with pytest.raises(ReportError, match="the end lies before the start"):
        measure_asof_sensitivity(make([50]), "2024-07-02", "2024-07-01")


def test_sensitivity_agrees_with_the_comparison_day_by_day():
    tasks = pd.concat([make([0, 37.5, 50, 55, 98, 100, 120, None]), make([10, 70], "2023Q4")], ignore_index=True)
    days = measure_asof_sensitivity(tasks, "2023-12-30", "2024-12-31")
    for row in days.iloc[::17].itertuples():
        counts = compare_with_schedule(tasks, "day", row.day)["schedule_status"].value_counts()
        assert (row.ahead, row.on_schedule, row.behind) == (counts["ahead"], counts["on_schedule"], counts["behind"])


def test_the_tipping_day_is_the_first_day_behind():
    tasks = make([0, 0.1, 33, 50, 99.9, 100, None], task_id=list("abcdefg"), task=list("abcdefg"))
    for row in find_tipping_days(tasks).dropna(subset=["tipping_day"]).itertuples():
        one = tasks[tasks["task_id"].eq(row.task_id)]
        on = compare_with_schedule(one, "day", row.tipping_day)["schedule_status"].tolist()
        assert on == ["behind"]
        if row.tipping_day > pd.Timestamp("2024-01-01"):
            before = compare_with_schedule(one, "day", row.tipping_day - pd.Timedelta(days=1))["schedule_status"]
            assert before.tolist() != ["behind"]
    assert find_tipping_days(tasks)["tipping_day"].isna().tolist() == [False] * 5 + [True, True]


def test_lights_at_their_edges():
    deviation = pd.DataFrame({"deviation_pp": pd.array([0, -0.1, -9.9, -10, -30, -30.1, None], "Float64")})
    lights = assign_lights(deviation, "yinchuan-2025")["light"]
    assert lights.tolist()[:-1] == ["green", "none", "none", "amber", "amber", "red"]
    assert lights.isna().tolist()[-1]


def test_an_unknown_preset_lists_what_there_is():
    with pytest.raises(ReportError, match="yinchuan-2025"):
        assign_lights(pd.DataFrame({"deviation_pp": []}), "nowhere")

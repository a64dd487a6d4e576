import pandas as pd
import pytest
from tests.conftest import PROJECT

from analysis_helpers import (
    ReportError,
    assign_lights,
    compare_texts,
    compare_with_schedule,
    count_movements,
    count_transitions,
    find_change,
    find_change_by_leader,
    find_forecast,
    find_movements,
    find_transitions,
    forecast_year_end,
    load_history,
    measure_change,
    measure_change_by_leader,
    reconcile_change,
    redline_task,
    summarise_forecast,
    trace_change,
)

TRUTH = pd.read_csv(PROJECT / "data/sample/truth/links.csv", dtype=str)
QUARTERS = ["2024Q2", "2024Q3", "2024Q4"]


@pytest.fixture(scope="module")
def history():
    return load_history(sample=True)


@pytest.fixture(scope="module")
def real():
    return load_history()


@pytest.fixture
def course(tmp_path, write_report):
    """A history of one unit: a line of percents for each task, one for each quarter from 2024Q1 on."""

    def make(lines, words="已建成{n}个"):
        for number in range(len(next(iter(lines.values())))):
            rows = [
                f"{task} | 2024 | {number + 1} | {words.format(n=number)} | {percents[number]} | 进度超前 | 甲某 | 甲局 |"
                for task, percents in lines.items() if percents[number] is not None
            ]  # fmt: skip
            if rows:
                write_report(*rows, title=f"甲局2024年第{number + 1}季度重点工作", name=f"2024Q{number + 1}-甲局.txt")
        return load_history(tmp_path)

    return make


@pytest.mark.parametrize("quarter", QUARTERS)
def test_matched_new_dropped_split_and_merged_add_up_on_both_sides(history, quarter):
    table = reconcile_change(history, quarter).set_index("kind")
    before = str(pd.Period(quarter) - 1)
    assert table.loc["all"].tolist() == [
        history.tasks["quarter"].eq(before).sum(),
        history.tasks["quarter"].eq(quarter).sum(),
    ]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_movement_is_the_one_that_the_sample_was_made_with(history, quarter):
    changes = measure_change(history, quarter)
    found = {
        (row.source_file, str(row.source_row)): row.movement
        for row in changes.dropna(subset=["source_row"]).itertuples()
    }
    known = TRUTH[TRUTH["current_quarter"].eq(quarter) & TRUTH["movement"].notna()]
    wrong = {
        (row.current_file, row.current_row): (row.movement, found[row.current_file, row.current_row])
        for row in known.itertuples()
        if found[row.current_file, row.current_row] != row.movement.replace(" ", "_")
    }
    # The one doubtful link of the sample has no movement until a person has decided.
    assert set(wrong) <= {("2024Q3-文广旅游局.docx", "10")}


@pytest.mark.parametrize(
    ("before", "now", "movement"),
    [(55, "100%", "done"), (55, "53%", "regressed"), (55, "54%", "stalled"), (55, "56%", "stalled"), (55, "85%", "jumped"),
     (55, "84%", "advanced"), (55, "", "not_comparable"), (100, "100%", "done")],
)  # fmt: skip
def test_the_first_rule_that_fits_names_the_movement(course, before, now, movement):
    changes = measure_change(course({"新建城市书房4个": [f"{before}%", now]}))
    assert changes["movement"].tolist() == [movement]


def test_a_percent_that_rose_over_the_same_words_is_called_copied(course):
    assert measure_change(course({"新建城市书房4个": ["50%", "95%"]}, words="正在推进"))["movement"].tolist() == [
        "copied"
    ]


def test_a_missing_quarter_makes_the_pace_half_as_fast(course):
    history = course({"新建城市书房4个": ["20%", None, "60%"], "办好杨梅节": ["10%", None, "20%"]})
    changes = measure_change(history)
    assert changes[["delta_pp", "pace_pp"]].to_numpy().tolist() == [[40, 20], [10, 5]]


def test_a_goal_of_another_year_is_not_comparable(tmp_path, write_report):
    for year in (2024, 2025):
        quarter = 4 if year == 2024 else 1
        row = f"新建城市书房4个 | {year} | {quarter} | 已建成{year}个 | 60% | 进度超前 | 甲某 | 甲局 |"
        write_report(row, title=f"甲局{year}年第{quarter}季度重点工作", name=f"{year}Q{quarter}-甲局.txt")
    changes = measure_change(load_history(tmp_path))
    assert changes[["movement", "rule"]].to_numpy().tolist() == [["not_comparable", "another year's goal"]]
    assert changes["delta_pp"].isna().all()


def test_a_leader_who_changed_is_named_before_and_after(history):
    changes = measure_change(history, "2024Q3")
    handed_over = changes[changes["leader_changed"]].set_index("source_row")
    assert handed_over.loc[18, ["previous_leader", "leader"]].tolist() == ["朱江桥", "周晓国"]


def test_with_one_quarter_nothing_is_made_up(real):
    changes = measure_change(real)
    assert changes.empty
    assert find_change(changes).text("en") == "One quarter only: nothing to compare with"
    assert reconcile_change(real).set_index("kind").loc["all"].tolist() == [0, 0]
    assert forecast_year_end(real)["forecast_pct"].isna().all()
    assert find_forecast(forecast_year_end(real)).text() == "19项任务的年底进度均无从推算"


def test_an_unknown_quarter_lists_what_there_is(history):
    with pytest.raises(ReportError, match=r"(?s)quarter 2031Q1.*2024Q1、2024Q2"):
        measure_change(history, "2031Q1")


def test_the_year_end_goes_on_at_the_pace_so_far_with_a_range(course):
    # 20, 30, 60: on average 20 a quarter, at the slowest 10, at the fastest 30; one quarter is left.
    row = forecast_year_end(course({"新建城市书房4个": ["20%", "30%", "60%"]})).iloc[0]
    assert row[["pace_pp", "forecast_pct", "low_pct", "high_pct"]].tolist() == [20, 80, 70, 90]


def test_two_reports_give_a_pace_and_no_range(course):
    row = forecast_year_end(course({"新建城市书房4个": ["20%", "40%"]})).iloc[0]
    assert row["forecast_pct"] == 80
    assert pd.isna(row["low_pct"])


def test_a_forecast_says_how_many_it_leaves_out(course):
    history = course({"新建城市书房4个": ["40%", "70%"], "办好杨梅文化节": [None, "50%"], "举办龙舟赛": ["30%", ""]})
    row = summarise_forecast(forecast_year_end(history)).iloc[0]
    assert row[["tasks", "estimable", "left_out", "reaching", "short"]].tolist() == [3, 1, 2, 1, 0]


def test_a_yellow_light_is_an_earlier_red_made_good(course):
    history = course({"甲项任务": ["10%", "60%"], "乙项事情": ["30%", "60%"], "丙件工程": ["30%", "40%"]})
    lights = assign_lights(compare_with_schedule(history.tasks), "ouhai-2020")
    now = lights[lights["quarter"].eq("2024Q2")].set_index("task")["light"]
    assert now.to_dict() == {"甲项任务": "yellow", "乙项事情": "none", "丙件工程": "red"}


def test_a_light_that_looks_back_refuses_a_single_quarter(real):
    with pytest.raises(ReportError, match="this rule looks at earlier quarters"):
        assign_lights(compare_with_schedule(real.tasks), "ouhai-2020")


def test_status_transitions_count_each_pair_once(course):
    history = course({"新建城市书房4个": ["40%", "70%"], "办好杨梅文化节": ["30%", "50%"]})
    assert count_transitions(measure_change(history)).loc["ahead", "ahead"] == 2


def test_a_group_under_three_gets_no_average(history):
    table = measure_change_by_leader(measure_change(history, "2024Q4")).set_index("leader")
    assert pd.isna(table.at["沈知远", "mean_delta_pp"])
    assert (
        table["tasks"].sum()
        == reconcile_change(history, "2024Q4").set_index("kind").loc[["same", "reworded"], "current"].sum()
    )


@pytest.mark.parametrize("find", [find_change, find_movements, find_transitions, find_change_by_leader])
@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_figure_of_a_sentence_leads_to_as_many_rows(history, find, quarter):
    changes = measure_change(history, quarter)
    for cell in (cell for cell in find(changes).cells if cell.table != "thresholds"):
        rows = trace_change(cell, changes)
        assert (rows["leader"].nunique() if cell.column == "leader" else len(rows)) == cell.value


def test_a_changed_percent_changes_the_sentence(course):
    one = find_change(measure_change(course({"新建城市书房4个": ["40%", "70%"]})))
    other = find_change(measure_change(course({"新建城市书房4个": ["40%", "40%"]})))
    assert (one.text("en"), other.text("en")) == (
        "All of 1 task compared went up",
        "Of 1 task compared, 1 stood still",
    )


def test_counted_movements_add_up_to_the_matched_tasks(history):
    changes = measure_change(history, "2024Q3")
    counts = count_movements(changes).set_index("movement")["tasks"]
    matched = reconcile_change(history, "2024Q3").set_index("kind").loc[["same", "reworded"], "current"].sum()
    assert counts[["done", "regressed", "stalled", "copied", "jumped", "advanced", "not_comparable"]].sum() == matched


def test_a_redline_holds_both_texts_whole():
    before, after = "9项短板指标,已补齐2项。", "9项短板指标已补齐5项,其余逐项明确责任。"
    pieces = compare_texts(before, after).pieces
    assert "".join(p.text for p in pieces if p.change in "=-") == before
    assert "".join(p.text for p in pieces if p.change in "=+") == after


def test_a_redline_escapes_what_a_report_says():
    assert "<script>" not in compare_texts("", "<script>alert(1)</script>")._repr_html_()


def test_a_narrative_that_grew_keeps_what_it_had(history):
    task = history.tasks.query("source_file == '2024Q3-文广旅游局.docx' and source_row == 2")["task_id"].iloc[0]
    redline = redline_task(history, task, "2024Q3")
    assert [piece.change for piece in redline.pieces] == ["=", "+"]


def test_a_task_that_is_not_there_is_named(history):
    with pytest.raises(ReportError, match="task 2024Q9-x: not in 2024Q4"):
        redline_task(history, "2024Q9-x")

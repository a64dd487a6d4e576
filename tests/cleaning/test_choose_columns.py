"""Which column is which: each standing rule met alone. What is expected was written down by hand."""

import pytest

from analysis_helpers import ReportError, load_report

TITLE = "市政局2024年三季度重点工作进展"


def read(header, *rows, title=TITLE):
    found = load_report("\n".join([title, header, *rows]))
    assert found.restore().equals(found.raw)
    return found


def said(found, level="doubtful"):
    return set(found.ledger["rule"][found.ledger["level"].eq(level)])


def two(header, first, second, **options):
    """A report of two tasks under a task column, two columns of percents and a unit."""
    rows = [
        f"{task} | {a} | {b} | {unit}"
        for task, a, b, unit in zip(["整治小巷", "新建公园"], first, second, ["市政科", "园林科"], strict=True)
    ]
    return read(f"重点任务 | {header} | 责任单位", *rows, **options)


@pytest.mark.parametrize(
    ("header", "taken", "rule"),
    [
        ("计划进度 | 实际进度", "实际进度", "column_actual"),
        ("完成进度 | 序时进度", "完成进度", "column_actual"),
        ("去年同期完成率 | 完成率", "完成率", "column_this_year"),
        ("上期完成比例 | 本期完成比例", "本期完成比例", "column_this_period"),
        ("本月完成率 | 累计完成率", "累计完成率", "column_cumulative"),
        ("8月完成率 | 9月完成率", "9月完成率", "column_by_period"),
        ("2023年完成率 | 2024年完成率", "2024年完成率", "column_by_period"),
        ("支付率 | 完成率", "完成率", "column_of_progress"),
        ("完成率 | 开工率", "完成率", "column_of_progress"),
    ],
)
def test_of_two_percents_a_standing_rule_takes_one_and_the_ledger_says_which_rule(header, taken, rule):
    found = two(header, ["75%", "60%"], ["45%", "30%"])
    assert found.fields["progress_pct"] == taken
    assert rule in said(found, "normalised")
    assert not said(found)


def test_the_latest_column_that_holds_values_comes_before_an_empty_one():
    found = two("三季度完成率 | 四季度完成率", ["75%", "60%"], ["", ""])
    assert found.fields["progress_pct"] == "三季度完成率"
    assert "column_with_values" in said(found, "normalised")


@pytest.mark.parametrize("header", ["形象进度 | 完成率", "累计进度 | 完成率", "进度 | 完成比例"])
def test_two_percents_that_nothing_decides_between_are_named(header):
    found = two(header, ["75%", "60%"], ["45%", "30%"])
    words = found.ledger.loc[found.ledger["rule"].eq("percent_column_rivals"), "words"].tolist()
    assert words == [header.replace(" | ", "、")]


def test_money_is_never_a_percent():
    beside = two("完成进度 | 完成率", ["96.5", "48"], ["80.4%", "60%"], title=f"{TITLE}\n单位：万元")
    assert beside.fields["progress_pct"] == "完成率"
    alone = two("年度计划（万元） | 完成进度（万元）", ["120", "80"], ["96.5", "48"])
    assert alone.tasks["progress_pct"].isna().all()
    assert {"percent_column_unread", "no_percent_column"} <= said(alone)


def test_a_rate_of_something_else_is_taken_only_where_there_is_nothing_else_and_said():
    found = two("资金支付率 | 完工率", ["75%", "60%"], ["45%", "30%"])
    assert found.fields["progress_pct"] == "完工率"
    assert "percent_column_weak" in said(found)


def test_a_plan_alone_is_no_progress():
    found = two("计划进度 | 进展情况", ["75%", "60%"], ["已进场施工，完成一半", "完成招标，正在签约"])
    assert found.tasks["progress_pct"].isna().all()
    assert "percent_column_unread" in said(found)


@pytest.mark.parametrize("target", ["目标任务", "年度目标", "目标值"])
def test_a_target_is_no_task_where_another_column_names_the_things(target):
    found = read(
        f"实事项目 | {target} | 完成率 | 责任单位", "新增床位 | 300张 | 80% | 民政局", "口袋公园 | 5个 | 60% | 城管局"
    )
    assert found.tasks["task"].tolist() == ["新增床位", "口袋公园"]


def test_figures_alone_are_no_tasks():
    with pytest.raises(ReportError):
        read("地区 | 目标任务 | 完成率", "青岚区 | 8000 | 80%", "禾川县 | 5000 | 60%")


def test_the_finer_column_is_the_task():
    found = read("工作内容 | 具体分解 | 完成率", "修路 | 修望桥路 | 50%", "修路 | 修青石路 | 60%")
    assert found.tasks["task"].tolist() == ["修望桥路", "修青石路"]


@pytest.mark.parametrize("label", ["牵头区领导", "包保领导", "区级领导", "联系领导", "挂联县领导", "分管副区长"])
def test_a_header_that_ends_in_leader_is_one(label):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 沈禾", "修桥 | 60% | 邵琦")
    assert found.tasks["leader"].tolist() == ["沈禾", "邵琦"]
    assert not said(found) - {"no_quarter"}


@pytest.mark.parametrize("label", ["责任单位主要领导", "联系人", "备注"])
def test_a_column_of_other_people_is_no_leader_and_no_doubt(label):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 沈禾", "修桥 | 60% | 邵琦")
    assert found.tasks["leader"].isna().all()
    assert not said(found)


@pytest.mark.parametrize(
    ("label", "cells", "rule"),
    [
        ("责任人", ["沈禾", "邵琦"], "leader_column_unread"),
        ("主抓", ["沈禾", "邵琦"], "leader_column_unread"),
        ("推进是否顺当", ["是", "否"], "status_column_unread"),
    ],
)
def test_a_column_that_looks_like_one_that_was_not_found_is_a_doubt(label, cells, rule):
    found = read(f"重点任务 | 完成率 | {label}", f"修路 | 50% | {cells[0]}", f"修桥 | 60% | {cells[1]}")
    assert rule in said(found)


@pytest.mark.parametrize(
    ("label", "cells", "name", "level"),
    [
        ("评判", ["正常推进", "滞后"], "status", "normalised"),
        ("评判", ["已完成", "未启动"], "status", "doubtful"),
        ("工作做法", ["已完成立面改造并进场施工", "方案已通过评审并完成招标"], "narrative", "doubtful"),
        ("谁来做", ["市政局", "园林局"], "unit", "doubtful"),
        ("谁来抓", ["副区长沈禾", "区委常委邵琦"], "leader", "doubtful"),
    ],
)
def test_the_only_column_whose_cells_can_be_one_is_taken_by_them_and_said(label, cells, name, level):
    found = read(f"重点任务 | 完成率 | {label}", f"修路 | 50% | {cells[0]}", f"修桥 | 60% | {cells[1]}")
    assert found.fields[name] == label
    assert f"{name}_by_content" in said(found, level)


def test_of_two_columns_whose_cells_can_be_one_none_is_taken_and_both_are_said():
    found = read(
        "重点任务 | 完成率 | 谁来做 | 谁来办",
        "修路 | 50% | 市政局 | 城建局",
        "修桥 | 60% | 园林局 | 市政局",
        title="三季度进展",
    )
    assert found.tasks["unit"].isna().all()
    assert found.ledger["rule"].eq("unit_column_unread").sum() == 2


def test_what_is_hard_or_still_to_come_is_no_narrative():
    found = read(
        "重点任务 | 完成率 | 下步打算怎么办",
        "修路 | 50% | 已对接设计单位，年底前开工",
        "修桥 | 60% | 完成招标后立即进场",
    )
    assert "narrative" not in found.fields


@pytest.mark.parametrize("label", ["推进概况", "近期进展概述", "工作情况简述", "实际进展描述"])
def test_words_that_say_only_in_what_form_it_is_told_hide_no_narrative(label):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 签约3家", "修桥 | 60% | 验收2批")
    assert found.fields["narrative"] == label


@pytest.mark.parametrize(
    ("label", "yes", "no"),
    [
        ("按期推进（是/否）", "on_schedule", "behind"),
        ("是否滞后于序时", "behind", "on_schedule"),
        ("是否符合节点要求", "on_schedule", "behind"),
    ],
)
def test_a_question_may_ask_either_way(label, yes, no):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 是", "修桥 | 80% | 否")
    assert found.tasks["status"].tolist() == [yes, no]


def test_other_people_beside_the_leader_are_named_without_a_doubt():
    found = read(
        "重点任务 | 完成率 | 分管领导 | 项目负责人 | 经办",
        "修路 | 50% | 沈禾 | 邵琦 | 韩立",
        "修桥 | 60% | 常远 | 邵琦 | 韩立",
    )
    assert found.tasks["leader"].tolist() == ["沈禾", "常远"]
    others = found.ledger[found.ledger["rule"].eq("column_of_others")]
    assert others["column"].tolist() == ["项目负责人", "经办"]
    assert not said(found) - {"no_quarter"}
    assert "项目负责人, 经办 (kept, not read as the leader)" in found.reading.text("en")


@pytest.mark.parametrize("label", ["截止日期", "完成时限", "截止时间"])
def test_a_deadline_is_no_day_that_the_report_speaks_of(label):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 2024-12-31", "修桥 | 60% | 2024-10-31")
    assert "as_of" not in found.fields
    assert found.tasks["as_of"].dt.month.eq(9).all()


def test_a_column_of_another_period_than_the_reports_is_read_and_said():
    found = read("重点任务 | 完成率 | 二季度进展情况", "修路 | 50% | 已进场施工", "修桥 | 60% | 完成招标")
    assert found.tasks["narrative"].tolist() == ["已进场施工", "完成招标"]
    assert "column_other_period" in said(found)


def test_a_unit_column_of_dashes_is_not_filled_from_the_title():
    found = read("重点任务 | 完成率 | 责任单位", "修路 | 50% | —", "修桥 | 60% | —")
    assert found.tasks["unit"].isna().all()


def test_last_years_percent_alone_is_no_progress():
    found = read("重点任务 | 去年同期完成率 | 进展情况", "修路 | 75% | 已进场施工", "修桥 | 60% | 完成招标")
    assert found.tasks["progress_pct"].isna().all()
    assert "percent_column_unread" in said(found)


def test_a_plan_that_is_told_of_the_whole_is_a_plan():
    found = two("节点要求总体完成率 | 总体完成率", ["75%", "60%"], ["50%", "30%"])
    assert found.tasks["progress_pct"].tolist() == [50, 30]


@pytest.mark.parametrize("label", ["工作开展情况", "推进落实情况", "进展及成效", "落实进展", "目前工作进展情况"])
def test_narratives_under_any_header_of_their_kind(label):
    found = read(f"重点任务 | 完成率 | {label}", "修路 | 50% | 已进场施工，完成路基", "修桥 | 60% | 完成招标，正在签约")
    assert found.tasks["narrative"].tolist() == ["已进场施工，完成路基", "完成招标，正在签约"]


def test_a_measure_is_no_bureau_and_the_lead_comes_before_the_others():
    found = read(
        "重点任务 | 单位 | 完成率 | 配合单位 | 牵头责任单位 | 责任单位", "修路 | 公里 | 50% | 财政局 | 交通局 | 各镇街",
        "修桥 | 座 | 60% | 财政局 | 水利局 | 各镇街",
    )  # fmt: skip
    assert found.tasks["unit"].tolist() == ["交通局", "水利局"]


@pytest.mark.parametrize("mark", ["√", "●", "★", "✔", "\uf0fc"])
def test_a_matrix_of_ticks_is_the_status(mark):
    found = read(
        "重点任务 | 完成率 | 已完成 | 按序时推进 | 滞后", f"修路 | 50% | | | {mark}", f"修桥 | 100% | {mark} | |"
    )
    assert found.tasks["status"].tolist() == ["behind", "done"]


def test_a_row_that_numbers_the_columns_hides_no_matrix_of_ticks():
    found = read("重点任务 | 完成率 | 已完成 | 滞后 |", "1 | 2 | 3 | 4 |", "修路 | 50% | | √ |", "修桥 | 60% | | √ |")
    assert found.tasks["status"].tolist() == ["behind", "behind"]


def test_a_matrix_whose_ticks_were_lost_is_said():
    found = read("重点任务 | 完成率 | 已完成 | 滞后 | 责任单位", "修路 | 50% | | | 市政局", "修桥 | 60% | | | 园林局")
    assert "status_column_unread" in said(found)


def test_two_ticks_in_a_row_are_no_status_and_said():
    found = read("重点任务 | 完成率 | 已完成 | 滞后 |", "修路 | 50% | √ | √ |", "修桥 | 100% | √ | |")
    assert found.tasks["status"].isna().tolist() == [True, False]
    assert "status_ticks_unclear" in said(found)


def test_a_question_is_answered_and_lights_are_read_by_their_legend_only():
    asked = read("重点任务 | 完成率 | 是否达到序时进度", "修路 | 50% | 否", "修桥 | 80% | 是")
    assert asked.tasks["status"].tolist() == ["behind", "on_schedule"]
    rows = ["修路 | 50% | 红灯", "修桥 | 80% | 绿灯"]
    plain = read("重点任务 | 完成率 | 亮灯情况", *rows)
    assert plain.tasks["status"].isna().all()
    assert "status_lights" in said(plain)
    legend = f"{TITLE}\n绿灯：达到序时进度；红灯：滞后"
    explained = read("重点任务 | 完成率 | 亮灯情况", *rows, title=legend)
    assert explained.tasks["status"].tolist() == ["behind", "on_schedule"]


def test_a_header_whose_second_row_only_says_which_is_one_header():
    found = read("重点任务 | 完成率 | | 责任单位 |", " | 计划 | 实际 | |", "修路 | 75% | 50% | 市政局 |")
    assert found.tasks["progress_pct"].tolist() == [50]
    assert "column_actual" in said(found, "normalised")

"""A table in words that nobody here knows: read by its cells with a doubt, or refused; never in silence."""

import pandas as pd
import pytest

from analysis_helpers import ReportError, list_doubts, load_report

TITLE = "甲局2025年二季度 |"


def read(header, *rows, title=TITLE):
    return load_report("\n".join([title, header, *rows]), words=())


def doubts(report):
    return dict(zip(list_doubts(report.ledger)["rule"], list_doubts(report.ledger)["column"], strict=True))


def test_columns_of_one_kind_make_a_header_and_each_is_doubtful():
    found = read(
        "标的 | 归口 | 兑诺度 | 兑诺评语 |", "邻里食堂 | 民政局 | 60% | 滞后 |", "充电车棚 | 住建局 | 100% | 已完成 |"
    )
    assert found.tasks["task"].tolist() == ["邻里食堂", "充电车棚"]
    assert found.tasks["progress_pct"].tolist() == [60, 100]
    assert found.tasks["unit"].tolist() == ["民政局", "住建局"]
    assert {"task_by_content", "percent_by_content", "unit_by_content"} <= set(doubts(found))


def test_two_columns_of_the_same_name_leave_the_percent_unknown():
    found = read("工作项 | 进度 | 进度 |", "甲事 | 62% | 35% |", "乙事 | 40% | 80% |")
    assert found.tasks["progress_pct"].isna().all()
    assert "percent_column_undecided" in doubts(found)


def test_the_same_percent_in_every_row_is_the_calendar():
    found = read("任务 | 推进占比 | 兑现占比 |", "甲事 | 66.7% | 71% |", "乙事 | 66.7% | 41% |", "丙事 | 66.7% | 60% |")
    assert found.tasks["progress_pct"].tolist() == [71, 41, 60]


def test_a_table_of_plans_alone_is_refused():
    with pytest.raises(ReportError):
        read("预排项目 | 一季度目标占比 | 全年目标占比 |", "甲事 | 10% | 100% |", "乙事 | 20% | 80% |")


def test_a_word_across_another_is_no_word():
    found = read("项目标识 | 业主单位 | 总体进度 |", "封测线 | 甲公司 | 65% |", "标准厂房 | 乙公司 | 88% |")
    assert found.tasks["task"].tolist() == ["封测线", "标准厂房"], "项目标识 speaks of no 目标"


def test_who_leads_by_office_is_the_leader_with_a_doubt():
    found = read("项目 | 片长 | 完成率 |", "甲事 | 朱江桥 | 65% |", "乙事 | 谈雨辰 | 88% |")
    assert found.tasks["leader"].tolist() == ["朱江桥", "谈雨辰"]
    assert doubts(found)["leader_by_content"] == "片长"


@pytest.mark.parametrize(
    ("header", "cells", "rule"),
    [
        ("项目负责人", ("朱江桥", "李国庆"), "leader_column_unread"),
        ("业主单位", ("甲公司", "乙公司"), "unit_column_unread"),
        ("落实片区队", ("北片", "南片"), "unit_column_unread"),
    ],
)
def test_the_column_that_comes_next_is_named_where_there_is_no_other(header, cells, rule):
    found = read(f"项目 | {header} | 完成率 |", f"甲事 | {cells[0]} | 65% |", f"乙事 | {cells[1]} | 88% |")
    assert doubts(found)[rule] == header


@pytest.mark.parametrize(
    ("cell", "percent", "rule"),
    [
        ("92%，外立面完成", 92, "percent_in_text"),
        ("总体完成65%", 65, None),
        ("较上月提高5%", None, "percent_unclear"),
        ("60% 75%", None, "percent_unclear"),
    ],
)
def test_a_percent_among_words_is_read_or_unknown_and_the_file_is_read(cell, percent, rule):
    found = read("任务 | 形象进度 |", f"甲事 | {cell} |", "乙事 | 88% |")
    got = found.tasks["progress_pct"].iloc[0]
    assert (None if pd.isna(got) else got) == percent
    assert rule is None or rule in set(found.ledger["rule"])


def test_ruled_lines_of_markdown_are_no_part_of_the_header():
    found = read("| 任务 | 完成率 | 信号 |", "|:---|---:|:---:|", "| 甲事 | 65% | 滞后 |", title="# 甲局2025年二季度")
    assert found.fields["task"] == "任务"
    assert found.tasks["task"].tolist() == ["甲事"]


def test_numbers_of_groups_are_known_under_any_header():
    found = read(
        "层次 | 任务 | 单位 | 完成率 |",
        "（一） | 公共服务 | | 76% |",
        "1 | 甲事 | 甲局 | 82% |",
        "2 | 乙事 | 乙局 | 70% |",
    )
    assert found.tasks["task"].tolist() == ["甲事", "乙事"]


def test_lines_without_separators_are_headings_or_notes():
    found = load_report(
        "甲局2025年二季度\n任务\t单位\t完成率\n【码头板块】\n甲事\t甲局\t82%\n乙事\t乙局\t70%\n编发：办公室\n", words=()
    )
    assert found.tasks["task"].tolist() == ["甲事", "乙事"]
    assert sorted(found.aside.values()) == ["footer_row", "section_row"]


def test_names_between_blanks_and_behind_a_role_are_names():
    found = read("项目 | 责任领导 | 完成率 |", "甲事 | 总指挥：柯以宁 | 65% |", "乙事 | 庄 亦舟 | 88% |")
    assert found.tasks["leader"].tolist() == ["柯以宁", "庄亦舟"]


def test_a_problem_is_followed_and_not_the_measure_against_it():
    found = read(
        "反馈问题 | 落实举措 | 完成率 |", "学习流于形式 | 开展研讨6次 | 65% |", "资金沉淀 | 盘活存量资金 | 88% |"
    )
    assert found.tasks["task"].tolist() == ["学习流于形式", "资金沉淀"]
    assert "task_column_rivals" in doubts(found)


def test_ticks_under_a_head_that_nobody_knows_are_named():
    found = read("事项 | 已销号 | 合序时 | 单位 |", "甲事 | √ | | 甲局 |", "乙事 | | √ | 乙局 |")
    assert found.tasks["status"].astype("object").where(found.tasks["status"].notna(), None).tolist() == ["done", None]
    assert doubts(found)["status_column_unread"] == "合序时"


def test_a_column_that_may_judge_is_named_where_no_status_was_read():
    found = read("事项 | 完成率 | 推进快慢 |", "甲事 | 65% | 较快 |", "乙事 | 88% | 办结 |")
    assert doubts(found)["status_column_unread"] == "推进快慢"


def test_units_that_help_in_brackets_are_none_in_charge():
    found = read("事项 | 完成率 | 责任单位 |", "甲事 | 65% | 供电公司（配合：区住建局） |")
    assert found.tasks["unit"].tolist() == ["供电公司"]

"""Every row of a file is a task, set aside, rejected or left out: nothing is dropped in silence."""

import pytest
from tests.dialects.score import list_cases

from analysis_helpers import ReportError, load_report


@pytest.mark.parametrize("path", list_cases(), ids=lambda path: path.name)
def test_the_account_of_every_case_adds_up(path):
    try:
        found = load_report(path, on_bad_rows="reject")
    except ReportError:
        pytest.skip("refused")
    rows = found.rows
    assert rows.in_file > 0
    assert rows.tasks + rows.set_aside + rows.rejected + rows.left_out == rows.in_file, rows
    assert rows.tasks == len(found.tasks)
    assert rows.adds_up


def test_the_real_report_has_a_title_a_header_and_nineteen_tasks(report):
    assert (report.rows.in_file, report.rows.tasks, report.rows.set_aside) == (21, 19, 2)
    assert report.rows.aside == {"row_above": 1, "header_row": 1}


def table(*lines):
    return load_report(
        "\n".join(["甲局2024年二季度重点工作 |", "序号 | 重点工作 | 进展情况 | 完成进度 | 责任单位 |", *lines])
    )


TASKS = ["1 | 建书房 | 建成2个 | 50% | 甲局 |", "2 | 招商 | 签约1家 | 60% | 丙局 |"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (" | | | | |", "blank_row"),
        ("3 | | | | |", "blank_row"),
        ("合  计 | | | 55% | |", "summary_row"),
        (" | 小 计 | | 55% | |", "summary_row"),
        ("共计2项 | | | | |", "summary_row"),
        ("产业类小计（2项） | | | 55% | |", "summary_row"),
        ("总计：2项 | | | 55% | |", "summary_row"),
        ("（续表） | | | | |", "continued_mark"),
        ("第2页，共3页 | | | | |", "continued_mark"),
        ("序号 | 重点 工作 | 进展情况 | 完成进度 | 责任单位 |", "repeated_header"),
    ],
)
def test_a_row_that_is_no_task_is_set_aside_with_its_rule(line, rule):
    found = table(TASKS[0], line, TASKS[1])
    assert found.tasks["task"].tolist() == ["建书房", "招商"]
    assert found.aside == {4: rule}
    assert found.ledger.loc[found.ledger["source_row"].eq(4), "rule"].tolist()[-1] == rule
    assert found.rows.adds_up


@pytest.mark.parametrize(
    "line",
    [
        "1 | 2 | 3 | 4 | 5 |",
        "① | ② | ③ | ④ | ⑤ |",
        "甲 | 乙 | 1 | 2 | 3 |",
        "（1） | （2） | （3） | （4）=（3）/（2） | （5） |",
    ],
)
def test_a_row_that_numbers_the_columns_is_no_task(line):
    found = table(line, *TASKS)
    assert found.aside == {3: "numbers_row"}
    assert found.tasks["task"].tolist() == ["建书房", "招商"]


def test_lines_of_groups_with_a_percent_of_their_own_are_no_tasks_and_head_those_below():
    found = table(
        "一 | 文化（1项） | | 50% | |", "1 | 建书房 | 建成2个 | 50% | 甲局 |",
        "二 | 产业（1项） | | 60% | |", "2 | 招商 | 签约1家 | 60% | 丙局 |",
    )  # fmt: skip
    assert found.aside == {3: "group_row", 5: "group_row"}
    assert found.tasks["(section)"].tolist() == ["文化（1项）", "产业（1项）"]


@pytest.mark.parametrize(
    "lines",
    [
        ["一 | 建书房 | 建成2个 | 50% | 甲局 |", "二 | 招商 | 签约1家 | 60% | 丙局 |"],
        ["1 | 建书房（2个） | | 50% | |", "2 | 招商（3项） | | 60% | |"],
        ["1 | 累计招商 | 签约1家 | 50% | 甲局 |", "2 | 建成统计台账总计10项制度 | 已建 | 60% | 甲局 |"],
        ["1 | 共建书房3个 | 建成2个 | 50% | 甲局 |", "2 | 完善财政预算总计 | 已建 | 60% | 甲局 |"],
    ],
)
def test_what_only_resembles_a_sum_or_a_group_stays_a_task(lines):
    found = table(*lines)
    assert found.aside == {}
    assert len(found.tasks) == 2


def test_rows_that_cannot_be_read_stand_in_the_account():
    text = "\n".join(["甲局2024年二季度 |", "重点工作 | 完成进度 |", "建书房 | 50% |", "招商 | 不明白 什么 |"])
    found = load_report(text, on_bad_rows="reject")
    assert found.rows.tasks + found.rows.rejected == 2
    assert found.rows.adds_up

"""The judge of readings is itself tried: on readings that are right, wrong and said, wrong and unsaid."""

import pytest

from tests.dialects.score import classify_reading

TEXT = """甲局2024年二季度重点工作 |
工作任务 | 完成进度 | 进度状态 | 责任领导 | 责任单位 |
新建书房4个 | 55% | 进度超前 | 沈禾 | 甲局 |
举办展览 | 约40% | 甲等 | 邵琦 | 乙局 |
"""
ROWS = [
    {"task": "新建书房4个", "progress_pct": 55, "status": "ahead", "leader": "沈禾", "unit": "甲局"},
    {"task": "举办展览", "progress_pct": 40, "status": None, "leader": "邵琦", "unit": "乙局"},
]
TRUTH = {"quarter": "2024Q2", "as_of": "2024-06-30", "rows": ROWS}


def judge(row=None, text=TEXT, **changes):
    """The outcome if the truth were another one, in the given row (number, field, value) or in the whole."""
    rows = [dict(one) for one in ROWS]
    if row:
        number, name, value = row
        rows[number][name] = value
    return classify_reading(text.encode(), TRUTH | {"rows": rows} | changes)


def test_a_reading_like_the_truth_is_right():
    assert judge().verdict == "right"


@pytest.mark.parametrize(
    "row",
    [
        (0, "task", "新建书房"),
        (0, "progress_pct", 50),
        (0, "status", "behind"),
        (0, "leader", "韩立"),
        (0, "unit", "丙局"),
    ],
)
def test_a_difference_without_a_doubt_is_silent(row):
    outcome = judge(row)
    assert (outcome.verdict, outcome.fields) == ("silent", [row[1]])


@pytest.mark.parametrize("row", [(1, "progress_pct", 45), (1, "status", "behind")])
def test_a_doubt_about_the_very_cell_excuses_it(row):
    assert judge(row).verdict == "said"


@pytest.mark.parametrize("row", [(1, "leader", "韩立"), (0, "progress_pct", 50)])
def test_a_doubt_about_another_cell_excuses_nothing(row):
    assert judge(row).verdict == "silent"


@pytest.mark.parametrize("changes", [{"quarter": "2024Q3"}, {"as_of": "2024-06-15"}])
def test_another_period_without_a_doubt_is_silent(changes):
    assert judge(**changes).verdict == "silent"


def test_a_quarter_left_empty_is_excused_by_the_word_that_it_is():
    assert judge(text=TEXT.replace("2024年二季度", "")).fields == ["as_of", "quarter"]
    assert judge(text=TEXT.replace("2024年二季度", "")).verdict == "said"


def test_a_row_that_is_missing_or_too_many_is_silent():
    assert judge(rows=ROWS[:1]).fields == ["rows"]
    assert judge(rows=[*ROWS, ROWS[0] | {"task": "第三项"}]).fields == ["rows"]


def test_a_row_that_need_not_be_read_may_be_missing_and_must_be_said_if_it_is_there():
    extra = ROWS[0] | {"task": "第三项", "optional": True}
    assert judge(rows=[*ROWS, extra]).verdict == "right"
    assert judge(rows=[ROWS[0], ROWS[1] | {"optional": True}]).verdict == "silent"


def test_what_must_be_said_and_is_not_is_silent():
    assert judge(must_say=["leader"]).verdict == "silent"
    assert judge(must_say=["status"]).verdict == "right"


def test_a_doubt_that_nothing_calls_for_is_a_false_alarm():
    assert sorted(judge(may_say=[]).false_alarms) == ["percent_about", "status_unknown"]
    assert not judge(may_say=["status", "progress_pct"]).false_alarms


def test_a_refusal_is_fair_only_where_the_truth_says_so():
    assert judge(text="甲局工作总结").verdict == "refused_wrongly"
    assert judge(text="甲局工作总结", refuse="right").verdict == "refused"


def test_a_table_that_holds_no_tasks_is_not_to_be_read():
    assert judge(refuse="right").verdict == "silent"

"""A file that is refused says which words were not known, what they look like, and what to do."""

import pickle

import pytest

from analysis_helpers import ReportError, load_report

STRANGE = "\n".join(
    [
        "甲局2024年二季度 |", "序号 | 承载之事 | 走到哪了 | 咋样 | 谁管 |",
        "1 | 建书房 | 55% | 已完成 | 朱江桥 |", "2 | 招商 | 60% | 进度滞后 | 李国庆 |",
        "3 | 修桥 | 快了 | 还行吧 | 大家 |",
    ]
)  # fmt: skip


def refusal(text):
    with pytest.raises(ReportError) as caught:
        load_report(text)
    return caught.value


def test_every_word_that_was_not_known_is_named_with_what_it_looks_like():
    told = str(refusal(STRANGE))
    for words in ("Row 2 looks like the header", "column 2 '承载之事' looks like the task",
                  "column 3 '走到哪了' looks like the percent", "column 4 '咋样' looks like the status",
                  "column 5 '谁管' looks like the leader", "missing: task; percent"):  # fmt: skip
        assert words in told
    assert "header,走到哪了,progress_pct" in told, "which words go where"
    assert "已完成" not in told, "a word of the body is no header"


def test_the_same_in_chinese():
    told = refusal(STRANGE).say("zh")
    assert "第2列“承载之事”：像是任务" in told
    assert "缺：任务；进度" in told


def test_a_table_of_places_is_not_taken_for_tasks():
    told = str(refusal("2024年二季度 |\n所在 | 甲数 | 乙数 |\n青岚区 | 5 | 6 |\n望桥县 | 7 | 8 |"))
    assert "column 1 '所在' looks like none of ours" in told


def test_rows_that_cannot_be_read_name_no_option_of_a_command():
    error = refusal("甲局2024年二季度 |\n重点工作 | 完成进度 | 年份 | 季度 |\n建书房 | 50% | 2024 | 第几季 |")
    assert "--skip-bad-rows" not in str(error) + error.say("zh")
    assert "on_bad_rows='reject'" in str(error)


def test_a_refusal_crosses_to_another_process_in_both_languages():
    error = refusal(STRANGE)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.say("zh")) == (str(error), error.say("zh"))

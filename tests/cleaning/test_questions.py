"""What is not known is asked once, and the answer is a word of the project: it wins, it is said, it can be taken back."""

import pandas as pd
import pytest

from analysis_helpers import ReportError, load_report
from analysis_helpers.cleaning.check import check_file, describe_check
from analysis_helpers.cleaning.questions import make_words, read_answers, say_choices, say_question
from analysis_helpers.core.project_words import ProjectWord, append_words, load_words, words_for

HEADER = "具体分解 | 形象进度 | 进度状态 | 责任区领导 | 责任单位 |"
ROWS = ("新建书房4个 | 55% | 飞快哦 | 王某 | 甲局 |", "新建泵站4个 | 45% | 飞快哦 | 王某 | 甲局 |", "新建公园 | 50% | 推进中 | 王某 | 甲局 |")  # fmt: skip


def word(kind, text, means, unit="", line=2):
    return ProjectWord(kind, text, means, unit, "a.txt", "电话核实", "2024-07-05", line)


@pytest.fixture
def strange(write_report):
    return write_report(*ROWS, header=HEADER)


def answered(report):
    return report.ledger[report.ledger["rule"].eq("answered")]


def test_one_question_for_a_distinct_word_the_best_guess_first(strange):
    questions = load_report(strange, words=()).questions
    assert questions["key"].tolist() == ["status:飞快哦", "status:推进中"]
    first = questions.iloc[0]
    assert (first["rows"], first["guess"], first["choices"][0], first["unit"]) == (2, "ahead", "ahead", "甲局")
    assert say_question(first, "zh") == "状态“飞快哦”（2行）是什么意思？"
    assert say_choices(first, "zh").startswith("[1] 超前 [2] 终止")


def test_an_answer_changes_the_reading_and_stands_in_the_ledger_with_its_source(strange):
    report = load_report(strange, words=[word("status", "飞快哦", "behind"), word("status", "推进中", "none", line=3)])
    assert report.tasks["status"].tolist()[:2] == ["behind", "behind"]
    assert pd.isna(report.tasks["status"].iloc[2])
    assert report.questions.empty
    rows = answered(report)
    assert rows["source_row"].tolist() == [3, 4, 5]
    assert rows["words"].iloc[0] == "behind ← data/vocabulary/words.csv:2（电话核实，a.txt，2024-07-05）"
    assert [one.word for one in report.words] == ["飞快哦", "推进中"]


def test_without_its_line_the_answer_is_taken_back(strange):
    assert load_report(strange, words=()).tasks["status"].isna().all()


def test_a_word_of_the_project_wins_over_the_package_and_the_contradiction_is_said(strange, monkeypatch):
    words = (word("status", "进度超前", "on_schedule"),)
    strange.write_text(strange.read_text(encoding="utf-8").replace("飞快哦", "进度超前"), encoding="utf-8")
    monkeypatch.setattr("analysis_helpers.cleaning.report.project_words", lambda: words)
    found = check_file(strange)
    assert found.report.tasks["status"].tolist()[:2] == ["on_schedule", "on_schedule"]
    told = "\n".join(line for _, line in describe_check(found, "zh"))
    assert "用了本项目的用语：“进度超前”=达标（程序用语为超前）" in told


def test_a_header_that_nobody_knows_is_asked_and_the_answer_makes_the_file_readable(write_report):
    rows = [row.split("|")[0] + "| " + row.split("|")[1] + "|" for row in ROWS]
    path = write_report(*rows, header="实事儿 | 形象进度 |")
    found = check_file(path)
    assert (found.exit_code, found.questions["key"].tolist()) == (1, ["header:实事儿", "report_unit"])
    assert say_question(found.questions.iloc[0], "zh") == "第1列“实事儿”（例：新建书房4个、新建泵站4个）是什么？"
    report = load_report(path, words=[word("header", "实事儿", "task")])
    assert report.tasks["task"].tolist() == ["新建书房4个", "新建泵站4个", "新建公园"]


def test_a_header_with_another_period_is_the_same_word(write_report):
    path = write_report(*ROWS, header=HEADER.replace("具体分解", "三季度实事儿"))
    assert len(load_report(path, words=[word("header", "实事儿", "task")]).tasks) == 3


def test_a_column_that_is_not_to_be_used_is_not(write_report):
    path = write_report(*ROWS, header=HEADER)
    report = load_report(path, words=[word("header", "进度状态", "none")])
    assert "status" not in report.fields
    assert "进度状态" in report.tasks.columns


@pytest.mark.parametrize(("means", "percents"), [("fraction", [100, 0]), ("points", [1, 0])])
def test_a_percent_that_can_be_read_in_two_ways_is_asked(write_report, means, percents):
    path = write_report("甲 | 1 |", "乙 | 0 |", header="具体分解 | 形象进度 |")
    questions = load_report(path, words=()).questions
    assert questions.loc[questions["kind"].eq("percent"), "key"].tolist() == ["percent:形象进度"]
    report = load_report(path, words=[word("percent", "形象进度", means)])
    assert report.tasks["progress_pct"].tolist() == percents
    assert "percent" not in report.questions["kind"].tolist()


def test_a_short_name_of_a_unit_is_called_in_full(strange):
    report = load_report(strange, words=[word("unit", "甲局", "甲某局")])
    assert report.tasks["unit"].tolist() == ["甲某局"] * 3
    assert report.tasks["task_id"].tolist()[0] == "2024Q2-甲某局-3"


def test_a_word_for_sums_and_one_for_titles_hold_only_while_they_are_there(write_report):
    path = write_report(*ROWS, "归总 |  |  |  |  |", "新建桥 | 50% | 超前 | 李四大总管 | 甲局 |", header=HEADER)
    words = [word("sum", "归总", ""), word("title", "大总管", "", line=3)]
    report = load_report(path, words=words)
    assert report.tasks["task"].tolist() == ["新建书房4个", "新建泵站4个", "新建公园", "新建桥"]
    assert report.tasks["leader"].iloc[3] == "李四"
    assert load_report(path, words=()).tasks["leader"].iloc[-1] == "李四大总管"


def test_a_word_of_one_unit_says_nothing_of_another(write_report):
    own = write_report(*ROWS, header=HEADER, name="own.txt")
    rows = [row.replace("甲局", "乙局") for row in ROWS]
    other = write_report(*rows, header=HEADER, title="乙局2024年二季度重点工作", name="other.txt")
    words = [word("status", "飞快哦", "behind", unit="甲局")]
    assert "status:飞快哦" not in load_report(own, words=words).questions["key"].tolist()
    assert "status:飞快哦" in load_report(other, words=words).questions["key"].tolist()


def test_the_units_own_word_stands_before_the_one_for_all():
    words = [word("status", "快", "ahead"), word("status", "快", "behind", unit="甲局")]
    assert [one.means for one in words_for(words, {"甲局"})] == ["behind"]
    assert [one.means for one in words_for(words, set())] == ["ahead"]


def test_answers_are_written_and_read_again(strange, tmp_path):
    questions = load_report(strange, words=()).questions
    answers = read_answers(questions, ["状态:飞快哦=超前", "status:推进中=1"])
    assert answers == {"status:飞快哦": "ahead", "status:推进中": "none"}
    path = tmp_path / "words.csv"
    append_words(path, make_words(questions, answers, "甲局", "a.txt", "电话核实", "2024-07-05"))
    assert path.read_bytes().startswith("\ufeffkind,word,means,unit,file,reason,date\n".encode())
    assert [(one.word, one.means, one.unit, one.line) for one in load_words(path)] == [
        ("飞快哦", "ahead", "甲局", 2), ("推进中", "none", "甲局", 3),
    ]  # fmt: skip


def test_what_is_no_answer_is_refused_all_at_once(strange):
    with pytest.raises(ReportError) as caught:
        read_answers(load_report(strange, words=()).questions, ["status:飞快哦=绿", "status:没有=1", "x"])
    assert caught.value.where == "status:飞快哦=绿、status:没有=1、x"


def test_words_in_chinese_are_read_and_wrong_lines_are_named(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("类别,用语,含义,单位,文件,理由,日期\n表头,实事儿,任务,,,甲局的写法,2024/7/5\n", encoding="gb18030")
    assert load_words(path)[0] == ProjectWord("header", "实事儿", "task", "", "", "甲局的写法", "2024-07-05", 2)
    path.write_text("kind,word,means,unit,file,reason,date\n怪,a,b,,,x,\nstatus,快,任务,,,x,\nstatus,慢,behind,,,,\nstatus,好,ahead,,,x,\nstatus,好,done,,,x,\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(ReportError) as caught:
        load_words(path)
    assert caught.value.rows[["source_row", "column"]].to_numpy().tolist() == [
        [2, "kind"], [3, "means"], [4, "reason"], [5, "word"],
    ]  # fmt: skip

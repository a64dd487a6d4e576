"""Sentences on claims and evidence."""

import pandas as pd
import pytest

from analysis_helpers import (
    ReportError,
    find_empty,
    find_entropy,
    find_evidence,
    find_heaping,
    find_recycled,
    find_shown,
    find_task_evidence,
    list_readings,
    measure_evidence,
    summarise_evidence,
)

FINDS = [find_evidence, find_shown, find_recycled, find_heaping, find_entropy, find_empty]


@pytest.mark.parametrize(
    ("find", "zh", "en"),
    [
        (find_evidence, "5个有数可查的目标中1个低于所报，2个要看怎么算", "Of 5 targets counted, 1 below the claim, 2 open to reading"),
        (find_shown, "7项任务定了数量目标，5项的进展没有报出对应的数", "7 tasks set figures; no count towards them in 5"),
        (find_recycled, "2项任务的进展文字与别的任务相同", "2 tasks share a narrative with another task"),
        (find_heaping, "19个进度中18个是5的倍数，差5个点以内说明不了什么", "18 of 19 percents end in 0 or 5: differences under 5 points say little"),
        (find_entropy, "19项任务的状态只有一种，状态栏没有区分任何任务", "19 tasks with one and the same status: it tells none apart"),
        (find_empty, "4项任务的进展文字没有数字、日期、地点或完成的事", "4 narratives without a number, date, place or completed act"),
    ],
)  # fmt: skip
def test_sentences_of_the_real_report(tasks, find, zh, en):
    assert find(tasks).text("zh") == zh
    assert find(tasks).text("en") == en


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("find", FINDS)
@pytest.mark.parametrize(
    "change",
    [{"progress_pct": pd.NA}, {"progress_pct": 100.0}, {"status": pd.NA}, {"narrative": None}, {"narrative": "已建成4个书房"}, {"task": "推进创建"}],
    ids=lambda change: str(next(iter(change.items()))),
)  # fmt: skip
def test_hard_data_still_gives_a_sentence(report, find, change, language):
    tasks = report.tasks.copy()
    for column, value in change.items():
        tasks[column] = pd.array([value] * len(tasks), tasks[column].dtype)
    for text in [find(tasks).text(language), *list_readings(tasks, language)["sentence"]]:
        assert text
        assert "nan" not in text.lower()
        assert "<NA>" not in text
        assert "{" not in text


def test_a_changed_count_changes_the_sentence(report):
    better = report.tasks["narrative"].str.replace("送书32547册", "送书52547册")
    assert find_evidence(report.tasks.assign(narrative=better)).text() == "5个有数可查的目标中2个要看怎么算"


def test_one_task_in_a_sentence(report):
    ids = report.tasks.set_index("source_row")["task_id"]
    told = {row: find_task_evidence(report.tasks, ids[row]).text() for row in (8, 11, 16, 17, 19)}
    assert told == {
        8: "任务没有定数量，无法用数核对",
        11: "自报55%，2个数量目标在进展中没有对应的数",
        16: "自报50%，2个目标中2个有数据支撑，3.8%到60%",
        17: "自报70%，3个目标中3个有数据支撑，54.2%到100%",
        19: "自报50%，1个目标没有对应的数，另有1个不可核对",
    }
    with pytest.raises(ReportError, match="no such task"):
        find_task_evidence(report.tasks, "nobody")


def test_figures_of_a_task_are_cells_of_its_summary(report):
    summary = summarise_evidence(report.tasks).set_index("task_id")
    for task_id in report.tasks["task_id"]:
        for cell in find_task_evidence(report.tasks, task_id).cells:
            value = summary.at[cell.row, cell.column]
            assert cell.value == value or (pd.isna(cell.value) and pd.isna(value))


def test_counts_in_a_title_are_those_of_the_table(report):
    verdicts = measure_evidence(report.tasks)["verdict"]
    figures = find_evidence(report.tasks).figures
    assert figures["below"].value == verdicts.eq("below").sum()
    assert figures["open"].value == verdicts.eq("reading_decides").sum()

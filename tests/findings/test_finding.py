from collections import defaultdict

import pandas as pd
import pytest

from analysis_helpers import (
    ReportError,
    compare_with_schedule,
    count_percents,
    find_asof,
    find_deviation,
    find_distribution,
    find_reading,
    find_remaining,
    find_status,
    find_workload,
    measure_concentration,
    measure_progress,
    measure_status_inflation,
    measure_workload,
)
from analysis_helpers.charts.theme import text_width
from analysis_helpers.core.vocabulary import fill, load_vocabulary
from analysis_helpers.measures.schedule import measure_lead

FINDS = [find_distribution, find_deviation, find_status, find_asof, find_workload, find_remaining]


@pytest.mark.parametrize(
    ("find", "zh", "en"),
    [
        (find_distribution, "19项任务中9项同报55%，序时进度为50%", "9 of 19 tasks at the same 55%; 50% was expected"),
        (
            find_deviation,
            "没有任务落后序时，14项超前中5项超过5个点，4项持平，1项已完成",
            "No task behind; of 14 ahead, 5 by more than 5 points; 4 on schedule, 1 done",
        ),
        (
            find_status,
            "19项全部自报“超前”，按序时核算其中4项持平（按日计没有）",
            "All of 19 tasks reported ahead; by the schedule 4 on schedule (by day, none)",
        ),
        # Nine tasks at 55 % lead by 19 days; the next, at 60 %, by 37.
        (find_asof, "14项超前中9项领先不足30天", "Of 14 tasks ahead, 9 by less than 30 days"),
        (find_workload, "19项任务中14项由朱江桥负责", "朱江桥 carries 14 of 19 tasks"),
        (
            find_remaining,
            "尚差的732个点中，547个点在朱江桥名下",
            "Of 732 points still missing, 547 fall to 朱江桥",
        ),
    ],
)
def test_sentences_of_the_real_report(tasks, find, zh, en):
    assert find(tasks).text("zh") == zh
    assert find(tasks).text("en") == en


def test_a_part_that_counts_nothing_is_not_said():
    some = {"tasks": 3, "behind": 1, "on_schedule": 0, "ahead": 0, "done": 2, "unknown": 0}
    assert fill("findings", "deviation.behind", "zh", some) == "3项任务中1项落后序时，2项已完成"
    called = {"reported": 3, "on_schedule": 0, "behind": 1, "unknown": 0}
    assert fill("findings", "status.more", "zh", called) == "3项自报“超前”，按序时核算其中1项落后"
    assert fill("findings", "status.more", "en", called) == "3 tasks reported ahead; of these, by the schedule 1 behind"


def test_where_the_other_basis_counts_as_many_nothing_is_said_of_it(report):
    # 44 % is behind on 30 June by months (50 %) as by days (49.7 %); 49.9 % is behind by months only.
    one, other = (
        find_deviation(compare_with_schedule(report.tasks.head(1).assign(progress_pct=pd.array([pct], "Float64"))))
        for pct in (44.0, 49.9)
    )
    assert one.text() == "1项任务中1项落后序时"
    assert other.text() == "1项任务中1项落后序时（按日计无落后）"


def test_where_a_tolerance_was_given_nothing_is_said_of_the_other_basis(report):
    tasks = compare_with_schedule(report.tasks, tolerance_pp=5)
    assert find_status(tasks).text() == "19项全部自报“超前”，按序时核算其中13项持平"


def test_at_the_years_end_nobody_is_ahead_and_no_lead_is_counted(report):
    percents = pd.array([100.0] * 18 + [90.0], "Float64")
    own = report.tasks.assign(progress_pct=percents, as_of=pd.Timestamp("2024-12-31"), quarter=pd.Period("2024Q4"))
    tasks = compare_with_schedule(own)
    assert find_status(tasks).text() == "19项自报“超前”，年底1项未完成、18项已完成"
    assert find_asof(tasks).text() == "年底将至，不再推算领先多少天"


@pytest.mark.parametrize("find", FINDS)
def test_figures_are_cells_of_the_measures(tasks, find):
    tables = {
        "measure_progress": measure_progress(tasks).assign(label="all").set_index("label"),
        "count_percents": count_percents(tasks).set_index("progress_pct", drop=False),
        "compare_with_schedule": tasks.assign(label="all").set_index("label").head(1),
        "measure_status_inflation": measure_status_inflation(tasks).set_index("status"),
        "measure_lead": pd.DataFrame({"tasks": {"soon": int(measure_lead(tasks)["lead_days"].lt(30).sum())}}),
        "other_basis": pd.DataFrame({"day": {"overstated": 0}}),
        "measure_concentration": measure_concentration(tasks).assign(label="all").set_index("label"),
        "measure_workload": measure_workload(tasks).set_index("leader", drop=False),
        "thresholds": pd.DataFrame({"value": load_vocabulary("thresholds")}),
    }
    tables["measure_workload"].loc["all", "remaining_pp"] = tables["measure_workload"]["remaining_pp"].sum()
    cells = find(tasks).cells
    assert cells
    for cell in cells:
        assert tables[cell.table].at[cell.row, cell.column] == cell.value


@pytest.mark.parametrize("find", FINDS)
def test_a_changed_input_changes_the_sentence(report, find):
    changed = report.tasks.assign(
        progress_pct=(report.tasks["progress_pct"] - 20).where(report.tasks["source_row"] > 6, 90.0),
        leaders=[["某人"]] * len(report.tasks),
    )
    assert find(compare_with_schedule(changed)).text() != find(compare_with_schedule(report.tasks)).text()


def test_a_changed_input_changes_the_sentence_on_units(report):
    split = report.tasks.assign(units=[["甲局"], ["乙局"]] + [["丙局"]] * 17)
    assert find_workload(compare_with_schedule(report.tasks), "unit").text("en") == "文广旅游局 carries all of 19 tasks"
    assert find_workload(compare_with_schedule(split), "unit").text("en") == "丙局 carries 17 of 19 tasks"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("find", FINDS)
@pytest.mark.parametrize(
    "change",
    [
        {"progress_pct": pd.NA},
        {"progress_pct": 100.0},
        {"progress_pct": 469.0},
        {"status": pd.NA},
        {"leaders": None},
        {"as_of": pd.NaT},
    ],
    ids=lambda change: next(iter(change)) + "=" + str(next(iter(change.values()))),
)
def test_hard_data_still_gives_a_sentence(report, find, change, language):
    tasks = report.tasks.copy()
    for column, value in change.items():
        tasks[column] = [[]] * len(tasks) if value is None else pd.array([value] * len(tasks), tasks[column].dtype)
    text = find(compare_with_schedule(tasks)).text(language)
    assert text
    assert "{" not in text
    assert "nan" not in text.lower()
    assert "<NA>" not in text


@pytest.mark.parametrize("find", FINDS)
def test_a_single_task_still_gives_a_sentence(tasks, find):
    assert find(tasks.head(1)).text("en")


def test_the_reading_says_what_is_lost(report):
    assert find_reading(report.tasks, report.ledger).text() == "读出19项任务；1个字符已损毁，无法恢复"
    assert find_reading(report.tasks, report.ledger.iloc[:0]).text("en") == "19 tasks read, nothing lost"


def test_a_language_that_there_is_not(tasks):
    with pytest.raises(ReportError, match="zh、en"):
        find_status(tasks).text("fr")


def test_titles_are_short():
    """At most two lines of a slide: 48 Chinese characters or 30 words, with all its parts and figures of two digits."""
    for name, variants in load_vocabulary("findings").items():
        for variant in variants:
            figures = defaultdict(lambda: 12)
            zh, en = (fill("findings", f"{name}.{variant}", language, figures) for language in ("zh", "en"))
            assert text_width(zh) <= 96, (name, variant, zh)
            assert len(en.split()) <= 30, (name, variant, en)

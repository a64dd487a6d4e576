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
    measure_asof_sensitivity,
    measure_concentration,
    measure_progress,
    measure_status_inflation,
    measure_workload,
)
from analysis_helpers.charts.theme import text_width
from analysis_helpers.core.vocabulary import load_vocabulary

FINDS = [find_distribution, find_deviation, find_status, find_asof, find_workload, find_remaining]


@pytest.mark.parametrize(
    ("find", "zh", "en"),
    [
        (find_distribution, "19项任务中9项同报55%，序时进度为50%", "9 of 19 tasks at the same 55%; 50% was expected"),
        (
            find_deviation,
            "没有任务落后序时，但领先超过5个点的只有6项",
            "No task behind, but only 6 ahead by more than 5 points",
        ),
        (find_status, "19项全部自报“超前”，其中4项只是持平", "All of 19 tasks reported ahead, 4 merely on schedule"),
        (
            find_asof,
            "6月30日时19项超前；若按7月30日计，13项落后",
            "On 30 June, 19 tasks ahead; counted on 30 July, 13 behind",
        ),
        (find_workload, "19项任务中，14项由一位领导负责", "One leader carries 14 of 19 tasks"),
        (
            find_remaining,
            "尚差的732个点中，547个点在一位领导名下",
            "Of 732 points still missing, 547 fall to one leader",
        ),
    ],
)
def test_sentences_of_the_real_report(tasks, find, zh, en):
    assert find(tasks).text("zh") == zh
    assert find(tasks).text("en") == en


@pytest.mark.parametrize("find", FINDS)
def test_figures_are_cells_of_the_measures(tasks, find):
    tables = {
        "measure_progress": measure_progress(tasks).assign(label="all").set_index("label"),
        "count_percents": count_percents(tasks).set_index("progress_pct", drop=False),
        "compare_with_schedule": tasks.assign(label="all").set_index("label").head(1),
        "measure_status_inflation": measure_status_inflation(tasks).set_index("status"),
        "measure_asof_sensitivity": measure_asof_sensitivity(tasks, "2024-06-01", "2024-09-30").set_index(
            "day", drop=False
        ),
        "measure_concentration": measure_concentration(tasks).assign(label="all").set_index("label"),
        "measure_workload": measure_workload(tasks).set_index("leader"),
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
    assert find_workload(compare_with_schedule(report.tasks), "unit").text("en") == "One unit carries 19 of 19 tasks"
    assert find_workload(compare_with_schedule(split), "unit").text("en") == "One unit carries 17 of 19 tasks"


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
    with pytest.raises(ReportError, match="'zh' or 'en'"):
        find_status(tasks).text("fr")


def test_titles_are_short():
    """At most 30 Chinese characters or 15 words, with figures as long as they get."""
    for name, variants in load_vocabulary("findings").items():
        for variant, languages in variants.items():
            filled = {language: _fill(text) for language, text in languages.items()}
            assert text_width(filled["zh"]) <= 60, (name, variant, filled["zh"])
            assert len(filled["en"].split()) <= 15, (name, variant, filled["en"])


def _fill(text):
    class Figure:
        def __format__(self, spec):
            return f"123 {spec}s" if spec else "123"

    class Figures(dict):
        def __missing__(self, key):
            return Figure()

    return text.format_map(Figures())

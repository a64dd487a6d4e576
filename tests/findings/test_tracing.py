"""Each figure of a sentence leads to its table, and from there to the rows of the report."""

from functools import partial

import pandas as pd
import pytest
from tests.charts.hard import HARD

from analysis_helpers import (
    Cell,
    ReportError,
    compare_with_schedule,
    compose_briefing,
    find_asof,
    find_change,
    find_deviation,
    find_distribution,
    find_empty,
    find_evidence,
    find_movements,
    find_reading,
    find_recycled,
    find_remaining,
    find_shown,
    find_status,
    find_workload,
    load_history,
    look_up,
    measure_change,
    trace,
)
from analysis_helpers.briefing.sections import split_figures
from analysis_helpers.findings.finding import make_cell
from analysis_helpers.measures.measured import as_compared

FINDS = {
    "distribution": find_distribution, "deviation": find_deviation, "status": find_status, "asof": find_asof,
    "workload": find_workload, "workload_unit": partial(find_workload, by="unit"), "remaining": find_remaining,
    "evidence": find_evidence, "shown": find_shown, "recycled": find_recycled, "empty": find_empty,
}  # fmt: skip
NOT_COUNTS = {"progress_pct", "median_pct", "expected_pct", "remaining_pp", "value", "holders", "leader", "unit"}


@pytest.fixture(params=HARD)
def hard(request, report):
    return compare_with_schedule(HARD[request.param](report.tasks))


@pytest.mark.parametrize("name", FINDS)
def test_every_number_of_a_sentence_has_its_cell(hard, name):
    finding = FINDS[name](hard)
    for language in ("zh", "en"):
        parts = finding.parts(language)
        assert "".join(part.text for part in parts) == finding.text(language)
        assert not [part.text for part in parts if part.cell is None and any(c.isdigit() for c in part.text)]
        assert {part.cell for part in parts if part.cell} == set(finding.cells)


@pytest.mark.parametrize("name", FINDS)
def test_a_cell_is_found_again_in_its_table(hard, name):
    for cell in FINDS[name](hard).cells:
        assert look_up(cell, hard) == cell.value, cell


@pytest.mark.parametrize("name", FINDS)
def test_a_count_leads_to_as_many_rows_of_the_report(hard, name):
    for cell in FINDS[name](hard).cells:
        rows = trace(cell, hard)
        assert set(rows["source_row"]) <= set(hard["source_row"])
        if cell.table == "measure_evidence":  # it counts targets, and a task may set several
            assert 0 < len(rows) <= cell.value or not cell.value
        elif cell.column not in NOT_COUNTS:
            assert len(rows) == cell.value, cell


def test_the_rows_behind_the_figures_of_the_real_report(tasks):
    """Counted in the file: task N stands in line N + 2."""
    clear = find_deviation(tasks).figures["clear"]
    assert sorted(trace(clear, tasks)["progress_pct"]) == [60, 65, 70, 80, 98]
    soon = find_asof(tasks).figures["soon"]
    assert trace(soon, tasks)["progress_pct"].tolist() == [55] * 9
    top = find_workload(tasks).figures["top"]
    assert (top.row, len(trace(top, tasks))) == ("朱江桥", 14)
    assert trace(find_deviation(tasks).figures["clear_pp"], tasks).empty


def test_a_task_of_two_leaders_stands_behind_the_figures_of_both(report):
    tasks = compare_with_schedule(report.tasks.assign(leaders=[["甲", "乙"], *[["甲"]] * 17, []]))
    for leader, rows in (("乙", [3]), (pd.NA, [21])):
        cell = make_cell(as_compared(tasks), "measure_workload", leader, "tasks", 1, "leader")
        assert trace(cell, tasks)["source_row"].tolist() == rows


def test_a_figure_carries_the_ids_of_its_tasks_from_where_it_was_made(tasks):
    soon = find_asof(tasks).figures["soon"]
    assert soon.task_ids == tuple(tasks.loc[tasks["progress_pct"].eq(55), "task_id"])
    assert find_deviation(tasks).figures["clear_pp"].task_ids == ()
    some = tasks.tail(3).drop(columns=["expected_pct", "deviation_pp"])
    assert set(trace(soon, some)["task_id"]) <= set(soon.task_ids), "nothing is computed anew"


def test_an_id_that_stands_in_two_quarters_is_told_apart(tasks):
    later = tasks.assign(quarter=pd.Period("2024Q3"), progress_pct=pd.array([99.0] * 19, "Float64"))
    both = pd.concat([tasks, later], ignore_index=True)
    ahead = find_deviation(both.drop(columns="schedule_status")).figures["ahead"]
    assert len(trace(ahead, both)) == ahead.value == 14 + 19
    assert len(trace(ahead, tasks)) == 14


def test_a_change_leads_to_tasks_of_both_quarters():
    history = load_history(sample=True)
    for cell in (
        find_movements(measure_change(history, "2024Q4")).cells + find_change(measure_change(history, "2024Q3")).cells
    ):
        assert len(trace(cell, history.tasks)) == (0 if cell.table == "thresholds" else cell.value), cell


def test_a_cell_that_carries_no_tasks_says_so(tasks):
    with pytest.raises(ReportError, match="measure_district, all, district: this figure carries no tasks"):
        trace(Cell("measure_district", "all", "district", 3), tasks)


@pytest.mark.parametrize("sample", [False, True], ids=["one quarter", "two quarters"])
def test_every_count_in_the_words_of_a_briefing_leads_to_its_tasks(sample):
    history = load_history(sample=sample).select("2024Q2")
    own = compare_with_schedule(history.tasks)
    said = [words for part in compose_briefing(history, own).parts for words in part.said]
    cells = [piece.cell for words in said for piece in split_figures(words, "zh") if piece.cell]
    assert len(cells) >= 9
    for cell in (cell for cell in cells if cell.column not in NOT_COUNTS and not cell.column.endswith("_pct")):
        if cell.table != "summarise_ledger":
            assert len(cell.task_ids) == cell.value, cell
            assert len(trace(cell, history.so_far.tasks)) >= cell.value


def test_what_was_lost_in_reading_leads_to_its_row(report):
    finding = find_reading(report.tasks, report.ledger)
    lost = finding.figures["lost"]
    assert look_up(lost, report.tasks, report.ledger) == lost.value == 1
    assert trace(lost, report.tasks)["source_row"].tolist() == [19]
    whole = find_reading(report.tasks, report.ledger.head(0))
    assert whole.text("en") == "19 tasks read, nothing lost"
    assert look_up(whole.figures["lost"], report.tasks) == 0

"""Each figure of a sentence leads to its table, and from there to the rows of the report."""

from functools import partial

import pandas as pd
import pytest
from tests.charts.hard import HARD

from analysis_helpers import (
    Cell,
    compare_with_schedule,
    find_asof,
    find_deviation,
    find_distribution,
    find_empty,
    find_evidence,
    find_reading,
    find_recycled,
    find_remaining,
    find_shown,
    find_status,
    find_workload,
    look_up,
    trace,
)

FINDS = {
    "distribution": find_distribution, "deviation": find_deviation, "status": find_status, "asof": find_asof,
    "workload": find_workload, "workload_unit": partial(find_workload, by="unit"), "remaining": find_remaining,
    "evidence": find_evidence, "shown": find_shown, "recycled": find_recycled, "empty": find_empty,
}  # fmt: skip
NOT_COUNTS = {"progress_pct", "median_pct", "expected_pct", "remaining_pp", "day", "value", "holders"}


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
    assert sorted(trace(clear, tasks)["progress_pct"]) == [60, 65, 70, 80, 98, 100]
    behind = find_asof(tasks).figures["behind"]
    assert set(trace(behind, tasks)["progress_pct"]) == {50, 55}
    assert len(trace(behind, tasks)) == 13
    top = find_workload(tasks).figures["top"]
    assert (top.row, len(trace(top, tasks))) == ("朱江桥", 14)
    assert trace(Cell("thresholds", "clear_pp", "value", 5.0), tasks).empty


def test_a_task_of_two_leaders_stands_behind_the_figures_of_both(report):
    tasks = compare_with_schedule(report.tasks.assign(leaders=[["甲", "乙"], *[["甲"]] * 17, []]))
    assert trace(Cell("measure_workload", "乙", "tasks", 1, "leader"), tasks)["source_row"].tolist() == [3]
    assert trace(Cell("measure_workload", pd.NA, "tasks", 1, "leader"), tasks)["source_row"].tolist() == [21]


def test_what_was_lost_in_reading_leads_to_its_row(report):
    finding = find_reading(report.tasks, report.ledger)
    lost = finding.figures["lost"]
    assert look_up(lost, report.tasks, report.ledger) == lost.value == 1
    assert trace(lost, report.tasks)["source_row"].tolist() == [19]
    whole = find_reading(report.tasks, report.ledger.head(0))
    assert whole.text("en") == "19 tasks read, nothing lost"
    assert look_up(whole.figures["lost"], report.tasks) == 0

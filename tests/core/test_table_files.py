"""A tidy table as a file comes back unchanged, and runs nothing."""

import openpyxl
import pandas as pd
import pytest

from analysis_helpers import ReportError, load_report
from analysis_helpers.core import schema
from analysis_helpers.core.table_files import write_tasks

EVIL = ["=1+1", "+乙", "-甲", "@x", "'=1", "''@y", '=HYPERLINK("http://x")', "平常，“引号”\n第二行", "a,b;c|d"]
SAME = [
    "quarter",
    "unit",
    "leader",
    "units",
    "leaders",
    "task",
    "narrative",
    "progress_pct",
    "status",
    "synthetic",
    "as_of",
]


@pytest.fixture
def hostile(write_report, tmp_path):
    path = write_report("x | 2024 | 2 | y | 55% | 进度超前 | 甲某、乙某 | 甲局 |", title="甲局（合成数据）2024年二季度")
    tasks = load_report(path).tasks
    many = pd.concat([tasks] * len(EVIL), ignore_index=True)
    rows = range(3, 3 + len(EVIL))
    return many.assign(task=EVIL, narrative=EVIL[::-1], source_row=rows, task_id=[f"2024Q2-甲局-{row}" for row in rows])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_texts_that_look_like_formulas_come_back_unchanged(hostile, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    write_tasks(hostile, path)
    if ending == "parquet":
        again = pd.read_parquet(path)
        assert again["task"].tolist() == EVIL
        return
    again = load_report(path).tasks
    pd.testing.assert_frame_equal(again[SAME], hostile[SAME])


def test_no_text_runs_in_a_spreadsheet(hostile, tmp_path):
    write_tasks(hostile, tmp_path / "out.csv")
    cells = pd.read_csv(tmp_path / "out.csv", dtype=str)["task"]
    assert not cells.str.match(r"[=+\-@]").any()
    write_tasks(hostile, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    column = next(cell for cell in sheet[1] if cell.value == "task").column
    assert {sheet.cell(row, column).data_type for row in range(2, 2 + len(EVIL))} == {"s"}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_real_report_comes_back(report, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    write_tasks(report.tasks, path)
    if ending == "parquet":
        again = pd.read_parquet(path)
        assert again["progress_pct"].tolist() == report.tasks["progress_pct"].tolist()
        assert [list(names) for names in again["leaders"]] == report.tasks["leaders"].tolist()
    else:
        again = load_report(path)
        pd.testing.assert_frame_equal(again.tasks[SAME], report.tasks[SAME])
        assert again.tasks["source_row (file)"].astype(int).tolist() == report.tasks["source_row"].tolist()
    if ending == "csv":
        assert pd.read_csv(path).columns.tolist() == schema.NAMES


def test_what_cannot_be_written_is_said(report, tmp_path):
    with pytest.raises(ReportError, match="names no format"):
        write_tasks(report.tasks, tmp_path / "out.docx")
    with pytest.raises(ReportError, match="cannot be written"):
        write_tasks(report.tasks, tmp_path / "no folder" / "out.csv")
    with pytest.raises(ReportError, match="no spreadsheet cell can hold"):
        write_tasks(report.tasks.assign(task="\x0b" + report.tasks["task"]), tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []

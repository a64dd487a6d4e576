import io
import zipfile

import openpyxl
import pandas as pd
from pptx import Presentation

from analysis_helpers import measure_workload
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.briefing.workbook import write_workbook


def test_every_table_is_a_sheet_that_the_first_one_lists(folders, briefing):
    book = openpyxl.load_workbook(folders / "zh" / "briefing.xlsx")
    listed = [row[0].value for row in book["目录"].iter_rows(min_row=2)]
    assert listed == book.sheetnames[1:]
    assert len(listed) == len(briefing.tables)


def test_numbers_are_numbers_and_statuses_words(folders, tasks):
    book = openpyxl.load_workbook(folders / "zh" / "briefing.xlsx")
    rows = list(book["领导工作量"].values)
    assert rows[0][:2] == ("领导", "任务数")
    assert [row[1] for row in rows[1:]] == measure_workload(tasks)["tasks"].tolist()
    assert {row[0] for row in list(book["各类任务的项数与占比"].values)[1:]} == {
        "已完成",
        "超前",
        "持平",
        "落后",
        "未知",
    }


def test_the_sheet_of_days_has_every_day(folders):
    book = openpyxl.load_workbook(folders / "zh" / "briefing.xlsx")
    assert book["领先的天数"].max_row == 1 + 91  # today and three months of 30 days


def test_a_text_of_the_report_never_runs_as_a_formula(compose, tmp_path):
    text = "=cmd|' /C calc'!A0"
    briefing = compose(lambda tasks: tasks.assign(task=pd.array([text] * 19, "str"), leaders=[["@SUM(1)"]] * 19))
    write_workbook(briefing, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["全部任务"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value in (text, "@SUM(1)")]
    assert len(cells) == 38
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_nor_in_the_workbook_inside_a_slide(compose, tmp_path):
    write_slides(compose(lambda tasks: tasks.assign(task=pd.array(["=1+1"] * 19, "str"))), tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    parts = [s.chart.part.chart_workbook.xlsx_part.blob for slide in show.slides for s in slide.shapes if s.has_chart]
    for blob in parts:
        with zipfile.ZipFile(io.BytesIO(blob)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_control_characters_do_not_stop_it(compose, tmp_path):
    write_workbook(compose(lambda tasks: tasks.assign(task=pd.array(["甲\x07乙"] * 19, "str"))), tmp_path / "a.xlsx")
    assert "甲\ufffd乙" in [c.value for c in openpyxl.load_workbook(tmp_path / "a.xlsx")["全部任务"]["B"]]

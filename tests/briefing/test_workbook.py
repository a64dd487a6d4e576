import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from analysis_helpers import compare_with_schedule, compose_briefing, load_history, measure_workload
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.briefing.workbook import write_workbook


def listed(book):
    """What the first sheet lists: tables, each with the sheet it stands in."""
    return {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=5) if row[0].value}


def test_every_table_is_listed_with_a_link_to_its_sheet(folders, briefing):
    book = openpyxl.load_workbook(folders / "zh" / "briefing.xlsx")
    assert len(listed(book)) == len(briefing.tables)
    assert set(listed(book).values()) == set(book.sheetnames[1:])
    links = [cell.hyperlink.location for row in book["目录"].iter_rows(max_col=2) for cell in row if cell.hyperlink]
    assert len(links) == 2 * len(briefing.tables)
    assert {link.split("!")[0].strip("'") for link in links} == set(book.sheetnames[1:])


def test_no_two_sheets_have_the_same_data(compose, tmp_path):
    """Deviations of all tasks, and those of the tasks behind, stand in the table of all tasks."""
    write_workbook(compose(lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"] - 20)), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert listed(book)["各项任务的偏差"] == listed(book)["落后任务及其差距"] == "全部任务"
    contents = [tuple(sheet.values) for sheet in book.worksheets]
    assert len(set(contents)) == len(contents)


@pytest.mark.parametrize(("language", "status"), [("zh", "转为落后之日"), ("en", "falls behind on")])
def test_percents_are_percents_and_days_are_days_with_one_decimal_at_most(folders, language, status):
    book = openpyxl.load_workbook(folders / language / "briefing.xlsx")
    tasks = book.worksheets[1]
    heads = {cell.value: cell.column for cell in tasks[1]}
    first = tasks.cell(2, heads["形象进度%" if language == "zh" else "progress %"])
    assert (first.value, first.number_format) == (0.55, "0%")
    assert tasks.cell(2, heads[status]).number_format == "yyyy-mm-dd"
    share = book.worksheets[2]["C3"]
    assert (share.value, share.number_format) == (pytest.approx(14 / 19), "0.0%")
    numbers = [c for sheet in book.worksheets[1:] for row in sheet.iter_rows() for c in row if c.data_type == "n"]
    assert {c.number_format for c in numbers if c.value is not None} <= {
        "0", "0.0", "0%", "0.0%", "+0;-0;0", "+0.0;-0.0;0", "General",
    }  # fmt: skip


def test_a_sheet_can_be_read_sorted_and_printed(folders):
    for language in ("zh", "en"):
        book = openpyxl.load_workbook(folders / language / "briefing.xlsx")
        for sheet in book.worksheets[1:]:
            assert sheet.freeze_panes == "A2", sheet.title
            assert sheet.auto_filter.ref == (sheet.dimensions if sheet.max_row > 2 else None), sheet.title
            assert sheet.print_title_rows == "$1:$1", sheet.title
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), sheet.title
            assert sheet.print_area, sheet.title
            for cell in sheet[1]:
                assert sheet.column_dimensions[cell.column_letter].width >= 9, (sheet.title, cell.value)
            long = [c for row in sheet.iter_rows(2) for c in row if isinstance(c.value, str) and len(c.value) > 80]
            assert all(cell.alignment.wrap_text for cell in long), sheet.title


def test_a_status_is_a_word_with_a_colour_behind_it(folders):
    book = openpyxl.load_workbook(folders / "zh" / "briefing.xlsx")
    rules = [rule for found in book["全部任务"].conditional_formatting for rule in found.rules]
    assert {'"超前"', '"持平"', '"落后"'} <= {formula for rule in rules for formula in rule.formula}


@pytest.mark.parametrize("quarter", ["2024Q3"])
def test_a_chinese_workbook_has_no_english_word_and_an_english_one_no_chinese_head(quarter, tmp_path):
    history = load_history(sample=True).select(quarter)
    tasks = compare_with_schedule(history.tasks)
    for language in ("zh", "en"):
        write_workbook(compose_briefing(history, tasks, language), tmp_path / f"{language}.xlsx")
    chinese, english = (openpyxl.load_workbook(tmp_path / f"{language}.xlsx") for language in ("zh", "en"))
    words = [c.value for sheet in chinese for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert [w for w in words if re.fullmatch(r"[a-z_ ]{3,}", w)] == []
    heads = [*english.sheetnames, *(cell.value for sheet in english.worksheets[1:] for cell in sheet[1])]
    assert [head for head in heads if re.search("[\u4e00-\u9fff]", head)] == []


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

"""Files appear whole, each by one writer, and never over what they were made from."""

import os

import pandas as pd
import pytest
from tests.conftest import HEADER, ROW

from analysis_helpers import ReportError, load_report
from analysis_helpers.core.atomic_write import file_aside, whole_folder, write_whole
from analysis_helpers.core.table_files import write_tasks


def test_two_writers_of_one_file_never_mix(tmp_path):
    place = tmp_path / "a.txt"
    with file_aside(place) as first, file_aside(place) as second:
        first.write_text("first")
        second.write_text("second")
    assert place.read_text() == "first"  # the last to end
    assert os.listdir(tmp_path) == ["a.txt"]  # noqa: PTH208


def test_what_cannot_be_written_is_one_message_and_leaves_nothing(tmp_path):
    with pytest.raises(ReportError, match="cannot be written"):
        write_whole(tmp_path / ("长" * 90), b"x")
    with pytest.raises(ReportError, match="cannot be written") as refused:
        write_whole(tmp_path / "none" / "a", b"x")
    assert "无法写入" in refused.value.say("zh")
    assert list(tmp_path.iterdir()) == []


def test_a_name_as_long_as_a_system_takes_is_written(tmp_path):
    write_whole(tmp_path / ("x" * 251 + ".csv"), b"x")
    assert len(list(tmp_path.iterdir())) == 1


def test_an_output_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "mine")
    with pytest.raises(ReportError, match="link"), whole_folder(tmp_path / "out"):
        pass


def test_a_header_is_a_text_in_a_spreadsheet_and_has_its_apostrophe_in_csv(tmp_path):
    import openpyxl

    head = HEADER + ' =cmd/c calc!A0 | @SUM | =HYPERLINK("http://x/") |'
    tasks = load_report("\n".join(["甲局2024年二季度 |", head, ROW + " a | b | c |"])).tasks
    write_tasks(tasks, tmp_path / "o.xlsx")
    write_tasks(tasks, tmp_path / "o.csv")
    cells = openpyxl.load_workbook(tmp_path / "o.xlsx").active[1]
    assert {cell.data_type for cell in cells} == {"s"}
    heads = pd.read_csv(tmp_path / "o.csv").columns
    assert [name[:2] for name in heads if name[:1] in "'=+-@"] == ["'=", "'@", "'="]


def test_a_cleaned_table_can_be_cleaned_again_and_again(tmp_path):
    tasks = load_report("\n".join(["甲局2024年二季度 |", HEADER, ROW])).tasks
    for n in range(3):
        write_tasks(tasks, tmp_path / f"{n}.csv")
        tasks = load_report(tmp_path / f"{n}.csv").tasks
        assert tasks.columns.is_unique
    assert tasks["task"].tolist() == ["新建书房4个"]
    assert tasks["task_id (file)"].tolist() == ["2024Q2-甲局-3"]  # the first of all

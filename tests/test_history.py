import shutil

import pytest

from analysis_helpers import ReportError, load_history
from tests.conftest import ROW


@pytest.fixture
def two_units(tmp_path, write_report, project):
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(project / "data/raw/2024Q2-文广旅游局.txt", folder)
    shutil.move(write_report(ROW, ROW, name="2024Q2-甲局.txt"), folder)
    return folder


def test_all_reports_of_a_folder_in_one_table(two_units):
    history = load_history(two_units)
    assert len(history.tasks) == 21
    assert history.sources["tasks"].tolist() == [19, 2]
    assert history.tasks["task_id"].is_unique


def test_one_unit_of_several(two_units):
    history = load_history(two_units).select("2024Q2", "甲局")
    assert len(history.tasks) == 2
    assert history.sources["file"].tolist() == ["2024Q2-甲局.txt"]
    assert set(history.ledger["source_file"]) <= {"2024Q2-甲局.txt"}


def test_an_unknown_quarter_lists_what_there_is(two_units):
    with pytest.raises(ReportError, match=r"quarter 2031Q1: no report speaks of this quarter(.|\n)*2024Q2"):
        load_history(two_units).select("2031Q1")


def test_an_unknown_unit_lists_what_there_is(two_units):
    with pytest.raises(ReportError, match=r"unit 乙局(.|\n)*文广旅游局、甲局"):
        load_history(two_units).select("2024Q2", "乙局")


def test_an_empty_folder(tmp_path):
    with pytest.raises(ReportError, match="no report in this folder"):
        load_history(tmp_path)


def test_one_bad_file_names_itself(two_units):
    (two_units / "另一份.txt").write_text("没有表格", encoding="utf-8")
    with pytest.raises(ReportError, match=r"另一份\.txt: this is text without a table"):
        load_history(two_units)

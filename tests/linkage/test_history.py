import shutil

import pytest
from tests.conftest import ROW

from analysis_helpers import ReportError, load_history


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


def test_a_task_keeps_the_id_under_which_it_was_first_seen():
    history = load_history(sample=True)
    course = history.tasks[history.tasks["task_id"].eq("2024Q1-文广旅游局-3")]
    assert course["source_row"].tolist() == [3, 3, 2, 4] or set(course["source_row"]) == {2, 3, 4}
    assert len(course) == 4


def test_no_task_stands_twice_in_a_quarter():
    tasks = load_history(sample=True).tasks
    assert not tasks.duplicated(["task_id", "quarter"]).any()


def test_the_same_report_twice_is_used_once_and_said(two_units):
    shutil.copy(two_units / "2024Q2-甲局.txt", two_units / "再发一次.txt")
    history = load_history(two_units)
    assert len(history.tasks) == 21
    assert history.ledger.query("rule == 'same_report_again'")["source_file"].tolist() == ["再发一次.txt"]


def test_of_two_versions_the_newer_holds_and_the_ledger_says_so(two_units, write_report):
    newer = write_report(ROW, ROW, ROW, name="2024Q2-甲局.v2.txt")
    shutil.move(newer, two_units)
    history = load_history(two_units)
    assert len(history.tasks) == 22
    assert history.ledger.query("rule == 'older_version'")[["source_file", "words"]].to_numpy().tolist() == [
        ["2024Q2-甲局.txt", "2024Q2-甲局.v2.txt"]
    ]


def test_two_reports_that_claim_the_same_are_refused(two_units, write_report):
    shutil.move(write_report(ROW, ROW.replace("55%", "60%"), name="甲局二季度.txt"), two_units)
    with pytest.raises(ReportError, match="both report the same quarter, unit and 1 tasks"):
        load_history(two_units)


def test_a_unit_that_did_not_report_is_not_called_dropped(tmp_path, write_report):
    folder = tmp_path / "r"
    folder.mkdir()
    for quarter, unit in ((1, "甲局"), (1, "乙局"), (2, "甲局"), (3, "乙局"), (3, "甲局")):
        row = f"{unit}新建书房4个 | 2024 | {quarter} | 已建成{quarter}个 | 5{quarter}% | 进度超前 | 甲某 | {unit} |"
        path = write_report(row, title=f"{unit}2024年第{quarter}季度重点工作", name=f"2024Q{quarter}-{unit}.txt")
        shutil.move(path, folder)
    links = load_history(folder).links
    assert set(links["kind"]) == {"same"}
    assert links.query("current_quarter == '2024Q3'")["previous_quarter"].tolist() in (
        ["2024Q1", "2024Q2"],
        ["2024Q2", "2024Q1"],
    )

import pandas as pd
import pytest
from tests.conftest import HEADER, ROW

from analysis_helpers import ReportError, load_history, load_report
from analysis_helpers.cleaning.corrections import COLUMNS, load_corrections

LOST = ROW.replace("新建书房4个", "游客突破□00万")


@pytest.fixture
def place(tmp_path, monkeypatch, write_report):
    """A project of its own with one report."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    write_report(LOST, ROW, name="data/raw/2024Q2-甲局.txt")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    return tmp_path


def correct(place, *rows, encoding="utf-8"):
    lines = [",".join(COLUMNS), *(",".join(row) for row in rows)]
    (place / "data" / "corrections.csv").write_text("\n".join(lines) + "\n", encoding=encoding)


def test_a_correction_is_applied_on_load_and_stands_in_the_ledger_with_its_reason(place):
    correct(place, ("2024Q2-甲局.txt", "3", "具体分解", "游客突破□00万", "游客突破900万", "原件", "2024-08-01"),
            ("2024Q2-甲局.txt", "4", "progress_pct", "55%", "50%", "来电", ""))  # fmt: skip
    report = load_report(place / "data/raw/2024Q2-甲局.txt")
    assert report.tasks["task"].tolist() == ["游客突破900万", "新建书房4个"]
    assert report.tasks["progress_pct"].tolist() == [55, 50]
    entries = report.ledger[report.ledger["rule"].eq("correction")]
    assert entries[["source_row", "column", "before", "after", "words"]].to_numpy().tolist() == [
        [3, "具体分解", "游客突破□00万", "游客突破900万", "原件（2024-08-01）"],
        [4, "形象进度", "55%", "50%", "来电"],
    ]
    assert report.restore().equals(report.raw)


def test_the_old_value_may_be_the_cell_as_received(place, write_report):
    write_report(ROW.replace("新建书房4个", "區(qū)書房"), name="data/raw/2024Q2-甲局.txt")
    correct(place, ("2024Q2-甲局.txt", "3", "具体分解", "區(qū)書房", "市书房", "笔误", ""))
    assert load_report(place / "data/raw/2024Q2-甲局.txt").tasks["task"].tolist() == ["市书房"]


def test_corrections_that_do_not_fit_are_refused_all_at_once(place):
    correct(place, ("2024Q2-甲局.txt", "3", "具体分解", "别的", "x", "原件", ""), ("2024Q2-甲局.txt", "99", "具体分解", "a", "b", "原件", ""),
            ("2024Q2-甲局.txt", "3", "没有的列", "a", "b", "原件", ""))  # fmt: skip
    with pytest.raises(ReportError, match="3 corrections do not fit this file") as caught:
        load_report(place / "data/raw/2024Q2-甲局.txt")
    problems = caught.value.rows["problem"].tolist()
    assert problems == ["the cell holds '游客突破□00万', not '别的'", "there is no such row", "there is no such column"]


def test_a_correction_can_mend_a_row_that_cannot_be_read(place, write_report):
    write_report(ROW.replace("55%", "一多半"), name="data/raw/2024Q2-甲局.txt")
    correct(place, ("2024Q2-甲局.txt", "3", "形象进度", "一多半", "55%", "来电核实", ""))
    assert load_report(place / "data/raw/2024Q2-甲局.txt").tasks["progress_pct"].tolist() == [55]


def test_corrections_that_were_not_used_are_listed(place):
    correct(place, ("2023Q1-乙局.txt", "3", "具体分解", "a", "b", "原件", ""))
    history = load_history()
    assert history.unused_corrections[["file", "source_row"]].to_numpy().tolist() == [["2023Q1-乙局.txt", "3"]]


def test_a_file_saved_by_excel_in_the_local_code_page(place):
    correct(place, ("2024Q2-甲局.txt", "4", "具体分解", "新建书房4个", "新建书房5个", "原件", ""), encoding="gb18030")
    assert load_report(place / "data/raw/2024Q2-甲局.txt").tasks["task"].tolist()[1] == "新建书房5个"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "this is no table"),
        ("file,row\n", "columns are missing: source_row, column"),
        (",".join(COLUMNS) + "\na.txt,drei,c,a,b,r,\n", "without a row or a reason"),
        (",".join(COLUMNS) + "\na.txt,3,c,a,b,,\n", "without a row or a reason"),
    ],
)
def test_a_table_of_corrections_that_is_none(tmp_path, content, says):
    path = tmp_path / "corrections.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=says):
        load_corrections(path)


def test_the_projects_own_table_is_empty_and_well_formed(project):
    assert load_corrections(project / "data/corrections.csv").columns.tolist() == COLUMNS
    assert isinstance(load_history().unused_corrections, pd.DataFrame)


def test_the_header_of_the_test_is_the_usual_one():
    assert HEADER.startswith("具体分解")

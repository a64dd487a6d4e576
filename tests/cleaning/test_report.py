import pandas as pd
import pytest
from tests.conftest import HEADER, ROW

from analysis_helpers import ReportError, load_report


def replaced(old, new):
    assert old in ROW
    return ROW.replace(old, new)


def test_a_missing_file(tmp_path):
    with pytest.raises(ReportError, match=r"nowhere\.txt: there is no such file"):
        load_report(tmp_path / "nowhere.txt")


def test_a_folder(tmp_path):
    with pytest.raises(ReportError, match="a folder, not a file"):
        load_report(tmp_path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text(" \n", encoding="utf-8")
    with pytest.raises(ReportError, match="the file is empty"):
        load_report(path)


def test_a_header_without_rows(write_report):
    with pytest.raises(ReportError, match="a header and no rows"):
        load_report(write_report())


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "bytes.txt"
    path.write_bytes(b"\x00\x01\xff\xff\x80")
    with pytest.raises(ReportError, match="no text"):
        load_report(path)


def test_prose_under_the_title_of_a_report(tmp_path, report):
    path = tmp_path / "prose.txt"
    path.write_text(f"{report.source.title}\n今年以来，我局稳步推进各项工作。\n", encoding="utf-8")
    with pytest.raises(ReportError, match="text without a table") as caught:
        load_report(path)
    assert "具体分解" in str(caught.value)
    assert "Next:" in str(caught.value)


def test_a_table_without_a_percent_column(write_report):
    path = write_report("甲 | 乙 |", header="具体分解 | 责任单位 |")
    with pytest.raises(ReportError, match="recognised: 具体分解、责任单位"):
        load_report(path)


def test_all_bad_rows_are_told_at_once_in_the_words_of_the_file(write_report):
    path = write_report(
        ROW, "只有 | 两格 |", replaced("55%", "约一半"), replaced("| 2 |", "| 五 |"), replaced("新建书房4个", " ")
    )
    with pytest.raises(ReportError) as caught:
        load_report(path)
    rows = caught.value.rows
    assert rows[["source_row", "column", "value"]].to_numpy().tolist() == [
        [4, "(whole row)", "只有 | 两格"],
        [7, "具体分解", ""],
        [5, "形象进度", "约一半"],
        [6, "季度", "五"],
    ]
    message = str(caught.value)
    assert message.startswith("report.txt: 4 of 5 rows cannot be read")
    assert "row 5, 形象进度: '约一半': is no percent; allowed: a percent such as 55%" in message


def test_rejected_rows_stay_visible(write_report):
    report = load_report(write_report(ROW, replaced("55%", "约一半"), "只有 | 两格 |"), on_bad_rows="reject")
    assert report.tasks["source_row"].tolist() == [3]
    rejected = report.ledger[report.ledger["level"].eq("rejected")]
    assert rejected[["source_row", "rule", "before"]].to_numpy().tolist() == [
        [4, "percent_unreadable", "约一半"],
        [5, "cells_miscounted", "只有 | 两格"],
    ]
    assert len(report.raw) == 3
    assert report.restore().equals(report.raw)


def test_a_row_with_too_many_cells_is_told_and_kept(write_report):
    path = write_report(ROW, ROW + " 多余 |")
    with pytest.raises(ReportError, match="has 9 cells where the header has 8"):
        load_report(path)
    report = load_report(path, on_bad_rows="reject")
    assert report.cells.loc[4].iloc[-1] == "多余"
    assert len(report.tasks) == 1


def test_an_unknown_percent_is_missing_and_never_zero(write_report):
    tasks = load_report(write_report(replaced("55%", " "))).tasks
    assert tasks["progress_pct"].isna().tolist() == [True]


@pytest.mark.parametrize(("text", "value"), [("55", 55), ("５５％", 55), ("100.0%", 100), ("469%", 469), ("0%", 0)])
def test_percents(write_report, text, value):
    assert load_report(write_report(replaced("55%", text))).tasks["progress_pct"].tolist() == [value]


@pytest.mark.parametrize("text", ["-5%", "5-10%", "1.000.000", "已开工", "5%%"])
def test_what_is_no_percent(write_report, text):
    with pytest.raises(ReportError, match="is no percent"):
        load_report(write_report(replaced("55%", text)))


def test_an_unknown_status_is_a_finding_and_not_a_guess(write_report):
    report = load_report(write_report(replaced("进度超前", "一帆风顺")))
    assert report.tasks["status"].isna().all()
    entry = report.ledger.set_index("rule").loc["status_unknown"]
    assert (entry["source_row"], entry["before"], entry["level"]) == (3, "一帆风顺", "doubtful")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("未达到序时进度", "behind"),
        ("达到序时进度", "on_schedule"),
        ("已完成", "done"),
        ("未启动", "not_started"),
        ("暂缓", "stopped"),
    ],
)
def test_statuses(write_report, word, status):
    assert load_report(write_report(replaced("进度超前", word))).tasks["status"].tolist() == [status]


def test_several_leaders_are_kept_in_order(write_report):
    tasks = load_report(write_report(replaced("甲某", "韩　梅、朱江桥"))).tasks
    assert tasks["leaders"].tolist() == [["韩梅", "朱江桥"]]
    assert tasks["leader"].tolist() == ["韩梅"]


@pytest.mark.parametrize("quarter", ["2", "二", "第二季度", "Q2", "２"])
def test_quarters(write_report, quarter):
    tasks = load_report(write_report(replaced("| 2 |", f"| {quarter} |"))).tasks
    assert tasks["quarter"].tolist() == [pd.Period("2024Q2")]


def test_the_quarter_comes_from_the_title_where_there_is_no_column(write_report):
    header = "工作内容 | 具体分解 | 形象进度 |"
    tasks = load_report(write_report("大 | 小 | 5% |", header=header)).tasks
    assert tasks["quarter"].tolist() == [pd.Period("2024Q2")]
    assert tasks["task"].tolist() == ["小"], "具体分解 is finer than 工作内容"
    assert tasks["工作内容"].tolist() == ["大"], "a column that nobody has named is kept"


def test_made_up_reports_say_so(write_report):
    assert load_report(write_report(ROW, title="（合成数据）甲局2024年二季度")).tasks["synthetic"].all()
    assert not load_report(write_report(ROW)).tasks["synthetic"].any()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path, report, project, encoding):
    text = (project / "data/raw/2024Q2-文广旅游局.txt").read_text(encoding="utf-8")
    path = tmp_path / "2024Q2-文广旅游局.txt"
    path.write_text(text.replace("\n", "\r\n"), encoding=encoding)
    again = load_report(path)
    assert again.source.encoding == encoding
    pd.testing.assert_frame_equal(again.tasks, report.tasks)


def test_a_repeated_header_is_no_task_and_is_said(write_report):
    report = load_report(write_report(ROW, HEADER, replaced("新建书房4个", "修编规划")))
    assert report.tasks["source_row"].tolist() == [3, 5]
    entry = report.ledger.set_index("rule").loc["repeated_header"]
    assert (entry["source_row"], entry["level"]) == (4, "normalised")
    assert report.restore().equals(report.raw)

"""Text in all its shapes gives the table that the pipe text gives."""

import csv
import io
import zipfile

import pandas as pd
import pytest

from analysis_helpers import ReportError, load_report, read_table

HEADER = ["具体分解", "年份", "季度", "当前工作进度", "形象进度", "进度状态", "责任区领导", "具体责任单位"]
ROWS = [
    ["新建书房4个,书吧5个", "2024", "2", "已建成2个;推进中", "55%", "进度超前", "甲某", "甲局"],
    ["举办“开窑节”活动", "2024", "2", "第一行\n第二行", "40%", "进度滞后", "乙某", "甲局"],
]


def as_csv(separator=",", title="甲局2024年二季度重点工作"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([*([[title] + [""] * 7] if title else []), HEADER, *ROWS])
    return out.getvalue()


def check(report, rows):
    assert report.tasks["task"].tolist() == [ROWS[0][0], ROWS[1][0]]
    assert report.tasks["progress_pct"].tolist() == [55, 40]
    assert report.tasks["status"].tolist() == ["ahead", "behind"]
    assert report.tasks["source_row"].tolist() == rows
    assert report.tasks["narrative"].iloc[1] == "第一行\n第二行"
    assert report.restore().equals(report.raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_delimited_text_in_every_encoding(tmp_path, separator, encoding):
    path = tmp_path / "2024Q2-甲局.csv"
    path.write_bytes(as_csv(separator).encode(encoding))
    report = load_report(path)
    check(report, [3, 4])
    assert report.source.format == "delimited text"
    assert report.source.title == "甲局2024年二季度重点工作"


def test_big5(tmp_path, project):
    text = (project / "data/raw/2024Q2-文广旅游局.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if "?" not in line]
    from analysis_helpers.textfix.pinyin import strip_annotations

    traditional = strip_annotations("\n".join(lines)).encode("big5", "ignore")
    path = tmp_path / "traditional.txt"
    path.write_bytes(traditional)
    report = load_report(path)
    assert report.source.encoding == "big5"
    assert len(report.tasks) == 18
    assert report.tasks["leader"].iloc[0] == "朱江桥"


def test_bytes_open_files_and_pasted_text(tmp_path):
    text = as_csv()
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with path.open("rb") as binary, path.open(encoding="utf-8", newline="") as characters:
        for source, name in [
            (text, "(pasted text)"),
            (text.encode(), "(bytes)"),
            (binary, "r.csv"),
            (characters, "r.csv"),
        ]:
            report = load_report(source)
            check(report, [3, 4])
            assert report.source.file == name


def test_a_record_over_two_lines_stands_where_it_begins():
    text = as_csv().replace("\r\n", "\n") + "丙,2024,2,x,10%,进度滞后,乙某,甲局\n"
    assert load_report(text).tasks["source_row"].tolist() == [3, 4, 6]


def test_pipes_at_the_beginning_and_empty_cells_at_the_end():
    text = "| 具体分解 | 形象进度 | 责任领导 |\n| 甲 | 5% | 某人 |\n| 乙 | | |"
    tasks = load_report(text).tasks
    assert tasks["task"].tolist() == ["甲", "乙"]
    assert tasks["progress_pct"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("column", "values", "rule"),
    [
        (["0.55", "0.4"], [55, 40], "percent_fraction"),
        (["0.55", "1"], [55, 100], "percent_fraction"),
        (["1", "0"], [None, 0], "percent_undecided"),
        (["0.5", "40"], [None, 40], "percent_undecided"),  # half of a percent, or a half
        (["1%", "0.5%"], [1, 0.5], None),
    ],
)
def test_fractions_are_read_only_where_the_column_decides(column, values, rule):
    report = load_report(
        "甲局2024年二季度 |\n具体分解 | 形象进度 |\n"
        + "\n".join(f"任务{i} | {cell} |" for i, cell in enumerate(column))
    )
    assert [None if pd.isna(v) else v for v in report.tasks["progress_pct"]] == values
    doubts = report.ledger[report.ledger["level"].eq("doubtful")]
    assert set(doubts["rule"]) == ({rule} if rule else set())


def test_the_table_with_the_header_is_taken(tmp_path):
    assert len(read_table(as_csv()).cells) == 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"\xff\xd8\xff\xe0", "this is a picture"),
        (b"{\\rtf1 hello}", "rich-text"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), r"old Word file \(\.doc\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "holds no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "this spreadsheet is damaged"),
        (b"%PDF-1.7", "this PDF is damaged"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table>", "text without a table"),
        (b"", "the file is empty"),
        ("今年以来，我局稳步推进各项工作。".encode(), "text without a table"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(content, says):
    with pytest.raises(ReportError, match=says) as caught:
        load_report(content)
    assert "Next:" in str(caught.value)


def zipped(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped("xl/workbook.bin"), r"binary spreadsheet \(\.xlsb\)"),
        (zipped("content.xml", "mimetype"), "OpenDocument"),
        (zipped("OFD.xml"), "OFD"),
        (zipped("a.txt"), "archive"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML format of 2003"),
    ],
)
def test_other_office_files_are_refused_by_name(content, says):
    with pytest.raises(ReportError, match=says) as caught:
        load_report(content)
    assert "Next:" in str(caught.value)

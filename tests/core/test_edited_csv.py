"""Tables that people edit: whatever a spreadsheet makes of them is read, or refused with the line."""

import codecs
import multiprocessing

import pandas as pd
import pytest

from analysis_helpers import ReportError
from analysis_helpers.cleaning.corrections import COLUMNS, load_corrections
from analysis_helpers.core.edited_csv import CsvLayout, append_rows, find_row_number, read_edited_csv
from analysis_helpers.linkage import decisions

HEADER = ",".join(COLUMNS)
ROW = "2024Q2-文旅局.txt,3,形象进度,55%,56%,电话，已核,2024/7/1"
READ = ["2024Q2-文旅局.txt", "3", "形象进度", "55%", "56%", "电话，已核", "2024-07-01"]
CHINESE = "文件,行,列,原值,新值,原因,日期"
LAYOUT = CsvLayout(("file", "reason"), "rows")


def load(place, content):
    path = place / "corrections.csv"
    path.write_bytes(content)
    return load_corrections(path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_line_ends_of_spreadsheets(tmp_path, encoding, end):
    assert load(tmp_path, end.join([HEADER, ROW, ""]).encode(encoding)).to_numpy().tolist() == [READ]


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_unicode_text_with_tabs(tmp_path, mark, encoding):
    text = "\r\n".join([HEADER, ROW, ""]).replace(",", "\t")
    assert load(tmp_path, mark + text.encode(encoding)).to_numpy().tolist() == [READ]


@pytest.mark.parametrize(
    "text",
    [
        f"{CHINESE}\n{ROW}\n",
        f" 文件 ,行号,列名,旧值,新值,理由,日期\n{ROW}\n",
        f"\n{HEADER}\n\n,,,,,,\n{ROW}\n ,,,\n",
        f"{HEADER},\n{ROW},\n",
        f"{HEADER},备注\n{ROW},看过\n",
        f'"{HEADER.replace(",", chr(34) + "," + chr(34))}"\n{ROW}\n',
        f"{HEADER}\n{ROW.replace(',3,', ',第3行,')}\n",
        f"{HEADER}\n{ROW.replace(',3,', ', ３ ,')}\n",
        f"{HEADER}\n{ROW.replace('2024/7/1', '2024年7月1日')}\n",
        f"{HEADER}\n{ROW.replace(',', ';')}\n".replace(HEADER, HEADER.replace(",", ";")),
    ],
    ids=["chinese", "other words", "blank rows", "trailing comma", "own column", "quoted", "第3行", "wide", "年月日", "semicolons"],
)  # fmt: skip
def test_what_people_make_of_the_table_is_read(tmp_path, text):
    assert load(tmp_path, text.encode()).to_numpy().tolist() == [READ]


def test_an_empty_date_at_the_end_may_be_missing(tmp_path):
    assert load(tmp_path, f"{HEADER}\n{ROW.rpartition(',')[0]}\n".encode())["date"].tolist() == [""]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"{HEADER}\n{ROW}\n{ROW.replace('，', ',')}\n", "lines with more cells(.|\n)*row 3, .*2024/7/1"),
        (f"{HEADER}\n\n{ROW.replace(',3,', ',' + '9' * 5000 + ',')}\n", r"row 3, source_row: '9{40}…': this is no number"),
        (f"{HEADER}\n{ROW.replace(',3,', ',三,')}\n{ROW.replace('电话，已核', ' ')}\n",
         "row 2, source_row: '三'(.|\n)*row 3, reason: ' ': a reason is missing"),
        (f'{HEADER}\n{ROW}\n"{ROW}\n', "line 3 cannot be split into cells"),
        (f"{HEADER}\n{ROW}\n甲\x01乙\n", "line 3 holds a control character"),
        (f"{HEADER},文件\n{ROW},甲\n", "line 1 names columns more than once: file"),
        ("\n\n", "this is no table"),
        (f"\n{HEADER.replace('reason', 'why')}\n{ROW}\n", r"columns are missing: reason \(line 2 names the columns\)"),
    ],
    ids=["a comma in a text", "5,000 digits", "two bad rows", "an open quote", "a control character", "twice", "blank", "header"],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_with_its_line(tmp_path, content, says):
    with pytest.raises(ReportError, match=says):
        load(tmp_path, content.encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"{HEADER}\n{ROW}\n".encode() + b"\xff\xff\n", "line 3 holds bytes that are no text"),
        (f"{HEADER}\n{ROW}\n".encode("gb18030") + b"\xff\n", "line 3 holds bytes that are no text in gb18030"),
        (codecs.BOM_UTF8 + f"{HEADER}\n{ROW}\n".encode("gb18030"), "line 2 holds bytes that are no text in utf-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16")[:-1], "holds bytes that are no text in utf-16"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "line 1 holds a zero byte"),
        (bytes(range(256)), "line 1 holds a zero byte"),
    ],
    ids=["utf-8", "gb18030", "a mark that lies", "half a character", "utf-16 without a mark", "binary"],
)  # fmt: skip
def test_broken_bytes_are_refused_with_their_line(tmp_path, content, says):
    with pytest.raises(ReportError, match=says):
        load(tmp_path, content)


def test_a_folder_in_its_place_is_refused(tmp_path):
    with pytest.raises(ReportError, match="this cannot be read"):
        load_corrections(tmp_path)
    with pytest.raises(ReportError, match="this cannot be read"):
        decisions.load_decisions(tmp_path)


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", "4"), ("第4行", "4"), ("第 4 行", "4"), ("４", "4"), ("row 4", "4"), ("四", None), ("-4", None), ("4.5", None),
     ("", None), ("9" * 8, None), ("²", None)],
)  # fmt: skip
def test_the_number_of_a_row(text, number):
    assert find_row_number(text) == number


@pytest.mark.parametrize("name", ["corrections.csv", "decisions.csv"])
def test_the_projects_own_tables_are_marked_so_that_a_spreadsheet_shows_chinese(project, name):
    assert (project / "data" / name).read_bytes().startswith(codecs.BOM_UTF8)


def test_decisions_in_chinese_words(tmp_path):
    path = tmp_path / "decisions.csv"
    head = "上季度,本季度,单位,上季度任务,本季度任务,判断,原因,日期"
    rows = ["2024Q1,2024Q2,文旅局,甲任务,乙任务,同一任务,问过,2024/10/10", "2024Q1,2024Q2,文旅局,丙,丁,不同,问过,"]
    path.write_bytes("\r\n".join([head, *rows, ""]).encode("gb18030"))
    table = decisions.load_decisions(path)
    assert table["decision"].tolist() == ["same", "different"]
    assert table["date"].tolist() == ["2024-10-10", ""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, codecs.BOM_UTF8 + "file,reason\n甲,原因\n".encode()),
        (b"", codecs.BOM_UTF8 + "file,reason\n甲,原因\n".encode()),
        (b"reason,file\r\na,b", "reason,file\r\na,b\r\n原因,甲\r\n".encode()),
        ("原因,备注,文件\n旧,x,乙\n".encode("gb18030"), "原因,备注,文件\n旧,x,乙\n原因,,甲\n".encode("gb18030")),
        ("原因,文件\n旧,乙\n".encode(), "原因,文件\n旧,乙\n原因,甲\n".encode()),
        ("file\treason\r\n".encode("utf-16"), "file\treason\r\n甲\t原因\r\n".encode("utf-16")),
    ],
    ids=["new", "empty", "ascii", "gb18030", "utf-8 without a mark", "utf-16"],
)
def test_rows_are_added_in_the_form_of_the_file(tmp_path, before, after):
    """A new file gets the mark by which a spreadsheet knows Chinese; of others every byte stays."""
    path = tmp_path / "a.csv"
    if before is not None:
        path.write_bytes(before)
    append_rows(path, pd.DataFrame({"file": ["甲"], "reason": ["原因"]}), LAYOUT)
    assert path.read_bytes() == after
    assert read_edited_csv(path, LAYOUT).rows.iloc[-1].tolist() == ["甲", "原因"]


def add_decisions(path, name, start):
    start.wait()
    for n in range(25):
        row = ["2024Q1", "2024Q2", "甲局", f"{name}{n}", f"{name}{n}", "same", "问过", "2024-01-01"]
        decisions.append_decisions(path, pd.DataFrame([row], columns=decisions.COLUMNS))


def test_of_two_people_who_decide_at_once_nobody_loses_a_decision(tmp_path):
    path, context = tmp_path / "decisions.csv", multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    writers = [context.Process(target=add_decisions, args=(path, name, start)) for name in "甲乙"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(decisions.load_decisions(path)["previous_task"]) == sorted(
        f"{k}{n}" for k in "甲乙" for n in range(25)
    )


def test_a_file_of_millions_of_lines_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 3_000_000)
    with pytest.raises(ReportError, match="more than 8 MB"):
        read_edited_csv(path, CsvLayout(("a", "b"), "decisions"))

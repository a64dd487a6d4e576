"""A table that goes on without its header is joined and said; what does not fit is named and counted, never dropped."""

import io

import docx
import openpyxl
import pytest

from analysis_helpers import load_report

HEAD = ["序号", "重点工作", "进展情况", "完成进度", "责任单位"]
ROWS = [
    ["1", "口袋公园", "完成招标", "30%", "城管局"],
    ["2", "公厕改造", "建成2座", "50%", "城管局"],
    ["3", "绿道", "完成5公里", "60%", "住建局"],
    ["4", "夜市规范", "划定3处", "45%", "商务局"],
]
TITLE = "城管局2024年三季度重点工作进展"
NAMES = [row[1] for row in ROWS]


def in_word(*parts, between="（续上表）"):
    document = docx.Document()
    document.add_paragraph(TITLE)
    for n, rows in enumerate(parts):
        if n:
            document.add_paragraph(between)
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def in_page(*parts, between="<p>（续表）</p>"):
    tables = [
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
        for rows in parts
    ]
    return f"<h2>{TITLE}</h2>{between.join(tables)}".encode()


def in_sheets(*parts):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, rows in enumerate(parts):
        sheet = book.create_sheet(f"第{n + 1}页")
        for row in [[TITLE], *rows] if not n else rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMATS = pytest.mark.parametrize("write", [in_word, in_page, in_sheets])


def entry(found, rule):
    return found.ledger.set_index("rule").loc[rule]


@FORMATS
def test_the_next_table_without_a_header_is_joined_and_said(write):
    found = load_report(write([HEAD, *ROWS[:2]], ROWS[2:]))
    assert found.tasks["task"].tolist() == NAMES
    assert found.tasks["unit"].tolist() == ["城管局", "城管局", "住建局", "商务局"]
    assert entry(found, "table_continued")["level"] == "normalised", "the running numbers go on"
    assert found.rows.adds_up
    assert found.restore().equals(found.raw)


@FORMATS
def test_a_header_that_is_repeated_is_no_task(write):
    found = load_report(write([HEAD, *ROWS[:2]], [HEAD, *ROWS[2:]]))
    assert found.tasks["task"].tolist() == NAMES
    assert "tables_joined" in set(found.ledger["rule"])
    assert found.rows.aside["repeated_header"] == 1
    assert found.rows.adds_up


@FORMATS
def test_a_table_one_column_narrower_goes_on_where_its_cells_fit(write):
    found = load_report(write([HEAD, *ROWS[:2]], [row[1:] for row in ROWS[2:]]))
    assert found.tasks["task"].tolist() == NAMES
    assert found.tasks["progress_pct"].tolist() == [30, 50, 60, 45]
    assert entry(found, "table_continued")["level"] == "doubtful", "no number says that it goes on"
    assert found.rows.adds_up


@FORMATS
def test_a_table_that_does_not_fit_is_left_out_and_counted(write):
    other = [["口袋公园", "2024-05-01", "30%"], ["公厕", "2024-06-01", "11%"]]
    found = load_report(write([HEAD, *ROWS], other))
    assert found.tasks["task"].tolist() == NAMES
    assert (entry(found, "table_left_out")["level"], found.rows.left_out) == ("doubtful", 2)
    assert found.rows.adds_up


@FORMATS
def test_a_table_of_something_else_is_counted_without_a_doubt(write):
    found = load_report(write([HEAD, *ROWS], [["联系人", "电话"], ["张三", "1234567"]]))
    assert found.tasks["task"].tolist() == NAMES
    assert not (found.ledger["level"] == "doubtful").any()
    assert found.rows.left_out == 2


def test_a_sum_at_the_end_of_the_next_table_does_not_keep_it_from_going_on():
    found = load_report(in_word([HEAD, *ROWS[:2]], [*ROWS[2:], ["合  计", "", "", "46%", ""]]))
    assert found.tasks["task"].tolist() == NAMES
    assert list(found.aside.values()) == ["summary_row"]


def test_a_mark_between_the_parts_of_a_text_is_no_task():
    lines = [TITLE, *(" | ".join(row) + " |" for row in [HEAD, *ROWS[:2], ["（续表）"], HEAD, *ROWS[2:]])]
    found = load_report("\n".join(lines))
    assert found.tasks["task"].tolist() == NAMES
    assert sorted(found.aside.values()) == ["continued_mark", "repeated_header"]


@pytest.mark.parametrize("separator", [",", "\t", " | "])
@pytest.mark.parametrize("above", [1, 2, 5])
def test_a_header_and_one_task_under_any_number_of_lines_is_a_report(separator, above):
    lines = [TITLE, "单位：万元", "填报日期：2024年10月8日", "填报单位：城管局", "联系人：张三"][:above]
    text = "\n".join([*lines, *(separator.join(row) for row in [HEAD, ROWS[0]])])
    found = load_report(text)
    assert found.tasks["task"].tolist() == ["口袋公园"]
    assert found.rows.adds_up


def test_blank_rows_of_word_and_web_are_set_aside():
    blank = [""] * 5
    for content in (in_word([HEAD, ROWS[0], blank, ROWS[1], blank]), in_page([HEAD, ROWS[0], blank, ROWS[1], blank])):
        found = load_report(content)
        assert found.tasks["task"].tolist() == NAMES[:2]
        assert list(found.aside.values()) == ["blank_row", "blank_row"]


HIDDEN = [
    ('<tr style="display:none">', ""),
    ('<tr style="visibility: hidden">', ""),
    ("<tr hidden>", ""),
    ('<tr class="void">', "<style>.a, tr.void { color: red; display: none }</style>"),
    ('<tr class="x void">', "<style>table .void{visibility:collapse}</style>"),
]


@pytest.mark.parametrize(("row", "style"), HIDDEN)
def test_a_row_that_a_page_does_not_show_is_no_task_and_is_said(row, style):
    page = (
        in_page([HEAD, ROWS[0]])
        .decode()
        .replace("</table>", f"{row}<td>9<td>作废任务<td>取消<td>5%<td>城管局</tr></table>")
    )
    found = load_report(style + page)
    assert found.tasks["task"].tolist() == ["口袋公园"]
    assert list(found.aside.values()) == ["hidden_row"]
    assert entry(found, "hidden_row")["level"] == "doubtful"
    assert found.rows.adds_up


@pytest.mark.parametrize(
    "style", ["<style>@media print { tr.void { display: none } }</style>", "<style media='print'>.void{display:none}</style>",
              "<style>.void { display: block }</style>", "<style>.other .void { display: none }</style>"],
)  # fmt: skip
def test_a_row_that_is_hidden_only_elsewhere_is_a_task(style):
    page = (
        in_page([HEAD, ROWS[0]])
        .decode()
        .replace("</table>", '<tr class="void"><td>2<td>绿道<td>开工<td>5%<td>城管局</tr></table>')
    )
    assert load_report(style + page).tasks["task"].tolist() == ["口袋公园", "绿道"]


def test_text_that_a_cell_does_not_show_is_not_read_and_said():
    page = in_page([HEAD, ROWS[0]]).decode().replace("30%", '30%<span style="display:none">80%</span>')
    found = load_report(page)
    assert found.tasks["progress_pct"].tolist() == [30]
    assert entry(found, "hidden_text")["words"] == "80%"


def test_text_outside_of_the_tables_is_counted():
    assert load_report(in_word([HEAD, *ROWS])).rows.text_lines == 1
    assert load_report(in_page([HEAD, *ROWS])).rows.text_lines == 1


def test_a_header_that_is_repeated_does_not_hide_the_rows_before_it():
    head = "序号 | 重点工作 | 完成进度 | 已完成 | 按序时推进 | 滞后 | 责任单位 |"
    lines = [
        f"{TITLE} |", head, "1 | 口袋公园 | 60% | | | ● | 城管局 |", "（续表） |", head,
        "2 | 绿道 | 50% | | ● | | 住建局 |", "3 | 夜市 | 100% | ● | | | 商务局 |",
    ]  # fmt: skip
    found = load_report("\n".join(lines))
    assert found.header_row == 2
    assert found.tasks["task"].tolist() == ["口袋公园", "绿道", "夜市"]
    assert found.tasks["status"].tolist() == ["behind", "on_schedule", "done"]


def test_a_row_above_the_header_that_could_be_a_task_is_said():
    lines = [
        f"{TITLE} |",
        "1 | 口袋公园 | 招标 | 60% |",
        "序号 | 重点工作 | 进展情况 | 完成进度 |",
        "2 | 绿道 | 开工 | 50% |",
    ]
    found = load_report("\n".join(lines))
    assert entry(found, "table_row_above")["level"] == "doubtful"
    assert found.rows.adds_up

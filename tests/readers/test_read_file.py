"""One table in every format gives one tidy table: that of the pipe text."""

import email.message
import io
import re
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest
import xlwt
from docx.oxml import OxmlElement
from tests.readers import writers

from analysis_helpers import ReportError, clean_report, load_report
from analysis_helpers.readers.grid import Grid, RawTable, Source

TITLE = "区文广旅游局2024年二季度重点工作任务的执行和落实情况"
FORMATS = {
    "pipe": lambda rows: writers.pipe(rows, TITLE).encode(),
    "tab": lambda rows: writers.delimited(rows, TITLE, "\t").encode(),
    "csv": lambda rows: writers.delimited(rows, TITLE).encode("utf-8-sig"),
    "csv, semicolons, GB18030": lambda rows: writers.delimited(rows, TITLE, ";").encode("gb18030"),
    "csv, UTF-16": lambda rows: writers.delimited(rows, TITLE).encode("utf-16"),
    "web page": lambda rows: writers.web(rows, TITLE).encode(),
    "web page, GB18030": lambda rows: writers.web(rows, TITLE).replace("utf-8", "gb2312").encode("gb18030"),
    "xlsx": lambda rows: writers.xlsx(rows, TITLE),
    "xlsx with numbers": lambda rows: writers.xlsx(rows, TITLE, numbers=True),
    "xls": lambda rows: writers.xls(rows, TITLE),
    "xls with numbers": lambda rows: writers.xls(rows, TITLE, numbers=True),
    "docx table": lambda rows: writers.docx_table(rows, TITLE),
    "docx paragraphs": lambda rows: writers.docx_paragraphs(rows, TITLE),
    "pdf": lambda rows: writers.pdf(rows, TITLE),
    "labelled prose": lambda rows: writers.prose(rows, TITLE).encode(),
}
PLACE = ["task_id", "source_file", "source_row"]  # where a row stands differs between formats


@pytest.fixture(scope="module")
def received(report):
    """The real report's rows as received, damage and all."""
    return [list(report.raw.columns), *report.raw.to_numpy().tolist()]


@pytest.mark.parametrize("name", FORMATS)
def test_the_real_report_in_every_format(name, received, report, tmp_path):
    path = tmp_path / "2024Q2-文广旅游局.dat"
    path.write_bytes(FORMATS[name](received))
    again = load_report(path)
    pd.testing.assert_frame_equal(again.tasks.drop(columns=PLACE), report.tasks.drop(columns=PLACE))
    assert again.restore().equals(again.raw)
    assert again.source.title == report.source.title


# What each format has of its own


def spreadsheet(rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TOP = [["甲局2024年二季度"], ["工作任务", "形象进度", "责任单位"]]


def rules(found):
    return dict(zip(found.ledger["rule"], found.ledger["level"], strict=True))


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_the_number_format_decides_between_1_and_100_percent(kind):
    values = [(0.55, "0%"), (1, "0%"), (0.5567, "0%"), (1, "General"), (55, '0"%"'), (1.2, "0.00%")]
    if kind == "xlsx":

        def change(sheet):
            for row, (_, number_format) in enumerate(values, start=3):
                sheet.cell(row, 2).number_format = number_format

        content = spreadsheet([*TOP, *([f"任务{i}", value, "甲局"] for i, (value, _) in enumerate(values))], change)
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for i, row in enumerate(TOP):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        for i, (value, number_format) in enumerate(values, start=2):
            sheet.write(i, 0, f"任务{i}")
            sheet.write(i, 1, value, xlwt.easyxf(num_format_str=number_format))
            sheet.write(i, 2, "甲局")
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    found = load_report(content)
    assert found.tasks["progress_pct"].fillna(-1).tolist() == [55, 100, 55.67, -1, 55, 120]
    assert rules(found)["percent_undecided"] == "doubtful", "a bare 1 among percents: nothing decides"


def test_fractions_without_a_format_are_doubtful():
    found = load_report(spreadsheet([*TOP, ["建书房", 0.5, "甲局"], ["办展", 1, "甲局"]]))
    assert found.tasks["progress_pct"].tolist() == [50, 100]
    assert rules(found)["percent_fraction"] == "doubtful"


def test_numbers_are_shown_as_a_spreadsheet_shows_them():
    found = load_report(spreadsheet([*TOP, ["建书房", 0.1 + 0.2, "甲局"], ["办展", 55.0, "甲局"]]))
    assert found.raw["形象进度"].tolist() == ["0.3", "55"]


def test_formulas_give_their_values_and_a_formula_without_one_is_said(tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(spreadsheet([*TOP, ["建书房", "=50+5", "甲局"], ["办展", "60%", "甲局"]]))
    found = load_report(path, on_bad_rows="reject")
    assert rules(found)["formula_without_value"] == "doubtful"
    assert found.ledger.loc[found.ledger["rule"].eq("percent_unreadable"), "before"].tolist() == ["=50+5"]
    # A spreadsheet program has stored the value beside the formula.
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>50+5</f><v />", b"<f>50+5</f><v>55</v>").replace(b"<v></v>", b"<v>55</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert load_report(path).tasks["progress_pct"].tolist() == [55, 60]


def test_hidden_rows_are_set_aside_counted_and_said():
    def hide(sheet):
        sheet.row_dimensions[4].hidden = True

    found = load_report(spreadsheet([*TOP, ["建书房", "55%", "甲局"], ["办展", "60%", "甲局"]], hide))
    assert found.tasks["task"].tolist() == ["建书房"]
    assert found.aside == {4: "hidden_row"}
    assert found.rows.aside["hidden_row"] == 1
    assert found.rows.adds_up
    entry = found.ledger.set_index("rule").loc["hidden_row"]
    assert (entry["level"], entry["source_row"], entry["before"]) == ("doubtful", 4, "办展 | 60% | 甲局")


def test_a_hidden_line_above_the_table_names_no_period():
    def hide(sheet):
        sheet.row_dimensions[1].hidden = True

    rows = [["2022年一季度重点工作"], ["2024年三季度重点工作"], *TOP[1:], ["建书房", "55%", "甲局"]]
    found = load_report(spreadsheet(rows, hide))
    assert str(found.tasks["quarter"].iloc[0]) == "2024Q3"
    assert found.ledger.set_index("rule").loc["hidden_row", "before"] == "2022年一季度重点工作"


def test_hidden_rows_of_an_old_spreadsheet_are_set_aside_too():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for i, row in enumerate([*TOP, ["建书房", "55%", "甲局"], ["办展", "60%", "甲局"]]):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    sheet.row(3).hidden = True
    out = io.BytesIO()
    book.save(out)
    found = load_report(out.getvalue())
    assert found.tasks["task"].tolist() == ["建书房"]
    assert found.aside == {4: "hidden_row"}


def test_a_hidden_sheet_is_not_preferred():
    book = openpyxl.Workbook()
    now, old = book.active, book.create_sheet("旧", 0)
    for sheet, percent in ((old, "10%"), (now, "55%")):
        for row in [["2024年二季度"], ["工作任务", "形象进度", "责任单位"], ["建书房", percent, "甲局"]]:
            sheet.append(row)
    old.append(["办展", "10%", "甲局"])
    old.sheet_state = "hidden"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    assert load_report(out.getvalue()).tasks["progress_pct"].tolist() == [55]


def test_a_days_cell_and_a_stray_remark_beside_the_table():
    rows = [
        ["甲局2024年二季度"],
        ["工作任务", "形象进度", "填报日期"],
        ["建书房", "55%", pd.Timestamp("2024-07-03"), None, "已核"],
    ]
    found = load_report(
        spreadsheet([[getattr(cell, "to_pydatetime", lambda c=cell: c)() for cell in row] for row in rows])
    )
    assert found.tasks[["填报日期", "(column 5)"]].to_numpy().tolist() == [["2024-07-03", "已核"]]
    assert found.tasks["as_of"].tolist() == [pd.Timestamp("2024-06-30")]


def test_a_web_page_is_read_as_a_browser_shows_it():
    found = load_report(
        "<html><body><script>document.write('<table>')</script><h1>甲局2024年二季度</h1>"
        "<table><tr><td><table><tr><td>工作任务<td>形象&nbsp;进度</tr><tr><td>建<b>书</b>房&amp;书吧\n  <!-- x --><td>5&#53;%</tr>"
        "</table></td></tr></table></body></html>"
    )
    assert found.tasks[["task", "progress_pct"]].to_numpy().tolist() == [["建书房&书吧", 55]]


def test_a_web_archive():
    page = "<html><body><h1>甲局2024年二季度</h1><table><tr><td>工作任务<td>形象进度</tr><tr><td>建书房<td>55%</tr></table></body></html>"
    mail = email.message.EmailMessage()
    mail["Subject"] = "甲局2024年二季度"
    mail.set_content("text")
    mail.add_alternative(page, subtype="html")
    assert load_report(mail.as_bytes()).tasks["task"].tolist() == ["建书房"]


def test_a_web_page_called_xls(tmp_path):
    path = tmp_path / "2024Q2-甲局.xls"
    path.write_text("<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td>工作任务<td>形象进度</tr>"
                    "<tr><td>建书房<td>55%</tr></table></body></html>", encoding="gb18030")  # fmt: skip
    found = load_report(path)
    assert (found.source.format, found.tasks["progress_pct"].tolist()) == ("web page", [55])


def word(fill):
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def fill_table(document, rows):
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    return table


def test_word_merged_cells_and_the_title_above():
    def fill(document):
        document.add_paragraph("关于2024年二季度重点工作进展的通报")
        table = fill_table(
            document, [["工作任务", "形象进度", "责任单位"], ["建书房", "55%", "甲局"], ["办展", "50%", ""]]
        )
        table.cell(1, 2).merge(table.cell(2, 2))

    found = load_report(word(fill))
    assert found.tasks["unit"].tolist() == ["甲局", "甲局"]
    assert found.tasks["quarter"].astype(str).unique().tolist() == ["2024Q2"]


def test_word_tracked_changes_are_read_as_accepted_and_said():
    def fill(document):
        document.add_paragraph("甲局2024年二季度")
        table = fill_table(document, [["工作任务", "形象进度"], ["建书房", ""]])
        inner = table.cell(1, 1).paragraphs[0]._p
        for tag, kind, text in (("del", "delText", "50%"), ("ins", "t", "55%")):
            change = OxmlElement(f"w:{tag}")
            run, shown = OxmlElement("w:r"), OxmlElement(f"w:{kind}")
            shown.text = text
            run.append(shown)
            change.append(run)
            inner.append(change)

    found = load_report(word(fill))
    assert found.tasks["progress_pct"].tolist() == [55]
    assert found.ledger.set_index("rule").loc["tracked_changes", ["level", "words"]].tolist() == [
        "doubtful",
        "+55% −50%",
    ]


def test_a_word_table_inside_a_table():
    def fill(document):
        outer = document.add_table(rows=1, cols=1)
        inner = outer.cell(0, 0).add_table(rows=2, cols=2)
        for cells, row in zip(inner.rows, [["工作任务", "形象进度"], ["建书房", "55%"]], strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text

    assert load_report(word(fill)).tasks["task"].tolist() == ["建书房"]


LONG = [["工作任务", "进展情况", "形象进度", "责任单位"]] + [
    [f"第{i}项任务", f"第{i}项任务已经开展了若干工作，" * 4, f"{i + 20}%", "文广旅游局"] for i in range(30)
]


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_pdf_table_over_several_pages_with_and_without_repeated_headers(repeat):
    found = load_report(writers.pdf(LONG, "文广旅游局2024年二季度重点工作", repeat=repeat))
    assert found.tasks["progress_pct"].tolist() == [i + 20 for i in range(30)]
    assert found.tasks["narrative"].tolist() == [row[1] for row in LONG[1:]], "wrapped lines are joined"
    assert (sum(rule == "repeated_header" for rule in found.aside.values()) > 0) == bool(repeat)
    assert found.restore().equals(found.raw)


def test_a_pdf_row_cut_by_the_end_of_a_page():
    """The part on the next page has none of the cells that tell a row, be it with the rest of the task's text."""
    source = Source("a.pdf", "", "", "PDF")
    rows = [["序号", "工作任务", "进展情况", "形象进度"], ["1", "建书房，", "选址和", "55%"], ["", "并开放", "装修", ""],
            ["2", "办展，", "办了", "50%"], ["", "免费", "", ""], ["3", "招商", "", ""]]  # fmt: skip
    grid = Grid(rows, [1, 2, 3, 4, 5, 6], wrapped=True, merged={}, breaks=frozenset({2, 4, 5}))
    cut = clean_report(RawTable(source, grid))
    assert cut.tasks["task"].tolist() == ["建书房，并开放", "办展，免费", "招商"]
    assert cut.tasks["narrative"].tolist()[:2] == ["选址和装修", "办了"]
    assert cut.aside == {3: "continuation_row", 5: "continuation_row"}
    assert cut.restore().equals(cut.raw)


def test_pdf_text_outside_of_the_tables_lines_is_said():
    """Here the first row loses its lower line at the end of the page, and is no row any more."""
    rows = [
        ["工作任务", "进展情况", "形象进度"],
        ["建书房", "完成了选址和装修工作，" * 40, "55%"],
        ["办展", "办了", "50%"],
    ]
    found = load_report(writers.pdf(rows, "甲局2024年二季度", height=300, cut=1), on_bad_rows="reject")
    lost = found.ledger[found.ledger["rule"].eq("text_outside")]
    assert any("建书房" in words for words in lost["words"])
    assert set(lost["level"]) == {"doubtful"}


def test_a_pdf_that_is_damaged_inside_says_so(capfd):
    good = writers.pdf(LONG[:4], "甲局2024年二季度")
    damaged = good.replace(b"/FontBBox", b"/FontBBux")
    assert damaged != good
    found = load_report(damaged, on_bad_rows="reject")
    assert "file_damaged" in rules(found)
    assert capfd.readouterr().err == "", "nothing is only logged"


def test_pdfs_without_text_and_with_a_password_are_refused():
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.rect(10, 10, 100, 100)
    page.save()
    with pytest.raises(ReportError, match="a scan"):
        load_report(out.getvalue())
    with pytest.raises(ReportError, match="locked with a password"):
        load_report(writers.pdf(LONG[:3], "标题", password="x"))


def test_every_format_has_a_row_in_the_documents(project):
    """Each row of docs/formats.md names tests, and they are there."""
    text = (project / "docs/formats.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (project / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", text)
    assert len(named) > 40
    assert [name for name in named if f"def {name}(" not in source] == []
    rows = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    assert [line for line in rows if "test" not in line] == []

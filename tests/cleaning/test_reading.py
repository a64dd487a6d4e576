"""How a file was read is told in about ten lines, in both languages."""

from analysis_helpers import load_report


def test_the_real_report_in_eleven_lines(report):
    lines = report.reading.text("en").split("\n")
    assert len(lines) == 11
    assert lines[1] == "task ← column 1 “具体分解” (a usual header)"
    assert "Period: 2024Q2, as of 2024-06-30 ← columns 年份, 季度" in lines
    assert "Rows: 21 rows = 19 tasks + 1 above the header + 1 header" in lines
    assert report.reading.rows is report.rows


def test_the_words_that_period_and_unit_were_taken_from():
    found = load_report("区城管局2024年三季度重点工作进展 |\n重点工作 | 完成进度 | 排名 |\n口袋公园 | 30% | 1 |")
    told = dict(found.reading.lines("zh"))
    assert told["时段"] == "2024Q3，截至2024-09-30 ← “2024年三季度”（区城管局2024年三季度重点工作进展）"
    assert told["单位"].endswith("← “区城管局2024年三季度重点工作进展”")
    assert told["未用的列"] == "排名"
    assert told["没有的列"] == "进展、状态、领导、单位"


def test_why_a_column_was_taken_among_several():
    found = load_report(
        "甲局2024年二季度 |\n重点工作 | 一季度完成情况 | 二季度完成情况 | 形象进度 |\n招商 | 签约一家 | 签约两家 | 45% |"
    )
    told = dict(found.reading.lines("en"))
    assert told["narrative"].startswith("← column 3 “二季度完成情况” (")
    assert "a usual header" not in told["narrative"]


def test_a_notebook_shows_a_table_and_nothing_in_it_is_markup():
    found = load_report("甲局2024年二季度 |\n重点工作 | 完成进度 | <b>列</b> |\n招商 | 45% | 1 |")
    shown = found.reading.in_language("en")._repr_html_()
    assert shown.startswith("<table>")
    assert "<th" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert str(found.reading.in_language("en")) == found.reading.text("en")

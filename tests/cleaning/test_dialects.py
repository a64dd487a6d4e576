"""Every layout and wording that reports are known to use. What is expected was written down by hand."""

import io

import openpyxl
import pandas as pd
import pytest
from tests.conftest import HEADER, ROW

from analysis_helpers import ReportError, load_report, read_table
from analysis_helpers.cleaning.header import match_columns
from analysis_helpers.cleaning.percent import parse_percent

FULL = [
    "建书房 | 2024 | 2 | 建成2个 | 55% | 进度超前 | 朱江桥 | 甲局 |",
    "办展 | 2024 | 2 | 办了3场 | 50% | 进度达标 | 周晓国 | 甲局 |",
]


def report(*lines, **options):
    found = load_report("\n".join(lines), **options)
    assert found.restore().equals(found.raw), "the ledger gives the received cells back"
    return found


def rules(found, *, level=None):
    ledger = found.ledger if level is None else found.ledger[found.ledger["level"].eq(level)]
    return set(ledger["rule"])


def book(fill):
    made = openpyxl.Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# Headers


@pytest.mark.parametrize(
    ("field", "labels"),
    {
        "task": "具体分解 工作任务 工作内容 重点工作 任务内容 内容与要求 主要任务 项目内容 工作事项",
        "narrative": "当前工作进度 当前工作进展 进展情况 进展情况(截至10月底) 完成情况 落实情况 半年度完成情况 第二季度完成情况 1-9月份工作完成情况",
        "progress_pct": "形象进度 完成进度 完成目标(%)",
        "status": "进度状态 完成状态 目标完成情况",
        "leader": "责任区领导 牵头领导 责任领导 分管市领导",
        "unit": "具体责任单位 责任单位 牵头单位 责任科室",
        None: "进度 责任单位主要领导 配合单位 类别 工程名称 一季度目标",
    }.items(),
)
def test_every_spelling_of_a_header(field, labels):
    for label in labels.split():
        assert next(iter(match_columns([label])[0]), None) == field, label


def test_every_header_that_was_recognised_or_kept_is_said():
    found = report("甲局2024年二季度 |", "序号 | 完成 进度 | 工作任务 |", "1 | 50% | 建书房 |")
    said = found.ledger[found.ledger["rule"].isin(["header_means", "column_kept"])]
    assert said[["source_row", "column", "rule", "words"]].to_numpy().tolist() == [
        [2, "序号", "column_kept", "序号"], [2, "完成 进度", "header_means", "progress_pct"], [2, "工作任务", "header_means", "task"],
    ]  # fmt: skip


def test_the_unit_of_the_title_where_its_column_is_blank():
    found = report("教体局2024年二季度 |", "工作任务 | 形象进度 | 责任单位 |", "建书房 | 50% | |")
    assert found.tasks["unit"].tolist() == ["教体局"]


def test_a_target_beside_a_task_is_kept_and_a_target_alone_is_the_task():
    found = report("甲局2024年二季度 |", "工作任务 | 目标任务 | 形象进度 |", "建书房 | 4个 | 50% |")
    assert found.tasks[["task", "目标任务"]].to_numpy().tolist() == [["建书房", "4个"]]
    assert report("甲局2024年二季度 |", "半年度目标任务 | 形象进度 |", "建书房4个 | 50% |").tasks["task"].tolist() == [
        "建书房4个"
    ]


def test_a_bare_progress_column_is_an_absolute_number():
    found = report("甲局2024年二季度 |", "重点工作 | 进度 | 完成情况 |", "招商100亿元 | 45 | 推进中 |")
    assert found.tasks["progress_pct"].isna().all()
    assert found.tasks["进度"].tolist() == ["45"]
    assert "no_percent_column" in rules(found, level="doubtful")


def test_a_bare_progress_column_of_percents_says_so_itself():
    found = report("甲局2024年二季度 |", "重点工作 | 进度 |", "招商 | 45% |", "建房 | 100.0% |")
    assert found.tasks["progress_pct"].tolist() == [45, 100]
    assert "percent_by_content" in rules(found, level="normalised")


def test_of_two_quarters_columns_the_reports_own_is_read():
    lines = ["重点工作 | 一季度完成情况 | 二季度完成情况 | 形象进度 |", "招商 | 签约一家 | 签约两家 | 45% |"]
    for title, told, other in [("二", "签约两家", "一季度完成情况"), ("一", "签约一家", "二季度完成情况")]:
        found = report(f"甲局2024年{title}季度 |", *lines)
        assert found.tasks["narrative"].tolist() == [told]
        assert other in found.tasks.columns
        assert "column_by_period" in rules(found)


def test_a_header_over_two_rows_with_merged_cells():
    def fill(made):
        sheet = made.active
        for row in [
            ["甲局2024年二季度"],
            ["序号", "重点任务", "责任", None, "进展情况", None],
            [None, None, "领导", "单位", "形象进度", "完成情况"],
            [1, "建书房", "朱江桥", "甲局", "55%", "建成"],
        ]:
            sheet.append(row)
        for merged in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            sheet.merge_cells(merged)

    found = load_report(book(fill))
    assert found.restore().equals(found.raw)
    row = found.tasks.iloc[0]
    assert (row["leader"], row["unit"], row["progress_pct"], row["narrative"]) == ("朱江桥", "甲局", 55, "建成")
    assert row["source_row"] == 4
    assert "header_joined" in rules(found)


def test_what_stands_below_a_cell_over_two_columns_is_header_in_any_words():
    def fill(made):
        sheet = made.active
        for row in [
            ["甲局2024年二季度"],
            ["重点任务", "责任体系", None, "完成率", None],
            [None, "挂帅领导", "操盘方", "应达", "现状如何"],
            ["建书房", "朱江桥", "市政局", "50%", "55%"],
            ["送书", "韩梅", "园林局", "50%", "40%"],
        ]:
            sheet.append(row)
        for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
            sheet.merge_cells(merged)

    found = load_report(book(fill))
    assert found.tasks["task"].tolist() == ["建书房", "送书"]
    assert found.tasks["progress_pct"].tolist() == [55, 40]
    assert found.tasks["leader"].tolist() == ["朱江桥", "韩梅"]
    assert found.tasks["unit"].tolist() == ["市政局", "园林局"]


def test_lines_above_a_header_over_two_rows_are_no_part_of_it():
    def fill(made):
        sheet = made.active
        for row in [
            ["上虞区2024年第三季度重点工作"], ["填报单位：商务局", None, None, "填报日期：2024年10月8日"],
            ["重点任务", "进展情况", None, "责任科室"], [None, "形象进度", "完成情况", None], ["招商", "75%", "签约", "招商科"],
        ]:  # fmt: skip
            sheet.append(row)
        for merged in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
            sheet.merge_cells(merged)

    found = load_report(book(fill))
    assert found.header_row == 3
    assert found.cells.columns.tolist() == ["重点任务", "进展情况形象进度", "进展情况完成情况", "责任科室"]
    aside = found.ledger[found.ledger["rule"].eq("line_aside")]
    assert aside["after"].tolist() == ["填报单位：商务局 填报日期：2024年10月8日"]


def test_the_head_of_a_bureau_below_its_name_is_no_unit():
    assert match_columns(["工作任务", ["责任单位", "主要领导"], ["责任单位", "名称"]])[0] == {"task": 0, "unit": 2}


# Period and unit


def test_a_span_into_december_is_the_fourth_quarter_as_of_its_last_day():
    found = report("甲局2023年1月1日-12月26日重点工作 |", "工作任务 | 形象进度 |", "建书房 | 90% |")
    assert found.tasks[["quarter", "as_of"]].to_numpy().tolist() == [[pd.Period("2023Q4"), pd.Timestamp("2023-12-26")]]


def test_a_day_in_a_header_is_the_as_of_day():
    found = report("甲局2024年一季度 |", "工作任务 | 进展情况（截至3月20日） | 形象进度 |", "建书房 | 建成 | 25% |")
    assert found.tasks["as_of"].tolist() == [pd.Timestamp("2024-03-20")]
    entry = found.ledger.set_index("rule").loc["as_of_from_words"]
    assert entry["words"] == "进展情况（截至3月20日）"


def test_the_day_of_publishing_is_no_period():
    found = report("甲局2024年一季度重点工作 |", "发布时间：2024-11-15 |", "工作任务 | 形象进度 |", "建书房 | 25% |")
    assert found.tasks["quarter"].astype(str).tolist() == ["2024Q1"]
    assert (
        report("甲局重点工作 |", "发布时间：2024年11月15日 |", "工作任务 | 形象进度 |", "建书房 | 25% |")
        .tasks["quarter"]
        .isna()
        .all()
    )


def test_columns_and_title_that_name_different_quarters_are_a_finding():
    found = report("甲局2024年三季度 |", HEADER, *FULL)
    assert found.tasks["quarter"].astype(str).tolist() == ["2024Q2", "2024Q2"], "the columns are nearer"
    assert "period_differs" in rules(found, level="doubtful")


def test_the_files_name_is_asked_last(tmp_path):
    path = tmp_path / "2024Q3-文广旅游局.txt"
    path.write_text("工作任务 | 形象进度 |\n建书房 | 25% |", encoding="utf-8")
    found = load_report(path)
    assert found.tasks[["quarter", "unit"]].astype(str).to_numpy().tolist() == [["2024Q3", "文广旅游局"]]
    assert found.tasks["task_id"].tolist() == ["2024Q3-文广旅游局-2"]
    assert {"period_from_words", "unit_from_name"} <= rules(found)


def test_the_title_is_asked_before_the_files_name(tmp_path):
    path = tmp_path / "2023Q1-乙局.txt"
    path.write_text("教体局2024年二季度重点工作 |\n工作任务 | 形象进度 |\n建书房 | 25% |", encoding="utf-8")
    tasks = load_report(path).tasks
    assert tasks[["quarter", "unit"]].astype(str).to_numpy().tolist() == [["2024Q2", "教体局"]]


def test_the_year_of_publishing_is_not_the_year_of_a_quarter():
    found = report("发布时间：2024年11月15日 一季度重点工作 |", "工作任务 | 形象进度 |", "建书房 | 25% |")
    assert found.tasks["quarter"].isna().all()


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (["区文广旅游局2024年二季度重点工作 |"], "文广旅游局"),
        (["上虞区教体局2024年二季度重点工作 |"], "上虞区教体局"),
        (["市场监管局2024年二季度重点工作 |"], "市场监管局"),
        (["2024年二季度重点工作 |", "填报单位：文广旅游局（盖章） |"], "文广旅游局"),
        (["2024年二季度重点工作任务分解表 |"], None),
        (["全区2024年二季度重点工作 |"], None),
    ],
)
def test_the_unit_comes_from_the_lines_above(lines, unit):
    found = report(*lines, "工作任务 | 形象进度 |", "建书房 | 25% |")
    assert found.tasks["unit"].isna().tolist() == [unit is None]
    if unit:
        assert found.tasks["unit"].tolist() == [unit]
        assert "unit_from_title" in rules(found)


# Rows


def test_a_row_that_shares_its_cells_with_the_one_above():
    found = report("甲局2024年二季度 |", HEADER, FULL[0], "建书吧 | | | | | | | |", FULL[1])
    assert found.tasks["progress_pct"].tolist() == [55, 55, 50]
    assert found.tasks["leader"].tolist() == ["朱江桥", "朱江桥", "周晓国"]
    shared = found.ledger[found.ledger["rule"].eq("continued_cell")]
    assert shared["source_row"].unique().tolist() == [4]
    assert shared["level"].unique().tolist() == ["doubtful"], "a person should look"


def test_a_task_without_a_percent_shares_nothing():
    found = report("甲局2024年二季度 |", HEADER, FULL[0], "建书吧 | 2024 | 2 | | | | 周晓国 | 甲局 |")
    assert found.tasks["progress_pct"].isna().tolist() == [False, True]


def test_a_row_one_cell_short_shares_the_first_column():
    lines = [
        "类别 | 工作任务 | 进展情况 | 形象进度 | 责任单位 |",
        "文化惠民 | 新建城市书房4个、书吧5个 | 已建成2个，正在装修 | 55% | 甲局 |",
    ]
    found = report("甲局2024年二季度 |", *lines, "送书下乡6万册，覆盖所有乡镇 | 已送书32547册，完成过半 | 60% | 甲局 |",
                   "文化产业 | 新增规上企业3家以上 | 正在开展申报兑现 | 50% | 乙局 |")  # fmt: skip
    assert found.tasks["task"].tolist()[1] == "送书下乡6万册，覆盖所有乡镇"
    assert found.tasks["progress_pct"].tolist() == [55, 60, 50]
    assert found.tasks["类别"].tolist() == ["文化惠民", "文化惠民", "文化产业"]
    assert "short_row" in rules(found, level="doubtful")


def test_a_row_one_cell_short_at_its_end_by_the_names_that_are_known():
    lines = [
        "工作任务 | 进展情况 | 形象进度 | 责任领导 | 责任单位 |",
        "建书房 | 建成 | 55% | 朱江桥 | 甲局 |",
        "办展 | 办了 | 60% | 朱江桥 |",
    ]
    found = report("甲局2024年二季度 |", *lines)
    assert found.tasks[["leader", "unit"]].to_numpy().tolist() == [["朱江桥", "甲局"]] * 2


def test_a_row_whose_cells_could_stand_in_several_columns_is_not_guessed():
    lines = ["工作任务 | 备注 | 说明 | 形象进度 |", "建书房 | 甲乙 | 丙丁 | 55% |", "办展 | 戊己 | 60% |"]
    with pytest.raises(ReportError, match="has 3 cells where the header has 4"):
        report("甲局2024年二季度 |", *lines)


@pytest.mark.parametrize("spans", ["rowspan", "merged"])
def test_spanned_cells_hold_for_every_row(spans):
    page = """<h1>2024年二季度</h1><table><tr><td>类别<td>工作任务<td>形象进度<td>责任单位</tr>
    <tr><td rowspan="2">文化<td>建书房<td>55%<td rowspan="2">甲局</tr><tr><td>建书吧<td>60%</tr><tr><td>产业<td>招商<td><td>乙局</tr></table>"""

    def fill(made):
        for row in [["2024年二季度"], ["类别", "工作任务", "形象进度", "责任单位"], ["文化", "建书房", "55%", "甲局"],
                    [None, "建书吧", "60%", None], ["产业", "招商", None, "乙局"]]:  # fmt: skip
            made.active.append(row)
        made.active.merge_cells("A3:A4")
        made.active.merge_cells("D3:D4")

    found = load_report(page if spans == "rowspan" else book(fill))
    assert found.restore().equals(found.raw)
    assert found.tasks["unit"].tolist() == ["甲局", "甲局", "乙局"]
    assert found.tasks["类别"].tolist() == ["文化", "文化", "产业"]
    assert found.tasks["progress_pct"].isna().tolist() == [False, False, True], "a blank cell is no merged cell"
    assert "merged_cell" in rules(found, level="normalised")


def test_the_rest_of_a_text_in_a_row_of_its_own():
    lines = [
        "序号 | 工作任务 | 进展情况 | 形象进度 |",
        "1 | 建书房 | 一期建成， | 50% |",
        " | | 二期推进中。 | |",
        "2 | 办展 | 办了 | 60% |",
    ]
    found = report("甲局2024年二季度 |", *lines)
    assert found.tasks["narrative"].tolist() == ["一期建成，二期推进中。", "办了"]
    assert found.aside == {4: "continuation_row"}


def test_headings_sums_and_signatures_are_no_tasks():
    found = report(
        "2024年二季度重点工作 |", "序号 | 重点工作 | 进展情况 | 完成进度 | 责任单位 |", "一、文化 | | | | |",
        "1 | 建书房 | 建成 | 50% | 甲局 |", "二、产业 | | | | |", "2 | 招商 | 办 | 60% | 丙局 |", "合计 | | | 55% | |",
        "填报人：张三 | | | | 联系电话：123 |",
    )  # fmt: skip
    assert found.tasks["task"].tolist() == ["建书房", "招商"]
    assert found.tasks["(section)"].tolist() == ["一、文化", "二、产业"]
    assert found.aside == {3: "section_row", 5: "section_row", 7: "summary_row", 8: "footer_row"}
    assert set(found.ledger.loc[found.ledger["column"].eq("(whole row)"), "source_row"]) >= {3, 5, 7, 8}


def test_a_page_printed_twice_below_a_line_of_spam():
    once = ["甲局2024年二季度重点工作 |", HEADER, *FULL]
    found = report("点击领取2023年优惠券 |", *once, *once)
    assert found.source.title == "甲局2024年二季度重点工作"
    assert found.tasks["source_row"].tolist() == [4, 5]
    assert found.aside == {6: "repeated_title", 7: "repeated_header", 8: "printed_twice", 9: "printed_twice"}


def test_a_page_that_differs_in_one_cell_is_not_taken_for_the_same():
    once = ["甲局2024年二季度重点工作 |", HEADER, *FULL]
    found = report(*once, *once[:3], FULL[1].replace("50%", "51%"))
    assert len(found.tasks) == 4
    assert "same_task" in rules(found, level="doubtful")


def test_a_table_in_markdown():
    found = report("# 甲局2024年二季度", "", "| 工作任务 | 形象进度 |", "|---|:---:|", "| 建书房 | 55% |")
    assert found.tasks["task"].tolist() == ["建书房"]
    assert found.aside == {4: "ruler"}


def test_columns_set_with_blanks():
    found = report("甲局2024年二季度重点工作", "工作任务      形象进度   责任单位", "建书房        55%        甲局")
    assert found.tasks[["task", "progress_pct", "unit"]].to_numpy().tolist() == [["建书房", 55, "甲局"]]


# Text without a table


def test_one_cell_in_each_line_headers_split_and_a_cell_missing():
    lines = "甲局2024年二季度重点工作 序号 工作任务 进展 情况 形象 进度 责任单位 1 新建书房4个 已建成2个 55% 甲局 2 送书6万册 60% 甲局 3 办展 已办 50% 乙局"
    found = report(*lines.split(), "版权所有 甲局")
    assert found.tasks["task"].tolist() == ["新建书房4个", "送书6万册", "办展"]
    assert found.tasks["progress_pct"].tolist() == [55, 60, 50]
    assert found.tasks["narrative"].isna().tolist() == [False, True, False]
    assert found.tasks["source_row"].tolist() == [9, 14, 18]
    assert {"short_record", "line_aside"} <= rules(found)


def test_one_cell_in_each_line_under_headers_that_are_told_by_their_parts():
    lines = "甲局2024年二季度重点工作 板块 攻坚任务内容 应达建设进度（%） 整体建设进度（%） 主管部门 产业 建书房 50 40 甲局 民生 送书 50 60 乙局"
    found = report(*lines.split())
    assert found.tasks["task"].tolist() == ["建书房", "送书"]
    assert found.tasks["progress_pct"].tolist() == [40, 60]
    assert found.cells["板块"].tolist() == ["产业", "民生"]


def test_lines_printed_twice_are_read_once():
    once = [
        "甲局2024年二季度重点工作",
        *["工作任务", "形象进度", "责任单位", "建书房", "55%", "甲局", "办展", "50%", "乙局"],
    ]
    found = report(*once, *once)
    assert found.tasks["task"].tolist() == ["建书房", "办展"]
    assert "printed_twice" in rules(found, level="normalised")


def test_a_table_that_a_page_holds_twice_is_read_once():
    table = "<table><tr><td>工作任务<td>形象进度</tr><tr><td>建书房<td>55%</tr></table>"
    found = load_report(f"<h1>2024年二季度</h1>{table}<div>{table}</div>")
    assert found.tasks["task"].tolist() == ["建书房"]
    assert "printed_twice" in rules(found, level="normalised")


@pytest.mark.parametrize("separator", [" ", " | ", "\t"])
def test_one_glued_line(separator):
    cells = "工作任务 进展情况 形象进度 责任单位 新建书房4个 已建成2个 55% 甲局 办展 已办 50% 乙局"
    found = report("甲局2024年二季度重点工作", separator.join(cells.split()))
    assert found.tasks["task"].tolist() == ["新建书房4个", "办展"]
    assert found.tasks["progress_pct"].tolist() == [55, 50]
    assert "glued_line" in rules(found, level="doubtful")


def test_a_line_glued_without_any_blank_is_refused():
    with pytest.raises(ReportError, match="text without a table"):
        report("甲局2024年二季度重点工作", "工作任务形象进度责任单位新建书房4个55%甲局办展50%乙局")


def test_labelled_prose():
    found = report(
        "上虞区文广旅游局2024年上半年重点工作进展", "一、文化惠民", "1.目标：新建城市书房4个。", "进展情况：已建成2个。",
        "其余正在装修。", "牵头单位：文广旅游局", "2.目标：送书6万册。进展情况：已送3万册。牵头单位：文广旅游局、教体局", "二、产业",
        "3.目标：办展。进展情况：筹备中。", "牵头单位：商务局",
    )  # fmt: skip
    assert found.tasks["task"].tolist() == ["新建城市书房4个。", "送书6万册。", "办展。"]
    assert found.tasks["narrative"].tolist() == ["已建成2个。\n其余正在装修。", "已送3万册。", "筹备中。"]
    assert found.tasks["units"].tolist() == [["文广旅游局"], ["文广旅游局", "教体局"], ["商务局"]]
    assert found.tasks["(section)"].tolist() == ["一、文化惠民", "一、文化惠民", "二、产业"]
    assert found.tasks["progress_pct"].isna().all(), "no percent is told, none is made up"
    assert found.tasks["source_row"].tolist() == [3, 7, 9]


def test_labelled_prose_with_pinyin_and_percents():
    found = report(
        "甲局2024年二季度",
        "目標(biāo)任務(wù)：建書房",
        "進(jìn)展情況：建成",
        "形象進(jìn)度：55%",
        "目標(biāo)任務(wù)：辦展",
        "進(jìn)展情況：籌備",
        "形象進(jìn)度：50%",
    )
    assert found.tasks[["task", "narrative", "progress_pct"]].to_numpy().tolist() == [
        ["建书房", "建成", 55],
        ["办展", "筹备", 50],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "区文广旅游局2024年二季度重点工作任务的执行和落实情况\n今年以来，我局稳步推进各项工作：一是抓项目，二是抓服务。",
        "2024年二季度工作总结\n一、主要工作\n完成书房建设，进度达55%。\n二、下一步打算：继续努力。",
        "联系单位：文广旅游局\n联系电话：0575-12345678",
    ],
)
def test_prose_without_a_table_is_refused(text):
    with pytest.raises(ReportError, match="text without a table"):
        load_report(text)


# Cells


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("55%", 55, None), ("100.0%", 100, None), ("５５％", 55, None), ("55", 55, None), ("469%", 469, None),
        ("5. 4 %", 5.4, "percent_spaced"), ("", None, None), ("已完成", 100, "percent_done"), ("正常推进", None, "percent_is_status"),
        ("已完成55%", 55, "percent_in_words"), ("达75%", 75, "percent_in_words"), ("百分之五十五", 55, "percent_in_words"),
        ("六成半", 65, "percent_in_words"), ("约55%", 55, "percent_about"), ("55%左右", 55, "percent_about"),
        ("50%以上", None, "percent_bound"), ("超过60%", None, "percent_bound"), ("不足10%", None, "percent_bound"), ("过半", None, "percent_bound"),
        ("1", None, "percent_undecided"), ("0.55", None, "percent_undecided"),
    ],
)  # fmt: skip
def test_percents_in_every_form(cell, value, rule):
    """Beside a signed percent, so that a bare 1 or 0.55 stays undecided."""
    found = parse_percent(pd.Series(["70%", cell]))
    assert found.values.isna()[1] if value is None else found.values[1] == value
    assert not found.bad[1]
    assert [name for name, where in found.decided.items() if where[1]] == ([rule] if rule else [])


def test_a_header_with_a_percent_sign_decides_for_points():
    assert parse_percent(pd.Series(["1", "40"]), "完成率(%)").values.tolist() == [1, 40]
    assert parse_percent(pd.Series(["0.55", "0.3"]), "完成率(%)").values.isna().all(), "0.55 % or 55 %: nothing decides"


def test_a_percent_glued_to_a_narrative_beside_an_empty_cell():
    lines = [
        "工作任务 | 进展情况 | 形象进度 |",
        "办展 | 已办结。100% | |",
        "建房 | 改造进度达75% | |",
        "招商 | 已签约。80% | 60% |",
    ]
    found = report("甲局2024年二季度 |", *lines)
    assert found.tasks["progress_pct"].tolist()[0] == 100
    assert found.tasks["narrative"].tolist() == ["已办结。", "改造进度达75%", "已签约。80%"]
    assert found.tasks["progress_pct"].isna().tolist() == [False, True, False]
    assert found.tasks["progress_pct"].tolist()[2] == 60
    assert found.ledger.loc[found.ledger["rule"].eq("percent_glued"), "source_row"].tolist() == [3, 3]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("进度超前 超序时 超进度 超序时进度 提前完成 超额完成", "ahead"),
        ("进度达标 达进度 达到序时进度 按序时推进 正常推进 顺利推进 有序推进", "on_schedule"),
        ("进度滞后 滞后 欠进度 慢序时 未达序时 未达到序时进度 推进缓慢 目前进度滞后，需加快", "behind"),
        ("已完成 已完工 全部完成 项目已完工。", "done"),
        ("未启动", "not_started"),
        ("暂缓 终止 调整", "stopped"),
        ("一帆风顺 未完成 基本完成 未滞后 进度超前，部分滞后 预计提前完成", None),
    ],
)  # fmt: skip
def test_status_words_negatives_first(words, status):
    for word in words.split():
        found = report("甲局2024年二季度 |", HEADER, ROW.replace("进度超前", word))
        assert found.tasks["status"].isna().all() if status is None else found.tasks["status"].tolist() == [status], (
            word
        )
        assert ("status_unknown" in rules(found)) == (status is None), word


@pytest.mark.parametrize(
    ("cell", "leaders"),
    [
        ("韩　梅、朱江桥", ["韩梅", "朱江桥"]),
        ("韩 梅，朱江桥;周晓国/许建超", ["韩梅", "朱江桥", "周晓国", "许建超"]),
        ("朱江桥 周晓国", ["朱江桥", "周晓国"]),
        ("朱江桥（副区长）、区府办", ["朱江桥"]),
        ("朱江桥 副区长", ["朱江桥"]),
        ("朱江桥、朱江桥", ["朱江桥"]),
    ],
)
def test_several_leaders_in_one_cell(cell, leaders):
    found = report("甲局2024年二季度 |", HEADER, ROW.replace("甲某", cell))
    assert found.tasks["leaders"].tolist() == [leaders]
    assert ("office_among_leaders" in rules(found, level="doubtful")) == ("区府办" in cell)


def test_several_units_in_one_cell():
    found = report("甲局2024年二季度 |", HEADER, ROW.replace("甲局", "文广旅游局、教体局 财政局"))
    assert found.tasks["units"].tolist() == [["文广旅游局", "教体局", "财政局"]]
    assert found.tasks["unit"].tolist() == ["文广旅游局"]


# What cannot all be true


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (("推进", "100%", "暂缓"), "stopped_at_100"),
        (("已完成", "100%", "进度超前"), "done_but_not_so_called"),
        (("推进", "469%", "进度超前"), "over_100"),
        (("推进", "60%", "已完成"), "done_below_100"),
        (("推进", "100%", "进度滞后"), "behind_at_100"),
        (("推进", "10%", "未启动"), "not_started_with_progress"),
        (("推进", "0%", "进度超前"), "ahead_at_0"),
        (("推进", "60%", "进度超前"), None),
        (("推进", "0%", "未启动"), None),
        (("已完成", "100%", "已完成"), None),
    ],
)
def test_contradictions_in_a_row(cells, rule):
    told, percent, status = cells
    row = ROW.replace("已建成2个", told).replace("55%", percent).replace("进度超前", status)
    assert rules(report("甲局2024年二季度 |", HEADER, row), level="doubtful") == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("task", "odd"),
    [
        ("实现旅游总收入75元", True),
        ("全年固定资产投资完成12.5元", True),
        ("旅游总收入75亿元", False),
        ("人均增加值3元", False),
        ("总投资500万元的书房4个", False),
        ("门票提价到75元", False),
    ],
)
def test_a_districts_sum_in_bare_yuan(task, odd):
    found = rules(report("甲局2024年二季度 |", HEADER, ROW.replace("新建书房4个", task)), level="doubtful")
    assert found == ({"yuan_too_small"} if odd else set())


def test_a_missed_year_called_on_schedule():
    row = ROW.replace("| 2 |", "| 4 |").replace("55%", "60%").replace("进度超前", "达标")
    assert rules(report("甲局2024年四季度 |", HEADER, row), level="doubtful") == {"year_over_below_100"}


def test_the_same_task_and_the_same_narrative_twice():
    long = ROW.replace("已建成2个", "开展文化产业政策申报兑现工作")
    found = report("甲局2024年二季度 |", HEADER, long, long.replace("新建书房4个", "新增企业3家"), ROW, ROW)
    twice = found.ledger[found.ledger["rule"].isin(["same_task", "same_narrative"])]
    assert sorted(twice[["source_row", "rule", "words"]].to_numpy().tolist()) == [
        [3, "same_narrative", "= 4"], [3, "same_task", "= 5、6"], [4, "same_narrative", "= 3"],
        [5, "same_task", "= 3、6"], [6, "same_task", "= 3、5"],
    ]  # fmt: skip


def test_a_unit_of_another_district():
    rows = [ROW.replace("甲局", f"{district}文广旅游局") for district in ("上虞区", "越城区")]
    found = report("上虞区2024年二季度 |", HEADER, rows[0], rows[1].replace("新建书房4个", "修编规划"))
    elsewhere = found.ledger[found.ledger["rule"].eq("other_district")]
    assert elsewhere[["source_row", "after"]].to_numpy().tolist() == [[4, "具体责任单位: 越城区文广旅游局"]]


def test_the_real_reports_contradictions(project):
    ledger = load_report(project / "data/raw/2024Q2-文广旅游局.txt").ledger
    found = ledger[ledger["rule"].isin(["done_but_not_so_called", "same_narrative"])]
    assert found[["source_row", "rule"]].to_numpy().tolist() == [
        [8, "done_but_not_so_called"], [12, "same_narrative"], [13, "same_narrative"],
    ]  # fmt: skip


# Several tables


def test_the_sheet_that_opens_is_read_and_the_other_is_said():
    def fill(made):
        made.active.title = "二季度"
        for title, percent in (("二季度", "55%"), ("一季度", "20%")):
            sheet = made[title] if title in made.sheetnames else made.create_sheet(title)
            for row in ([f"2024年{title}"], ["工作任务", "形象进度"], ["建书房", percent]):
                sheet.append(row)

    content = book(fill)
    found = load_report(content)
    assert (found.source.table, found.tasks["progress_pct"].tolist()) == ("二季度", [55])
    entry = found.ledger.set_index("rule").loc["other_table"]
    assert (entry["level"], entry["words"]) == ("doubtful", "一季度: 1 rows")
    other = load_report(content, table="一季度")
    assert (other.tasks["progress_pct"].tolist(), other.tasks["quarter"].astype(str).tolist()) == ([20], ["2024Q1"])
    with pytest.raises(ReportError, match=r"no table of this name(.|\n)*二季度、一季度"):
        read_table(content, table="三季度")


def test_two_tables_with_the_same_header_are_one():
    head = "<tr><td>工作任务<td>形象进度</tr>"
    page = f"<h1>2024年二季度</h1><table>{head}<tr><td>建书房<td>55%</tr></table><p>续表</p><table>{head}<tr><td>办展<td>50%</tr></table>"
    found = load_report(page)
    assert found.tasks["task"].tolist() == ["建书房", "办展"]
    assert "tables_joined" in rules(found, level="doubtful")


def test_a_table_for_another_period_is_not_joined():
    head = "<tr><td>工作任务<td>形象进度</tr>"
    page = f"<h2>2024年二季度</h2><table>{head}<tr><td>建书房<td>55%</tr></table><h2>2024年一季度</h2><table>{head}<tr><td>办展<td>50%</tr></table>"
    found = load_report(page)
    assert found.tasks["task"].tolist() == ["建书房"]
    assert "other_table" in rules(found, level="doubtful")


def test_a_table_that_begins_somewhere_on_the_sheet():
    def fill(made):
        sheet = made.active
        sheet["C3"] = "甲局2024年第三季度重点工作"
        for i, row in enumerate([["工作任务", "完成率(%)", "责任单位"], ["建书房", 75, "甲局"], ["办展", 1, "甲局"]]):
            for j, cell in enumerate(row):
                sheet.cell(5 + i, 3 + j, cell)

    found = load_report(book(fill))
    assert found.tasks[["progress_pct", "source_row"]].to_numpy().tolist() == [[75, 6], [1, 7]]
    assert found.cells.columns.tolist() == ["工作任务", "完成率(%)", "责任单位"]


def test_a_year_in_a_column_and_the_quarter_in_a_header():
    found = report("甲局重点工作 |", "年度 | 工作任务 | 二季度完成情况 | 完成进度 |", "2024 | 建房 | 推进 | 50% |")
    assert found.tasks["quarter"].astype(str).tolist() == ["2024Q2"]


def test_the_narrative_beside_a_column_whose_cells_are_percents():
    found = report("甲局2024年二季度 |", "目标任务 | 责任单位 | 二季度进展 | 完成情况 |", "建房 | 甲局 | 推进 | 55% |")
    assert found.tasks[["narrative", "progress_pct"]].to_numpy().tolist() == [["推进", 55]]


@pytest.mark.parametrize("across", [2, 4])
def test_one_form_for_each_task(across):
    """A label in one cell, its text in the next, two or four cells to a row."""
    cells = ["工作任务", "任务{}", "进展情况", "推进中", "形象进度", "5{}%", "责任单位", "甲局"]
    rows = [cells[i : i + across] for i in range(0, len(cells), across)]
    forms = "".join(
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell.format(n)}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
        for n in range(2)
    )  # fmt: skip
    found = load_report(f"<h1>甲局2024年二季度重点工作</h1>{forms}")
    assert found.tasks[["task", "progress_pct", "unit"]].to_numpy().tolist() == [
        ["任务0", 50, "甲局"],
        ["任务1", 51, "甲局"],
    ]

"""Which period do words name, and what is said where they contradict each other?"""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis_helpers import load_report
from analysis_helpers.cleaning.header import match_columns
from analysis_helpers.cleaning.period import find_year, list_periods, read_period, strip_period

NUMERALS = "一二三四五六七八九"

# Words, the quarter, the day
PHRASES = [
    # quarters
    ("2024年二季度", "2024Q2", "2024-06-30"),
    ("2024年第二季度", "2024Q2", "2024-06-30"),
    ("2024年2季度", "2024Q2", "2024-06-30"),
    ("2024年第３季度", "2024Q3", "2024-09-30"),
    ("2024第三季度", "2024Q3", "2024-09-30"),
    ("2024年度第三季度", "2024Q3", "2024-09-30"),
    ("2024年三季报", "2024Q3", "2024-09-30"),
    ("2024Q2", "2024Q2", "2024-06-30"),
    ("2024-Q4", "2024Q4", "2024-12-31"),
    ("Q2 2024", "2024Q2", "2024-06-30"),
    ("24年一季度", "2024Q1", "2024-03-31"),
    ("二〇二四年一季度", "2024Q1", "2024-03-31"),
    ("二零二四年四季度", "2024Q4", "2024-12-31"),
    ("2024年 二 季 度", "2024Q2", "2024-06-30"),
    ("2022年度重点工作三季度“亮屏”情况", "2022Q3", "2022-09-30"),
    ("2024年目前一季度进展", "2024Q1", "2024-03-31"),
    # spans of quarters
    ("2023年前三季度", "2023Q3", "2023-09-30"),
    ("2023年前3个季度", "2023Q3", "2023-09-30"),
    ("2024年一至三季度", "2024Q3", "2024-09-30"),
    ("2024年一、二季度", "2024Q2", "2024-06-30"),
    ("2024年第一季度至第三季度", "2024Q3", "2024-09-30"),
    ("2024年二至三季度", None, "2024-09-30"),
    ("2023年四季度至2024年一季度", None, "2024-03-31"),
    # halves and the whole year
    ("2024年上半年", "2024Q2", "2024-06-30"),
    ("2024年半年度", "2024Q2", "2024-06-30"),
    ("2024年半年报", "2024Q2", "2024-06-30"),
    ("2024年下半年", "2024Q4", "2024-12-31"),
    ("2024年度下半年度", "2024Q4", "2024-12-31"),
    ("2024年全年完成情况", "2024Q4", "2024-12-31"),
    ("2024年年终总结", "2024Q4", "2024-12-31"),
    # months and spans of them
    ("2024年4月-6月", "2024Q2", "2024-06-30"),
    ("2024年1—6月份", "2024Q2", "2024-06-30"),
    ("2024年4—6月份", "2024Q2", "2024-06-30"),
    ("2024年1一6月", "2024Q2", "2024-06-30"),
    ("2024年元月至六月", "2024Q2", "2024-06-30"),
    ("2024.01-2024.06", "2024Q2", "2024-06-30"),
    ("2024年7-12月", "2024Q4", "2024-12-31"),
    ("２０２４年１－９月份", "2024Q3", "2024-09-30"),
    ("2024年前9个月", "2024Q3", "2024-09-30"),
    ("2024年1-7月", None, "2024-07-31"),
    ("2024年1-8月", None, "2024-08-31"),
    ("2024年1-11月", None, "2024-11-30"),
    ("2024年5-6月", None, "2024-06-30"),
    ("2023年10月-2024年3月", None, "2024-03-31"),
    ("2024年度重点工作5月份进展情况", None, "2024-05-31"),
    ("2024年重点工作4月进展情况", None, "2024-04-30"),
    ("2024年十一月份", None, "2024-11-30"),
    ("月报表（2024年9月）", "2024Q3", "2024-09-30"),
    # a state as of a day or a month's end
    ("2024年截至6月底", "2024Q2", "2024-06-30"),
    ("2024年度重点工作进展情况（截至10月底）", None, "2024-10-31"),
    ("（截至2024年7月31日）", None, "2024-07-31"),
    ("截止到2024年7月31日", None, "2024-07-31"),
    ("（至2024年7月31日）", None, "2024-07-31"),
    ("统计时间：2024年1月-6月", "2024Q2", "2024-06-30"),
    ("截至2024.9.30", "2024Q3", "2024-09-30"),
    ("截至二〇二四年九月三十日", "2024Q3", "2024-09-30"),
    ("截至2024年9月20日", None, "2024-09-20"),
    ("截至2024年底", "2024Q4", "2024-12-31"),
    ("数据截止时间：2024年7月31日", None, "2024-07-31"),
    ("2024年9月末", "2024Q3", "2024-09-30"),
    ("2024年7月31日进展情况", None, "2024-07-31"),
    # days
    ("2023年1月1日-12月26日", "2023Q4", "2023-12-26"),
    ("2024年4月1日至30日", None, "2024-04-30"),
    ("2024-01-01至2024-06-30", "2024Q2", "2024-06-30"),
    # one inside the other
    ("2024年下半年（截至9月30日）", "2024Q3", "2024-09-30"),
    ("2024年二季度（截至6月20日）", "2024Q2", "2024-06-20"),
    ("2024年全年任务推进，全年进展（截至10月底）", None, "2024-10-31"),
    # what is planned, compared with or published is another period
    ("2024年一季度 发布时间：2024-11-15", "2024Q1", "2024-03-31"),
    ("2024年上半年工作总结和下半年工作计划", "2024Q2", "2024-06-30"),
    ("2024年二季度工作总结及三季度工作安排", "2024Q2", "2024-06-30"),
    ("2024年三季度重点工作计划完成情况", "2024Q3", "2024-09-30"),
    ("2024年二季度较一季度变化", "2024Q2", "2024-06-30"),
    ("2021年五月份十件实事办理进度", None, "2021-05-31"),
    ("2024年5月份10件实事", None, "2024-05-31"),
    ("填报周期：2021年1-9月", "2021Q3", "2021-09-30"),
    ("三年行动计划（2023-2025年）2024年上半年进展", "2024Q2", "2024-06-30"),
]


def shown(period):
    return (period.quarter and str(period.quarter), period.as_of and str(period.as_of.date()))


@pytest.mark.parametrize(("words", "quarter", "as_of"), PHRASES)
def test_periods(words, quarter, as_of):
    assert shown(read_period(words)) == (quarter, as_of)


@pytest.mark.parametrize(
    "words",
    [
        "重点工作", "2023年度重点工作", "2024年11月15日", "云岫区统计局 2024年7月31日", "发布时间：2024年11月15日",
        "填报日期：2024年10月8日", "公示时间：2024年7月1日-7月7日", "公示期：2024年7月1日至7月7日", "项目起止时间：2024年1月-12月", "2024年7月31日印发", "报送截止时间：2024年7月31日", "2024年13-15月", "2024年2月30日进展",
        "202310月份进展情况", "2017年民生实事19月进展情况", "截至1031日", "2024年6月底前完成任务清单", "2024年上一季度", "2024年每季度",
        "去年上半年", "2024年占全年任务比例", "完成全年目标", "2024年12个月", "2024年四季花海", "2024年统一月报", "2024年7月上旬",
        "2024年5月召开推进会", "2022-11-30 编辑：白敏",
    ],
)  # fmt: skip
def test_what_is_no_period(words):
    assert read_period(words, 2024) is None


@pytest.mark.parametrize("words", ["二季度", "截至7月31日", "下半年", "5月份"])
def test_a_period_without_a_year_is_not_guessed(words):
    period = read_period(words)
    assert (period.quarter, period.as_of) == (None, None)


def test_several_years_each_go_with_their_own_period():
    found = list_periods("2023年四季度问题整改及2024年一季度进展")
    assert [shown(period) for period in found] == [("2023Q4", "2023-12-31"), ("2024Q1", "2024-03-31")]


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("2024年度重点工作", 2024),
        ("二〇二四年一季度", 2024),
        ("2024上半年", 2024),
        ("较2023年增长", None),
        ("2023—2025年行动计划", None),
        ("信息来源：区府办 2024-11-15", None),
    ],
)
def test_the_year_of_a_plan_is_a_year_and_that_of_publishing_is_none(words, year):
    assert find_year(words) == year


@st.composite
def phrases(draw):
    """A period put together from its parts: words, quarter, last month."""
    year = draw(st.integers(2020, 2029))
    month = draw(st.integers(1, 12))
    number = (month + 2) // 3
    dash = draw(st.sampled_from(["-", "—", "至", "~", "－", "到"]))
    chinese = "十" * (month > 9) + (NUMERALS[month % 10 - 1] if month != 10 else "")
    named = draw(st.sampled_from([str(month), chinese]))
    quarter = f"{year}Q{number}"
    ends = quarter if month % 3 == 0 else None
    words, quarter, month = draw(
        st.sampled_from(
            [
                (f"{NUMERALS[number - 1]}季度", quarter, 3 * number),
                (f"第{number}季度", quarter, 3 * number),
                (f"1{dash}{month}月" if month > 1 else "1月份", ends, month),
                (f"{named}月份", ends, month),
                (f"截至{named}月底", ends, month),
                ("上半年", f"{year}Q2", 6),
                ("下半年", f"{year}Q4", 12),
                ("前三季度", f"{year}Q3", 9),
            ]
        )
    )
    spelt = draw(st.sampled_from([str(year), "".join("〇一二三四五六七八九"[int(c)] for c in str(year))]))
    before = draw(st.sampled_from(["", "云岫区住建局", "关于"]))
    behind = draw(st.sampled_from(["重点工作进展情况", "民生实事项目完成情况的通报", "任务推进情况表"]))
    plan = draw(st.sampled_from(["年", "年度", "年度重点工作"]))
    return f"{before}{spelt}{plan}{words}{behind}", quarter, pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)


@given(phrases())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_period_put_together_from_its_parts_is_read_whole(made):
    words, quarter, as_of = made
    assert shown(read_period(words)) == (quarter, str(as_of.date()))


@given(st.text(alphabet="0123456789年月日季度上下半前三截至底-—Qq ()（）：", max_size=30))
def test_no_text_is_too_odd_and_what_is_read_holds_together(text):
    for period in list_periods(text, 2024):
        if period.quarter is not None:
            assert period.quarter == pd.Period(period.as_of, freq="Q")
        assert period.since is None or period.since <= period.as_of


@pytest.mark.parametrize(
    ("label", "quarter", "as_of", "rest"),
    [
        ("4月完成率", None, "2024-04-30", "完成率"),
        ("5月完成率", None, "2024-05-31", "完成率"),
        ("三季度完成进度", "2024Q3", "2024-09-30", "完成进度"),
        ("截至7月31日形象进度", None, "2024-07-31", "形象进度"),
        ("7月31日进展情况", None, "2024-07-31", "进展情况"),
        ("下半年完成情况", "2024Q4", "2024-12-31", "完成情况"),
        ("进展情况（截至10月底）", None, "2024-10-31", "进展情况"),
    ],
)
def test_a_header_names_its_period_and_keeps_its_meaning_without_it(label, quarter, as_of, rest):
    assert shown(read_period(label, 2024)) == (quarter, as_of)
    assert strip_period(label) == rest


# A report


def report(*lines, header="工作任务 | 形象进度 |", row="建书房 | 60% |", name=None):
    text = "\n".join([*(f"{line} |" for line in lines), header, row])
    if name is None:
        return load_report(text)
    name.write_text(text, encoding="utf-8")
    return load_report(name)


def period_of(found):
    (quarter,), (day,) = found.tasks["quarter"], found.tasks["as_of"]
    return None if pd.isna(quarter) else str(quarter), None if pd.isna(day) else str(day.date())


def doubts(found):
    return set(found.ledger.loc[found.ledger["level"].eq("doubtful"), "rule"])


def words_of(found, rule):
    return found.ledger.loc[found.ledger["rule"].eq(rule), "words"].tolist()


def test_a_span_that_is_no_quarter_keeps_its_day_and_says_so():
    found = load_report("甲局2024年1-7月重点工作 |\n具体分解 | 形象进度 |\n甲 | 60% |")
    assert found.tasks["quarter"].isna().all()
    assert found.tasks["as_of"].tolist() == [pd.Timestamp("2024-07-31")]
    assert found.tasks["task_id"].tolist() == ["2024-07-31-unknown-3"]
    entry = found.ledger.set_index("rule").loc["no_quarter"]
    assert (entry["level"], entry["before"]) == ("doubtful", "2024年1-7月")


def test_the_quarter_may_stand_in_a_header():
    found = load_report("甲局2024年重点工作 |\n具体分解 | 进展情况(截至9月底) | 完成 进度 |\n甲 | 推进中 | 60% |")
    assert found.tasks["quarter"].astype(str).tolist() == ["2024Q3"]
    assert found.tasks["narrative"].tolist() == ["推进中"]


def test_a_day_below_the_title_of_a_years_plan_is_the_day_spoken_of():
    found = report("云岫区2024年度民生实事项目推进情况表", "截至7月31日")
    assert period_of(found) == (None, "2024-07-31")
    assert doubts(found) == {"no_quarter"}, "said once"


def test_the_title_of_a_years_plan_alone_leaves_the_period_unknown_and_says_so():
    found = report("云岫区2024年度重点工作推进情况表")
    assert period_of(found) == (None, None)
    assert doubts(found) == {"no_quarter"}


@pytest.mark.parametrize(
    ("lines", "period", "words"),
    [
        (["云岫区2024年三季度进展", "（截至4月底）"], ("2024Q3", "2024-09-30"), "2024年三季度（云岫区2024年三季度进展） ≠ 截至4月底（（截至4月底））"),
        (["云岫区2024年上半年进展", "截至2024年7月31日"], ("2024Q2", "2024-06-30"), "2024年上半年（云岫区2024年上半年进展） ≠ 截至2024年7月31日（截至2024年7月31日）"),
    ],
)  # fmt: skip
def test_places_that_contradict_each_other_are_both_named_and_the_title_is_taken(lines, period, words):
    found = report(*lines)
    assert period_of(found) == period
    assert words_of(found, "period_differs") == [words]


def test_a_header_of_another_period_than_the_title_is_a_doubt():
    found = report("云岫区2024年三季度进展", header="工作任务 | 二季度完成进度 |")
    assert period_of(found) == ("2024Q3", "2024-09-30")
    assert "period_differs" in doubts(found)


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        (["云岫区2024年前三季度进展", "（截至9月底）"], ("2024Q3", "2024-09-30")),
        (["云岫区2024年三季度进展", "（截至9月20日）"], ("2024Q3", "2024-09-20")),
        (["云岫区2024年下半年进展", "（截至9月30日）"], ("2024Q3", "2024-09-30")),
        (["云岫区2024年上半年进展", "发布时间：2024年8月15日"], ("2024Q2", "2024-06-30")),
        (["云岫区2024年二季度进展", "1月至6月，全区推进顺利，6月18日召开现场会。"], ("2024Q2", "2024-06-30")),
        (["云岫区2024年二季度进展", "来源：区府办 2024-08-15"], ("2024Q2", "2024-06-30")),
    ],
)
def test_places_that_agree_are_no_doubt(lines, period):
    found = report(*lines)
    assert period_of(found) == period
    assert not doubts(found)


def test_a_file_named_for_another_period_is_said(tmp_path):
    found = report("云岫区2024年二季度进展", name=tmp_path / "2024Q3-文广旅游局.txt")
    assert period_of(found) == ("2024Q2", "2024-06-30")
    assert words_of(found, "period_differs") == ["2024年二季度（云岫区2024年二季度进展） ≠ 2024Q3（2024Q3-文广旅游局）"]


def test_a_files_name_gives_the_quarter_around_the_day_that_its_content_names(tmp_path):
    found = report("云岫区2024年5月份进展", name=tmp_path / "2024Q2-文广旅游局.txt")
    assert period_of(found) == ("2024Q2", "2024-05-31")
    assert not doubts(found)


def test_a_month_in_a_line_of_its_own_is_taken_and_doubtful():
    found = report("云岫区2024年度重点工作推进情况表", "（2024年9月）")
    assert period_of(found) == ("2024Q3", "2024-09-30")
    assert doubts(found) == {"period_unsure"}
    found = report("云岫区2024年三季度进展", "2024年10月")
    assert period_of(found) == ("2024Q3", "2024-09-30")
    assert not doubts(found), "it is when the report was written"


@pytest.mark.parametrize(
    ("cell", "period", "rules"),
    [
        ("上半年", ("2024Q2", "2024-06-30"), set()),
        ("1-9月", ("2024Q3", "2024-09-30"), set()),
        ("下半年", ("2024Q4", "2024-12-31"), set()),
        ("7月", (None, "2024-07-31"), {"no_quarter"}),
    ],
)
def test_a_column_of_quarters_may_hold_any_words_for_a_period(cell, period, rules):
    found = report("甲局重点工作", header="工作任务 | 年份 | 季度 | 形象进度 |", row=f"建书房 | 2024 | {cell} | 60% |")
    assert period_of(found) == period
    assert doubts(found) == rules


def test_a_year_in_a_column_and_another_in_the_title_contradict_each_other():
    found = report("甲局2023年三季度", header="工作任务 | 年份 | 形象进度 |", row="建书房 | 2024 | 60% |")
    assert period_of(found) == ("2023Q3", "2023-09-30")
    assert words_of(found, "period_differs") == ["2023年三季度（甲局2023年三季度） ≠ 2024（年份）"]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("第二季度完成情况", "narrative"),
        ("1-9月份工作完成情况", "narrative"),
        ("半年度完成情况", "narrative"),
        ("下半年完成情况", "narrative"),
        ("7月31日进展情况", "narrative"),
        ("进展情况（截至10月底）", "narrative"),
        ("完成 进度", "progress_pct"),
        ("完成目标(%)", "progress_pct"),
        ("目标完成情况", "status"),
        ("责任单位主要领导", None),
        ("进度", None),
        ("一季度目标", None),
    ],
)
def test_headers(label, field):
    assert next(iter(match_columns([label])[0]), None) == field

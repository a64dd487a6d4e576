import pandas as pd
import pytest

from analysis_helpers import load_report
from analysis_helpers.cleaning.header import match_columns
from analysis_helpers.cleaning.period import read_period


@pytest.mark.parametrize(
    ("words", "quarter", "as_of"),
    [
        ("2024年二季度", "2024Q2", "2024-06-30"),
        ("2024年第二季度", "2024Q2", "2024-06-30"),
        ("2024年4月-6月", "2024Q2", "2024-06-30"),
        ("2024年上半年", "2024Q2", "2024-06-30"),
        ("2024年半年度", "2024Q2", "2024-06-30"),
        ("2024年1—6月份", "2024Q2", "2024-06-30"),
        ("2024年截至6月底", "2024Q2", "2024-06-30"),
        ("2023年前三季度", "2023Q3", "2023-09-30"),
        ("2023年1月1日-12月26日", "2023Q4", "2023-12-26"),
        ("二〇二四年一季度", "2024Q1", "2024-03-31"),
        ("2024年1-7月", None, "2024-07-31"),
        ("2024年1-8月", None, "2024-08-31"),
        ("2024年1-11月", None, "2024-11-30"),
        ("2024年5-6月", None, "2024-06-30"),
        ("２０２４年１－９月份", "2024Q3", "2024-09-30"),
        ("2024年一季度 发布时间：2024-11-15", "2024Q1", "2024-03-31"),
    ],
)
def test_periods(words, quarter, as_of):
    period = read_period(words)
    assert (period.quarter and str(period.quarter)) == quarter
    assert period.as_of == pd.Timestamp(as_of)


@pytest.mark.parametrize("words", ["重点工作", "2023年度重点工作", "2024年11月15日", "发布时间：2024年11月15日", "2024年13-15月"])
def test_what_is_no_period(words):
    assert read_period(words) is None


def test_a_period_without_a_year_is_not_guessed():
    assert read_period("二季度").quarter is None


def test_a_span_that_is_no_quarter_keeps_its_day_and_says_so():
    report = load_report("甲局2024年1-7月重点工作 |\n具体分解 | 形象进度 |\n甲 | 60% |")
    assert report.tasks["quarter"].isna().all()
    assert report.tasks["as_of"].tolist() == [pd.Timestamp("2024-07-31")]
    assert report.tasks["task_id"].tolist() == ["2024-07-31-unknown-3"]
    entry = report.ledger.set_index("rule").loc["no_quarter"]
    assert (entry["level"], entry["before"]) == ("doubtful", "2024年1-7月")


def test_the_quarter_may_stand_in_a_header():
    report = load_report("甲局2024年重点工作 |\n具体分解 | 进展情况(截至9月底) | 完成 进度 |\n甲 | 推进中 | 60% |")
    assert report.tasks["quarter"].astype(str).tolist() == ["2024Q3"]
    assert report.tasks["narrative"].tolist() == ["推进中"]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("第二季度完成情况", "narrative"),
        ("1-9月份工作完成情况", "narrative"),
        ("半年度完成情况", "narrative"),
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

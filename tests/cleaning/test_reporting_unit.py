"""Whose report is it? The unit of a line, a title or a file's name."""

import pytest

from analysis_helpers import load_report
from analysis_helpers.cleaning.reporting_unit import (
    district_of,
    unit_above,
    unit_in_file_name,
    unit_in_lines,
    unit_in_title,
    without_relative,
)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("区文广旅游局2024年二季度重点工作", "文广旅游局"),
        ("区委宣传部2024年三季度重点工作进展", "区委宣传部"),
        ("县委组织部2024年上半年重点工作", "县委组织部"),
        ("团区委2024年上半年重点工作", "团区委"),
        ("区妇联2024年二季度重点工作", "区妇联"),
        ("市南区商务局2024年三季度重点工作", "市南区商务局"),
        ("市中区民政局2024年上半年重点工作", "市中区民政局"),
        ("云州市市北区教体局2024年上半年工作总结", "云州市市北区教体局"),
        ("市民政局2024年上半年重点工作", "民政局"),
        ("市民服务中心2024年上半年重点工作", "市民服务中心"),
        ("文旅局重点工作任务清单（2024年二季度）", "文旅局"),
        ("云岫区发展和改革局关于报送2024年二季度重点工作进展的报告", "云岫区发展和改革局"),
        ("关于云岫区城管局2024年二季度重点工作的通报", "云岫区城管局"),
        ("经济开发区管委会2024年二季度重点工作", "经济开发区管委会"),
        ("2024年二季度区住建局重点项目推进情况", "住建局"),
        ("2024年第三季度青岚街道办事处工作情况", "青岚街道办事处"),
        ("2024年下半年科技局重点工作", "科技局"),
    ],
)
def test_the_unit_of_a_title(title, unit):
    assert unit_in_title(title) == unit


@pytest.mark.parametrize(
    "title",
    [
        "2024年三季度人大代表建议办理情况", "2024年政协委员提案办理情况", "2024年三季度重点工作督办情况", "重点工作督办2024年二季度通报",
        "全区重点工作推进会2024年任务", "2024年度构建新发展格局重点任务", "2024年二季度数字化改革办成事效率", "中心城区2024年二季度重点项目",
        "2024年二季度城乡社区治理进展", "各镇街2024年二季度重点工作", "城管局和住建局2024年二季度重点工作", "2024年二季度重点工作任务部署",
        "云岫区2024年三季度重点项目进度",
    ],
)  # fmt: skip
def test_titles_that_name_no_unit(title):
    assert unit_in_title(title) is None


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("填报单位（盖章）：云岫区住房保障中心", "云岫区住房保障中心"),
        ("单位：区民政局  填报日期：2024年10月8日", "民政局"),
        ("填报部门: 区妇联", "区妇联"),
        ("配合单位：区财政局", None),
        ("施工单位：云岫建设公司", None),
        ("建设单位：城投公司", None),
        ("抄送：区府办", None),
        ("抄送单位：区府办公室", None),
        ("主送：区政府办公室", None),
        ("区政府督查室：", None),
        ("单位：万元", None),
    ],
)
def test_the_unit_of_a_line_is_the_one_that_reports(line, unit):
    found = unit_above("2024年二季度重点工作", [line])
    assert (found and found[0]) == unit
    assert unit is None or unit_in_lines([line]) == (unit, line)


@pytest.mark.parametrize(
    ("file", "unit"),
    [
        ("2024Q2-文广旅游局.v2.txt", "文广旅游局"),
        ("2024年三季度区民政局.docx", "民政局"),
        ("民政局2024年二季度.xlsx", "民政局"),
        ("重点工作(民政局).xlsx", "民政局"),
        ("2024Q3_区委宣传部.csv", "区委宣传部"),
        ("2024Q3-虞南办.txt", "虞南办"),
        ("人大代表建议办理情况-2024Q3.xlsx", None),
        ("重点工作督办.docx", None),
        ("report.txt", None),
    ],
)
def test_the_unit_of_a_files_name(file, unit):
    assert unit_in_file_name(file) == unit


@pytest.mark.parametrize("name", ["区委宣传部", "市南区商务局", "市场监管局", "县直机关工委", "区府办"])
def test_a_name_loses_nothing_that_is_its_own(name):
    assert without_relative(name) == name


def test_a_district_whose_name_begins_with_the_word_for_city():
    assert district_of("市南区商务局") == district_of("云州市市南区商务局") == "市南区"


def test_the_ledger_holds_the_words_that_the_unit_came_from():
    report = load_report("教体局2024年二季度重点工作 |\n工作任务 | 形象进度 |\n建书房 | 50% |")
    ledger = report.ledger.set_index("rule")
    assert ledger.loc["unit_from_title", "words"] == "教体局2024年二季度重点工作"

"""Names in a cell. What is expected was written down by hand."""

import pandas as pd
import pytest

from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.names import split_cell
from analysis_helpers.cleaning.percent import parse_percent


@pytest.mark.parametrize(
    ("cell", "names"),
    {
        "局长 韩立": "韩立", "区委副书记、政法委书记沈禾": "沈禾", "副区长：常远": "常远", "邵琦（副区长）": "邵琦",
        "区委常委、副区长 常子衿": "常子衿", "区公安局局长沈禾": "沈禾", "沈禾副区长": "沈禾", "沈禾（牵头）、邵琦": "沈禾 邵琦",
        "沈\n禾": "沈禾", "邵琦\n韩立": "邵琦 韩立", "范 芃邵 琦": "范芃 邵琦", "顾一舟范 芃": "顾一舟 范芃", "朱副区长": "朱副区长",
        "葛航 区政府党组成员": "葛航", "鲁望舒人大常委会副主任": "鲁望舒", "卓川 人大常委会副主任": "卓川",
    }.items(),
)  # fmt: skip
def test_a_person_without_title_break_or_blank(cell, names):
    read = split_cell(cell, persons=True)
    assert read.names == names.split()
    assert not read.unclear


@pytest.mark.parametrize("cell", ["无", "—", "/", "--", "暂缺", "尚未明确", "待补", "职务空缺", "待定"])
def test_a_mark_names_nobody(cell):
    for persons in (True, False):
        assert split_cell(cell, persons).names == []
        assert split_cell(cell, persons).nobody


@pytest.mark.parametrize("cell", ["局长", "常务副区长", "由区政府统一安排", "葛航经信办主任"])
def test_what_is_no_name_is_a_doubt(cell):
    assert split_cell(cell, persons=True).unclear


@pytest.mark.parametrize(
    ("cell", "units"),
    {
        "牵头：区民政局；配合：区财政局、各镇街": "区民政局 区财政局 各镇街", "配合单位：区财政局\n牵头单位：区民政局": "区民政局 区财政局",
        "区残联、区民政局（牵头）": "区残联 区民政局", "区住建局牵头，区城管局配合": "区住建局 区城管局", "城建\n办": "城建办",
        "区农业\n农村局": "区农业农村局", "县教育局\n县财政局": "县教育局 县财政局", "区发改局 区统计局": "区发改局 区统计局",
        "各镇（街道）": "各镇（街道）", "区教体局（学前科、基教科）": "区教体局（学前科、基教科）",
    }.items(),
)  # fmt: skip
def test_units_by_their_role_and_without_breaks(cell, units):
    assert split_cell(cell, persons=False).names == units.split()


def test_only_helpers_are_nobody_in_charge():
    assert split_cell("配合：区财政局", persons=False).helpers


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("已竣工 已销号 按时完成 全部建成", "done"),
        ("达到序时 符合序时进度 序时推进 正常 按计划推进 进展顺利 与序时持平 如期推进", "on_schedule"),
        ("未达序时 未达到时间节点要求 超期未完成 推进较慢 低于序时进度 延期 未按计划推进", "behind"),
        ("未开工 待启动 尚未动工", "not_started"),
        ("快于序时 超计划进度", "ahead"),
        ("已终止 缓建 停工", "stopped"),
        ("推进中 进行中 正在办理 持续推进 未完成 基本完成 部分滞后 未滞后 一帆风顺", None),
    ],
)
def test_a_status_by_its_parts(words, name):
    for word in words.split():
        assert status_class(word) == name, word


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ("1.3 0.7 0.95", [130, 70, 95]),
        ("0.6 0.9 100", [None, None, 100]),
        ("80% 80 0.8 1 0.45", [80, 80, None, None, None]),
        ("50% — / 无", [50, None, None, None]),
        ("完成总工程量的65% 主体封顶，完成80% 40%", [65, 80, 40]),
        ("2024-03-04 70%", [None, 70]),
        ("1 50 80", [1, 50, 80]),
    ],
)
def test_the_scale_of_a_column_is_decided_for_the_whole_of_it(cells, values):
    found = parse_percent(pd.Series(cells.split()))
    assert [None if pd.isna(value) else value for value in found.values] == values
    assert not found.bad.any()

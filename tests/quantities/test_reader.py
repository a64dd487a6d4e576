"""The reader of numbers: values, units, roles, and the traps."""

from dataclasses import asdict
from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import PROJECT
from tests.gold.score import load_gold, score

from analysis_helpers import ReportError, read_quantities
from analysis_helpers.core.chinese_numerals import read_numeral

GOLD = PROJECT / "tests" / "gold"


def one(text, kind="narrative"):
    found = read_quantities(text, kind)
    assert len(found) == 1, found
    return found[0]


@given(st.integers(0, 10**12))
def test_chinese_numerals_are_read_as_another_library_writes_them(n):
    assert read_numeral(cn2an.an2cn(n)) == n


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("32,547", 32547), ("３２５４７", 32547), ("6万", 60000), ("3.2亿", 320_000_000), ("1.5万亿", 1.5e12), ("2万5千", 25000),
        ("两千三", 2300), ("两千零三", 2003), ("二〇二四", 2024), ("十八", 18), ("百", 100), ("廿", 20), ("□00万", None),
        ("三成", None), ("", None),
    ],
)  # fmt: skip
def test_numerals(numeral, value):
    assert read_numeral(numeral) == value


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("演出共计200余场", 200, "场", "余"), ("达到约3万册", 30000, "册", "约"), ("完成300多万元", 3_000_000, "元", "多"),
        ("走访近千户", 1000, "户", "近"), ("举办上百场", 100, "场", "上"), ("完成８０％", 80, "%", None), ("完成八成以上", 80, "%", "以上"),
        ("完成百分之九十", 90, "%", None), ("提高2.3个百分点", 2.3, "百分点", None), ("规模翻一番", 2, "倍", None), ("进度过半", 50, "%", "过"),
        ("同比-3.2%", -3.2, "%", None), ("占比三分之二", 200 / 3, "%", None), ("投放1,280万元", 12_800_000, "元", None),
    ],
)  # fmt: skip
def test_values_in_base_units(text, value, unit, comparator):
    found = one(text)
    assert found.value == pytest.approx(value)
    assert (found.unit, found.comparator) == (unit, comparator)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("培育企业20—30家", 20, 30),
        ("送书3～5万册", 30000, 50000),
        ("增长30%~40%", 30, 40),
        ("三至五家", 3, 5),
        ("收益三四十万元", 3e5, 4e5),
    ],
)
def test_ranges_have_two_bounds_and_no_value(text, low, high):
    found = one(text, "task")
    assert (found.value, found.low, found.high) == (None, low, high)


def test_the_span_is_the_quote():
    text = "已送戏４７ 场，完成率 39.2 %，其中3A级景区2家、PM2.5。"
    quotes = [text[q.start : q.end] for q in read_quantities(text, "narrative")]
    assert quotes == ["４７ 场", "39.2 %", "3A级", "2家", "PM2.5"]


@pytest.mark.parametrize(
    ("text", "quote", "role"),
    [
        ("3A级采摘基地", "3A级", "level"), ("举办第二届开窑节", "第二届", "ordinal"), ("2024年规划", "2024年", "date"),
        ("七月初开标", "七月初", "date"), ("1.心池;", "1.", "list_mark"), ("建立“一盘棋”体制", "一盘棋", "other"), ("申遗六地", "六地", "other"),
        ("“百社千团万人”上虞行", "百社千团万人", "other"), ("七一主题游线", "七一", "date"), ("第三方评估", "第三方", "other"),
        ("进入全省前三", "前三", "rank"), ("排名第一", "第一", "rank"), ("防汛Ⅳ级响应", "Ⅳ级", "level"), ("主体一标停车场", "一标", "ordinal"),
        ("虞政发〔2024〕5号", "〔2024〕5号", "other"), ("压缩至3个工作日", "3个工作日", "date"), ("一是摸排", "一是", "list_mark"),
        ("(二)整改", "(二)", "list_mark"), ("12345热线", "12345", "other"), ("G104国道", "G104", "other"), ("二都杨梅", "二都", "other"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["task", "narrative"])
def test_traps_are_no_targets_and_no_achievements(text, quote, role, kind):
    found = one(text, kind)
    assert (text[found.start : found.end], found.role) == (quote, role)


@pytest.mark.parametrize(
    "text", ["统一标准，进一步推进一体化", "长三角一体化", "零事故", "第一时间", "首批", "两侧绿化", "", "□"]
)
def test_words_that_hold_a_numeral_and_say_no_number(text):
    assert all(q.role == "other" for q in read_quantities(text, "task"))


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("年度任务数500公里,已完成326公里", ["target", "achieved"]),
        ("计划新建10个驿站,目前6个竣工、3个在建", ["target", "achieved", "other"]),
        ("力争9月底累计完工40台", ["date", "target"]),
        ("占年度计划5亿元的64%", ["target", "share"]),
        ("由120家增至150家", ["other", "achieved"]),
        ("剩余12个正在施工", ["other"]),
        ("总投资2.8亿元,已完成投资1.1亿元", ["other", "achieved"]),
        ("80周岁以上老人1.6万人", ["other", "achieved"]),
    ],
)
def test_roles_follow_the_words_around(text, roles):
    assert [q.role for q in read_quantities(text, "narrative")] == roles


def test_a_destroyed_figure_is_unknown_and_a_vague_amount_is_called_vague():
    lost, vague = one("游客总人次突破□00万", "task"), one("打造一批有影响力的名镇", "task")
    assert (lost.value, lost.low, lost.role, lost.comparator) == (None, None, "target", "突破")
    assert (vague.value, vague.comparator, vague.unit, vague.thing, vague.role) == (
        None,
        "vague",
        "批",
        "名镇",
        "target",
    )


def test_a_kind_that_there_is_not():
    with pytest.raises(ReportError, match="'task' or 'narrative'"):
        read_quantities("新建4个", "sentence")


@given(st.text("第前一二三十百千万亿0123456789,.，。、%％□余多年月日级A家个场（）()“”-~以上达约元", max_size=30))
def test_any_text_is_read_and_its_spans_lie_in_order(text):
    for kind in ("task", "narrative"):
        found = read_quantities(text, kind)
        assert all(0 <= q.start < q.end <= len(text) for q in found)
        assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("part", ["report", "build"])
def test_the_labels_made_by_hand_are_met(part):
    def read(text, kind):
        return [asdict(q) for q in read_quantities(text, kind)]

    tally = score(load_gold(GOLD / f"{part}.jsonl"), read)["tally"]
    roles = {name[1] for name in tally if isinstance(name, tuple)}
    right, found, gold = (sum(tally[name, role] for role in roles) for name in ("right", "found", "gold"))
    assert tally["values right"] >= 0.98 * tally["values"]
    assert right >= 0.95 * found
    assert right >= 0.95 * gold
    assert tally["traps taken for a target"] == 0


def test_every_label_quotes_its_text():
    for path in GOLD.glob("*.jsonl"):
        for line in load_gold(path):
            for q in line["quantities"]:
                assert line["text"][q["start"] : q["end"]] == q["quote"], line["id"]

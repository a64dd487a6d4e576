"""The judge itself: it finds what is planted, and lets pass what is so. The report is counted by hand."""

from dataclasses import replace

import pytest
from tests.tribunal.court import Hearing
from tests.tribunal.judge import judge_finding
from tests.tribunal.make_reports import Case, Row, Sheet
from tests.tribunal.recount import Recount
from tests.tribunal.tables import judge_shares, judge_tables

from analysis_helpers.briefing.compose import compose_briefing

pytestmark = pytest.mark.slow  # the judge is judged


# At 50 % expected: one finished, one ahead, one level, one behind, one unknown. Three are called ahead.
ROWS = (
    Row("新建东片书吧10个", "已建成东片书吧10个", 100.0, "ahead", ("甲某",), "甲局", 10, 10, 10),
    Row("新建西片公厕10个", "已建成西片公厕6个", 60.0, "ahead", ("甲某",), "甲局", 10, 6, 6),
    Row("新建南片停车场10个", "已建成南片停车场2个", 50.0, "ahead", ("甲某",), "甲局", 10, 2, 2),
    Row("新建北片充电桩10个", "正在按甲子方案有序推进各项准备工作", 40.0, "behind", ("乙某",), "甲局", 10, empty=True),
    Row("推进东片公厕提质", "正在按甲子方案有序推进各项准备工作", None, None, (), "甲局", empty=True),
)
CASE = Case("by hand", (Sheet(2, ROWS),), 2)


@pytest.fixture(scope="module")
def hearing():
    return Hearing(CASE)


@pytest.fixture(scope="module")
def facts(hearing) -> Recount:
    return hearing.facts


@pytest.fixture(scope="module")
def briefing(hearing):
    return compose_briefing(hearing.history, hearing.tasks)


def test_the_recount_is_what_was_counted_by_hand(facts):
    assert dict(facts.classes) == {"done": 1, "ahead": 1, "on_schedule": 1, "behind": 1, "unknown": 1}
    assert (facts.expected, facts.median, facts.missing()) == (50, 55, 150)
    assert (facts.overstated, facts.understated) == (1, 0)
    assert facts.holders("leader") == {"甲某": 3, "乙某": 1}
    assert (len(facts.counted), facts.below(), facts.copied_rows()) == (3, (1, 1), 2)


HONEST = {
    "deviation.behind": (
        "5项任务中1项落后序时，1项持平，1项超前，1项已完成，1项未知",
        "Of 5 tasks, 1 behind schedule, 1 on schedule, 1 ahead, 1 done, 1 unknown",
    ),
    "status.more": (
        "3项自报“超前”，按序时核算其中1项持平（按日计没有）",
        "3 tasks reported ahead; of these, by the schedule 1 on schedule (by day, none)",
    ),
    "workload.dominant": ("5项任务中3项由甲某负责，1项未写明领导", "甲某 carries 3 of 5 tasks; 1 without a leader"),
    "evidence.some": ("3个有数可查的目标中1个低于所报", "Of 3 targets counted, 1 below the claim"),
    "recycled.some": ("2项任务的进展文字与别的任务相同", "2 tasks share a narrative with another task"),
    "heaping.rounded": (
        "4个进度中4个是5的倍数，差5个点以内说明不了什么",
        "4 of 4 percents end in 0 or 5: differences under 5 points say little",
    ),
}


@pytest.mark.parametrize("key", HONEST)
def test_an_honest_sentence_passes(key, facts):
    zh, en = HONEST[key]
    assert judge_finding(key, {"zh": zh, "en": en}, facts, in_briefing=True) == []


@pytest.mark.parametrize(
    ("rule", "key", "text"),
    [
        ("finished as ahead", "deviation.behind", "5项任务中1项落后序时，1项持平，2项超前，1项未知"),
        ("number", "deviation.behind", "5项任务中2项落后序时，1项持平，1项超前，1项已完成"),
        ("sum", "deviation.behind", "5项任务中1项落后序时，1项超前，1项未知"),
        ("direction", "status.same", "3项自报“超前”，按序时核算没有持平或落后"),
        ("direction", "reading.lost", "读出5项任务；0个字符已损毁，无法恢复"),
        ("zero", "movements.list", "对上0项任务，新增0项，消失0项"),
        ("unknown unsaid", "distribution.median", "5项任务进度中位数55%，序时进度为50%"),
        ("unnamed unsaid", "workload.spread", "5项任务由2位领导分担，最多的3项"),
        ("unusable", "remaining.share", "尚差的150个点中，90个点在一位领导名下"),
        ("unreadable", "deviation.behind", "5项任务落后"),
        ("unjudged", "funnel.none", "3个区县都没有可比的状态"),
    ],
)
def test_what_is_planted_is_found(rule, key, text, facts):
    assert rule in {fault.rule for fault in judge_finding(key, {"zh": text}, facts, in_briefing=True)}


def test_at_the_year_end_nobody_can_be_ahead():
    facts = Hearing(Case("by hand", (Sheet(4, ROWS),), 4)).facts
    found = judge_finding("status.more", {"zh": "3项自报“超前”，按序时核算其中3项落后"}, facts, in_briefing=True)
    assert "nobody can be ahead" in {fault.rule for fault in found}


def test_a_table_that_differs_from_its_sentence_is_found(briefing, facts):
    def plant(section):
        if section.key != "status":
            return section
        return replace(section, whole=section.whole.assign(reported=9, reported_ahead=9))

    parts = tuple(replace(part, sections=tuple(map(plant, part.sections))) for part in briefing.parts)
    found = judge_tables(replace(briefing, parts=parts), facts)
    assert "status.more" in {fault.key for fault in found if fault.rule == "table"}


def test_shares_that_are_not_their_counts_are_found(briefing, facts):
    assert list(judge_shares(briefing, facts)) == []

    def plant(table):
        return replace(table, frame=table.frame.assign(share_pct=20.1)) if table.key == "classes" else table

    parts = tuple(replace(part, tables=tuple(map(plant, part.tables))) for part in briefing.parts)
    found = [fault.rule for fault in judge_shares(replace(briefing, parts=parts), facts)]
    assert {"share", "rounding"} <= set(found)

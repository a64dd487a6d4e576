"""What does a number do in its sentence? Goal, achievement, share of something, or no count at all."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.quantities.context import BREAK, NumberInText
from analysis_helpers.quantities.spans import any_of
from analysis_helpers.quantities.values import NumberReading

FIXED = {
    "name": "other",
    "date": "date",
    "duration": "date",
    "list_mark": "list_mark",
    "ordinal": "ordinal",
    "rank": "rank",
    "level": "level",
}
SHARES = ("%", "‰", "倍", "百分点")
PLACES = (None, "位", "名")  # 第一, 第3位: a rank; 第三届 an edition
RESTATED = ("计划", "目标", "任务", "任务数", "年度任务", "全年任务")  # a goal that is named, not a will
NAMED = "(?!以上|以下|以内|左右|余|多)[一-龥]"  # what a number in a name goes on with


class Cues(NamedTuple):
    """Patterns made once from the vocabulary."""

    ahead: re.Pattern[str]
    no_ahead: re.Pattern[str]
    done: re.Pattern[str]
    done_for_sure: re.Pattern[str]
    aside_before: re.Pattern[str]
    aside_after: re.Pattern[str]
    base: re.Pattern[str]
    raised: re.Pattern[str]
    places: re.Pattern[str]
    measured: re.Pattern[str]
    units: dict[str, frozenset[str]]


@cache
def cues() -> Cues:
    """The words that decide, as patterns."""
    words = load_vocabulary("quantities")["cues"]
    return Cues(
        re.compile(any_of(words["ahead"])), re.compile(any_of(words["no_ahead"])),
        re.compile(any_of(words["done"])), re.compile(any_of(words["done_for_sure"])),
        _with_edges(words["aside_before"]), _with_edges(words["aside_after"]),
        re.compile(f"{any_of(words['from'])}[^{BREAK}]*$"), re.compile(f"^[^{BREAK}]{{0,4}}{any_of(words['to'])}"),
        re.compile(any_of(words["places"]) + "$"),
        re.compile(any_of(words["measured"]) + "(?:达到?|约|超过?|近)?$"),
        {name: frozenset(words[name]) for name in ("threshold_units", "sizes", "ages")},
    )  # fmt: skip


def _with_edges(words: list[str]) -> re.Pattern[str]:
    """Words of which some have to stand at the clause's beginning (^) or end ($)."""
    return re.compile("|".join(re.sub(r"\\\\?([$^])", r"\1", re.escape(word)) for word in words))


def find_role(kind: str, place: NumberInText, reading: NumberReading, comparator: str | None, task: bool) -> str:
    """The role of a number in a task or narrative."""
    text, start, end, left = *place[:3], place.left
    if kind == "ordinal" and reading.unit in PLACES and text[start] == "第":
        return "rank"
    if kind in FIXED and not (kind == "duration" and "时长" in left):
        return FIXED[kind]
    right = place.right
    share = reading.unit in SHARES
    if _is_base(left, right):
        return "share" if share else "other"
    if not share and (
        _only_describes(left, right) or _is_size(place, reading, comparator) or _is_quoted(text, start, end)
    ):
        return "other"
    if task:
        return "target"
    sentence = text[place.sentence : start]
    if not (share and right.startswith(("完成", "达成"))) and _is_ahead(sentence, left, share):
        return "target"
    return "share" if share else "achieved"


def _is_base(left: str, right: str) -> bool:
    """由3家增至5家: the 3."""
    return bool(cues().base.search(left) and cues().raised.search(right))


def _only_describes(left: str, right: str) -> bool:
    """Left over, under way, the size of a project: neither goal nor achievement."""
    near = re.split(r"\d", right, maxsplit=1)[0][:10]
    return bool(cues().aside_before.search(left[-8:] if len(left) > 8 else left) or cues().aside_after.search(near))


def _is_size(place: NumberInText, reading: NumberReading, comparator: str | None) -> bool:
    """亿元以上项目, 60岁以上老人, 千吨级泊位, 五吨水罐车3辆, 提升三位, 分两批."""
    left, right, units, unit = place.left, place.right, cues().units, reading.unit
    if unit in units["ages"] or re.match("级(?!别)", right):
        return True
    if unit is None and place.text[place.start : place.end].isdecimal() and re.match(NAMED, right):
        return True  # a number in a name: 141体系
    if right.startswith("的") and cues().measured.search(left):
        return True
    if unit == "位" and cues().places.search(left):
        return True
    if unit in ("批", "期") and re.search("(?<!得)分$", left):
        return True
    counted = re.match(r"[一-龥]{2,8}(?:\d|[一二两三四五六七八九十百]+[个家座辆台])", right)
    if counted and (unit in units["sizes"] or (unit == "元" and comparator in ("超", "超过", "突破", "过"))):
        return True
    bounded = comparator in ("以上", "以下", "以内") and re.match(r"\s*(?:以上|以下|以内|及以上)的?[一-龥\d]", right)
    return unit in units["threshold_units"] and bool(bounded)


def _is_quoted(text: str, start: int, end: int) -> bool:
    """“一窗”: a name in quotation marks that begins with the number."""
    return text[start - 1 : start] in ("“", "‘", '"') and any(mark in text[end : end + 8] for mark in ("”", "’", '"'))


def _is_ahead(sentence: str, left: str, share: bool) -> bool:
    """Whether the last word that tells time, before the number, looks ahead."""
    where = cues().no_ahead.sub(lambda match: "·" * len(match.group()), sentence)
    ahead = list(cues().ahead.finditer(where))
    if not ahead:
        return False
    behind = where[ahead[-1].end() :]
    modal = ahead[-1].group() not in RESTATED
    if share and ((not modal and len(left) < len(behind)) or re.search("的|完成|占", behind)):
        return False
    if cues().done_for_sure.search(behind):
        return False
    parts = re.split(r"[，,：:()（）]|\d(?![\d月日年号时季])", behind, maxsplit=1)
    return not (len(parts) > 1 and cues().done.search(parts[1]))

"""What do the parts of a header say: about what is it, whose or which, in what unit, for which period?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis_helpers.cleaning.period import find_year, read_period, strip_period
from analysis_helpers.core.vocabulary import load_vocabulary

PLAIN_NAMES = ("名称", "姓名", "全称")  # below another header they say nothing
LONGEST = 24  # characters without brackets; a longer cell is no header that can be read by its parts
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Label:
    """A header in its parts.

    `topic` is a key of [endings] in `vocabulary/columns.toml`, "" where none fits; `which` the keys of [which] whose
    words it holds; `unit` is percent, money or ""; `period` sorts by time (year × 100 + month), None without one;
    `one_month` is whether it names a single month; `plain` is the header without brackets and periods; `made_up_of`
    whether known words are all that it consists of.
    """

    topic: str
    which: frozenset[str]
    unit: str
    period: int | None
    one_month: bool
    plain: str
    text: str
    made_up_of: bool

    @property
    def month(self) -> int | None:
        """The month that the header's period ends with."""
        return None if self.period is None else self.period % 100


def spell(text: str) -> str:
    """A header without blanks, its full-width characters folded."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=10_000)
def read_label(parts: tuple[str, ...]) -> Label:
    """Read a header; `parts` are its cells where it stands in several rows.

    >>> label = read_label(("本期末累计进展", "完成率（%）"))
    >>> label.topic, sorted(label.which), label.unit
    ('rate', ['actual', 'cumulative', 'tells'], 'percent')
    >>> read_label(("各季度完成进度（%）", "三季度")).month, read_label(("牵头区领导",)).topic
    (9, 'leader')
    """
    spelt = [spell(part) for part in parts if part]
    text = "".join(dict.fromkeys(spelt))
    topic, plain = "", ""
    for part in reversed(spelt):
        shown = plain_text(part)
        if len(spelt) > 1 and (shown in PLAIN_NAMES or _is_made_of(shown, _which_words())):
            plain = plain or shown
            continue
        topic = find_topic(shown) if len(shown) <= LONGEST else ""
        plain = shown if topic or not plain else plain
        if topic:
            break
    words = load_vocabulary("columns")["which"].items()
    which = frozenset(name for name, said in words if holds(text, said)) | _points_to(text)
    period, one_month = _read_period(text)
    return Label(topic, which, _read_unit(text), period, one_month, plain, text, bool(topic) and _is_made_up(plain))


def plain_text(part: str) -> str:
    """A header's text without brackets, periods and the sign of percents."""
    return strip_period(_BRACKET.sub("", part)).replace("%", "")


@lru_cache(maxsize=10_000)
def find_topic(text: str) -> str:
    """What a header is about, by its ending, or by what stands before the words that only say in what form it is told.

    >>> find_topic("工作进展概述"), find_topic("亮牌等次"), find_topic("包抓领导同志"), find_topic("项目概况"), find_topic("概述")
    ('narrative', 'status', 'leader', 'other', '')
    """
    form = next((word for word in _forms_of_telling() if text.endswith(word)), "")
    if (
        form
        and find_ending(text) == "narrative"
        and find_ending(text.removesuffix(form)) == "task"
        and not _is_ending(text)
    ):
        return "task"  # 任务描述 describes the task
    while not (topic := find_ending(text)):
        form = next((word for word in _forms_of_telling() if text.endswith(word)), "")
        text = text.removesuffix(form)
        if not form or not text:
            return ""
    return topic


def _is_ending(text: str) -> bool:
    return any(word == text for word, _ in _endings())


@cache
def _forms_of_telling() -> tuple[str, ...]:
    return tuple(sorted(load_vocabulary("columns")["forms"]["words"], key=len, reverse=True))


@lru_cache(maxsize=10_000)
def find_ending(text: str) -> str:
    """The topic of a text by the longest of the endings that fit."""
    fitting = [(len(word), topic) for word, topic in _endings() if text.endswith(word)]
    return max(fitting)[1] if fitting else ""


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    topics = load_vocabulary("columns")["endings"]
    return tuple((word, topic) for topic, words in topics.items() for word in words)


def holds(text: str, words: Iterable[str]) -> bool:
    """Tell whether a header holds one of some words; one that begins inside of 项目 is none.

    >>> holds("项目标识", ["目标"]), holds("项目目标", ["目标"]), holds("项目标识", ["项目"])
    (False, True, True)
    """
    cut = text.replace("项目", "项目|")
    return any(word.replace("项目", "项目|") in cut for word in words)


@cache
def _known_words() -> re.Pattern[str]:
    words = load_vocabulary("columns")
    modifiers = [*words["modifiers"]["words"], *(w for key in words["which"] for w in words["which"][key])]
    return re.compile("|".join(sorted(set(modifiers), key=len, reverse=True)))


@cache
def _pointing() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load_vocabulary("columns")["pointing"].items()}


def _points_to(text: str) -> frozenset[str]:
    """Which time a header points to: last year, the last period, a month alone."""
    return frozenset(name for name, pattern in _pointing().items() if name != "now" and pattern.search(text))


def numbers_rows(label: str) -> bool:
    """Whether a header stands over the running numbers of the rows: 序号, 项次, No.

    >>> [numbers_rows(label) for label in ("序 号", "项次", "No.", "位次")]
    [True, True, True, False]
    """
    words = load_vocabulary("headers")["others"]
    spelt = spell(label)
    return spelt in words["numbers"] or re.fullmatch(words["number_pattern"], spelt) is not None


def _is_made_of(text: str, words: re.Pattern[str]) -> bool:
    """Whether a part is made up of some words and of those that point to a time: 计划, 本月累计, 现阶段."""
    for pattern in _pointing().values():
        text = pattern.sub("", text)
    return not re.sub(r"^\d{1,2}[-—–~至到]", "", words.sub("", text))  # 1-本月累计


@cache
def _which_words() -> re.Pattern[str]:
    """Words that say which, below another header: 计划, 实际, 累计."""
    words = load_vocabulary("columns")["which"]
    said = {word for key in ("plan", "actual", "cumulative") for word in words[key]}
    return re.compile("|".join(sorted(said, key=len, reverse=True)))


def says_which_only(parts: tuple[str, ...]) -> bool:
    """Whether a header says only which, for a header above it: a period, 计划, 实际."""
    return all(_is_made_of(plain_text(spell(part)), _known_words()) for part in parts)


def _is_made_up(text: str) -> bool:
    """Whether a header consists of known words: then it is one even in running text."""
    fitting = [word for word, _ in _endings() if text.endswith(word)]
    return any(not _known_words().sub("", text[: -len(word)]) for word in fitting)


def _read_unit(text: str) -> str:
    units = load_vocabulary("columns")["units"]
    named = [one or other for one, other in _BRACKET.findall(text)]
    if "%" in text or "百分比" in named:
        return "percent"
    money = any(name.removeprefix("单位:") in units["money"] for name in named)
    return "money" if money or text.endswith(("万元", "亿元")) else ""


def _read_period(text: str) -> tuple[int | None, bool]:
    """The period that a header names, as a number that sorts by time, and whether it is a single month."""
    year = find_year(text)
    found = read_period(text, year or 2000)
    base = (year or 0) * 100
    if found is None or found.as_of is None:
        return (base, False) if year else (None, False)
    return base + found.as_of.month, found.is_month

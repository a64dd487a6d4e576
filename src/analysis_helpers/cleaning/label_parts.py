"""What do the parts of a header say: about what is it, whose or which, in what unit, for which period?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis_helpers.core.vocabulary import load_vocabulary

PLAIN_NAMES = ("名称", "姓名", "全称")  # below another header they say nothing
LONGEST = 24  # characters without brackets; a longer cell is no header that can be read by its parts
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_YEAR = re.compile(r"20(\d\d)年?")
_SPAN = re.compile(r"(\d{1,2})月?份?[-—–~至到](\d{1,2})月")
_UNTIL = re.compile(r"截[至止]?(?:20\d\d年)?(\d{1,2})月")
_MONTH = re.compile(r"(\d{1,2})月")
_QUARTER = re.compile(r"第?([一二三四1-4])季度?")
_HALVES = (("前三季度", 9), ("前3季度", 9), ("上半年", 6), ("半年度", 6), ("下半年", 12), ("全年", 12))
_PERIOD = re.compile(
    r"截[至止]?|20\d\d年度?|前[三3]季度|第?[一二三四1-4]季度|[上下]半年|半年度?|全年|"
    r"\d{1,2}月?份?[-—–~至到]\d{1,2}月份?|\d{1,2}月(?:\d{1,2}日|份|底|末)?"
)


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
        plain = _PERIOD.sub("", _BRACKET.sub("", part)).replace("%", "")
        if len(spelt) > 1 and (plain in PLAIN_NAMES or plain in _which_words()):
            continue
        topic = find_ending(plain) if len(plain) <= LONGEST else ""
        if topic or (plain and not _says_which_only(plain) and plain not in PLAIN_NAMES):
            break
    which = frozenset(name for name, words in load_vocabulary("columns")["which"].items() if _holds(text, words))
    period, one_month = _read_period(text)
    return Label(topic, which, _read_unit(text), period, one_month, plain, text, bool(topic) and _is_made_up(plain))


@lru_cache(maxsize=10_000)
def find_ending(text: str) -> str:
    """The topic of a text by the longest of the endings that fit."""
    fitting = [(len(word), topic) for word, topic in _endings() if text.endswith(word)]
    return max(fitting)[1] if fitting else ""


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    topics = load_vocabulary("columns")["endings"]
    return tuple((word, topic) for topic, words in topics.items() for word in words)


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


@cache
def _known_words() -> re.Pattern[str]:
    words = load_vocabulary("columns")
    modifiers = [*words["modifiers"]["words"], *(w for key in words["which"] for w in words["which"][key])]
    return re.compile("|".join(sorted(set(modifiers), key=len, reverse=True)))


@cache
def _which_words() -> frozenset[str]:
    """Words that say which, below another header: 计划, 实际, 本月."""
    words = load_vocabulary("columns")["which"]
    keys = ("plan", "actual", "last_year", "last_period", "month", "cumulative")
    return frozenset(word for key in keys for word in words[key])


def _says_which_only(text: str) -> bool:
    """Whether a part is made up of words that only say which: 计划, 本月, 累计."""
    return not _known_words().sub("", text)


def without_period(text: str) -> str:
    """A header without the period that it names."""
    return _PERIOD.sub("", text)


def says_which_only(parts: tuple[str, ...]) -> bool:
    """Whether a header says only which, for a header above it: a period, 计划, 实际."""
    return all(_says_which_only(_PERIOD.sub("", _BRACKET.sub("", spell(part)))) for part in parts)


def _is_made_up(text: str) -> bool:
    """Whether a header consists of known words: then it is one even in running text."""
    fitting = [word for word, _ in _endings() if text.endswith(word)]
    return any(not _known_words().sub("", text[: -len(word)]) for word in fitting)


def _read_unit(text: str) -> str:
    units = load_vocabulary("columns")["units"]
    if "%" in text:
        return "percent"
    named = [one or other for one, other in _BRACKET.findall(text)]
    money = any(name.removeprefix("单位:") in units["money"] for name in named)
    return "money" if money or text.endswith(("万元", "亿元")) else ""


def _read_period(text: str) -> tuple[int | None, bool]:
    """The period that a header names, as a number that sorts by time, and whether it is a single month."""
    year = _YEAR.search(text)
    base = int(year[1]) * 100 if year else 0
    if found := _SPAN.search(text):
        return base + int(found[2]), False
    if found := _UNTIL.search(text):
        return base + int(found[1]), False
    for word, month in _HALVES:
        if word in text:
            return base + month, False
    if found := _QUARTER.search(text):
        return base + 3 * ("一二三四".find(found[1]) + 1 or int(found[1])), False
    if found := _MONTH.search(text):
        return base + int(found[1]), True
    return (base, False) if year else (None, False)

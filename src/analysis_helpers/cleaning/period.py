"""Read the periods that words name: one grammar for titles, lines, headers, cells and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import pandas as pd

from analysis_helpers.core.vocabulary import load_vocabulary

# How plainly words name a period, from the least: what is planned; 全年; a bare month or day; a state as of a day; a span.
PLAN, WHOLE, BARE, UNTIL, SPAN = range(5)

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0, "o": 0, "O": 0, "两": 2, "元": 1}
_ZERO = "〇零○oO0"
_TO = "(?:[-‐‑—–―─−~]+|至|到|(?<=[0-9])一(?=[0-9]))"
_YEAR_NUMBER = rf"(?<!\d)20\d\d|二[{_ZERO}][{_ZERO}一二三四五六七八九]{{2}}"
# A year with no mark behind it cannot be told from the digits that follow: 202310月 is not read.
_YEAR = rf"(?:(?P<year>{_YEAR_NUMBER}|(?<!\d)2\d(?=年))(?:年度?|[ _./-]|(?!\d)))?"
_YEAR2 = _YEAR.replace("<year>", "<year2>")
_M = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
_D = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?![0-9])"
_Q = "[1-4一二三四]"
_FREE = "(?<![0-9.])"
_DATE = r"(?<!\d)(?P<year>20\d\d)(?P<mark>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=mark)(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
_DATE2 = r"(?P<year2>20\d\d)(?P=mark)(?P<m2>1[0-2]|0?[1-9])(?P=mark)(?P<d2>3[01]|[12]\d|0?[1-9])(?!\d)"
# A day in Chinese numerals, or a number of things, is none without 日: 五月份十件实事, 5月10件实事.
_THINGS = "[项件个大条]"
_WORDED = (
    rf"{_YEAR}(?P<m>{_M})月(?:份?(?P<d>{_D})(?:[日号]|(?<=[0-9])(?!{_THINGS}))|份?(?P<end>[底末])|份(?!额)|)"
    rf"(?![龄经饼嫂]|\d(?!\d?{_THINGS}))"
)
_AND = f"(?:{_TO}|[、和及])"

# In the order in which they are looked for; what one has taken the next does not see.
_SPANS = (
    rf"{_DATE}{_TO}{_DATE2}",
    rf"{_FREE}{_YEAR}(?P<m>{_M})月(?P<d>{_D})[日号]?{_TO}{_YEAR2}(?:(?P<m2>{_M})月)?(?P<d2>{_D})[日号]",
    rf"(?<!\d)(?P<year>20\d\d)[./](?P<m>1[0-2]|0?[1-9]){_TO}(?P<year2>20\d\d)[./](?P<m2>1[0-2]|0?[1-9])(?![\d./])",
    rf"{_FREE}{_YEAR}(?P<m>{_M})(?:月份?)?{_TO}{_YEAR2}(?P<m2>{_M})月份?(?![\d龄经])",
    rf"{_FREE}{_YEAR}第?(?P<q>{_Q})(?:季度)?(?:{_AND}第?{_Q}(?:季度)?)*(?:{_AND}|(?<=一)(?=二)){_YEAR2}第?(?P<q2>{_Q})季度",
    rf"{_YEAR}(?<![目当日])前(?:(?P<first>[二两三23])个?季度?|(?P<months>{_M})个?月)",
    rf"(?<![A-Za-z\d]){_YEAR}[Qq](?P<q>[1-4])(?:[ _-](?P<year2>20\d\d))?(?!\d)",
    rf"{_FREE}{_YEAR}(?:第(?P<nth>{_Q})季度?|(?P<q>{_Q})季[度报])",
    rf"{_YEAR}(?P<half>[上下前后]半年|(?<![每近一两几个])半年)度?",
)
_BARE = (_DATE, rf"{_FREE}{_WORDED}")
_YEAR_ALONE = re.compile(
    rf"({_YEAR_NUMBER})(?=年|Q[1-4]|[ _-]?(?:第?[一二三四1-4]季|[上下前]半年|前三季|Q[1-4]))"
    r"|(?<!\d)(2\d)(?=年(?:第?[一二三四1-4]季|[上下]半年|\d))"
)
_YEARS = re.compile(rf"(?<!\d)20\d\d年?{_TO}20\d\d年(?!度?(?:{_M}月|第?{_Q}季|[上下前]))")
_YEAR_WORDS = re.compile(rf"(?:(?:{_YEAR_NUMBER})年?{_TO})?(?:{_YEAR_NUMBER})年度?|20\d\d[Qq][1-4]")
_FULL_DATE = r"20\d\d(?:年\d{1,2}月\d{1,2}日?|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
_LONE = re.compile(r"[()\[\]:,。、]*")
_BOUNDARY = re.compile(r"[,。;:、()\[\]《》“”\"及和暨与\x00]")
_TAKEN = "\0"


@dataclass(frozen=True)
class Period:
    """A quarter (None where the words name none), the day spoken of, and the words themselves.

    `since` is the first day that the words leave open as the day spoken of (for 上半年 the first of April; None where
    they name the day), `force` how plainly they name a period (PLAN to SPAN).
    """

    quarter: pd.Period | None
    as_of: pd.Timestamp | None
    words: str
    since: pd.Timestamp | None = field(default=None, repr=False)
    force: int = field(default=SPAN, repr=False)

    @property
    def is_month(self) -> bool:
        """Whether the words name one month and no day of it."""
        return self.force == BARE and self.since is not None

    def agree(self, other: Period) -> Period | None:
        """What both periods say together; None where they contradict each other.

        A day inside a period is the day spoken of; a period around a day gives it the quarter that it lies in.
        """
        if self.as_of is None or other.as_of is None:
            return self
        own = pd.Period(other.as_of, freq="Q")
        if self.since is not None and self.since <= other.as_of < self.as_of:
            if self.force == WHOLE:
                return replace(self, quarter=other.quarter, as_of=other.as_of, since=other.since, force=other.force)
            if other.since is None:
                quarter = self.quarter if own == self.quarter else other.quarter
                return replace(self, quarter=quarter, as_of=other.as_of, since=None)
        wider = other.since is not None and other.since <= self.as_of < other.as_of
        if not wider and other.as_of != self.as_of:
            return None
        if self.quarter is None and other.force != WHOLE and other.quarter == pd.Period(self.as_of, freq="Q"):
            return replace(self, quarter=other.quarter)
        return self


def read_period(text: str, year: int | None = None) -> Period | None:
    """Read the period that a text names; `year` is taken where the text has none. None if there is no period.

    Of several the plainest counts, of equals the latest; a day inside it is the day spoken of.

    >>> read_period("2024年二季度重点工作").quarter
    Period('2024Q2', 'Q-DEC')
    >>> read_period("进展情况(截至10月底)", 2024)
    Period(quarter=None, as_of=Timestamp('2024-10-31 00:00:00'), words='截至10月底')
    >>> read_period("2024年1月1日-12月26日").as_of.strftime("%m-%d")
    '12-26'
    >>> read_period("2024年度重点工作")
    """
    found = list_periods(text, year)
    if not found:
        return None
    best = plainest(found)
    for other in found:
        best = best.agree(other) or best
    return best


def plainest(periods: Sequence[Period]) -> Period:
    """The period that is named most plainly; of equals the latest."""
    return max(periods, key=lambda period: (period.force, period.as_of or pd.Timestamp.min))


def list_periods(text: str, year: int | None = None) -> list[Period]:
    """All periods that a text names; bare months and days only where nothing plainer stands beside them."""
    found = _find_all(text, year)
    if any(period.force >= UNTIL for period in found):
        found = tuple(period for period in found if period.force not in (PLAN, BARE))
    elif any(period.force > PLAN for period in found):
        found = tuple(period for period in found if period.force > PLAN)
    return list(found)


@lru_cache(maxsize=10_000)
def strip_period(label: str) -> str:
    """A header without the periods and years that it names, and without brackets that hold nothing else.

    >>> strip_period("下半年完成情况"), strip_period("第二季度工作完成情况"), strip_period("进展情况(截至10月底)"), strip_period("进展")
    ('完成情况', '完成情况', '进展情况', '进展')
    >>> strip_period("2024年度目标"), strip_period("完成率（%）")
    ('目标', '完成率(%)')
    """
    folded = _fold(label)
    if not re.search("[年月季半Qq]|20[0-9]{2}", folded):
        return folded
    for match in sorted((match for _, match in _scan(folded)), key=lambda match: -match.start()):
        start, end = match.span()
        said = next((word for word in load_vocabulary("periods")["until"] if folded[:start].endswith(word)), "")
        behind = folded[end:].removeprefix("工作") if start == len(said) else folded[end:]
        folded = folded[: start - len(said)] + behind
    return re.sub(r"\(\)|\[\]", "", _YEAR_WORDS.sub("", folded))


def split_at_period(text: str) -> tuple[str, str]:
    """What stands before the first year or period of a text, and what behind it; blanks are lost.

    >>> split_at_period("区文广旅游局2024年二季度重点工作"), split_at_period("重点工作")
    (('区文广旅游局', '重点工作'), ('重点工作', ''))
    """
    folded = _fold(text)
    spans = sorted([match.span() for _, match in _scan(folded)] + [m.span() for m in _YEAR_WORDS.finditer(folded)])
    if not spans:
        return folded, ""
    start, end = spans[0]
    for begin, other in spans:
        if begin <= end:
            end = max(end, other)
    return folded[:start], folded[end:].removeprefix("度")


def find_year(text: str) -> int | None:
    """The first year that a text names, if it is not that of a day of publishing or of a span of years.

    >>> find_year("二〇二四年一季度"), find_year("2024Q2-甲局.txt"), find_year("发布时间：2024年11月15日")
    (2024, 2024, None)
    """
    return next((year for _, year in _years_of(_without_others(_fold(text)))), None)


def find_only_year(text: str) -> int | None:
    """The year of a running text, if it names one only."""
    years = {year for _, year in _years_of(_without_others(_fold(text)))}
    return years.pop() if len(years) == 1 else None


@lru_cache(maxsize=10_000)
def _find_all(text: str, year: int | None) -> tuple[Period, ...]:
    folded = _fold(text)
    found = _scan(folded)
    if not found:
        return ()
    rest = list(folded)
    for _, match in found:
        rest[match.start() : match.end()] = _TAKEN * len(match[0])
    left = "".join(rest)
    years = _years_of(_without_others(folded))
    periods = []
    for force, match in found:
        own = next((y for at, y in reversed(years) if at < match.start()), years[0][1] if years else year)
        alone = _LONE.fullmatch(left.replace(_TAKEN, "")) and len(found) == 1
        planned = _BOUNDARY.split(left[match.end() :], maxsplit=1)[0].endswith(
            tuple(load_vocabulary("periods")["plan"])
        )
        period = _build(match, own, PLAN if planned else force)
        if period is not None and force == BARE and alone and match["year"]:
            period = replace(period, force=PLAN)  # 2024年9月 in a line of its own may be when it was written
        if period is not None:
            periods.append(period)
    return tuple(periods)


def _fold(text: str) -> str:
    """Without blanks, except between digits, which would run together."""
    folded = re.sub(r"(?<=\d)\s+(?=\d)", "\1", unicodedata.normalize("NFKC", text).replace("\0", ""))
    return re.sub(r"\s", "", folded).replace("\1", " ")


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    words = load_vocabulary("periods")
    until = f"(?P<said>{'|'.join(words['until'])})(?:到|至|于)?(?:日期|时间|时点)?(?:今年|本年|目前|当前)?[为是:(]*"
    ended = rf"{until}(?:(?P<year>{_YEAR_NUMBER})年度?|年)(?P<close>[底末])"
    states = (f"{until}{_DATE}", ended, rf"{until}{_WORDED}(?![上中下]旬|{_TO}[0-9])")
    kinds = [(UNTIL, pattern) for pattern in states] + [(SPAN, pattern) for pattern in _SPANS]
    kinds += [(WHOLE, rf"{_YEAR}(?P<whole>全年|年终)"), *((BARE, pattern) for pattern in _BARE)]
    return tuple((force, re.compile(pattern)) for force, pattern in kinds)


@cache
def _published() -> re.Pattern[str]:
    words = load_vocabulary("periods")["published"]
    short = rf"20\d\d年\d{{1,2}}月|{_M}月{_D}日"
    label = f"(?<!统计)(?<!数据)(?:{'|'.join(words)})"
    until = rf"(?:{_TO}(?:20\d\d[-年/.])?\d{{1,2}}(?:[-月/.]\d{{1,2}}日?|月))?"
    return re.compile(
        rf"{label}(?:[^0-9。;{_TAKEN}]{{0,8}}{_FULL_DATE}|(?:单位|机构|人|期)?(?:时间|日期|日)?[:于](?:{short})){until}"
    )


def _scan(folded: str) -> list[tuple[int, re.Match[str]]]:
    """Every place that names a period of the report's own, from the plainest words to the least."""
    if not re.search("[年月季半]|Q[1-4]|q[1-4]|20[0-9]{2}[-/.]", folded):
        return []
    open_, found = folded, []
    for force, pattern in _patterns():
        if force == SPAN:
            open_ = _without_others(open_)
        for match in list(pattern.finditer(open_)):
            if _is_own(folded, match, force):
                found.append((UNTIL if force == BARE and match.groupdict().get("end") else force, match))
            open_ = open_[: match.start()] + _TAKEN * len(match[0]) + open_[match.end() :]
    return found


def _without_others(folded: str) -> str:
    """Without days of publishing and spans of years."""
    for pattern in (_published(), _YEARS):
        folded = pattern.sub(lambda match: _TAKEN * len(match[0]), folded)
    return folded


def _years_of(folded: str) -> list[tuple[int, int]]:
    """The years that a text names, and where; not those that it compares with."""
    other = tuple(load_vocabulary("periods")["other"])
    found = []
    for match in _YEAR_ALONE.finditer(folded):
        if not folded[: match.start()].endswith(other) and not folded[match.end() :].startswith(("年同期", "同期")):
            found.append((match.start(), _year_number(match[1] or match[2])))
    return found


def _is_own(folded: str, match: re.Match[str], force: int) -> bool:
    """Whether the words around a period leave it the report's own: no deadline, no other period, no event."""
    words = load_vocabulary("periods")
    before, behind = folded[: match.start()], folded[match.end() :]
    if before.endswith(tuple(words["other"])):
        return False
    if behind.startswith(("之前", "以前")) or (
        behind[:1] == "前" and not behind[1:].startswith(tuple(words["not_before"]))
    ):
        return False
    if match[0].startswith(("一季", "1季")) and before.endswith(tuple(words["next_to"])):
        return before.endswith(tuple(words["now"]))
    if force == UNTIL:
        return not (match["said"] == "截止" and before.endswith(tuple(words["sent_until"])))
    if force == WHOLE:
        planned = behind.startswith(tuple(words["year_of_plan_behind"]))
        return not planned and not before.endswith(tuple(words["year_of_plan_before"]))
    if force == BARE and not match.groupdict().get("end"):
        if behind.startswith(tuple(words["event"])):
            return False
        # A whole date with nothing behind it is a signature's, or that of the page.
        signed = match["year"] and match["d"] and not _speaks_of_report(behind)
        return not signed or before.endswith(("至", "到"))
    return True


def _speaks_of_report(behind: str) -> bool:
    """Whether the words behind a whole date make it one of the report: 2024年7月31日进展, not 2024-07-31 编辑：某某."""
    begins = _BOUNDARY.split(behind, maxsplit=1)[0]
    return begins.startswith(("止", "的", "为止", "前", "数据")) or any(
        word in begins for word in load_vocabulary("rows")["title"]
    )


def _number(text: str) -> int:
    """
    >>> _number("12"), _number("十二"), _number("三十一"), _number("元")
    (12, 12, 31, 1)
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _year_number(text: str) -> int:
    number = int("".join(c if c.isdecimal() else str(_DIGITS[c]) for c in text))
    return number if number > 99 else 2000 + number


def _build(match: re.Match[str], year: int | None, force: int) -> Period | None:
    """The period of a match; None if there is no such day, or if it ends before it begins."""
    told = {name: text for name, text in match.groupdict().items() if text}
    words = match[0].strip(" _./-")
    named = told.get("year2") or told.get("year")
    last_year = _year_number(named) if named else year
    if last_year is None:
        return Period(None, None, words, None, force)
    if "half" in told or "whole" in told or "close" in told:
        n = 2 if told.get("half", "下")[0] not in "下后" else 4
        since = {"half": 3 * n - 2 if n == 2 else 7, "whole": 1}
        begin = next((pd.Timestamp(last_year, month, 1) for kind, month in since.items() if kind in told), None)
        return _ending(last_year, 3 * n, words, force, begin, True)
    first_year = _year_number(told["year"]) if "year" in told else None
    quarter = told.get("q2") or told.get("first") or told.get("nth") or told.get("q")
    if quarter:
        last = _number(quarter)
        start = _number(told["q"]) if "q2" in told else 1 if "first" in told else last
        begin, whole = 3 * start - 2, start in (1, last)
        last *= 3
    else:
        last = _number(told.get("m2") or told.get("months") or told["m"])
        begin = 1 if "months" in told else _number(told["m"])
        whole = begin in (1, last - 2) or (begin, last) == (7, 12)
    crosses = begin > last and "year2" in told if first_year is None else first_year != last_year
    if begin > last and not crosses:
        return None
    if "m" in told and not {"m2", "d2"} & set(told):
        return _point(last_year, last, told, words, force)
    since = pd.Timestamp(last_year, last - 2 if whole and last % 3 == 0 else last, 1)
    if "d2" in told:
        whole = whole and _number(told["d"]) == 1
        return _ending(last_year, last, words, force, None, whole and not crosses, _number(told["d2"]))
    return _ending(last_year, last, words, force, since, whole and not crosses)


def _point(year: int, month: int, told: dict[str, str], words: str, force: int) -> Period | None:
    """A month, or a day or the end of one."""
    if "d" in told:
        found = _ending(year, month, words, force, None, False, _number(told["d"]))
        ends = found is not None and found.as_of == pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
        return _ending(year, month, words, force, None, True) if ends else found
    return _ending(year, month, words, force, pd.Timestamp(year, month, 1) if force <= BARE else None, True)


def _ending(
    year: int, month: int, words: str, force: int, since: pd.Timestamp | None, is_quarter: bool, day: int | None = None
) -> Period | None:
    """The period that ends with a month, or with a day of it, and is a quarter if that is a quarter's last month."""
    end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
    if day is not None:
        if day > end.day:
            return None
        end = end.replace(day=day)
    return Period(pd.Period(end, freq="Q") if is_quarter and month % 3 == 0 else None, end, words, since, force)


LONGEST = 80
SYNTHETIC = "合成数据"


def choose_title(lines: Sequence[str]) -> int | None:
    """Position of the line that reads like a title (a period, 任务, 进展 …), the first of equals; None without lines.

    >>> choose_title(["点击领取优惠", "区文广旅游局2024年二季度重点工作任务落实情况", "发布时间：2024-11-15"])
    1
    """
    if not lines:
        return None
    return max(range(len(lines)), key=lambda i: (_score(lines[i]), -i))


def _score(line: str) -> float:
    words = load_vocabulary("rows")
    score = 2.0 * (find_year(line) is not None or read_period(line, 2000) is not None)
    score += min(sum(word in line for word in words["title"]), 2)
    score -= 2 * any(word in line for word in words["no_title"])
    score += SYNTHETIC in line
    return score - (len(line) > LONGEST)

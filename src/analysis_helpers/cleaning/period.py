"""Read the period that words name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis_helpers.core.vocabulary import load_vocabulary

_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TO = "[-—–－~～至到]+"
_YEAR = r"(?:(20\d{2})年?)?"
# A day of publishing says nothing of the period: a first-quarter table came out in mid-November.
_PUBLISHED = re.compile(
    r"(?:发布|发文|公开|公布|更新|来源|日期|时间)[^0-9。;]{0,8}20\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}日?"
)
_DAYS = re.compile(rf"{_YEAR}(\d{{1,2}})月(\d{{1,2}})日?{_TO}{_YEAR}(\d{{1,2}})月(\d{{1,2}})日")
_MONTHS = re.compile(rf"{_YEAR}(\d{{1,2}})月?份?{_TO}(\d{{1,2}})月")
_UNTIL = re.compile(rf"截[至止]{_YEAR}(\d{{1,2}})月(?:份)?(底|末|\d{{1,2}}日)?")
_QUARTER = re.compile(r"(?<!前)(?<!前第)第?([1-4一二三四])季度")
_NAMED = re.compile(r"(20\d{2})Q([1-4])")
_YEAR_ALONE = re.compile(r"(20\d{2})(?:年|Q[1-4])")
_WORDS = (
    ("前三季度", 3),
    ("前3季度", 3),
    ("上半年", 2),
    ("半年度", 2),
    ("半年", 2),
    ("全年", 4),
    ("年度", 4),
    ("年终", 4),
)


@dataclass(frozen=True)
class Period:
    """A quarter (None where the words name none), the day spoken of, and the words themselves."""

    quarter: pd.Period | None
    as_of: pd.Timestamp | None
    words: str


def read_period(text: str, year: int | None = None) -> Period | None:
    """Read the period that a text names; `year` is taken where the text has none. None if there is no period.

    >>> read_period("2024年二季度重点工作").quarter
    Period('2024Q2', 'Q-DEC')
    >>> read_period("进展情况(截至10月底)", 2024)
    Period(quarter=None, as_of=Timestamp('2024-10-31 00:00:00'), words='截至10月底')
    >>> read_period("2024年1月1日-12月26日").as_of.strftime("%m-%d")
    '12-26'
    """
    folded = _fold(text)
    year = find_year(text) or year
    if match := _NAMED.search(folded):
        return _of_quarter(int(match[1]), int(match[2]), match[0])
    if match := _DAYS.search(folded):
        return _until(match[4] or match[1] or year, int(match[5]), int(match[6]), match[0])
    if match := _MONTHS.search(folded):
        first, last = int(match[2]), int(match[3])
        whole = first in (1, last - 2)  # 1-6月 and 4-6月 are quarters' ends, 5-6月 is not
        return _until(match[1] or year, last, None, match[0], is_quarter=whole)
    if until := _UNTIL.search(folded):
        day = int(until[3][:-1]) if until[3] and until[3].endswith("日") else None
        return _until(until[1] or year, int(until[2]), day, until[0])
    quarter = _QUARTER.search(folded)
    if quarter:
        return _of_quarter(year, "一二三四".find(quarter[1]) + 1 or int(quarter[1]), quarter[0])
    return next((_of_quarter(year, n, word) for word, n in _WORDS if word in folded), None)


def find_year(text: str) -> int | None:
    """The year that a text names, if it is not that of a day of publishing.

    >>> find_year("二〇二四年一季度"), find_year("2024Q2-甲局.txt"), find_year("发布时间：2024年11月15日")
    (2024, 2024, None)
    """
    named = _YEAR_ALONE.search(_fold(text))
    return int(named[1]) if named else None


def _fold(text: str) -> str:
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    folded = re.sub("二[〇零○][〇零○一二三四五六七八九]{2}(?=年)", lambda m: m[0].translate(_NUMERALS), folded)
    return _PUBLISHED.sub("", folded)


def _of_quarter(year: int | None, n: int, words: str) -> Period:
    if year is None:
        return Period(None, None, words)
    quarter = pd.Period(year=year, quarter=n, freq="Q")
    return Period(quarter, quarter.end_time.normalize(), words)


def _until(year: str | int | None, month: int, day: int | None, words: str, is_quarter: bool = True) -> Period | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if year is None:
        return Period(None, None, words)
    end = pd.Timestamp(int(year), month, 1) + pd.offsets.MonthEnd(0)
    as_of = end if day is None else min(end, end.replace(day=min(day, end.day)))
    ends_quarter = is_quarter and month % 3 == 0
    return Period(pd.Period(as_of, freq="Q") if ends_quarter else None, as_of, words)


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
    score = 2.0 * (read_period(line, 2000) is not None)
    score += min(sum(word in line for word in words["title"]), 2)
    score -= 2 * any(word in line for word in words["no_title"])
    score += SYNTHETIC in line
    return score - (len(line) > LONGEST)

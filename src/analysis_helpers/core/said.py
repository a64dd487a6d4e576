"""Read days and quarters as people write them; never a number, never what could be two days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from numbers import Number

import pandas as pd

from analysis_helpers.core.errors import ReportError

DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ t]00:00(?::00)?)?|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
SHORT_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
QUARTER = re.compile(r"(?:(20\d{2})年?[-_ ]?)?(?:第?([1-4一二三四])季度?|q([1-4]))")
NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def read_day(day: object) -> pd.Timestamp:
    """A day: 2024-07-30, 2024/7/30, 2024.7.30, 2024年7月30日, a date or a timestamp.

    Raises ReportError for a number (20240730), for what could be two days (5/6/2024), and for what is no day.

    >>> read_day("2024年7月30日")
    Timestamp('2024-07-30 00:00:00')
    """
    if isinstance(day, date) and not pd.isna(day):  # a datetime and a Timestamp are dates, too
        return pd.Timestamp(day).normalize()
    text = "".join(unicodedata.normalize("NFKC", day).casefold().strip().split("\n")) if isinstance(day, str) else ""
    if isinstance(day, Number) or text.replace(".", "", 1).isdecimal():
        raise ReportError("day.number", day=repr(day))
    found = DAY.fullmatch(re.sub(r"(?<=[年月])\s+|\s+(?=[年月日号])", "", text))
    if found is None:
        if SHORT_DAY.fullmatch(text):
            raise ReportError("day.ambiguous", day=repr(day))
        raise ReportError("day.none", day=repr(day))
    year, month, number = (int(part) for part in (found[1] or found[5], found[3] or found[6], found[4] or found[7]))
    try:
        return pd.Timestamp(year, month, number)
    except ValueError as error:
        raise ReportError("day.not_in_calendar", day=repr(day)) from error


def read_quarter(quarter: object, years: Sequence[int] = ()) -> str:
    """A quarter as 2024Q2: 2024Q2, 2024q2, 2024-Q2, 2024年二季度, 2024年第2季度; 二季度 or Q2 where `years` is one year.

    Raises ReportError for what is no quarter, and for one without its year among several.

    >>> read_quarter("2024年二季度"), read_quarter("二季度", [2024])
    ('2024Q2', '2024Q2')
    """
    if isinstance(quarter, pd.Period):
        return str(quarter.asfreq("Q"))
    text = "".join(unicodedata.normalize("NFKC", quarter).casefold().split()) if isinstance(quarter, str) else ""
    found = QUARTER.fullmatch(text)
    if found is None:
        raise ReportError("quarter.unreadable", quarter=repr(quarter))
    told = sorted(set(years))
    if found[1] is None and len(told) != 1:
        raise ReportError("quarter.no_year", quarter=repr(quarter), years="、".join(map(str, told)) or "–")
    number = found[2] or found[3]
    return f"{found[1] or told[0]}Q{NUMERALS.get(number, number)}"

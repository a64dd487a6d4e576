"""The period of a generated report: what it is, and how it is put into words."""

from __future__ import annotations

import calendar
import datetime
import random
from dataclasses import dataclass, field

NUMERALS = "〇一二三四五六七八九十"
KINDS = {"quarter": 45, "half1": 7, "half2": 6, "nine": 6, "span": 10, "month": 10, "month_end": 8, "day": 8}


@dataclass(frozen=True)
class Period:
    """A period of some kind; `quarter` and `as_of` are its right reading, the others are fine, too."""

    kind: str
    year: int
    month: int
    day: int
    quarter: str | None
    as_of: str | None
    quarter_ok: tuple[str | None, ...] = ()
    as_of_ok: tuple[str | None, ...] = ()
    words: dict[str, str | int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Which quarter the period's last day lies in."""
        return (self.month + 2) // 3

    @property
    def last_day(self) -> datetime.date:
        return datetime.date(self.year, self.month, self.day)


def choose_period(rng: random.Random, kind: str | None = None, number: int | None = None) -> Period:
    """A period at random, of a kind and (for a quarter) with a number if these are given."""
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    months = {
        "quarter": [3 * (number or rng.randint(1, 4))],
        "half1": [6],
        "half2": [12],
        "nine": [9],
        "span": list(range(2, 13)),
        "day": [1, 2, 4, 5, 7, 8, 10, 11, 6, 9],
    }
    return make_period(kind, rng.randint(2021, 2025), rng.choice(months.get(kind, list(range(1, 13)))), rng)


def make_period(kind: str, year: int, month: int, rng: random.Random) -> Period:
    """The period of a kind that ends in a month."""
    last = calendar.monthrange(year, month)[1]
    # A day inside a quarter's last month is left out: whether it stands for the quarter is a matter of taste.
    day = rng.randint(5, last) if kind == "day" and month % 3 else last
    ends = month % 3 == 0
    quarter = f"{year}Q{(month + 2) // 3}" if ends else None
    as_of = f"{year}-{month:02}-{day:02}"
    words: dict[str, str | int] = {
        "y": year,
        "m": month,
        "d": day,
        "n": (month + 2) // 3,
        "q": NUMERALS[(month + 2) // 3],
        "c": "十" * (month > 9) + NUMERALS[month % 10] * (month != 10),
    }
    if kind == "month" and ends:  # the last month of a quarter: the month alone, or the quarter that it closes
        return Period(kind, year, month, day, None, as_of, (quarter,), (), words)
    if kind == "half2":  # the second half ends with the fourth quarter; to leave it open is as honest
        return Period(kind, year, month, day, quarter, as_of, (None,), (None,), words)
    return Period(kind, year, month, day, quarter, as_of, (), (), words)

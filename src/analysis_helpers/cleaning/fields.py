"""What a cell means: percents, statuses, periods, names. A whole column at a time, never a guess."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis_helpers.schema import STATUSES
from analysis_helpers.vocabulary import load_vocabulary

PERCENT = r"\s*(\d+(?:\.\d+)?)\s*%?\s*"
SEVERAL = r"[、，,；;/\n]+"
_DIGITS = str.maketrans("一二三四", "1234")


class Parsed(NamedTuple):
    """The values of a column, and which of its cells could not be read."""

    values: pd.Series
    bad: pd.Series


class ParsedPercent(NamedTuple):
    """Percents in points; which cells could not be read, were fractions, or could be 1 or 100 %."""

    values: pd.Series
    bad: pd.Series
    fraction: pd.Series
    undecided: pd.Series


def fold(cells: pd.Series) -> pd.Series:
    """Fold full-width characters, so that ５５％ and 55% are the same."""
    return cells.str.normalize("NFKC")


def parse_percent(cells: pd.Series) -> ParsedPercent:
    """Percents in points: `55%`, `55`, `５５％`. Blank is missing; anything else is bad.

    Where no number of the column has a percent sign and none is over 1, they are fractions: 0.55 is 55 %.
    If all of them are 0 or 1, nothing decides between 1 and 100 %: a 1 is then unknown.

    >>> parse_percent(pd.Series(["55%", "", "half"])).values.tolist()
    [55.0, <NA>, <NA>]
    >>> parse_percent(pd.Series(["0.55", "1"])).values.tolist()
    [55.0, 100.0]
    >>> parse_percent(pd.Series(["0", "1"])).values.tolist()
    [0.0, <NA>]
    """
    folded = fold(cells)
    values = pd.to_numeric(folded.str.extract(f"^{PERCENT}$", expand=False)).astype("Float64")
    bad = values.isna() & folded.str.strip().ne("")
    known = values.dropna()
    small = bool(len(known)) and known.le(1).all() and known.gt(0).any() and not folded.str.contains("%").any()
    fractions = small and known.mod(1).ne(0).any()
    positive = values.gt(0).fillna(False)
    fraction, undecided = positive & fractions, positive & (small and not fractions)
    values = (values * 100).round(9).where(fraction, values).mask(undecided)
    return ParsedPercent(values, bad, fraction, undecided)


def parse_status(cells: pd.Series) -> Parsed:
    """Status words by `vocabulary/statuses.toml`; an unknown word is bad, a blank is missing."""
    classes = {word: name for name, words in load_vocabulary("statuses").items() for word in words}
    folded = fold(cells).str.strip()
    values = folded.map(classes)
    return Parsed(as_status(values), values.isna() & folded.ne(""))


def as_status(values: pd.Series) -> pd.Series:
    """Make an ordered categorical of our class names, from worst to best."""
    return values.astype(pd.CategoricalDtype(STATUSES, ordered=True))


def parse_quarter(years: pd.Series, quarters: pd.Series) -> Parsed:
    """Quarters (`Period[Q]`) of a year column and a quarter column (`2`, `二`, `第二季度`, `Q2`)."""
    year = fold(years).str.extract(r"^\s*(\d{4})\s*年?\s*$", expand=False)
    quarter = fold(quarters).str.extract(r"^\s*(?:第|Q)?\s*([1-4一二三四])\s*(?:季度?)?\s*$", expand=False)
    bad = year.isna() | quarter.isna()
    names = (year + "Q" + quarter.str.translate(_DIGITS)).where(~bad)
    return Parsed(pd.Series(pd.PeriodIndex(names, freq="Q"), index=years.index), bad)


def split_names(cells: pd.Series) -> pd.Series:
    """Lists of the names in each cell, in order; a name padded to three characters loses its blank.

    >>> split_names(pd.Series(["韩　梅、朱江桥", ""])).tolist()
    [['韩梅', '朱江桥'], []]
    """
    padded = r"^([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])$"
    parts = cells.str.split(SEVERAL, regex=True).explode().str.strip()
    parts = parts.str.replace(padded, r"\1\2", regex=True)
    return parts.groupby(level=0, sort=False).agg(lambda names: [name for name in names if name])

"""What a cell means: statuses, quarters, days, names. A whole column at a time, never a guess."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.reporting_unit import is_unit
from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import load_vocabulary

SEVERAL = re.compile(r"[、，,；;/／|\n\r\t]+")
_PADDED = re.compile("(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000\u00a0]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_PERSON = re.compile("[\u4e00-\u9fff]{2,4}")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]$")
_DIGITS = str.maketrans("一二三四", "1234")


class Parsed(NamedTuple):
    """The values of a column, and which of its cells could not be read."""

    values: pd.Series
    bad: pd.Series


class Statuses(NamedTuple):
    """Status classes; the cells that have none; the cells whose class was found in longer words."""

    values: pd.Series
    bad: pd.Series
    within: pd.Series


class Names(NamedTuple):
    """Lists of names and the first of each; cells with several; with an office among persons; with a title off."""

    values: pd.Series
    first: pd.Series
    several: pd.Series
    offices: pd.Series
    shortened: pd.Series


def distinct(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The different texts of a column, and for each cell which of them it holds: what is parsed is parsed once."""
    codes, values = pd.factorize(cells)
    return pd.Series(values, dtype="str"), codes


def expand(parsed: pd.Series, codes: np.ndarray, index: pd.Index) -> pd.Series:
    """What was read from the different texts, for every cell."""
    return parsed.take(codes).set_axis(index)


def fold(cells: pd.Series) -> pd.Series:
    """Fold full-width characters, so that ５５％ and 55% are the same."""
    return cells.str.normalize("NFKC")


@cache
def _status_words() -> dict[str, str]:
    classes = {word: name for name, words in load_vocabulary("statuses")["classes"].items() for word in words}
    return classes | {name: name for name in STATUSES}  # our own tables, read again


@cache
def _status_pattern() -> tuple[re.Pattern[str], re.Pattern[str]]:
    unclear = load_vocabulary("statuses")["no_class"]
    words = sorted(_status_words(), key=len, reverse=True)
    negated = f"(?:{'|'.join(sorted(unclear['before'], key=len, reverse=True))})(?:{'|'.join(words)})"
    return re.compile("|".join(words)), re.compile("|".join([*unclear["words"], negated]))


def status_class(text: str) -> str | None:
    """The class of a cell that equals a status word, or None."""
    return _status_words().get(text)


def status_within(text: str) -> str | None:
    """The class of a longer text, if the words in it say one and the same, and nothing in it denies it.

    >>> status_within("目前进度滞后，需加快"), status_within("未完成"), status_within("未达到序时进度")
    ('behind', None, 'behind')
    >>> status_within("进度超前，部分滞后")
    """
    word, unclear = _status_pattern()
    rest = text
    denials = tuple(load_vocabulary("statuses")["no_class"]["before"])
    for known in sorted((w for w in _status_words() if w.startswith(denials) and w in text), key=len, reverse=True):
        rest = rest.replace(known, "\0")  # a negative that is a word of its own denies nothing
    if unclear.search(rest):
        return None
    found = {_status_words()[match] for match in word.findall(text)}
    return found.pop() if len(found) == 1 else None


def parse_status(cells: pd.Series) -> Statuses:
    """Status words by `core/vocabulary/statuses.toml`, negatives first; an unknown word is bad, a blank is missing."""
    texts, codes = distinct(cells)
    folded = fold(texts).str.strip()
    values = folded.map(_status_words()).astype("object")
    longer = values.isna() & folded.ne("")
    values[longer] = [status_within(text) for text in folded[longer]]
    read = Statuses(as_status(values), values.isna() & folded.ne(""), longer & values.notna())
    return Statuses(*(expand(part, codes, cells.index) for part in read))


def as_status(values: pd.Series) -> pd.Series:
    """Make an ordered categorical of our class names, from worst to best."""
    return values.astype(pd.CategoricalDtype(STATUSES, ordered=True))


def parse_quarter(years: pd.Series, quarters: pd.Series) -> Parsed:
    """Quarters (`Period[Q]`) of a year column and a quarter column (`2`, `二`, `第二季度`, `Q2`, `2024Q2`)."""
    (named, of_year), (texts, of_quarter) = distinct(years), distinct(quarters)
    codes, pairs = pd.factorize(of_year * len(texts) + of_quarter)
    folded = fold(texts.take(pairs % len(texts)).reset_index(drop=True))
    year = fold(named.take(pairs // len(texts)).reset_index(drop=True)).str.extract(
        r"^\s*+(\d{4})(?:\.0)?\s*+年?度?\s*+$", expand=False
    )
    year = year.fillna(folded.str.extract(r"^\s*+(20\d{2})年?\s*+[第Q]", expand=False))
    quarter = folded.str.extract(
        r"^\s*+(?:20\d{2}年?)?\s*+(?:第|Q)?\s*+([1-4一二三四])(?:\.0)?\s*+(?:季度?)?\s*+$", expand=False
    )
    bad = year.isna() | quarter.isna()
    names = (year.astype("str") + "Q" + quarter.astype("str").str.translate(_DIGITS)).where(~bad)
    values = pd.Series(pd.PeriodIndex(names, freq="Q"))
    return Parsed(expand(values, codes, years.index), expand(bad, codes, years.index))


def parse_day(cells: pd.Series) -> Parsed:
    """Days such as 2024-06-30, 2024/6/30, 2024年6月30日. Blank is missing, anything else is bad."""
    texts, codes = distinct(cells)
    parts = fold(texts).str.extract(r"^\s*(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?\s*$")
    days = pd.to_datetime(parts[0] + "-" + parts[1] + "-" + parts[2], format="%Y-%m-%d", errors="coerce")
    days = days.astype("datetime64[us]")
    bad = days.isna() & texts.str.strip().ne("")
    return Parsed(expand(days, codes, cells.index), expand(bad, codes, cells.index))


def split_names(cells: pd.Series, persons: bool = False) -> Names:
    """Lists of the names in each cell, in order; a name padded to three characters loses its blank.

    Among `persons` an office is no name, and a title behind a name (in brackets, or 副区长 after a blank) goes.

    >>> split_names(pd.Series(["韩　梅、朱江桥", ""])).values.tolist()
    [['韩梅', '朱江桥'], []]
    >>> split_names(pd.Series(["朱江桥（副区长）、区府办", "朱江桥 韩 梅"]), persons=True).values.tolist()
    [['朱江桥'], ['朱江桥', '韩梅']]
    """
    texts, codes = distinct(cells)
    names, *flags = zip(*(_split(text, persons) for text in texts), strict=True) if len(texts) else ((), (), (), ())
    values = np.fromiter(names, dtype="object", count=len(texts))
    lists = pd.Series(values[codes], index=cells.index, dtype="object")
    first = pd.Series([found[0] if found else None for found in names], dtype="str")
    return Names(
        lists,
        expand(first, codes, cells.index),
        *(expand(pd.Series(list(flag), dtype=bool), codes, cells.index) for flag in flags),
    )


def _split(cell: str, persons: bool) -> tuple[list[str], bool, bool, bool]:
    """The names of one cell; whether there are several; an office among persons; a title taken off."""
    names: dict[str, None] = {}
    offices = shortened = False
    for part in filter(None, (part.strip(" \u3000\u00a0。.") for part in SEVERAL.split(_PADDED.sub(r"\1\2", cell)))):
        for name in _at_blanks(part, persons):
            if persons:
                plain = _BRACKET.sub("", name).strip()
                shortened |= plain != name
                name = plain or name
                if is_unit(name):
                    offices = True
                    continue
            names[name] = None
    return list(names), len(names) > 1 or offices, offices, shortened


def _at_blanks(part: str, persons: bool) -> list[str]:
    """Split at blanks only where every piece is a name by itself."""
    pieces = re.split("[ \u3000\u00a0]+", part)
    whole = (
        all(_PERSON.fullmatch(piece) and not is_unit(piece) for piece in pieces)
        if persons
        else all(map(is_unit, pieces))
    )
    offices = tuple(load_vocabulary("units")["offices"])
    if persons and len(pieces) == 2 and _PERSON.fullmatch(pieces[0]) and pieces[1].endswith(offices):
        return [f"{pieces[0]}（{pieces[1]}）"]
    return pieces if whole else [part]

"""What a cell means: statuses, quarters, days, names. A whole column at a time, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis_helpers.core.project_words import NONE, meanings, plain_word
from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import load_vocabulary

LONGEST_STATUS = 16  # characters; a longer cell tells more than a status
_DIGITS = str.maketrans("一二三四", "1234")


class Parsed(NamedTuple):
    """The values of a column, and which of its cells could not be read."""

    values: pd.Series
    bad: pd.Series


class Statuses(NamedTuple):
    """Status classes; cells without one; those whose class was found in longer words; those that say only that
    work is under way; those that are a light; marks for nothing."""

    values: pd.Series
    bad: pd.Series
    within: pd.Series
    under_way: pd.Series
    lights: pd.Series
    nothing: pd.Series


def distinct(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The different texts of a column, and for each cell which of them it holds: what is parsed is parsed once."""
    codes, values = pd.factorize(cells)
    return pd.Series(values, dtype="str"), codes


def expand(parsed: pd.Series, codes: np.ndarray, index: pd.Index) -> pd.Series:
    """What was read from the different texts, for every cell."""
    return parsed.take(codes).set_axis(index)


def fold(cells: pd.Series) -> pd.Series:
    """Fold full-width characters, so that ５５％ and 55% are the same; a footnote mark (5², 8①) never becomes a digit.

    >>> fold(pd.Series(["５５％", "5²%", "8①"])).tolist()
    ['55%', '5²%', '8①']
    """
    folded = cells.str.normalize("NFKC")
    marked = cells.str.contains(FOOTNOTE_MARK).fillna(False).astype(bool)
    if marked.any():
        folded[marked] = [_fold_around_marks(text) for text in cells[marked]]
    return folded


def _fold_around_marks(text: str) -> str:
    return "".join(c if FOOTNOTE_MARK.match(c) else unicodedata.normalize("NFKC", c) for c in text)


# Raised, lowered, circled and bracketed numbers, and fractions: characters that fold into digits and are none.
FOOTNOTE_MARK = re.compile(
    "["
    "\u00b2-\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b"
    "\u24ea\u3251-\u325f\u32b1-\u32cb\u3358-\u3370\u3378-\u3379\u339f-\u33a6\u33a8\u33af\u33e0-\u33fe"
    "]"
)


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


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What a short cell can say, in the order in which it is asked: negatives first."""
    written = dict(load_vocabulary("statuses")["patterns"])
    noise, plan = written.pop("noise"), written.pop("plan")
    filled = {
        name: [each.replace("{noise}", noise).replace("{plan}", plan) for each in said]
        for name, said in written.items()
    }
    return tuple((name, re.compile("|".join(f"(?:{each})" for each in said))) for name, said in filled.items())


@lru_cache(maxsize=10_000)
def status_class(text: str) -> str | None:
    """The class of a cell that equals a status word or is made up of the parts of one, or None.

    >>> [status_class(text) for text in ("已竣工", "未达到时间节点要求", "按计划有序推进", "推进中", "基本完成")]
    ['done', 'behind', 'on_schedule', None, None]
    """
    if (known := _status_words().get(text)) is not None or len(text) > LONGEST_STATUS:
        return known
    if text in load_vocabulary("statuses")["under_way"]["words"] + load_vocabulary("statuses")["no_class"]["words"]:
        return None
    return next((name for name, pattern in _patterns() if pattern.fullmatch(text)), None)


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


def parse_status(cells: pd.Series, header: str = "", lines: Sequence[str] = ()) -> Statuses:
    """Status words by `core/vocabulary/statuses.toml`, negatives first; an unknown word is bad, a blank is missing.

    Under a `header` that asks (是否达到序时进度) 是 and 否 answer; lights are read by the legend in one of `lines`.

    >>> parse_status(pd.Series(["是", "否"]), "是否达到序时进度").values.tolist()
    ['on_schedule', 'behind']
    >>> parse_status(pd.Series(["绿灯", "红灯"]), "亮灯", ["绿灯：达到序时进度；红灯：滞后"]).values.tolist()
    ['on_schedule', 'behind']
    """
    texts, codes = distinct(cells)
    folded = fold(texts).str.strip()
    words = load_vocabulary("statuses")
    known = _answers(header) | _legend(lines)
    own = meanings("status", "light")
    if own:
        own = {text: own[plain_word(text)] for text in folded if plain_word(text) in own and text not in known}
    values = folded.map(lambda text: own.get(text) or known.get(text) or status_class(text)).astype("object")
    values[folded.isin([text for text, name in own.items() if name == NONE])] = None
    nothing = folded.isin(load_vocabulary("names")["nobody"])
    open_yet = values.isna() & ~folded.isin(list(own))  # what the project's own words say is settled
    under_way = open_yet & folded.isin(words["under_way"]["words"])
    lights = open_yet & folded.isin(words["lights"]["words"])
    longer = open_yet & folded.ne("") & ~(nothing | under_way | lights)
    values[longer] = [status_within(text) for text in folded[longer]]
    bad = values.isna() & longer
    read = Statuses(as_status(values), bad, longer & values.notna(), under_way, lights, nothing)
    return Statuses(*(expand(part, codes, cells.index) for part in read))


def asked_status(header: str) -> str | None:
    """The class that 是 stands for under a header that asks, or None: 是否达到序时进度, 按期推进（是/否）, 是否滞后.

    >>> asked_status("是否达到序时进度"), asked_status("按期推进（是/否）"), asked_status("是否滞后"), asked_status("是否纳入考核")
    ('on_schedule', 'on_schedule', 'behind', None)
    """
    return status_class(_question(header))


def _question(header: str) -> str:
    """What a header asks: behind 是否 if it says so, without brackets."""
    return re.sub(r"[(（\[][^()（）\[\]]*[)）\]]|\s", "", header).rpartition("是否")[2]


def _answers(header: str) -> dict[str, str]:
    """What 是 and 否 mean under a header that asks; not behind is at least on schedule, and not on schedule behind."""
    yes = asked_status(header)
    if yes is None:
        return {}
    words = load_vocabulary("statuses")
    asked = _question(header)
    no = {"behind": "on_schedule", "on_schedule": "behind"}.get(yes) or status_class(f"未{asked}")
    if no is None or f"未{asked}" in words["no_class"]["words"]:
        return dict.fromkeys(words["answers"]["yes"], yes)
    return dict.fromkeys(words["answers"]["yes"], yes) | dict.fromkeys(words["answers"]["no"], no)


def _legend(lines: Sequence[str]) -> dict[str, str]:
    """What lights mean by a legend above the table: every word of a colour → its class."""
    words = load_vocabulary("statuses")["lights"]
    found = [pair for line in lines for pair in re.findall(words["legend"], line)]
    colours = {colour: name for colour, said in found if (name := status_class(said) or status_within(said))}
    return {word: colours[colour] for word in words["words"] for colour in colours if colour in word}


def as_status(values: pd.Series) -> pd.Series:
    """Make an ordered categorical of our class names, from worst to best."""
    return values.astype(pd.CategoricalDtype(STATUSES, ordered=True))


def parse_quarter(years: pd.Series, quarters: pd.Series) -> Parsed:
    """Quarters (`Period[Q]`) of a year column and a quarter column (`2`, `二`, `第二季度`, `Q2`, `2024Q2`)."""
    (named, of_year), (texts, of_quarter) = distinct(years), distinct(quarters)
    codes, pairs = pd.factorize(of_year * len(texts) + of_quarter)
    folded = fold(texts.take(pairs % len(texts)).reset_index(drop=True))
    year = fold(named.take(pairs // len(texts)).reset_index(drop=True)).str.extract(
        r"^\s*+((?:19|20)[0-9]{2})(?:\.0)?\s*+年?度?\s*+$", expand=False
    )
    year = year.fillna(folded.str.extract(r"^\s*+(20[0-9]{2})年?\s*+[第Q]", expand=False))
    quarter = folded.str.extract(
        r"^\s*+(?:20[0-9]{2}年?)?\s*+(?:第|Q)?\s*+([1-4一二三四])(?:\.0)?\s*+(?:季度?)?\s*+$", expand=False
    )
    bad = year.isna() | quarter.isna()
    names = (year.astype("str") + "Q" + quarter.astype("str").str.translate(_DIGITS)).where(~bad)
    values = pd.Series(pd.PeriodIndex(names, freq="Q"))
    return Parsed(expand(values, codes, years.index), expand(bad, codes, years.index))


def parse_day(cells: pd.Series) -> Parsed:
    """Days such as 2024-06-30, 2024/6/30, 2024年6月30日. Blank is missing, anything else is bad."""
    texts, codes = distinct(cells)
    if texts.eq("").all():  # most reports name no day in a column
        return Parsed(pd.Series(pd.NaT, cells.index, dtype="datetime64[us]"), pd.Series(False, cells.index))
    parts = fold(texts).str.extract(
        r"^\s*(20[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]00:00(?::00)?)?\s*$"
    )
    days = pd.to_datetime(parts[0] + "-" + parts[1] + "-" + parts[2], format="%Y-%m-%d", errors="coerce")
    days = days.astype("datetime64[us]")
    bad = days.isna() & texts.str.strip().ne("")
    return Parsed(expand(days, codes, cells.index), expand(bad, codes, cells.index))

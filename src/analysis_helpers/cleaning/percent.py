"""What percent does a cell state? Every form that reports use, and what nothing decides stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.fields import FOOTNOTE_MARK, distinct, expand, fold, status_class
from analysis_helpers.core.chinese_numerals import read_numeral
from analysis_helpers.core.project_words import meanings, plain_word
from analysis_helpers.core.vocabulary import load_vocabulary

MOST_AS_FRACTION = 2.0  # a fraction that says that a goal was exceeded (1.3 is 130 %) is not larger
LONGEST = 100  # characters of a cell that can state a percent
LONGEST_CLAUSE = 24  # characters of a cell with one percent among words that nobody knows: unknown, and said
NUMBER = r"[0-9]+(?:\s?\.\s?[0-9]+)?"
PLAIN = re.compile(rf"({NUMBER})\s*%?")
CHINESE = re.compile(r"百分之([零〇一二两三四五六七八九十百点]+)")
TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九半]?)(?![\u4e00-\u9fff])")
DATE = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日")
GLUED = re.compile(rf"(|.*?[。；;!！.\n])\s*({NUMBER}\s*[%％])[。.;；]?\s*", re.DOTALL)
WORDED = ("percent_in_words", "percent_about", "percent_bound", "percent_done", "percent_is_status",
          "percent_is_date", "percent_in_text", "percent_unclear")  # fmt: skip


@dataclass(frozen=True)
class Percents:
    """Percents in points, the cells that are none, and by rule the cells in which there was something to decide."""

    values: pd.Series
    bad: pd.Series
    decided: dict[str, pd.Series] = field(default_factory=dict)


def parse_percent(cells: pd.Series, header: str = "") -> Percents:
    """Percents in points: `55%`, `55`, `５５％`, `5. 4 %`, 完成55%, 百分之五十五. Blank is missing.

    Where no number of the column has a percent sign and none is over 1, they are fractions: 0.55 is 55 %. If all
    of them are 0 or 1, or the `header` says (%), nothing decides between 1 and 100 %: such a value is unknown; so
    is a bare 0.55 or 1 among signed percents, and 0.6 beside 100. Where few are a little over 1, a goal was exceeded:
    1.3 among 0.7 and 0.95 is 130 %. 已完成 is 100, 约55% is 55 and doubtful, 50%以上 is unknown, anything
    else is bad.

    >>> parse_percent(pd.Series(["55%", "", "half", "5. 4 %"])).values.tolist()
    [55.0, <NA>, <NA>, 5.4]
    >>> parse_percent(pd.Series(["0.55", "1"])).values.tolist()
    [55.0, 100.0]
    >>> parse_percent(pd.Series(["0", "1"])).values.tolist()
    [0.0, <NA>]
    """
    texts, codes = distinct(cells)
    read = _parse_texts(texts, header)
    decided = {rule: expand(where, codes, cells.index) for rule, where in read.decided.items() if where.any()}
    return Percents(expand(read.values, codes, cells.index), expand(read.bad, codes, cells.index), decided)


def _parse_texts(cells: pd.Series, header: str) -> Percents:
    """The same for texts that are all different; what a column decides is decided by which texts there are."""
    folded = fold(cells).str.strip()
    short = folded.where(folded.str.len() <= LONGEST)  # no pattern sees a text without bounds
    plain = short.str.extract(rf"^{PLAIN.pattern}$", expand=False)
    numbers = pd.to_numeric(plain.str.replace(r"\s", "", regex=True)).to_numpy(dtype=float, na_value=np.nan)
    spaced = plain.str.contains(r"\s").fillna(False).astype(bool)

    # Plain arrays: a column of twenty cells costs as much in Series as one of thousands.
    known, is_signed = ~np.isnan(numbers), folded.str.contains("%").to_numpy(dtype=bool)
    bare, whole = known & ~is_signed, np.mod(numbers, 1) == 0
    small = bare & (numbers > 0) & (numbers <= 1)
    only_small = bool(small.any()) and not (known & is_signed).any() and bool((numbers[known] <= 1).all())
    in_points = "%" in header or "％" in header
    parts_of_one = small & ~whole
    signed = bool((known & is_signed).any())
    over_one = bare & (numbers > 1)
    little_over = over_one & (numbers <= MOST_AS_FRACTION) & ~whole
    # 0.7, 0.95, 1.3: one goal is exceeded. 0.6, 0.9, 100 can be read in two ways.
    exceeded = bool(over_one.any()) and bool((over_one == little_over).all()) and parts_of_one.sum() >= over_one.sum()
    fractions = not in_points and not signed and bool(parts_of_one.any()) and (only_small or exceeded)
    mixed = bool(parts_of_one.any()) and not in_points and not fractions
    undecided = small & (
        mixed
        or (
            not fractions
            and (only_small or (signed and not over_one.any()))
            and not (in_points and (bool(whole[known].all()) or signed))
        )
    )
    told = meanings("percent").get(plain_word(header))  # the project says which of the two readings is meant
    if told is not None:
        fractions, undecided = told == "fraction", undecided & False
    small = small | little_over if fractions else small
    scaled = np.where(small & fractions, (numbers * 100).round(9), numbers)
    values = pd.Series(pd.array(np.where(undecided, np.nan, scaled), dtype="Float64"), cells.index)

    nothing = folded.isin(load_vocabulary("names")["nobody"])
    marked = short.str.contains(FOOTNOTE_MARK).fillna(False).astype(bool) & plain.isna()
    if marked.any():
        marked &= short.str.replace(FOOTNOTE_MARK, "", regex=True).str.fullmatch(PLAIN).fillna(False).astype(bool)
    worded = pd.Series(plain.isna() & folded.ne("") & ~nothing & ~marked, index=cells.index)
    said = [_from_words(text) for text in folded[worded]]
    values[worded] = [value for value, _ in said]
    rule = pd.Series("", index=cells.index, dtype="object")
    rule[worded] = [name for _, name in said]
    decided = {
        "percent_fraction": pd.Series(small & fractions & (told is None), cells.index),
        "percent_undecided": pd.Series(undecided, cells.index),
        "percent_spaced": spaced,
        "percent_nothing": nothing,
        "percent_marked": marked,
        **{name: rule.eq(name) for name in WORDED},
    }
    return Percents(values, rule.eq("bad"), decided)


def _from_words(text: str) -> tuple[float | None, str]:
    """A percent put into words, and the rule that read it."""
    if len(text) > LONGEST:
        return None, "bad"
    if (known := status_class(text)) is not None:
        return (100.0, "percent_done") if known == "done" else (None, "percent_is_status")
    words = load_vocabulary("percents")
    if text in words["vague"]:
        return None, "percent_bound"
    if DATE.fullmatch(text):
        return None, "percent_is_date"
    spelt = CHINESE.sub(_spell_out, text)
    spelt = TENTHS.sub(_spell_tenths, spelt)
    found = re.findall(rf"(?<![\d.\-~—–至]){NUMBER}\s*%(?!%)", spelt)
    rest = re.sub(r"[\s,，。;；:：()（）]", "", re.sub(rf"{NUMBER}\s*%", "", spelt, count=1))
    if len(found) != 1:
        return None, "percent_unclear" if found and len(text) <= LONGEST_CLAUSE else "bad"
    value = float(re.sub(r"[\s%]", "", found[0]))
    if rest in ("", *words["exact"]):
        return value, "percent_in_words"
    left = _without(rest, words["exact"])
    if not left:
        return value, "percent_in_words"
    if left in words["about"]:
        return value, "percent_about"
    if left in words["bound"]:
        return None, "percent_bound"
    clauses = re.split("[，,；;。]", spelt.rstrip("。；;.，, "))
    for clause in {clauses[0].strip(), clauses[-1].strip()} - {spelt.strip()}:
        if found[0] in clause and _from_words(clause) in ((value, "percent_in_words"), (value, "bad")):
            return value, "percent_in_text"
    return (None, "percent_unclear") if len(text) <= LONGEST_CLAUSE else (None, "bad")


def _without(text: str, words: list[str]) -> str:
    """A text without words in front, as often as there are any."""
    while (word := next((w for w in sorted(words, key=len, reverse=True) if text.startswith(w)), None)) is not None:
        text = text.removeprefix(word)
    return text


def _spell_out(match: re.Match[str]) -> str:
    """百分之三十五 as 35.0%; as it stands where that is no number."""
    value = read_numeral(match[1])
    return match[0] if value is None else f"{value}%"


def _spell_tenths(match: re.Match[str]) -> str:
    """三成五 as 35%."""
    tens, ones = read_numeral(match[1]) or 0, read_numeral(match[2].replace("半", "五")) or 0
    return f"{10 * tens + ones:g}%"


def unglue(narratives: pd.Series, percents: pd.Series) -> pd.DataFrame:
    """Percents glued to the end of a narrative beside an empty percent cell: `narrative` and `percent`, by row.

    Only behind the end of a sentence, or alone in the cell: a percent inside a narrative is not the row's.

    >>> unglue(pd.Series(["已开工。80%", "改造达75%"]), pd.Series(["", ""])).to_numpy().tolist()
    [['已开工。', '80%']]
    """
    texts, codes = distinct(percents.fillna(""))
    told = narratives[(texts.str.strip() == "").to_numpy()[codes]].dropna()
    told = told[told.str.contains("[%％]", regex=True)]
    found = told.str.extract(rf"^{GLUED.pattern}$", flags=re.DOTALL).set_axis(["narrative", "percent"], axis="columns")
    return found.dropna()

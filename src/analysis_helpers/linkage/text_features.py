"""Cut a text into the symbols by which it is compared, and tell which are its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import pandas as pd

from analysis_helpers.core.chinese_numerals import read_numeral
from analysis_helpers.core.vocabulary import load_vocabulary

LIST_MARK = re.compile(r"^\s*(?:\d{1,2}\s*[.、)]|[（(]\S{1,3}[)）]|[①-⑳])\s*")
LEVEL = re.compile(r"a{2,5}(?![a-z])")
NUMERAL = re.compile("[零〇一二三四五六七八九十百千万两]+")
ZEROS = re.compile(r"(\d)\.0+(?!\d)")
SYMBOL = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[^\W\d_a-z]|□")


def plain(text: str) -> str:
    """The text without blanks and with one width for every character: what "the same" means.

    >>> plain("新建 城市书房４个")
    '新建城市书房4个'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def split_symbols(text: str) -> tuple[str, ...]:
    """Han characters, words of Latin letters and whole numbers; no punctuation, no list mark.

    >>> split_symbols("1.创建AAA级景区村二十个（年内）。")
    ('创', '建', '3', 'a', '级', '景', '区', '村', '20', '个', '年', '内')
    """
    text = LIST_MARK.sub("", unicodedata.normalize("NFKC", text)).lower()
    text = LEVEL.sub(lambda found: f"{len(found.group())}a", text)
    text = ZEROS.sub(r"\1", NUMERAL.sub(_to_number, text))
    return tuple(SYMBOL.findall(text))


def reduce_wording(text: str) -> str:
    """The text with one word for all that mean the same, and without those that every second task has.

    >>> reduce_wording("加快推进居民小区建设")
    '群众小区'
    """
    pattern, words = _wordings()
    return pattern.sub(lambda found: words[found.group()], text.lower())


@cache
def _wordings() -> tuple[re.Pattern[str], dict[str, str]]:
    vocabulary = load_vocabulary("linking")["words"]
    same = {word: words[0] for words in vocabulary["same"] for word in words if len(word) > 1}
    words = same | dict.fromkeys(vocabulary["filler"], "")
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), words


def _to_number(found: re.Match[str]) -> str:
    return f"{read_numeral(found.group()) or 0:.0f}"


CLAUSE = re.compile(r"[^，,；;。！!？?]+[，,；;。！!？?]*")


def find_core(tasks: pd.DataFrame, limits: Mapping[str, float]) -> pd.Series:
    """The texts without the clauses that several tasks of a quarter share: they do not tell which task it is.

    Needs `side`, `unit`, `task`. A clause is shared if it stands in `common_in_unit` different tasks of a unit, or in
    `common` anywhere, in the same quarter. A text of nothing else stays whole.
    """
    clauses = tasks["task"].map(CLAUSE.findall).explode().rename("clause").to_frame()
    clauses["key"] = ["".join(split_symbols(reduce_wording(text))) for text in clauses["clause"].fillna("")]
    clauses = clauses.join(tasks[["side", "unit", "plain"]])
    kinds = clauses.drop_duplicates(["side", "unit", "plain", "key"])
    here = kinds.groupby(["side", "unit", "key"], dropna=False).size().rename("here")
    anywhere = kinds.groupby(["side", "key"]).size().rename("anywhere")
    clauses = clauses.join(here, on=["side", "unit", "key"]).join(anywhere, on=["side", "key"])
    in_unit, everywhere = clauses["here"].ge(limits["common_in_unit"]), clauses["anywhere"].ge(limits["common"])
    # What several tasks of one quarter share is shared in the other quarter, too.
    pairs = pd.MultiIndex.from_frame(clauses[["unit", "key"]])
    shared = pairs.isin(pairs[in_unit]) | clauses["key"].isin(clauses.loc[everywhere, "key"])
    kept = clauses[~shared & clauses["key"].ne("")]
    core = kept.groupby(level=0)["clause"].agg("".join)
    return core.reindex(tasks.index).fillna(tasks["task"])

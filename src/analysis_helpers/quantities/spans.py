"""Find where numbers stand in a text, and of what kind each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from analysis_helpers.core.vocabulary import load_vocabulary

FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94) if i != 0x0B} | {0x3000: 0x20}  # not ，: 15场，300人


def fold(text: str) -> str:
    """Full-width letters, digits and marks as ASCII; every character stays in its place.

    >>> fold("达５５％，约３家")
    '达55%，约3家'
    """
    return text.translate(FULL_WIDTH)


ONE, SMALL = "〇零○一二三四五六七八九两俩壹贰叁肆柒捌玖廿卅", "十百千拾佰仟"
GROUPED = r"\d{1,3}(?:[,，]\d{3})+(?![\d,，])(?:\.\d+)?"
BIG = r"(?:[十百千]?万亿|[十百千]?[万亿])"
ARABIC = rf"(?:{GROUPED}|[\d□]+(?:\.[\d□]+)?)\s*(?:{BIG}(?:\d+[千百])?|[百千](?![米克瓦伏帕卡赫]))?"
CHINESE = rf"[{ONE}{SMALL}万亿□]+"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"
SHORT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"  # of a month, a list, an edition
DASH = r"\s*(?:-|–|—|~|至|到)+\s*"
YEAR = r"(?:(?:19|20)\d{2}|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
DAY_PART = rf"(?:底|初|末|中旬|上旬|下旬|{SHORT}[日号](?!楼|线)(?:\d{{1,2}}时(?:\d{{1,2}}分)?)?)"
MONTH = rf"{SHORT}(?:(?:{DASH}|[、和]){SHORT})?月份?{DAY_PART}?"
QUARTER = rf"(?:第?[一二三四1-4](?:(?:[、和]|{DASH})第?[一二三四1-4])?季度[末初底]?|[上下]半年|半年(?=度))"
KINDS = ("name", "date", "list_mark", "silent", "duration", "ordinal", "rank", "level", "vague", "share", "plain")


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "(?:" + "|".join(re.escape(fold(word)) for word in sorted(set(words), key=len, reverse=True)) + ")"


def find_spans(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The numbers of a folded text from left to right: kind and match. Words that say no number are passed over."""
    for match in _pattern().finditer(text):
        kind = next(kind for kind in KINDS if match.group(kind) is not None)
        if kind != "silent":
            yield kind, match


@cache
def _pattern() -> re.Pattern[str]:
    """One pattern for all kinds, named by the kind; the order decides between those that begin at one place."""
    words = load_vocabulary("quantities")
    unit = any_of([*words["units"]["words"], "%", "‰"])
    patterns = {
        "name": _names(words, unit),
        "date": _dates(words, unit),
        "list_mark": rf"(?<![^\s。;!?:.,，、”)])\d{{1,2}}(?:[.、](?!\d)|\)(?!\d))|[①-⑳]|\({SHORT}\)"
        r"|(?<![^\s。;!?:.])[一二三四五六七八九十]{1,3}(?:、(?![一二三四五六七八九十]+[^一-龥])|是(?!否))",
        "silent": any_of(words["words"]["silent"]),
        "duration": rf"(?P<t_low>{NUMBER})(?:{DASH}(?P<t_high>{NUMBER}))?\s*(?P<t_mod>[余多])?\s*"
        rf"(?P<t_unit>{any_of(words['time']['units'])}|日(?=内))(?!岁|后|轻|级|制|龄|报|鉴|产|均|限|次)",
        "ordinal": rf"第\s*(?P<o_num>{NUMBER})\s*(?P<o_unit>{unit})?"
        rf"|(?P<p_num>{SHORT})(?P<p_unit>标段|标(?![准杆兵识志签的题箱配注]))"
        r"|(?<![办展召训布刊印编出共计])(?P<q_num>[一二三四五六])(?P<q_unit>期)(?=[^间限望刊]|$)",
        "rank": rf"(?<![目以之提当此日先空年月日支])前\s*(?P<r_num>{NUMBER})\s*(?P<r_unit>位|名|%|强|列)?(?!个|月|年)",
        "level": r"(?P<a_num>[1-5])(?P<a_unit>A级?)(?![A-Za-z])|(?P<s_num>[一二三四五六七1-7])(?P<s_unit>星级?)(?![期火辰光空际])"
        r"|(?P<m_num>[ⅠⅡⅢⅣⅤⅥ])(?P<m_unit>[级类])|(?P<j_num>[一二三四五六七八九])(?P<j_unit>级)(?!书记|联动|市场|别|贯通)"
        r"|(?P<e_num>[一二三])(?P<e_unit>等(?=奖|功)|甲(?!方|级))|(?P<w_num>[一二三四五])(?P<w_unit>类)(?=水)",
        "vague": rf"(?:(?:数|几|好几)[十百千万亿]+|[{ONE}]?十几|若干)[多余]?\s*(?P<v_unit>{unit})?|一(?P<y_unit>系列)|一大?(?P<b_unit>批)(?![次发准复])"
        rf"|(?<![一-龥]多)(?<![{SMALL}万亿\d余])[多几数](?P<c_unit>个|家|项|次|场|处|条|名|位|种|部|类|批|轮|所|座|起|件|人次|户)(?![月样元亩数才多业方])",
        "share": _shares(),
        "plain": rf"(?<![A-Za-z\d])(?P<sign>[+-](?=[\d.]+\s*%))?(?P<low>{NUMBER})(?:\s*(?P<low_unit>%|{unit})?{DASH}(?P<high>{NUMBER}))?"
        rf"\s*(?P<mod>[余多几])?(?P<big>{BIG}(?!元户))?\s*(?:(?P<unit>{unit})|(?P<noun>{any_of(words['units']['nouns'])}))?",
    }
    start = f"(?={_first_characters(words)})"
    return re.compile(start + "(?:" + "|".join(f"(?P<{kind}>{patterns[kind]})" for kind in KINDS) + ")")


def _names(words: dict[str, Any], unit: str) -> str:
    """Names and codes that hold a number: documents, telephones, roads, houses, versions, idioms of the trade."""
    digit = "[一二三四五六七八九]"
    return (
        rf"[〔\[(]20\d\d[〕\])]\s*第?\d+号|\d{{3,4}}-\d{{7,8}}|(?<!\d)1[3-9]\d{{9}}(?!\d)|\d+(?:\+[\dN]+)+"
        rf"|[A-Za-z]+-?\d+(?:\.\d+)?(?!\s*(?:%|[万亿\d.]))|[A-Z]区|\d+(?:\.\d+)版|{SHORT}#楼?|\d+号(?:楼|线|馆|厅|院|地块|门|桥|井|路)?"
        rf"|\d+[B-Zb-z](?![A-Za-z\d²/])(?!Wh?)|1(?:10|19|20)(?=接|报|联动|指挥|警|急救|出警)|12[3-4]\d\d(?=热线|平台|投诉|政务|市民|举报|线)"
        rf"|一[一-龥]一[策品档案单表册图码牌库警员师医法校]|{any_of(words['words']['names'])}"
        rf"|1:\d{{3,}}|[\d一二三四五六七八九]个一批|{digit}(?!{unit}){_han()}{digit}(?!{unit}){_han()}"
    )


def _han() -> str:
    """A Chinese character that is no numeral."""
    return rf"(?![{ONE}{SMALL}万亿])[一-龥]"


def _dates(words: dict[str, Any], unit: str) -> str:
    """Calendar dates in all their forms."""
    month = rf"{MONTH}(?:{DASH}(?:{MONTH}|{SHORT}日))?"
    return (
        rf"{YEAR}年?度?{DASH}{YEAR}年?度?(?![\d家个])|(?:{YEAR}年|\d{{2}}年(?={SHORT}月)|[今明去后前]年(?={SHORT}月|{QUARTER}))度?(?:{QUARTER}|{month}|[底初末])?"
        rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|前[一二三]季度|前{SHORT}个月|{QUARTER}|{month}"
        rf"|{SHORT}(?:{DASH}{SHORT})?日(?![均常间益报游照元内])(?:\d{{1,2}}时(?:\d{{1,2}}分)?)?|\d{{1,2}}:\d{{2}}(?!\d)(?:{DASH}\d{{1,2}}:\d{{2}})?"
        rf"|\d{{1,2}}时(?![间段代尚期])(?:\d{{1,2}}分)?|{any_of(words['time']['names'])}(?!{any_of(words['time']['names_not_before'])})"
        rf"|(?<![\d.]){YEAR}(?!\s*(?:[\d.,余多万亿□]|{unit}|-))"
    )


def _shares() -> str:
    """Parts in words: 百分之九十, 三分之二, 八成, 五成五, 过半, 翻一番."""
    return (
        rf"百分之(?P<h_num>[{ONE}{SMALL}点]+)|(?P<f_low>[{ONE}{SMALL}]+)分之(?P<f_num>[{ONE}{SMALL}]+)"
        rf"|(?P<d_num>[一二三四五六七八九两\d])(?P<d_mod>[多余])?成(?P<d_half>[一二三四五六七八九半])?(?![立果效功本员都就熟套交品长分年绩人型新群片])"
        r"|(?P<half>过半|半数|一半)|翻(?P<x_num>[一两二三四]|\d)?番"
    )


def _first_characters(words: dict[str, Any]) -> str:
    """A class of the characters that any span can begin with: all others are passed over fast."""
    listed = [*words["words"]["silent"], *words["words"]["names"], *words["time"]["names"]]
    first = {fold(word)[0] for word in listed} | set(ONE + SMALL + "万亿□第前数几多若上下半过翻好今明去后〔([ⅠⅡⅢⅣⅤⅥ+-")
    return "[" + re.escape("".join(sorted(first))) + r"\dA-Za-z①-⑳]"

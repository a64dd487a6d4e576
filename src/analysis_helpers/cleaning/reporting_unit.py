"""Which unit, and which district, does a name, a title or a file name speak of?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import PurePath

from analysis_helpers.core.vocabulary import load_vocabulary

_HAN = "\u4e00-\u9fff"
_PERIOD = r"20\d{2}年|20\d{2}[Qq][1-4]|二[〇零○][〇零○一二三四五六七八九]{2}年|第?[一二三四]季度|上半年|前三季度|半年度|\d{1,2}月?[-—–~至]\d{1,2}月"


@cache
def _ending() -> re.Pattern[str]:
    endings = sorted(load_vocabulary("units")["endings"], key=len, reverse=True)
    return re.compile(rf"(?:[{_HAN}A-Za-z0-9·]{{2,}}?|[\u4e00-\u9fff]{{1,}})(?:{'|'.join(endings)})(?:\([{_HAN}]+\))?")


@lru_cache(maxsize=10_000)
def is_unit(name: str) -> bool:
    """Whether a name is that of an office rather than of a person.

    >>> is_unit("文广旅游局"), is_unit("朱江桥"), is_unit("区府办"), is_unit("财政局(国资办)")
    (True, False, True, True)
    """
    return len(name) >= 3 and _ending().fullmatch(name) is not None


def without_relative(name: str) -> str:
    """Take off the 区 of 区文广旅游局, which says only where the title was written.

    >>> without_relative("区文广旅游局"), without_relative("市场监管局"), without_relative("上虞区教体局")
    ('文广旅游局', '市场监管局', '上虞区教体局')
    """
    words = load_vocabulary("units")
    if name[:1] in words["relative"] and name[1:2] not in words["not_before"] and is_unit(name[1:]):
        return name[1:]
    return name


def unit_in_title(title: str) -> str | None:
    """The unit that a title begins with, before the period it speaks of.

    >>> unit_in_title("区文广旅游局2024年二季度重点工作"), unit_in_title("2024年二季度重点工作")
    ('文广旅游局', None)
    """
    plain = re.sub(r"[\s《》“”【】\[\]]|合成数据", "", title).removeprefix("关于").strip("()（）:：-—")
    before = re.split(_PERIOD, plain, maxsplit=1)[0]
    for candidate in (before, before.removesuffix("关于")):
        if is_unit(candidate):
            return without_relative(candidate)
    behind = re.match(rf"(?:{_PERIOD})+(?:度)?([{_HAN}]+)", plain)
    if behind:
        found = _ending().match(behind[1])
        if found and is_unit(found[0]) and not found[0].startswith(tuple(load_vocabulary("units")["no_name"])):
            return without_relative(found[0])
    return None


def unit_in_lines(lines: Iterable[str]) -> tuple[str, str] | None:
    """The unit that a line above the table names (填报单位：…), and the line."""
    labels = "|".join(load_vocabulary("rows")["unit_labels"])
    for line in lines:
        found = re.search(rf"(?:{labels})\s*(?:\(盖章\)|（盖章）)?\s*[:：]\s*([{_HAN}]{{2,}})", line)
        if found and is_unit(found[1]):
            return without_relative(found[1]), line
    return None


def unit_in_file_name(file: str) -> str | None:
    """The unit that a file is named for: `2024Q2-文广旅游局.txt`.

    >>> unit_in_file_name("2024Q2-文广旅游局.v2.txt"), unit_in_file_name("report.txt")
    ('文广旅游局', None)
    """
    stem = re.sub(r"\.v\d+$", "", PurePath(file).stem)
    for part in re.split(r"[-_—–\s()（）]+", re.sub(_PERIOD, "-", stem)):
        if is_unit(part):
            return without_relative(part)
        if (found := _ending().match(part)) and is_unit(found[0]):
            return without_relative(found[0])
    return None


def district_of(name: str) -> str | None:
    """The district that a unit's full name begins with.

    >>> district_of("上虞区文广旅游局"), district_of("绍兴市上虞区教体局"), district_of("城市管理局"), district_of("开发区管委会")
    ('上虞区', '上虞区', None, None)
    """
    found = re.match(rf"(?:[{_HAN}]{{2,3}}市)?([{_HAN}]{{2,5}}?[区县市])(?=[{_HAN}]{{2,}})", name)
    if found is None or found[1].endswith(tuple(load_vocabulary("units")["no_district"])):
        return None
    rest = name[found.end() :]
    return found[1] if is_unit(rest) or (is_unit(name) and len(rest) >= 2) else None


def district_in_title(title: str) -> str | None:
    """The district that a title speaks of: 上虞区2024年…, 关于上虞区文广旅游局…

    >>> district_in_title("绍兴市上虞区2024年重点工作"), district_in_title("文广旅游局2024年重点工作")
    ('上虞区', None)
    """
    found = re.match(rf"(?:关于)?(?:[{_HAN}]{{2,3}}市)?([{_HAN}]{{2,4}}?[区县市])(?=20|[{_HAN}])", title)
    return None if found is None or found[1].endswith(tuple(load_vocabulary("units")["no_district"])) else found[1]

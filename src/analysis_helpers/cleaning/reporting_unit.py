"""Which unit, and which district, does a name, a title or a file name speak of?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import PurePath

from analysis_helpers.cleaning.period import split_at_period
from analysis_helpers.core.vocabulary import load_vocabulary

_HAN = "\u4e00-\u9fff"
AND = ("、", "和", "与", "及")
LONGEST = 30  # characters of a unit's name


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
    if len(name) == 2:  # 残联, 科协 are whole names
        return name.endswith(("联", "协")) and name in load_vocabulary("units")["endings"]
    if name.endswith("城乡"):  # 住房和城乡, cut off before 建设局
        return False
    return len(name) >= 3 and _ending().fullmatch(name) is not None


def without_relative(name: str) -> str:
    """Take off the 区 of 区文广旅游局, which says only where the title was written.

    >>> without_relative("区文广旅游局"), without_relative("市场监管局"), without_relative("上虞区教体局")
    ('文广旅游局', '市场监管局', '上虞区教体局')
    >>> without_relative("区委宣传部"), without_relative("市南区商务局")
    ('区委宣传部', '市南区商务局')
    """
    words, rest = load_vocabulary("units"), name[1:]
    begins_a_place = rest[1:2] in words["relative"]
    if name[:1] in words["relative"] and not begins_a_place and not rest.startswith(tuple(words["not_before"])):
        return rest if len(rest) > 2 and is_unit(rest) else name
    return name


def unit_in_title(title: str) -> str | None:
    """The unit that a title begins with, or that follows the period it speaks of.

    >>> unit_in_title("区文广旅游局2024年二季度重点工作"), unit_in_title("2024年二季度重点工作")
    ('文广旅游局', None)
    >>> unit_in_title("2024年三季度人大代表建议办理情况"), unit_in_title("2024年二季度区委宣传部重点工作")
    (None, '区委宣传部')
    """
    plain = re.sub(r"[\s《》“”【】\[\]]|合成数据", "", title).removeprefix("关于").strip("()（）:：-—")
    before, behind = split_at_period(plain)
    for part in (before.split("关于")[0].strip("()-—"), behind):
        if (unit := unit_at_start(part)) is not None:
            return without_relative(unit)
    return None


def unit_at_start(text: str) -> str | None:
    """The unit whose name a text begins with, ending where no other word goes on.

    >>> unit_at_start("文广旅游局重点工作"), unit_at_start("青岚街道办事处"), unit_at_start("数字化改革办成事效率")
    ('文广旅游局', '青岚街道办事处', None)
    """
    words = load_vocabulary("units")
    if text.startswith(tuple(words["no_name"])):
        return None
    ends = _names_at_start(text)
    names = [name for name in ends if _ends_a_name(name, text[len(name) :])]
    if not names or any(_goes_on_with_another(text[len(name) :]) for name in ends):
        return None
    name = names[0]
    for longer in names[1:]:
        if longer[len(name) :] in words["endings"]:
            name = longer
    return name


def _names_at_start(text: str) -> list[str]:
    """Every beginning of a text that ends like a unit, from the shortest."""
    run = re.match(rf"[{_HAN}A-Za-z0-9·]*(?:\([{_HAN}]+\))?", text)
    longest = run[0] if run else ""
    return [longest[:end] for end in range(3, min(len(longest), LONGEST) + 1) if is_unit(longest[:end])]


def _goes_on_with_another(behind: str) -> bool:
    """Whether a second unit follows (城管局和住建局): then neither is the one whose report it is."""
    return behind.startswith(AND) and unit_at_start(behind[1:]) is not None


def _ends_a_name(name: str, behind: str) -> bool:
    """Whether a name that ends like a unit ends here, and is none of the words that only look like one."""
    words = load_vocabulary("units")
    if name.endswith(tuple(words["no_unit"])) or behind.startswith(AND):
        return False
    if any(name.endswith(word[:cut]) and behind.startswith(word[cut:]) for word in words["goes_on"] for cut in range(1, len(word))):  # fmt: skip
        return False
    follows = re.match(f"[{_HAN}0-9]", behind) is None or behind.startswith(tuple(words["may_follow"]))
    return follows or name.endswith(tuple(words["firm"]))


def unit_in_lines(lines: Iterable[str]) -> tuple[str, str] | None:
    """The unit that a line above the table names (填报单位：…), and the line; 配合单位：… names another."""
    labels = "|".join(load_vocabulary("rows")["unit_labels"])
    for line in lines:
        found = re.search(
            rf"(?<![{_HAN}])(?:{labels})\s*(?:[(（](?:盖章|公章|签章)[)）])?\s*[:：]\s*([{_HAN}]{{2,}})", line
        )
        if found and is_unit(found[1]):
            return without_relative(found[1]), line
    return None


def unit_above(title: str, lines: Iterable[str]) -> tuple[str, str] | None:
    """The unit that the lines above a table speak of, and the line: one that names it, the title, a line like a title.

    To whom a letter goes (区政府：) and who is sent a copy are not whose report it is.
    """
    lines = list(lines)
    if (found := unit_in_lines(lines)) is not None:
        return found
    around = load_vocabulary("periods")["around"]
    others = [line for line in lines if not line.rstrip().endswith((":", "：")) and "。" not in line]
    for line in [title, *(line for line in others if not any(word in line for word in around))]:
        if (unit := unit_in_title(line)) is not None:
            return unit, line
    return None


def unit_in_file_name(file: str) -> str | None:
    """The unit that a file is named for: `2024Q2-文广旅游局.txt`.

    >>> unit_in_file_name("2024Q2-文广旅游局.v2.txt"), unit_in_file_name("report.txt")
    ('文广旅游局', None)
    """
    stem = re.sub(r"\.v\d+$", "", PurePath(file).stem)
    for part in re.split(r"[-_—–\s()（）]+", stem):
        for piece in split_at_period(part):
            if (unit := unit_at_start(piece.removeprefix("关于"))) is not None:
                return without_relative(unit)
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

"""Names of people and of units in a cell: several, padded, broken, with titles and roles. Never a guess."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.reporting_unit import is_unit
from analysis_helpers.core.vocabulary import load_vocabulary

HAN = "\u4e00-\u9fff"
BLANK = "[ \u3000\u00a0]"
SEPARATORS = "、，,；;/／|\n\r\t"
_PADDED = re.compile(f"(?<![{HAN}])([{HAN}]){BLANK}+([{HAN}])(?![{HAN}])")
_PADDED_LONG = re.compile(f"(?<![{HAN}])([{HAN}]){BLANK}+([{HAN}]{{2}})(?![{HAN}])")  # 庄 亦舟
_PADDED_BEFORE_NEXT = re.compile(f"([{HAN}])({BLANK}+)([{HAN}])(?=[{HAN}]{BLANK}+[{HAN}](?![{HAN}]))")
_ALONE = f"{BLANK}+[{HAN}](?![{HAN}])"  # one character between blanks; two of them are a padded name
_NAME_BEFORE_PADDED = re.compile(
    f"(?<![{HAN}])([{HAN}]{{2,3}})([{HAN}]{BLANK}+[{HAN}])(?=(?:{_ALONE}{_ALONE})*(?![{HAN}])(?!{_ALONE}))"
)
_PERSON = re.compile(f"[{HAN}]{{2,4}}|[{HAN}]+·[{HAN}·]+")
_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]")
_ROUND = str.maketrans("[【〔［]】〕］", "（（（（））））")  # a role may stand in any brackets: 甲局[牵头]
_TRIM = " \u3000\u00a0。.:：-—"


class Names(NamedTuple):
    """Lists of names and the first of each, and the cells in which there was something to decide.

    `several` names; an office among persons (`offices`); a title or role taken off (`shortened`); a break or blank
    inside a name taken out (`joined`); a mark for nobody (`nobody`); something that is no name (`unclear`); only
    units that help, none in charge (`helpers`).
    """

    values: pd.Series
    first: pd.Series
    several: pd.Series
    offices: pd.Series
    shortened: pd.Series
    joined: pd.Series
    nobody: pd.Series
    unclear: pd.Series
    helpers: pd.Series


class NamesInCell(NamedTuple):
    """The names of one cell, in order, the one in charge first; for the flags see `Names`."""

    names: list[str]
    several: bool = False
    offices: bool = False
    shortened: bool = False
    joined: bool = False
    nobody: bool = False
    unclear: bool = False
    helpers: bool = False


def split_names(cells: pd.Series, persons: bool = False) -> Names:
    """Lists of the names in each cell, in order; a name padded to three characters loses its blank.

    Among `persons` an office is no name, and titles in front of or behind a name go; among units a role goes
    (牵头：…；配合：…), and those who lead stand first. — and 无 name nobody.

    >>> split_names(pd.Series(["韩　梅、朱江桥", ""])).values.tolist()
    [['韩梅', '朱江桥'], []]
    >>> split_names(pd.Series(["朱江桥（副区长）、区府办", "朱江桥 韩 梅", "区委常委、副区长朱江桥"]), persons=True).values.tolist()
    [['朱江桥'], ['朱江桥', '韩梅'], ['朱江桥']]
    >>> split_names(pd.Series(["顾一舟范 芃", "顾一舟范 芃 邵 琦"]), persons=True).values.tolist()
    [['顾一舟', '范芃'], ['顾一舟', '范芃', '邵琦']]
    >>> split_names(pd.Series(["配合：区财政局；牵头：区民政局", "区住建局牵头，区城管局配合"])).first.tolist()
    ['区民政局', '区住建局']
    """
    codes, texts = pd.factorize(cells)
    read = [split_cell(text, persons) for text in texts]
    values = np.fromiter((cell.names for cell in read), dtype="object", count=len(read))
    lists = pd.Series(values[codes], index=cells.index, dtype="object")
    first = pd.Series([_first(cell) for cell in read], dtype="str")
    flags = [pd.Series([cell[at] for cell in read], dtype=bool) for at in range(1, len(NamesInCell._fields))]
    return Names(lists, *(part.take(codes).set_axis(cells.index) for part in (first, *flags)))


def _first(cell: NamesInCell) -> str | None:
    """Who is in charge; nobody where all that are named only help."""
    return cell.names[0] if cell.names and not cell.helpers else None


def split_cell(text: str, persons: bool) -> NamesInCell:
    """The names of one cell; see `split_names`."""
    text = text.translate(_ROUND)
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    words = load_vocabulary("names")
    if not plain or plain in words["nobody"] or re.fullmatch(words["vacant"], plain) or not plain.strip("-—–―/、,，"):
        return NamesInCell([], nobody=bool(plain))
    whole, joined = _join_breaks(text, persons)
    apart = _part_padded(whole) if persons else whole
    return _read_people(apart, joined) if persons else _read_units(apart, joined)


def _join_breaks(text: str, persons: bool) -> tuple[str, bool]:
    """Take out line breaks that stand inside a name, where the column was too narrow."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    whole = lines[:1]
    for line in lines[1:]:
        if _goes_on(whole[-1], line, persons):
            whole[-1] += line
        else:
            whole.append(line)
    return "\n".join(whole), len(whole) < len(lines)


def _goes_on(before: str, after: str, persons: bool) -> bool:
    """Whether two lines are halves of one name."""
    if before[-1:] in SEPARATORS or after[:1] in SEPARATORS or before[-1:] in "：:":
        return True
    last, first = re.split(f"[{SEPARATORS}]", before)[-1].strip(), re.split(f"[{SEPARATORS}]", after)[0].strip()
    if re.match(r"[(（]", first):
        return True
    if persons:
        han = len(re.sub(f"[^{HAN}]", "", last)), len(re.sub(f"[^{HAN}]", "", first))
        return min(han) == 1 and sum(han) <= 4
    return is_unit(last + first) and not (is_unit(last) and is_unit(first))


def _part_padded(text: str) -> str:
    """范 芃邵 琦 and 顾一舟范 芃: a name that runs into a padded one ends where that begins."""
    text = _PADDED_BEFORE_NEXT.sub(r"\1\3、", text)
    return _NAME_BEFORE_PADDED.sub(r"\1、\2", text) if not is_unit(re.sub(BLANK, "", text)) else text


def _pieces(text: str) -> list[str]:
    """The parts of a cell between marks that are not inside brackets."""
    text = re.sub(r"(?m)^\s*\d{1,2}[.、．)）]\s*(?=\D)", "", text)  # 1.甲局 2.乙局, a line each
    parts = re.split(f"[{SEPARATORS}]+(?![^(（]*[)）])", _PADDED_LONG.sub(r"\1\2", _PADDED.sub(r"\1\2", text)))
    return [piece for part in parts if (piece := part.strip(_TRIM))]


# ---- people


@cache
def _title() -> str:
    words = load_vocabulary("names")
    before, endings = (sorted(words[key], key=len, reverse=True) for key in ("before_titles", "titles"))
    return rf"(?:(?:{'|'.join(before)})*(?:{'|'.join(endings)}))"


def strip_titles(piece: str) -> str:
    """A name without the titles and roles around it; "" if there is nothing else; what is not understood stays.

    >>> [strip_titles(t) for t in ("副区长：常远", "政法委书记沈禾", "邵琦（副区长）", "局长 韩立", "朱副区长", "区委常委")]
    ['常远', '沈禾', '邵琦', '韩立', '朱副区长', '']
    """
    words = load_vocabulary("names")
    roles = "|".join(sorted([*words["lead"], *words["help"]], key=len, reverse=True))
    plain = _BRACKET.sub("", piece).strip(_TRIM)
    if found := re.fullmatch(
        rf"(?:{_title()}|(?:{roles})(?:单位|领导|人)?|[{HAN}]{{2,12}}{_title()}|[{HAN}]{{2,6}})[:：]\s*(.+)", plain
    ):
        plain = found[1].strip(_TRIM)
    if re.fullmatch(rf"{_title()}+", plain):
        return ""
    before = re.fullmatch(rf"(?:{_title()})+{BLANK}*([{HAN}]{{2,4}})", plain)
    if before and _PERSON.fullmatch(before[1]):
        return before[1]
    alone = re.fullmatch(rf"(.{{3,}}[局院室司团心道校])(?:{'|'.join(words['titles'])})", plain)
    if alone and is_unit(alone[1]):
        return ""
    behind = re.fullmatch(rf"([{HAN}]{{2,4}}?){BLANK}*(?:{_title()})+", plain)
    if behind and not behind[1].endswith(tuple(words["before_titles"])):
        return behind[1]
    apart = re.fullmatch(rf"([{HAN}]{{2,3}}){BLANK}+[{HAN}]{{2,16}}?{_title()}", plain)
    if apart and not apart[1].endswith(tuple(words["before_titles"])):
        return apart[1]
    # The title may name its office: 区公安局局长沈禾.
    long = re.fullmatch(rf"[{HAN}]{{2,20}}?{_title()}{BLANK}*([{HAN}]{{2,3}})", plain)
    if long and not long[1].endswith(tuple(words["titles"])):
        return long[1]
    return plain


def _read_people(text: str, joined: bool) -> NamesInCell:
    names: dict[str, None] = {}
    offices = shortened = unclear = False
    for piece in _pieces(text):
        for part in _people_at_blanks(piece):
            name = strip_titles(part)
            shortened |= name != part
            if not name:
                continue
            if is_unit(name):
                offices = True
                continue
            by_office = re.fullmatch(rf"[{HAN}]{{1,2}}{_title()}", name)  # 朱副区长 is somebody
            unclear |= by_office is None and len(name) > 1 and _PERSON.fullmatch(name) is None
            unclear |= name != part and len(name) == 4 and name[:2] not in load_vocabulary("names")["double_surnames"]
            names[name] = None
    unclear |= not names and not offices  # an office without a person
    return NamesInCell(list(names), len(names) > 1 or offices, offices, shortened, joined, False, unclear)


def _people_at_blanks(piece: str) -> list[str]:
    """Split at blanks only where every part is a name by itself."""
    parts = re.split(f"{BLANK}+", piece)
    return (
        parts
        if all(_PERSON.fullmatch(part) and not is_unit(part) and strip_titles(part) == part for part in parts)
        else [piece]
    )


# ---- units


@cache
def _roles() -> tuple[re.Pattern[str], ...]:
    """A role in front with its colon, one behind (in brackets or not), one in brackets with its own units."""
    words = load_vocabulary("names")
    said = "|".join(sorted([*words["lead"], *words["help"]], key=len, reverse=True))
    nouns = "|".join(words["role_nouns"])
    return (
        re.compile(rf"({said})(?:{nouns})[:：]"),
        re.compile(rf"^(?:由)?(.+?)[(（]({said})(?:{nouns})[)）]$"),
        re.compile(rf"^(?:由)?(.{{2,}}?)(?:为|共同)?({said})$"),
        re.compile(rf"[(（]((?:{said})(?:{nouns})[:：][^()（）]*)[)）]"),
    )


def _read_units(text: str, joined: bool) -> NamesInCell:
    """Units by their role: those that lead or have none come first, those that help behind."""
    in_front, bracketed, behind, bracketed_role = _roles()
    helping = load_vocabulary("names")["help"]
    main: dict[str, None] = {}
    helpers: dict[str, None] = {}
    shortened = False
    text = bracketed_role.sub(r"\n\1", text)  # 甲公司（配合：乙局）
    spread = in_front.sub(lambda match: f"\n{match[0]}", text)
    role = ""
    for piece in _pieces(spread):
        if found := in_front.match(piece):
            role, piece, shortened = found[1], piece[found.end() :].strip(_TRIM), True
        for part in _units_at_blanks(piece):
            own = bracketed.match(part) or behind.match(part)
            name = own[1].strip(_TRIM) if own else part
            shortened |= own is not None
            if name:
                (helpers if (own[2] if own else role) in helping else main)[name] = None
    names = [*main, *(name for name in helpers if name not in main)]
    return NamesInCell(names, len(names) > 1, False, shortened, joined, False, False, bool(names) and not main)


def _units_at_blanks(piece: str) -> list[str]:
    parts = re.split(f"{BLANK}+", piece)
    return parts if all(map(is_unit, parts)) else [piece]

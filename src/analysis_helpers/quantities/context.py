"""What stands around a number: its comparator, and the thing that is counted."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.quantities.spans import any_of

BREAK = "，,。;；!！?？\n:：()（）"  # a clause ends here
STOPS = "。;；!！?？\n"  # and a sentence here
ENDS = re.compile(f"[{BREAK}、]")
FAR = 40  # characters behind a number that are looked at
HAN = re.compile(r"[一-龥A-Za-z“”‘’\"、·+]+")
LEADING = re.compile(r"^(?:以上|以下|以内|左右|[的了等各每第、”’])+")
QUOTED = re.compile(r"[“‘\"《][^”’\"》]*[”’\"》]")
LEVEL = re.compile(r"(?:[1-5]A级?|[一二三四五]星级?|[ⅠⅡⅢⅣⅤ]类)?")


class NumberInText(NamedTuple):
    """Where a number stands in its text."""

    text: str
    start: int
    end: int
    clause: int  # where its clause begins
    sentence: int
    free: int  # where the number before it ended

    @property
    def left(self) -> str:
        """Its clause up to the number."""
        return self.text[self.clause : self.start]

    @property
    def right(self) -> str:
        """Its clause from the number on, up to the next mark."""
        rest = self.text[self.end : self.end + FAR]
        return ENDS.split(rest, maxsplit=1)[0]


class Words(NamedTuple):
    """Patterns made once from the vocabulary."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    rank: dict[str, int]
    verbs: re.Pattern[str]
    stops: re.Pattern[str]
    empty: frozenset[str]
    no_comparator: frozenset[str]
    rates: re.Pattern[str]
    base: re.Pattern[str]


@cache
def words() -> Words:
    """The vocabulary of comparators and things as patterns."""
    comparators, things = load_vocabulary("quantities")["comparators"], load_vocabulary("quantities")["things"]
    return Words(
        re.compile(f"{any_of(comparators['before'])}\\s*$"),
        re.compile(any_of(comparators["after"])),
        {word: rank for rank, word in enumerate(comparators["rank"])},
        re.compile(f"(?<!社会)(?<!公){any_of(things['verbs'])}(?!{any_of(things['compounds'])})"),
        re.compile(any_of(things["stops"])),
        frozenset(things["empty"]),
        frozenset(comparators["none"]),
        re.compile(f"[一-龥A-Za-z0-9]*?{any_of(things['rates'])}(?:占[一-龥A-Za-z]{{1,8}}?(?:比重|比例))?"),
        re.compile(f"(?:由(?!于)|从|{any_of(load_vocabulary('quantities')['cues']['to'])}).*$"),
    )


def find_comparator(place: NumberInText, inner: str | None, kind: str) -> str | None:
    """The word that bounds a number: 以上, 突破, 近 …; of several the one that binds."""
    text, start, end = place[:3]
    if kind == "date":
        return "前" if re.match("之?前(?![移进往列])", text[end : end + 3]) else None
    if kind == "vague":
        return "vague"
    if kind in ("name", "list_mark", "ordinal", "rank"):
        return None
    known = words()
    found = [inner] if inner else []
    if kind in ("plain", "share", "duration"):
        found += _words_before(text, start)
    if match := known.after.match(text[end : end + 6].lstrip()):
        found.append(match.group().removeprefix("及"))
    number = text[start:end]
    kept = [word for word in found if _binds(word, number, kind)]
    return min(kept, key=lambda word: known.rank.get(word, len(known.rank)), default=None)


def _words_before(text: str, start: int) -> list[str]:
    """Up to two comparators in front of a number, such as 达到约; 签约 and 通过 are none."""
    found: list[str] = []
    while len(found) < 2 and (match := words().before.search(text[max(0, start - 8) : start])):
        start -= len(match.group())
        word = match.group().strip()
        if text[start - 1 : start] + word in words().no_comparator:
            break
        found.append(word)
    return found


def _binds(word: str, number: str, kind: str) -> bool:
    """上 and 过 count only in 上百场, 过百人; 近三年 is a span of time."""
    if word in ("上", "过"):
        return number[0] in "百千万亿过"
    return not (word in ("近", "约") and kind == "duration")


def find_thing(place: NumberInText, kind: str, share: bool) -> str | None:
    """The thing counted: the noun behind the unit, else the one before the number; None where neither stands there.

    Of a percent it is the rate that is measured (完成率, 占GDP比重).
    """
    if share:
        return _rate(place) or _before(place)
    return _behind(place.text, place.end, kind == "vague") or _before(place)


def _behind(text: str, end: int, far: bool) -> str | None:
    run = HAN.match(text, LEVEL.match(text, end).end())  # type: ignore[union-attr]  # it matches nothing, too
    if run is None or run.group()[0] == "、":
        return None
    piece = run.group()
    if far and "的" in piece:  # 一批有影响力的名镇
        piece = piece.rpartition("的")[2]
    piece = LEADING.sub("", piece).split("、")[0]
    if stop := words().stops.search(piece):
        piece = piece[: stop.start()]
    return _trim(piece)


def _rate(place: NumberInText) -> str | None:
    found = words().rates.findall(place.left)
    return _trim(LEADING.sub("", found[-1])) if found else None


def _before(place: NumberInText) -> str | None:
    piece = LEADING.sub("", place.text[max(place.free, place.clause) : place.start].rstrip())
    if base := words().base.search(piece):  # 总数由1200个增至1403个: 总数
        piece = piece[: base.start()]
    piece = words().before.sub("", re.sub(r"[各共]+$", "", piece))
    # What is counted begins behind the last verb that something follows.
    hidden = QUOTED.sub(lambda match: "·" * len(match.group()), piece)  # a verb in quotation marks is part of a name
    edges = [(0, 0), *(match.span() for match in words().verbs.finditer(hidden)), (len(piece), len(piece))]
    pieces = [piece[end:start] for (_, end), (start, _) in pairwise(edges)]
    return next((thing for part in reversed(pieces) if (thing := _trim(part.split("的")[-1]))), None)


def _trim(piece: str) -> str | None:
    piece = piece.strip("、 +·")
    quoted = QUOTED.fullmatch(piece)
    piece = piece[1:-1] if quoted else piece
    return piece if len(piece) > 1 and piece not in words().empty else None

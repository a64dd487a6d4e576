"""What stands in a column: percents, numbers, words, names of people, of offices, statuses, ticks?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.names import split_cell, strip_titles
from analysis_helpers.cleaning.reporting_unit import is_unit
from analysis_helpers.core.vocabulary import load_vocabulary

SAMPLE = 60  # cells of a column that are looked at
LONG = 8  # characters; a longer text tells something
NUMBER_OF_COLUMN = re.compile(
    r"\d+|[(（]\d{1,2}[)）]|[\u2460-\u2473]|[甲乙丙丁戊己庚辛壬癸]"
)  # a row of these numbers the columns
_SIGNED = re.compile(r"[+-]?\d+(?:\.\d+)?%")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAME = re.compile("[\u4e00-\u9fff]+")
_ROLES = re.compile("[、,;:()]|牵头|主办")  # what a cell that names more than one unit, or their roles, has
_WITH_SIGN = re.compile(r"\d%|百分之")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_CODE = re.compile(r"第?[A-Za-z]{0,4}[-—－]?\d{1,6}(?:[-—－]\d{1,6})?号?")  # 第12号, A01, XM-2024-3: names nothing
_DATE = re.compile(
    r"(?:20\d\d[-/.年])?\d{1,2}(?:[-/.月]\d{0,2}[日底末份]?)|20\d\d[-/.年]\d{1,2}[-/.月]?\d{0,2}日?|.{0,3}(?:月底|月末|年底)"
)


@dataclass(frozen=True)
class Content:
    """How many cells of a column hold what; `filled` are not blank, `texts` the different ones."""

    filled: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    texts: frozenset[str] = frozenset()
    characters: int = 0
    largest: float = 0.0

    def share(self, *kinds: str) -> float:
        """The share of filled cells that are of one of some kinds."""
        return sum(self.kinds[kind] for kind in kinds) / self.filled if self.filled else 0.0

    @property
    def length(self) -> float:
        """Characters of a cell on average."""
        return self.characters / self.filled if self.filled else 0.0

    @property
    def distinctness(self) -> float:
        """How many of the cells differ."""
        return len(self.texts) / self.filled if self.filled else 0.0


def describe_column(cells: Iterable[str]) -> Content:
    """Say what stands in the cells of a column; marks for nothing (—, /, 无) count as blank."""
    return _describe(tuple(cells))


@lru_cache(maxsize=256)  # a header is looked for more than once
def _describe(cells: tuple[str, ...]) -> Content:
    kinds: Counter[str] = Counter()
    texts: set[str] = set()
    filled = characters = 0
    largest = 0.0
    nothing, vacant = load_vocabulary("names")["nobody"], re.compile(load_vocabulary("names")["vacant"])
    for cell in cells:
        text = "".join(unicodedata.normalize("NFKC", cell).split()) if cell else ""
        if not text or text in nothing or vacant.fullmatch(text):
            continue
        filled += 1
        texts.add(text)
        characters += len(text)
        kind = _kind(text)
        kinds["person" if kind == "text" and _are_people(cell) else kind] += 1
        if _NUMBER.fullmatch(text):
            largest = max(largest, abs(float(text.replace(",", ""))))
    return Content(filled, kinds, frozenset(texts), characters, largest)


def _kind(text: str) -> str:
    """What a cell holds: the first of these that it is."""
    if len(text) > 40:
        return "long"
    if _SIGNED.fullmatch(text):
        return "signed"
    if _NUMBER.fullmatch(text):
        return "number"
    if text in ticks() and not _HAN.search(text):
        return "tick"
    if text in load_vocabulary("statuses")["answers"]["yes"] + load_vocabulary("statuses")["answers"]["no"]:
        return "answer"  # 是 ticks a box, too
    if status_class(text) is not None or text in load_vocabulary("statuses")["under_way"]["words"]:
        return "status"
    if text in load_vocabulary("statuses")["lights"]["words"]:
        return "light"
    if _DATE.fullmatch(text):
        return "date"
    if _CODE.fullmatch(text):
        return "code"
    if _WITH_SIGN.search(text) and len(text) <= 30:
        return "with percent"
    if _HAN.search(text) and _quantity().fullmatch(text):
        return "quantity"
    if is_unit(text) or names_units(text):
        return "unit"
    if (name := _name_in(text)) is not None:
        return "person" if name == re.split("[、,;/]", text)[0] else "official"
    if text in load_vocabulary("columns")["units"]["measures"]:
        return "measure"
    if not _HAN.search(text):
        return "foreign"
    return "long" if len(text) >= LONG else "text"


def _are_people(cell: str) -> bool:
    """Whether a cell holds names that only blanks part: 单立本 桑榆."""
    names = cell.split()
    return len(names) > 1 and all(_name_in(name) is not None for name in names)


def names_units(text: str) -> bool:
    """Whether a cell names units and nothing else, with their roles: 甲局（主办）、乙局, 甲局牵头，乙局配合."""
    if not _ROLES.search(text):
        return False
    names = split_cell(text, persons=False).names
    return bool(names) and all(map(is_unit, names))


@cache
def _quantity() -> re.Pattern[str]:
    before = "|".join(load_vocabulary("columns")["units"]["before_quantity"])
    return re.compile(rf"(?:{before})?\d[\d,.]*\D{{0,6}}")


@cache
def ticks() -> frozenset[str]:
    """Marks that tick a box."""
    return frozenset(load_vocabulary("statuses")["ticks"]["marks"])


@cache
def _surnames() -> frozenset[str]:
    return frozenset(load_vocabulary("names")["surnames"])


def _name_in(text: str) -> str | None:
    """The first name of a cell that holds people, without title or office; None for anything else."""
    name = strip_titles(re.split("[、,;/]", text)[0])
    if not _NAME.fullmatch(name):
        return None
    family = 2 if name[:2] in load_vocabulary("names")["double_surnames"] else int(name[:1] in _surnames())
    return name if family and family < len(name) <= family + 2 else None

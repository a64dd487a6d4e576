"""A text of a report → the numbers in it, and what each of them says."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analysis_helpers.core.errors import ReportError
from analysis_helpers.quantities.context import BREAK, STOPS, NumberInText, find_comparator, find_thing
from analysis_helpers.quantities.roles import SHARES, find_role
from analysis_helpers.quantities.spans import find_spans, fold
from analysis_helpers.quantities.values import read_value

CLAUSES, SENTENCES = re.compile(f"[{BREAK}]"), re.compile(f"[{STOPS}]")
Kind = Literal["task", "narrative"]
DONE = ("均已", "已", "全部")  # 四镇已完工 is a count, 申遗六地 is a name


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text; `text[start:end]` is its quote. What is unknown, or no number, is None."""

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    thing: str | None
    comparator: str | None
    role: str
    start: int
    end: int


def read_quantities(text: str, kind: Kind = "narrative") -> tuple[Quantity, ...]:
    """Read every number of a task or a narrative, from left to right.

    `value` (or `low` and `high` of a range) is in base units (3.2亿元 is 320,000,000, unit 元), a percent in
    points; all three are None for a date, a name, a vague amount (`comparator` is then `vague`) and
    a figure with a lost character. `role` is one of `target, achieved, share, rank, date, ordinal, level, list_mark,
    other`. Raises ReportError for a kind that there is not. Rules: docs/method.md, "Numbers in words".

    >>> [(q.value, q.unit, q.thing, q.role) for q in read_quantities("新建城市书房4个，送书下乡6万册", "task")]
    [(4.0, '个', '城市书房', 'target'), (60000.0, '册', '送书下乡', 'target')]
    >>> [(q.value, q.role) for q in read_quantities("1.举办第二届书市；2.送书32547册", "narrative")]
    [(1.0, 'list_mark'), (2.0, 'ordinal'), (2.0, 'list_mark'), (32547.0, 'achieved')]
    """
    if kind not in ("task", "narrative"):
        raise ReportError("quantities.no_kind", kind=repr(kind))
    return _read(text, kind == "task")


@lru_cache(maxsize=65536)
def _read(text: str, task: bool) -> tuple[Quantity, ...]:
    folded = fold(text)
    clauses, sentences = _begins(CLAUSES, folded), _begins(SENTENCES, folded)
    found: list[Quantity] = []
    free = 0  # where the last count ended: what stands before it is not counted again
    for kind, match in find_spans(folded):
        reading = read_value(kind, match)
        if reading is None:
            continue
        start, end = match.start(), match.start() + len(match.group().rstrip())
        place = NumberInText(folded, start, end, _last(clauses, start), _last(sentences, start), free)
        comparator = find_comparator(place, reading.inner, kind)
        role = find_role(kind, place, reading, comparator, task)
        noun = kind == "plain" and match["noun"] is not None
        if noun and not folded[start].isdecimal() and not folded.startswith(DONE, end):
            role = "other"
        share = reading.unit in SHARES
        counted = kind in ("plain", "vague", "share") and not noun
        thing = find_thing(place, kind, share) if counted else None
        if thing is None and counted:
            thing = _thing_before(found, reading.unit, share)
        free = free if kind == "name" else end
        found.append(Quantity(*reading[:4], thing, comparator, role, start, end))
    return tuple(found)


def _begins(marks: re.Pattern[str], text: str) -> list[int]:
    return [0, *(match.end() for match in marks.finditer(text))]


def _last(begins: list[int], start: int) -> int:
    return begins[bisect_right(begins, start) - 1]


def _thing_before(found: list[Quantity], unit: str | None, share: bool) -> str | None:
    """两家已开放 speaks of what was counted just before, in the same measure word; 同比增长3% of the figure before it."""
    last = next((q for q in reversed(found) if q.thing is not None), None)
    return last.thing if last and (share or last.unit == unit) else None

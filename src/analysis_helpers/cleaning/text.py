"""The rules that bring a text back, in their order. One set, for a single text and for a column.

Each rule takes a whole column of texts and returns the steps it took. The order matters: whole annotations
go first (a broken one, which is the evidence of damage, stays), bytes are put back in step between clean
neighbours, and characters are simplified last (the damage is in the bytes of the traditional ones).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.column import Changed, convert_column, holds_any, strip_column
from analysis_helpers.cleaning.ledger import LOST, Step
from analysis_helpers.cleaning.mojibake import complete_by_word, repair_shifts
from analysis_helpers.cleaning.pinyin import leftover_annotations
from analysis_helpers.cleaning.script import to_simplified
from analysis_helpers.cleaning.shifted import START

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
SURROGATE = re.compile("[\ud800-\udfff]")
UNSEEN = re.compile(f"{INVISIBLE.pattern}|{SURROGATE.pattern}")
SAMPLE = 2000  # cells that tell whether a column repeats itself
REMARKS = ("byte_shift_refused", "characters_may_be_gone")  # what a pass of the rules says without changing anything


@dataclass(frozen=True)
class Change:
    """One rule at work on one text."""

    rule: str
    level: str
    count: int
    before: str
    after: str


@dataclass(frozen=True)
class CleanText:
    """A text as we read it, and every change that led there."""

    text: str
    changes: tuple[Change, ...]


def clean_text(text: str) -> CleanText:
    """Clean one text by the same rules as a whole report.

    >>> clean_text("區(qū)文廣旅游局").text
    '区文广旅游局'
    >>> [(change.rule, change.count) for change in clean_text("總?cè)舜瓮黄?00萬").changes]
    [('byte_shift', 1), ('word_completion', 1), ('simplified', 2), ('lost_character', 1)]
    >>> clean_text("總?cè)舜瓮黄?00萬").text
    '总人次突破□00万'
    """
    cells, steps = clean_column([text])
    changes = (Change(s.rule, s.level, int(s.count[0]), s.before[0] or "", s.after[0]) for s in steps)
    return CleanText(cells[0], tuple(changes))


def clean_column(cells: Sequence[str]) -> tuple[list[str], list[Step]]:
    """Clean a column of texts: the cleaned texts and the steps, in the order applied."""
    sample = cells[:SAMPLE]
    if 2 * len(set(sample)) > len(sample):
        return _clean(list(cells))
    codes, distinct = pd.factorize(np.array(cells, dtype="object"))
    texts, steps = _clean(distinct.tolist())  # a year, a status, a name stands in many cells
    return [texts[code] for code in codes.tolist()], [_spread(step, codes, len(distinct)) for step in steps]


def _spread(step: Step, codes: np.ndarray, distinct: int) -> Step:
    """A step on different texts as the step on all cells that hold them."""
    which = np.full(distinct, -1)
    which[np.asarray(step.at)] = np.arange(len(step.at))
    places = which[codes]
    at = np.flatnonzero(places >= 0)
    before, after = np.array(step.before, dtype=object), np.array(step.after, dtype=object)
    return replace(
        step, at=at, count=np.array(step.count)[places[at]], before=before[places[at]], after=after[places[at]]
    )


def _clean(cells: list[str]) -> tuple[list[str], list[Step]]:
    now, taken = cells, []
    remarks: dict[str, dict[int, int]] = {rule: {} for rule in REMARKS}
    todo = np.arange(len(now))
    while len(todo):
        changed: list[np.ndarray] = []
        for rule in RULES:
            for step in rule([now[i] for i in todo.tolist()] if len(todo) < len(now) else now):
                at = todo[np.asarray(step.at, dtype=np.int64)]
                if step.rule in REMARKS:
                    remarks[step.rule] |= dict(zip(at.tolist(), step.count, strict=True))
                elif len(at):
                    now = _put(now, at, step.after)
                    taken.append(replace(step, at=at))
                    changed.append(at)
        # What one rule takes away may be what kept another from seeing its case.
        again = np.unique(np.concatenate(changed)) if changed else todo[:0]
        todo = np.array([i for i in again.tolist() if "?" in now[i] or "(" in now[i]], dtype=np.int64)
    # A later pass may still have read what an earlier one refused.
    remarks["byte_shift_refused"] = {i: n for i, n in remarks["byte_shift_refused"].items() if "?" in now[i]}
    doubts = [
        *(_mark(rule, "doubtful", counts, now) for rule, counts in remarks.items()),
        *(check(now) for check in CHECKS),
    ]
    return now, taken + [step for step in doubts if len(step.at)]


def _put(cells: list[str], at: np.ndarray, texts: Sequence[str] | np.ndarray) -> list[str]:
    """The column with some of its cells replaced."""
    if len(at) == len(cells):
        return list(texts)
    column = np.array(cells, dtype=object)
    column[at] = texts
    return list(column)


def _step(rule: str, before: Sequence[str], changed: Changed) -> Step:
    """The step from one state of a column to the next: only the cells that differ."""
    at = np.flatnonzero(changed.counts)
    old, new = np.array(before, dtype=object), np.array(changed.cells, dtype=object)
    return Step(rule, "normalised", at, changed.counts[at], old[at], new[at])


def _mark(rule: str, level: str, count: Callable[[str], int] | Mapping[int, int], cells: Sequence[str]) -> Step:
    """A step that changes nothing and says that a person should look (or that something is lost)."""
    counts = enumerate(map(count, cells)) if callable(count) else sorted(count.items())
    found = [(i, n) for i, n in counts if n]
    same = [cells[i] for i, _ in found]
    return Step(rule, level, [i for i, _ in found], [n for _, n in found], same, same)


def _repair_bytes(cells: Sequence[str]) -> list[Step]:
    """Runs that are off by one byte come back; half a character is completed by a common word only."""
    suspects = [i for i, cell in enumerate(cells) if "?" in cell and START.search(cell)]
    repairs = [(i, repair_shifts(cells[i])) for i in suspects]
    shifted = [(i, repair) for i, repair in repairs if repair.runs]
    filled = [(i, repair, *complete_by_word(repair)) for i, repair in shifted if repair.halves]
    filled = [entry for entry in filled if entry[3]]
    refused = [(i, repair) for i, repair in repairs if repair.refused]
    unsure = [(i, repair) for i, repair in repairs if repair.unsure]
    return [
        Step("byte_shift", "repaired", [i for i, _ in shifted], [r.runs for _, r in shifted],
             [cells[i] for i, _ in shifted], [r.text for _, r in shifted]),
        Step("word_completion", "doubtful", [i for i, *_ in filled], [n for *_, n in filled],
             [r.text for _, r, *_ in filled], [text for *_, text, _ in filled]),
        Step("byte_shift_refused", "doubtful", [i for i, _ in refused], [r.refused for _, r in refused], [], []),
        Step("characters_may_be_gone", "doubtful", [i for i, _ in unsure], [r.unsure for _, r in unsure], [], []),
    ]  # fmt: skip


def _strip_pinyin(cells: Sequence[str]) -> list[Step]:
    return [_step("pinyin_annotation", cells, strip_column(cells))]


def _simplify(cells: Sequence[str]) -> list[Step]:
    return [_step("simplified", cells, convert_column(to_simplified, cells))]


def _drop_unseen(cells: Sequence[str]) -> list[Step]:
    """Characters that show nothing, or only turn the direction of writing, go; half a surrogate pair is a lost character."""
    if not holds_any(cells, UNSEEN):
        return []
    steps: list[Step] = []
    for rule, pattern, instead in (("invisible_character", INVISIBLE, ""), ("half_surrogate", SURROGATE, LOST)):
        counts = np.array([len(pattern.findall(cell)) for cell in cells], dtype=np.int64)
        after = [pattern.sub(instead, cell) for cell in cells]
        steps.append(_step(rule, cells, Changed(after, counts)))
        cells = after
    return steps


def _unify_line_ends(cells: Sequence[str]) -> list[Step]:
    if not any("\r" in cell for cell in cells):
        return []
    counts = np.array([cell.count("\r") for cell in cells], dtype=np.int64)
    return [
        _step("line_end", cells, Changed([cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells], counts))
    ]


def _trim(cells: Sequence[str]) -> list[Step]:
    after = list(map(str.strip, cells))
    lengths = np.array(list(map(len, cells))) - np.array(list(map(len, after)))
    return [_step("outer_blank", cells, Changed(after, lengths))]


RULES: tuple[Callable[[Sequence[str]], list[Step]], ...] = (
    _drop_unseen,
    _strip_pinyin,
    _repair_bytes,
    _simplify,
    _unify_line_ends,
    _trim,
)

# What is left for a person to look at, once nothing changes any more.
CHECKS: tuple[Callable[[Sequence[str]], Step], ...] = (
    partial(_mark, "bracket_like_pinyin", "doubtful", lambda cell: "(" in cell and leftover_annotations(cell)),
    partial(_mark, "lost_character", "unknown", lambda cell: LOST in cell and cell.count(LOST)),
)

"""The rules that bring a text back, in their order. One set, for a single text and for a column.

Each rule takes a whole column of texts and returns the steps it took. The order matters: whole annotations
go first (a broken one, which is the evidence of damage, stays), bytes are put back in step between clean
neighbours, and characters are simplified last (the damage is in the bytes of the traditional ones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from analysis_helpers.cleaning.ledger import LOST, Step
from analysis_helpers.cleaning.mojibake import START, complete_by_word, repair_shifts
from analysis_helpers.cleaning.pinyin import leftover_annotations, strip_annotations
from analysis_helpers.cleaning.script import to_simplified

REMARKS = ("byte_shift_refused", "characters_may_be_gone")  # what a pass of the rules says without changing anything
SEPARATOR = "\x1e"  # ASCII "record separator": no rule crosses it


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
    changes = (Change(s.rule, s.level, s.count[0], s.before[0] or "", s.after[0]) for s in steps)
    return CleanText(cells[0], tuple(changes))


def clean_column(cells: Sequence[str]) -> tuple[list[str], list[Step]]:
    """Clean a column of texts: the cleaned texts and the steps, in the order applied."""
    now, taken = list(cells), []
    remarks: dict[str, dict[int, int]] = {rule: {} for rule in REMARKS}
    todo = list(range(len(now)))
    while todo:
        changed: set[int] = set()
        for rule in RULES:
            for step in rule([now[i] for i in todo]):
                at = [todo[i] for i in step.at]
                if step.rule in REMARKS:
                    remarks[step.rule] |= dict(zip(at, step.count, strict=True))
                    continue
                for i, after in zip(at, step.after, strict=True):
                    now[i] = after
                if at:
                    taken.append(replace(step, at=at))
                    changed.update(at)
        # What one rule takes away may be what kept another from seeing its case.
        todo = [i for i in sorted(changed) if "?" in now[i] or "(" in now[i]]
    # A later pass may still have read what an earlier one refused.
    remarks["byte_shift_refused"] = {i: n for i, n in remarks["byte_shift_refused"].items() if "?" in now[i]}
    doubts = [
        *(_mark(rule, "doubtful", counts, now) for rule, counts in remarks.items()),
        *(check(now) for check in CHECKS),
    ]
    return now, taken + [step for step in doubts if step.at]


def _step(rule: str, level: str, before: Sequence[str], after: Sequence[str],
          count: Callable[[str, str], int]) -> Step:  # fmt: skip
    """The step from one state of a column to the next: only the cells that differ."""
    at = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    return Step(
        rule, level, at, [count(before[i], after[i]) for i in at],
        [before[i] for i in at], [after[i] for i in at],
    )  # fmt: skip


def _mark(rule: str, level: str, count: Callable[[str], int] | Mapping[int, int], cells: Sequence[str]) -> Step:
    """A step that changes nothing and says that a person should look (or that something is lost)."""
    counts = enumerate(map(count, cells)) if callable(count) else sorted(count.items())
    found = [(i, n) for i, n in counts if n]
    same = [cells[i] for i, _ in found]
    return Step(rule, level, [i for i, _ in found], [n for _, n in found], same, same)


def _over_column(change: Callable[[str], str], cells: Sequence[str]) -> list[str]:
    """Apply a function to a whole column at once; only a cell that holds the separator takes the slow way."""
    joined = SEPARATOR.join(cells)
    if joined.count(SEPARATOR) != len(cells) - 1:
        return [change(cell) for cell in cells]
    return change(joined).split(SEPARATOR)


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
    after = _over_column(strip_annotations, cells)
    return [_step("pinyin_annotation", "normalised", cells, after, lambda old, new: old.count("(") - new.count("("))]


def _simplify(cells: Sequence[str]) -> list[Step]:
    after = _over_column(to_simplified, cells)
    return [_step("simplified", "normalised", cells, after, _differing)]


def _differing(old: str, new: str) -> int:
    if len(old) != len(new):
        return 1
    return sum(a != b for a, b in zip(old, new, strict=True))


def _unify_line_ends(cells: Sequence[str]) -> list[Step]:
    after = [cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell for cell in cells]
    return [_step("line_end", "normalised", cells, after, lambda old, _: old.count("\r"))]


def _trim(cells: Sequence[str]) -> list[Step]:
    after = [cell.strip() for cell in cells]
    return [_step("outer_blank", "normalised", cells, after, lambda old, new: len(old) - len(new))]


RULES: tuple[Callable[[Sequence[str]], list[Step]], ...] = (
    _strip_pinyin,
    _repair_bytes,
    _simplify,
    _unify_line_ends,
    _trim,
)

# What is left for a person to look at, once nothing changes any more.
CHECKS: tuple[Callable[[Sequence[str]], Step], ...] = (
    partial(_mark, "bracket_like_pinyin", "doubtful", leftover_annotations),
    partial(_mark, "lost_character", "unknown", lambda cell: cell.count(LOST)),
)

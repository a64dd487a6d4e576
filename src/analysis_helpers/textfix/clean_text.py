"""Clean texts: pinyin, bytes out of step, script, blanks, line breaks."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis_helpers.core.characters import plain_controls
from analysis_helpers.readers.grid import Column, join_texts
from analysis_helpers.textfix.pinyin import leftover_annotations
from analysis_helpers.textfix.steps import LOST, Picked, Step, take_texts
from analysis_helpers.textfix.text_arrays import Texts, character_table, look_up, simplify_column, strip_column

if TYPE_CHECKING:
    from analysis_helpers.textfix.mojibake import Repair

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
SURROGATE = re.compile("[\ud800-\udfff]")
Rule = Callable[[Texts], tuple[Texts, list[Step]]]
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
    changes = (
        Change(s.rule, s.level, int(s.count[0]), take_texts(s.before)[0] or "", take_texts(s.after)[0]) for s in steps
    )
    return CleanText(cells[0], tuple(changes))


def clean_column(cells: Sequence[str]) -> tuple[list[str], list[Step]]:
    """Clean a column of texts: the cleaned texts and the steps, in the order applied."""
    texts, steps = clean_texts(Texts.of(cells))
    return texts.cells.tolist(), steps


def clean_texts(texts: Texts, first: Sequence[Rule] = ()) -> tuple[Texts, list[Step]]:
    """Run the rules over many texts until nothing more changes; rules in `first` come before all others."""
    whole, at = texts, np.arange(len(texts.bounds) - 1)
    suspect, taken = np.zeros(len(at), dtype=bool), list[Step]()
    remarks: dict[str, dict[int, int]] = {rule: {} for rule in REMARKS}
    rules = [*first, *RULES]
    while len(at):
        changed = np.zeros(len(at), dtype=bool)
        for rule in rules:
            texts, steps = rule(texts)
            for step in steps:
                where = at[np.asarray(step.at, dtype=np.int64)]
                if step.rule in REMARKS:
                    remarks[step.rule] |= dict(zip(where.tolist(), step.count, strict=True))
                elif len(where):
                    taken.append(replace(step, at=where))
                    changed[step.at] = True
        whole = texts if len(at) == len(suspect) else whole.replace(at, texts.cells)
        suspect[at] = texts.holding("(", LOST)
        # What one rule takes away may be what kept another from seeing its case.
        again = changed & texts.holding("?", "(")
        texts, at, rules = Texts.of(texts.some(again)), at[again], list(RULES)
    # A later pass may still have read what an earlier one refused.
    looked = sorted({*np.flatnonzero(suspect).tolist(), *chain.from_iterable(remarks.values())})
    now = dict(zip(looked, whole.some(np.array(looked, dtype=np.int64)), strict=True))
    remarks["byte_shift_refused"] = {i: n for i, n in remarks["byte_shift_refused"].items() if "?" in now[i]}
    remarks["bracket_like_pinyin"] = {i: n for i in looked if suspect[i] and (n := leftover_annotations(now[i]))}
    lost = {i: n for i in looked if (n := now[i].count(LOST))}
    doubts = [*(_mark(rule, "doubtful", counts, now) for rule, counts in remarks.items()), _mark("lost_character", "unknown", lost, now)]  # fmt: skip
    return whole, taken + [step for step in doubts if len(step.at)]


def _step(rule: str, before: Texts, after: Texts, counts: np.ndarray) -> Step:
    """The step from one state of many texts to the next: only those that differ."""
    at = np.flatnonzero(counts)
    return Step(rule, "normalised", at, counts[at], before.pick(at), after.pick(at))


def _mark(rule: str, level: str, counts: Mapping[int, int], texts: Mapping[int, str]) -> Step:
    """A step that changes nothing and says that a person should look (or that something is lost)."""
    at = sorted(counts)
    same = [texts[i] for i in at]
    return Step(rule, level, np.array(at, dtype=np.int64), [counts[i] for i in at], same, same)


def change_each(rule: str, texts: Texts, at: np.ndarray, change: Callable[[str], str],
                count: Callable[[str, str], int] = operator.ne) -> tuple[Texts, list[Step]]:  # fmt: skip
    """A rule that few texts need: those are changed one by one; `count` says how often, 0 where not at all."""
    if not at.any():
        return texts, []
    places, before = np.flatnonzero(at), texts.some(at)
    after = list(map(change, before))
    changed = [
        (i, n, old, new) for i, old, new in zip(places.tolist(), before, after, strict=True) if (n := count(old, new))
    ]
    steps = [Step(rule, "normalised", *map(list, zip(*changed, strict=True)))] if changed else []
    return texts.replace(places, after), steps


@dataclass(frozen=True)
class _Reading:
    """What a text with bytes out of step reads as, and with the halves completed that `completed` counts."""

    repair: Repair
    text: str
    completed: int


@lru_cache(maxsize=1000)  # a header is cleaned when it is looked for, and again with the cells below it
def _read_again(text: str) -> _Reading | None:
    """Put bytes back in step; None where nothing looks as if they were not."""
    from analysis_helpers.textfix.mojibake import complete_by_word, repair_shifts  # few reports need them
    from analysis_helpers.textfix.shifted_bytes import START

    if START.search(text) is None:
        return None
    repair = repair_shifts(text)
    return _Reading(repair, *(complete_by_word(repair) if repair.halves else (repair.text, 0)))


# How many more damaged texts of a report are weighed; None where single texts are cleaned.
_left: ContextVar[list[int] | None] = ContextVar("damaged texts left", default=None)


def _read_within_bounds(text: str) -> _Reading | None:
    """`_read_again` for the first so many damaged texts of a report; the damage in all others is said, and left."""
    from analysis_helpers.textfix.shifted_bytes import MARK, START

    left = _left.get()
    if left is None or START.search(text) is None:
        return _read_again(text)
    left[0] -= 1
    if left[0] >= 0:
        return _read_again(text)
    from analysis_helpers.textfix.mojibake import Repair

    return _Reading(Repair(text, refused=max(1, sum(1 for _ in MARK.finditer(text)))), text, 0)


def _repair_bytes(texts: Texts) -> tuple[Texts, list[Step]]:
    """Runs that are off by one byte come back; half a character is completed by a common word only."""
    at = np.flatnonzero(texts.holding("?"))
    received = dict(zip(at.tolist(), texts.some(at), strict=True))
    readings = {i: reading for i, text in received.items() if (reading := _read_within_bounds(text)) is not None}
    shifted = {i: reading for i, reading in readings.items() if reading.repair.runs}
    filled = {i: reading for i, reading in shifted.items() if reading.completed}
    steps = [
        Step("byte_shift", "repaired", list(shifted), [r.repair.runs for r in shifted.values()],
             [received[i] for i in shifted], [r.repair.text for r in shifted.values()]),
        Step("word_completion", "doubtful", list(filled), [r.completed for r in filled.values()],
             [r.repair.text for r in filled.values()], [r.text for r in filled.values()]),
        _remark("byte_shift_refused", {i: n for i, r in readings.items() if (n := r.repair.refused)}),
        _remark("characters_may_be_gone", {i: n for i, r in readings.items() if (n := r.repair.unsure)}),
    ]  # fmt: skip
    return texts.replace(np.array(list(shifted), dtype=np.int64), [r.text for r in shifted.values()]), steps


def _remark(rule: str, counts: Mapping[int, int]) -> Step:
    """A step that changes nothing, whose texts are looked up when all rules are through."""
    return Step(rule, "doubtful", list(counts), list(counts.values()), [], [])


def _strip_pinyin(texts: Texts) -> tuple[Texts, list[Step]]:
    stripped, counts = strip_column(texts)
    return stripped, [_step("pinyin_annotation", texts, stripped, counts)]


def _simplify(texts: Texts) -> tuple[Texts, list[Step]]:
    simple, counts = simplify_column(texts)
    return simple, [_step("simplified", texts, simple, counts)]


def _drop_unseen(texts: Texts) -> tuple[Texts, list[Step]]:
    """Characters that show nothing, or only turn the direction of writing, go; half a surrogate pair is a lost character."""
    steps: list[Step] = []
    at = texts.count(np.flatnonzero(look_up(character_table().meet(texts.characters).unseen, texts.characters) > 0)) > 0
    for rule, pattern, instead in (("half_surrogate", SURROGATE, LOST), ("invisible_character", INVISIBLE, "")):
        texts, taken = change_each(rule, texts, at, partial(pattern.sub, instead), partial(_occurrences, pattern))
        steps += taken
    return texts, steps


def _drop_controls(texts: Texts) -> tuple[Texts, list[Step]]:
    """Control characters go: Word's line breaks become new lines, tabs blanks; no chart, page or notebook can show them."""
    found = look_up(character_table().meet(texts.characters).steering, texts.characters) > 0
    found[texts.bounds] = False  # between two texts stands such a character, too
    at = texts.count(np.flatnonzero(found)) > 0
    return change_each("control_character", texts, at, plain_controls)


def _occurrences(pattern: re.Pattern[str], before: str, after: str) -> int:  # noqa: ARG001
    return pattern.subn("", before)[1]  # no list of all of them: a cell may be very long


def _unify_line_ends(texts: Texts) -> tuple[Texts, list[Step]]:
    return change_each("line_end", texts, texts.holding("\r"), lambda cell: cell.replace("\r\n", "\n").replace("\r", "\n"),
                 lambda before, _: before.count("\r"))  # fmt: skip


def _trim(texts: Texts) -> tuple[Texts, list[Step]]:
    first, last = texts.characters[texts.bounds[:-1] + 1], texts.characters[texts.bounds[1:] - 1]
    full = np.diff(texts.bounds) > 1
    blank = character_table().meet(np.concatenate([first, last])).blank
    at = full & ((look_up(blank, first) | look_up(blank, last)) > 0)
    return change_each("outer_blank", texts, at, str.strip, lambda before, after: len(before) - len(after))


RULES: tuple[Rule, ...] = (
    _drop_unseen,
    _strip_pinyin,
    _repair_bytes,
    _simplify,
    _drop_controls,
    _unify_line_ends,
    _trim,
)


PIECE = 2**22  # bytes of text that are cleaned together, so that what the rules need on the way stays small
MOST_DAMAGED = 400  # texts of a report; each takes some 50 ms, and a report has a few
SAMPLE = 2000  # cells that tell whether a column repeats itself


def clean_columns(columns: Sequence[Column], first: Sequence[Rule] = ()) -> list[tuple[Column, list[Step]]]:
    """Clean many columns at once: for each its cleaned texts and the steps; rules in `first` come before all others.

    A missing cell stays missing.
    """
    codes: list[np.ndarray | None] = []
    parts: list[Column] = []
    for column in columns:
        sample = column[:SAMPLE]
        if 2 * len(pd.unique(sample)) > len(sample):
            codes.append(None)
            parts.append(column)
        else:  # a year, a status, a name stands in many cells
            code, different = pd.factorize(column, use_na_sentinel=False)
            codes.append(code)
            parts.append(different)
    row, bounds = _in_a_row(parts), np.cumsum([0, *map(len, parts)])
    done: list[Column] = []
    steps: list[Step] = []
    token = _left.set([MOST_DAMAGED])
    try:
        for start, end in pairwise(_cut(row)):
            texts, taken = clean_texts(Texts.of(row[start:end]), first)
            done.append(texts.column)
            steps += [replace(step, at=np.asarray(step.at) + start) for step in taken]
    finally:
        _left.reset(token)
    clean = join_texts(done)
    cleaned = []
    for start, end, code, part in zip(bounds, bounds[1:], codes, parts, strict=False):
        own = [part_of(step, start, end, code) for step in steps]
        column = clean[start:end]
        if (missing := pd.isna(part)).any():
            column = column.copy()
            column[missing] = None
        cleaned.append((column if code is None else column.take(code), [step for step in own if len(step.at)]))
    return cleaned


def _in_a_row(columns: Sequence[Column]) -> pa.Array | list[str]:
    """All texts of some columns, a missing one as an empty one; a list if one of them cannot be put into an array."""
    if all(column.dtype == "str" for column in columns):
        arrays = [pc.fill_null(pa.array(column), "") for column in columns]
        return pa.concat_arrays(arrays) if arrays else []
    return ["" if pd.isna(cell) else cell for column in columns for cell in column]


def _cut(row: pa.Array | list[str]) -> list[int]:
    """Where to cut a row of texts so that its pieces are of about the same size."""
    if isinstance(row, list) or not len(row):
        return [0, len(row)]
    ends = np.cumsum(pc.binary_length(row).to_numpy())
    return [0, *np.unique(np.searchsorted(ends, range(PIECE, int(ends[-1]), PIECE))).tolist(), len(row)]


def part_of(step: Step, start: int, end: int, codes: np.ndarray | None = None) -> Step:
    """The part of a step that lies in a stretch of texts; with `codes`, as a step on all cells that hold them."""
    chosen: slice | np.ndarray
    low, high = np.searchsorted(step.at, [start, end])
    at, chosen = np.asarray(step.at[low:high]) - start, slice(low, high)
    if codes is not None and low < high:
        which = np.full(end - start, -1)
        which[at] = np.arange(low, high)
        places = which[codes]
        at = np.flatnonzero(places >= 0)
        chosen = places[at]
    before, after = (
        part._replace(at=part.at[chosen]) if isinstance(part, Picked) else np.asarray(part, dtype=object)[chosen]
        for part in (step.before, step.after)
    )
    count = np.asarray(step.count)[chosen]
    return replace(step, at=at, count=count, before=before, after=after)

"""How is a rule applied to a whole column at once? Texts joined into one, and its characters as an array."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.pinyin import HAN, LETTERS, is_reading, strip_annotations

SEPARATOR = "\x1e"  # ASCII "record separator": no rule crosses it
_LONGEST = 7  # letters of a syllable
_BLANKS = (0x20, 0xA0, 0x3000)


@dataclass(frozen=True)
class Changed:
    """A column after a rule: its texts, and how often the rule changed each."""

    cells: list[str]
    counts: np.ndarray


def convert_column(change: Callable[[str], str], cells: Sequence[str]) -> Changed:
    """Apply a function from character to character; only a column that holds the separator takes the slow way."""
    joined = SEPARATOR.join(cells)
    after = change(joined)
    if len(after) == len(joined) and joined.count(SEPARATOR) == len(cells) - 1:
        old, new = _characters(joined), _characters(after)
        places = np.flatnonzero(old != new)
        return Changed(after.split(SEPARATOR), _count(places, _bounds(old), len(cells)))
    changed = [change(cell) for cell in cells]
    return Changed(changed, np.array([_differing(a, b) for a, b in zip(cells, changed, strict=True)], dtype=np.int64))


def strip_column(cells: Sequence[str]) -> Changed:
    """Remove the pinyin annotations of a column (see `strip_annotations`), each as often as it stands there."""
    joined = SEPARATOR.join(cells)
    nothing = Changed(list(cells), np.zeros(len(cells), dtype=np.int64))
    if "(" not in joined:
        return nothing
    text = _characters(joined)
    bounds = _bounds(text)
    if len(bounds) != len(cells) - 1:
        return _strip_each(cells, np.arange(len(cells)), nothing)
    padded = np.concatenate([np.zeros(2, np.uint32), text, np.zeros(_LONGEST + 3, np.uint32)])
    opens = np.flatnonzero(text == ord("("))
    # The character before each bracket, its content and what closes it, the character behind.
    window = padded[opens[:, None] + np.arange(_LONGEST + 5)]  # starts two characters before the bracket
    before, content = window[:, 1], window[:, 3:]
    closes = content[:, : _LONGEST + 1] == ord(")")
    length = closes.argmax(axis=1)
    letters = _is_letter()[np.minimum(content, 0x3FF)].cumsum(axis=1)
    at = np.arange(len(opens))
    is_pinyin = closes.any(axis=1) & (length > 0) & (letters[at, np.maximum(length - 1, 0)] == length)
    behind = content[at, np.minimum(length + 1, content.shape[1] - 1)]
    # Blanks around a bracket, or a letter before it, are rare: those cells are read one by one.
    rare = (
        np.isin(before, _BLANKS)
        | (before < 0x80)
        | np.isin(content[:, 0], _BLANKS)
        | (is_pinyin & np.isin(behind, _BLANKS))
    )
    slow = np.unique(np.searchsorted(bounds, opens[rare]))
    annotated = is_pinyin & ~rare & _is_han(before)
    annotated &= ~np.isin(np.searchsorted(bounds, opens), slow) if len(slow) else True
    content = np.where(np.arange(content.shape[1]) < length[:, None], content, 0)[annotated, :_LONGEST]
    right = _are_readings(before[annotated], content)
    starts, lengths = opens[annotated][right], length[annotated][right]
    inside = np.zeros(len(text) + 1, np.int8)
    inside[starts] += 1
    inside[starts + lengths + 2] -= 1
    kept = text[inside[:-1].cumsum(dtype=np.int8) == 0]
    done = Changed(
        kept.tobytes().decode("utf-32-le", "surrogatepass").split(SEPARATOR), _count(starts, bounds, len(cells))
    )
    return _strip_each(cells, slow, done) if len(slow) else done


def _strip_each(cells: Sequence[str], at: np.ndarray, rest: Changed) -> Changed:
    """The same by the rule for one text, for some of the cells."""
    texts, counts = list(rest.cells), rest.counts.copy()
    for i in at:
        texts[i] = strip_annotations(cells[i])
        counts[i] = cells[i].count("(") - texts[i].count("(")
    return Changed(texts, counts)


def _are_readings(before: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Which contents are readings of the character before them; each different pair is looked up once."""
    key = before.astype(np.uint64)
    for column in content.T:
        key = key * np.uint64(0x100000001B3) + column
    codes, different = pd.factorize(key)
    first = np.full(len(different), -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    pairs = zip(before[first], content[first], strict=True)
    known = [is_reading(chr(character), "".join(map(chr, letters[letters > 0]))) for character, letters in pairs]
    same = (before == before[first[codes]]) & (content == content[first[codes]]).all(axis=1)
    if not same.all():  # two pairs with one key: so rare that it may be slow
        return np.array(
            [is_reading(chr(c), "".join(map(chr, row[row > 0]))) for c, row in zip(before, content, strict=True)]
        )
    return np.array(known, dtype=bool)[codes]


@cache
def _is_letter() -> np.ndarray:
    import re

    table = np.zeros(0x400, dtype=bool)
    pattern = re.compile(f"[{LETTERS}]", re.IGNORECASE)
    table[[code for code in range(0x400) if pattern.match(chr(code))]] = True
    return table


def _is_han(characters: np.ndarray) -> np.ndarray:
    ranges = HAN.rstrip("〇").split("-")
    assert len(ranges) == 4, HAN
    low = [ord(ranges[0]), ord(ranges[1][1]), ord(ranges[2][1])]
    high = [ord(ranges[1][0]), ord(ranges[2][0]), ord(ranges[3][0])]
    inside = [(characters >= a) & (characters <= b) for a, b in zip(low, high, strict=True)]
    return np.logical_or.reduce([*inside, characters == ord("〇")])


def _characters(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _bounds(text: np.ndarray) -> np.ndarray:
    return np.flatnonzero(text == ord(SEPARATOR))


def _count(places: np.ndarray, bounds: np.ndarray, cells: int) -> np.ndarray:
    counts: np.ndarray = np.bincount(np.searchsorted(bounds, places), minlength=cells)
    return counts


def _differing(old: str, new: str) -> int:
    if len(old) != len(new):
        return 1
    return sum(a != b for a, b in zip(old, new, strict=True))

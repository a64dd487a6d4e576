"""How is a rule applied to a whole column at once? Texts joined into one, and its characters as an array."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.pinyin import BLANK, HAN, LETTERS, is_reading, strip_annotations

SEPARATOR = "\x1e"  # ASCII "record separator": no rule crosses it
_LONGEST = 7  # letters of a syllable
_ASCII, _LETTER, _BLANK, _HAN = 1, 2, 3, 4


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


def holds_any(cells: Sequence[str], characters: re.Pattern[str]) -> bool:
    """Whether any text of a column holds a character that fits a pattern of one character."""
    return bool(_fitting(characters)[_characters("".join(cells))].any())


@cache
def _fitting(characters: re.Pattern[str]) -> np.ndarray:
    table = np.zeros(0x110000, dtype=bool)
    table[[code for code in range(0x10000) if characters.match(chr(code))]] = True
    return table


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
    padded = np.concatenate([np.zeros(1, np.uint32), text, np.zeros(_LONGEST + 3, np.uint32)])
    opens = np.flatnonzero(text == ord("("))
    before = padded[opens]
    # The syllable behind each bracket, letter by letter: its length once it is closed, and a key that tells it.
    length, key, open_still = np.zeros(len(opens), np.int64), before.astype(np.uint64), np.arange(len(opens))
    for n in range(_LONGEST + 1):
        letter = padded[opens[open_still] + 2 + n]
        length[open_still[letter == ord(")")]] = n
        going_on = _kinds()[letter] == _LETTER
        open_still, letter = open_still[going_on], letter[going_on]
        key[open_still] = key[open_still] * np.uint64(0x100000001B3) + letter
    is_pinyin, kind = length > 0, _kinds()[before]
    # Blanks around a bracket, or a letter before it, are rare: those cells are read one by one.
    rare = (kind != _HAN) & (kind != 0)
    rare |= _kinds()[padded[opens + 2]] == _BLANK
    rare |= is_pinyin & (_kinds()[padded[opens + length + 3]] == _BLANK)
    annotated = is_pinyin & ~rare & (kind == _HAN)
    slow = np.unique(np.searchsorted(bounds, opens[rare]))
    if len(slow):
        annotated &= ~np.isin(np.searchsorted(bounds, opens), slow)
    right = _are_readings(key[annotated], before[annotated], padded, opens[annotated] + 2, length[annotated])
    starts, lengths = opens[annotated][right], length[annotated][right] + 2
    kept = np.ones(len(text), dtype=bool)
    for n in range(_LONGEST + 2):
        starts, lengths = starts[lengths > n], lengths[lengths > n]
        kept[starts + n] = False
    counts = _count(opens[annotated][right], bounds, len(cells))
    done = Changed(text[kept].tobytes().decode("utf-32-le", "surrogatepass").split(SEPARATOR), counts)
    return _strip_each(cells, slow, done) if len(slow) else done


def _strip_each(cells: Sequence[str], at: np.ndarray, rest: Changed) -> Changed:
    """The same by the rule for one text, for some of the cells."""
    texts, counts = list(rest.cells), rest.counts.copy()
    for i in at:
        texts[i] = strip_annotations(cells[i])
        counts[i] = cells[i].count("(") - texts[i].count("(")
    return Changed(texts, counts)


def _are_readings(
    key: np.ndarray, before: np.ndarray, text: np.ndarray, start: np.ndarray, length: np.ndarray
) -> np.ndarray:
    """Which syllables are readings of the character before them; each different pair is looked up once.

    Pairs are told by a key of 64 bits; different ones with the same key would also have to be equally long.
    """
    codes, different = pd.factorize(key)
    first = np.full(len(different), -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    known = [
        is_reading(chr(before[i]), "".join(map(chr, text[start[i] : start[i] + length[i]]))) for i in first.tolist()
    ]
    right: np.ndarray = np.array(known, dtype=bool)[codes]
    # A key that two pairs share would be noticed by its character or its length; such pairs are left for the rule.
    right &= (before == before[first[codes]]) & (length == length[first[codes]])
    return right


@cache
def _kinds() -> np.ndarray:
    """What every character is to these rules."""
    table = np.zeros(0x110000, dtype=np.uint8)
    table[:0x80] = _ASCII
    for kind, pattern in ((_LETTER, f"[{LETTERS}]"), (_BLANK, BLANK), (_HAN, f"[{HAN}]")):
        matches = re.compile(pattern, re.IGNORECASE).match
        table[[code for code in range(0x10000) if matches(chr(code))]] = kind
    return table


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

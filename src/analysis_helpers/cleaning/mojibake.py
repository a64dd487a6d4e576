"""Undo the damage of pinyin that was written into the *bytes* of GBK text.

A mirror replaced bytes(T) by bytes(T)+`(pinyin)` for a list of characters T. Where the two bytes of
T happened to straddle two characters, the bracket landed in the middle of a character:

    總 人 …   BF82 C8CB …         82 C8 is 側, whose reading is cè
              BF82 C8 (cè) CB …   decoded again: 總 `?` c è ) and all that follows is off by one byte

`C8` + `(` is no character: both became `?`. So `?cè)` stands for one lost byte X with (82, X) a
character read cè. With X known, the bytes that follow are paired anew. They are back in step at the
next ASCII byte: at another `?pinyin)`, at an ASCII letter (it was the second byte of the last
character), or at a bare `?`, which swallowed the second byte of a character and one ASCII character.
Those two are lost for good; each is marked □.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from analysis_helpers.cleaning.ledger import LOST
from analysis_helpers.cleaning.pinyin import LETTERS, is_reading, readings
from analysis_helpers.cleaning.script import to_simplified
from analysis_helpers.cleaning.words import word_frequency
from analysis_helpers.vocabulary import load_vocabulary

MARK = re.compile(rf"\?([{LETTERS}]{{1,7}})\)", re.IGNORECASE)
_ANNOTATION = re.compile(rf"\(([{LETTERS}]{{1,7}})\)", re.IGNORECASE)
_TRAILS = [byte for byte in range(0x40, 0xFF) if byte != 0x7F]


@dataclass
class Repair:
    """A repaired text: what came back, how many runs of it, and which □ has a known first byte."""

    text: str
    runs: int = 0
    half_known: dict[int, int] = field(default_factory=dict)  # position of a □ -> its first byte


def repair_shifts(text: str) -> Repair:
    """Bring back every run of characters that is off by one byte.

    >>> repair_shifts("總?cè)藬?shù)").text
    '總人數'
    >>> repair_shifts("?cè)藛T").text
    '人員'
    >>> repair_shifts("真的?ok)").text
    '真的?ok)'
    """
    repair = Repair("")
    rest = 0
    for mark in MARK.finditer(text):
        if mark.start() < rest:
            continue  # already read as part of the run before it
        run = _best_run(text, mark)
        if run is None:
            continue  # no reading, or none that is clearly best: it stays as it is
        before = repair.text + text[rest : mark.start()]
        repair.half_known |= {len(before) + at: lead for at, lead in run.half_known.items()}
        repair.text = before + run.text
        repair.runs += 1
        rest = run.end
    repair.text += text[rest:]
    return repair


def complete_by_word(repair: Repair) -> tuple[str, int]:
    """Fill a □ whose first byte is known where one word with its neighbour is far ahead of all others.

    The thresholds stand in `vocabulary/repair.toml`. Returns the text and how many were filled.
    """
    rule = load_vocabulary("repair")["word_completion"]
    characters, filled = list(repair.text), 0
    for at, lead in repair.half_known.items():
        left = "".join(characters[at - 1 : at])
        ranked = sorted(((word_frequency(to_simplified(left + c)), c) for c in _characters(lead)), reverse=True)
        (best, character), (second, _) = ranked[0], ranked[1]
        if best >= rule["min_frequency"] and best >= rule["min_ratio"] * second:
            characters[at] = character
            filled += 1
    return "".join(characters), filled


@dataclass
class _Run:
    text: str
    end: int
    half_known: dict[int, int]


def _best_run(text: str, mark: re.Match[str]) -> _Run | None:
    """Read the run that starts at a mark; of several readings only one that is far ahead counts."""
    before = _bytes(text[mark.start() - 1 : mark.start()])
    trails = _missing_bytes(before[1] if len(before) == 2 else None, mark[1])
    runs = [run for x in trails if (run := _read_run(text, mark.end(), x)) is not None]
    if len(runs) < 2:
        return runs[0] if runs else None
    ranked = sorted(((_word_score(run.text), i) for i, run in enumerate(runs)), reverse=True)
    rule = load_vocabulary("repair")["word_completion"]
    (best, index), (second, _) = ranked[0], ranked[1]
    clear = best >= rule["min_frequency"] and best >= rule["min_ratio"] * second
    return runs[index] if clear else None


def _read_run(text: str, at: int, lead: int) -> _Run | None:
    """Pair the bytes anew from `lead` on until they are in step again; None if a pair is no character."""
    out = ""
    half_known: dict[int, int] = {}
    while True:
        char = text[at : at + 1]
        if mark := MARK.match(text, at):
            found = _missing_bytes(lead, mark[1])
            if len(found) != 1:
                return None
            return _Run(out + _pair(lead, found[0]), mark.end(), half_known)
        if note := _ANNOTATION.match(text, at):
            if not is_reading(text[at - 1], note[1]):
                return None
            at = note.end()
            continue
        if char in ("?", ""):
            half_known[len(out)] = lead
            return _Run(out + LOST * (1 + len(char)), at + len(char), half_known)
        pair = _bytes(char)
        character = _pair(lead, pair[0]) if pair else ""
        if not character:
            return None
        out, at = out + character, at + 1
        if len(pair) == 1:  # an ASCII letter was the second byte
            return _Run(out, at, half_known)
        lead = pair[1]


def _bytes(character: str) -> bytes:
    """GBK bytes of a character, or none if GBK does not have it."""
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return b""


@cache
def _pair(lead: int, trail: int) -> str:
    if lead < 0x81 or trail < 0x40:
        return ""
    try:
        return bytes([lead, trail]).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def _characters(lead: int) -> tuple[str, ...]:
    return tuple(c for trail in _TRAILS if (c := _pair(lead, trail)))


@cache
def _missing_bytes(lead: int | None, pinyin: str) -> tuple[int, ...]:
    """Which second bytes make, with this first byte (None: any), a character of this reading?"""
    return tuple(sorted(set(_find_trails(lead, pinyin.lower()))))


def _find_trails(lead: int | None, pinyin: str) -> Iterator[int]:
    for first in range(0x81, 0xFF) if lead is None else (lead,):
        for trail in _TRAILS:
            character = _pair(first, trail)
            if character and pinyin in readings(character):
                yield trail


def _word_score(text: str) -> int:
    simplified = to_simplified(text)
    return sum(word_frequency(a + b) for a, b in pairwise(simplified))

"""Readings of a character, and the pinyin that mirrors write behind it: 區(qū) → 區."""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis_helpers.textfix.arrays import EVERY, Texts, in_eights, look_up

ALPHABET = "abcdefghijklmnopqrstuvwxyzāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ"
LETTERS = ALPHABET + ALPHABET.upper()  # re.IGNORECASE would compare every Chinese character of a pattern, too
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
BLANK = "[ \u00a0\u3000]"

# One blank on either side of an annotation belongs to it.
ANNOTATION = re.compile(rf"([{HAN}]){BLANK}?\({BLANK}?([{LETTERS}]{{1,7}}){BLANK}?\){BLANK}?")
BRACKET = re.compile(rf"\({BLANK}?([{LETTERS}]{{1,7}}){BLANK}?\)")
# Pinyin that a mirror wrote behind the second byte of one character and the ASCII letter after it, as if they were one.
STRADDLING = re.compile(rf"([^\x00-\x7f]|[,;:.?!])([A-Za-z])\(([{LETTERS}]{{1,7}})\){BLANK}?")
CUT_MARKS = {",": "，、", ";": "；", ":": "：", ".": "。", "?": "？", "!": "！"}
LONGEST = 6  # letters of a syllable: zhuang
# What a character is to the rules; letters have the numbers up to 200.
_LETTERS, _BLANK, _HAN, _CLOSE, _OPEN, _OTHER = 200, 201, 202, 203, 204, 205  # up to _HAN: can stand before a bracket
EIGHT, ONES = 8, 0x0101010101010101  # a syllable is compared as eight bytes at once
_MASKS = np.array([2 ** (8 * n) - 1 for n in range(EIGHT + 1)], dtype=np.uint64)
ACCENTED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛŃŇǸḾ]")


@cache
def readings(character: str) -> frozenset[str]:
    """Return all readings of a character, with and without tone marks.

    >>> sorted(readings("側"))
    ['ce', 'cè', 'ze', 'zhai', 'zhāi', 'zè']
    """
    toned = set(_dictionary().get(str(ord(character)), "").split(",")) - {""}
    plain = {without_tone(reading) for reading in toned}
    return frozenset(toned | plain | {reading.replace("ü", "v") for reading in plain})  # lv: as it is typed


@cache
def _dictionary() -> dict[str, str]:
    """The readings of every character by its number, as pypinyin has them."""
    # Importing pypinyin reads its phrases, too, which takes ten times as long; so its file is read alone.
    spec = importlib.util.find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pypinyin, which carries the readings of characters, is not installed")
    file = Path(spec.origin).parent / "pinyin_dict.json"
    if file.exists():
        found: dict[str, str] = json.loads(file.read_bytes())
        return found
    from pypinyin.constants import PINYIN_DICT  # a release that keeps its readings elsewhere

    return {str(number): known for number, known in PINYIN_DICT.items()}


def without_tone(reading: str) -> str:
    """Take the tone mark off a syllable and leave the dots of ü.

    >>> without_tone("lǜ"), without_tone("dǎo")
    ('lü', 'dao')
    """
    decomposed = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c]", "", decomposed))


@cache
def is_reading(character: str, pinyin: str) -> bool:
    """Say whether the pinyin is a reading of the character, so that 角(上虞) is never one."""
    return pinyin.lower() in readings(character)


def strip_annotations(text: str) -> str:
    """Remove every `(pinyin)` that is a reading of the character before it.

    >>> strip_annotations("區(qū) 文廣，長三角(上虞)，個(ge)人(IP)")
    '區文廣，長三角(上虞)，個人(IP)'
    """
    text = STRADDLING.sub(lambda m: m[1] + m[2] if _is_straddled(m[1], m[2], m[3]) else m[0], text)
    return ANNOTATION.sub(lambda m: m[1] if is_reading(m[1], m[2]) else m[0], text)


@cache
def _is_straddled(character: str, letter: str, pinyin: str) -> bool:
    """Whether the second byte of a character and the letter after it are a character of this reading.

    A plain mark may have been a full-width one, with two bytes, when the pinyin was written.
    """
    for meant in CUT_MARKS.get(character, character):
        try:
            straddling = (meant.encode("gbk")[-1:] + letter.encode()).decode("gbk")
        except UnicodeError:
            continue
        if len(straddling) == 1 and is_reading(straddling, pinyin):
            return True
    return False


def strip_column(texts: Texts) -> tuple[Texts, np.ndarray]:
    """Remove the annotations of many texts (see `strip_annotations`); returns how many of each."""
    characters = texts.characters
    kinds = look_up(_kinds(), characters)
    opens = 1 + np.flatnonzero((kinds[1:] == _OPEN) & (kinds[:-1] <= _HAN))
    if not len(opens):
        return texts, np.zeros(len(texts.bounds) - 1, np.int64)
    inside, length = _look_inside(kinds, opens)
    before, behind = kinds[opens - 1], kinds[opens + length + 2]
    # Blanks before or inside a bracket, or a letter before it, are rare: those texts are read one by one.
    rare = (before == _BLANK) | (before <= _LETTERS) | (_first(inside, _BLANK) < EIGHT)
    slow = texts.count(opens[rare]) > 0
    fits = (before == _HAN) & (length > 0) & (length <= LONGEST)
    if slow.any():
        fits &= ~slow[np.searchsorted(texts.bounds, opens) - 1]
    opens, inside, length, behind = opens[fits], inside[fits], length[fits], behind[fits]
    right = _are_readings(inside, characters[opens - 1])
    starts = opens[right]
    stripped = texts.without(starts, length[right] + 2 + (behind[right] == _BLANK))
    counts, at = texts.count(starts), np.flatnonzero(slow)
    received = texts.some(at)
    cells = [strip_annotations(cell) for cell in received]
    counts[at] = [old.count("(") - new.count("(") for old, new in zip(received, cells, strict=True)]
    return stripped.replace(at, cells), counts


def _look_inside(kinds: np.ndarray, opens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the first eight characters of each bracket are, up to its end; and where its end is (eight: not there)."""
    eights = in_eights(kinds)[opens + 1]
    length = _first(eights, _CLOSE)
    return eights & _MASKS[length], length


def _first(eights: np.ndarray, kind: int) -> np.ndarray:
    """The place of the first of eight bytes that is of a kind; 8 if there is none."""
    alike = eights ^ np.uint64(kind * ONES)
    zeros = (
        (alike - np.uint64(ONES)) & ~alike & np.uint64(ONES << 7)
    )  # the lowest bit is that of the first byte of zero
    place: np.ndarray = np.bitwise_count((zeros & (~zeros + np.uint64(1))) - np.uint64(1)) >> 3
    return place.astype(np.int64)


def _are_readings(syllables: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Which syllables (a byte for each letter) are a reading of the character before; each pair is looked up once."""
    codes, pairs = pd.factorize(syllables << np.uint64(16) | before)
    spelt = ["".join(map(_letter, (pair >> 16).to_bytes(LONGEST, "little").rstrip(b"\0"))) for pair in pairs.tolist()]
    known = [is_reading(chr(pair & 0xFFFF), syllable) for pair, syllable in zip(pairs.tolist(), spelt, strict=True)]
    right: np.ndarray = np.array(known, dtype=bool)[codes]
    return right


def _letter(number: int) -> str:
    return ALPHABET[number - 1] if number <= len(ALPHABET) else "\0"


@cache
def _kinds() -> np.ndarray:
    """What every character is to these rules: the number of a letter, a blank, a Chinese character."""
    table = np.full(0x10000, _OTHER, dtype=np.uint8)
    for character in re.findall(f"[{LETTERS}]", EVERY):
        table[ord(character)] = ALPHABET.find(character.lower()) + 1 or _LETTERS
    for kind, pattern in ((_OPEN, r"\("), (_CLOSE, r"\)"), (_BLANK, BLANK), (_HAN, f"[{HAN}]")):
        table[[ord(character) for character in re.findall(pattern, EVERY)]] = kind
    return table


def leftover_annotations(text: str) -> int:
    """Count brackets with accented pinyin that is no reading of the character before them, or stands behind a letter."""
    return sum(bool(ACCENTED.search(pinyin)) for pinyin in BRACKET.findall(text))

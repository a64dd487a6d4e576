"""Readings of a character, and the pinyin that mirrors write behind it: 區(qū) → 區."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.column import EVERY, Texts, look_up

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ"
ALPHABET = LETTERS.replace("a-z", "abcdefghijklmnopqrstuvwxyz")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
BLANK = "[ \u00a0\u3000]"

# One blank on either side of an annotation belongs to it.
ANNOTATION = re.compile(rf"([{HAN}]){BLANK}?\({BLANK}?([{LETTERS}]{{1,7}}){BLANK}?\){BLANK}?", re.IGNORECASE)
# Pinyin that a mirror wrote behind the second byte of one character and the ASCII letter after it, as if they were one.
STRADDLING = re.compile(rf"([^\x00-\x7f])([A-Za-z])\(([{LETTERS}]{{1,7}})\){BLANK}?", re.IGNORECASE)
LONGEST = 7  # letters of a syllable
_LETTERS, _BLANK, _HAN, _OTHER = (
    200,
    253,
    254,
    255,
)  # what a character is to the rules; letters have the numbers up to 200
ACCENTED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]", re.IGNORECASE)


@cache
def readings(character: str) -> frozenset[str]:
    """Return all readings of a character, with and without tone marks.

    >>> sorted(readings("側"))
    ['ce', 'cè', 'ze', 'zhai', 'zhāi', 'zè']
    """
    from pypinyin.constants import PINYIN_DICT

    toned = set(PINYIN_DICT.get(ord(character), "").split(",")) - {""}
    plain = {without_tone(reading) for reading in toned}
    return frozenset(toned | plain | {reading.replace("ü", "v") for reading in plain})  # lv: as it is typed


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
    """Whether the second byte of a character and the letter after it are a character of this reading."""
    try:
        straddling = (character.encode("gbk")[-1:] + letter.encode()).decode("gbk")
    except UnicodeError:
        return False
    return len(straddling) == 1 and is_reading(straddling, pinyin)


def strip_column(texts: Texts) -> tuple[Texts, np.ndarray]:
    """Remove the annotations of many texts (see `strip_annotations`); returns how many of each."""
    characters = texts.characters
    brackets = np.flatnonzero((characters == ord("(")) | (characters == ord(")")))
    is_open = characters[brackets] == ord("(")
    closed = np.flatnonzero(is_open[:-1] & ~is_open[1:])
    opens, closes = brackets[closed], brackets[closed + 1]
    short = (closes - opens > 1) & (closes - opens <= LONGEST + 3)
    opens, closes = opens[short], closes[short]
    kinds = look_up(_kinds(), characters)
    before, behind = kinds[opens - 1], kinds[closes + 1]
    # Blanks before or inside a bracket, or a letter before it, are rare: those texts are read one by one.
    rare = (before == _BLANK) | (before <= _LETTERS)
    rare |= (kinds[opens + 1] == _BLANK) | (kinds[closes - 1] == _BLANK)
    slow = texts.count(opens[rare]) > 0
    fits = (before == _HAN) & (closes - opens <= LONGEST + 1)
    if slow.any():
        fits &= ~slow[np.searchsorted(texts.bounds, opens) - 1]
    opens, closes, behind = opens[fits], closes[fits], behind[fits]
    right = _are_readings(kinds, opens, closes, characters[opens - 1])
    starts = opens[right]
    stripped = texts.without(starts, closes[right] + 1 + (behind[right] == _BLANK))
    counts, at = texts.count(starts), np.flatnonzero(slow)
    received = texts.some(at)
    cells = [strip_annotations(cell) for cell in received]
    counts[at] = [old.count("(") - new.count("(") for old, new in zip(received, cells, strict=True)]
    return stripped.replace(at, cells), counts


def _are_readings(kinds: np.ndarray, opens: np.ndarray, closes: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Which brackets hold a reading of the character before them; each different pair is looked up once."""
    # Eight characters at a time, one byte for each; what is behind the bracket's end is masked.
    eights = np.lib.stride_tricks.as_strided(kinds[:8].view("<u8"), (len(kinds) - 7,), (1,))
    masks = np.array([2 ** (8 * n) - 1 for n in range(LONGEST + 1)], dtype=np.uint64)
    codes, syllables = pd.factorize(eights[opens + 1] & masks[closes - opens - 1])
    pairs, different = pd.factorize(codes.astype(np.int64) << 16 | before)
    spelt = ["".join(map(_letter, int(number).to_bytes(8, "little").rstrip(b"\0"))) for number in syllables]
    known = [is_reading(chr(pair & 0xFFFF), spelt[pair >> 16]) for pair in different.tolist()]
    right: np.ndarray = np.array(known, dtype=bool)[pairs]
    return right


def _letter(number: int) -> str:
    return ALPHABET[number - 1] if number <= len(ALPHABET) else "\0"


@cache
def _kinds() -> np.ndarray:
    """What every character is to these rules: the number of a letter, a blank, a Chinese character."""
    table = np.full(0x10000, _OTHER, dtype=np.uint8)
    for character in re.findall(f"[{LETTERS}]", EVERY, re.IGNORECASE):
        table[ord(character)] = ALPHABET.find(character.lower()) + 1 or _LETTERS
    for kind, pattern in ((_BLANK, BLANK), (_HAN, f"[{HAN}]")):
        table[[ord(character) for character in re.findall(pattern, EVERY)]] = kind
    return table


def leftover_annotations(text: str) -> int:
    """Count brackets with accented pinyin that is no reading of the character before them."""
    return sum(bool(ACCENTED.search(pinyin)) for _, pinyin in ANNOTATION.findall(text))

"""Readings of a character, and the pinyin that mirrors write behind it: 區(qū) → 區."""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

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


def leftover_annotations(text: str) -> int:
    """Count brackets with accented pinyin that is no reading of the character before them, or stands behind a letter."""
    return sum(bool(ACCENTED.search(pinyin)) for pinyin in BRACKET.findall(text))

"""The bytes behind characters: GBK as the mirrors used it, its user-defined zones included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from analysis_helpers.textfix.pinyin import readings

LEADS, TRAILS = range(0x81, 0xFF), [byte for byte in range(0x40, 0xFF) if byte != 0x7F]
# User-defined zones: two bytes there have no character and are shown as one of private use.
_ZONES = (
    (0xE000, 0xAA, 0xAF, 0xA1, 0xFE),
    (0xE234, 0xF8, 0xFE, 0xA1, 0xFE),
    (0xE4C6, 0xA1, 0xA7, 0x40, 0xA0),
)


@cache
def to_bytes(character: str) -> bytes:
    """Bytes of a character, those of private use included; none if GBK does not have it.

    >>> to_bytes("人").hex(), to_bytes(chr(0xE000)).hex(), to_bytes("😀")
    ('c8cb', 'aaa1', b'')
    """
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return _PRIVATE_BYTES.get(character, b"")


def to_character(lead: int, trail: int) -> str:
    """The character of two bytes; empty if there is none (or only one of private use)."""
    return _characters().get((lead, trail), "")


@cache
def _characters() -> dict[tuple[int, int], str]:
    pairs = [(lead, trail) for lead in LEADS for trail in TRAILS]
    shown = b"\n".join(map(bytes, pairs)).decode("gbk", "replace").split("\n")
    return {
        pair: character
        for pair, character in zip(pairs, shown, strict=True)
        if len(character) == 1 and character != "\ufffd"
    }


def _zone_pairs() -> Iterator[tuple[str, bytes]]:
    for start, first, last, low, high in _ZONES:
        code = start
        for lead in range(first, last + 1):
            for trail in range(low, high + 1):
                if trail != 0x7F:
                    yield chr(code), bytes([lead, trail])
                    code += 1


_PRIVATE_BYTES = dict(_zone_pairs())
PRIVATE_LEADS = frozenset(pair[0] for pair in _PRIVATE_BYTES.values())
PRIVATE_ZONES = tuple((range(first, last + 1), range(low, high + 1)) for _, first, last, low, high in _ZONES)
PRIVATE_CHARACTERS = {pair: character for character, pair in _PRIVATE_BYTES.items()}


@cache
def with_lead(lead: int) -> tuple[str, ...]:
    """All Chinese characters that begin with a byte."""
    return tuple(c for trail in TRAILS if (c := to_character(lead, trail)) and _is_han(c))


@cache
def with_trail(trail: int) -> tuple[str, ...]:
    """All Chinese characters (and full stops) that end with a byte."""
    return tuple(c for lead in LEADS if (c := to_character(lead, trail)) and _is_han(c))


@cache
def unreadable_leads() -> frozenset[int]:
    """The bytes that begin a pair without a character, which is shown as `?`."""
    pairs = ((lead, trail) for lead in range(0x80, 0x100) for trail in LEADS)
    return frozenset(
        lead
        for lead, trail in pairs
        if (lead, trail) not in _characters() and bytes([lead, trail]) not in PRIVATE_CHARACTERS
    )


@cache
def every_han() -> str:
    """All Chinese characters that GBK has."""
    return "".join(c for c in _characters().values() if "\u4e00" <= c <= "\u9fff")


@cache
def ending_in(trails: frozenset[int]) -> str:
    """All Chinese characters whose second byte is one of these."""
    return "".join(c for c in every_han() if to_bytes(c)[1] in trails)


@cache
def trails_read_as(lead: int | None, pinyin: str) -> tuple[int, ...]:
    """Which second bytes make, with this first byte (None: any), a character of this reading?"""
    found = {
        trail
        for first in (LEADS if lead is None else (lead,))
        for trail in TRAILS
        if (character := to_character(first, trail)) and pinyin.lower() in readings(character)
    }
    return tuple(sorted(found))


@cache
def read_as(pinyin: str) -> tuple[str, ...]:
    """All characters of a reading."""
    every = (c for lead in LEADS for c in with_lead(lead))
    return tuple(character for character in every if pinyin.lower() in readings(character))


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character in "。，、；：！？“”《》（）"

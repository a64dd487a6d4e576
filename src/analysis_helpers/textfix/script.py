"""Traditional characters to simplified ones."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CONVERTIBLE = re.compile("[^\0\ud800-\udfff]+")  # OpenCC stops at a NUL and cannot take half a surrogate pair
HAN = "".join(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]))  # Chinese characters


@cache
def _converter() -> Any:
    import opencc

    # tw2s rather than t2s: only it knows 跟著 → 跟着 (and leaves 著作 alone).
    return opencc.OpenCC("tw2s")


def to_simplified(text: str) -> str:
    """Return the text in simplified characters.

    >>> to_simplified("跟著詩詞遊上虞，名著")
    '跟着诗词游上虞，名著'
    """
    return CONVERTIBLE.sub(lambda run: _converter().convert(run[0]), text)


def simplify_character(character: str) -> str:
    """Return one character in simplified form, without regard to its neighbours.

    >>> simplify_character("總"), simplify_character("总"), simplify_character("")
    ('总', '总', '')
    """
    simple = _simple_han().get(character)
    return to_simplified(character) if simple is None else simple


@cache
def _simple_han() -> dict[str, str]:
    # One conversion of all takes 5 ms, one for each character a quarter of a second.
    return dict(zip(HAN, to_simplified("\n".join(HAN)).split("\n"), strict=True))


def is_traditional(character: str) -> bool:
    """Say whether a character has another, simplified, form."""
    return simplify_character(character) != character


@cache
def simplified_han() -> frozenset[str]:
    """Return the characters that have a traditional form and are no traditional ones themselves."""
    traditional = _traditional_converter().convert("\n".join(HAN)).split("\n")
    return frozenset(
        character
        for character, other in zip(HAN, traditional, strict=True)
        if other != character and not is_traditional(character)
    )


def _traditional_converter() -> Any:
    """OpenCC's s2t without its phrases, which take fifty times as long to load and do not matter to one character."""
    import opencc

    dictionary = Path(opencc.__file__).parent / "clib" / "share" / "opencc" / "STCharacters.ocd2"
    settings = {"name": "s2t", "conversion_chain": [{"dict": {"type": "ocd2", "file": str(dictionary)}}]}
    try:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "characters.json"
            file.write_text(json.dumps(settings), encoding="utf-8")
            return opencc.OpenCC(str(file))
    except (OSError, RuntimeError):  # another build of OpenCC, or no folder to write to
        return opencc.OpenCC("s2t")

"""Traditional characters to simplified ones."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.arrays import EVERY, Texts, look_up

CONVERTIBLE = re.compile("[^\0\ud800-\udfff]+")  # OpenCC stops at a NUL and cannot take half a surrogate pair
HAN = "".join(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]))  # Chinese characters
_BESIDE, _ALONE = 1, 2  # a character that counts with its neighbours; one that the table cannot tell


class Table(NamedTuple):
    """Every character simplified by itself, what else there is to it, and the pairs that make a phrase likely."""

    simple: np.ndarray
    special: np.ndarray
    pairs: np.ndarray


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


def simplify_column(texts: Texts) -> tuple[Texts, np.ndarray]:
    """Simplify many texts (see `to_simplified`); returns how many characters of each changed.

    Character by character from a table, save the texts in which OpenCC could find a phrase that it reads otherwise.
    """
    table, characters = _table(), texts.characters
    simple = look_up(table.simple, characters)
    special = np.flatnonzero(
        look_up(table.special, characters) > 0
    )  # of truths, which is ten times as fast as of numbers
    key = table.special[characters[special]] == _BESIDE
    beside = special[key]
    found = np.isin(_pair(characters[beside], simple[beside - 1]), table.pairs)
    found |= np.isin(_pair(characters[beside], simple[beside + 1]), table.pairs)
    key[key] = ~found
    at = np.flatnonzero(texts.count(special[~key]))
    received = texts.some(at)
    simplified = list(map(to_simplified, received))
    if not len(at) and (simple == characters).all():
        return texts, np.zeros(len(texts.bounds) - 1, np.int64)
    done = Texts(simple, texts.bounds).replace(at, simplified)
    if len(done.characters) == len(characters) and (done.bounds == texts.bounds).all():
        return done, _count(done.characters != characters, texts)
    counts = _count(simple != characters, texts)
    counts[at] = [_differing(old, new) for old, new in zip(received, simplified, strict=True)]
    return done, counts


def _count(where: np.ndarray, texts: Texts) -> np.ndarray:
    counts: np.ndarray = np.add.reduceat(where.view(np.uint8), texts.bounds[:-1], dtype=np.int64)
    return counts


@cache
def _table() -> Table:
    """What OpenCC makes of every character by itself.

    A text differs from its characters one by one only where a phrase of OpenCC's does. `core/vocabulary/script.toml` has a
    character of each such phrase with one beside it; with other dictionaries than those it was made from, every
    text that is not ASCII goes through OpenCC.
    """
    characters = np.frombuffer(EVERY.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    simple, special = characters.copy(), np.zeros(len(characters), dtype=np.uint8)
    known = load_vocabulary("script")
    if hash_dictionaries() != known["sha256"]:
        special[0x80:] = _ALONE
        return Table(simple, special, np.zeros(0, dtype=np.uint32))
    # Halves of a surrogate pair; signs that say how a character is put together, whose parts OpenCC leaves alone.
    for start, end in ((0xD800, 0xE000), (0x2FF0, 0x3000), (0x31EF, 0x31F0)):
        special[start:end] = _ALONE
    alone = CONVERTIBLE.findall(EVERY.replace("\n", ""))
    plain = [character for run in alone for character in run]
    for character, meant in zip(plain, to_simplified("\n".join(plain)).split("\n"), strict=True):
        if len(meant) == 1 and meant <= "\uffff":
            simple[ord(character)] = ord(meant)
        else:
            special[ord(character)] = _ALONE
    pairs = [_pair(np.uint32(ord(key)), np.uint32(ord(c))) for key, others in known["beside"].items() for c in others]
    special[[ord(key) for key in known["beside"]]] = _BESIDE
    return Table(simple, special, np.array(sorted(pairs), dtype=np.uint32))


def hash_dictionaries() -> str:
    """The SHA-256 of the dictionaries that a conversion goes through; empty if they are not where they should be."""
    import opencc

    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    try:
        config = (folder / "tw2s.json").read_bytes()
        names = sorted(set(re.findall(rb'"file": "([^"]+)"', config)))
        return hashlib.sha256(config + b"".join((folder / name.decode()).read_bytes() for name in names)).hexdigest()
    except OSError:
        return ""


def _pair(character: Any, beside: Any) -> Any:
    return np.left_shift(character, 16, dtype=np.uint32) | beside


def _differing(old: str, new: str) -> int:
    if len(old) != len(new):
        return 1
    return sum(a != b for a, b in zip(old, new, strict=True))

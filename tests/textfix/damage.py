"""The damage of mirror copies, done on purpose: the model that reproduces every broken run seen on published pages.

Simplified text becomes traditional character by character; pinyin is written behind the *bytes* of a list of characters;
full-width marks are cut out byte-wise; pairs of the user-defined zones become private-use characters, or vanish.
"""

import random
from collections import Counter
from functools import cache
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

from analysis_helpers.textfix.gbk import PRIVATE_CHARACTERS

FIRST_CUT = {"、": ","}  # before the first decoding
LATER_CUTS = {"，": ",", "？": "?", "！": "!", "；": ";", "：": ":", "。": "."}  # one after another
_PRIVATE_BYTES = {character: pair for pair, character in PRIVATE_CHARACTERS.items()}


@cache
def _to_traditional():
    return opencc.OpenCC("s2t")


def traditional(text):
    return "".join(_to_traditional().convert(character) for character in text)


@cache
def reading_of(character, toned=True):
    return pinyin(character, style=Style.TONE if toned else Style.NORMAL)[0][0]


def decode(received, private="keep"):
    """As a mirror decodes GBK: a lead byte without its second byte is one `?` and swallows
    an ASCII byte below 0x40; so is a pair without a character."""
    out, at = [], 0
    while at < len(received):
        byte = received[at]
        if byte < 0x80:
            out.append(chr(byte))
            at += 1
            continue
        pair = bytes(received[at : at + 2])
        at += 2
        if pair in PRIVATE_CHARACTERS:
            out.append(PRIVATE_CHARACTERS[pair] if private == "keep" else "")
            continue
        try:
            out.append(pair.decode("gbk"))
        except UnicodeDecodeError:
            out.append("?")
    return "".join(out)


def encode(text):
    return b"".join(_PRIVATE_BYTES.get(character) or character.encode("gbk") for character in text)


def damage(text, keys, marks=(), private="keep", toned=True, blank=""):
    """Damage a text: `keys` are the characters that pinyin is written behind, `marks` those that are cut out."""
    received = encode(traditional(text))
    for key in keys:
        target = key.encode("gbk")
        received = received.replace(target, target + f"({reading_of(key, toned)}){blank}".encode("gbk"))
    pieces = [received]
    for mark in (mark for mark in FIRST_CUT if mark in marks):
        pieces = [part for piece in pieces for part in piece.split(mark.encode("gbk"))]
    shown = ",".join(decode(piece, private) for piece in pieces)
    for mark, plain in LATER_CUTS.items():
        if mark in marks:
            shown = plain.join(decode(piece, private) for piece in encode(shown).split(mark.encode("gbk")))
    return shown


def key_list(rng: random.Random, size):
    """A list of traditional characters, as mirrors have one: those that differ from the simplified ones, at random."""
    return rng.sample(_candidates(), size)


@cache
def _candidates():
    return [
        c for c in map(chr, range(0x4E00, 0x9FA6)) if _in_gbk(c) and traditional(simplified(c)) == c != simplified(c)
    ]


@cache
def _converter():
    return opencc.OpenCC("tw2s")


@cache
def simplified(text):
    return _converter().convert(text)


@cache
def _in_gbk(character):
    try:
        return len(character.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


DATA = Path(__file__).parent / "data"
SENTENCES = DATA / "sentences.txt"  # that the repair was built with
WIDER = DATA / "wider.txt"  # other bureaus, with figures; held back at first, and built with since
HELD = DATA / "held.txt"  # held back: the repair was never changed for one of these
ALL_MARKS = "，；：。？！、"
_PLAIN = str.maketrans(ALL_MARKS, ",;:.?!,")


def variants(sentences, rounds, seed):
    """(truth, damaged, private) of every sentence, with another list of keys, marks and style each time."""
    rng = random.Random(seed)
    for _ in range(rounds):
        for truth in sentences:
            keys = key_list(rng, rng.choice([300, 800, 1500, 2000]))
            private = rng.choice(["keep", "drop"])
            marks, toned = rng.choice(["", "，", "，、", ALL_MARKS]), rng.random() < 0.75
            blank = rng.choice(["", "", "", " "])
            yield truth, damage(truth, keys, marks, private, toned, blank), private


def grade(truth, cleaned):
    """`exact`, `lost` (exact but for □), `refused` (and said so), or `wrong`. A mark may be full-width or plain."""
    meant, read = truth.translate(_PLAIN), cleaned.text.translate(_PLAIN)
    if read == meant:
        return "exact"
    if len(read) == len(meant) and all(r in (m, "□") for r, m in zip(read, meant, strict=True)):
        return "lost"
    said = {"byte_shift_refused", "characters_may_be_gone"}
    return "refused" if any(change.rule in said for change in cleaned.changes) else "wrong"


def graded(rounds, seed, clean, path=SENTENCES):
    """(kind, grade, truth, damaged) of each text; its kind is pinyin alone, bytes shifted, or shifted and some gone."""
    for truth, damaged, private in variants(path.read_text(encoding="utf-8").split(), rounds, seed):
        shifted = "?" in damaged or any("\ue000" <= c <= "\uf8ff" for c in damaged)
        kind = "pinyin only" if not shifted else f"shifted, private use {'kept' if private == 'keep' else 'gone'}"
        yield kind, grade(truth, clean(damaged)), truth, damaged


def score(rounds, seed, clean, path=SENTENCES):
    """How many texts of each kind end how."""
    return Counter((kind, how) for kind, how, *_ in graded(rounds, seed, clean, path))

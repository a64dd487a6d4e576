"""How likely is a text? From the words of jieba's list and those of the trade, read only where readings are weighed."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import contains
from pathlib import Path

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.arrays import LOST
from analysis_helpers.textfix.script import to_simplified

LONGEST = 6  # characters of a word that is looked up
# What is no word of the list; the commoner a mark, the less it costs.
NOTHING = "\0"  # a character of which no byte is left
COSTS = {"ascii": -4.0, LOST: -4.0, NOTHING: -9.0, "unknown": -19.0, "private": -25.0, **dict.fromkeys("，。、", -3.0),
         **dict.fromkeys("；：", -5.0), **dict.fromkeys("？！“”《》（）", -7.0)}  # fmt: skip

Choices = str | tuple[str, ...]  # the characters that can stand in one place


@cache
def _word_list() -> list[list[str]]:
    """Word, count and part of speech."""
    # jieba itself takes a second to import and we need only its list, so its file is read alone.
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba, which carries the word list, is not installed")
    lines = (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" ") for line in lines]


@cache
def _frequencies() -> dict[str, int]:
    trade = load_vocabulary("trade")
    return dict.fromkeys(trade["words"], trade["count"]) | {word: int(count) for word, count, *_ in _word_list()}


@cache
def _parts_of_speech() -> dict[str, str]:
    return {word: part for word, _, part, *_ in _word_list()}


def part_of_speech(word: str) -> str | None:
    """Return jieba's part of speech of a simplified word; None if the list does not have it.

    >>> part_of_speech("推进"), part_of_speech("水库"), part_of_speech("汤浦")
    ('v', 'n', None)
    """
    return _parts_of_speech().get(word)


@cache
def _total() -> float:
    return math.log(sum(_frequencies().values()))


def word_frequency(word: str) -> int:
    """Return how often a simplified word was counted; 0 if the list does not have it.

    >>> word_frequency("突破"), word_frequency("突起"), word_frequency("突被")
    (3699, 334, 0)
    """
    return _frequencies().get(word, 0)


def likelihood(places: Sequence[Choices]) -> tuple[float, tuple[str, ...]]:
    """The log-probability of the likeliest reading of some places, and its words, in simplified characters.

    A place holds one character or several to choose from. The text is cut into words so that their
    probabilities multiply to the most (unigrams); what is no word costs a fixed amount.

    >>> likelihood(["人", "次", "突", ("破", "起", "被")])[1]
    ('人次', '突破')
    """
    plain = tuple([_plain(choices) for choices in places])
    best: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for end in range(1, len(plain) + 1):
        start = end - 1
        score, word = _best_word(plain[start:end])
        found = (best[start][0] + score, start, word)
        for start in range(max(0, end - LONGEST), end - 1):
            score, word = _best_word(plain[start:end])
            if word and (score := best[start][0] + score) > found[0]:
                found = (score, start, word)
        best.append(found)
    words, end = [], len(plain)
    while end:
        _, end, word = best[end]
        words.append(word)
    return best[-1][0], tuple(reversed(words))


@lru_cache(maxsize=10_000)
def _plain(choices: Choices) -> str:
    """The choices in simplified characters, each once: a string, which is quick to search and to look up."""
    return "".join(dict.fromkeys(map(_simple, choices)))


def split_words(text: str) -> tuple[float, tuple[str, ...]]:
    """The log-probability of a simplified text and its words, as `likelihood` finds them, where there is nothing to choose.

    >>> split_words("人次突破")[1]
    ('人次', '突破')
    """
    counts, total = _frequencies(), _total()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        found = (best[end - 1][0] + _character_score(text[end - 1]), end - 1)
        for start in range(max(0, end - LONGEST), end - 1):
            if count := counts.get(text[start:end], 0):
                found = max(found, (best[start][0] + math.log(count) - total, start))
        best.append(found)
    words, end = [], len(text)
    while end:
        words.append(text[best[end][1] : end])
        end = best[end][1]
    return best[-1][0], tuple(reversed(words))


@lru_cache(maxsize=100_000)
def _best_word(places: tuple[str, ...]) -> tuple[float, str]:
    """The likeliest single word of some places; minus infinity if the list has none."""
    if len(places) == 1:
        return _best_character(places[0])
    first, last = len(places[0]) <= len(places[-1]), len(places)
    ends, inner = places[0 if first else -1], places[1:] if first else places[:-1]
    best, count = "", 0
    for character in ends:
        for number, word in _words_by_end().get((last, first, character), ()):
            if number <= count:
                break
            if all(map(contains, inner, word[1:] if first else word)):
                best, count = word, number
    return (math.log(count) - _total(), best) if best else (-math.inf, "")


@lru_cache(maxsize=10_000)
def _best_character(choices: str) -> tuple[float, str]:
    return max((_alone_score(choice), choice) for choice in choices)


@cache
def _alone_score(character: str) -> float:
    """A character that is no word of such reports by itself costs more than a general list says."""
    rare = "\u4e00" <= character <= "\u9fff" and character not in load_vocabulary("trade")["alone"]
    return _character_score(character) - (load_vocabulary("repair")["reading"]["alone"] if rare else 0.0)


@cache
def _words_by_end() -> dict[tuple[int, bool, str], list[tuple[int, str]]]:
    """Words by length and by their first (True) or last (False) character, the commonest first, with their counts."""
    found: dict[tuple[int, bool, str], list[tuple[int, str]]] = {}
    for word, count in sorted(_frequencies().items(), key=lambda entry: -entry[1]):
        if 1 < len(word) <= LONGEST and count:
            found.setdefault((len(word), True, word[0]), []).append((count, word))
            found.setdefault((len(word), False, word[-1]), []).append((count, word))
    return found


@cache
def _simple(character: str) -> str:
    return to_simplified(character) if character else ""


@cache
def _character_score(character: str) -> float:
    if count := word_frequency(character):
        return math.log(count) - _total()
    if character in COSTS:
        return COSTS[character]
    if "\ue000" <= character <= "\uf8ff":
        return COSTS["private"]
    return COSTS["ascii"] if character < "\u0250" else COSTS["unknown"]

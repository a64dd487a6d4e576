"""How likely is a text? From the words of jieba's list and those of the trade, read only where readings are weighed."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import contains
from pathlib import Path

import numpy as np

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.script import simplify_character
from analysis_helpers.textfix.steps import LOST

LONGEST = 6  # characters of a word that is looked up
# What is no word of the list; the commoner a mark, the less it costs.
NOTHING = "\0"  # a character of which no byte is left
COSTS = {"ascii": -4.0, LOST: -4.0, NOTHING: -9.0, "unknown": -19.0, "private": -25.0, **dict.fromkeys("，。、", -3.0),
         **dict.fromkeys("；：", -5.0), **dict.fromkeys("？！“”《》（）", -7.0)}  # fmt: skip

Choices = str | tuple[str, ...]  # the characters that can stand in one place


class _Places:
    """Where each character stands among many (UTF-16 units)."""

    def __init__(self, units: np.ndarray) -> None:
        self._order = np.argsort(units, kind="stable")
        self._bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(units, minlength=0x10000))])

    def of(self, character: str) -> np.ndarray:
        """Return the places of a character, in ascending order."""
        if len(character) != 1 or character > "\uffff":
            return self._order[:0]
        return self._order[self._bounds[ord(character)] : self._bounds[ord(character) + 1]]


class WordList:
    """jieba's words and those of the trade: one text, and in which of its lines a character begins or ends a word.

    Made anew in every process, in a tenth of a second; the words of a character are read when it is first asked for.

    >>> words = WordList("人次 800 n\\n人员 7 n\\n人 9 n\\n")
    >>> words.count("人员"), words.part_of_speech("人员"), words.commonest("次", at_end=True), words.total
    (7, 'n', {2: [(800, '人次')]}, 816)
    """

    def __init__(self, text: str) -> None:
        """Take lines of a word, its count and its part of speech, each with a new line behind."""
        units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")  # the list has no character beyond U+FFFF
        self._text = text
        self._ends = np.flatnonzero(units == ord("\n"))
        self._starts = np.concatenate([np.zeros(1, np.int64), self._ends[:-1] + 1])
        blanks = np.flatnonzero(units == ord(" ")).reshape(len(self._starts), 2)
        self._word_ends = blanks[:, 0]
        self._lengths = self._word_ends - self._starts
        self._by_first, self._by_last = _Places(units[self._starts]), _Places(units[self._word_ends - 1])
        self._counts = _read_numbers(units, self._word_ends + 1, blanks[:, 1])
        self.total = int(self._counts.sum())
        self.characters = {word: count for count, word in self._read(np.flatnonzero(self._lengths == 1))}
        self._beginning: dict[str, dict[str, int]] = {}

    def count(self, word: str) -> int:
        """Return how often a word was counted; 0 if it is not in the list."""
        if len(word) == 1:
            return self.characters.get(word, 0)
        return self.beginning_with(word[:1]).get(word, 0)

    def beginning_with(self, character: str) -> dict[str, int]:
        """Return the words that begin with a character, and how often each was counted."""
        if character not in self._beginning:
            self._beginning[character] = {word: count for count, word in self._read(self._by_first.of(character))}
        return self._beginning[character]

    def commonest(self, character: str, at_end: bool) -> dict[int, list[tuple[int, str]]]:
        """Return the words that begin (or end) with a character, by length, the commonest first, with their counts."""
        lines = (self._by_last if at_end else self._by_first).of(character)
        found: dict[int, list[tuple[int, str]]] = {}
        for entry in self._read(lines[np.argsort(-self._counts[lines], kind="stable")]):
            found.setdefault(len(entry[1]), []).append(entry)
        return found

    def part_of_speech(self, word: str) -> str | None:
        """Return what part of speech a word is; None if it is not in the list, or only in that of the trade."""
        for line in self._by_first.of(word[:1]).tolist()[::-1]:
            if self._text.startswith(word + " ", self._starts[line]):
                return self._text[self._starts[line] : self._ends[line]].split(" ")[2] or None
        return None

    def _read(self, lines: np.ndarray) -> list[tuple[int, str]]:
        starts, ends = self._starts[lines].tolist(), self._word_ends[lines].tolist()
        words = [self._text[start:end] for start, end in zip(starts, ends, strict=True)]
        return list(zip(self._counts[lines].tolist(), words, strict=True))


def _read_numbers(units: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The numbers that stand, in decimal digits, at some places of a text."""
    numbers = np.zeros(len(starts), dtype=np.int64)
    for place in range(int((ends - starts).max(initial=0))):
        longer = np.flatnonzero(ends - starts > place)
        numbers[longer] = 10 * numbers[longer] + units[starts[longer] + place] - ord("0")
    return numbers


@cache
def _words() -> WordList:
    # jieba itself takes a second to import and we need only its list, so its file is read alone.
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba, which carries the word list, is not installed")
    trade = load_vocabulary("trade")
    of_the_trade = "".join(f"{word} {trade['count']} \n" for word in trade["words"])
    return WordList(of_the_trade + (Path(spec.origin).parent / "dict.txt").read_bytes().decode())


@cache
def part_of_speech(word: str) -> str | None:
    """Return jieba's part of speech of a simplified word; None if the list does not have it.

    >>> part_of_speech("推进"), part_of_speech("水库"), part_of_speech("汤浦")
    ('v', 'n', None)
    """
    return _words().part_of_speech(word)


@cache
def _total() -> float:
    return math.log(_words().total)


def word_frequency(word: str) -> int:
    """Return how often a simplified word was counted; 0 if the list does not have it.

    >>> word_frequency("突破"), word_frequency("突起"), word_frequency("突被")
    (3699, 334, 0)
    """
    return _words().count(word)


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
    return "".join(dict.fromkeys(map(simplify_character, choices)))


def split_words(text: str) -> tuple[float, tuple[str, ...]]:
    """The log-probability of a simplified text and its words, as `likelihood` finds them, where there is nothing to choose.

    >>> split_words("人次突破")[1]
    ('人次', '突破')
    """
    known, total = [_words().beginning_with(character) for character in text], _total()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(text) + 1):
        found = (best[end - 1][0] + _character_score(text[end - 1]), end - 1)
        for start in range(max(0, end - LONGEST), end - 1):
            if count := known[start].get(text[start:end]):
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
    # Words are looked up by the end with fewer choices, and the other end is looked at first: it rules out most.
    at_end, length = len(places[-1]) < len(places[0]), len(places)
    near, far = (places[-1], places[0]) if at_end else (places[0], places[-1])
    far_at, inner = 0 if at_end else -1, places[1:-1]
    best, count = "", 0
    for character in near:
        for number, word in _commonest(character, at_end).get(length, ()):
            if number <= count:
                break
            if word[far_at] in far and (length == 2 or all(map(contains, inner, word[1:-1]))):
                best, count = word, number
    return (math.log(count) - _total(), best) if best else (-math.inf, "")


@lru_cache(maxsize=10_000)
def _best_character(choices: str) -> tuple[float, str]:
    """The likeliest word of one character; of those alike, the one with the highest number."""
    units = np.frombuffer(choices.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(choices):  # a character beyond U+FFFF, which is in no list
        return max((_character_score(choice), choice) for choice in choices)
    scores = _alone_scores()[units]
    return float(scores.max()), chr(units[scores == scores.max()].max())


@cache
def _alone_scores() -> np.ndarray:
    """The score of every character (UTF-16 unit) as a word of its own.

    One that is no word of such reports by itself costs more than a general list says.
    """
    scores = np.full(0x10000, COSTS["unknown"])
    scores[:0x250] = COSTS["ascii"]
    scores[0xE000:0xF900] = COSTS["private"]
    for character, cost in COSTS.items():
        if len(character) == 1:
            scores[ord(character)] = cost
    for character, count in _words().characters.items():
        if count:
            scores[ord(character)] = math.log(count) - _total()
    rare = np.zeros(len(scores), dtype=bool)
    rare[0x4E00:0xA000] = True
    rare[[ord(character) for character in load_vocabulary("trade")["alone"]]] = False
    scores[rare] -= load_vocabulary("repair")["reading"]["alone"]
    return scores


@cache
def _commonest(character: str, at_end: bool) -> dict[int, list[tuple[int, str]]]:
    return _words().commonest(character, at_end)


@cache
def _character_score(character: str) -> float:
    if count := word_frequency(character):
        return math.log(count) - _total()
    if character in COSTS:
        return COSTS[character]
    if "\ue000" <= character <= "\uf8ff":
        return COSTS["private"]
    return COSTS["ascii"] if character < "\u0250" else COSTS["unknown"]

"""Which words does a text consist of, and what do they say?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.symbols import split_symbols
from analysis_helpers.textfix.word_model import part_of_speech, split_words


@lru_cache(maxsize=200_000)
def cut_words(text: str) -> tuple[str, ...]:
    """The words of a text; neighbouring characters that make no word stand together.

    >>> cut_words("创建丰惠镇3A级景区镇")
    ('创建', '丰惠', '镇', '3', 'a', '级', '景区镇')
    """
    words: list[str] = []
    loose = False
    for word in _cut(split_symbols(text)):
        alone = len(word) == 1 and not word.isascii() and word not in named() and word not in _canon()
        if alone and loose:
            words[-1] += word
        else:
            words.append(word)
        loose = alone
    return tuple(words)


def _cut(symbols: Sequence[str]) -> list[str]:
    words: list[str] = []
    run: list[str] = []
    for symbol in [*symbols, ""]:
        if symbol and not symbol.isascii():
            run.append(symbol)
            continue
        if run:
            words += split_words("".join(run))[1]
            run = []
        if symbol:
            words.append(symbol)
    return words


def canonical(word: str) -> str:
    """The first of the words that mean the same here."""
    return _canon().get(word, word)


@cache
def _canon() -> dict[str, str]:
    return {word: words[0] for words in vocabulary()["same"] for word in words}


@cache
def named() -> frozenset[str]:
    """What follows a name."""
    return frozenset(vocabulary()["named"])


@cache
def empty_words() -> frozenset[str]:
    """Words of content that say little by themselves."""
    return frozenset(vocabulary()["empty"] + vocabulary()["filler"])


@cache
def _wording() -> frozenset[str]:
    return frozenset(vocabulary()["wording"])


@cache
def limits() -> dict[str, float]:
    """The thresholds of `core/vocabulary/linking.toml`."""
    found: dict[str, float] = load_vocabulary("linking")["thresholds"]
    return found


@cache
def vocabulary() -> dict[str, Any]:
    """The words of `core/vocabulary/linking.toml`."""
    words: dict[str, Any] = load_vocabulary("linking")["words"]
    return words


def says_something(word: str) -> bool:
    """Whether a word is of a kind that names what a task is about: no verb, no particle."""
    part = part_of_speech(word)
    return word[0].isdigit() or part not in _wording()

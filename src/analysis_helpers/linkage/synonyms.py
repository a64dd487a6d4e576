"""Tell another wording from another thing: synonyms, fillers, place names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.text_features import split_symbols
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


@lru_cache(maxsize=200_000)
def find_names(words: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """The names in the words of a text by what they name, and its years and phases by what they count.

    >>> dict(find_names(("实施", "护城河", "整治", "2", "期", "工程")))
    {'water': frozenset({'护城河'}), '期': frozenset({'2期'})}
    """
    found: dict[str, set[str]] = {}
    for before, word in pairwise(("", *words)):
        for kind, endings in _endings().items():
            if word.endswith(endings) and (name := _name(before, word, endings)):
                found.setdefault(kind, set()).add(name)
        kind = next((kind for kind in vocabulary()["ordinals"] if before[:1].isdigit() and word.startswith(kind)), "")
        if kind and (kind != "年" or len(before) == 4):
            found.setdefault(kind, set()).add(before + kind)
    return {kind: frozenset(names) for kind, names in found.items()}


def _name(before: str, word: str, endings: tuple[str, ...]) -> str:
    """The name that a word ends, with the word before it where it is only the ending; blank where it is no name."""
    ending = next(ending for ending in endings if word.endswith(ending))
    stem = before if word == ending else word.removesuffix(ending)
    is_name = len(stem) >= 2 and not stem[0].isdigit() and stem not in empty_words() and says_something(stem)
    return stem + ending if is_name else ""


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(endings) for kind, endings in vocabulary()["places"].items()}

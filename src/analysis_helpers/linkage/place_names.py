"""Which names of places, which years and phases does a text state?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise

from analysis_helpers.linkage.synonyms import empty_words, says_something, vocabulary


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

"""How common is a word? From jieba's list, read only where a repair has to weigh two readings."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path


@cache
def _frequencies() -> dict[str, int]:
    # jieba itself takes a second to import and we need only its list, so its file is read alone.
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba, which carries the word list, is not installed")
    lines = (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count, *_ in (line.split(" ") for line in lines)}


def word_frequency(word: str) -> int:
    """Return how often a simplified word was counted; 0 if the list does not have it.

    >>> word_frequency("突破"), word_frequency("突起"), word_frequency("突被")
    (3699, 334, 0)
    """
    return _frequencies().get(word, 0)

"""The files of words, and texts made of them in a language that is known to be one."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
FOLDER = files("analysis_helpers.core") / "vocabulary"


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Return one vocabulary file (`headers`, `statuses`, `lights`, `thresholds`, `labels`, …)."""
    found = tomllib.loads(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    for (file, entry), words in _added.items():
        if file == name:
            found[entry] = [*found[entry], *words]
    return found


# The project's own words: file and list → what stands behind the package's.
_added: dict[tuple[str, str], list[str]] = {}


def add_to_vocabulary(words: Mapping[tuple[str, str], list[str]]) -> None:
    """Let lists of the vocabulary hold further words: {("units", "offices"): ["总指挥"]}; those added before go.

    What the cleaning has remembered of the words is forgotten where they change.
    """
    if words == _added:
        return
    _added.clear()
    _added.update(words)
    load_vocabulary.cache_clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis_helpers.cleaning."):
            for value in list(vars(module).values()):
                if callable(forget := getattr(value, "cache_clear", None)):
                    forget()


def hash_vocabulary() -> str:
    """One hash for all words and thresholds."""
    found = sorted(FOLDER.iterdir(), key=lambda entry: entry.name)
    content = [entry.name.encode() + b"\0" + entry.read_bytes() for entry in found if entry.name.endswith(".toml")]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def compose(vocabulary: str, key: str, language: str, values: Mapping[str, object]) -> list[tuple[str, str | None]]:
    """Return the text under a key in pieces: what stands between the figures (with None), and each figure with its name."""
    entry = load_vocabulary(vocabulary)
    for part in key.split("."):
        entry = entry[part]
    pieces: list[tuple[str, str | None]] = []
    for words, name, noun, _ in Formatter().parse(str(entry[language])):
        pieces.append((words, None))
        if name is not None:
            figure = _show(values[name])
            pieces += [(figure, name), (_count(figure, noun or ""), None)]
    return [(text, name) for text, name in pieces if text]


def _show(value: object) -> str:
    """A value as a text shows it: with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _count(figure: str, noun: str) -> str:
    """What is counted, in English: " task" behind 1, " tasks" behind other figures."""
    return noun and f" {noun}" + ("" if figure == "1" else "s")

"""The words of such reports and of our charts, as TOML that an analyst can edit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from analysis_helpers.errors import ReportError


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Return one vocabulary file (`headers`, `statuses`, `lights`, `thresholds`, `labels`, …)."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


LANGUAGES = ("zh", "en")


def say(key: str, language: str, /, **values: object) -> str:
    """Return a text of `labels.toml` in a language, its {names} filled in.

    Raises ReportError for a language that there is not.

    Numbers may name what they count, for the English plural: "{n:task}".

    >>> say("basis.month", "zh"), say("coverage.tasks", "en", n=19), say("coverage.tasks", "en", n=1)
    ('按月计', '19 tasks', '1 task')
    """
    return fill("labels", key, language, values)


def fill(vocabulary: str, key: str, language: str, values: Mapping[str, object]) -> str:
    """Return the text under a dotted key of a vocabulary file, its {names} filled in."""
    return "".join(text for text, _ in fill_parts(vocabulary, key, language, values))


def fill_parts(vocabulary: str, key: str, language: str, values: Mapping[str, object]) -> list[tuple[str, str | None]]:
    """Return a text piece by piece: what stands there, and the name of the figure that it shows (None: words).

    >>> fill_parts("labels", "coverage.tasks", "en", {"n": 19})
    [('19 tasks', 'n')]
    """
    if language not in LANGUAGES:
        raise ReportError(f"language {language!r}", "there is no such language", "'zh' or 'en'", "use one of these")
    entry = load_vocabulary(vocabulary)
    for part in key.split("."):
        entry = entry[part]
    parts: list[tuple[str, str | None]] = []
    for words, name, noun, _ in Formatter().parse(str(entry[language])):
        parts += [(words, None)] if words else []
        parts += [(format(_Figure(values[name]), noun or ""), name)] if name else []
    return parts


class _Figure:
    """A value as a text shows it: at most one decimal, and the plural of what it counts."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, noun: str) -> str:
        shown = f"{self.value:.1f}".removesuffix(".0") if isinstance(self.value, float) else str(self.value)
        return shown if not noun else f"{shown} {noun}" + ("" if shown == "1" else "s")

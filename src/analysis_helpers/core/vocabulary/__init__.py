"""The words of such reports and of our charts, as TOML that an analyst can edit."""

from __future__ import annotations

from collections.abc import Mapping

from analysis_helpers.core.language import check_language
from analysis_helpers.core.texts import LANGUAGES, add_to_vocabulary, compose, hash_vocabulary, load_vocabulary

__all__ = ["LANGUAGES", "add_to_vocabulary", "fill", "fill_parts", "hash_vocabulary", "load_vocabulary", "say"]


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
    """Return the text under a key in pieces: what stands between the figures (with None), and each figure with its name.

    A part in square brackets is left out where a figure in it is 0 or not given; where the first of several such parts
    that follow each other is left out, the next one loses the mark that joins it (see `texts.split_optional`).
    """
    return compose(vocabulary, key, check_language(language), values)

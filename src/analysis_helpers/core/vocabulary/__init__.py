"""The words of such reports and of our charts, as TOML that an analyst can edit."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from analysis_helpers.core.errors import ReportError


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Return one vocabulary file (`headers`, `statuses`, `lights`, `thresholds`, `labels`, …)."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def hash_vocabulary() -> str:
    """One hash for all words and thresholds."""
    found = sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
    content = [entry.name.encode() + b"\0" + entry.read_bytes() for entry in found if entry.name.endswith(".toml")]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


LANGUAGES = ("zh", "en")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")  # a part with a figure in square brackets
_SEPARATORS = "、，；：,;: "


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
    that follow each other is left out, the next one loses the mark that joins it (see `split_optional`).
    """
    if language not in LANGUAGES:
        raise ReportError(f"language {language!r}", "there is no such language", "'zh' or 'en'", "use one of these")
    entry = load_vocabulary(vocabulary)
    for part in key.split("."):
        entry = entry[part]
    pieces: list[tuple[str, str | None]] = []
    for words, name, noun, _ in Formatter().parse("".join(_choose_parts(str(entry[language]), values))):
        pieces.append((words, None))
        if name is not None:
            figure = _show(values[name])
            pieces += [(figure, name), (_count(figure, noun or ""), None)]
    return [(text, name) for text, name in pieces if text]


def split_optional(template: str) -> list[tuple[str, bool, bool]]:
    """Split a template into parts: the text, whether it is optional, and whether it continues a list of such parts.

    A list begins with an optional part that has no mark of its own in front: `[{a} red][, {b} blue]`.
    """
    parts: list[tuple[str, bool, bool]] = []
    at, in_list = 0, False
    for found in _OPTIONAL.finditer(template):
        if found.start() > at:
            parts.append((template[at : found.start()], False, False))
        follows = found.start() == at and bool(parts) and parts[-1][1] and in_list
        in_list = follows or found[1][0] not in _SEPARATORS.rstrip()
        parts.append((found[1], True, follows))
        at = found.end()
    return [*parts, (template[at:], False, False)] if at < len(template) else parts


def _choose_parts(template: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the parts of a template that have something to say."""
    kept = True
    for text, optional, follows in split_optional(template):
        names = [name for _, name, _, _ in Formatter().parse(text) if name]
        if optional and not all(values.get(name) for name in names):
            kept = kept if follows else False
            continue
        yield text.lstrip(_SEPARATORS.rstrip()) if optional and follows and not kept else text
        kept = True


def _show(value: object) -> str:
    """A value as a text shows it: with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _count(figure: str, noun: str) -> str:
    """What is counted, in English: " task" behind 1, " tasks" behind other figures."""
    return noun and f" {noun}" + ("" if figure == "1" else "s")

"""The files of words, and texts made of them in a language that is known to be one."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from analysis_helpers.core.word_shapes import BadWords, read_words

LANGUAGES = ("zh", "en")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")  # a part with a figure in square brackets
_SEPARATORS = "、，；：,;:"
FOLDER = files("analysis_helpers.core") / "vocabulary"


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Return one vocabulary file (`headers`, `statuses`, `lights`, `thresholds`, `labels`, …).

    Raises ReportError, naming the file, where an edit left it unusable (see `word_shapes`); a ValueError where it is the file of
    error messages itself.
    """
    try:
        found = read_words(FOLDER, name)
    except BadWords as bad:
        if name == "errors":  # no message can be composed without it
            raise
        from analysis_helpers.core.errors import ReportError, Text

        file = f"{name}.toml"
        raise ReportError(
            "guard.vocabulary", f"core/vocabulary/{file}", problem=Text(bad.zh, bad.en), file=file
        ) from bad
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
    """Return the text under a key in pieces: what stands between the figures (with None), and each figure with its name.

    A part in square brackets with a figure in it is optional (see `split_optional`).
    """
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

    An optional part stands in square brackets and is left out where a figure in it is 0. A list begins with an optional
    part that has no mark of its own in front: `[{a} red][, {b} blue]`; where it is left out, the next one loses its mark.
    """
    parts: list[tuple[str, bool, bool]] = []
    at, in_list = 0, False
    for found in _OPTIONAL.finditer(template):
        if found.start() > at:
            parts.append((template[at : found.start()], False, False))
        follows = found.start() == at and bool(parts) and parts[-1][1] and in_list
        in_list = follows or found[1][0] not in _SEPARATORS
        parts.append((found[1], True, follows))
        at = found.end()
    return [*parts, (template[at:], False, False)] if at < len(template) else parts


def _choose_parts(template: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the parts of a template that have something to say."""
    kept = True
    for text, optional, follows in split_optional(template):
        names = [name for _, name, _, _ in Formatter().parse(text) if name]
        if optional and not all(values.get(name) for name in names):
            kept = kept and follows
            continue
        yield text.lstrip(_SEPARATORS) if optional and follows and not kept else text
        kept = True


def _show(value: object) -> str:
    """A value as a text shows it: with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _count(figure: str, noun: str) -> str:
    """What is counted, in English: " task" behind 1, " tasks" behind other figures."""
    return noun and f" {noun}" + ("" if figure == "1" else "s")

"""Read a file of words, and say what an edit has left unusable in it."""

from __future__ import annotations

import json
import re
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SIGNS = re.compile(r"[()\[\]{}*+?\\]")
Problem = tuple[str, str]  # in Chinese and in English


class BadWords(ValueError):
    """A file of words that cannot be used, and why. It speaks for itself: the texts of other errors are such files, too."""

    def __init__(self, file: str, zh: str, en: str) -> None:
        self.file, self.zh, self.en = file, zh, en
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The message in one language."""
        if language == "zh":
            return f"core/vocabulary/{self.file}：词表无法使用（{self.zh}）。\n  下一步：在该处改正，或恢复上一版本"
        return f"core/vocabulary/{self.file}: this file of words cannot be used ({self.en}).\n  Next: mend it at this place, or take its last version back"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.file, self.zh, self.en)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the message."""
        return [str(self)]


def read_words(folder: Traversable, name: str) -> dict[str, Any]:
    """Return what a file of words holds.

    Raises BadWords for what is no TOML or no UTF-8, a section that is gone, a text where a list was, and a word that cannot be part
    of a pattern. Words and entries that were added are as good as those that were there.
    """
    file = f"{name}.toml"
    try:
        text = folder.joinpath(file).read_bytes().decode()
        if text.startswith("\ufeff"):
            raise BadWords(
                file,
                "开头有 BOM，请存为不带 BOM 的 UTF-8",
                "it begins with a byte-order mark: save it as UTF-8 without one",
            )
        content = tomllib.loads(text)
    except BadWords:
        raise
    except (ValueError, RecursionError) as error:
        raise BadWords(file, str(error), str(error)) from error
    for where, (zh, en) in _find_slips(
        content, _shapes().get(name, {}), "", patterned=name in _shapes()["(patterned)"]
    ):
        raise BadWords(file, f"{where}：{zh}", f"{where}: {en}")
    return content


@cache
def _shapes() -> dict[str, Any]:
    """What the code needs of every file: its sections and the kind of each value (`vocabulary/shapes.json`)."""
    shapes: dict[str, Any] = json.loads(
        (files("analysis_helpers.core") / "vocabulary" / "shapes.json").read_text("utf-8")
    )
    return shapes


def describe_shape(value: Any) -> Any:
    """The kind of a value of TOML: of a section those of its entries, of a list that of its entries if they are alike.

    A section whose entries are all alike is described by one of them, `*`: an entry may be added to it or taken away.

    >>> describe_shape({"a": ["x", "y"], "b": 0.5})
    {'a': ['str'], 'b': 'number'}
    >>> describe_shape({"zh": "甲", "en": "a"})
    {'*': 'str'}
    """
    if isinstance(value, dict):
        kinds = {key: describe_shape(entry) for key, entry in value.items()}
        first = next(iter(kinds.values()), None)
        return {"*": first} if len(kinds) > 1 and all(kind == first for kind in kinds.values()) else kinds
    if isinstance(value, list):
        every = [describe_shape(entry) for entry in value]
        return every[:1] if every and isinstance(every[0], str) and every == every[:1] * len(every) else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def describe_file(content: dict[str, Any]) -> dict[str, Any]:
    """The kinds of what a file holds, each section by its name: none of them may be missing."""
    return {key: describe_shape(entry) for key, entry in content.items()}


def _find_slips(value: Any, shape: Any, where: str, patterned: bool) -> Iterator[tuple[str, Problem]]:
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield where, ("这里应是一节", "a section should stand here")
            return
        alike = dict.fromkeys(value, shape["*"]) if "*" in shape else shape
        for key, inner in alike.items():
            if key in value:
                yield from _find_slips(value[key], inner, f"{where}.{key}".lstrip("."), patterned)
            elif not where:
                yield key, ("这一节不见了", "this section is missing")
    elif isinstance(shape, list) and not isinstance(value, list):
        yield where, ("这里应是列表 [ ]", "a list in [ ] should stand here")
    elif isinstance(shape, list):
        for entry in value if shape else ():
            if describe_shape(entry) != shape[0]:
                yield (
                    where,
                    (f"列表中的 {entry!r} 与其他项不同类", f"{entry!r} is of another kind than the rest of its list"),
                )
            elif patterned and isinstance(entry, str) and not _can_be_pattern(entry):
                yield (
                    where,
                    (f"{entry!r} 中的括号等符号不成对", f"{entry!r} has a bracket or sign without its other half"),
                )
    elif describe_shape(value) != shape:
        yield where, ("值的类型不对", "this is of another kind than the code needs")


def _can_be_pattern(word: str) -> bool:
    if not SIGNS.search(word):
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # [ in a set: read as it stands
            re.compile(word)
    except re.error:
        return False
    return True

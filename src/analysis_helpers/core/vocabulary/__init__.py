"""The words of such reports and of our charts, as TOML that an analyst can edit."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from analysis_helpers.core.errors import ReportError

SIGNS = re.compile(r"[()\[\]{}*+?\\]")


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Return one vocabulary file (`headers`, `statuses`, `lights`, `thresholds`, `labels`, …).

    Raises ReportError, naming the file, where an edit left it unreadable: no TOML, no UTF-8, a section gone, a text where a list
    was, a word that cannot be part of a pattern.
    """
    file = f"{name}.toml"
    try:
        text = files(__package__).joinpath(file).read_bytes().decode()
        if text.startswith("\ufeff"):
            raise _refuse(
                file,
                "it begins with a byte-order mark: save it as UTF-8 without one",
                "开头有 BOM，请存为不带 BOM 的 UTF-8",
            )
        content = tomllib.loads(text)
    except ReportError:
        raise
    except (ValueError, RecursionError) as error:
        raise _refuse(file, str(error), str(error)) from error
    for where, problem in _find_slips(content, _shapes().get(name, {}), "", patterned=name in _shapes()["(patterned)"]):
        raise _refuse(file, f"{where}: {problem['en']}", f"{where}：{problem['zh']}")
    return content


@cache
def _shapes() -> dict[str, Any]:
    """What the code needs of every file: its sections and the kind of each value (`shapes.json`)."""
    shapes: dict[str, Any] = json.loads(files(__package__).joinpath("shapes.json").read_text(encoding="utf-8"))
    return shapes


def describe_shape(value: Any) -> Any:
    """The kind of a value of TOML: of a section those of its entries, of a list that of its entries if they are alike."""
    if isinstance(value, dict):
        return {key: describe_shape(entry) for key, entry in value.items()}
    if isinstance(value, list):
        kinds = [describe_shape(entry) for entry in value]
        return kinds[:1] if kinds and isinstance(kinds[0], str) and kinds == kinds[:1] * len(kinds) else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def _find_slips(value: Any, shape: Any, where: str, patterned: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Places that are not as the code needs them; entries that were added are as good as those that were there."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield where, {"zh": "这里应是一节", "en": "a section should stand here"}
            return
        for key, inner in shape.items():
            if key in value:
                yield from _find_slips(value[key], inner, f"{where}.{key}".lstrip("."), patterned)
            elif not where:
                yield key, {"zh": "这一节不见了", "en": "this section is missing"}
    elif isinstance(shape, list) and not isinstance(value, list):
        yield where, {"zh": "这里应是列表 [ ]", "en": "a list in [ ] should stand here"}
    elif isinstance(shape, list):
        for entry in value if shape else ():
            if describe_shape(entry) != shape[0]:
                yield (
                    where,
                    {
                        "zh": f"列表中的 {entry!r} 与其他项不同类",
                        "en": f"{entry!r} is of another kind than the rest of its list",
                    },
                )
            elif patterned and isinstance(entry, str) and not _can_be_pattern(entry):
                yield (
                    where,
                    {
                        "zh": f"{entry!r} 中的括号等符号不成对",
                        "en": f"{entry!r} has a bracket or sign without its other half",
                    },
                )
    elif describe_shape(value) != shape:
        yield where, {"zh": "值的类型不对", "en": "this is of another kind than the code needs"}


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


def _refuse(file: str, why: str, why_zh: str) -> ReportError:
    return ReportError(
        f"core/vocabulary/{file}", f"this file of words cannot be used ({why})", "TOML in UTF-8, as it was before the last edit",
        f"mend {file} at this place, or take its last version back",
        in_chinese=(f"词表无法使用（{why_zh}）", "UTF-8 编码的 TOML，结构与修改前相同", f"请在该处改正 {file}，或恢复上一版本"),
    )  # fmt: skip


def hash_vocabulary() -> str:
    """One hash for all words and thresholds."""
    found = sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
    content = [entry.name.encode() + b"\0" + entry.read_bytes() for entry in found if entry.name.endswith(".toml")]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


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
    """Return the text under a key in pieces: what stands between the figures (with None), and each figure with its name."""
    if language not in LANGUAGES:
        raise ReportError(f"language {language!r}", "there is no such language", "'zh' or 'en'", "use one of these")
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

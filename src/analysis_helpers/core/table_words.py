"""Say in words what stands in a table: heads of columns, statuses, classes, rules. What is no word of ours stays as it is."""

from __future__ import annotations

import re
from typing import Any

from analysis_helpers.core.vocabulary import load_vocabulary

NUMBER = re.compile(r"\d+(?:\.\d+)?")
LISTS = re.compile("(、|, )")  # between several words in one cell


def say_head(name: object, language: str) -> object:
    """The words of a column; its own name where it is none of ours, such as a column of the file.

    >>> say_head("progress_pct", "zh"), say_head("per_task_pp", "en"), say_head("备注", "en")
    ('形象进度%', 'a task, points', '备注')
    """
    for section in ("columns", "notebook_columns"):
        known = load_vocabulary("labels")[section]
        if isinstance(name, str) and name in known:
            return known[name][language]
    return name


def knows_column(name: str) -> bool:
    """Whether a column has words in both languages."""
    return any(name in load_vocabulary("labels")[section] for section in ("columns", "notebook_columns"))


def say_value(name: object, value: object, language: str) -> object:
    """A value of the column `name` in words: statuses, classes, rules with their units; other values as they are.

    >>> say_value("status", "ahead", "zh"), say_value("rule", "Δ ≥ 30", "en"), say_value("task", "done", "zh")
    ('超前', 'up by 30 points or more', 'done')
    """
    if isinstance(value, bool):
        return load_vocabulary("labels")["truth"][str(value).lower()][language]
    if not isinstance(value, str) or not isinstance(name, str):
        return value
    known = _find_words(name)
    if not known:
        return value
    if name == "why":  # a rule, and what it saw
        rule, colon, seen = value.partition(": ")
        return known[rule][language] + (_joint(colon, language) + seen) if rule in known else value
    parts = LISTS.split(value)
    said = [_joint(part, language) if LISTS.fullmatch(part) else _say(part, known, language) for part in parts]
    return value if None in said else "".join(str(part) for part in said)


def _say(part: str, known: dict[str, Any], language: str) -> str | None:
    if part in known:
        return str(known[part][language])
    numbers, shape = NUMBER.findall(part), NUMBER.sub("{n}", part)  # a rule with its threshold
    if len(numbers) == 1 and shape in known:
        return str(known[shape][language]).replace("{n}", numbers[0])
    return None


def _joint(mark: str, language: str) -> str:
    between = {"": "", "、": "、", ", ": "、", ": ": "："} if language == "zh" else {"、": ", "}
    return between.get(mark, mark)


def _find_words(name: str) -> dict[str, Any]:
    labels = load_vocabulary("labels")
    found: dict[str, Any] = {}
    for section in labels["words_of"].get(name, ()):
        place = load_vocabulary("reading")["formats"] if section == "formats" else labels[section]
        found |= {key.replace("_", " ") if section == "formats" else key: said for key, said in place.items()}
    return found

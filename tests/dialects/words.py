"""The words of which reports are made up: those looked at while the reader was built, those kept apart, and fresh ones."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHOICES = ("built", "held", "both", "fresh", "kept")


@cache
def load_words(which: str) -> dict[str, Any]:
    """The word lists of one set; `both` joins those that were built with and those that were kept apart."""
    if which != "both":
        return tomllib.loads((HERE / f"words_{which}.toml").read_text(encoding="utf-8"))
    return _join(load_words("built"), load_words("held"))


@cache
def with_usual_headers(which: str) -> dict[str, Any]:
    """The word lists of one half, with the headers that most reports have."""
    usual, words = load_words("usual"), load_words(which)
    return words | {section: words[section] | usual[section] for section in usual}


def _join(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for key, value in one.items():
        joined[key] = _join(value, other[key]) if isinstance(value, dict) else [*value, *other[key]]
    return joined

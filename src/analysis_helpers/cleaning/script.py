"""Traditional characters to simplified ones."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

CONVERTIBLE = re.compile("[^\0\ud800-\udfff]+")  # OpenCC stops at a NUL and cannot take half a surrogate pair


@cache
def _converter() -> Any:
    import opencc

    # tw2s rather than t2s: only it knows 跟著 → 跟着 (and leaves 著作 alone).
    return opencc.OpenCC("tw2s")


def to_simplified(text: str) -> str:
    """Return the text in simplified characters.

    >>> to_simplified("跟著詩詞遊上虞，名著")
    '跟着诗词游上虞，名著'
    """
    return CONVERTIBLE.sub(lambda run: _converter().convert(run[0]), text)

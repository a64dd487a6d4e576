"""Refuse an input in both languages, in the words of `core/vocabulary/refusals.toml`."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import fill

PARTS = ("what", "allowed", "do")


def refuse(where: object, key: str, rows: pd.DataFrame | None = None, /, **values: object) -> ReportError:
    """Return the error of this name, its {names} filled in; `rows` are its bad cells.

    >>> refuse("a.txt", "too_many_bytes", most=100).what
    'this file holds more than 100 MB'
    """

    def say(language: str) -> tuple[str, str, str]:
        what, allowed, do = (fill("refusals", f"{key}.{part}", language, values) for part in PARTS)
        return what, allowed, do

    return ReportError(where, *say("en"), rows, in_chinese=say("zh"))

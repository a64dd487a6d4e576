"""Refuse an input in both languages, in the words of `core/vocabulary/refusals.toml`."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import LANGUAGES, fill

PARTS = ("what", "allowed", "do")


def refuse(where: object, key: str, rows: pd.DataFrame | None = None, /, **values: object) -> ReportError:
    """Return the error of this name, its {names} filled in; `rows` are its bad cells.

    >>> refuse("a.txt", "too_many_bytes", most=100).what
    'this file holds more than 100 MB'
    """
    told = {
        language: tuple(fill("refusals", f"{key}.{part}", language, values) for part in PARTS) for language in LANGUAGES
    }
    return ReportError(where, *told["en"], rows, in_chinese=told["zh"])  # type: ignore[arg-type, misc]

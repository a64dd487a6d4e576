"""In which language is a person spoken to? The one place that answers."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
VARIABLE = "QUARTERLY_LANGUAGE"
SETTINGS = "settings.toml"
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def get_language() -> str:
    """Return `zh` or `en`: what `use_language` chose, else QUARTERLY_LANGUAGE, else the project's setting, else `zh`.

    The project's setting is `language = "en"` in `data/settings.toml`. The locale of the system is not asked: under a Chinese
    one the answer is the default, and under others (C, en_US on servers) the readers are Chinese all the same.
    Raises ReportError for a language that there is not.

    >>> with use_language("en"):
    ...     get_language()
    'en'
    """
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    if named := os.environ.get(VARIABLE):
        return check_language(named, VARIABLE)
    return _project_setting() or DEFAULT


def check_language(language: str, where: object = "language") -> str:
    """Return a language that there is. Raises ReportError for others.

    >>> check_language("zh")
    'zh'
    """
    if language not in LANGUAGES:
        raise ReportError("language.unknown", where=f"{where}={language!r}", languages="、".join(LANGUAGES))
    return language


@contextmanager
def use_language(language: str | None) -> Iterator[None]:
    """Speak this language inside of the block (None: whatever holds). Raises ReportError for one that there is not."""
    token = _chosen.set(_chosen.get() if language is None else check_language(language))
    try:
        yield
    finally:
        _chosen.reset(token)


def _project_setting() -> str | None:
    try:
        path = find_project() / "data" / SETTINGS
    except ReportError:
        return None
    return _read_setting(path, path.stat().st_mtime_ns) if path.exists() else None


@cache
def _read_setting(path: Path, changed: int) -> str | None:  # noqa: ARG001  a changed file is read again
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("language")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ReportError("language.settings_unreadable", where=path, error=error) from error
    return None if told is None else check_language(str(told), f"{path}: language")

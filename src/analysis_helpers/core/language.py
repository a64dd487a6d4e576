"""In which language is a person spoken to? The one place that answers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.spoken import SETTINGS, chosen, find_spoken
from analysis_helpers.core.texts import LANGUAGES


def get_language() -> str:
    """Return `zh` or `en`: what `use_language` chose, else QUARTERLY_LANGUAGE, else the project's setting, else `zh`.

    The project's setting is `language = "en"` in `data/settings.toml`. The locale of the system is not asked: under a Chinese
    one the answer is the default, and under others (C, en_US on servers) the readers are Chinese all the same.
    Raises ReportError for a language that there is not, and for settings that cannot be read.

    >>> with use_language("en"):
    ...     get_language()
    'en'
    """
    try:
        language, where = find_spoken()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ReportError("language.settings_unreadable", SETTINGS.as_posix(), error=error) from error
    return check_language(language, where)


def check_language(language: str, where: object = "language") -> str:
    """Return a language that there is. Raises ReportError for others.

    >>> check_language("zh")
    'zh'
    """
    if language not in LANGUAGES:
        raise ReportError("language.unknown", f"{where}={language!r}", languages="、".join(LANGUAGES))
    return language


@contextmanager
def use_language(language: str | None) -> Iterator[None]:
    """Speak this language inside of the block (None: whatever holds). Raises ReportError for one that there is not."""
    token = chosen.set(chosen.get() if language is None else check_language(language))
    try:
        yield
    finally:
        chosen.reset(token)

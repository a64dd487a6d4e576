"""Which language holds, as it was set and unchecked; `language` checks it and says what is wrong."""

from __future__ import annotations

import os
import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from analysis_helpers.core.located import locate_project

DEFAULT = "zh"
VARIABLE = "QUARTERLY_LANGUAGE"
SETTINGS = Path("data") / "settings.toml"
chosen: ContextVar[str | None] = ContextVar("language", default=None)


def find_spoken() -> tuple[str, str]:
    """The language that was set, and where: by the program, QUARTERLY_LANGUAGE, the project's setting, the default.

    Raises TOMLDecodeError, UnicodeDecodeError or OSError for settings that cannot be read.
    """
    if told := chosen.get():
        return told, "language"
    if named := os.environ.get(VARIABLE):
        return named, VARIABLE
    return (setting, SETTINGS.as_posix()) if (setting := project_setting()) else (DEFAULT, "")


def project_setting() -> str | None:
    """What the project's `data/settings.toml` says of the language."""
    project = locate_project()
    path = None if project is None else project / SETTINGS
    return None if path is None or not path.exists() else _read_setting(path, path.stat().st_mtime_ns)


@cache
def _read_setting(path: Path, changed: int) -> str | None:  # noqa: ARG001  a changed file is read again
    told = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("language")
    return None if told is None else str(told)

"""A file that appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from analysis_helpers.core.errors import ReportError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside and put it in its place in one step; whatever goes wrong, what stood there still does.

    Raises ReportError where nothing can be written.
    """
    path = path.resolve()  # a link stays a link
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise ReportError(
            path, f"this cannot be written ({error.strerror or error})", "a file in a folder that you may write to",
            "free space, change its rights, or close it in other programs, and run the same command again",
        ) from error  # fmt: skip
    finally:
        if aside.exists():
            aside.unlink()

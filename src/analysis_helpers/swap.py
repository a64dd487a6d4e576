"""A folder that appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis_helpers.errors import ReportError


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; swap it in for `target` when the block ends without an error.

    After an error what stood at `target` still stands there, and nothing else is left.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise ReportError(
            target.parent, f"nothing can be written here ({error.strerror})", "a folder that you may write to",
            "free space or change its rights, and run again",
        ) from error  # fmt: skip
    try:
        fresh = aside / "new"
        fresh.mkdir()
        yield fresh
        if target.exists():
            target.rename(aside / "old")
        try:
            fresh.rename(target)
        except OSError:
            if (aside / "old").exists():
                (aside / "old").rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)

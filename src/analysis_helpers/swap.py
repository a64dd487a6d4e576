"""A folder that appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from analysis_helpers.errors import ReportError


@contextmanager
def whole_folder(target: Path, keep: Sequence[str] = ()) -> Iterator[Path]:
    """Give an empty folder to fill; swap it in for `target` when the block ends without an error.

    What `keep` names stays in `target` as it is: it belongs to another command. After an error what stood
    at `target` still stands there, and nothing else is left.
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
        old = aside / "old"
        if target.exists():
            target.rename(old)
        kept = [name for name in keep if (old / name).exists()]
        try:
            for name in kept:
                (old / name).rename(fresh / name)
            fresh.rename(target)
        except OSError:
            for name in kept:
                if (fresh / name).exists():
                    (fresh / name).rename(old / name)
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)

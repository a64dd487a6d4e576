"""Who may write now? A lock that dies with its process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


PAUSE = 0.1  # seconds between two looks at a lock that another run holds


@contextmanager
def hold_lock(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock at `path`; while another process holds it, call `waiting` once and wait.

    The system frees it when the process ends, however it ends. Programs that this one starts do not inherit it.
    """
    handle = take_lock(path)
    if handle is None:
        waiting()
    while handle is None:
        time.sleep(PAUSE)
        handle = take_lock(path)
    try:
        yield
    finally:
        free_lock(handle, path)


def take_lock(path: Path) -> int | None:
    """The open lock file, or None where another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # Python opens files closed to other programs
    try:
        _lock(handle)
        if os.path.samestat(os.fstat(handle), path.stat()):  # else its holder took it away after we opened it
            return handle
    except (BlockingIOError, PermissionError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def free_lock(handle: int, path: Path) -> None:
    """Take the lock file away and let the next one in."""
    if sys.platform != "win32":
        path.unlink(missing_ok=True)  # while it is held: whoever opened it looks again
    os.close(handle)
    if sys.platform == "win32":
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            return  # the next one has it open already

"""Write files and folders whole or not at all, one writer at a time."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from analysis_helpers.core.errors import ReportError, word


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside and put it in its place in one step; whatever goes wrong, what stood there still does.

    Raises ReportError where nothing can be written.
    """
    with file_aside(path) as aside:
        aside.write_bytes(content)


@contextmanager
def file_aside(path: Path) -> Iterator[Path]:
    """Give a new file beside `path` to write into; it takes the place of `path` in one step when the block ends without an error.

    Its name is its own, so two that write to the same place at once never mix: the last one's file stands. Raises ReportError
    where nothing can be written.
    """
    aside = None
    try:
        path = path.resolve()  # a link stays a link
        aside = path.with_name(f".{secrets.token_hex(8)}.new")
        aside.touch(exist_ok=False)
        yield aside
        with aside.open("r+b") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise ReportError("write.refused", path, error=getattr(error, "strerror", None) or error) from error
    finally:
        if aside is not None:
            with suppress(OSError):  # on a disk that is read only there is nothing to take away
                aside.unlink(missing_ok=True)


def ignore_wait() -> None:
    """Default callback for waiting: do nothing."""


@contextmanager
def hold_lock(path: Path, waiting: Callable[[], None] = ignore_wait) -> Iterator[None]:
    """Hold the lock file at `path`; while another process holds it, call `waiting` once and wait.

    The system frees it when the process ends, however it ends. Programs that this one starts do not inherit it.
    """
    try:
        lock = _wait_for_lock(path, waiting)
    except OSError as error:
        raise ReportError("write.refused", path.parent, error=error.strerror or error) from error
    try:
        yield
    finally:
        _free_lock(lock, path)


def _wait_for_lock(path: Path, waiting: Callable[[], None]) -> FileLock:
    try:
        return _take_lock(path)
    except Timeout:
        waiting()
        return _take_lock(path, timeout=-1)


def _take_lock(path: Path, timeout: float = 0) -> FileLock:
    """Take the lock within so many seconds (-1: however long it takes). Raises Timeout where another process holds it."""
    lock = FileLock(path)
    lock.acquire(timeout)
    return lock


def _free_lock(lock: FileLock, path: Path) -> None:
    """Take the lock file away and let the next one in."""
    if sys.platform != "win32":  # there a file that is open cannot be taken away, and filelock does it afterwards
        path.unlink(
            missing_ok=True
        )  # while it is held: whoever waits for this file sees that it is gone and looks again
    lock.release()


JOURNAL = "journal.json"
FULL = {errno.ENOSPC: "words.disk_full", errno.EDQUOT: "words.quota_full"}
BARRED = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def whole_folder(target: Path, keep: Sequence[str] = (), root: Path | None = None,
                 waiting: Callable[[], None] = ignore_wait) -> Iterator[Path]:  # fmt: skip
    """Give an empty folder to fill; swap it in for `target` when the block ends without an error.

    What `keep` names stays in `target` as it is: it belongs to another command. After an error what stood at `target` still
    stands there, and nothing else is left; after a kill, `settle` or the next run ends the swap or throws away what was begun.
    One run at a time writes to `root` (default: `target`; commands that write into one another's folder share one): the
    second calls `waiting` and waits. Raises ReportError for a full disk and where nothing can be written.
    """
    root = root or target
    for place in {root, target}:
        if place.is_symlink():
            raise ReportError("guard.link_as_output", place)
    aside, lock = _places(root)
    with ExitStack() as held:
        with _told(root.parent):
            root.parent.mkdir(parents=True, exist_ok=True)
            taken = _wait_for_lock(lock, waiting)
            held.callback(_free_lock, taken, lock)
            _settle(aside)
            fresh = aside / "new"
            fresh.mkdir(parents=True)
        try:
            with _told(root.parent, only_disk=True):
                yield fresh
            with _told(root.parent):
                _Swap(target, tuple(keep)).write(aside)
                _settle(aside)
        finally:
            if not (aside / JOURNAL).exists():
                shutil.rmtree(aside, ignore_errors=True)


def settle(folder: Path) -> None:
    """Finish or undo what killed runs left in a folder of outputs; what a living run is at is left to it.

    Raises ReportError for a journal that names a place outside of the outputs that it lies beside.
    """
    for aside in filter(Path.is_dir, folder.glob(".*.new")):
        lock = aside.with_suffix(".lock")
        with _told(folder), suppress(Timeout):
            held = _take_lock(lock)
            try:
                _settle(aside)
            finally:
                _free_lock(held, lock)


def _places(root: Path) -> tuple[Path, Path]:
    return root.parent / f".{root.name}.new", root.parent / f".{root.name}.lock"


def _root_of(aside: Path) -> Path:
    return aside.parent / aside.name.removeprefix(".").removesuffix(".new")


@dataclass(frozen=True)
class _Swap:
    """What a journal says: the folder to put in its place, and what of the old one stays in it."""

    target: Path
    keep: tuple[str, ...]

    def write(self, aside: Path) -> None:
        """Decide: the journal appears whole, and from this moment on the new output holds, even if the power fails."""
        content = {"target": self.target.relative_to(aside.parent).as_posix(), "keep": list(self.keep)}
        write_whole(aside / JOURNAL, json.dumps(content, ensure_ascii=False).encode())

    @classmethod
    def read(cls, aside: Path) -> _Swap | None:
        """What is decided; None where nothing is, or where the journal was lost with the power.

        Raises ReportError where it would change anything outside of its root: no run of ours writes that.
        """
        try:
            content = json.loads((aside / JOURNAL).read_text(encoding="utf-8"))
            target, keep = aside.parent / content["target"], tuple(map(str, content["keep"]))
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        inside = target.resolve().is_relative_to(_root_of(aside).resolve())
        if not inside or any(Path(name).name != name or name in ("", "..") for name in keep):
            raise ReportError(
                "write.journal_astray", aside / JOURNAL, root=_root_of(aside).name, target=content["target"], aside=aside
            )  # fmt: skip
        return cls(target, keep)


def _settle(aside: Path) -> None:
    swap = _Swap.read(aside)
    if swap is not None:
        _publish(aside, swap)
        (aside / JOURNAL).unlink()
    elif (aside / JOURNAL).exists() and (aside / "old").exists() and not _root_of(aside).exists():
        (aside / "old").rename(
            _root_of(aside)
        )  # cut off midway, and the journal was lost: what stood before stands again
    if aside.exists():
        shutil.rmtree(aside)


def _publish(aside: Path, swap: _Swap) -> None:
    """Every step looks at what is there, so that it can be taken up again wherever it was cut off."""
    fresh, old = aside / "new", aside / "old"
    if not fresh.exists():  # it stands in its place already
        return
    try:
        swap.target.parent.mkdir(parents=True, exist_ok=True)
        if swap.target.exists():
            swap.target.rename(old)
        _move(swap.keep, old, fresh)
        fresh.rename(swap.target)
    except OSError:
        # A program holds a file in the old folder open, say: that folder goes back into its place, the journal last.
        _move(swap.keep, fresh, old)
        if old.exists():
            old.rename(swap.target)
        (aside / JOURNAL).unlink()
        raise


def _move(names: Sequence[str], source: Path, target: Path) -> None:
    for name in names:
        if (source / name).exists() and target.exists():
            (source / name).rename(target / name)


@contextmanager
def _told(where: Path, only_disk: bool = False) -> Iterator[None]:
    """What the disk refuses is one sentence, also where a library wrapped it into an error of its own."""
    try:
        yield
    except ReportError:
        raise
    except Exception as error:
        cause = _find_cause(error, where, only_disk)
        if cause is None:
            raise
        raise ReportError(
            "write.outputs_refused", where, error=word(FULL[cause.errno]) if cause.errno in FULL else cause.strerror
        ) from error  # fmt: skip


def _find_cause(error: BaseException | None, where: Path, only_disk: bool) -> OSError | None:
    while error is not None:
        if isinstance(error, OSError):
            barred = error.errno in BARRED and str(error.filename).startswith(str(where))
            if not only_disk or error.errno in FULL or barred:
                return error
        error = error.__cause__ or error.__context__
    return None

"""Thousands of files → a dataset. Which districts have to be built, by whom, and what stands in the end?"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers import __version__
from analysis_helpers.core.atomic_write import hold_lock, ignore_wait, write_whole
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import hash_vocabulary
from analysis_helpers.corpus.cluster import open_cluster
from analysis_helpers.corpus.district import (
    UNREAD,
    build_district,
    find_sources,
    hash_reading_code,
    hash_sources,
    reading_note,
)
from analysis_helpers.linkage.stored_history import (
    FORMAT,
    MANIFESTS,
    MARK,
    TABLES,
    cannot_write,
    is_dataset,
    publish,
    read_findings,
    read_manifests,
    sweep,
)

ASIDE, LOCK = ".building", ".lock"
Told = Callable[[int, int], None]  # files that are done, and all of them


def _tell_nobody(done: int, files: int) -> None:
    """For whoever does not look."""


@dataclass(frozen=True)
class Built:
    """What a build did: districts built, skipped because nothing of them had changed, and lost (district → why).

    `files` and `tasks` count what stands in the dataset for these sources, `unread` and `rejected` lists what a person has to see.
    """

    built: list[str]
    skipped: list[str]
    lost: dict[str, str]
    files: int
    tasks: int
    findings: pd.DataFrame

    @property
    def exit_code(self) -> int:
        """0: every row of every file was read. 1: some files, rows or districts were not."""
        unread = self.findings["level"].isin([UNREAD, "rejected"]).any()
        return int(bool(self.lost) or bool(unread))


def build_corpus(
    sources: Iterable[str | Path],
    dataset: str | Path,
    scheduler: str | None = None,
    workers: int | None = None,
    memory: str | None = None,
    told: Told = _tell_nobody,
    waiting: Callable[[], None] = ignore_wait,
) -> Built:
    """Read all reports of many districts into a dataset of Parquet files; see `quarterly corpus build`.

    The folder below a source is the district. A district is one piece of work; `workers` processes of this machine share them
    (None: one for each core, 0: this process alone), or the Dask cluster at `scheduler`; `memory` is what each worker may use.
    A district whose files, version, vocabulary and reading code are those of the last build is skipped, so a build that was ended
    goes on where it was.
    Districts of earlier builds that these sources do not hold stay. Raises ReportError where nothing can be written.
    """
    root, found = Path(dataset).resolve(), find_sources(map(Path, sources))
    _open_dataset(root)
    with hold_lock(root / LOCK, waiting), _folder_aside(root) as aside:
        standing = read_manifests(root)
        sweep(root, standing)
        library = _describe_library()
        made_from = {district: library | {"files": hash_sources(files)} for district, files in found.items()}
        due = [
            name for name in found if name not in standing or standing[name].made_from != made_from[name]
        ]  # fmt: skip
        # The largest first: else the last one keeps a single worker busy while the others wait.
        due.sort(key=lambda district: -sum(path.stat().st_size for path in found[district].values()))
        jobs = [(aside, district, found[district], made_from[district]) for district in due]
        files = sum(map(len, found.values()))
        done = files - sum(len(found[district]) for district in due)
        told(done, files)
        lost: dict[str, str] = {}
        if jobs:
            with open_cluster(scheduler, None if workers is None else min(workers, len(jobs)), memory) as run:
                for job, result, error in run(build_district, jobs):
                    if isinstance(error, ReportError):
                        raise error  # the disk: it would refuse the next one, too
                    if error is not None:
                        lost[job[1]] = _blame(aside, job[1], error)
                    else:
                        publish(result[0], root, result[1])
                    done += len(job[2])
                    told(done, files)
        standing = read_manifests(root)
        sweep(root, standing)
    mine = [standing[district] for district in found if district in standing and district not in lost]
    return Built(
        sorted(set(due) - set(lost)), [district for district in found if district not in due], lost, files,
        sum(stored.rows("tasks") for stored in mine), read_findings(root, mine),
    )  # fmt: skip


@contextmanager
def _folder_aside(root: Path) -> Iterator[Path]:
    """A folder for what this build writes and no other; those that killed builds left are taken away."""
    shutil.rmtree(root / ASIDE, ignore_errors=True)
    try:
        (root / ASIDE).mkdir(exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=root / ASIDE))
    except OSError as error:
        raise cannot_write(root, error) from error
    try:
        yield aside
    finally:
        shutil.rmtree(root / ASIDE, ignore_errors=True)


def _open_dataset(root: Path) -> None:
    """Mark a new folder as a dataset; refuse one that holds something else."""
    if is_dataset(root):
        return
    if root.exists() and (not root.is_dir() or any(path for path in root.iterdir() if path.name != LOCK)):
        raise ReportError("corpus.no_dataset_there", root)
    try:
        (root / MANIFESTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(root, error) from error
    write_whole(root / MARK, (json.dumps({"format": FORMAT, "tables": TABLES}) + "\n").encode())


def _describe_library() -> dict[str, Any]:
    """What beside its files decides what a district becomes."""
    return {"format": FORMAT, "version": __version__, "vocabulary": hash_vocabulary(), "code": hash_reading_code()}


def _blame(aside: Path, district: str, error: BaseException) -> str:
    """Why a district is not there, and the file that was being read when its worker ended."""
    note = reading_note(aside, district)
    at = f", while reading {note.read_text(encoding='utf-8')}" if note.is_file() else ""
    return f"{error if str(error) else type(error).__name__}{at}"

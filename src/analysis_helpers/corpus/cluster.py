"""Where does the work of a district run? In this process, on workers of this machine, or on a cluster that there is (Dask).

The only module that knows Dask. One task is one district; what comes back is small, for each worker writes its own files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from analysis_helpers import __version__
from analysis_helpers.core.errors import ReportError
from analysis_helpers.corpus.district import hash_reading_code

# A worker holds one district at a time, so that it bears the blame for no other; nothing is spilled, for nothing is kept there.
# A worker that outgrows its memory is ended, and its district is tried once more before it is given up.
SETTINGS = {
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.allowed-failures": 1,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.admin.log-format": "%(message)s",
    "distributed.logging.distributed": "critical",
}

Outcome = tuple[Any, Any, BaseException | None]  # the job, its result, what went wrong
Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[Outcome]]


class WorkerLost(Exception):
    """The process that worked on a district died of it, more than once."""


@contextmanager
def open_cluster(scheduler: str | None, workers: int | None, memory: str | None) -> Iterator[Run]:
    """Give a function that maps another over jobs and yields each outcome as it comes.

    Workers of this machine talk with certificates of this run alone: no other program can run code in them. `workers=0` is a plain loop in this process; else a cluster of this machine (None: a worker for each core), or the one at the
    address `scheduler`. Raises ReportError where Dask is missing, or the cluster is not there or has another version.
    """
    if workers == 0 and scheduler is None:
        yield _run_here
        return
    try:
        import dask
        from distributed import Client, LocalCluster
        from distributed.security import Security
    except ImportError as error:
        raise missing_extra("dask and distributed") from error
    if memory is not None:
        _check_memory(memory)
    with dask.config.set(SETTINGS), tempfile.TemporaryDirectory(prefix="quarterly-") as scratch:
        if scheduler is not None:
            with _connect(scheduler) as client:
                yield lambda work, jobs: _run_there(client, work, jobs)
            return
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1",
                protocol="tls://", security=Security.temporary(), scheduler_kwargs={"dashboard": False},
                memory_limit=memory or "auto", local_directory=scratch, silence_logs="CRITICAL",
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield lambda work, jobs: _run_there(client, work, jobs)


def _check_memory(memory: str) -> None:
    from dask.utils import parse_bytes

    try:
        size = parse_bytes(memory)
    except ValueError as error:
        raise ReportError("guard.memory", f"--memory {memory}") from error
    if size <= 0:
        raise ReportError("guard.memory", f"--memory {memory}")


def missing_extra(names: str) -> ReportError:
    """What is said where the extra `scale` is not installed."""
    return ReportError("corpus.not_installed", names)


def _run_here(work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> Iterator[Outcome]:
    with ThreadPoolExecutor(1) as alone:  # a future tells what went wrong as a worker's does
        for job in jobs:
            future = alone.submit(work, *job)
            error = future.exception()
            yield job, None if error else future.result(), error


def _run_there(client: Any, work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> Iterator[Outcome]:
    """Each job as one task; a worker that is lost on the way is replaced, and its task run again."""
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    futures = {client.submit(work, *job, pure=False, key=f"{getattr(work, '__name__', 'work')}-{at}"): job for at, job in enumerate(jobs)}  # fmt: skip
    for future in as_completed(futures):
        error = future.exception()
        if isinstance(error, KilledWorker):
            error = WorkerLost("the worker was ended more than once: not enough memory, or a fault of the program")
        yield futures[future], None if error else future.result(), error
        future.release()


@contextmanager
def _connect(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise ReportError("corpus.no_cluster", address, error=type(error).__name__) from error
    with client:
        found = client.run(_tell_version)
        ours = _tell_version()
        wrong = {worker: version for worker, version in found.items() if version != ours}
        if not found:
            raise ReportError("corpus.no_workers", address, ours=ours)
        if wrong:
            raise ReportError("corpus.other_version", address, n=len(wrong), workers=wrong, ours=ours)
        yield client


def _tell_version() -> str:
    """The version of the library and of its code, where this runs: a dataset says which code made it, on any machine."""
    return f"{__version__}, code {hash_reading_code()[:12]}"

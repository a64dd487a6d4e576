"""A cluster that somebody else started: real `dask scheduler` and `dask worker` processes."""

import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from tests.corpus.trees import tree

from analysis_helpers import ReportError, build_corpus


@contextmanager
def started(*words, folder):
    with (folder / "log").open("a") as log:
        process = subprocess.Popen([sys.executable, "-m", *words], stdout=log, stderr=log, cwd=folder)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


@contextmanager
def cluster(folder):
    """A scheduler on a free port of loopback, and one worker; its address."""
    note = folder / "scheduler.json"
    words = [
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
    ]
    with started(*words, str(note), folder=folder) as scheduler:
        end = time.monotonic() + 60
        while not note.exists():
            assert scheduler.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        words = ["distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard", "--scheduler-file", str(note)]
        with started(*words, folder=folder):
            from distributed import Client

            with Client(scheduler_file=str(note), timeout=60) as client:
                client.wait_for_workers(1, timeout=60)
                address = client.scheduler.address
            yield address


def test_a_given_cluster_builds_what_a_plain_loop_builds(province, built, tmp_path):
    with cluster(tmp_path) as address:
        build_corpus([province / "reports"], tmp_path / "dataset", scheduler=address)
    assert tree(tmp_path / "dataset") == tree(built)


def test_an_address_where_nothing_answers_is_one_message(province, tmp_path):
    with pytest.raises(ReportError, match="no cluster answers there"):
        build_corpus([province / "reports"], tmp_path / "dataset", scheduler="tcp://127.0.0.1:9")


def _run_code(address):
    """Let the process behind an address run code, as any program that reaches it may try."""
    import asyncio
    import os
    import pickle
    from concurrent.futures import ThreadPoolExecutor

    from distributed.core import rpc

    async def ask():
        sent = {"function": pickle.dumps(os.getpid), "args": pickle.dumps(()), "kwargs": pickle.dumps({})}
        return await asyncio.wait_for(rpc(address).run(**sent), 20)

    with ThreadPoolExecutor(1) as thread:  # a loop of its own: a browser test may have left one running here
        return thread.submit(asyncio.run, ask()).result()


@pytest.mark.slow
def test_no_other_program_runs_code_in_the_workers_of_this_machine():
    from distributed import get_client
    from distributed.comm import CommClosedError

    from analysis_helpers.corpus.cluster import open_cluster

    with open_cluster(None, 1, None) as run:
        assert [result for _, result, _ in run(abs, [(-3,)])] == [3]
        workers = list(get_client().scheduler_info()["workers"])
        assert len(workers) == 1
        for worker in workers:
            assert worker.startswith("tls://127.0.0.1:")
            with pytest.raises(CommClosedError):
                _run_code(worker.replace("tls://", "tcp://"))

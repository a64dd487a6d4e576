"""What `benchmarks.scale` measures, each in a process of its own: `python -m benchmarks.scaleruns NAME ARGUMENTS…` prints one JSON object."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil

QUESTION = "SELECT district, count(*) AS n, avg(progress_pct) AS mean FROM {tasks} WHERE status = 'behind' GROUP BY ALL ORDER BY ALL"
REPEATS = 3


def read_plainly(folder):
    """The history of a folder's reports, without those that cannot be read."""
    from tests.corpus import trees

    from analysis_helpers.linkage.history import gather_reports

    return gather_reports(trees.read_plainly(folder))


def run_plain(source, dataset):
    """The same work as a loop that anybody would write: read, link, write Parquet files for each district."""
    Path(dataset).mkdir()
    rows = 0
    for folder in sorted(Path(source).iterdir()):
        history = read_plainly(folder)
        flat = history.tasks.assign(
            quarter=history.tasks["quarter"].astype(str), status=history.tasks["status"].astype(str)
        )
        flat.to_parquet(Path(dataset) / f"{folder.name}.parquet")
        history.ledger.to_parquet(Path(dataset) / f"{folder.name}.ledger.parquet")
        history.links.to_parquet(Path(dataset) / f"{folder.name}.links.parquet")
        rows += len(flat)
    return {"rows": rows}


def run_build(source, dataset, workers):
    from analysis_helpers import build_corpus

    built = build_corpus([source], dataset, workers=int(workers))
    return {"rows": built.tasks, "files": built.files, "lost": built.lost}


def run_empty(workers, tasks):
    from analysis_helpers.corpus.cluster import open_cluster

    begun = time.perf_counter()
    with open_cluster(None, int(workers), None) as run:
        list(run(nothing, [(0,)] * int(workers)))
        up = time.perf_counter() - begun
        list(run(nothing, [(n,) for n in range(int(tasks))]))
        each = (time.perf_counter() - begun - up) / int(tasks)
    return {"up": up, "each": each}


def run_map(dataset, workers):
    from analysis_helpers import measure_progress, open_corpus

    corpus, begun = open_corpus(dataset), time.perf_counter()
    mapped = corpus.map(measure_progress, "2024Q2", workers=int(workers))
    return {
        "rows": int(corpus.summary["tasks"].sum()),
        "measured": int(mapped["tasks"].sum()),
        "inside": time.perf_counter() - begun,
    }


def run_query(dataset):
    """The question through the corpus, and by DuckDB bare on the same files; the fastest of three each, in turn."""
    import duckdb

    from analysis_helpers import open_corpus

    corpus, ours, bare = open_corpus(dataset), [], []
    everything = f"read_parquet('{dataset}/tasks/**/*.parquet', hive_partitioning = true)"
    for _ in range(REPEATS):
        begun = time.perf_counter()
        answer = corpus.query(QUESTION.format(tasks="tasks"))
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with duckdb.connect() as connection:
            other = connection.execute(QUESTION.format(tasks=everything)).df()
        bare.append(time.perf_counter() - begun)
    pd.testing.assert_frame_equal(answer, other, check_dtype=False)
    return {"ours": min(ours), "bare": min(bare)}


def nothing(n):
    return n


def done_when(home, files):
    """Build a corpus on 2 workers, kill one on the way, and compare with a plain loop, row by row."""
    from analysis_helpers import open_corpus
    from analysis_helpers.synthetic.sample import write_corpus

    districts = -(-files // (15 * 4))
    written = write_corpus(home / "source", districts, 15, 4, 12, 1, os.cpu_count())
    source, dataset = home / "source" / "reports", home / "dataset"
    print(
        f"{len(written):,} files of {districts} districts, {int(written['tasks'].sum()):,} tasks, "
        f"{int(written['broken'].sum())} files broken, {int(written['damage'].isin(['annotated', 'shifted']).sum())} damaged"
    )
    begun = time.perf_counter()
    words = [
        sys.executable,
        "-m",
        "analysis_helpers.cli.main",
        "corpus",
        "build",
        str(source),
        "--out",
        str(dataset),
        "--workers",
        "2",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        while len(list((dataset / "manifests").glob("[!.]*.json"))) < districts // 3:
            time.sleep(0.1)
        workers = [
            p for p in psutil.Process(process.pid).children(recursive=True) if "spawn_main" in " ".join(p.cmdline())
        ]
        victim = random.Random(1).choice(workers)
        victim.send_signal(signal.SIGKILL)
        at = time.perf_counter() - begun
        told = process.communicate()[0]
    print(
        f"worker {victim.pid} of {[p.pid for p in workers]} killed with SIGKILL after {at:.0f} s; the build went on to its end:"
    )
    print(
        "  "
        + told.strip().replace("\n", "\n  ")
        + f"\n  exit code {process.returncode}, {time.perf_counter() - begun:.0f} s in all"
    )
    begun = time.perf_counter()
    rows = sum(_compare(folder, open_corpus(dataset)) for folder in sorted(source.iterdir()))
    print(
        f"plain loop: {time.perf_counter() - begun:.0f} s; {rows:,} rows, all equal to the dataset's, column by column, "
        f"as are their links"
    )
    assert rows == open_corpus(dataset).summary["tasks"].sum()


def _compare(folder, corpus):
    expected, found = read_plainly(folder), corpus.history(folder.name)
    pd.testing.assert_frame_equal(expected.tasks, found.tasks)
    pd.testing.assert_frame_equal(expected.links, found.links)
    return len(expected.tasks)


if __name__ == "__main__":
    chosen, *given = sys.argv[1:]
    print(json.dumps(globals()[f"run_{chosen}"](*given)))

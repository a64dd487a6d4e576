"""What thousands of reports cost: `python -m benchmarks.scale [--small | --done-when N]`.

Every run is a process of its own; its memory and that of its workers is what the kernel says they had at most (VmHWM). A size is
left out where the one before says that it would take longer than `--minutes`, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from benchmarks.scaleruns import done_when

TASKS, BUREAUS, QUARTERS = 60, 10, 2  # rows in a file, files of a district: 1,200 rows a district at every size
DISTRICT = TASKS * BUREAUS * QUARTERS
WAYS = {"plain loop": None, "1 worker": 1, "2 workers": 2}


def measure(name, *arguments):
    """Run one of `benchmarks.scaleruns` in a process of its own; its answer, the seconds, and the peak memory of it and its workers."""
    begun = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks.scaleruns", name, *map(str, arguments)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        peaks, stop = {}, threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks, stop))
        watcher.start()
        told, _ = process.communicate()
        seconds = time.perf_counter() - begun
        stop.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{name} {arguments} ended with {process.returncode}")
    own = peaks.pop(process.pid, 0)
    return {
        **json.loads(told.splitlines()[-1]),
        "seconds": seconds,
        "mb": own,
        "worker_mb": max(peaks.values(), default=0),
    }


def _watch(pid, peaks, stop):
    while not stop.wait(0.05):
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for member in family:
            try:
                status = Path(f"/proc/{member.pid}/status").read_text()
            except OSError:
                continue
            high = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
            if high:
                peaks[member.pid] = max(peaks.get(member.pid, 0), int(high[0]) / 1024)


def write_source(folder, rows):
    from analysis_helpers.synthetic.sample import write_corpus

    begun = time.perf_counter()
    files = write_corpus(folder, max(round(rows / DISTRICT), 1), BUREAUS, QUARTERS, TASKS, 1, os.cpu_count())
    print(
        f"written: {len(files):,} files, {int(files['tasks'].sum()):,} rows, in {time.perf_counter() - begun:.0f} s",
        file=sys.stderr,
    )
    return folder / "reports"


def bench_builds(home, sizes, minutes):
    """Rows from real files: each size by a plain loop, by one and by two workers."""
    found = []
    for rows in sizes:
        expected = {run["way"]: run["seconds"] * rows / run["rows"] for run in found if run["rows"]}
        due = [way for way in WAYS if expected.get(way, 0) <= 60 * minutes]
        found += [{"way": way, "asked": rows, "rows": None} for way in WAYS if way not in due]
        source = write_source(home / f"source-{rows}", rows) if due else None
        for way in due:
            target = home / f"{way.replace(' ', '-')}-{rows}"
            workers = WAYS[way]
            run = measure("plain", source, target) if workers is None else measure("build", source, target, workers)
            found.append({"way": way, "asked": rows, **run})
            print(found[-1], file=sys.stderr)
        if source is not None and rows != sizes[0]:
            shutil.rmtree(source.parent)
    return found


def replicate(dataset, target, times):
    """The dataset again and again under other districts' names, its files linked rather than copied."""
    from analysis_helpers.linkage.stored_history import MANIFESTS, TABLES

    (target / MANIFESTS).mkdir(parents=True)
    shutil.copy(dataset / "dataset.json", target)
    for path in sorted((dataset / MANIFESTS).glob("[!.]*.json")):
        text = path.read_text(encoding="utf-8")
        old = json.loads(text)
        for at in range(times):
            name = f"{old['district']}{at}"
            new = {**old, "district": name, "parts": {table: [] for table in TABLES}}
            for table in ("tasks",):
                for part in old["parts"][table]:
                    moved = part["path"].replace(f"district={old['district']}", f"district={name}")
                    (target / moved).parent.mkdir(parents=True, exist_ok=True)
                    os.link(dataset / part["path"], target / moved)
                    new["parts"][table].append({**part, "path": moved})
            (target / MANIFESTS / f"{name}.json").write_text(json.dumps(new, ensure_ascii=False), encoding="utf-8")


def exponent(runs):
    """The slope of seconds over rows on logarithmic paper, between the first and the last size of 10,000 rows and more."""
    runs = sorted((run["rows"], run["seconds"]) for run in runs if run["rows"] and run["asked"] >= 10_000)
    if len(runs) < 2:
        return math.nan
    (few, fast), (many, slow) = runs[0], runs[-1]
    return math.log(slow / fast) / math.log(many / few)


def print_builds(found):
    print(
        "| rows asked | way | rows | seconds | rows/s | this process, MB | largest worker, MB |\n|---|---|---|---|---|---|---|"
    )
    for run in found:
        if run["rows"] is None:
            last = [r for r in found if r["way"] == run["way"] and r["rows"]][-1]
            about = last["seconds"] * run["asked"] / last["rows"]
            print(
                f"| {run['asked']:,} | {run['way']} | not run | about {about:,.0f}, extrapolated from {last['rows']:,} rows | | | |"
            )
        else:
            print(
                f"| {run['asked']:,} | {run['way']} | {run['rows']:,} | {run['seconds']:.1f} | {run['rows'] / run['seconds']:,.0f} "
                f"| {run['mb']:.0f} | {run['worker_mb']:.0f} |"
            )
    for way in WAYS:
        print(f"\ngrowth exponent, {way}: {exponent([run for run in found if run['way'] == way]):.3f}", end="")
    both = {way: [run for run in found if run["way"] == way and run["rows"]] for way in WAYS}
    at = {way: {run["asked"]: run["seconds"] for run in runs} for way, runs in both.items()}
    for rows in sorted(set(at["1 worker"]) & set(at["2 workers"])):
        print(
            f"\n2 workers against 1, {rows:,} rows: {at['1 worker'][rows] / at['2 workers'][rows]:.2f}×; "
            f"against the plain loop: {at['plain loop'].get(rows, math.nan) / at['2 workers'][rows]:.2f}×",
            end="",
        )
    print("\n")


def bench_questions(home, base, sizes):
    """Measures and queries on Parquet: the largest dataset that was built, again and again."""
    from analysis_helpers import open_corpus

    own = int(open_corpus(base).summary["tasks"].sum())
    print("| rows | files | query, s | DuckDB bare, s | ratio | memory, MB | measure_progress here, s | 2 workers, s | largest worker, MB |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    for rows in sizes:
        times = max(round(rows / own), 1)
        dataset = home / f"questions-{rows}"
        replicate(base, dataset, times)
        asked, here, two = measure("query", dataset), measure("map", dataset, 0), measure("map", dataset, 2)
        files = sum(1 for _ in (dataset / "tasks").rglob("*.parquet"))
        print(
            f"| {here['rows']:,} | {files:,} | {asked['ours']:.2f} | {asked['bare']:.2f} | {asked['ours'] / asked['bare']:.2f}× "
            f"| {asked['mb']:.0f} | {here['seconds']:.1f} | {two['seconds']:.1f} | {two['worker_mb']:.0f} |"
        )
        shutil.rmtree(dataset)
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--small", action="store_true", help="sizes that take two minutes on an idle machine, to try it out"
    )
    parser.add_argument("--minutes", type=float, default=15, help="the longest single build that is run")
    parser.add_argument(
        "--done-when", type=int, metavar="FILES", help="only this: so many files, a worker killed, compared"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        home = Path(folder)
        if asked.done_when:
            done_when(home, asked.done_when)
            return
        sizes = [1_000, 10_000] if asked.small else [1_000, 10_000, 100_000, 1_000_000]
        found = bench_builds(home, sizes, asked.minutes)
        print_builds(found)
        empty = measure("empty", 2, 200 if asked.small else 2000)
        print(
            f"Dask itself: a cluster of 2 workers is up in {empty['up']:.1f} s (once); an empty task costs {1000 * empty['each']:.1f} ms\n"
        )
        base = max((run["asked"], run["way"]) for run in found if run["rows"] and run["way"] != "plain loop")
        questions = [100_000] if asked.small else [100_000, 1_000_000, 10_000_000]
        bench_questions(home, home / f"{base[1].replace(' ', '-')}-{base[0]}", questions)


if __name__ == "__main__":
    main()

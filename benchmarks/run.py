"""`make bench`: what cleaning costs, against its peers, in one run; and how damaged texts come back.

The floor is `pandas.read_csv(dtype=str)` on the same bytes; the peer is the script that an analyst would write, which
goes through every cell with a regular expression and OpenCC. All on one core; the least processor time of several
interleaved runs, because other work may share the machine; each in a process of its own.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import opencc
import pandas as pd
from benchmarks import quantities
from benchmarks.reports import make_report
from tests.textfix.damage import HELD, SENTENCES, WIDER, score

from analysis_helpers import clean_text, load_report

PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,7}\)")


def floor(content: bytes) -> object:
    return pd.read_csv(io.BytesIO(content), dtype=str, header=None)


def script(content: bytes) -> object:
    """Clean every cell; it keeps no account, checks no reading, and repairs nothing."""
    convert = opencc.OpenCC("t2s").convert
    frame = pd.read_csv(io.BytesIO(content), dtype=str, header=None, skiprows=1, keep_default_na=False)
    return frame.apply(lambda column: column.apply(lambda cell: convert(PINYIN.sub("", cell)).strip()))


def without_ledger(content: bytes) -> object:
    return load_report(content)


def with_ledger(content: bytes) -> object:
    return load_report(content).ledger


STEPS = (floor, without_ledger, with_ledger, script)


def run_rounds(name: str, path: str, pipe: Connection) -> None:
    """In a process of its own: a first run that loads libraries, then one for each word from outside, timed."""
    step, content = globals()[name], Path(path).read_bytes()
    step(content)
    pipe.send(0.0)
    while pipe.recv():
        start = time.process_time()
        step(content)
        pipe.send(time.process_time() - start)


def measure(path: Path, rounds: int) -> dict[str, float]:
    """The least processor seconds of each, run in turn; a process for each, or one would find the memory of another."""
    spawn = multiprocessing.get_context("spawn")
    workers = {}
    for step in STEPS:
        here, there = spawn.Pipe()
        spawn.Process(target=run_rounds, args=(step.__name__, str(path), there), daemon=True).start()
        workers[step.__name__] = here
    for pipe in workers.values():
        pipe.recv()
    taken: dict[str, list[float]] = {name: [] for name in workers}
    for _ in range(rounds):
        for name, pipe in workers.items():
            pipe.send(True)
            taken[name].append(pipe.recv())
    for pipe in workers.values():
        pipe.send(False)
    return {name: min(seconds) for name, seconds in taken.items()}


def grow(rows: int, pipe: Connection) -> None:
    """In a process of its own: the seconds that so many rows take with their ledger, and the most memory."""
    content = make_report(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with_ledger(content)
    taken = time.process_time() - start
    pipe.send((len(content), taken, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--growth", action="store_true", help="also 1,000 to 1,000,000 rows, with peak memory")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.csv"
        path.write_bytes(make_report(asked.rows))
        print(
            f"Cleaning {asked.rows:,} rows of annotated traditional text, {path.stat().st_size / 1e6:.0f} MB, one core"
        )
        seconds = measure(path, asked.rounds)
    for name, taken in seconds.items():
        print(
            f"  {name:<16}{taken:7.2f} s {taken / seconds['floor']:6.1f} x the floor"
            f" {seconds['script'] / taken:6.1f} x as fast as the script"
        )
    if asked.growth:
        print("Growth, with the ledger, each size in a process of its own")
        for rows in (1_000, 10_000, 100_000, 1_000_000):
            here, there = multiprocessing.get_context("spawn").Pipe()
            multiprocessing.get_context("spawn").Process(target=grow, args=(rows, there)).start()
            size, taken, before, peak = here.recv()
            print(
                f"  {rows:>9,} rows {size / 1e6:6.1f} MB {taken:7.2f} s {1e6 * taken / rows:6.1f} µs a row,"
                f" memory {before / 2**20:.2f} GB before, {peak / 2**20:.2f} GB at most"
            )
    for path in (SENTENCES, WIDER, HELD):
        print(f"Damaged texts, ten of each sentence in {path.name}")
        for (kind, how), n in sorted(score(10, 2024, clean_text, path).items()):
            print(f"  {kind:<28}{how:<9}{n:>5}")
    quantities.main()


if __name__ == "__main__":
    main()

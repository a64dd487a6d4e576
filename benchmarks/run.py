"""`make bench`: what cleaning costs, against its peers, in one run; and how damaged texts come back.

The floor is `pandas.read_csv(dtype=str)` on the same bytes; the peer is the script that an analyst would write, which
goes through every cell with a regular expression and OpenCC. All on one core; the least processor time of several
interleaved runs, because other work may share the machine.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import opencc
import pandas as pd
from benchmarks import quantities
from benchmarks.reports import make_report
from tests.cleaning.damage import HELD, SENTENCES, WIDER, score

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


def measure(content: bytes, rounds: int) -> dict[str, float]:
    """The least processor seconds of each, run in turn."""
    steps = (floor, without_ledger, with_ledger, script)
    taken: dict[str, list[float]] = {step.__name__: [] for step in steps}
    for turn in range(rounds + 1):
        # Each in turn comes first: what ran before leaves memory that the next one finds ready, or does not.
        for step in steps[turn % len(steps) :] + steps[: turn % len(steps)]:
            start = time.process_time()
            step(content)
            if turn:  # the first turn loads libraries and memory
                taken[step.__name__].append(time.process_time() - start)
    return {name: min(seconds) for name, seconds in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--growth", action="store_true", help="also 1,000 to 1,000,000 rows, with peak memory")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    content = make_report(asked.rows)
    print(f"Cleaning {asked.rows:,} rows of annotated traditional text, {len(content) / 1e6:.0f} MB, one core")
    seconds = measure(content, asked.rounds)
    base = seconds["floor"]
    for name, taken in seconds.items():
        print(f"  {name:<16}{taken:7.2f} s {taken / base:6.1f} x the floor")
    print(f"  the script takes {seconds['script'] / seconds['with_ledger']:.1f} x as long as cleaning with the ledger")
    del content
    if asked.growth:
        print("Growth, with the ledger")
        for rows in (1_000, 10_000, 100_000, 1_000_000):
            content = make_report(rows)
            start = time.process_time()
            with_ledger(content)
            taken = time.process_time() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"  {rows:>9,} rows {taken:7.2f} s {1e6 * taken / rows:6.1f} µs a row, peak {peak:.2f} GB")
    for path in (SENTENCES, WIDER, HELD):
        print(f"Damaged texts, ten of each sentence in {path.name}")
        for (kind, how), n in sorted(score(10, 2024, clean_text, path).items()):
            print(f"  {kind:<28}{how:<9}{n:>5}")
    quantities.main()


if __name__ == "__main__":
    main()

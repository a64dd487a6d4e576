"""`make bench`: how right tasks are linked between two quarters, against peers, on pairs of quarters with a known truth.

`--wrong` shows every case that ours gets wrong, `--speed` what linking costs and how that grows with the number of units.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from benchmarks.linkpairs import Pair, make_pair
from benchmarks.linkpeers import PEERS, as_relations, best_cut
from benchmarks.linkscore import ALL, IDS, count, rate, split_links

import analysis_helpers

OURS = "link_quarters"
UNITS = (300, 1_000, 3_000)
ONE_DISTRICT = 30
BIG = (30, 42)  # tasks of a unit when speed is measured: 100,000 in 3,000 units


def get_ours() -> Callable[..., pd.DataFrame] | None:
    """Our matcher, or None while there is none; the only place that asks."""
    return getattr(analysis_helpers, OURS, None)


def run_peers(pairs: list[Pair]) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """The counts of every peer over all pairs, and the score that it accepts from."""
    counts, cuts = {}, {}
    true = sum(pair.truth[IDS].notna().all(axis=1).sum() for pair in pairs)
    for name, propose in PEERS.items():
        proposed = [propose(pair.previous, pair.current) for pair in pairs]
        right = [
            p.merge(pair.truth, on=IDS, how="left")["kind"].notna() for p, pair in zip(proposed, pairs, strict=True)
        ]
        cuts[name] = best_cut(pd.concat(proposed), pd.concat(right), true)
        counts[name] = sum(
            count(as_relations(p, cuts[name], pair.previous, pair.current), pair)
            for p, pair in zip(proposed, pairs, strict=True)
        )
    return counts, cuts


def print_table(header: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(header) + " |\n|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def show_quality(counts: dict[str, pd.DataFrame], cuts: dict[str, float]) -> None:
    rates = {name: rate(table) for name, table in counts.items()}
    first = next(iter(counts.values()))
    rows = []
    for stratum in first.index:
        cells = [rates[name].loc[stratum] for name in counts]
        shown = [f"{c['f1']:.3f} ({c['precision']:.3f} / {c['recall']:.3f})".replace("nan", "–") for c in cells]
        rows.append([stratum, f"{first.loc[stratum, 'true']:,.0f}", *shown])
    for label, stratum in (("false links on decoys", "decoy"), ("false links on twins", "twin")):
        rows.append([label, "", *(f"{table.loc[stratum, 'false_links']:,.0f}" for table in counts.values())])
    doubtful = [table.loc[ALL, "doubtful"] / table.loc[ALL, "tasks"] for table in counts.values()]
    rows.append(
        ["tasks called doubtful", f"{first.loc[ALL, 'tasks']:,.0f}", *(f"{100 * share:.2f} %" for share in doubtful)]
    )
    rows.append(["tasks in no row", "", *(f"{table.loc[ALL, 'unaccounted']:,.0f}" for table in counts.values())])
    rows.append(["accepted from", "", *(f"{cuts[name]:.3g}" if name in cuts else "its own" for name in counts)])
    print("F1 (precision / recall)\n")
    print_table(["stratum", "true", *counts], rows)


def show_wrong(found: pd.DataFrame, pair: Pair, number: int) -> None:
    """Every wrong, missing and doubtful link of ours, with both texts."""
    _, wrong, missing = split_links(found, pair.truth)
    before, after = (frame.set_index("task_id") for frame in (pair.previous, pair.current))
    doubtful = found.loc[found["kind"] == "doubtful"]
    unsure = set(zip(doubtful[IDS[0]], doubtful[IDS[1]], strict=True))
    missing = missing.assign(doubt=[ids in unsure for ids in zip(missing[IDS[0]], missing[IDS[1]], strict=True)])
    true = set(zip(pair.truth[IDS[0]], pair.truth[IDS[1]], strict=True))
    needless = doubtful[[ids not in true for ids in zip(doubtful[IDS[0]], doubtful[IDS[1]], strict=True)]]
    parts = {
        "false link": wrong,
        "missed": missing[~missing["doubt"]],
        "doubtful, is a link": missing[missing["doubt"]],
        "doubtful, is no link": needless,
    }
    for what, rows in parts.items():
        for row in rows.to_dict("records"):
            one, other = before.loc[row[IDS[0]]], after.loc[row[IDS[1]]]
            said = {key: row[key] for key in ("kind", "stratum", "similarity", "margin", "why") if key in row}
            print(
                f"\npair {number}, {what}: {said}\n  {one['unit']}: {one['task']}\n  {other['unit']}: {other['task']}"
            )


def measure_one(name: str, units: int) -> tuple[int, float, float, float]:
    """Tasks a side, the median seconds of three runs, and gigabytes before and at the peak, in a process of its own."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pair = make_pair(1, districts=math.ceil(units / ONE_DISTRICT), sizes=BIG)
    kept = pair.previous["unit"].drop_duplicates()[:units]
    previous, current = (f[f["unit"].isin(kept)].reset_index(drop=True) for f in (pair.previous, pair.current))
    link = PEERS.get(name) or get_ours()
    assert link is not None
    link(previous.head(50), current.head(50))  # loads libraries
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        link(previous, current)
        seconds.append(time.perf_counter() - start)
    return len(previous), statistics.median(seconds), before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def show_speed() -> None:
    rows = []
    for name in [*PEERS, *([OURS] if get_ours() else [])]:
        measured = []
        for units in UNITS:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                measured.append(pool.apply(measure_one, (name, units)))
            tasks, taken, before, peak = measured[-1]
            rows.append(
                [
                    name,
                    f"{units:,}",
                    f"{tasks:,}",
                    f"{taken:.2f}",
                    f"{1e6 * taken / tasks:.0f}",
                    f"{before:.2f}",
                    f"{peak:.2f}",
                    "",
                ]
            )
        seconds = [taken for _, taken, _, _ in measured]
        rows[-1][-1] = f"{np.polyfit(np.log(UNITS), np.log(seconds), 1)[0]:.2f}"
    print("Linking, one core; growth is the exponent of the number of units (1 is linear)\n")
    print_table(["", "units", "tasks a side", "seconds", "µs a task", "GB before", "GB at the peak", "growth"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1000, help="of the first pair")
    parser.add_argument("--wrong", action="store_true", help="show every case that ours gets wrong")
    parser.add_argument("--speed", action="store_true", help="measure time and memory instead")
    asked = parser.parse_args()
    if get_ours() is None:
        print(f"analysis_helpers.{OURS} is not there yet: peers only\n")
    if asked.speed:
        show_speed()
        return
    pairs = [make_pair(asked.seed + n) for n in range(asked.pairs)]
    tasks = sum(len(pair.previous) + len(pair.current) for pair in pairs)
    print(f"{len(pairs)} synthetic pairs of quarters (合成数据), {tasks:,} tasks in all\n")
    counts, cuts = run_peers(pairs)
    if ours := get_ours():
        found = [ours(pair.previous, pair.current) for pair in pairs]
        counts[OURS] = sum(count(one, pair) for one, pair in zip(found, pairs, strict=True))
        if asked.wrong:
            for number, (one, pair) in enumerate(zip(found, pairs, strict=True), asked.seed):
                show_wrong(one, pair, number)
    show_quality(counts, cuts)


if __name__ == "__main__":
    main()

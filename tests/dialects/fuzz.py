"""Read reports that nobody has seen, each beside its right reading, and count what became of them.

python -m tests.dialects.fuzz --seconds 60 --seed 1 --words built --show 20

The table says how many were read right, said, refused and silently wrong, in all and by what was strange about them;
then the first silent files with the places that differ. `--keep FOLDER` writes these files down with their right
reading. The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.dialects.generate import CHEAP, FORMATS, make_report
from tests.dialects.layout import Made
from tests.dialects.score import VERDICTS, Outcome, classify_reading
from tests.dialects.words import CHOICES

SEEDS_APART = 1_000_000  # runs with different seeds share no file
ORDINARY = ("format: ", "headers: ")  # every report has one of each
RARE = 5  # a feature of fewer files than this says little


@dataclass(frozen=True)
class Job:
    """One file to make and read."""

    seed: int
    words: str
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of one file; the file itself is made again from its seed when it is wanted."""

    job: Job
    features: tuple[str, ...]
    headers: tuple[str, ...]
    must_say: bool
    outcome: Outcome

    @property
    def troubles(self) -> tuple[str, ...]:
        """The features that are no part of every report."""
        return tuple(feature for feature in self.features if not feature.startswith(ORDINARY))


@dataclass
class Tally:
    """All results of a run, counted."""

    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, verdict: str) -> int:
        return sum(result.outcome.verdict == verdict for result in self.results)

    def by_feature(self) -> dict[str, Counter[str]]:
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for result in self.results:
            for feature in result.features:
                found[feature][result.outcome.verdict] += 1
        return found


def make(job: Job) -> Made:
    return make_report(job.seed, job.words, {kind: FORMATS[kind] for kind in job.formats})


def run(job: Job) -> Result:
    """Make a file, read it, judge the reading."""
    made = make(job)
    headers = tuple(f"{name}: {label}" for name, labels in made.truth["columns"].items() for label in labels)
    outcome = classify_reading(made.content, made.truth)
    return Result(job, made.features, headers, bool(made.truth["must_say"]), outcome)


def run_all(jobs: Iterator[Job], seconds: float, processes: int) -> Tally:
    """Read files until the time is over (or the jobs are)."""
    tally, start = Tally(), time.monotonic()
    if processes == 1:
        for job in jobs:
            tally.results.append(run(job))
            if time.monotonic() - start > seconds:
                break
    else:
        tally.results += _run_beside(jobs, start + seconds, processes)
    tally.seconds = time.monotonic() - start
    tally.results.sort(key=lambda result: result.job.seed)
    return tally


def _run_beside(jobs: Iterator[Job], end: float, processes: int) -> Iterator[Result]:
    """Read with several processes; a few files wait for each, so that no queue is left when the time is over."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(run, job) for job in islice(jobs, 3 * processes)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            if time.monotonic() < end:
                waiting |= {pool.submit(run, job) for job in islice(jobs, len(done))}


def print_tally(tally: Tally, show: int) -> None:
    total = len(tally.results)
    print(f"{total} files in {tally.seconds:.0f} s ({total / max(tally.seconds, 0.01):.1f} a second)")
    for verdict in VERDICTS:
        print(f"  {verdict:16} {tally.count(verdict):6}  {tally.count(verdict) / max(total, 1):6.1%}")
    _print_alarms(tally)
    _print_features(tally)
    _print_refusals(tally)
    silent = [result for result in tally.results if result.outcome.verdict == "silent"]
    print("\nsilent, by the fields that differ unsaid")
    for fields, count in Counter(", ".join(result.outcome.fields) for result in silent).most_common(15):
        print(f"  {count:5}  {fields}")
    _print_files("the first silent files", silent[:show])
    _print_files("crashes", [result for result in tally.results if result.outcome.verdict == "crash"][:show])


def _print_alarms(tally: Tally) -> None:
    """Doubts about something that is as it should be, in files that are read right."""
    right = [result for result in tally.results if result.outcome.verdict == "right"]
    alarms = Counter(rule for result in right for rule in result.outcome.false_alarms)
    doubts = sum(result.outcome.doubts for result in right)
    files = sum(bool(result.outcome.false_alarms) for result in right)
    print(
        f"  in {len(right)} files read right: {doubts} doubts, "
        f"{sum(alarms.values())} of them false alarms in {files} files"
    )
    calm = [result for result in right if not result.must_say]
    quiet = sum(not result.outcome.doubts for result in calm)
    print(f"  of {len(calm)} files read right that need no doubt, {quiet} have none")
    for rule, count in alarms.most_common(8):
        print(f"    {count:4}  {rule}")


def _print_features(tally: Tally) -> None:
    """Every feature, worst first; `alone` counts the silent ones among the files that have no other trouble."""
    names = ("files", *VERDICTS)
    print(
        f"\n{'feature':48}" + "".join(f"{name.replace('refused_', 'r. '):>10}" for name in names) + "  silent   alone"
    )
    rows = [(counts.total(), counts, feature) for feature, counts in tally.by_feature().items()]
    rows = [row for row in rows if row[0] >= RARE]
    for total, counts, feature in sorted(rows, key=lambda row: -row[1]["silent"] / row[0]):
        alone = [result.outcome.verdict for result in tally.results if result.troubles == (feature,)]
        shown = f"{total:10}" + "".join(f"{counts[verdict]:10}" for verdict in VERDICTS)
        silent = f"{counts['silent'] / total:8.0%}"
        told = f"{alone.count('silent'):4}/{len(alone)}" if alone else ""
        print(f"{feature:48}{shown}{silent}{told}")


def _print_refusals(tally: Tally) -> None:
    refused = [result for result in tally.results if result.outcome.verdict.startswith("refused")]
    if not refused:
        return
    print("\nrefused: what was said")
    for words, count in Counter(_short(result.outcome.message) for result in refused).most_common(8):
        print(f"  {count:5}  {words}")
    print("refused: headers of these files, and how many of all files with that header were refused")
    everywhere = Counter(header for result in tally.results for header in result.headers)
    there = Counter(header for result in refused for header in result.headers)
    worst = sorted(there, key=lambda header: (-there[header] / everywhere[header], -there[header]))
    for header in [header for header in worst if everywhere[header] >= RARE][:24]:
        print(f"  {there[header]:5} of {everywhere[header]:<5} {header}")


def _short(message: str) -> str:
    """The first line of a refusal without the file's name and its numbers, and the words that were not known."""
    first = re.sub(r"\d+", "N", message.splitlines()[0].split(": ", 1)[-1])
    first = re.sub(r"\(recognised.*$", "(recognised …)", first)
    bad = re.findall(r"^  row \d+, [^:]*: (.*?: .*?);", message, re.MULTILINE)
    return first[:100] + (f" e.g. {bad[0][:60]}" if bad else "")


def _print_files(what: str, results: list[Result]) -> None:
    if results:
        print(f"\n{what}")
    for result in results:
        print(f"  seed {result.job.seed} ({result.job.words}): {', '.join(result.features)}")
        for difference in result.outcome.differences[:4]:
            print(f"      {difference}")
        if result.outcome.message:
            print(f"      {result.outcome.message.splitlines()[0][:160]}")


def keep(results: list[Result], folder: Path) -> None:
    """Write files down, each with its right reading and what differs."""
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        made = make(result.job)
        path = folder / f"{result.outcome.verdict}-{result.job.words}-{result.job.seed}{made.suffix}"
        path.write_bytes(made.content)
        told = {"features": made.features, "differs": [str(difference) for difference in result.outcome.differences]}
        text = json.dumps(made.truth | told, ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(text, encoding="utf-8")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--files", type=int, default=10**6, help="at most so many files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", choices=CHOICES, default="built")
    parser.add_argument("--formats", nargs="+", choices=[*FORMATS, "cheap"], default=list(FORMATS))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=int, default=20, help="so many silent files are listed")
    parser.add_argument("--keep", type=Path, help="write the silent files and the crashes into this folder")
    return parser.parse_args()


def main() -> int:
    chosen = read_arguments()
    formats = CHEAP if "cheap" in chosen.formats else tuple(chosen.formats)
    first = chosen.seed * SEEDS_APART
    jobs = (Job(seed, chosen.words, formats) for seed in range(first, first + chosen.files))
    tally = run_all(jobs, chosen.seconds, chosen.jobs)
    print_tally(tally, chosen.show)
    bad = [result for result in tally.results if result.outcome.verdict in ("silent", "crash")]
    if chosen.keep:
        keep(bad, chosen.keep)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())

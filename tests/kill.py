"""Kill writers at random moments and look at what stands there: `python tests/kill.py --times 100 [--command briefing]`.

A writer publishes one run after the other with `whole_folder`, in turn as `rerun` (the whole folder, but for `briefing/`) and as
`briefing` (into it). With `--command` the real command is run and killed instead, and `quarterly verify` judges.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from analysis_helpers.core.atomic_write import settle, whole_folder

FILES = 5
STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")  # every change of the disk that Python tells of
FORK = multiprocessing.get_context("fork") if sys.platform != "win32" else None


def publish(root, run, part, pause=0.0, **more):
    """One run: each of its files holds its number."""
    target, keep = (root, ["briefing"]) if part == "whole" else (root / "briefing", [])
    with whole_folder(target, keep, root, **more) as folder:
        for n in range(FILES):
            (folder / f"{n}.txt").write_text(str(run))
            time.sleep(pause)


def publish_for_ever(root, first):
    for run in range(first, sys.maxsize):
        publish(root, run, "whole" if run % 2 else "briefing")


def publish_and_die(root, run, part, step):
    """Die by SIGKILL just before the disk is changed for the step-th time; end well if it is changed less often."""
    left = step

    def count(event, arguments):
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    publish(root, run, part)


def stands(root):
    """The run that each part is of, None where it is not there. Raises AssertionError where it is torn or mixed."""
    seen = []
    for folder in (root, root / "briefing"):
        files = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
        assert not files or sorted(files) == [f"{n}.txt" for n in range(FILES)], f"torn: {files}"
        assert len(set(files.values())) <= 1, f"of two runs: {files}"
        seen.append(int(next(iter(files.values()))) if files else None)
    return tuple(seen)


def start(work, *arguments):
    process = FORK.Process(target=work, args=arguments)
    process.start()
    return process


def kill_writers(place, times, seed):
    """Kill a writer at random moments; what stands is whole, of one run, and never older than before."""
    root, draw, counted, last = place / "output" / "2024Q2", random.Random(seed), Counter(), 0
    publish(root, 0, "whole")
    publish(root, 0, "briefing")
    for _ in range(times):
        writer = start(publish_for_ever, root, last + 1)
        time.sleep(draw.uniform(0, 0.1))
        writer.kill()
        writer.join()
        counted["killed"] += 1
        left = list(root.parent.glob(".*.new"))
        counted["something lay aside"] += bool(left)
        counted["decided, not finished"] += any((aside / "journal.json").exists() for aside in left)
        counted["the folder was on its way"] += not root.exists()
        settle(root.parent)
        found = stands(root)
        assert None not in found, "an output is gone"
        assert max(found) >= last, "an older output came back"
        assert list(root.parent.glob(".*.new")) == [], "something is left"
        last = max(found)
    counted["published"] = last
    return counted


def kill_commands(project, command, times, seed):
    """Kill the real command at random moments of its time; `quarterly verify` judges what stands."""
    words = [sys.executable, "-m", "analysis_helpers.cli.main"]
    environment = {**os.environ, "QUARTERLY_PROJECT": str(project)}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = time.monotonic()
    subprocess.run([*words, command], check=True, **quiet)
    whole, draw, counted = time.monotonic() - begun, random.Random(seed), Counter()
    for _ in range(times):
        process = subprocess.Popen([*words, command], **quiet)
        time.sleep(draw.uniform(0, whole * 1.05))
        counted["killed" if process.poll() is None else "ended before"] += 1
        process.kill()
        process.wait()
        told = subprocess.run(
            [*words, "verify", str(project / "output" / "2024Q2")], env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip
        counted[f"verify says {told.returncode}"] += 1
        if told.returncode:
            print(told.stdout, told.stderr)
    return counted


def main():
    import shutil
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", choices=["rerun", "briefing"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.command:
            for name in ("data", "notebooks"):
                shutil.copytree(Path(__file__).parents[1] / name, Path(folder) / name)
            counted = kill_commands(Path(folder), asked.command, asked.times, asked.seed)
        else:
            counted = kill_writers(Path(folder), asked.times, asked.seed)
    for what, n in counted.items():
        print(f"{n:>7} {what}")


if __name__ == "__main__":
    main()

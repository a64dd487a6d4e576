"""What every hostile file costs, each read in a process of its own: what came out, processor seconds, memory."""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
MOST_MEMORY = 2**30  # bytes; what the README promises of each file
ENOUGH_MEMORY, ENOUGH_SECONDS = 4 * 2**30, 150  # where a process is ended, so that a fault here harms nobody else


def peak_memory() -> int:
    """The most memory that this process has held so far, in bytes; not what the one that started it held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux; macOS counts in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def read(path: Path, warm: Path | None) -> dict[str, object]:
    """Read one file here: how it ended, the processor seconds of loading and of the ledger, and the memory."""
    from analysis_helpers import ReportError, load_report

    load_report(b"\xe5\x85\xb7\xe4\xbd\x93\xe5\x88\x86\xe8\xa7\xa3 | \xe5\xbd\xa2\xe8\xb1\xa1\xe8\xbf\x9b\xe5\xba\xa6 |\n\xe5\xbb\xba | 5% |").ledger  # noqa: B018,E501
    if warm is not None:
        load_report(warm).ledger  # noqa: B018
    gc.collect()
    before, start = peak_memory(), time.process_time()
    loaded = start
    try:
        report = load_report(path, on_bad_rows="reject")
        loaded = time.process_time()
        how = f"report, {len(report.tasks):,} tasks, {len(report.ledger):,} entries"
    except ReportError as error:
        how = f"refused: {error.what}"
    except BaseException as error:
        how = f"FAILED: {type(error).__name__}: {str(error)[:80]}"
    end = time.process_time()
    loaded = loaded if loaded > start else end
    return {"how": how, "load": loaded - start, "ledger": end - loaded, "before": before, "peak": peak_memory()}


def measure(content: bytes, warm: bytes | None = None) -> dict[str, object]:
    """Read some bytes in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder, "hostile.bin"), Path(folder, "good.bin")
        path.write_bytes(content)
        other.write_bytes(warm or b"")
        command = [sys.executable, "-m", "tests.limits", "--here", str(path), str(other) if warm else ""]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return {"how": f"FAILED: ended by {done.returncode} {last[:80]}", "load": ENOUGH_SECONDS, "ledger": 0, "before": 0, "peak": ENOUGH_MEMORY}  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def show(names: Iterable[str]) -> bool:
    """Print the table; whether all kept the promise."""
    from tests import fuzz, hostile

    good = {kind: make() for kind, make in fuzz.GOOD.items()}
    kept = True
    print(f"{'file':<52}{'bytes':>12}{'load s':>8}{'ledger':>7}{'MB':>6}{'idle':>6}  what came out")
    for name in names:
        content = hostile.FILES[name]()
        found = measure(content, good.get(name.split(":")[0]))
        fine = not str(found["how"]).startswith("FAILED") and found["peak"] < MOST_MEMORY
        kept &= fine
        print(
            f"{name:<52}{len(content):>12,}{found['load']:>8.2f}{found['ledger']:>7.2f}{found['peak'] / 2**20:>6.0f}"
            f"{found['before'] / 2**20:>6.0f}  {'' if fine else '!! '}{found['how']}",
            flush=True,
        )
    return kept


def main() -> None:
    from tests import hostile

    if sys.argv[1:2] == ["--here"]:
        resource.setrlimit(resource.RLIMIT_AS, (2 * ENOUGH_MEMORY, 2 * ENOUGH_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (ENOUGH_SECONDS, ENOUGH_SECONDS))
        print(json.dumps(read(Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3] else None)))
        return
    words = sys.argv[1:]
    sys.exit(not show(name for name in hostile.FILES if all(word in name for word in words)))


if __name__ == "__main__":
    main()

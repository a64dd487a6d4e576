"""What every hostile file costs, each read in a process of its own: what came out, processor seconds, memory."""

from __future__ import annotations

import gc
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
MOST_MEMORY = 2**30  # bytes; what the README promises of each file
ENOUGH_MEMORY, ENOUGH_SECONDS = 4 * 2**30, 60  # where a process is ended, so that a fault here harms nobody else
LINUX = Path("/proc/self/status").exists()
BIG = [  # what comes nearest to the bound of memory, by its kind; the tests measure these
    "text: a cell of 50 MB, brackets",
    "text: 100,000 rows, continuations",
    "text: 100,000 rows, forty leaders each",
    "web: 1.1 million elements",
    "web: 10,000 tables behind 5 MB of text",
    "zip: 250 MB in a part that nobody asks for",
    "xlsx: a cell of 50 MB",
    "xlsx: merged cells over 499,000 cells",
    "xls: 20 sheets with a cell in the last place",
    "docx: 1.9 million empty paragraphs",
    "pdf: a stream that unpacks to 500 MB",
    "pdf: a page of 99,000 characters",
]
LIKE = {
    "text": "pipe",
    "zip": "xlsx",
    "mail": "web",
}  # which good file is read before one of another name than its format's
PLAIN = [["具体分解", "当前工作进度", "形象进度"], ["新建书房4个", "已建成2个", "55%"], ["举办展览", "办了3场", "50%"]]


def peak_memory() -> int:
    """The most memory that this process has held so far, in bytes; not what the one that started it held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux; macOS counts in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def forget_peak() -> None:
    """Begin to count the most memory anew (Linux; elsewhere it stays the most of the whole process)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def read(path: Path, warm: Path) -> dict[str, object]:
    """Read one file here, after a good one: how it ended, processor seconds of loading and of the ledger, memory."""
    from analysis_helpers import ReportError, load_report

    load_report(warm).ledger  # noqa: B018
    gc.collect()
    before = peak_memory()
    start = loaded = time.process_time()
    try:
        report = load_report(path, on_bad_rows="reject")
        loaded = time.process_time()
        how = f"report, {len(report.tasks):,} tasks, {len(report.ledger):,} entries"
    except ReportError as error:
        how = f"refused: {error.what}"
    except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
        how = f"FAILED: {type(error).__name__}: {str(error)[:80]}"
    end = time.process_time()
    loaded = loaded if loaded > start else end
    peak = (
        peak_memory() + 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    )  # of the process that reads PDF
    return {"how": how, "load": loaded - start, "ledger": end - loaded, "before": before, "peak": peak}


def measure(name: str) -> dict[str, object]:
    """Read one file of the catalogue in a process of its own; `size` is its bytes."""
    from tests import fuzz, hostile

    kind = name.split(":")[0]
    content = hostile.FILES[name]()
    with tempfile.TemporaryDirectory() as folder:
        path, warm = Path(folder, "hostile.bin"), Path(folder, "good.bin")
        path.write_bytes(content)
        warm.write_bytes(fuzz.GOOD[LIKE.get(kind, kind)](PLAIN))
        command = [sys.executable, "-m", "tests.limits", "--here", str(path), str(warm)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    found = {"how": f"FAILED: ended after {ENOUGH_SECONDS} s or at {ENOUGH_MEMORY // 2**30} GB", "load": math.nan, "ledger": math.nan, "before": math.nan, "peak": math.nan}  # fmt: skip
    if not done.returncode:
        found = json.loads(done.stdout.splitlines()[-1])
    elif done.returncode > 0:
        raise RuntimeError(done.stderr)
    return {**found, "size": len(content)}


def kept(found: dict[str, object]) -> bool:
    """Whether a file gave a report or a ReportError within the bound of memory."""
    return not str(found["how"]).startswith("FAILED") and found["peak"] < MOST_MEMORY  # type: ignore[operator]


def show(names: Iterable[str]) -> bool:
    """Print the table; whether all kept the promise."""
    fine = []
    print(f"{'file':<56}{'bytes':>12}{'load s':>8}{'ledger':>7}{'MB':>6}{'before':>7}  what came out")
    for name in names:
        found = measure(name)
        fine.append(kept(found))
        print(
            f"{name:<56}{found['size']:>12,}{found['load']:>8.2f}{found['ledger']:>7.2f}{found['peak'] / 2**20:>6.0f}"  # type: ignore[operator]
            f"{found['before'] / 2**20:>7.0f}  {'' if fine[-1] else '!! '}{found['how']}",  # type: ignore[operator]
            flush=True,
        )
    print(f"{sum(fine)} of {len(fine)} files: a report or a ReportError, in less than {MOST_MEMORY // 2**20:,} MB")
    return all(fine)


def main() -> None:
    if sys.argv[1:2] == ["--here"]:
        resource.setrlimit(resource.RLIMIT_AS, (ENOUGH_MEMORY, ENOUGH_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (ENOUGH_SECONDS, ENOUGH_SECONDS))
        print(json.dumps(read(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    from tests import hostile

    words = sys.argv[1:]
    sys.exit(not show(name for name in hostile.FILES if all(word in name for word in words)))


if __name__ == "__main__":
    main()

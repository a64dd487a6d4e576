"""`make fuzz`: damaged copies of one good file of each format. Each must give a report or a ReportError, in bounded time."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from analysis_helpers import ReportError, load_report
from tests import limits
from tests.readers import writers

TITLE = "甲局2024年二季度重点工作"
ROWS = [
    ["具体分解", "年份", "季度", "当前工作进度", "形象进度", "进度状态", "责任区领导", "具体责任单位"],
    ["新建书房4个", "2024", "2", "總?cè)舜瓮黄?00萬", "55%", "进度超前", "朱江桥、韩　梅", "甲局"],
    ["举办展览", "2024", "2", "“办”了3场", "50%", "进度滞后", "周晓国", "甲局"],
    ["修编规划", "2024", "2", "", "", "", "", ""],
]
GOOD = {
    "pipe": lambda rows=ROWS: writers.pipe(rows, TITLE).encode(),
    "csv": lambda rows=ROWS: writers.delimited(rows, TITLE).encode("utf-16"),
    "prose": lambda rows=ROWS: writers.prose(rows, TITLE).encode("gb18030"),
    "web": lambda rows=ROWS: writers.web(rows, TITLE).encode(),
    "xlsx": lambda rows=ROWS: writers.xlsx(rows, TITLE, numbers=True),
    "xls": lambda rows=ROWS: writers.xls(rows, TITLE, numbers=True),
    "docx": lambda rows=ROWS: writers.docx_table(rows, TITLE),
    "docx lines": lambda rows=ROWS: writers.docx_paragraphs(rows, TITLE),
    "pdf": lambda rows=ROWS: writers.pdf(rows, TITLE),
}
SPLICES = [b"\0", b"\xff\xfe", b"<td colspan=9999>", b"<table>", b"|", b'"', b"\x1e", b"&lol;", "\u202e合计".encode(), b"PK\x03\x04", b"\r", b"(ce)", b"?ce)", b"%"]  # fmt: skip


def mutate(content: bytes, rng: random.Random) -> bytes:
    """One damaged copy: cut, repeated, overwritten, spliced."""
    damaged = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(len(damaged) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            del damaged[at : at + rng.choice([1, 2, 10, 1000])]
        elif kind == 1:
            damaged[at:at] = damaged[at : at + rng.choice([1, 10, 200])]
        elif kind == 2:
            damaged[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 3:
            damaged[at:at] = rng.choice(SPLICES)
        else:
            damaged = damaged[:at] if rng.random() < 0.1 else damaged
        damaged = damaged or bytearray(b"?")
    return bytes(damaged)


def look(content: bytes) -> str:
    """What becomes of a file: `report` or `refused`; anything else is raised."""
    try:
        report = load_report(content, on_bad_rows="reject")
        report.ledger  # noqa: B018  made when it is asked for
        assert report.restore().equals(report.raw), "the ledger does not give the received cells back"
    except ReportError:
        return "refused"
    return "report"


def try_copies(name: str, seconds: float, rng: random.Random) -> bool:
    """Damaged copies of one format for so many processor seconds; print the row of the table. True if none failed."""
    good, counts, slowest = GOOD[name](), Counter[str](), 0.0
    limits.forget_peak()
    start = time.process_time()
    while (began := time.process_time()) < start + seconds:
        damaged = mutate(good, rng)
        try:
            counts[look(damaged)] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
            counts["failed"] += 1
            place = Path(f"fuzz-{name}-{counts['failed']}.bin".replace(" ", "-"))
            place.write_bytes(damaged)
            print(f"{name}: {type(error).__name__}: {error}; kept in {place}")
        slowest = max(slowest, time.process_time() - began)
    print(
        f"{name:<12}{sum(counts.values()):>8,}{counts['report']:>9,}{counts['refused']:>9,}{counts['failed']:>8}"
        f"{slowest:>10.2f}{limits.peak_memory() / 2**20:>7.0f}",
        flush=True,
    )
    return not counts["failed"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="of processor time, shared by the formats")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for make in GOOD.values():
        look(make())  # what is loaded once belongs to no copy
    print(f"{'format':<12}{'copies':>8}{'reports':>9}{'refused':>9}{'failed':>8}{'slowest s':>10}{'MB':>7}")
    fine = [try_copies(name, asked.seconds / len(GOOD), random.Random(asked.seed)) for name in GOOD]
    sys.exit(not all(fine))


if __name__ == "__main__":
    main()

"""`make fuzz`: damaged copies of one good file of each format. Each must give a report or a ReportError, in bounded time."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from analysis_helpers import ReportError, load_report
from tests.reading import writers

TITLE = "甲局2024年二季度重点工作"
ROWS = [
    ["具体分解", "年份", "季度", "当前工作进度", "形象进度", "进度状态", "责任区领导", "具体责任单位"],
    ["新建书房4个", "2024", "2", "總?cè)舜瓮黄?00萬", "55%", "进度超前", "朱江桥、韩　梅", "甲局"],
    ["举办展览", "2024", "2", "“办”了3场", "50%", "进度滞后", "周晓国", "甲局"],
    ["修编规划", "2024", "2", "", "", "", "", ""],
]
GOOD = {
    "pipe": lambda: writers.pipe(ROWS, TITLE).encode(),
    "csv": lambda: writers.delimited(ROWS, TITLE).encode("utf-16"),
    "prose": lambda: writers.prose(ROWS, TITLE).encode("gb18030"),
    "web": lambda: writers.web(ROWS, TITLE).encode(),
    "xlsx": lambda: writers.xlsx(ROWS, TITLE, numbers=True),
    "xls": lambda: writers.xls(ROWS, TITLE, numbers=True),
    "docx": lambda: writers.docx_table(ROWS, TITLE),
    "docx lines": lambda: writers.docx_paragraphs(ROWS, TITLE),
    "pdf": lambda: writers.pdf(ROWS, TITLE),
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng, counts, slowest = random.Random(asked.seed), Counter(), 0.0
    good = {name: make() for name, make in GOOD.items()}
    until = time.monotonic() + asked.seconds
    while time.monotonic() < until:
        name = rng.choice(list(good))
        damaged = mutate(good[name], rng)
        start = time.monotonic()
        try:
            counts[name, look(damaged)] += 1
        except Exception:
            place = Path(f"fuzz-{name}.bin".replace(" ", "-"))
            place.write_bytes(damaged)
            print(f"{name}: kept in {place}")
            raise
        slowest = max(slowest, time.monotonic() - start)
    for (name, how), n in sorted(counts.items()):
        print(f"{name:<12}{how:<9}{n:>6}")
    print(f"slowest {slowest:.2f} s; {sum(counts.values())} passed, 0 failed")


if __name__ == "__main__":
    main()

"""From a changed filter to the new picture in the browser: the explorer against `ipywidgets.interact` around seaborn.

    python -m benchmarks.explorer [--changes 100] [--tasks 20000]

Real JupyterLab and real Chromium; the same filter (the leader) is changed, ours and theirs in turn, and the time is taken in the page,
from the change event of the list to the frame after the decoded picture stands in the document.
"""

import argparse
import csv
import random
import shutil
import tempfile
from pathlib import Path

import nbformat
import numpy as np
import psutil
from playwright.sync_api import sync_playwright
from tests.browser.conftest import NAMES, QUIET
from tests.browser.jupyter import jupyter_lab, name_fonts, open_notebook, run_all

from analysis_helpers import load_history
from analysis_helpers.core.project import find_project

UNITS, HOLDERS = 200, 5
OURS = """from analysis_helpers import explore, load_history
history = load_history({folder})
explore(history, quarter="2024Q3")"""
PLAIN = """import matplotlib.pyplot as plt
import seaborn as sns
from ipywidgets import interact
tasks = history.tasks[history.tasks["quarter"].eq("2024Q3")]
leaders = ["", *sorted(tasks["leader"].dropna().unique())]
@interact(leader=leaders)
def plain(leader):
    shown = tasks[tasks["leader"].eq(leader)] if leader else tasks
    plt.figure(figsize=(7.2, 5.8), dpi=144)
    {draw}
    plt.show()"""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PEERS = {
    "bar": 'sns.barplot(data=shown, x="progress_pct", y="leader")',
    "strip": 'sns.stripplot(data=shown, x="progress_pct", y="status", hue="status", legend=False)',
    "hist": 'sns.histplot(data=shown, x="progress_pct", hue="status", multiple="stack")',
}
# Changes the list that is found, waits for another picture to be shown, and says after how many milliseconds.
CHANGE = """async ([list, picture, value]) => {
    const box = document.querySelector(list), all = () => [...document.querySelectorAll(picture)];
    const before = new Set(all().map((img) => img.src));
    const start = performance.now();
    box.value = value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    while (true) {
        await new Promise(requestAnimationFrame);
        const fresh = all().find((img) => !before.has(img.src));
        if (fresh) { await fresh.decode(); await new Promise(requestAnimationFrame); return performance.now() - start; }
        if (performance.now() - start > 60000) return null;
    }
}"""
LISTS = {
    "ours": (".ex-filters .widget-dropdown:nth-child(5) select", ".ex-frame img"),
    "plain": (".widget-interact .widget-dropdown select", ".widget-interact .jp-OutputArea-output img"),
}


def write_reports(folder: Path, tasks: int) -> None:
    """Reports (合成数据) of one quarter with so many tasks, no two texts the same."""
    words = load_history(sample=True).tasks
    words, chance = words[words["quarter"].eq("2024Q3")], random.Random(7)
    for unit in range(UNITS):
        name = f"合成{unit:03d}局"
        with (folder / f"2024Q3-{name}.csv").open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow([f"合成数据 {name} 2024年三季度重点工作进展"])
            sheet.writerow(["任务", "当前工作进度", "形象进度", "进度状态", "责任领导", "责任单位"])
            for i in range(tasks // UNITS):
                row = words.iloc[(unit * 7 + i) % len(words)]
                percent, status = (
                    chance.choice(range(20, 101, 5)),
                    chance.choice(["进度超前", "达到序时进度", "进度滞后"]),
                )
                sheet.writerow([f"{row.task}（{name}第{i}项）", f"{row.narrative}（{unit}-{i}）", f"{percent}%", status,
                                f"领导{(unit * 3 + i % HOLDERS) % 40:02d}", name])  # fmt: skip


def measure(page, server, name: str, kinds: list[str], changes: int) -> dict[str, list[float]]:
    open_notebook(page, server, name)
    run_all(page)
    page.wait_for_timeout(3000)
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for kind in kinds:
        box, picture = LISTS[kind]
        page.locator(box).wait_for()
        values = page.locator(f"{box} option").evaluate_all("(all) => all.map((option) => option.value)")
        for i in range(changes):
            now = values[1 + i % (len(values) - 1)] if i % 2 == 0 else values[0]
            times[kind].append(page.evaluate(CHANGE, [box, picture, now]))
            page.wait_for_timeout(250)  # a person looks; what follows the picture is done, too
    return times


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--changes", type=int, default=100)
    asked.add_argument("--tasks", type=int, default=20_000)
    told = asked.parse_args()
    path = next(found for name in NAMES if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as aside, sync_playwright() as player:
        home = Path(aside)
        place = home / "project"
        for part in ("data", "notebooks"):
            shutil.copytree(find_project() / part, place / part)
        (home / "many").mkdir()
        write_reports(home / "many", told.tasks)
        several = home / "several"
        several.mkdir()
        for part in ("raw", "sample"):
            for file in (place / "data" / part).glob("2024Q*"):
                shutil.copy(file, several)
        cases = {"sample": several, f"{told.tasks:,} tasks": home / "many"}
        for case, folder in cases.items():
            for peer, draw in PEERS.items():
                cells = [OURS.format(folder=repr(str(folder))), PLAIN.format(draw=draw)]
                nbformat.write(
                    nbformat.v4.new_notebook(
                        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=KERNEL
                    ),
                    place / "notebooks" / f"{case.split()[0].replace(',', '')}-{peer}.ipynb",
                )
        browser = player.chromium.launch(executable_path=path, headless=True, args=QUIET, env=name_fonts(home))
        print("| history | way | median ms | 95 % ms | kernel MB |\n|---|---|---|---|---|")
        with jupyter_lab(place, home / "jupyter") as server:
            for case in cases:
                ours: list[float] = []
                for peer in PEERS:
                    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
                    name = f"{case.split()[0].replace(',', '')}-{peer}.ipynb"
                    times = measure(page, server, name, ["ours", "plain"] if not ours else ["plain"], told.changes)
                    if not ours:
                        ours = times["ours"]
                        _say(case, "explorer", ours, _memory())
                    _say(case, f"interact + {peer}plot", times["plain"], _memory())
                    print(f"|  | explorer / {peer}, 95 % | | {_high(ours) / _high(times['plain']):.2f} | |", flush=True)
                    server.end_kernels()
                    page.context.close()
        browser.close()


def _high(times: list[float]) -> float:
    return float(np.percentile(times, 95))


def _say(case: str, way: str, times: list[float], memory: int) -> None:
    print(f"| {case} | {way} | {np.median(times):.0f} | {_high(times):.0f} | {memory} |", flush=True)


def _memory() -> int:
    """Resident memory of the kernel, in MB."""
    kernels = [
        p for p in psutil.process_iter(["cmdline"]) if any("ipykernel" in word for word in p.info["cmdline"] or [])
    ]
    return max((p.memory_info().rss for p in kernels), default=0) // 2**20


if __name__ == "__main__":
    main()

"""Big reports to measure with: annotated traditional text, no two tasks or narratives alike. Invented throughout."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

SENTENCES = Path(__file__).parents[1] / "tests" / "textfix" / "data" / "sentences.txt"
HEADER = ["具体分解", "年份", "季度", "当前工作进度", "形象进度", "进度状态", "责任区领导", "具体责任单位"]
STATUS = ["进度超前", "进度达标", "进度滞后", "已完成"]
LEADERS = ["朱江桥", "周晓国", "许建超", "韩　梅、朱江桥"]
UNITS = ["文广旅游局", "教体局", "农业农村局", "经信局、财政局"]


def annotated(text: str, keys: dict[str, str]) -> str:
    """Traditional characters with the pinyin of some of them behind, as a mirror copy has them."""
    return "".join(character + keys.get(character, "") for character in text)


def make_report(rows: int, seed: int = 1) -> bytes:
    """A CSV of so many tasks, in UTF-8."""
    rng = random.Random(seed)
    convert = opencc.OpenCC("s2t").convert
    sentences = [convert(line) for line in SENTENCES.read_text(encoding="utf-8").split()]
    known = sorted({c for line in sentences for c in line if convert(c) != opencc.OpenCC("t2s").convert(c)})
    keys = {c: f"({pinyin(c, style=Style.TONE)[0][0]})" for c in rng.sample(known, len(known) // 2)}
    fixed = {text: annotated(convert(text), keys) for text in [*HEADER, *STATUS, *LEADERS, *UNITS]}
    ready = [annotated(line, keys) for line in sentences]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([annotated(convert("区文广旅游局2024年二季度重点工作任务（合成数据）"), keys), *[""] * 7])
    writer.writerow([fixed[label] for label in HEADER])
    for i in range(rows):
        # The number makes every text differ from every other, so that nothing that remembers texts can answer.
        task = f"{rng.choice(ready)}第{i + 1}項"
        narrative = f"{rng.choice(ready)}{rng.choice(ready)}共{i + 1}處"
        writer.writerow([
            task, "2024", "2", narrative, f"{rng.randint(0, 100)}%", fixed[rng.choice(STATUS)], fixed[rng.choice(LEADERS)],
            fixed[rng.choice(UNITS)],
        ])  # fmt: skip
    return out.getvalue().encode("utf-8")

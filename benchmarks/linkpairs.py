"""Pairs of quarters whose links are known, to measure linking with. Invented throughout (合成数据).

The texts stand in `linkpairs.toml`. They were written before there was a matcher and are not what it was tuned on. The rule
for every pair: a person who reads both lists can tell from the texts what became of each task.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import pandas as pd
from benchmarks.linkdesk import Desk
from benchmarks.linkgrammar import list_offices, load_grammar

QUARTERS = ("2024Q2", "2024Q3")
SIZES = (15, 38)  # a merge or a pair of twins may add two


@dataclass(frozen=True)
class Pair:
    """Two quarters (task_id, quarter, unit, task) and their truth (previous_id, current_id, kind, stratum)."""

    previous: pd.DataFrame
    current: pd.DataFrame
    truth: pd.DataFrame


class District:
    """All units of one district, task by task: what stood in the first quarter, in the second, and what became of what."""

    def __init__(self, rng: random.Random, sizes: tuple[int, int]) -> None:
        self.rng = rng
        self.grammar = load_grammar()
        self.rows: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        self.truth: list[tuple[int | None, int | None, str, str]] = []
        self.used: set[tuple[str, ...]] = set()  # tasks somewhere in the district
        self.alone: set[tuple[str, ...]] = (
            set()
        )  # tasks that may stand nowhere else: their twin elsewhere would be a riddle
        for office in list_offices():
            Desk(self, office).work(rng.randint(*sizes))

    def add(self, side: int, unit: str, text: str) -> int:
        self.rows[side].append((unit, text))
        return len(self.rows[side]) - 1

    def link(self, previous: int | None, current: int | None, kind: str, stratum: str) -> None:
        self.truth.append((previous, current, kind, stratum))


def make_pair(seed: int, districts: int = 1, sizes: tuple[int, int] = SIZES) -> Pair:
    """Two quarters of 30 units for each district, of 15 to 40 tasks each; the same for the same seed."""
    rng = random.Random(seed)
    rows: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    truth: list[tuple[int | None, int | None, str, str]] = []
    for number in range(1, districts + 1):
        district = District(rng, sizes)
        before = [len(side) for side in rows]
        for side, more in zip(rows, district.rows, strict=True):
            side.extend((unit if districts == 1 else f"{number}区{unit}", text) for unit, text in more)
        for previous, current, kind, stratum in district.truth:
            shifted = [None if i is None else i + start for i, start in zip((previous, current), before, strict=True)]
            truth.append((shifted[0], shifted[1], kind, stratum))
    frames, ids = [], []
    for quarter, side in zip(QUARTERS, rows, strict=True):
        order = rng.sample(range(len(side)), len(side))
        names = {place: f"{quarter}-{n:06}" for n, place in enumerate(order, 1)}
        frames.append(
            pd.DataFrame([(names[i], quarter, *side[i]) for i in order], columns=["task_id", "quarter", "unit", "task"])
        )
        ids.append(names)
    told = [(ids[0].get(previous), ids[1].get(current), kind, stratum) for previous, current, kind, stratum in truth]
    rng.shuffle(told)
    return Pair(*frames, pd.DataFrame(told, columns=["previous_id", "current_id", "kind", "stratum"], dtype="str"))

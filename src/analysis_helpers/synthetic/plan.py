"""Which tasks does each quarter of the sample hold, and from which did they come?

`2024Q1.toml`, `2024Q3.toml` and `2024Q4.toml` hold the invented quarters; `2024Q2.toml` says which line of the real report is
which task. The same KEY of `[tasks.KEY]` in two quarters is the same task. What may stand there:

    from        the keys that it came from, where that is not its own (several: a merge; shared with another: a split)
    task        its text, or several to draw from; left out: that of the quarter before (in 2024Q1: of the one after)
    strength    how strongly that text was reworded: light, heavy
    narrative   its text, or =QUARTER.KEY for that of another
    percent     a number, or [lowest, highest] in steps of 5; left out: unknown
    status, leader, unit    left out: 进度超前, the same as before, the same as before
    move        the movement that its percents show, where it is not "advanced"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from random import Random
from typing import Any

from analysis_helpers.cleaning.report import Report

QUARTERS = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")
REAL = "2024Q2"
OWN_UNIT = "文广旅游局"
REAL_FILE = f"{REAL}-{OWN_UNIT}.txt"
STATUS = "进度超前"
STEP = 5  # nearly all percents of such reports are multiples of it
REFERENCE = "="


@dataclass(frozen=True)
class Line:
    """One task in one quarter: its cells in words, the percent as a number (None: unknown)."""

    unit: str
    leader: str
    task: str
    narrative: str
    percent: int | None
    status: str


Quarters = dict[str, dict[str, Line]]  # by quarter, then by key


@cache
def load_texts(name: str) -> dict[str, Any]:
    """Return one of the text files beside this module."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def came_from(quarter: str, key: str) -> list[str]:
    """The keys that a task had in the quarter before; none if it is new."""
    at = QUARTERS.index(quarter)
    before = load_texts(QUARTERS[at - 1])["tasks"] if at else {}
    stated: list[str] = load_texts(quarter)["tasks"][key].get("from", [key] if key in before else [])
    return stated


def draw_quarters(real: Report, seed: int) -> Quarters:
    """Draw the tasks of every quarter around those of the real report; the same for the same seed."""
    quarters: Quarters = {REAL: _take(real)}
    first = QUARTERS[0]
    heirs = {name: line for key, line in quarters[REAL].items() for name in came_from(REAL, key)}
    quarters[first] = {key: _draw(seed, first, key, heirs.get(key)) for key in load_texts(first)["tasks"]}
    for before, quarter in pairwise(QUARTERS[QUARTERS.index(REAL) :]):
        known = quarters[before]
        origins = {key: [known[name] for name in came_from(quarter, key)] for key in load_texts(quarter)["tasks"]}
        quarters[quarter] = {
            key: _draw(seed, quarter, key, next(iter(origin), None)) for key, origin in origins.items()
        }
    return {quarter: {key: _quote(quarters, line) for key, line in quarters[quarter].items()} for quarter in QUARTERS}


def chance(*about: object) -> float:
    """A number from 0 to 1, always the same for the same words; random() is the one draw that no Python version changes."""
    return Random("-".join(map(str, about))).random()


def _take(real: Report) -> dict[str, Line]:
    """The tasks of the real report, under their keys."""
    tasks = real.tasks.set_index("source_row")
    lines = {}
    for key, stated in load_texts(REAL)["tasks"].items():
        row = tasks.loc[stated["row"]]
        status = real.cells.loc[stated["row"], real.fields["status"]]
        lines[key] = Line(row["unit"], row["leader"], row["task"], row["narrative"], int(row["progress_pct"]), status)
    return lines


def _draw(seed: int, quarter: str, key: str, known: Line | None) -> Line:
    """A task as its table states it, and as it is known from the quarter beside for what the table leaves out."""
    stated = load_texts(quarter)["tasks"][key]
    base = known or Line(OWN_UNIT, "", "", "", None, STATUS)
    texts = stated.get("task", base.task)
    if isinstance(texts, list):  # drawn by the key alone, so that a light rewording of one text meets that text
        texts = texts[int(chance(seed, key) * len(texts))]
    percent = stated.get("percent")
    if isinstance(percent, list):
        lowest, highest = percent
        percent = lowest + STEP * int(chance(seed, quarter, key) * ((highest - lowest) // STEP + 1))
    return Line(
        stated.get("unit", base.unit),
        stated.get("leader", base.leader),
        texts,
        stated["narrative"],
        percent,
        stated.get("status", STATUS),
    )


def _quote(quarters: Quarters, line: Line) -> Line:
    """The same line, a narrative that names another put in its place."""
    if not line.narrative.startswith(REFERENCE):
        return line
    quarter, key = line.narrative.removeprefix(REFERENCE).split(".")
    return replace(line, narrative=quarters[quarter][key].narrative)

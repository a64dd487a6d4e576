"""Plan synthetic quarters: which tasks, in which file and row."""

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
class PlannedTask:
    """One task in one quarter: its cells in words, the percent as a number (None: unknown)."""

    unit: str
    leader: str
    task: str
    narrative: str
    percent: int | None
    status: str


Quarters = dict[str, dict[str, PlannedTask]]  # by quarter, then by key


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


def _take(real: Report) -> dict[str, PlannedTask]:
    """The tasks of the real report, under their keys."""
    tasks = real.tasks.set_index("source_row")
    lines = {}
    for key, stated in load_texts(REAL)["tasks"].items():
        row = tasks.loc[stated["row"]]
        status = real.cells.loc[stated["row"], real.fields["status"]]
        lines[key] = PlannedTask(
            row["unit"], row["leader"], row["task"], row["narrative"], int(row["progress_pct"]), status
        )
    return lines


def _draw(seed: int, quarter: str, key: str, known: PlannedTask | None) -> PlannedTask:
    """A task as its table states it, and as it is known from the quarter beside for what the table leaves out."""
    stated = load_texts(quarter)["tasks"][key]
    base = known or PlannedTask(OWN_UNIT, "", "", "", None, STATUS)
    texts = stated.get("task", base.task)
    if isinstance(texts, list):  # drawn by the key alone, so that a light rewording of one text meets that text
        texts = texts[int(chance(seed, key) * len(texts))]
    percent = stated.get("percent")
    if isinstance(percent, list):
        lowest, highest = percent
        percent = lowest + STEP * int(chance(seed, quarter, key) * ((highest - lowest) // STEP + 1))
    return PlannedTask(
        stated.get("unit", base.unit),
        stated.get("leader", base.leader),
        texts,
        stated["narrative"],
        percent,
        stated.get("status", STATUS),
    )


def _quote(quarters: Quarters, line: PlannedTask) -> PlannedTask:
    """The same line, a narrative that names another put in its place."""
    if not line.narrative.startswith(REFERENCE):
        return line
    quarter, key = line.narrative.removeprefix(REFERENCE).split(".")
    return replace(line, narrative=quarters[quarter][key].narrative)


FIRST_ROW = {"xlsx": 3, "docx": 2, "txt": 3, "html": 3, "csv": 3}  # of the tasks, as a person counts
DISORDER = 3.0  # places that a task can be off the order of the quarter before


@dataclass(frozen=True)
class Sheet:
    """One report to be written: its file's name, what `[reports.UNIT]` says of it, and the keys of its rows in order."""

    file: str
    quarter: str
    stated: dict[str, Any]
    keys: list[str]

    def rows_of(self, lines: dict[str, PlannedTask]) -> list[list[str]]:
        """The cells of every task below the columns that the report has."""
        return [
            [_cell(name, n, self.quarter, lines[key]) for name in self.stated["columns"]]
            for n, key in enumerate(self.keys, 1)
        ]


def lay_out(quarters: Quarters, seed: int) -> list[Sheet]:
    """One report for each quarter and unit, its tasks in an order that is not quite that of the quarter before."""
    sheets = []
    for quarter in QUARTERS:
        lines = quarters[quarter]
        order = sorted(lines, key=lambda key: list(lines).index(key) + DISORDER * chance(seed, quarter, key, "place"))
        for unit, stated in load_texts(quarter).get("reports", {}).items():
            keys = [key for key in order if lines[key].unit == unit]
            sheets.append(Sheet(f"{quarter}-{unit}.{stated['ending']}", quarter, stated, keys))
    return sheets


def find_places(sheets: list[Sheet]) -> dict[tuple[str, str], tuple[str, int]]:
    """File and row of every task (by quarter and key), those of the real report included."""
    places = {(REAL, key): (REAL_FILE, stated["row"]) for key, stated in load_texts(REAL)["tasks"].items()}
    for sheet in sheets:
        first = FIRST_ROW[sheet.stated["ending"]]
        places |= {(sheet.quarter, key): (sheet.file, row) for row, key in enumerate(sheet.keys, first)}
    return places


def _cell(name: str, number: int, quarter: str, line: PlannedTask) -> str:
    year, season = quarter.split("Q")
    return {
        "number": str(number),
        "task": line.task,
        "year": year,
        "quarter": season,
        "narrative": line.narrative,
        "progress_pct": "" if line.percent is None else f"{line.percent}%",
        "status": line.status,
        "leader": line.leader,
        "unit": line.unit,
    }[name]

"""Where does each task of the sample stand: in which file, in which row?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis_helpers.synthetic.plan import QUARTERS, REAL, REAL_FILE, Line, Quarters, chance, load_texts

FIRST_ROW = {"xlsx": 3, "docx": 2, "txt": 3, "html": 3, "csv": 3}  # of the tasks, as a person counts
DISORDER = 3.0  # places that a task can be off the order of the quarter before


@dataclass(frozen=True)
class Sheet:
    """One report to be written: its file's name, what `[reports.UNIT]` says of it, and the keys of its rows in order."""

    file: str
    quarter: str
    stated: dict[str, Any]
    keys: list[str]

    def rows_of(self, lines: dict[str, Line]) -> list[list[str]]:
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


def _cell(name: str, number: int, quarter: str, line: Line) -> str:
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

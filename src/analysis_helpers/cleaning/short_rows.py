"""Which column does each cell of a short row belong to?"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from analysis_helpers.cleaning.column_content import names_units
from analysis_helpers.cleaning.fields import status_class
from analysis_helpers.cleaning.label_parts import numbers_rows, read_label
from analysis_helpers.cleaning.percent import NUMBER
from analysis_helpers.cleaning.reporting_unit import is_unit
from analysis_helpers.core.vocabulary import load_vocabulary

IMPOSSIBLE = -1000.0
CLEARLY = 1.0  # how far the best placing has to be ahead of the next
MOST_PLACINGS = 3000
LENGTH_COUNTS = 2.0  # how much an unusual length of a text weighs
NUMBERED = "(number)"  # a column of running numbers, which is none of the tidy table's
_KINDS = {
    "year": re.compile(r"20\d\d年?"),
    "quarter": re.compile(r"(?:第|Q)?[1-4一二三四](?:季度?)?"),
    "progress_pct": re.compile(rf"{NUMBER}%?"),
    NUMBERED: re.compile(r"\d{1,4}[.、]?"),
}
_PERSON = re.compile("[\u4e00-\u9fff]{2,4}")


@dataclass
class ColumnProfile:
    """What is known of a column: the tidy column that it means, what stands in it, how long its texts are."""

    name: str | None
    seen: set[str] = field(default_factory=set)
    texts: int = 0
    characters: int = 0

    @property
    def length(self) -> float:
        """How many characters a text has on average."""
        return self.characters / self.texts if self.texts else 0.0


def describe_columns(columns: Sequence[ColumnProfile], rows: Iterable[Sequence[str]]) -> None:
    """Learn from whole rows what stands in the columns of a table."""
    for row in rows:
        for column, text in zip(columns, row, strict=True):
            if text:
                column.seen.add(text)
                column.texts += 1
                column.characters += len(text)


def fit(cell: str, column: ColumnProfile) -> float:
    """How well a cell fits a column: negative where it cannot stand there."""
    if not cell:
        return 0.0 if column.name != "task" else IMPOSSIBLE
    folded = "".join(unicodedata.normalize("NFKC", cell).split())
    typed = {kind for kind, pattern in _KINDS.items() if pattern.fullmatch(folded)}
    status = status_class(folded)
    known = status is not None
    if column.name in _KINDS:
        says_done = column.name == "progress_pct" and status in ("done", "not_started")
        if column.name in typed or says_done:
            return 3.0
        odd = column.name == "progress_pct" and (folded in load_vocabulary("names")["nobody"] or "%" in folded)
        return 0.0 if odd else IMPOSSIBLE
    if column.name == "status":
        return 3.0 if known else (IMPOSSIBLE if len(folded) > 12 or typed else 0.0)
    score = 2.0 if cell in column.seen else 0.0
    if column.name in ("leader", "unit"):
        if len(folded) > 40 or typed or known:
            return IMPOSSIBLE
        a_unit, a_person = is_unit(folded) or names_units(folded), bool(_PERSON.fullmatch(folded))
        if column.name == "unit":
            return score + a_unit - (a_person and not a_unit)
        return score + (a_person and not a_unit)
    if column.length:
        score -= LENGTH_COUNTS * abs(math.log((len(folded) + 1) / (column.length + 1)))
    return score - (2.0 if typed or known else 0.0)


def place(cells: Sequence[str], columns: Sequence[ColumnProfile]) -> list[int] | None:
    """The columns that the cells of a short row stand in, in order; None where nothing says so clearly."""
    placings = _placings(cells, columns)
    if not placings or (len(placings) > 1 and placings[0][0] - placings[1][0] < CLEARLY):
        return None
    return placings[0][1]


def can_stand(cells: Sequence[str], columns: Sequence[ColumnProfile]) -> bool:
    """Whether the cells can be a row of this table at all, whole or short."""
    return bool(_placings(cells, columns))


def _placings(cells: Sequence[str], columns: Sequence[ColumnProfile]) -> list[tuple[float, list[int]]]:
    """All possible placings, the best first."""
    missing = len(columns) - len(cells)
    if missing < 0 or math.comb(len(columns), missing) > MOST_PLACINGS:
        return []
    placings = []
    fits = [[fit(cell, column) for column in columns] for cell in cells]
    for gap in combinations(range(len(columns)), missing):
        at = [j for j in range(len(columns)) if j not in gap]
        score = sum(fits[i][j] for i, j in enumerate(at))
        if any(columns[j].name == "task" for j in gap):
            score = IMPOSSIBLE
        placings.append((score, at))
    return sorted((entry for entry in placings if entry[0] > IMPOSSIBLE / 2), reverse=True)


def name_columns(labels: Sequence[str], fields: Mapping[str, int]) -> list[str | None]:
    """The tidy column of each header, or that it holds running numbers or percents of another kind."""
    names: dict[int, str] = {at: name for name, at in fields.items()}
    return [names.get(j) or _name_other(label) for j, label in enumerate(labels)]


def _name_other(label: str) -> str | None:
    if numbers_rows(label):
        return NUMBERED
    read = read_label((label,))
    return "progress_pct" if read.topic == "rate" or (read.topic == "progress" and read.unit == "percent") else None

"""Which of the project's own words does a report use? Each use stands in the ledger, with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis_helpers.cleaning.names import Names
from analysis_helpers.cleaning.period import strip_period
from analysis_helpers.cleaning.reporting_unit import unit_in_file_name
from analysis_helpers.core.project_words import LISTS, PLACE, ProjectWord, meanings, plain_word, words_in_force
from analysis_helpers.readers.grid import Grid
from analysis_helpers.textfix.steps import Entry, Step

LOOKED_AT = 12  # rows at the top of a table, where its unit is named
MOST_CELLS = 3  # filled cells of a row that can name it
OF_COLUMN = 0.5  # share of a column's cells that have to be the unit
LINE = re.compile(rf"{re.escape(PLACE.as_posix())}:(\d+)")
FIELD_OF = {"status": "status", "light": "status", "unit": "unit", "office": "leader", "title": "leader"}


def find_units(grids: Iterable[Grid], file: str, words: Sequence[ProjectWord]) -> set[str]:
    """Of the units that have words of their own, those that report in this file: by its name, its first lines, a column."""
    units = {one.unit for one in words if one.unit}
    if not units:
        return set()
    found = {unit for unit in units if unit == unit_in_file_name(file)}
    for grid in grids:
        for row in grid.cells[:LOOKED_AT]:
            filled = [plain_word(cell) for cell in row if cell.strip()]
            if len(filled) <= MOST_CELLS:
                found |= {unit for unit in units if any(unit in cell for cell in filled)}
        for column in zip(*(row for row in grid.cells if len(row) == len(grid.cells[0])), strict=False):
            cells = [plain_word(cell) for cell in column]
            found |= {unit for unit in units - found if cells.count(unit) > OF_COLUMN * len(cells)}
    return found


def call_in_full(units: Names) -> Names:
    """Units under their long names, where the project's own words name a short one."""
    full = meanings("unit")
    if not full:
        return units
    values = units.values.map(lambda names: [full.get(plain_word(name), name) for name in names])
    first = units.first.map(lambda name: name if pd.isna(name) else full.get(plain_word(name), name)).astype("str")
    return units._replace(values=values, first=first)


def note_words(
    parts: Sequence[Sequence[str]], labels: Sequence[str], header_row: int, cells: pd.DataFrame, fields: Mapping[str, str],
    aside: Mapping[int, str],
) -> list[Entry]:  # fmt: skip
    """An entry of the ledger for each of the project's own words that a report holds, at every cell that holds it."""
    entries: list[Entry] = []
    for one in words_in_force():
        text, source = plain_word(one.word), f"{one.means} ← {_say_source(one)}"
        if one.kind in ("header", "percent"):
            spelt = [(plain_word("".join(part)), plain_word(label)) for part, label in zip(parts, labels, strict=False)]
            own = [at for at, forms in enumerate(spelt) if text in (*forms, *map(strip_period, forms))]
            entries += [(labels[at], [header_row], Step("answered", "normalised", [0], [1], [labels[at]], [labels[at]], [source])) for at in own]  # fmt: skip
            continue
        label = fields.get("task" if one.kind == "sum" else FIELD_OF[one.kind])
        if label is None:
            continue
        inside = one.kind in (*LISTS, "unit") and one.kind != "sum"
        plain = cells[label].fillna("").map(plain_word)
        where = plain.str.contains(text, regex=False) if inside else plain.eq(text)
        if one.kind == "sum":
            where &= cells.index.isin(list(aside))
        rows = cells.index[where]
        if len(rows):
            texts = cells.loc[rows, label].tolist()
            at = list(range(len(rows)))
            entries.append((label, rows.to_numpy(), Step("answered", "normalised", at, [1] * len(rows), texts, texts, [source] * len(rows))))  # fmt: skip
    return entries


def _say_source(one: ProjectWord) -> str:
    told = "，".join(filter(None, (one.reason, one.file, one.date)))
    return f"{PLACE.as_posix()}:{one.line}（{told}）"


def used_words(entries: Iterable[Entry]) -> tuple[ProjectWord, ...]:
    """The project's own words that these entries of a ledger name."""
    lines = {
        int(found[1])
        for _, _, step in entries if step.rule == "answered"
        for found in [LINE.search(str(next(iter(step.words))))] if found
    }  # fmt: skip
    return tuple(one for one in words_in_force() if one.line in lines)

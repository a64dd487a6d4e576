"""Which rows below the header are tasks, and what belongs to them that stands elsewhere?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from analysis_helpers.cleaning.align import describe_columns, name_columns, place
from analysis_helpers.cleaning.ledger import Entry, Step, note
from analysis_helpers.vocabulary import load_vocabulary

WHOLE_ROW = "(whole row)"
RULER = r"[\s\-–—=_:|+]*[-–—=_]{2,}[\s\-–—=_:|+]*"
CONTEXT = ("year", "quarter", "unit", "leader")
TYPED = ("year", "quarter", "progress_pct", "status")
MOST_MISSING = 2  # cells; what a row has less is not shared with the row above but lost


@dataclass
class Rows:
    """The cells with what belongs to them, the rows set aside (row → rule), the section each row stands in."""

    cells: pd.DataFrame
    aside: dict[int, str] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    steps: list[Entry] = field(default_factory=list)


def read_rows(cells: pd.DataFrame, headers: Sequence[Sequence[str]], above: Sequence[str], fields: Mapping[str, str],
              merged: Mapping[tuple[int, int], tuple[int, int]] | None, breaks: frozenset[int]) -> Rows:  # fmt: skip
    """Tell tasks from what else stands in a table, and bring to each row the cells that it shares.

    `cells` are cleaned text cells (index `source_row`, None where a row has no such cell), `headers` the header's
    rows, `above` the lines over the table, `fields` the label of each tidy column, `merged` the covered cells
    (None: not known), `breaks` the rows that begin a page.
    """
    rows = Rows(cells.copy())
    _set_aside(rows, headers, above, fields, merged)
    if merged:
        _fill_covered(rows, merged)
    _place_short_rows(rows, fields)
    _continue(rows, fields, merged is not None, breaks)
    return rows


def _set_aside(rows: Rows, headers: Sequence[Sequence[str]], above: Sequence[str], fields: Mapping[str, str],
               merged: Mapping[tuple[int, int], tuple[int, int]] | None) -> None:  # fmt: skip
    """Repeated headers and pages, rules of dashes, sums, signatures, headings."""
    words, cells = load_vocabulary("rows"), rows.cells
    text = cells.fillna("")
    filled = text.ne("")
    first = text.where(filled).bfill(axis=1).iloc[:, 0].fillna("")
    alone = filled.sum(axis=1).eq(1)
    untyped = ~filled[[fields[name] for name in TYPED if name in fields]].any(axis=1)
    repeated = pd.Series(False, cells.index)
    for header in headers:
        padded = [*header, *[""] * (len(cells.columns) - len(header))]
        same = [text[label].str.replace("\n", "").eq(cell) for label, cell in zip(cells.columns, padded, strict=True)]
        repeated |= pd.concat(same, axis=1).all(axis=1)
    again = alone & first.isin([line for line in above if line])
    heading = alone & first.str.contains(words["section"], regex=True)
    if merged:
        width = len(cells.columns)
        wide = {
            i
            for i in range(len(cells))
            if sum((i, j) in merged and merged[i, j][0] == i for j in range(width)) * 2 >= width
        }
        heading |= alone & pd.Series([i in wide for i in range(len(cells))], cells.index)
    found = [
        ("repeated_header", repeated),
        ("ruler", first.str.fullmatch(RULER)),
        ("summary_row", (text[fields["task"]].isin(words["summary"]) | first.isin(words["summary"]))),
        ("repeated_title", again),
        ("footer_row", untyped & first.str.startswith(tuple(words["footer"]))),
        ("section_row", heading),
    ]
    for rule, where in found:
        for row in cells.index[where]:
            rows.aside.setdefault(row, rule)
    _find_second_print(rows, text)
    section = ""
    numbered = dict(zip(cells.index, first, strict=True))
    if "section_row" in rows.aside.values():
        for row in cells.index:
            section = numbered[row] if rows.aside.get(row) == "section_row" else section
            rows.sections[row] = section
    for row, rule in sorted(rows.aside.items()):
        words_of_row = " | ".join(cells.loc[row].dropna())
        rows.steps.append((WHOLE_ROW, [row], note(rule, words_of_row)))


def _find_second_print(rows: Rows, text: pd.DataFrame) -> None:
    """Rows below a repeated header that are the table over again, from its first row on."""
    starts = [row for row, rule in rows.aside.items() if rule == "repeated_header"]
    if not starts:
        return
    order = {row: i for i, row in enumerate(text.index)}
    body = [tuple(cells) for cells in text.itertuples(index=False)]
    tasks = [i for i, row in enumerate(text.index) if row not in rows.aside]
    bounds = [*sorted(order[row] for row in starts), len(body)]
    block = [body[i] for i in tasks if i < bounds[0]]
    for start, end in pairwise(bounds):
        again = [i for i in tasks if start < i < end]
        if block and [body[i] for i in again] == block:
            rows.aside |= {text.index[i]: "printed_twice" for i in again}


def _fill_covered(rows: Rows, merged: Mapping[tuple[int, int], tuple[int, int]]) -> None:
    """A cell that a merged cell covers holds what that cell holds."""
    cells = rows.cells
    for j, label in enumerate(cells.columns):
        column = cells[label].tolist()
        filled = [
            (i, cells.iat[top, left])
            for (i, k), (top, left) in merged.items()
            if k == j and top >= 0 and left == j and i < len(column) and not column[i]
            and cells.index[i] not in rows.aside and cells.iat[top, left]
        ]  # fmt: skip
        _write(rows, label, "merged_cell", "normalised", filled)


def _write(rows: Rows, label: str, rule: str, level: str, filled: Sequence[tuple[int, str]]) -> None:
    """Put texts into a column (position, text) and keep the account of it."""
    if not filled:
        return
    column = rows.cells[label].tolist()
    before = [column[i] for i, _ in filled]
    for i, cell in filled:
        column[i] = cell
    rows.cells[label] = pd.Series(column, rows.cells.index, dtype="object")
    step = Step(rule, level, list(range(len(filled))), [1] * len(filled), before, [cell for _, cell in filled])
    rows.steps.append((label, [rows.cells.index[i] for i, _ in filled], step))


def _place_short_rows(rows: Rows, fields: Mapping[str, str]) -> None:
    """A row that is a cell or two short: its cells go where they fit, the rest is shared with the row above."""
    cells = rows.cells
    short = [i for i in range(len(cells)) if cells.iloc[i].isna().any() and cells.index[i] not in rows.aside]
    if not short:
        return
    labels = list(cells.columns)
    names = name_columns(labels, {name: labels.index(label) for name, label in fields.items()})
    whole = cells[cells.notna().all(axis=1) & ~cells.index.isin(list(rows.aside))]
    columns = describe_columns(names, whole.to_numpy().tolist())
    for i in short:
        given = cells.iloc[i].dropna().tolist()
        few = len(columns) - len(given) > min(MOST_MISSING, len(given) - 1)
        at = None if few or len(whole) < len(short) else place(given, columns)
        above = next((k for k in range(i - 1, -1, -1) if cells.index[k] not in rows.aside), None)
        if at is None or above is None:
            continue
        placed = dict(zip(at, given, strict=True))
        for j, label in enumerate(cells.columns):
            now = rows.cells.iat[i, j]
            if now != placed.get(j, ""):
                _write(rows, label, "short_row", "doubtful", [(i, placed.get(j, ""))])
            if j not in placed and (shared := rows.cells.iat[above, j]):
                _write(rows, label, "continued_cell", "doubtful", [(i, shared)])


def _continue(rows: Rows, fields: Mapping[str, str], spans_known: bool, breaks: frozenset[int]) -> None:
    """`task | |||||`: a row that shares all its other cells with the one above; or only more text of that one."""
    cells = rows.cells
    text = cells.fillna("")
    task = text[fields["task"]].ne("")
    said = [label for name, label in fields.items() if name != "task"]
    bare = ~text[said].ne("").any(axis=1)
    typed = [fields[name] for name in TYPED if name in fields]
    context = [fields[name] for name in CONTEXT if name in fields]
    untyped = ~text[typed].ne("").any(axis=1)
    numbers = load_vocabulary("headers")["others"]["numbers"]
    telling = [*context, *(label for label in cells.columns if label in numbers)]
    begins = {cells.index[i] for i in breaks if 0 <= i < len(cells)}
    begins |= {cells.index[i + 1] for i in breaks if 0 <= i < len(cells) - 1 and cells.index[i] in rows.aside}
    # At the top of a page a row without number, year, unit, leader and percent is the rest of the one before.
    cut = text.index.isin(list(begins)) & untyped & ~text[telling].ne("").any(axis=1) & bool(telling)
    candidates = (task & bare) | (~task & untyped & text.ne("").any(axis=1)) | cut
    for row in cells.index[candidates]:
        if row in rows.aside:
            continue
        i = cells.index.get_loc(row)
        above = next((k for k in range(i - 1, -1, -1) if cells.index[k] not in rows.aside), None)
        if above is None:
            continue
        if not task[row] or cut[row]:
            _append(rows, above, i)
        elif not spans_known and len(context) >= 2 and all(rows.cells.iloc[above][label] for label in context):
            for label in said:
                if shared := rows.cells.iloc[above][label]:
                    _write(rows, label, "continued_cell", "doubtful", [(i, shared)])


def _append(rows: Rows, above: int, i: int) -> None:
    """The texts of a row that is only the rest of the row above go there; the row itself is set aside."""
    row = rows.cells.index[i]
    for label, more in rows.cells.iloc[i].dropna().items():
        if more:
            begun = rows.cells.iloc[above][label] or ""
            joined = begun + more if re.search("[\u4e00-\u9fff，、]$", begun) else f"{begun}\n{more}".strip("\n")
            _write(rows, str(label), "continued_text", "doubtful", [(above, joined)])
    rows.aside[row] = "continuation_row"
    rows.steps.append((WHOLE_ROW, [row], note("continuation_row", " | ".join(rows.cells.iloc[i].dropna()))))

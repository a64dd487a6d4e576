"""Which rows below the header are tasks, and what belongs to them that stands elsewhere?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.label_parts import numbers_rows
from analysis_helpers.cleaning.row_kinds import find_kinds
from analysis_helpers.cleaning.short_rows import ColumnProfile, describe_columns, name_columns, place
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.steps import Entry, Step, note

WHOLE_ROW = "(whole row)"
RULER = r"(?=[\s\-–—=_:|+]*+$)[\s\S]*?[-–—=_]{2}"
RULER_BEGINS = list("-–—=_:| +")
CONTEXT = ("year", "quarter", "unit", "leader")
TYPED = ("year", "quarter", "progress_pct", "status")
HEADINGS = ("section_row", "group_row")
MOST_CONTINUED = 50  # rows below a task that can be more of its text
MOST_MISSING = 2  # cells; what a row has less is not shared with the row above but lost


@dataclass
class Rows:
    """The cells with what belongs to them, the rows set aside (row → rule), the section each row stands in."""

    received: pd.DataFrame
    aside: dict[int, str] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    steps: list[Entry] = field(default_factory=list)

    @property
    def index(self) -> pd.Index:
        """The source rows."""
        return self.received.index

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """The cells as arrays of objects that can be written to, None where a row has no such cell; most reports need none."""
        return {label: texts.to_numpy(dtype=object, na_value=None) for label, texts in self.received.items()}

    @property
    def cells(self) -> pd.DataFrame:
        """The cells as a frame of texts, missing where a row has no such cell."""
        if "columns" not in vars(self):
            return self.received
        return pd.DataFrame(self.columns, index=self.index, dtype="str")

    def write(self, label: str, rule: str, level: str, at: int, text: str) -> None:
        """Put a text into a cell and keep the account of it."""
        before, self.columns[label][at] = self.columns[label][at], text
        self.steps.append((label, [self.index[at]], Step(rule, level, [0], [1], [before], [text])))

    def above(self) -> Iterator[tuple[int, int | None]]:
        """Every row that is a task, with the one above it; rows that are set aside on the way are left out."""
        last = None
        for i, row in enumerate(self.index):
            if row not in self.aside:
                yield i, last
                last = i if row not in self.aside else last


def read_rows(cells: pd.DataFrame, headers: Sequence[Sequence[str]], above: Sequence[str], fields: Mapping[str, str],
              merged: Mapping[tuple[int, int], tuple[int, int]] | None, breaks: frozenset[int],
              unseen: frozenset[int] = frozenset()) -> Rows:  # fmt: skip
    """Tell tasks from what else stands in a table, and bring to each row the cells that it shares.

    `cells` are cleaned text cells (index `source_row`, missing where a row has no such cell), `headers` the header's
    rows, `above` the lines over the table, `fields` the label of each tidy column, `merged` the covered cells
    (None: not known), `breaks` the rows that begin a page, `unseen` those that the file does not show (positions).
    """
    rows = Rows(cells)
    missing = cells.isna()
    short = bool(missing.to_numpy().any())
    _set_aside(rows, cells.fillna("") if short else cells, headers, above, fields, merged, unseen)
    if merged:
        _fill_covered(rows, merged)
    if short:
        _place_short_rows(rows, missing, fields)
    _continue(rows, fields, merged is not None, breaks)
    return rows


def find_filled(cells: pd.DataFrame) -> pd.DataFrame:
    """Which cells hold a text."""
    return pd.DataFrame(cells.fillna("").to_numpy(dtype=object) != "", cells.index, cells.columns)


def list_rows(cells: pd.DataFrame) -> list[list[str | None]]:
    """Rows as lists, None where a row has no such cell; far faster than `iloc` for one row after another."""
    columns = [texts.to_numpy(dtype=object, na_value=None).tolist() for _, texts in cells.items()]
    return list(map(list, zip(*columns, strict=True)))


def join_cells(cells: Sequence[str | None]) -> str:
    """The cells that a row has, as a person reads them."""
    return " | ".join(cell for cell in cells if cell is not None)


def _set_aside(rows: Rows, text: pd.DataFrame, headers: Sequence[Sequence[str]], above: Sequence[str],
               fields: Mapping[str, str],
               merged: Mapping[tuple[int, int], tuple[int, int]] | None, unseen: frozenset[int]) -> None:  # fmt: skip
    """Repeated headers and pages, rules of dashes, sums, signatures, headings, and what shows nothing."""
    words = load_vocabulary("rows")
    filled = find_filled(text)
    first = text.iloc[:, 0].copy()
    blank = ~filled.iloc[:, 0]
    if blank.any():
        first[blank] = text[blank].apply(lambda row: next(filter(None, row), ""), axis=1)
    alone = filled.sum(axis=1).eq(1)
    untyped = ~filled[[fields[name] for name in TYPED if name in fields]].any(axis=1)
    repeated = pd.Series(False, text.index)
    for header in headers:
        padded = ["".join(label.split()) for label in [*header, *[""] * (len(text.columns) - len(header))]]
        alike = first.str.slice(0, 1).eq(next(filter(None, header), "\0")[:1])
        for row, cells in zip(text.index[alike], list_rows(text[alike]), strict=True):
            repeated[row] |= ["".join(cell.split()) for cell in cells if cell is not None] == padded
    # A line without any of the table's separators is none of its rows.
    single = rows.received.notna().sum(axis=1).eq(1).set_axis(text.index) & (len(text.columns) > 2)
    again = alone & first.isin([line for line in above if line])
    heading = _match(first, alone, words["section"])
    if merged:
        covered = Counter(i for (i, _), (top, _) in merged.items() if top == i)
        heading |= alone & pd.Series([covered[i] * 2 >= len(text.columns) for i in range(len(text))], text.index)
    whole = [[cell or "" for cell in row] for row in list_rows(text)]
    for i, rule in find_kinds(whole, list(text.columns), fields):
        rows.aside[text.index[i]] = rule
    for i in sorted(unseen & set(range(len(text)))):
        rows.aside.setdefault(text.index[i], "hidden_row")
    found = [
        ("repeated_header", repeated),
        ("ruler", _match(first, first.str.slice(0, 1).isin(RULER_BEGINS), RULER)),
        ("repeated_title", again),
        ("footer_row", _match(first, untyped, "|".join(map(re.escape, words["footer"])))),
        ("section_row", heading | _match(first, single, words["bracketed"])),
        ("footer_row", _match(first, single, words["told_below"])),
    ]
    for rule, where in found:
        for row in text.index[where]:
            rows.aside.setdefault(row, rule)
    _find_second_print(rows, text)
    if set(HEADINGS) & set(rows.aside.values()):
        section, named = "", text[fields["task"]].where(text[fields["task"]].ne(""), first)
        for row, heading_text in zip(text.index, named, strict=True):
            section = heading_text if rows.aside.get(row) in HEADINGS else section
            rows.sections[row] = section
    where = text.index.isin(list(rows.aside))
    for row, cells in zip(text.index[where], list_rows(rows.received[where]), strict=True):
        level = "doubtful" if rows.aside[row] == "hidden_row" else "normalised"
        rows.steps.append((WHOLE_ROW, [row], note(rows.aside[row], join_cells(cells), level)))


def _match(texts: pd.Series, where: pd.Series, pattern: str) -> pd.Series:
    """Of the rows in question, those whose text begins with a pattern."""
    found, begins = np.zeros(len(texts), dtype=bool), re.compile(pattern).match
    found[where.to_numpy()] = [begins(text) is not None for text in texts[where]]
    return pd.Series(found, texts.index)


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
    labels = list(rows.columns)
    for (i, j), (top, left) in sorted(merged.items()):
        if j == left < len(labels) and i < len(rows.index) and rows.index[i] not in rows.aside:
            column = rows.columns[labels[j]]
            if not column[i] and column[top]:
                rows.write(labels[j], "merged_cell", "normalised", i, column[top])


def _place_short_rows(rows: Rows, missing: pd.DataFrame, fields: Mapping[str, str]) -> None:
    """A row that is a cell or two short: its cells go where they fit, the rest is shared with the row above."""
    labels = list(rows.received)
    names = name_columns(labels, {name: labels.index(label) for name, label in fields.items()})
    aside = rows.index.isin(list(rows.aside))
    lacking = missing.to_numpy().sum(axis=1)
    whole, short = (lacking == 0) & ~aside, (lacking > 0) & ~aside
    if whole.sum() < short.sum():
        return
    columns = [ColumnProfile(name) for name in names]
    describe_columns(columns, zip(*(rows.columns[label][whole] for label in labels), strict=True))
    for i, above in rows.above():
        if not 0 < lacking[i] <= min(MOST_MISSING, len(labels) - lacking[i] - 1) or above is None:
            continue
        given = [cell for label in labels if (cell := rows.columns[label][i]) is not None and not pd.isna(cell)]
        at = place(given, columns)
        if at is None:
            continue
        placed = dict(zip(at, given, strict=True))
        for j, label in enumerate(labels):
            if rows.columns[label][i] != placed.get(j, ""):
                rows.write(label, "short_row", "doubtful", i, placed.get(j, ""))
            if j not in placed and (shared := rows.columns[label][above]):
                rows.write(label, "continued_cell", "doubtful", i, shared)


def _continue(rows: Rows, fields: Mapping[str, str], spans_known: bool, breaks: frozenset[int]) -> None:
    """`task | |||||`: a row that shares all its other cells with the one above; or only more text of that one."""
    said = [label for name, label in fields.items() if name != "task"]
    typed = [fields[name] for name in TYPED if name in fields]
    context = [fields[name] for name in CONTEXT if name in fields]
    telling = [*context, *(label for label in rows.received if numbers_rows(label))]
    has = find_filled(rows.cells).reset_index(drop=True)
    task, bare, untyped = has[fields["task"]], ~has[said].any(axis=1), ~has[typed].any(axis=1)
    begins = {*breaks, *(i + 1 for i in breaks if 0 <= i < len(rows.index) and rows.index[i] in rows.aside)}
    # At the top of a page a row without number, year, unit, leader and percent is the rest of the one before.
    cut = has.index.isin(list(begins)) & untyped & ~has[telling].any(axis=1) & bool(telling)
    candidates = ((task & bare) | (~task & untyped & has.any(axis=1)) | cut).to_numpy()
    if not candidates.any():
        return
    for i, above in rows.above():
        if not candidates[i] or above is None:
            continue
        if not task[i] or cut[i]:
            if i - above <= MOST_CONTINUED:  # more is no text that goes on; what is left cannot be read, and is said
                _append(rows, above, i)
        elif not spans_known and len(context) >= 2 and all(rows.columns[label][above] for label in context):
            for label in said:
                if shared := rows.columns[label][above]:
                    rows.write(label, "continued_cell", "doubtful", i, shared)


def _append(rows: Rows, above: int, i: int) -> None:
    """The texts of a row that is only the rest of the row above go there; the row itself is set aside."""
    texts = {label: column[i] for label, column in rows.columns.items() if isinstance(column[i], str)}
    for label, more in texts.items():
        if more:
            begun = rows.columns[label][above] or ""
            joined = begun + more if re.search("[\u4e00-\u9fff，、]$", begun) else f"{begun}\n{more}".strip("\n")
            rows.write(label, "continued_text", "doubtful", above, joined)
    rows.aside[rows.index[i]] = "continuation_row"
    rows.steps.append((WHOLE_ROW, [rows.index[i]], note("continuation_row", " | ".join(texts.values()))))

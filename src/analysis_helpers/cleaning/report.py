"""RawTable → Report: clean every cell, read the table, and keep the account of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.contradictions import find_contradictions
from analysis_helpers.cleaning.corrections import apply_corrections, project_corrections
from analysis_helpers.cleaning.find_table import choose_table, read_table
from analysis_helpers.cleaning.header import Header, clean_header, clean_labels, decide_columns, find_header
from analysis_helpers.cleaning.ledger import list_doubts, undo_ledger, write_ledger
from analysis_helpers.cleaning.percent import unglue
from analysis_helpers.cleaning.period import choose_title
from analysis_helpers.cleaning.questions import ask_of_report
from analysis_helpers.cleaning.reading import Reading, read_back
from analysis_helpers.cleaning.refusal import refuse_rows
from analysis_helpers.cleaning.report_period import list_places, weigh_places
from analysis_helpers.cleaning.row_account import RowAccount, count_rows
from analysis_helpers.cleaning.rows import read_rows
from analysis_helpers.cleaning.tidy import TITLE, read_fields
from analysis_helpers.cleaning.used_words import find_units, note_words, used_words
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.notebook_card import write_card
from analysis_helpers.core.project_words import ProjectWord, project_words, use_words, words_for
from analysis_helpers.core.schema import check_tasks
from analysis_helpers.readers.grid import RawTable, Source, columns_of, frame_of, width_of
from analysis_helpers.readers.read_file import ReportSource, read_grids
from analysis_helpers.textfix.clean_text import change_each, clean_column, clean_columns
from analysis_helpers.textfix.steps import Entry, Step, note
from analysis_helpers.textfix.text_arrays import Texts

OnBadRows = Literal["raise", "reject"]
GUARD = re.compile(r"^'(?='*[=+\-@\t\r])")
WRAP = re.compile(r"(?<=[A-Za-z,;])\n(?=[A-Za-z])(?![a-z]{1,6}\))")  # between two words, but not inside pinyin


@dataclass(frozen=True)
class Report:
    """One report, read: the tidy table, the ledger, the cells as received and as cleaned, and the source.

    `tasks` has the columns of `data/README.md`; `ledger` one row per cell and rule; `raw` and `cells` the
    text cells (index `source_row`), before and after cleaning; `fields` the header of each tidy column; `aside` the
    rows that are no tasks (sums, headings, repeated headers), with the rule that says so; `rows` the account of
    every row of the file; `reading` how the file was read, for a person; `words` those of the project's own words that were
    used; `questions` what a person could answer, once for every distinct word.
    """

    tasks: pd.DataFrame
    raw: pd.DataFrame
    cells: pd.DataFrame
    source: Source
    header_row: int
    fields: dict[str, str]
    aside: dict[int, str]
    entries: tuple[Entry, ...] = field(repr=False)
    rows: RowAccount
    words: tuple[ProjectWord, ...] = ()

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every change and every doubt; made when it is first asked for."""
        return write_ledger(self.entries)

    @cached_property
    def reading(self) -> Reading:
        """How this file was read, in about ten lines; a notebook shows it as a table."""
        return read_back(self.source, self.fields, self.cells, self.tasks, self.ledger, self.rows)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """What was not clear and what an answer would settle: one row for each distinct word.

        Columns: `key` (for `quarterly check --answer KEY=VALUE`), `kind`, `word`, `column`, `unit`, `rows`, `examples`,
        `choices` (the best guess first), `guess`.
        """
        return ask_of_report(self.ledger, self.cells, self.tasks)

    def _repr_html_(self) -> str:
        """What a notebook shows: what was read, what is unknown and doubtful, and where to go on."""
        quarters = "、".join(sorted(self.tasks["quarter"].dropna().astype(str).unique()))
        facts = [
            ("file", self.source.file), ("units", "、".join(sorted(self.tasks["unit"].dropna().unique()))),
            ("quarters", quarters), ("tasks", len(self.tasks)), ("unknown", int(self.tasks["progress_pct"].isna().sum())),
            ("changes", len(self.ledger)), ("doubts", len(list_doubts(self.ledger))), ("questions", len(self.questions)),
        ]  # fmt: skip
        further = ["report.reading", "ah.list_doubts(report.ledger)", "tasks = ah.compare_with_schedule(report.tasks)"]
        return write_card("report", facts, further)

    def restore(self) -> pd.DataFrame:
        """Rebuild the received cells from the cleaned cells and the ledger, without looking at `raw`."""
        return undo_ledger(self.cells, self.ledger, self.header_row)


def load_report(source: ReportSource, on_bad_rows: OnBadRows = "raise", table: str | None = None,
                corrections: pd.DataFrame | None = None, words: Sequence[ProjectWord] | None = None) -> Report:  # fmt: skip
    """Read and clean one report: a path, bytes, an open file, or pasted text; `table` names one of several.

    `on_bad_rows="reject"` goes on without the rows that cannot be read; they stay in the ledger as
    `rejected`. `corrections` (columns of `data/corrections.csv`) and `words` (`data/vocabulary/words.csv`, which win over the
    package's) default to the project's. Raises ReportError for a
    file that is missing, empty or no report, for corrections that do not fit, and (by default) for rows that cannot
    be read: all of them at once, in `error.rows`.
    """
    if on_bad_rows not in ("raise", "reject"):
        raise ReportError("report.no_choice", choice=repr(on_bad_rows))
    if corrections is None:
        corrections = project_corrections()
    words = project_words() if words is None else words
    if not words:
        return clean_report(read_table(source, table), on_bad_rows, corrections)
    read = read_grids(source)
    with use_words(words_for(words, find_units(read[1], read[0].file, words))):
        return clean_report(choose_table(*read, table), on_bad_rows, corrections)


def clean_report(table: RawTable, on_bad_rows: OnBadRows = "raise", corrections: pd.DataFrame | None = None) -> Report:
    """Clean a table of text cells; see `load_report`."""
    grid, header = table.grid, find_header(table.grid)
    if header is None:
        raise ReportError("report.no_header", table.source.file)
    start = header.at + header.depth
    if start == len(grid.cells):
        raise ReportError("report.no_rows", table.source.file)
    steps: list[Entry] = [(TITLE, [found.row], note(found.rule, found.words, found.level)) for found in grid.notes]
    title, lines, taken = _read_lines_above(table, header)
    source, steps = replace(table.source, title=title), steps + taken

    width = width_of(grid.cells[header.at :])
    received = [*header.received, *[""] * (width - len(header.received))]
    labels, header_steps = clean_header(received)
    header_row = grid.rows[header.at]
    in_header = [header_row] * width
    steps += [(labels[step.at[0]], in_header, step) for step in header_steps]
    told = weigh_places(list_places(title, lines, [], source))
    choice = decide_columns(header, grid.cells[start:], lines, told.period if told is not None else None)
    fields = {name: labels[j] for name, j in choice.fields.items()}
    ticked = {labels[j]: name for j, name in choice.ticked.items()}
    means = {label: name for name, label in fields.items()} | dict.fromkeys(ticked, "status")
    steps += [(label, [header_row], note("header_means" if label in means else "column_kept", label, words=means.get(label, ""))) for label in labels]  # fmt: skip
    steps += [(labels[one.at], [header_row], note(one.rule, labels[one.at], one.level, one.words)) for one in choice.findings]  # fmt: skip

    raw, cells, taken = _clean_body(table, start, labels, received)
    steps += taken
    merged = grid.merged and {
        (i - start, j): (a - start, b) for (i, j), (a, b) in grid.merged.items() if i >= start <= a
    }
    headers = [clean_labels(grid.cells[i]) for i in range(header.at, start)]
    found = read_rows(cells, headers, lines, fields, merged, frozenset(i - start for i in grid.breaks),
                      frozenset(i - start for i in grid.unseen))  # fmt: skip
    cells, steps = found.cells, steps + found.steps
    steps += note_words(header.parts, labels, header_row, cells, fields, found.aside)
    if corrections is not None:
        cells, taken = apply_corrections(cells, raw, fields, corrections, source.file)
        steps += taken
    tasks_at = ~cells.index.isin(list(found.aside))
    cells, taken = _unglue(cells, fields, tasks_at)
    steps += taken
    tidy = read_fields(
        cells if tasks_at.all() else cells[tasks_at],
        fields,
        source,
        lines,
        len(header.received),
        found.sections,
        ticked,
    )
    steps += tidy.entries
    bad = tidy.bad
    if len(bad) and on_bad_rows == "raise":
        raise refuse_rows(source.file, bad, len(cells))
    steps += [
        (
            row.column,
            [row.source_row],
            note(row.rule, row.value, "rejected", f"{row.problem.en}; allowed: {row.allowed.en}"),
        )
        for row in bad.itertuples()
    ]
    readable = tidy.tasks[~tidy.tasks["source_row"].isin(bad["source_row"])] if len(bad) else tidy.tasks
    tasks = check_tasks(readable.reset_index(drop=True))
    steps += find_contradictions(tasks, cells, fields, title)
    account = count_rows(table, (header.at, header.depth), found.aside, len(tasks), bad["source_row"].nunique() if len(bad) else 0)  # fmt: skip
    return Report(tasks, raw, cells, source, header_row, fields, found.aside, tuple(steps), account, used_words(steps))


def _read_lines_above(table: RawTable, header: Header) -> tuple[str, list[str], list[Entry]]:
    """The title, all cleaned lines above the table (the title first), and what was done to read them."""
    grid = table.grid
    inside = [(row, " ".join(dict.fromkeys(filter(None, cells))).strip()) for row, cells in zip(grid.rows[: header.at], grid.cells, strict=False)]  # fmt: skip
    hidden = [inside[i] for i in sorted(grid.unseen) if i < header.at]
    inside = [entry for entry in inside if entry not in hidden]
    said: list[Entry] = [(TITLE, [row], note("hidden_row", text, "doubtful")) for row, text in hidden if text]
    found = [(row, text) for row, text in [*inside, *((0, line) for line in dict.fromkeys(grid.above))] if text]
    clean, steps = clean_column([text for _, text in found])
    rows = [row for row, _ in found]
    at = choose_title(clean)
    if at is None:
        return "", [], said
    entries: list[Entry] = [*said, *((TITLE, rows, step) for step in steps)]
    like_rows = {row for row, cells in zip(grid.rows[: header.at], grid.cells, strict=False) if _is_row(cells, header)}
    for i, row in enumerate(rows):
        if row in like_rows:  # a line of a title has few cells; this may be a task that no header was found above
            entries.append((TITLE, [row], note("table_row_above", clean[i], "doubtful")))
        elif i != at and row:
            entries.append((TITLE, [row], note("line_aside", clean[i])))
    return clean[at], [clean[at], *(line for i, line in enumerate(clean) if i != at)], entries


def _is_row(cells: Sequence[str], header: Header) -> bool:
    """Whether a row above the header fills as many cells as a row of the table does."""
    wide = sum(bool(label) for label in header.received)
    return wide > 2 and 4 * len({cell for cell in cells if cell.strip()}) >= 3 * wide


def _clean_body(
    table: RawTable, start: int, labels: list[str], received: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Entry]]:
    """The cells below the header as received and as cleaned, and what was done to them."""
    received_cells = columns_of(table.cells[start:], len(labels))
    where = np.asarray(table.rows[start:])
    index = pd.Index(where, name="source_row")
    first = [rule for rule, needed in ((_join_wrapped, table.grid.wrapped), (_take_guard_off, table.source.format == "delimited text")) if needed]  # fmt: skip
    done = clean_columns(received_cells, first)
    entries: list[Entry] = [
        (label, where, step) for label, (_, steps) in zip(labels, done, strict=True) for step in steps
    ]
    raw = frame_of(received_cells, index, received)
    return raw, frame_of([texts for texts, _ in done], index, labels), entries


def _join_wrapped(texts: Texts) -> tuple[Texts, list[Step]]:
    """Lines that were broken only because the page was too narrow."""
    return change_each("line_wrap", texts, texts.holding("\n"), lambda text: WRAP.sub(" ", text).replace("\n", ""))


def _take_guard_off(texts: Texts) -> tuple[Texts, list[Step]]:
    """The apostrophe that kept a spreadsheet from running a text as a formula."""
    begins = texts.characters[texts.bounds[:-1] + 1] == ord("'")
    return change_each("formula_guard", texts, begins, lambda text: GUARD.sub("", text))


def _unglue(cells: pd.DataFrame, fields: dict[str, str], where: pd.Series) -> tuple[pd.DataFrame, list[Entry]]:
    """Move percents that were glued to the end of a narrative into their own, empty, cells."""
    if not {"narrative", "progress_pct"} <= set(fields):
        return cells, []
    told, pct = fields["narrative"], fields["progress_pct"]
    found = unglue(cells.loc[where, told], cells.loc[where, pct])
    if found.empty:
        return cells, []
    rows, cells = found.index.tolist(), cells.copy()
    entries: list[Entry] = []
    for label, texts in ((told, found["narrative"].tolist()), (pct, found["percent"].tolist())):
        before = cells.loc[rows, label].tolist()
        entries.append(
            (label, rows, Step("percent_glued", "doubtful", list(range(len(rows))), [1] * len(rows), before, texts))
        )
        cells.loc[rows, label] = texts
    return cells, entries

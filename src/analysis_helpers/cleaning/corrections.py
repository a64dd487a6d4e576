"""Read an analyst's corrections; apply each on load, with its reason, or refuse it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from analysis_helpers.core.edited_csv import CsvLayout, find_row_number, list_bad_cells, read_edited_csv
from analysis_helpers.core.errors import ReportError, Text, word
from analysis_helpers.core.project import find_project
from analysis_helpers.textfix.steps import Entry, Step

COLUMNS = ["file", "source_row", "column", "old", "new", "reason", "date"]
LAYOUT = CsvLayout(tuple(COLUMNS), "corrections")


def load_corrections(path: Path) -> pd.DataFrame:
    """Read `data/corrections.csv` (file, source_row, column, old, new, reason, date), all as text.

    Takes what spreadsheets make of it: see `read_edited_csv`. Raises ReportError for a file that is no such table, and, all at
    once with their lines, for a row that is no number and a correction without a reason.
    """
    table = read_edited_csv(path, LAYOUT)
    numbers = table.rows["source_row"].map(find_row_number)
    cells = [
        list_bad_cells(
            path, table, "source_row", numbers.isna(), word("words.no_row_number"), word("words.row_number")
        ),
        list_bad_cells(
            path,
            table,
            "reason",
            table.rows["reason"].str.strip().eq(""),
            word("words.no_reason"),
            word("words.few_words"),
        ),
    ]
    bad = pd.concat(cells).sort_values("source_row", kind="stable", ignore_index=True)
    if len(bad):
        raise LAYOUT.refuse(path, word("edited.what.corrections_unfit"), bad)
    own = {name: table.rows[name].str.strip() for name in ("file", "column")}
    return table.rows.assign(source_row=numbers.astype("str"), **own)


def project_corrections() -> pd.DataFrame:
    """The corrections of the project that we are in; none outside of a project."""
    try:
        path = find_project() / "data" / "corrections.csv"
    except ReportError:
        return pd.DataFrame(columns=COLUMNS)
    return _read_again(path, path.stat().st_mtime_ns) if path.exists() else pd.DataFrame(columns=COLUMNS)


@cache
def _read_again(path: Path, changed: int) -> pd.DataFrame:  # noqa: ARG001  a changed file is read again
    return load_corrections(path)


def apply_corrections(
    cells: pd.DataFrame, raw: pd.DataFrame, fields: dict[str, str], corrections: pd.DataFrame, file: str
) -> tuple[pd.DataFrame, list[Entry]]:
    """Put the corrections of one file into its cleaned cells; `column` is its header there, or the tidy column.

    `old` is the cell as received or as read. Raises ReportError, all at once, where it is neither.
    """
    own = corrections[corrections["file"].eq(file)]
    if own.empty:
        return cells, []
    cells, refused = cells.copy(), []
    entries: list[Entry] = []
    for at, entry in own.iterrows():
        row, label = int(entry["source_row"]), fields.get(entry["column"], entry["column"])
        if row not in cells.index or label not in cells.columns:
            refused.append((at, word("words.no_such_row" if row not in cells.index else "words.no_such_column")))
            continue
        held = cells.at[row, label], raw.iloc[raw.index.get_loc(row), list(cells.columns).index(label)]
        now, received = ("" if pd.isna(cell) else cell for cell in held)  # a short row is without the cell
        if entry["old"] not in (now, received):
            refused.append((at, word("words.cell_holds", now=now, old=entry["old"])))
            continue
        cells.at[row, label] = entry["new"]
        why = f"{entry['reason']}（{entry['date']}）" if entry["date"] else entry["reason"]
        entries.append((label, [row], Step("correction", "repaired", [0], [1], [held[0]], [entry["new"]], [why])))
    if refused:
        rows = own.loc[[at for at, _ in refused]]
        raise ReportError(
            "corrections.unfit", file=file, n=len(refused), rows=_rows(Path(file), rows, [why for _, why in refused])
        )  # fmt: skip
    return cells, entries


def unused_corrections(corrections: pd.DataFrame, files: set[str]) -> pd.DataFrame:
    """Corrections of files that were not read."""
    return corrections[~corrections["file"].isin(files)].reset_index(drop=True)


def _rows(path: Path, table: pd.DataFrame, problem: list[Text]) -> pd.DataFrame:
    return pd.DataFrame(
        {"file": path.name, "source_row": table["source_row"], "column": table["column"], "value": table["old"],
         "problem": problem, "allowed": [word("words.in_the_file")] * len(table)}
    )  # fmt: skip

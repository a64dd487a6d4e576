"""What did an analyst correct? Each correction is applied on load, with its reason, or refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project
from analysis_helpers.textfix.steps import Entry, Step

COLUMNS = ["file", "source_row", "column", "old", "new", "reason", "date"]


def load_corrections(path: Path) -> pd.DataFrame:
    """Read `data/corrections.csv` (file, source_row, column, old, new, reason, date), all as text.

    Raises ReportError for a file with other columns, a row that is no number, and a correction without a reason.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="gb18030")  # saved by Excel
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _error(path, f"this is no table ({error})", None) from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise _error(path, f"columns are missing: {', '.join(missing)}", None)
    bad = ~table["source_row"].str.fullmatch(r"\d+") | table["reason"].str.strip().eq("")
    if bad.any():
        raise _error(
            path, "corrections without a row or a reason", _rows(path, table[bad], "needs a row number and a reason")
        )
    return table[COLUMNS]


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
            refused.append((at, "there is no such row" if row not in cells.index else "there is no such column"))
            continue
        held = cells.at[row, label], raw.iloc[raw.index.get_loc(row), list(cells.columns).index(label)]
        now, received = ("" if pd.isna(cell) else cell for cell in held)  # a short row is without the cell
        if entry["old"] not in (now, received):
            refused.append((at, f"the cell holds {now!r}, not {entry['old']!r}"))
            continue
        cells.at[row, label] = entry["new"]
        why = f"{entry['reason']}（{entry['date']}）" if entry["date"] else entry["reason"]
        entries.append((label, [row], Step("correction", "repaired", [0], [1], [held[0]], [entry["new"]], [why])))
    if refused:
        rows = own.loc[[at for at, _ in refused]]
        raise ReportError(
            f"corrections.csv for {file}", f"{len(refused)} corrections do not fit this file",
            "the row, the column and the old value as they stand in the file",
            "look whether the file has changed, and mend or delete these corrections",
            _rows(Path(file), rows, [why for _, why in refused]),
        )  # fmt: skip
    return cells, entries


def unused_corrections(corrections: pd.DataFrame, files: set[str]) -> pd.DataFrame:
    """Corrections of files that were not read."""
    return corrections[~corrections["file"].isin(files)].reset_index(drop=True)


def _rows(path: Path, table: pd.DataFrame, problem: str | list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"file": path.name, "source_row": table["source_row"], "column": table["column"], "value": table["old"],
         "problem": problem, "allowed": "what stands in the file"}
    )  # fmt: skip


def _error(path: Path, what: str, rows: pd.DataFrame | None) -> ReportError:
    return ReportError(
        path,
        what,
        "a CSV with the columns " + ", ".join(COLUMNS),
        "mend it, or delete it to go on without corrections",
        rows,
    )

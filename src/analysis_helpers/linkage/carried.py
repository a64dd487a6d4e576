"""A newer version of a report has come: which corrections of the older one still fit, and which do not?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS
from analysis_helpers.cleaning.report import Report
from analysis_helpers.core.errors import Text, word
from analysis_helpers.linkage.text_features import plain
from analysis_helpers.linkage.versions import version_of

UNFIT = "correction_unfit"


def carry_over(corrections: pd.DataFrame, older: Report, newer: Report, date: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The corrections of an older version as lines for the newer one, and those that do not fit it, with `why`.

    A correction goes with its task, wherever that stands now, if the cell still holds the old value. One whose new value
    the sender has taken up is settled, and in neither table. `why` is a `Text`.
    """
    carried, unfit = [], []
    for entry, row, label, why in _judge(corrections, older, newer):
        if why is not None:
            unfit.append(entry | {"why": why})
            continue
        reason = word("words.carried_reason", reason=entry["reason"], file=older.source.file, row=entry["source_row"])
        place = {"file": newer.source.file, "source_row": str(row), "column": label}
        carried.append(entry | place | {"reason": str(reason), "date": date})
    return pd.DataFrame(carried, columns=COLUMNS), pd.DataFrame(unfit, columns=[*COLUMNS, "why"])


def list_unfit(reports: Sequence[Report], kept: Sequence[Report], corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections of replaced versions that neither fit the version that holds nor were written anew for it.

    Columns: those of `data/corrections.csv`, `why`, and `newer` (the file that holds).
    """
    found = []
    for newer in kept:
        name, version = version_of(newer.source.file)
        done = corrections[corrections["file"].eq(newer.source.file)]
        settled = {
            (int(row), newer.fields.get(column, column))
            for row, column in zip(done["source_row"], done["column"], strict=True)
        }
        for older in reports:
            if version_of(older.source.file)[0] == name and version_of(older.source.file)[1] < version:
                found += [
                    entry | {"why": why or word("words.not_carried"), "newer": newer.source.file}
                    for entry, row, label, why in _judge(corrections, older, newer)
                    if (row, label) not in settled
                ]
    return pd.DataFrame(found, columns=[*COLUMNS, "why", "newer"])


def _judge(
    corrections: pd.DataFrame, older: Report, newer: Report
) -> Iterator[tuple[dict[str, str], int | None, str | None, Text | None]]:
    """Each correction of the older version, where its cell stands in the newer one, and why it does not fit (None: it does)."""
    for entry in corrections[corrections["file"].eq(older.source.file)].to_dict("records"):
        row, label, why = _find_cell(entry, older, newer)
        if row is None or label is None:
            yield entry, None, None, why
            continue
        at = newer.raw.index.get_loc(row), list(newer.cells.columns).index(label)
        held = {_cell(newer.raw.iloc[at]), _cell(newer.cells.at[row, label])}
        if entry["old"] in held:
            yield entry, row, label, None
        elif entry["new"] not in held:
            yield entry, row, label, word("words.cell_holds", now="、".join(sorted(held)), old=entry["old"])


def unfit_rows(unfit: pd.DataFrame, title: str) -> pd.DataFrame:
    """The rows of the ledger that say so."""
    told = [f"{row.file} {row.source_row} {row.column}: {row.old} → {row.new}" for row in unfit.itertuples()]
    return pd.DataFrame(
        {
            "source_file": unfit["newer"], "source_row": 0, "column": title, "rule": UNFIT, "count": 1, "before": told,
            "after": told, "level": "doubtful", "words": [str(why) for why in unfit["why"]],
        }
    )  # fmt: skip


def _cell(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _find_cell(entry: dict[str, str], older: Report, newer: Report) -> tuple[int | None, str | None, Text | None]:
    """Where the corrected cell stands in the newer version: its row and its header; or why it stands nowhere."""
    row, label = int(entry["source_row"]), older.fields.get(entry["column"], entry["column"])
    if row not in older.cells.index:
        return None, None, word("words.no_such_row")
    means = {held: name for name, held in older.fields.items()}.get(label)
    there = newer.fields.get(means, label) if means else label
    if there not in newer.cells.columns:
        return None, None, word("words.no_such_column")
    texts = {plain(text) for text in _tasks(older, row) if text}
    rows = [at for at in newer.cells.index if at not in newer.aside and texts & {plain(text) for text in _tasks(newer, at)}]  # fmt: skip
    rows = [row] if row in rows else rows
    if len(rows) != 1:
        return None, None, word("words.no_such_task_now" if not rows else "words.task_stands_twice")
    return rows[0], there, None


def _tasks(report: Report, row: int) -> list[str]:
    """A row's task as received, and as cleaned."""
    label = report.fields["task"]
    at = list(report.cells.columns).index(label)
    return [_cell(report.raw.iloc[report.raw.index.get_loc(row), at]), _cell(report.cells.at[row, label])]

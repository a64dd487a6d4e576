"""A table of the briefing: how its cells are shown, and which rows of the report each of its rows speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis_helpers.charts.label_frame import label
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.findings.finding import Cell

SAME_WORDS = {"previous_status": "status"}  # columns whose words stand under another name


@dataclass(frozen=True)
class CaptionedTable:
    """A table under a caption. `rows` holds, for each of its rows, the positions of the tasks that it counts.

    Of a table of somebody's `own` every column is shown, one that the vocabulary does not know under its own name.
    """

    key: str
    caption: str
    frame: pd.DataFrame
    language: str
    rows: tuple[tuple[int, ...], ...] | None = None
    own: bool = False

    @property
    def columns(self) -> list[str]:
        """The columns that the vocabulary has a name for; the others are for programs."""
        names = load_vocabulary("labels")["columns"]
        return [column for column in self.frame.columns if self.own or column in names]

    @property
    def headers(self) -> list[str]:
        """The names of the columns, in words."""
        names = load_vocabulary("labels")["columns"]
        if self.own:
            return [label(str(column), self.language) for column in self.columns]
        return [names[column][self.language] for column in self.columns]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        types = pd.api.types
        return [types.is_numeric_dtype(c) and not types.is_bool_dtype(c) for _, c in self.frame[self.columns].items()]

    @property
    def cells(self) -> list[list[str]]:
        """What every cell shows; a missing value is said, not left blank."""
        values = self.frame[self.columns].astype("object").itertuples(index=False)
        return [[show_cell(c, v, self.language) for c, v in zip(self.columns, row, strict=True)] for row in values]

    @property
    def of_people(self) -> bool:
        """Whether each row is a person: such a table is not sorted by what a reader clicks on."""
        return len(self.frame.columns) > 0 and self.frame.columns[0] == "leader"

    def find_row(self, cell: Cell) -> int | None:
        """The row that a cell stands in, by its label in the first column."""
        if cell.column not in self.frame.columns:
            return None
        if len(self.frame) == 1:
            return 0 if self.frame[cell.column].iloc[0] == cell.value else None
        labels = self.frame.iloc[:, 0]
        same = [i for i, label in enumerate(labels) if pd.notna(label) and label == cell.row]
        return same[0] if same else None


def show_cell(column: str, value: object, language: str) -> str:
    """A value as a reader sees it: days, one decimal, statuses in words.

    >>> show_cell("progress_pct", 55.0, "zh"), show_cell("status", "ahead", "zh"), show_cell("unit", None, "zh")
    ('55', '超前', '–')
    """
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    words = load_vocabulary("labels").get(SAME_WORDS.get(column, column), {})
    parts = str(value).split("、")  # several keys in one cell
    return "、".join(words[part][language] for part in parts) if set(parts) <= set(words) else str(value)


def say_rows(positions: Sequence[int], labels: Sequence[str]) -> list[tuple[str, int]]:
    """Rows of the report in as few words as they can be said in, each with the position of its first task.

    >>> say_rows([0, 1, 2, 4], ["3", "4", "5", "6", "7"])
    [('3–5', 0), ('7', 4)]
    """
    runs: list[list[int]] = []
    for i in sorted(positions):
        follows = runs and i == runs[-1][-1] + 1
        if follows and _file(labels[i]) == _file(labels[i - 1]):
            runs[-1].append(i)
        else:
            runs.append([i])
    return [(labels[run[0]] if len(run) == 1 else f"{labels[run[0]]}–{labels[run[-1]]}", run[0]) for run in runs]


def _file(label: str) -> str:
    return label.rstrip("0123456789")


def label_rows(tasks: pd.DataFrame) -> list[str]:
    """The row of each task in its file, with a letter for the file where there are several (A3, B3)."""
    files = list(dict.fromkeys(tasks["source_file"]))
    letters = {file: "" if len(files) == 1 else letter_of(i) for i, file in enumerate(files)}
    return [f"{letters[file]}{row}" for file, row in zip(tasks["source_file"], tasks["source_row"], strict=True)]


def letter_of(i: int) -> str:
    """A, B, … Z, AA, AB, …

    >>> letter_of(0), letter_of(25), letter_of(26), letter_of(52)
    ('A', 'Z', 'AA', 'BA')
    """
    return (letter_of(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


def drop_still_days(table: pd.DataFrame, named: Sequence[object] = (), most: int = 40) -> pd.DataFrame:
    """Days on which nothing changes say nothing: a long table by day keeps the days of a change, and those named."""
    if len(table) <= most or "days" not in table:
        return table
    figures = table.drop(columns="days")
    return table[figures.ne(figures.shift()).any(axis=1) | table["days"].isin(named)].reset_index(drop=True)


def translate_ledger(ledger: pd.DataFrame, language: str) -> pd.DataFrame:
    """Levels, rules and places of a ledger in words."""
    places = load_vocabulary("labels")["places"]
    if "column" in ledger:
        ledger = ledger.assign(column=[places[c][language] if c in places else c for c in ledger["column"]])
    return ledger.assign(
        level=[say(f"levels.{level}", language) for level in ledger["level"]],
        rule=[say(f"rules.{rule}", language) for rule in ledger["rule"]],
    )

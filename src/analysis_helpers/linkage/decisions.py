"""Name the kinds of links, and read and write a person's decisions on them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis_helpers.core.atomic_write import hold_lock
from analysis_helpers.core.edited_csv import CsvLayout, append_rows, read_edited_csv
from analysis_helpers.core.errors import ReportError, Text, word
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.text_features import plain

LINK_COLUMNS = ["previous_id", "current_id", "kind", "similarity", "margin", "why"]
KINDS = ["same", "reworded", "split", "merged", "new", "dropped", "doubtful"]
ONE_TO_ONE = ["same", "reworded"]


def relate(previous: object, current: object, kind: object, why: object, similarity: object = 1.0,
           margin: object = np.nan) -> pd.DataFrame:  # fmt: skip
    """Relations of the same kind, or of the kinds given, between positions in a table of tasks."""
    return pd.DataFrame(
        {"previous": previous, "current": current, "kind": kind, "similarity": similarity, "margin": margin, "why": why}
    )


def finish(links: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table of links, in their order and of their types."""
    types = {
        "previous_id": "string",
        "current_id": "string",
        "similarity": "Float64",
        "margin": "Float64",
        "why": "string",
    }
    return links[LINK_COLUMNS].astype(types | {"kind": pd.CategoricalDtype(KINDS)})


COLUMNS = ["previous_quarter", "current_quarter", "unit", "previous_task", "current_task", "decision", "reason", "date"]
LAYOUT = CsvLayout(tuple(COLUMNS), "decisions")
DECISIONS = ("same", "different")
KEYS = ("previous_quarter", "current_quarter", "unit", "decision")  # blanks around these mean nothing
# An apostrophe keeps a spreadsheet from running a text as a formula; it is taken off again when the file is read.
FORMULA, GUARD = re.compile(r"^(?='*[=+\-@\t\r])"), re.compile(r"^'(?='*[=+\-@\t\r])")
BEFORE_FIRST = 2  # lines: the header is the first, so the first row of a plain file (index 0) stands on line 2


def load_decisions(path: Path) -> pd.DataFrame:
    """Read `data/decisions.csv`, all as text; an absent file holds none. Its index plus 2 is the line in the file.

    Takes what spreadsheets make of it: see `read_edited_csv`. Raises ReportError for a file that is no such table, a decision that
    is neither same nor different (nor says so in Chinese), and one without a reason.
    """
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS)
    table = read_edited_csv(path, LAYOUT)
    rows = table.rows.apply(lambda texts: texts.str.replace(GUARD, "", regex=True))
    rows = rows.assign(**{name: rows[name].str.strip() for name in KEYS}).set_axis(table.lines - BEFORE_FIRST)
    words = {word: kind for kind, spellings in load_vocabulary("edited")["decisions"].items() for word in spellings}
    return _check(path, rows.assign(decision=rows["decision"].map(lambda word: words.get(word, word)).astype("str")))


def append_decisions(path: Path, decisions: pd.DataFrame) -> None:
    """Write decisions behind those that stand in the file, whose bytes stay as they are; whole or not at all.

    Needs COLUMNS. Follows the file's form (`append_rows`); of two that write at once each adds its own. Raises ReportError for a decision
    that `load_decisions` would refuse, for a file that it does refuse, and where nothing can be written.
    """
    texts = _check(path, decisions[COLUMNS].astype("str").reset_index(drop=True))
    guarded = texts.apply(lambda column: column.str.replace(FORMULA, "'", regex=True))
    with hold_lock(path.with_name(f".{path.name}.lock")):
        load_decisions(path)
        append_rows(path, guarded, LAYOUT)


def _check(path: Path, decisions: pd.DataFrame) -> pd.DataFrame:
    bad = ~decisions["decision"].isin(DECISIONS) | decisions["reason"].str.strip().eq("")
    if bad.any():
        what = word("edited.what.decisions_unfit", n=int(bad.sum()))
        raise LAYOUT.refuse(path, what, _rows(path.name, decisions[bad], word("words.needs_decision")))
    return decisions


def apply_decisions(tasks: pd.DataFrame, decisions: pd.DataFrame | None) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """The relations that a person named, and the pairs that a person told apart (as positions in `tasks`).

    Needs `side`, `quarter`, `unit`, `plain`. Raises ReportError, all at once, where a quarter has no such text (any more).
    """
    if decisions is None or decisions.empty:
        return relate([], [], [], []), set()
    quarters = {side: set(rows["quarter"].astype(str)) for side, rows in tasks.groupby("side")}
    concerned = decisions[
        decisions["previous_quarter"].isin(quarters.get("previous", set()))
        & decisions["current_quarter"].isin(quarters.get("current", set()))
    ]
    found = concerned.assign(
        previous=[_find(tasks, "previous", row) for row in concerned.itertuples()],
        current=[_find(tasks, "current", row) for row in concerned.itertuples()],
    )
    gone = found["previous"].isna() | found["current"].isna()
    if gone.any():
        raise ReportError(
            "decisions.gone", rows=_rows("decisions.csv", found[gone], word("words.no_such_task")), n=int(gone.sum())
        )  # fmt: skip
    ends = found[["previous", "current"]].astype(int)
    same = found["decision"].eq("same")
    apart = set(ends[~same].itertuples(index=False, name=None))
    ends = ends[same].drop_duplicates()
    equal = tasks["plain"].to_numpy()[ends["previous"]] == tasks["plain"].to_numpy()[ends["current"]]
    kind = np.where(equal, "same", "reworded")
    kind = np.where(ends.duplicated("previous", keep=False), "split", kind)
    kind = np.where(ends.duplicated("current", keep=False), "merged", kind)
    return relate(ends["previous"], ends["current"], kind, "decided", np.nan), apart


def _find(tasks: pd.DataFrame, side: str, decision: Any) -> int | None:
    """Where the task stands: in the decision's unit, or, if it was moved, the only one with this text."""
    quarter, text = getattr(decision, f"{side}_quarter"), getattr(decision, f"{side}_task")
    fits = tasks["side"].eq(side) & tasks["quarter"].astype(str).eq(quarter) & tasks["plain"].eq(plain(text))
    here = tasks.index[fits & tasks["unit"].fillna("").eq(decision.unit)]
    anywhere = here if len(here) else tasks.index[fits]
    return int(anywhere[0]) if len(anywhere) == 1 else None


def _rows(file: str, table: pd.DataFrame, problem: Text) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "file": file,
            "source_row": table.index + BEFORE_FIRST,
            "column": table["unit"] + " " + table["previous_quarter"] + "→" + table["current_quarter"],
            "value": table["previous_task"] + " → " + table["current_task"] + " : " + table["decision"],
            "problem": [problem] * len(table),
            "allowed": [word("words.in_the_codebook")] * len(table),
        }
    )

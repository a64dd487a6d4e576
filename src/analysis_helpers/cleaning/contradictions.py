"""What in a report cannot all be true? Nothing is changed: each contradiction is a row of the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis_helpers.cleaning.ledger import Entry, Step
from analysis_helpers.cleaning.rows import WHOLE_ROW
from analysis_helpers.cleaning.unit import district_in_title, district_of
from analysis_helpers.vocabulary import load_vocabulary

NAMED = 6  # rows that are named; of more it is said that there are more
SAME_NARRATIVE = 8  # characters; shorter ones (推进中) are the same by chance


def find_contradictions(tasks: pd.DataFrame, cells: pd.DataFrame, fields: Mapping[str, str], title: str) -> list[Entry]:
    """Ledger entries for what a person should ask the bureau about.

    `tasks` is the tidy table, `cells` the cleaned cells that it was read from, `fields` their labels.
    """
    done = load_vocabulary("statuses")["classes"]["done"]
    percent, status = tasks["progress_pct"], tasks["status"].astype("object")
    told = tasks["narrative"].fillna("").str.strip("。.！! ")
    last = tasks["quarter"].dt.quarter.eq(4).fillna(False).astype(bool)
    full, none = percent.ge(100).fillna(False).astype(bool), percent.eq(0).fillna(False).astype(bool)
    short = percent.lt(100).fillna(False).astype(bool)
    found = {
        "stopped_at_100": (status.eq("stopped") & full, ("progress_pct", "status")),
        "done_below_100": (status.eq("done") & short, ("progress_pct", "status")),
        "behind_at_100": (status.isin(["behind", "not_started"]) & full, ("progress_pct", "status")),
        "not_started_with_progress": (status.eq("not_started") & percent.gt(0).fillna(False) & ~full, ("progress_pct", "status")),
        "ahead_at_0": (status.isin(["ahead", "on_schedule"]) & none, ("progress_pct", "status")),
        "year_over_below_100": (last & status.isin(["ahead", "on_schedule"]) & short, ("progress_pct", "status")),
        "done_but_not_so_called": (told.isin(done) & status.notna() & ~status.isin(["done"]), ("narrative", "status")),
        "over_100": (percent.gt(100).fillna(False), ("progress_pct",)),
        "same_task": (tasks.duplicated(["unit", "task"], keep=False), ("task",)),
        "same_narrative": (told.str.len().ge(SAME_NARRATIVE) & _tasks_with(tasks, "narrative").gt(1), ("narrative",)),
        "other_district": (_elsewhere(tasks, title), ("unit",)),
    }  # fmt: skip
    entries: list[Entry] = []
    for rule, (where, columns) in found.items():
        rows = tasks.loc[where.astype(bool), "source_row"].tolist()
        if rows:
            labels = [fields[name] for name in columns if name in fields]
            words = [" · ".join(f"{label}: {cells.at[row, label]}" for label in labels) for row in rows]
            others = _partners(tasks.loc[where.astype(bool)], columns[0]) if rule.startswith("same_") else []
            entries.append((WHOLE_ROW, rows, Step(rule, "doubtful", list(range(len(rows))), [1] * len(rows), words, words, others)))  # fmt: skip
    return entries


def _tasks_with(tasks: pd.DataFrame, column: str) -> pd.Series:
    """How many different tasks of its unit share a row's text."""
    keys = [tasks["unit"].fillna(""), tasks[column].fillna("")]
    return tasks["task"].groupby(keys).transform("nunique")


def _partners(tasks: pd.DataFrame, column: str) -> list[str]:
    """The other rows with the same text: = 13."""
    rows = tasks.groupby(column)["source_row"].agg(list).to_dict()
    others = [[r for r in rows[text] if r != own] for text, own in zip(tasks[column], tasks["source_row"], strict=True)]
    return ["= " + "、".join(map(str, more[:NAMED])) + " …" * (len(more) > NAMED) for more in others]


def _elsewhere(tasks: pd.DataFrame, title: str) -> pd.Series:
    """Units of another district than the title's, or (where it names none) than that of most units."""
    districts = tasks["unit"].map(district_of, na_action="ignore")
    known = districts.dropna()
    own = district_in_title(title) or (known.mode().iloc[0] if len(known) > 1 else None)
    return districts.notna() & districts.ne(own) if own else pd.Series(False, tasks.index)

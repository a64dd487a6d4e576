"""What in a report cannot all be true? Nothing is changed: each contradiction is a row of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from analysis_helpers.cleaning.reporting_unit import district_in_title, district_of
from analysis_helpers.cleaning.rows import WHOLE_ROW
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.textfix.steps import Entry, Picked, Step

MARKS = "。.！! "  # behind a text that says no more than 已完成
NAMED = 6  # rows that are named; of more it is said that there are more


def find_contradictions(tasks: pd.DataFrame, cells: pd.DataFrame, fields: Mapping[str, str], title: str) -> list[Entry]:
    """Ledger entries for what a person should ask the bureau about.

    `tasks` is the tidy table, `cells` the cleaned cells that it was read from, `fields` their labels.
    """
    done = load_vocabulary("statuses")["classes"]["done"]
    percent, status = tasks["progress_pct"], tasks["status"]
    short_text = tasks["narrative"].str.len() < 2 * max(map(len, done))
    says_done = _among(tasks["narrative"], short_text, lambda told: told.str.strip(MARKS).isin(done))
    shared, enough = _shared(tasks, "narrative"), load_vocabulary("thresholds")["same_narrative"]
    several = _among(tasks["narrative"], shared, lambda told: told.str.strip(MARKS).str.len().ge(enough))
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
        "done_but_not_so_called": (says_done & status.notna() & ~status.isin(["done"]), ("narrative", "status")),
        "yuan_too_small": (_tiny_sum(tasks["task"]), ("task",)),
        "over_100": (percent.gt(100).fillna(False), ("progress_pct",)),
        "same_task": (_repeated(tasks, "task"), ("task",)),
        "same_narrative": (several, ("narrative",)),
        "other_district": (_elsewhere(tasks, title), ("unit",)),
    }  # fmt: skip
    entries: list[Entry] = []
    places = cells.index.get_indexer(tasks["source_row"])
    for rule, (where, columns) in found.items():
        at = np.flatnonzero(where.to_numpy(dtype=bool))
        if len(at):
            rows, stated = tasks["source_row"].to_numpy()[at], cells.iloc[places[at]]
            parts = [f"{fields[name]}: " + stated[fields[name]].fillna("") for name in columns if name in fields]
            words = (
                Picked(parts[0].str.cat(parts[1:], sep=" · ").array, np.arange(len(at))) if parts else [""] * len(at)
            )
            others = _partners(tasks.iloc[at], columns[0]) if rule.startswith("same_") else []
            entries.append((WHOLE_ROW, rows, Step(rule, "doubtful", range(len(at)), [1] * len(at), words, words, others)))  # fmt: skip
    return entries


def _among(texts: pd.Series, where: pd.Series, holds: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Whether something holds for texts, asked of those in question only."""
    found, where = np.zeros(len(texts), dtype=bool), where.fillna(False).astype(bool)
    if where.any():
        found[where.to_numpy()] = holds(texts[where]).fillna(False)
    return pd.Series(found, texts.index)


def _tiny_sum(texts: pd.Series) -> pd.Series:
    """A sum of a whole district in bare yuan: 旅游总收入75元 has lost its 亿."""
    sums = "|".join(load_vocabulary("quantities")["cues"]["district_sums"])
    pattern = rf"(?<!人均)(?:{sums})[^，,。；;\d]{{0,4}}[\d.]{{1,5}}元"
    with_yuan = texts.str.contains("元", regex=True)  # few, and found faster than without regex
    with_yuan = _among(texts, with_yuan, lambda some: some.str.contains("[0-9]元", regex=True))
    return _among(texts, with_yuan, lambda some: some.str.contains(pattern, regex=True))


def _repeated(tasks: pd.DataFrame, column: str) -> pd.Series:
    """Rows whose text stands more than once in their unit."""
    found = tasks[column].duplicated(keep=False) & tasks[column].notna()
    if not found.any():
        return found
    return found & tasks[found].duplicated(["unit", column], keep=False).reindex(tasks.index, fill_value=False)


def _shared(tasks: pd.DataFrame, column: str) -> pd.Series:
    """Rows whose text stands beside more than one task of their unit."""
    repeated = _repeated(tasks, column)
    if not repeated.any():
        return repeated
    again = tasks[repeated]
    several = again["task"].groupby([again["unit"].fillna(""), again[column]]).transform("nunique").gt(1)
    return several.reindex(tasks.index, fill_value=False)


def _partners(tasks: pd.DataFrame, column: str) -> list[str]:
    """The other rows with the same text: = 13."""
    groups = tasks.groupby(column)["source_row"]
    rows = groups.agg(lambda found: found.head(NAMED + 1).tolist()).to_dict()
    sizes = tasks[column].map(groups.size())
    told = []
    for text, own, size in zip(tasks[column], tasks["source_row"], sizes, strict=True):
        others = [row for row in rows[text] if row != own][:NAMED]
        told.append("= " + "、".join(map(str, others)) + " …" * (size - 1 > len(others)))
    return told


def _elsewhere(tasks: pd.DataFrame, title: str) -> pd.Series:
    """Units of another district than the title's, or (where it names none) than that of most units."""
    names = {unit: district_of(unit) for unit in tasks["unit"].dropna().unique()}
    if not any(names.values()):
        return pd.Series(False, tasks.index)
    districts = tasks["unit"].map(names)
    known = districts.dropna()
    own = district_in_title(title) or (known.mode().iloc[0] if len(known) > 1 else None)
    return districts.notna() & districts.ne(own) if own else pd.Series(False, tasks.index)

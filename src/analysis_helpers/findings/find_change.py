"""What moved, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from analysis_helpers.core.schema import STATUSES
from analysis_helpers.findings.counted import identify
from analysis_helpers.findings.finding import Cell, Finding
from analysis_helpers.linkage.decisions import ONE_TO_ONE
from analysis_helpers.measures.change import MOVEMENTS
from analysis_helpers.measures.progress import threshold

RANK = {status: at for at, status in enumerate(STATUSES)}
Mask = Callable[[pd.DataFrame], pd.Series]


def _steps(changes: pd.DataFrame) -> pd.Series:
    """How many classes a reported status went up (or down) for tasks linked one to one; missing where one is unknown."""
    before, now = (changes[name].astype("object").map(RANK).astype("Float64") for name in ("previous_status", "status"))
    return (now - before).where(changes["kind"].isin(ONE_TO_ONE))


def _is(column: str, value: str, changes: pd.DataFrame) -> pd.Series:
    return changes[column].eq(value)


# The rows that a figure counts, by the name that its cell has in the table.
OF_CHANGES: dict[str, Mask] = {
    **{name: partial(_is, "movement", name) for name in MOVEMENTS},
    **{kind: partial(_is, "kind", kind) for kind in ("new", "dropped", "split", "merged", "doubtful")},
    "matched": lambda t: t["kind"].isin(ONE_TO_ONE),
    "known": lambda t: t["delta_pp"].notna(),
    "risen": lambda t: t["delta_pp"].gt(threshold("stalled_pp")),
    "still": lambda t: t["movement"].isin(["stalled", "regressed"]),
    "still_unnamed": lambda t: t["movement"].isin(["stalled", "regressed"]) & t["leader"].isna(),
    "done_before": lambda t: t["movement"].eq("done") & ~t["delta_pp"].gt(threshold("stalled_pp")).fillna(False),
    "not_compared": lambda t: t["kind"].isin(ONE_TO_ONE) & t["delta_pp"].isna(),
    "status_known": lambda t: _steps(t).notna(),
    "status_changed": lambda t: _steps(t).ne(0),
    "status_worse": lambda t: _steps(t).lt(0),
}
OF_FORECAST: dict[str, Mask] = {
    "tasks": lambda t: pd.Series(True, t.index),
    "estimable": lambda t: t["forecast_pct"].notna(),
    "left_out": lambda t: t["forecast_pct"].isna(),
    "reaching": lambda t: t["forecast_pct"].ge(100),
    "short": lambda t: t["forecast_pct"].lt(100),
    "done": lambda t: t["progress_pct"].ge(100),
    "open": lambda t: t["progress_pct"].lt(100),
    "unknown": lambda t: t["progress_pct"].isna(),
}


def trace_change(cell: Cell, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of changes that a figure was counted from (see `trace`).

    Needs the table that the finding was made from: of `measure_change`, or of `forecast_year_end`. A count of leaders
    leads to the tasks in their fields, a threshold to none.
    """
    return table[_name_rows(table).isin(set(cell.task_ids or ()))]


def list_related(links: pd.DataFrame, kind: str, side: str) -> tuple[str, ...]:
    """The tasks of one side (`previous` or `current`) of a quarter's links, of one kind or `all` (see `identify`)."""
    rows = links if kind == "all" else links[links["kind"].eq(kind)]
    return tuple(dict.fromkeys(identify(rows[f"{side}_id"], rows[f"{side}_quarter"])[rows[f"{side}_id"].notna()]))


def _name_rows(table: pd.DataFrame) -> pd.Series:
    """The task of each row, of this quarter or, where it is gone, of the one before (see `identify`)."""
    if "previous_id" not in table:
        return identify(table["task_id"], None)
    now = identify(table["task_id"], table["quarter"])
    return now.where(table["task_id"].notna(), identify(table["previous_id"], table["previous_quarter"]))


def find_change(changes: pd.DataFrame) -> Finding:
    """Say how many of the tasks that can be compared went up, stood still and went back (`measure_change` in, Finding out)."""
    figures = _count(changes, "known", "risen", "stalled", "regressed", "matched", "still", "done_before")
    figures["done"] = figures.pop("done_before")
    if changes.empty:
        return Finding("change.none", {})
    if not figures["known"].value:
        return Finding("change.unknown" if figures["matched"].value else "change.unmatched", figures)
    return Finding("change.some" if figures["risen"].value < figures["known"].value else "change.all", figures)  # type: ignore[operator]


def find_movements(changes: pd.DataFrame) -> Finding:
    """Say what deserves a look: percents that rose over an unchanged narrative, or in one leap; else how many came and went."""
    figures = _count(changes, "copied", "jumped", "new", "dropped", "matched")
    if changes.empty:
        return Finding("movements.none", {})
    if figures["copied"].value:
        return Finding("movements.copied", figures)
    figures["leap"] = Cell("thresholds", "jumped_pp", "value", threshold("jumped_pp"), task_ids=())
    if figures["jumped"].value:
        return Finding("movements.jumped", figures)
    return Finding("movements.list" if figures["matched"].value else "movements.unmatched", figures)


def find_transitions(changes: pd.DataFrame) -> Finding:
    """Say how many reported statuses are others than before, and how many are worse."""
    names = {"known": "status_known", "changed": "status_changed", "worse": "status_worse"}
    counted = _count(changes, *names.values())
    figures = {name: counted[row] for name, row in names.items()}
    if not figures["known"].value:
        return Finding("transitions.none", {})
    return Finding("transitions.some" if figures["changed"].value else "transitions.same", figures)


def find_forecast(forecast: pd.DataFrame) -> Finding:
    """Say how many tasks would be done at the year's end at their pace, and of how many nothing can be said."""
    figures = {name: _cell("forecast_year_end", name, mask, forecast) for name, mask in OF_FORECAST.items()}
    if not figures["estimable"].value:
        return Finding("forecast.none", figures)
    if not forecast["quarters_left"].any():
        return Finding("forecast.ended", figures)
    return Finding("forecast.short" if figures["short"].value else "forecast.all", figures)


def find_change_by_leader(changes: pd.DataFrame) -> Finding:
    """Say in how many leaders' fields tasks stood still or went back. It names nobody."""
    figures = _count(changes, "matched", "still", "still_unnamed", "not_compared", "known")
    figures |= {"unnamed": figures["still_unnamed"], "left_out": figures["not_compared"]}
    for name, row in (("leaders", "matched"), ("holders", "still")):
        holders = trace_change(figures[row], changes)["leader"].nunique()
        figures[name] = figures[row]._replace(column="leader", value=int(holders))
    if figures["still"].value and not figures["holders"].value:
        return Finding("change_by_leader.still_unnamed", figures)
    if figures["still"].value:
        return Finding("change_by_leader.still", figures)
    known = figures["leaders"].value and figures["known"].value
    return Finding("change_by_leader.moving", figures) if known else Finding("change_by_leader.none", {})


def _count(changes: pd.DataFrame, *names: str) -> dict[str, Cell]:
    return {name: _cell("measure_change", name, OF_CHANGES[name], changes) for name in names}


def _cell(table: str, name: str, mask: Mask, rows: pd.DataFrame) -> Cell:
    counted = mask(rows).fillna(False).astype(bool)
    ids = tuple(dict.fromkeys(_name_rows(rows)[counted]))
    return Cell(table, name, "tasks", int(counted.sum()), task_ids=ids)

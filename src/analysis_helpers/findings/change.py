"""What moved, in a sentence."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.findings import Cell, Finding
from analysis_helpers.linking.relations import ONE_TO_ONE
from analysis_helpers.measures.change import RISEN, count_movements, count_transitions
from analysis_helpers.measures.forecast import summarise_forecast
from analysis_helpers.measures.progress import threshold
from analysis_helpers.schema import STATUSES

NOTHING: dict[str, Cell] = {}


def find_change(changes: pd.DataFrame) -> Finding:
    """Say how many of the tasks that can be compared went up, stood still and went back (`measure_change` in, Finding out)."""
    counts = count_movements(changes).set_index("movement")["tasks"]
    known = changes["delta_pp"].notna()
    figures = {
        "known": Cell("measure_change", "all", "delta_pp", int(known.sum())),
        "risen": Cell(
            "measure_change", "risen", "delta_pp", int((changes["delta_pp"] > threshold("stalled_pp")).sum())
        ),
        "stalled": Cell("count_movements", "stalled", "tasks", int(counts["stalled"])),
        "regressed": Cell("count_movements", "regressed", "tasks", int(counts["regressed"])),
    }
    if changes.empty:
        return Finding("change.none", NOTHING)
    if not known.any():
        return Finding("change.unknown", {"matched": _matched(changes)})
    if figures["stalled"].value or figures["regressed"].value:
        return Finding("change.some", figures)
    return Finding("change.all", figures)


def find_movements(changes: pd.DataFrame) -> Finding:
    """Say what deserves a look: percents that rose over an unchanged narrative, or in one leap; else how many came and went."""
    counts = count_movements(changes).set_index("movement")["tasks"]
    names = ("copied", "jumped", "new", "dropped")
    figures = {name: Cell("count_movements", name, "tasks", int(counts[name])) for name in names}
    figures["matched"] = _matched(changes)
    if changes.empty:
        return Finding("movements.none", NOTHING)
    if figures["copied"].value:
        return Finding("movements.copied", figures)
    return Finding("movements.jumped" if figures["jumped"].value else "movements.list", figures)


def find_transitions(changes: pd.DataFrame) -> Finding:
    """Say how many reported statuses are others than before, and how many are worse."""
    table = count_transitions(changes)
    known = table.drop(index="unknown", columns="unknown")
    rank = {status: at for at, status in enumerate(STATUSES)}
    moves = [(rank[now] - rank[before], int(n)) for (before, now), n in known.stack().items() if n]
    total = sum(n for _, n in moves)
    figures = {
        "known": Cell("count_transitions", "all", "all", total),
        "changed": Cell("count_transitions", "changed", "all", sum(n for step, n in moves if step)),
        "worse": Cell("count_transitions", "worse", "all", sum(n for step, n in moves if step < 0)),
    }
    if not total:
        return Finding("transitions.none", NOTHING)
    return Finding("transitions.some" if figures["changed"].value else "transitions.same", figures)


def find_forecast(forecast: pd.DataFrame) -> Finding:
    """Say how many tasks would be done at the year's end at their pace, and of how many nothing can be said."""
    row = summarise_forecast(forecast)
    names = ("tasks", "estimable", "left_out", "reaching", "short")
    figures = {name: Cell("summarise_forecast", "all", name, int(row[name].iloc[0])) for name in names}
    if not figures["estimable"].value:
        return Finding("forecast.none", figures)
    if not forecast["quarters_left"].any():
        done = int(forecast["progress_pct"].ge(100).sum())
        return Finding("forecast.ended", figures | {"done": Cell("forecast_year_end", "all", "progress_pct", done)})
    return Finding("forecast.short" if figures["short"].value else "forecast.all", figures)


def find_change_by_leader(changes: pd.DataFrame) -> Finding:
    """Say in how many leaders' fields tasks stood still or went back. It names nobody."""
    single = changes[changes["kind"].isin(ONE_TO_ONE)]
    still = single[single["movement"].isin(["stalled", "regressed"])]
    figures = {
        "leaders": Cell("measure_change_by_leader", "all", "leader", int(single["leader"].nunique())),
        "holders": Cell("measure_change_by_leader", "still", "leader", int(still["leader"].nunique())),
        "still": Cell("measure_change_by_leader", "all", "still", len(still)),
        "risen": Cell("measure_change_by_leader", "all", "risen", int(single["movement"].isin(RISEN).sum())),
    }
    if not figures["leaders"].value:
        return Finding("change_by_leader.none", NOTHING)
    return Finding("change_by_leader.still" if len(still) else "change_by_leader.moving", figures)


def _matched(changes: pd.DataFrame) -> Cell:
    return Cell("reconcile_change", "matched", "current", int(changes["kind"].isin(ONE_TO_ONE).sum()))

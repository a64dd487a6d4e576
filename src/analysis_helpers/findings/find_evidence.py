"""What is claimed and what is shown, in sentences. They state what the words hold, and blame nobody."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.findings.counted import list_ids
from analysis_helpers.findings.finding import Cell, Finding, make_cell
from analysis_helpers.measures.evidence import PRESET, summarise_evidence
from analysis_helpers.measures.measured import Measured, as_measured
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.wording import measure_heaping, measure_status_entropy, measure_wording

Mask = Callable[[pd.DataFrame], pd.Series]
TABLES: dict[str, Callable[[Measured], pd.DataFrame]] = {
    "measure_evidence": lambda measured: measured.evidence,
    "summarise_evidence": lambda measured: measured.evidence_by_task,
    "measure_wording": lambda measured: measured.measure(measure_wording),
}
# The rows that a figure counts, by table and by the name that its cell has there.
COUNTED: dict[str, dict[str, Mask]] = {
    "measure_evidence": {
        "targets": lambda t: t["target"].notna(),
        "counted": lambda t: t["verdict"].isin(["shown", "below", "reading_decides", "level_short"]),
        "below": lambda t: t["verdict"].isin(["below", "level_short"]),
        "open": lambda t: t["verdict"].eq("reading_decides"),
        "uncounted": lambda t: t["verdict"].eq("no_count"),
    },
    "summarise_evidence": {
        "judged": lambda t: t["targets"].gt(0),
        "not_shown": lambda t: t["reading"].eq("not_shown"),
    },
    "measure_wording": {"empty": lambda t: t["empty"].fillna(False).astype(bool)},
}


def count_again(cell: Cell, tasks: pd.DataFrame) -> int:
    """Count the rows of a table anew that a figure of these findings counts."""
    table = as_measured(tasks).find(TABLES[cell.table])
    return int(COUNTED[cell.table][str(cell.row)](table).sum())


def find_evidence(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many counted targets fall short of the claim, and how many depend on how one counts."""
    measured = as_measured(tasks)
    figures = _count(measured, "measure_evidence") | {"tasks": _count_tasks(measured)}
    if measured.tasks["narrative"].isna().all():
        return Finding("evidence.untold", {})
    if not figures["targets"].value:
        return Finding("evidence.no_targets", _pick(figures, "tasks"))
    if not figures["counted"].value:
        uncounted = figures["uncounted"].value == figures["targets"].value
        return Finding("evidence.none" if uncounted else "evidence.no_claims", _pick(figures, "targets"))
    short = figures["below"].value or figures["open"].value
    return Finding("evidence.some" if short else "evidence.all", _pick(figures, "counted", "below", "open"))


def find_shown(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks set figures, and how many of these report no count towards them."""
    measured = as_measured(tasks)
    figures = _count(measured, "summarise_evidence") | {"tasks": _count_tasks(measured)}
    if measured.tasks["narrative"].isna().all():
        return Finding("shown.untold", {})
    if not figures["judged"].value:
        return Finding("shown.no_targets", _pick(figures, "tasks"))
    return Finding("shown.some" if figures["not_shown"].value else "shown.all", _pick(figures, "judged", "not_shown"))


def find_recycled(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks share their narrative with another."""
    measured = as_measured(tasks)
    marks = mark_recycled(measured)
    figures = {
        name: Cell("link_recycled", name, "tasks", int(marked.sum()), task_ids=list_ids(measured, marked))
        for name, marked in marks.items()
    }
    if figures["rows"].value or figures["differ"].value:
        return Finding("recycled.some" if figures["rows"].value else "recycled.differ", figures)
    told = int(marks["told"].sum())
    least = threshold("same_narrative")
    figures["least"] = Cell("thresholds", "same_narrative", "value", int(least), task_ids=())
    return Finding("recycled.none" if told > 1 else "recycled.one" if told else "recycled.untold", figures)


def mark_recycled(measured: Measured) -> dict[str, np.ndarray]:
    """Mark the tasks whose narrative is another's (`rows`), or differs from it in figures only; `told` have one at all."""
    pairs, at = measured.recycled_places, np.arange(len(measured.tasks))
    alike = measured.recycled["kind"].eq("identical").to_numpy(bool)
    same = np.isin(at, pairs[alike])
    return {
        "rows": same,
        "differ": np.isin(at, pairs) & ~same,
        "told": measured.tasks["narrative"].notna().to_numpy(bool),
    }


def find_heaping(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many percents are multiples of 5, and what that means for reading them."""
    measured = as_measured(tasks)
    row = measured.measure(measure_heaping).iloc[0]
    if not row["known"]:
        return Finding("heaping.unknown", {"tasks": _count_tasks(measured)})
    figures = {
        "known": _all(measured, "measure_heaping", "known", row["known"]),
        "multiples": _all(measured, "measure_heaping", "multiples_of_5", row["multiples_of_5"]),
    }
    if not row["multiples_of_5"]:
        return Finding("heaping.no_multiples", figures)
    return Finding("heaping.rounded" if row["resolution_pp"] > 1 else "heaping.fine", figures)


def find_entropy(tasks: pd.DataFrame | Measured) -> Finding:
    """Say whether the status column tells any task from another."""
    measured = as_measured(tasks)
    row = measured.measure(measure_status_entropy).iloc[0]
    figures = {
        "tasks": _all(measured, "measure_status_entropy", "tasks", row["tasks"] - row["unknown"]),
        "classes": _all(measured, "measure_status_entropy", "classes", row["classes"]),
    }
    if not row["classes"]:
        return Finding("entropy.unknown", {"tasks": _all(measured, "measure_status_entropy", "tasks", row["tasks"])})
    if row["classes"] > 1:
        return Finding("entropy.several", figures)
    return Finding("entropy.one" if row["tasks"] - row["unknown"] > 1 else "entropy.single", figures)


def find_empty(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many narratives hold no number, date, place or completed act."""
    measured = as_measured(tasks)
    if measured.tasks["narrative"].isna().all():
        return Finding("empty.untold", {})
    figures = _count(measured, "measure_wording")
    return Finding("empty.some" if figures["empty"].value else "empty.none", figures)


def find_task_evidence(tasks: pd.DataFrame, task_id: str) -> Finding:
    """Say what one task claims and what its narrative shows. Raises ReportError for a task that is not there."""
    own = tasks[tasks["task_id"].eq(task_id)]
    if own.empty:
        raise ReportError("findings.no_task", task_id=task_id)
    summary = summarise_evidence(tasks)
    return _say(summary[summary["task_id"].eq(task_id)].iloc[0])


def list_readings(tasks: pd.DataFrame, language: str = "zh", preset: str = PRESET) -> pd.DataFrame:
    """List every task with its class and one sentence: `source_row`, `task`, `reading`, `sentence`, `quotes`.

    Needs what `measure_evidence` needs.
    """
    summary = summarise_evidence(tasks, preset)
    sentences = [_say(row).text(language) for _, row in summary.iterrows()]
    return summary[["source_row", "task", "reading"]].assign(sentence=sentences, quotes=summary["quotes"])


def _say(row: pd.Series) -> Finding:
    """The sentence on one row of `summarise_evidence`."""
    names = {
        "claimed": "claimed_pct",
        "targets": "targets",
        "counted": "counted",
        "unknown": "unknown_targets",
        "low": "evidenced_low_pct",
        "high": "evidenced_high_pct",
    }
    figures = {
        name: Cell("summarise_evidence", row["task_id"], column, _plain(row[column]), task_ids=(row["task_id"],))
        for name, column in names.items()
    }
    reading, verdicts = row["reading"], str(row["verdicts"]).split("、")
    claimed, low, high = (pd.notna(figures[name].value) for name in ("claimed", "low", "high"))
    if reading == "cannot_be_shown":
        return Finding(f"task_evidence.{verdicts[0]}", {})
    if reading == "not_shown":
        if not claimed:
            return Finding("task_evidence.not_shown_no_claim", _pick(figures, "targets"))
        if figures["unknown"].value:
            return Finding("task_evidence.not_shown_some_unknown", _pick(figures, "claimed", "targets", "unknown"))
        return Finding("task_evidence.not_shown", _pick(figures, "claimed", "targets"))
    if reading == "shown" and low:
        return Finding("task_evidence.shown", _pick(figures, "claimed", "targets", "low"))
    key = (
        "partly_range"
        if low and figures["low"].value != figures["high"].value
        else "partly_up_to"
        if high
        else "partly"
    )
    return Finding(f"task_evidence.{key}", figures)


def _count_tasks(measured: Measured) -> Cell:
    return _all(measured, "measure_progress", "tasks", len(measured.tasks))


def _all(measured: Measured, table: str, column: str, value: object) -> Cell:
    """A figure of a table's only row."""
    return make_cell(measured, table, "all", column, _plain(value))


def _count(measured: Measured, name: str) -> dict[str, Cell]:
    """How many rows of a table each of its figures counts, with the tasks that these rows are about."""
    table = measured.find(TABLES[name])
    places = measured.evidence_places if name == "measure_evidence" else np.arange(len(table))
    cells = {}
    for row, mask in COUNTED[name].items():
        counted = mask(table).to_numpy(bool)
        ids = list_ids(measured, np.isin(np.arange(len(measured.tasks)), places[counted]))
        cells[row] = Cell(name, row, "rows", int(counted.sum()), task_ids=ids)
    return cells


def _plain(value: object) -> object:
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pick(figures: dict[str, Cell], *names: str) -> dict[str, Cell]:
    return {name: figures[name] for name in names}

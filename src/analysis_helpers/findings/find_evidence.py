"""What is claimed and what is shown, in sentences. They state what the words hold, and blame nobody."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.findings.finding import Cell, Finding
from analysis_helpers.measures.evidence import measure_evidence, summarise_evidence
from analysis_helpers.measures.measured import Measured, as_measured
from analysis_helpers.measures.wording import link_recycled, measure_heaping, measure_status_entropy, measure_wording

Mask = Callable[[pd.DataFrame], pd.Series]
# The rows that a figure counts, by table and by the name that its cell has there.
COUNTED: dict[str, dict[str, Mask]] = {
    "measure_evidence": {
        "targets": lambda t: t["target"].notna(),
        "counted": lambda t: t["verdict"].isin(["shown", "below", "reading_decides", "level_short"]),
        "below": lambda t: t["verdict"].isin(["below", "level_short"]),
        "open": lambda t: t["verdict"].eq("reading_decides"),
    },
    "summarise_evidence": {
        "judged": lambda t: t["reading"].ne("cannot_be_shown"),
        "not_shown": lambda t: t["reading"].eq("not_shown"),
    },
    "measure_wording": {"empty": lambda t: t["empty"].fillna(False).astype(bool)},
}
TABLES = {
    "measure_evidence": measure_evidence,
    "summarise_evidence": summarise_evidence,
    "measure_wording": measure_wording,
}


def trace_evidence(cell: Cell, tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table that a figure of these findings counts; each names its task and its row in the report."""
    table = TABLES[cell.table](tasks)
    return table[COUNTED[cell.table][str(cell.row)](table)]


def find_evidence(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many counted targets fall short of the claim, and how many depend on how one counts."""
    measured = as_measured(tasks)
    figures = _count("measure_evidence", measured.evidence) | {"tasks": _count_tasks(measured)}
    if not figures["targets"].value:
        return Finding("evidence.no_targets", _pick(figures, "tasks"))
    if not figures["counted"].value:
        return Finding("evidence.none", _pick(figures, "targets"))
    if figures["open"].value and not figures["below"].value:
        return Finding("evidence.open_only", _pick(figures, "counted", "open"))
    if figures["open"].value:
        return Finding("evidence.open", _pick(figures, "counted", "below", "open"))
    return Finding("evidence.below" if figures["below"].value else "evidence.all", _pick(figures, "counted", "below"))


def find_shown(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks set figures, and how many of these report no count towards them."""
    measured = as_measured(tasks)
    figures = _count("summarise_evidence", measured.evidence_by_task) | {"tasks": _count_tasks(measured)}
    if not figures["judged"].value:
        return Finding("shown.no_targets", _pick(figures, "tasks"))
    return Finding("shown.some" if figures["not_shown"].value else "shown.all", _pick(figures, "judged", "not_shown"))


def find_recycled(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks share their narrative with another."""
    pairs = as_measured(tasks).measure(link_recycled)
    rows = len(set(pairs["source_row"]) | set(pairs["other_row"]))
    return Finding("recycled.some" if rows else "recycled.none", {"rows": Cell("link_recycled", "all", "tasks", rows)})


def find_heaping(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many percents are multiples of 5, and what that means for reading them."""
    measured = as_measured(tasks)
    row = measured.measure(measure_heaping).iloc[0]
    if not row["known"]:
        return Finding("heaping.unknown", {"tasks": _count_tasks(measured)})
    figures = {"known": _all("measure_heaping", "known", row["known"]),
               "multiples": _all("measure_heaping", "multiples_of_5", row["multiples_of_5"])}  # fmt: skip
    return Finding("heaping.rounded" if row["resolution_pp"] > 1 else "heaping.fine", figures)


def find_entropy(tasks: pd.DataFrame | Measured) -> Finding:
    """Say whether the status column tells any task from another."""
    row = as_measured(tasks).measure(measure_status_entropy).iloc[0]
    figures = {"tasks": _all("measure_status_entropy", "tasks", row["tasks"] - row["unknown"]),
               "classes": _all("measure_status_entropy", "classes", row["classes"])}  # fmt: skip
    if not row["classes"]:
        return Finding("entropy.unknown", {"tasks": _all("measure_status_entropy", "tasks", row["tasks"])})
    return Finding("entropy.one" if row["classes"] == 1 else "entropy.several", figures)


def find_empty(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many narratives hold no number, date, place or completed act."""
    figures = _count("measure_wording", as_measured(tasks).measure(measure_wording))
    return Finding("empty.some" if figures["empty"].value else "empty.none", figures)


def find_task_evidence(tasks: pd.DataFrame, task_id: str) -> Finding:
    """Say what one task claims and what its narrative shows. Raises ReportError for a task that is not there."""
    own = tasks[tasks["task_id"].eq(task_id)]
    if own.empty:
        raise ReportError(
            f"task {task_id}", "there is no such task", "a task_id of the table", "look it up in tasks['task_id']"
        )
    summary = summarise_evidence(tasks)
    return _say(summary[summary["task_id"].eq(task_id)].iloc[0])


def list_readings(tasks: pd.DataFrame, language: str = "zh", preset: str = "as-claimed") -> pd.DataFrame:
    """List every task with its class and one sentence: `source_row`, `task`, `reading`, `sentence`, `quotes`.

    Needs what `measure_evidence` needs.
    """
    summary = summarise_evidence(tasks, preset)
    sentences = [_say(row).text(language) for _, row in summary.iterrows()]
    return summary[["source_row", "task", "reading"]].assign(sentence=sentences, quotes=summary["quotes"])


def _say(row: pd.Series) -> Finding:
    """The sentence on one row of `summarise_evidence`."""
    names = {"claimed": "claimed_pct", "targets": "targets", "counted": "counted", "unknown": "unknown_targets", "low": "evidenced_low_pct", "high": "evidenced_high_pct"}  # fmt: skip
    figures = {name: Cell("summarise_evidence", row["task_id"], column, _plain(row[column])) for name, column in names.items()}  # fmt: skip
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
    return _all("measure_progress", "tasks", len(measured.tasks))


def _all(table: str, column: str, value: object) -> Cell:
    """A figure of a table's only row."""
    return Cell(table, "all", column, _plain(value))


def _count(name: str, table: pd.DataFrame) -> dict[str, Cell]:
    """How many rows of a table each of its figures counts."""
    return {row: Cell(name, row, "rows", int(mask(table).sum())) for row, mask in COUNTED[name].items()}


def _plain(value: object) -> object:
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pick(figures: dict[str, Cell], *names: str) -> dict[str, Cell]:
    return {name: figures[name] for name in names}

"""What is claimed and what is shown, in sentences. They state what the words hold, and blame nobody."""

from __future__ import annotations

import pandas as pd

from analysis_helpers.errors import ReportError
from analysis_helpers.findings import Cell, Finding
from analysis_helpers.measures.evidence import measure_evidence
from analysis_helpers.measures.readings import summarise_evidence
from analysis_helpers.measures.wording import link_recycled, measure_heaping, measure_status_entropy, measure_wording


def find_evidence(tasks: pd.DataFrame) -> Finding:
    """Say how many counted targets fall short of the claim, and how many depend on how one counts."""
    evidence = measure_evidence(tasks)
    compared = evidence["verdict"].isin(["shown", "below", "reading_decides", "level_short"])
    figures = {
        "tasks": _cell("measure_evidence", "task_id", tasks["task_id"].nunique()),
        "targets": _cell("measure_evidence", "target", evidence["target"].notna().sum()),
        "counted": _cell("measure_evidence", "achieved_high", compared.sum()),
        "below": _cell("measure_evidence", "verdict", evidence["verdict"].isin(["below", "level_short"]).sum()),
        "open": _cell("measure_evidence", "verdict", evidence["verdict"].eq("reading_decides").sum()),
    }
    if not figures["targets"].value:
        return Finding("evidence.no_targets", _pick(figures, "tasks"))
    if not figures["counted"].value:
        return Finding("evidence.none", _pick(figures, "targets"))
    if figures["open"].value and not figures["below"].value:
        return Finding("evidence.open_only", _pick(figures, "counted", "open"))
    if figures["open"].value:
        return Finding("evidence.open", _pick(figures, "counted", "below", "open"))
    return Finding("evidence.below" if figures["below"].value else "evidence.all", _pick(figures, "counted", "below"))


def find_shown(tasks: pd.DataFrame) -> Finding:
    """Say how many tasks set figures, and how many of these report no count towards them."""
    readings = summarise_evidence(tasks)["reading"].value_counts()
    judged = int(readings.drop("cannot_be_shown").sum())
    figures = {
        "tasks": _cell("summarise_evidence", "task_id", len(tasks)),
        "judged": _cell("summarise_evidence", "reading", judged),
        "not_shown": _cell("summarise_evidence", "reading", readings["not_shown"]),
    }
    if not judged:
        return Finding("shown.no_targets", _pick(figures, "tasks"))
    return Finding("shown.some" if figures["not_shown"].value else "shown.all", _pick(figures, "judged", "not_shown"))


def find_recycled(tasks: pd.DataFrame) -> Finding:
    """Say how many tasks share their narrative with another."""
    pairs = link_recycled(tasks)
    rows = len(set(pairs["source_row"]) | set(pairs["other_row"]))
    return Finding("recycled.some" if rows else "recycled.none", {"rows": _cell("link_recycled", "source_row", rows)})


def find_heaping(tasks: pd.DataFrame) -> Finding:
    """Say how many percents are multiples of 5, and what that means for reading them."""
    row = measure_heaping(tasks).iloc[0]
    if not row["known"]:
        return Finding("heaping.unknown", {"tasks": _cell("measure_progress", "tasks", len(tasks))})
    figures = {"known": _cell("measure_heaping", "known", row["known"]),
               "multiples": _cell("measure_heaping", "multiples_of_5", row["multiples_of_5"])}  # fmt: skip
    return Finding("heaping.rounded" if row["resolution_pp"] > 1 else "heaping.fine", figures)


def find_entropy(tasks: pd.DataFrame) -> Finding:
    """Say whether the status column tells any task from another."""
    row = measure_status_entropy(tasks).iloc[0]
    figures = {"tasks": _cell("measure_status_entropy", "tasks", row["tasks"] - row["unknown"]),
               "classes": _cell("measure_status_entropy", "classes", row["classes"])}  # fmt: skip
    if not row["classes"]:
        return Finding("entropy.unknown", {"tasks": _cell("measure_status_entropy", "tasks", row["tasks"])})
    return Finding("entropy.one" if row["classes"] == 1 else "entropy.several", figures)


def find_empty(tasks: pd.DataFrame) -> Finding:
    """Say how many narratives hold no number, date, place or completed act."""
    empty = int(measure_wording(tasks)["empty"].fillna(False).sum())
    return Finding("empty.some" if empty else "empty.none", {"empty": _cell("measure_wording", "empty", empty)})


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


def _cell(table: str, column: str, value: object) -> Cell:
    """A count over a whole table."""
    return Cell(table, "all", column, _plain(value))


def _plain(value: object) -> object:
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pick(figures: dict[str, Cell], *names: str) -> dict[str, Cell]:
    return {name: figures[name] for name in names}

"""Judge the tables of a briefing beside its sentences, and its shares and roundings beside one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd
from tests.tribunal.judge import Fault, Read, read_sentence, split_turn
from tests.tribunal.recount import CLEAR, LATER, Recount

CLASSES = ("done", "ahead", "on_schedule", "behind", "unknown")
VERDICTS = {
    "counted": ("shown", "below", "reading_decides", "level_short"),
    "below": ("below", "level_short"),
    "open": ("reading_decides",),
}


def judge_tables(briefing, facts: Recount) -> Iterator[Fault]:
    """Where a sentence and its table differ, and where a table calls a finished task level or counts otherwise."""
    label = facts.case.label
    for section in briefing.sections:
        finding = section.finding
        text = finding.text(briefing.language)
        said_first = split_turn(text, briefing.language)[0]  # what another basis would say has no table here
        if read := read_sentence(said_first, finding.key, briefing.language):
            for name, stands in _figures(read, section.whole, facts).items():
                said = read.number(name)
                if said is not None and abs(said - stands) > 0.0501:
                    yield Fault("table", label, finding.key, text, f"{{{name}}}: the table has {stands:g}")
        yield from _judge_cells(section.table, finding.parts(briefing.language), text, finding.key, label)
    for table in briefing.tables:
        yield from _judge_levels(table, label)
        yield from _judge_classes(table, facts)
    yield from _judge_body_tables(briefing, label)


def _figures(read: Read, table: pd.DataFrame, facts: Recount) -> dict[str, float]:
    """What the figures of a sentence are by its table; only those that stand there."""
    section, have = read.section, set(table.columns)
    if section == "status" and {"status", "reported", "recomputed", "reported_ahead"} <= have:
        rows = table.set_index("status")
        called = {name: rows.at[name, "reported_ahead"] for name in CLASSES}
        return {"reported": rows.at["ahead", "reported"], **called}
    if section == "deviation" and {"schedule_status", "deviation_pp"} <= have:
        counts = _count(table["schedule_status"])
        clear = int((table["deviation_pp"].round(6).gt(CLEAR) & table["schedule_status"].ne("done")).sum())
        return {"ahead": counts["ahead"], "behind": counts["behind"], "clear": clear}
    if section == "asof" and {"days", "ahead"} <= have:
        rows = table.set_index("days")["ahead"]
        return {"ahead": rows[0], "soon": rows[0] - rows[LATER]}
    if section in ("workload", "workload_unit") and "tasks" in have:
        named = table.dropna(subset=["leader" if section == "workload" else "unit"])
        return {"top": named["tasks"].max(), "holders": len(named)} if len(named) else {}
    if section == "remaining" and "remaining_pp" in have:
        named = table.dropna(subset=["leader", "remaining_pp"])
        return {"total": table["remaining_pp"].sum(), "top": named["remaining_pp"].max()} if len(named) else {}
    return _figures_of_words(read, table, facts) or _figures_of_change(section, table)


def _figures_of_words(read: Read, table: pd.DataFrame, facts: Recount) -> dict[str, float]:
    section, have = read.section, set(table.columns)
    if section == "distribution" and "pct" in read.values and {"progress_pct", "tasks"} <= have:
        at = table["progress_pct"].sub(read.number("pct")).abs().lt(0.05).fillna(False)
        return {"count": table.loc[at, "tasks"].sum()}
    if section == "evidence" and "verdict" in have:
        return {name: int(table["verdict"].isin(verdicts).sum()) for name, verdicts in VERDICTS.items()}
    if section == "shown" and "not_shown" in have and all(len(row.leaders) < 2 for row in facts.rows):
        return {"not_shown": table["not_shown"].sum()}
    if section == "recycled" and {"source_row", "other_row"} <= have and len(facts.case.now) == 1:
        same = table[table["kind"].eq("identical")]
        return {"rows": len({*same["source_row"], *same["other_row"]})}
    return {}


def _figures_of_change(section: str, table: pd.DataFrame) -> dict[str, float]:
    have = set(table.columns)
    if section == "change" and {"delta_pp", "movement"} <= have:
        movements = _count(table["movement"])
        figures = {"known": table["delta_pp"].notna().sum(), "risen": table["delta_pp"].gt(1).sum()}
        return figures | {name: movements[name] for name in ("stalled", "regressed")}
    if section == "movements" and {"movement", "tasks"} <= have:
        counts = Counter(dict(zip(table["movement"], table["tasks"], strict=True)))
        return {name: counts[name] for name in ("copied", "jumped", "new", "dropped")}
    if section == "transitions" and "previous_status" in have:
        cells = table.set_index("previous_status").drop(index="unknown", columns="unknown", errors="ignore")
        same = sum(cells.at[name, name] for name in cells.index if name in cells)
        return {"known": cells.to_numpy().sum(), "changed": cells.to_numpy().sum() - same}
    if section == "forecast" and "forecast_pct" in have:
        ends = table["forecast_pct"]
        return {"short": ends.lt(100).sum(), "reaching": ends.ge(100).sum(), "left_out": ends.isna().sum()}
    if section == "change_by_leader" and {"stalled", "regressed"} <= have:
        return {"still": table[["stalled", "regressed"]].to_numpy().sum()}
    return {}


def _count(values: pd.Series) -> Counter:
    return Counter(values.astype("object").where(values.notna(), "unknown"))


def _judge_cells(table, parts, text: str, key: str, label: str) -> Iterator[Fault]:
    """Where a figure of a sentence is written differently in the very cell that it comes from."""
    for part in parts:
        if part.cell is None or isinstance(part.cell.value, pd.Timestamp) or part.cell.column not in table.columns:
            continue
        row = table.find_row(part.cell)
        if row is None:
            continue
        stands = table.cells[row][table.columns.index(part.cell.column)]
        if stands != part.text:
            rule = "rounding" if _near(stands, part.text) else "table"
            yield Fault(rule, label, key, text, f"{part.text} stands as {stands} in its table")


def _near(one: str, other: str) -> bool:
    try:
        return abs(float(one) - float(other)) < 0.1
    except ValueError:
        return False


def _judge_levels(table, label: str) -> Iterator[Fault]:
    """A table that shows a finished task as on schedule."""
    frame = table.frame
    if {"progress_pct", "schedule_status"} <= set(table.columns):
        done = frame["progress_pct"].ge(100).fillna(False).astype(bool)
        level = done & frame["schedule_status"].eq("on_schedule").fillna(False).astype(bool)
        if level.any():
            yield Fault("finished as level", label, f"table {table.key}", table.caption, f"{level.sum()} rows at 100 %")


def _judge_classes(table, facts: Recount) -> Iterator[Fault]:
    """A table whose counts of the classes are not those of the overview."""
    counts = _class_counts(table.frame, facts)
    wrong = {name: n for name, n in counts.items() if n != facts.classes[name]}
    if wrong:
        why = ", ".join(f"{name} {n:g} instead of {facts.classes[name]}" for name, n in wrong.items())
        yield Fault("classes", facts.case.label, f"table {table.key}", table.caption, why)


def _class_counts(frame: pd.DataFrame, facts: Recount) -> dict[str, float]:
    have = set(frame.columns)
    if {"class", "tasks"} <= have:
        return dict(zip(frame["class"], frame["tasks"], strict=True))
    if {"status", "recomputed"} <= have:
        found = frame.set_index("status")["recomputed"]
        return {name: found.get(name, 0) for name in CLASSES}
    if len(frame) == facts.tasks and {"schedule_status", "progress_pct"} <= have:
        counts = _count(frame["schedule_status"])
        return {name: counts[name] for name in CLASSES}
    by = next((name for name in ("leader", "unit") if name in have), None)
    alone = by and all(len(facts.names(row, by)) < 2 for row in facts.rows)
    if {"ahead", "on_schedule", "behind"} <= have and "day" not in have and (alone or len(frame) == 1):
        return {name: frame[name].sum() for name in CLASSES if name in have}
    return {}


def _judge_body_tables(briefing, label: str) -> Iterator[Fault]:
    """The body's sentences beside the tables of their part."""
    for part in briefing.parts:
        tables = {table.key: table for table in part.tables}
        for sentence in part.said:
            read = read_sentence(sentence.text(briefing.language), sentence.key, briefing.language, "briefing")
            if read is None:
                continue
            stands = {}
            if sentence.key == "behind.some" and "behind" in tables:
                stands = {"behind": len(tables["behind"].frame)}
            if sentence.key == "overview.classes" and "classes" in tables:
                frame = tables["classes"].frame
                stands = dict(zip(frame["class"], frame["tasks"], strict=True))
            for name, value in stands.items():
                if (read.number(name) or 0) != value:
                    yield Fault("table", label, sentence.key, read.text, f"{{{name}}}: the table has {value:g}")


def judge_shares(briefing, facts: Recount) -> Iterator[Fault]:
    """Whether each share is its count's own, rounded to one decimal, and the same wherever the count stands."""
    label, seen = facts.case.label, defaultdict(dict)
    for where, count, shown in _list_shares(briefing):
        exact = 100 * count / facts.tasks
        if abs(float(shown) - exact) > 0.0501:
            yield Fault("share", label, where, f"{where}: {count}/{facts.tasks} = {shown}%", f"it is {exact:.2f}")
        seen[count].setdefault(shown, where)
    for count, shown in seen.items():
        if len(shown) > 1:
            told = "、".join(f"{text}%（{where}）" for text, where in shown.items())
            yield Fault("rounding", label, "shares", f"{count}/{facts.tasks} = {told}", "one count, several shares")


def _list_shares(briefing) -> Iterator[tuple[str, int, str]]:
    """Every share of tasks of a briefing: where it stands, the count that it belongs to, and as what it is shown."""
    pairs = {
        "classes": [("tasks", "share_pct")],
        "status": [("reported", "reported_pct"), ("recomputed", "recomputed_pct")],
    }
    for table in briefing.tables:
        for count, share in pairs.get(table.key, []):
            if not {count, share} <= set(table.columns):
                continue
            at = table.columns.index(share)
            for n, cells in zip(table.frame[count], table.cells, strict=True):
                yield table.caption, int(n), cells[at]
    for part in briefing.parts:
        for sentence in part.said:
            read = read_sentence(sentence.text(briefing.language), sentence.key, briefing.language, "briefing")
            for name in read.values if read else ():
                if name.endswith("_pct") and name.removesuffix("_pct") in read.values:
                    yield sentence.key, int(read.number(name.removesuffix("_pct"))), read.values[name]

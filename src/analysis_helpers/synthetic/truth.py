"""What is true of the sample: which tasks are the same from quarter to quarter, and which only read alike."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pandas as pd

from analysis_helpers.synthetic.plan import QUARTERS, REAL, REFERENCE, PlannedTask, Quarters, came_from, load_texts

Places = dict[tuple[str, str], tuple[str, int]]
ADVANCED = "advanced"


def tell_tasks(quarters: Quarters, places: Places) -> pd.DataFrame:
    """One row for each invented task as it is written: where it stands, its key, and its cells."""
    rows = [
        {
            "quarter": quarter, "file": places[quarter, key][0], "row": places[quarter, key][1], "key": key,
            "unit": line.unit, "leader": line.leader, "task": line.task, "narrative": line.narrative,
            "progress_pct": line.percent, "status": line.status,
        }
        for quarter in QUARTERS if quarter != REAL
        for key, line in quarters[quarter].items()
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"progress_pct": "Int64"}).sort_values(["quarter", "file", "row"])


def tell_links(quarters: Quarters, places: Places) -> pd.DataFrame:
    """One row for each relation between successive quarters; a split or merge has one for each pair."""
    rows = [row for before, quarter in pairwise(QUARTERS) for row in _relate(quarters, places, before, quarter)]
    links = pd.DataFrame(rows).astype({"previous_row": "Int64", "current_row": "Int64"})
    return links.sort_values(["current_quarter", "current_file", "current_row", "previous_row"], na_position="last")


def tell_decoys(places: Places) -> pd.DataFrame:
    """One row for each pair of different tasks that read alike."""
    rows = []
    for left, right, note in load_texts("decoys")["pairs"]:
        (before, a), (quarter, b) = left.split("."), right.split(".")
        rows.append(_ends(places, (before, a), (quarter, b)) | {"note": note})
    return pd.DataFrame(rows)


def _relate(quarters: Quarters, places: Places, before: str, quarter: str) -> list[dict[str, object]]:
    origins = {key: came_from(quarter, key) for key in quarters[quarter]}
    heirs = Counter(name for names in origins.values() for name in names)
    rows = []
    for key, names in origins.items():
        line, stated = quarters[quarter][key], load_texts(quarter)["tasks"][key]
        for name in names:
            old = quarters[before][name]
            same = old.task == line.task
            single = len(names) == heirs[name] == 1
            kind = "same" if same else "reworded"
            kind = kind if single else "merged" if len(names) > 1 else "split"
            told, source = _compare_narratives(quarters, (before, name), (quarter, key)) if single else ("", "")
            rows.append(
                _ends(places, (before, name), (quarter, key))
                | {
                    "kind": kind,
                    "strength": "none" if same else stated["strength"],
                    "movement": stated.get("move", ADVANCED) if single else "",
                    "narrative": told,
                    "note": "; ".join(filter(None, [*_changes(old, line), source])),
                }
            )
        if not names:
            rows.append(_ends(places, None, (quarter, key), before) | {"kind": "new"})
    gone = [name for name in quarters[before] if not heirs[name]]
    rows += [_ends(places, (before, name), None, quarter) | {"kind": "dropped"} for name in gone]
    return rows


def _ends(
    places: Places, left: tuple[str, str] | None, right: tuple[str, str] | None, other: str = ""
) -> dict[str, object]:
    """Quarter, file and row at both ends; for an end that there is not, only the quarter."""
    ends: dict[str, object] = {}
    for side, end in (("previous", left), ("current", right)):
        file, row = places[end] if end else ("", None)
        ends |= {f"{side}_quarter": end[0] if end else other, f"{side}_file": file, f"{side}_row": row}
    return ends


def _compare_narratives(quarters: Quarters, old: tuple[str, str], new: tuple[str, str]) -> tuple[str, str]:
    """copied (word for word), grown (more behind it), recycled (another task's), else rewritten; and whose it is."""
    before, now = quarters[old[0]][old[1]].narrative, quarters[new[0]][new[1]].narrative
    stated = load_texts(new[0])["tasks"][new[1]].get("narrative", "")
    if before == now:
        return "copied", ""
    if now.startswith(before.rstrip("。.")):
        return "grown", ""
    if stated.startswith(REFERENCE):
        return "recycled", f"narrative of {stated.removeprefix(REFERENCE)}"
    return "rewritten", ""


def _changes(old: PlannedTask, new: PlannedTask) -> list[str]:
    parts = (("leader", old.leader, new.leader), ("unit", old.unit, new.unit))
    return [f"{name} changed: {before} → {now}" for name, before, now in parts if before != now]

"""How well a reader of numbers agrees with the labels that were made by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

SILENT = ("other",)  # a reader may stay silent here, and may call an unlabelled place so


def load_gold(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def match_spans(gold: list[dict], found: list[dict]) -> list[tuple[dict | None, dict | None]]:
    """Pairs by overlap, the best first; what is left over stands alone."""
    overlaps = sorted(
        ((min(g["end"], f["end"]) - max(g["start"], f["start"]), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)),
        reverse=True,
    )  # fmt: skip
    used_gold, used_found, pairs = set(), set(), []
    for overlap, i, j in overlaps:
        if overlap > 0 and i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[i], found[j]))
    pairs += [(g, None) for i, g in enumerate(gold) if i not in used_gold]
    return pairs + [(None, f) for j, f in enumerate(found) if j not in used_found]


def same_value(gold: dict, found: dict) -> bool:
    def close(a, b):
        return a is b is None or (a is not None and b is not None and abs(a - b) <= 0.01 + 1e-9 * abs(a))

    return all(close(gold[name], found[name]) for name in ("value", "low", "high"))


def same_thing(gold: dict, found: dict) -> bool:
    a, b = gold["thing"], found["thing"]
    return a == b or (bool(a) and bool(b) and (a in b or b in a))


def score(lines: list[dict], read) -> dict:
    """Counts by role (`right`, `gold`, `found`), values, units, things, comparators, and every mistake."""
    tally, mistakes = Counter(), []
    for line in lines:
        for gold, found in match_spans(line["quantities"], read(line["text"], line["kind"])):
            role, got = gold and gold["role"], found and found["role"]
            if gold:
                tally["gold", role] += role not in SILENT or found is not None
            if found and not (gold is None and got in SILENT):
                tally["found", got] += 1
            wrong = []
            if role == got or (role in SILENT and found is None) or (gold is None and got in SILENT):
                if role == got:
                    tally["right", role] += 1
            else:
                wrong.append("role")
            if (gold and (found or role not in SILENT) and role != "date") or (
                gold and found and gold["value"] is not None
            ):
                tally["values"] += 1
                if found and same_value(gold, found):
                    tally["values right"] += 1
                else:
                    wrong.append("value")
            if gold and found and role == got:
                for name, same in (
                    ("unit", gold["unit"] == found["unit"]),
                    ("comparator", gold["comparator"] == found["comparator"]),
                ):
                    tally[f"{name}s"] += 1
                    tally[f"{name}s right"] += same
                    if not same:
                        wrong.append(name)
                if role in ("target", "achieved", "share"):
                    tally["things"] += 1
                    tally["things right"] += same_thing(gold, found)
                    if not same_thing(gold, found):
                        wrong.append("thing")
            if gold and role not in ("target", "achieved", "share") and got == "target":
                tally["traps taken for a target"] += 1
            if gold is None and got == "target":
                tally["traps taken for a target"] += 1
            if wrong:
                mistakes.append((wrong, line["kind"], line["text"], gold, found))
    return {"tally": tally, "mistakes": mistakes}

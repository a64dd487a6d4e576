"""Print what the tribunal finds: `python -m tests.tribunal.report`, with a rule as argument every fault of it."""

from __future__ import annotations

import sys
from collections import Counter

from tests.tribunal.court import hear_all
from tests.tribunal.judge import RULES, Fault
from tests.tribunal.make_reports import all_cases


def choose_examples(faults: list[Fault], most: int = 3) -> list[Fault]:
    """A few faults, each of another sentence where there are several, the commonest sentences first."""
    by_key = Counter(fault.key for fault in faults)
    first = {}
    for fault in faults:
        first.setdefault(fault.key, fault)
    chosen = [first[key] for key, _ in by_key.most_common(most)]
    rest = [fault for fault in faults if fault not in chosen and fault.text not in {c.text for c in chosen}]
    return [*chosen, *rest][:most]


def print_report(only: str | None = None) -> None:
    """Print all rules that are broken, or of one rule every fault."""
    found = hear_all()
    if only:
        for fault in found[only]:
            print(f"{fault.case} | {fault.key} | {fault.text} | {fault.why}")
        return
    print(f"{len(all_cases())} reports, {sum(map(len, found.values()))} faults of {len(found)} rules\n")
    print("| rule | faults | sentences | examples |\n|---|---:|---|---|")
    for rule in RULES:
        faults = found.get(rule, [])
        if faults:
            keys = "; ".join(f"{key} {n}" for key, n in Counter(fault.key for fault in faults).most_common())
            told = "<br>".join(f"{f.text} — {f.why} [{f.case}]" for f in choose_examples(faults))
            print(f"| {rule}: {RULES[rule]} | {len(faults)} | {keys} | {told} |")


if __name__ == "__main__":
    print_report(*sys.argv[1:2])

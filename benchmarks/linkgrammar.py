"""The tasks that units can have: patterns with slots, read from `linkpairs.toml`. Invented throughout (合成数据)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

GRAMMAR = Path(__file__).with_name("linkpairs.toml")


@cache
def load_grammar() -> dict[str, Any]:
    return tomllib.loads(GRAMMAR.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Pattern:
    """One task in one or two wordings; a compound also has parts. `names` are the slots that make two tasks two."""

    forms: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @cached_property
    def slots(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r"\{(\w+)\}", "".join(self.forms + self.parts))))

    @cached_property
    def names(self) -> list[str]:
        return [slot for slot in self.slots if slot.split("_")[0] in load_grammar()["names"]]


@dataclass(frozen=True)
class Office:
    """What a unit can be busy with."""

    unit: str
    tasks: list[Pattern]
    compounds: list[Pattern]
    lookalikes: list[tuple[Pattern, Pattern]]
    town: str | None = None  # a town's tasks lie in the town


@cache
def list_offices() -> list[Office]:
    grammar = load_grammar()
    offices = [
        Office(
            unit,
            [Pattern(tuple(forms)) for forms in bureau["tasks"]],
            [Pattern((whole or "；".join(parts),), tuple(parts)) for whole, *parts in bureau["compounds"]],
            [(Pattern((one,)), Pattern((other,))) for one, other in bureau["lookalikes"]],
        )
        for bureau in grammar["bureau"]
        for unit in bureau["units"]
    ]
    some = [o for o, bureau in zip(offices, grammar["bureau"], strict=True) if bureau["name"] in grammar["towns"]["of"]]
    for unit in grammar["towns"]["units"]:
        tasks = [p for o in some for p in o.tasks if "town_b" not in p.names]
        compounds = [p for o in some for p in o.compounds if "town_b" not in p.names]
        town = unit.removesuffix("政府").removesuffix("办事处")
        offices.append(Office(unit, tasks, compounds, [], town))
    return offices

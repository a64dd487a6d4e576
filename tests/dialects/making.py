"""What every part of a report in the making needs: chance, words, the tasks, and what is known of the truth so far."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.dialects.layout import Column
from tests.dialects.periods import Period
from tests.dialects.words import load_words, with_usual_headers

USUAL_HEADERS = 0.45  # share of the reports whose headers are those of most reports


@dataclass
class Task:
    """What is true of one task: the row of the tidy table, and other readings that are fine."""

    task: str
    pct: float | None
    status: str | None = None
    leader: str | None = None
    unit: str | None = None
    narrative: str | None = None
    accept: dict[str, list[Any]] = field(default_factory=dict)
    leaders: list[str] | None = None
    shown_pct: str = ""  # what stands in the cell if it is not the percent
    optional: bool = False

    def as_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"task": self.task, "progress_pct": self.pct, "status": self.status}
        row |= {"leader": self.leader, "unit": self.unit, "narrative": self.narrative}
        row |= {f"accept_{name}": values for name, values in self.accept.items()}
        if self.leaders:
            row["leaders"] = self.leaders
        if self.optional:
            row["optional"] = True
        return row


class Making:
    """One report in the making: its parts take their words and their luck from here, and note what they did."""

    period: Period
    period_at: str  # where the period stands
    tasks: list[Task]

    def __init__(self, seed: int, which: str, formats: dict[str, int]) -> None:
        self.seed = seed
        self.rng = random.Random(f"{seed}-{which}")
        usual = self.rng.random() < USUAL_HEADERS
        self.words = with_usual_headers(which) if usual else load_words(which)
        self.format = self.rng.choices(list(formats), list(formats.values()))[0]
        self.features: set[str] = {f"format: {self.format}", f"headers: {'usual' if usual else 'put together'}"}
        self.must: set[str] = set()
        self.may: set[str] = set()
        self.truth: dict[str, Any] = {}
        self.where: dict[str, list[str]] = {}  # field → the headers that it stands under
        self.columns: list[Column] = []
        self.header_period = ""
        self.place = self.pick("places", "districts")
        self.kind = self.place[-1]
        self.district_named = self.chance(0.6)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, *keys: str) -> Any:
        """One of a list of words."""
        found: Any = self.words
        for key in keys:
            found = found[key]
        return self.rng.choice(found)

    def choose(self, name: str, weights: Mapping[str, float]) -> str:
        """One of some variants, named in the features if it is not the first, which is ordinary."""
        chosen = self.rng.choices(list(weights), list(weights.values()))[0]
        if chosen != next(iter(weights)):
            self.features.add(f"{name}: {chosen}")
        return chosen

    def make_tasks(self) -> None:
        count = self.rng.randint(3, 8)
        things = self.rng.sample(self.words["tasks"]["things"], count)
        self.tasks = []
        for thing in things:
            task = self.pick("tasks", "verbs") + thing.format(n=self.rng.randint(2, 60))
            self.tasks.append(Task(task, self._percent()))
        if self.chance(0.06):
            self.rng.choice(self.tasks).pct = float(self.rng.randint(102, 130))
            self.features.add("percent: over 100")
            self.may.add("progress_pct")

    def _percent(self) -> float:
        if self.chance(0.12):
            return 100.0
        if self.chance(0.06):
            return 0.0
        return float(self.rng.randrange(5, 100, 5)) if self.chance(0.7) else round(self.rng.uniform(3, 99), 1)

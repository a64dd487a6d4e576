"""The columns of a made-up report that say how a task stands: in words, lights, ticks, or yes and no."""

from __future__ import annotations

from tests.dialects.layout import Column
from tests.dialects.making import Making, Task


class WithStatuses(Making):
    """The class of a task, as reports write it; it always goes with the task's percent."""

    legend: str = ""  # the line above that says what the lights mean

    def make_statuses(self) -> list[Column]:
        self.legend = ""
        kinds = {"none": 32, "words": 42, "lights": 6, "lights explained": 5, "ticks": 7, "yes or no": 6}
        kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
        if kind == "none":
            return []
        if kind != "words":
            self.features.add(f"status: {kind}")
        if kind == "ticks":
            return self._ticks()
        header = self.pick("status", "before") + self.pick("status", "names")
        if kind == "words":
            cells = [self._status_word(task) for task in self.tasks]
        elif kind == "yes or no":
            of_behind = self.chance(0.3)
            header = self.pick("yes_no", "behind" if of_behind else "names")
            cells = [self._yes_or_no(task, of_behind) for task in self.tasks]
        else:
            header = self.pick("lights", "names")
            cells = self._lights(kind == "lights explained")
        self.where["status"] = [header]
        return [Column("status", header, cells)]

    def _class(self, task: Task) -> str:
        """The class that goes with a task's percent at this time of the year."""
        expected = self.period.month / 12 * 100
        pct = task.accept.get("pct", [task.pct])[0] if task.pct is None else task.pct
        if "done" in task.accept.get("status", ()) or "not_started" in task.accept.get("status", ()):
            return str(task.accept["status"][0])
        if pct is None:
            return "behind"
        if pct >= 100:
            return "done"
        if pct == 0:
            return "not_started"
        if pct >= expected + 10:
            return "ahead"
        return "on_schedule" if pct >= expected else "behind"

    def _status_word(self, task: Task) -> str:
        task.status = self._class(task)
        if task.status in ("behind", "on_schedule") and self.chance(0.06):
            self.features.add("status: under way")
            self.may.add("status")
            task.status, task.accept["status"] = None, ["on_schedule"]
            return str(self.pick("status_words", "under_way"))
        if task.status == "behind" and self.chance(0.06):
            task.status = "stopped"
        if self.chance(0.04):
            task.status = None
            return self.rng.choice(["", "—"])
        return str(self.pick("status_words", task.status))

    def _yes_or_no(self, task: Task, of_behind: bool) -> str:
        task.status = "behind" if self._class(task) in ("behind", "not_started") else "on_schedule"
        return "是" if of_behind == (task.status == "behind") else "否"

    def _lights(self, explained: bool) -> list[str]:
        words = self.words["lights"]["words"]
        sets = [words[at : at + 3] for at in range(0, len(words), 3)]
        chosen = self.rng.randrange(len(sets))
        red, yellow, green = sets[chosen]
        self.legend = self.words["status"]["legend"][chosen] if explained else ""  # of these very lights
        cells = []
        for task in self.tasks:
            kind = self._class(task)
            light = green if kind in ("done", "ahead", "on_schedule") else self.rng.choice([red, yellow])
            cells.append(light)
            task.status = {green: "on_schedule", red: "behind", yellow: None}[light] if explained else None
            if light == yellow and explained:
                task.accept["status"] = ["behind"]
        if not explained:
            self.must.add("status")
        self.may.add("status")
        return cells

    def _ticks(self) -> list[Column]:
        headers = {name: self.pick("ticks", name) for name in ("done", "on_schedule", "behind")}
        mark = self.pick("ticks", "marks")
        cells: dict[str, list[str]] = {name: [] for name in headers}
        for task in self.tasks:
            kind = {"ahead": "on_schedule", "not_started": "behind"}.get(self._class(task), self._class(task))
            task.status = kind
            for name, column in cells.items():
                column.append(mark if name == kind else "")
        self.where["status"] = list(headers.values())
        return [Column("", headers[name], column) for name, column in cells.items()]

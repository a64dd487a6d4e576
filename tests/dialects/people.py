"""The columns of a made-up report that name bureaus and leaders."""

from __future__ import annotations

from tests.dialects.layout import Column
from tests.dialects.making import Making, Task
from tests.dialects.render import BREAKS


class WithPeople(Making):
    """Who is in charge, as reports write it: with titles, offices, blanks, line breaks and marks for nobody."""

    def make_units(self) -> list[Column]:
        self.unit_above, self.bureau_above = "", ""
        bureaus = self.rng.sample(self.words["places"]["bureaus"], min(5, len(self.words["places"]["bureaus"])))
        names = [self.kind + name if self.district_named else name for name in bureaus]
        if self.chance(0.15):
            return self._unit_above()
        header = self.pick("unit", "before") + self.pick("unit", "names")
        form = self.choose("unit", {"plain": 60, "lead": 10, "several": 8, "by blank": 4, "line break": 5, "empty": 6})
        if form == "line break" and self.format not in BREAKS:
            self.features.discard("unit: line break")
            form = "plain"
        cells = [self._unit_cell(task, names, form) for task in self.tasks]
        self.where["unit"] = [header]
        columns = [Column("unit", header, cells)]
        if self.chance(0.12):
            others = [self.rng.choice([*names, ""]) for _ in self.tasks]
            columns.insert(self.rng.randint(0, 1), Column("", self.pick("unit", "rivals"), others))
            self.features.add("rival: other unit")
        if self.chance(0.2):
            self.unit_above, self.bureau_above = "title", self.place + self.rng.choice(bureaus)
        return columns

    def _unit_cell(self, task: Task, names: list[str], form: str) -> str:
        one, other = self.rng.sample(names, 2)
        task.unit = one
        if form == "empty" and self.chance(0.4):
            task.unit = None
            return self.rng.choice(["", "—"])
        if form == "lead":
            return str(self.pick("unit", "lead").format(a=one, b=other))
        if form == "several":
            return f"{one}{self.rng.choice('、，；')}{other}"
        if form == "by blank":
            return f"{one} {other}"
        if form == "line break" and self.chance(0.5):
            cut = self.rng.randint(min(2, len(one) - 1), len(one) - 1)
            return f"{one[:cut]}\n{one[cut:]}"
        return one

    def _unit_above(self) -> list[Column]:
        """No unit column: the bureau stands in the title or in a line, or nowhere."""
        self.unit_above = self.choose("unit in", {"title": 60, "line": 25, "nowhere": 15})
        if self.unit_above != "nowhere":
            name = self.pick("places", "bureaus")
            self.bureau_above = self.place + name
            for task in self.tasks:
                task.unit = self.bureau_above
                task.accept["unit"] = [name, self.kind + name]
        return []

    def make_leaders(self) -> list[Column]:
        if self.chance(0.25):
            return []
        header = self.pick("leader", "before") + self.pick("leader", "names")
        forms = {
            "plain": 50,
            "title before": 7,
            "title colon": 4,
            "title in brackets": 6,
            "title behind": 4,
            "office and title": 5,
        }
        forms |= {"padded": 7, "several": 7, "role": 3, "line break": 5, "nobody": 6}
        form = self.choose("leader", forms)
        if form == "line break" and self.format not in BREAKS:
            self.features.discard("leader: line break")
            form = "plain"
        people = [self.pick("people", "surnames") + self.pick("people", "given") for _ in range(4)]
        people.append(self.words["people"]["surnames"][0] + self.words["people"]["given"][0])
        cells = [self._leader_cell(task, people, form) for task in self.tasks]
        self.where["leader"] = [header]
        columns = [Column("leader", header, cells)]
        if self.chance(0.12):
            others = [self.pick("people", "surnames") + self.pick("people", "given") for _ in self.tasks]
            columns.insert(self.rng.randint(0, 1), Column("", self.pick("leader", "rivals"), others))
            self.features.add("rival: other person")
        return columns

    def _leader_cell(self, task: Task, people: list[str], form: str) -> str:
        one, other = self.rng.sample(list(dict.fromkeys(people)), 2)
        title = self.pick("people", "titles")
        task.leader = one
        if form == "nobody" and self.chance(0.4):
            task.leader = None
            return str(self.pick("people", "nobody"))
        if form == "several":
            task.leaders = [one, other]
            return f"{_pad(one)}{self.rng.choice('、，')}{_pad(other)}"
        if form == "role":
            return f"{one}（牵头）、{other}"
        if form == "line break" and self.chance(0.6):
            return f"{one[0]}\n{one[1:]}"
        made = {
            "title before": f"{title}{one}",
            "title colon": f"{title}：{one}",
            "title in brackets": f"{one}（{title}）",
            "title behind": f"{one}{self.rng.choice([' ', ''])}{title}",
            "office and title": f"{self.kind}委常委、{title}{one}",
            "padded": _pad(one, self.rng.choice([" ", "　"])),
        }
        return made.get(form, one)


def _pad(name: str, blank: str = "　") -> str:
    return f"{name[0]}{blank}{name[1]}" if len(name) == 2 else name

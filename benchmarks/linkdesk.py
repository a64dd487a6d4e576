"""What becomes of a unit's tasks from one quarter to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.linkgrammar import Office, Pattern, list_offices
from benchmarks.rewording import light, shorten

if TYPE_CHECKING:
    from benchmarks.linkpairs import District

THIS_YEAR = "2024"
KEPT = ("same", "light", "heavy")
Fill = dict[str, str]


class Desk:
    """One unit's tasks in both quarters."""

    def __init__(self, district: District, office: Office) -> None:
        self.district, self.office, self.rng = district, office, district.rng
        common = [Pattern(tuple(forms)) for forms in district.grammar["common"]["tasks"]]
        own = self.rng.sample(office.tasks, min(len(office.tasks), 24))
        self.fresh = [*own, *self.rng.sample(common, 10)]
        self.compounds = self.rng.sample(office.compounds, min(len(office.compounds), 3))
        self.lookalikes = self.rng.sample(office.lookalikes, len(office.lookalikes))
        for pool in (self.fresh, self.compounds):
            self.rng.shuffle(pool)
        self.tails = self.rng.sample(district.grammar["tails"]["phrases"], 6)
        self.habits: dict[Pattern, tuple[int, bool]] = {}
        self.open: dict[Pattern, list[Fill]] = {}  # patterns whose tasks all go on; they may get brothers

    def work(self, size: int) -> None:
        strata = self.district.grammar["strata"]
        done = len(self.district.rows[0])
        for _ in range(20 * size):  # a unit may run out of things to do before it has so many
            if len(self.district.rows[0]) - done >= size:
                break
            stratum = self.rng.choices(list(strata), list(strata.values()))[0]
            getattr(self, f"_{stratum}" if stratum not in KEPT else "_kept")(stratum)

    def fill(self, pattern: Pattern, like: Fill | None = None, change: str = "first") -> Fill:
        """Values for every slot; `like` another task of this pattern, but for one name (or all of them)."""
        places = [slot for slot in pattern.names if not (slot == "town" and self.office.town)]
        changed = {"first": places[:1], "all": places}.get(change, [change])
        fill = {"town": self.office.town} if self.office.town else {}
        same_numbers = self.rng.random() < 0.5
        for slot in pattern.slots:
            kind = slot.split("_")[0]
            if slot in fill:
                continue
            old = like.get(slot) if like else None
            if kind not in self.district.grammar["names"]:
                start, stop, step = self.district.grammar["numbers"][kind]
                fill[slot] = old if old and same_numbers else str(self.rng.randrange(start, stop + 1, step))
            elif old and slot not in changed:
                fill[slot] = old
            elif kind == "year" and like is None:
                fill[slot] = THIS_YEAR
            else:
                taken = {value for other, value in {**(like or {}), **fill}.items() if other.split("_")[0] == kind}
                fill[slot] = self.rng.choice([v for v in self.district.grammar["names"][kind] if v not in taken])
        return fill

    def claim(self, pattern: Pattern, fill: Fill, alone: bool) -> bool:
        """Note a task; False if it would make a riddle."""
        key = (pattern.forms[0], *(fill[name] for name in pattern.names))
        if key in self.district.alone or (alone and key in self.district.used):
            return False
        self.district.used.add(key)
        if alone:
            self.district.alone.add(key)
        return True

    def take(
        self, alone: bool = False, pool: list[Pattern] | None = None, named: bool = False
    ) -> tuple[Pattern, Fill] | None:
        """A task that this unit does not have yet."""
        for pattern in list(self.fresh if pool is None else pool):
            if named and not self.movable(pattern):
                continue
            fill = self.fill(pattern)
            if self.claim(pattern, fill, alone):
                (self.fresh if pool is None else pool).remove(pattern)
                return pattern, fill
        return None

    def movable(self, pattern: Pattern) -> list[str]:
        """The names by which two tasks of this pattern can differ: the first, the phase, the year."""
        own = [n for n in pattern.names if not (n == "town" and self.office.town)]
        return list(dict.fromkeys([*own[:1], *(n for n in own if n in ("phase", "year"))]))

    def brother(self) -> tuple[Pattern, Fill] | None:
        """A task of a pattern that the unit has already, of another place, firm or the like."""
        for pattern in self.rng.sample(list(self.open), len(self.open)):
            if not set(self.movable(pattern)) - {"phase", "year"} or len(self.open[pattern]) == 3:
                continue
            fill, name = self.fill(pattern), self.movable(pattern)[0]
            if fill[name] not in {f[name] for f in self.open[pattern]} and self.claim(pattern, fill, alone=False):
                return pattern, fill
        return None

    def say(self, pattern: Pattern, fill: Fill, form: int = 0) -> str:
        return pattern.forms[form % len(pattern.forms)].format_map(fill)

    def tail(self) -> str:
        """Nothing, or one to three of the phrases that this unit likes to add."""
        n = 0 if self.rng.random() < self.district.grammar["tails"]["none"] else self.rng.choice([1, 1, 1, 2, 2, 3])
        return "".join("，" + phrase for phrase in self.rng.sample(self.tails, n))

    def keep(self, pattern: Pattern, fill: Fill, how: str, stratum: str, unit: str | None = None) -> None:
        """The task goes on, worded the same, lightly or heavily otherwise."""
        habit = int(self.rng.random() < 0.3), self.rng.random() < 0.5
        # A clerk who words a series of tasks anew mostly does it the same way for each.
        form, turned = self.habits.setdefault(pattern, habit) if self.rng.random() < 0.7 else habit
        tail = self.tail()
        one = other = self.say(pattern, fill, form)
        if how == "heavy":
            short = shorten(one, self.rng, self.district.grammar["light"], [fill[n] for n in pattern.names])
            other = short if short and self.rng.random() < 0.4 else self.say(pattern, fill, form + 1)
            if other == one or self.rng.random() < 0.3:
                other = light(other, self.rng, self.district.grammar["light"])
            one, other = one + tail, other.rstrip("。；") + (tail if self.rng.random() < 0.5 else self.tail())
        else:
            one += tail
            other = light(one, self.rng, self.district.grammar["light"]) if how == "light" else one
        if turned:
            one, other = other, one
        ids = self.district.add(0, self.office.unit, one), self.district.add(1, unit or self.office.unit, other)
        self.district.link(*ids, "same" if one == other else "reworded", stratum)

    def end(self, side: int, text: str, stratum: str) -> None:
        """The task stands in one quarter only."""
        place = self.district.add(side, self.office.unit, text)
        ids = (None, place) if side else (place, None)
        self.district.link(*ids, "new" if side else "dropped", stratum)

    def _kept(self, stratum: str) -> None:
        found = self.brother() if self.rng.random() < 0.2 or not self.fresh else None
        found = found or self.take()
        if found is None:
            return
        pattern, fill = found
        if stratum == "heavy" and len(pattern.forms) == 1:
            stratum = "light"
        self.open.setdefault(pattern, []).append(fill)
        self.keep(pattern, fill, stratum, stratum)

    def _new(self, stratum: str, side: int = 1) -> None:
        if found := self.take(alone=True):
            self.end(side, self.say(*found, self.rng.randrange(2)) + self.tail(), stratum)

    def _dropped(self, stratum: str) -> None:
        self._new(stratum, side=0)

    def _split(self, stratum: str, side: int = 0) -> None:
        """One task on this side, its parts on the other."""
        found = self.take(pool=self.compounds) if self.rng.random() < 0.75 else None
        if found:
            pattern, fill = found
            whole, parts = self.say(pattern, fill), [part.format_map(fill) for part in pattern.parts]
        else:
            own = [pattern for pattern in self.fresh if pattern in self.office.tasks]
            tasks = [task for task in (self.take(pool=own), self.take(pool=own)) if task]
            self.fresh = [pattern for pattern in self.fresh if pattern not in [task[0] for task in tasks]]
            if len(tasks) < 2:
                return
            whole = self.rng.choice(["；", "，"]).join(self.say(*task) for task in tasks)
            parts = [self.say(*task, int(self.rng.random() < 0.15)) for task in tasks]
        words = self.district.grammar["light"]
        whole = light(whole, self.rng, words) if self.rng.random() < 0.2 else whole
        one = self.district.add(side, self.office.unit, whole)
        for part in parts:
            text = light(part, self.rng, words) if self.rng.random() < 0.4 else part
            other = self.district.add(1 - side, self.office.unit, text)
            self.district.link(*((one, other) if side == 0 else (other, one)), stratum, stratum)

    def _merged(self, stratum: str) -> None:
        self._split(stratum, side=1)

    def alike(self, alone: bool) -> list[tuple[Pattern, Fill]] | None:
        """Two tasks that read alike and are not the same."""
        if self.lookalikes and self.rng.random() < 0.4:
            both = list(self.lookalikes.pop())
            self.rng.shuffle(both)
            fill = self.fill(both[0])
            tasks = [(pattern, fill) for pattern in both]
        elif found := self.take(alone=alone, named=True):
            pattern, fill = found
            change = self.rng.choice([*self.movable(pattern), "all"])
            tasks = [found, (pattern, self.fill(pattern, fill, change))]
            return tasks if self.claim(*tasks[1], alone) else None
        else:
            return None
        return tasks if all(self.claim(*task, alone) for task in tasks) else None

    def _decoy(self, stratum: str) -> None:
        tasks = self.alike(alone=True)
        if tasks is None:
            return
        form, tail = self.rng.randrange(2), self.tail()
        for side, (pattern, fill) in enumerate(tasks):
            text = self.say(pattern, fill, form if self.rng.random() < 0.8 else form + 1)
            self.end(side, text + tail, stratum)
        pattern, fill = tasks[0]
        if tasks[1][0] is pattern and self.rng.random() < 0.3:  # and a third of the kind that goes on
            third = self.fill(pattern, fill, "first")
            if set(self.movable(pattern)) - {"phase", "year"} and self.claim(pattern, third, alone=True):
                self.keep(pattern, third, self.rng.choice(["same", "light"]), "twin")

    def _twin(self, stratum: str) -> None:
        for pattern, fill in self.alike(alone=False) or []:
            how = self.rng.choices(KEPT, [0.5, 0.35, 0.15])[0]
            self.keep(pattern, fill, how if len(pattern.forms) > 1 or how != "heavy" else "light", stratum)

    def _moved(self, stratum: str) -> None:
        if found := self.take(alone=True, named=True):
            unit = self.rng.choice([office.unit for office in list_offices() if office.unit != self.office.unit])
            self.keep(*found, self.rng.choice(["same", "light"]), stratum, unit)

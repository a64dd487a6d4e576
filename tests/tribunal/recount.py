"""Count a briefing's figures again from the rows as they were written, in plain Python.

Nothing of the measures or findings is used. Who became whom between two quarters is taken from the history's links; all
else is counted here.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from tests.tribunal.make_reports import FIRST_ROW, Case, Row

ONE_TO_ONE = ("same", "reworded")
RANKS = ["stopped", "not_started", "behind", "on_schedule", "ahead", "done"]
MARKS = re.compile(r"[\s，,。.；;：:、！!？?“”‘’\"'（）()]")
LONG = 8  # characters from which the same narrative is no chance
CLEAR, LEAP, STILL, LATER = 5, 30, 1, 30  # points, points, points, days
STEP = 5  # points in which percents are given where they are multiples of 5


@dataclass(frozen=True)
class Link:
    """A relation between a task before and a task now; `apart` counts the quarters between."""

    kind: str
    before: Row | None
    now: Row | None
    apart: int

    @property
    def delta(self) -> float | None:
        """Points that the percent moved; None where one is unknown or the tasks are not linked one to one."""
        if self.kind not in ONE_TO_ONE or self.before is None or self.now is None:
            return None
        if self.before.percent is None or self.now.percent is None:
            return None
        return round(self.now.percent - self.before.percent, 6)


def year_gone(day: datetime.date, basis: str, year: int = 2024) -> float:
    """Percent of the year of the tasks that is over at the end of a day."""
    if day.year != year:
        return 100.0 if day.year > year else 0.0
    if basis == "day":
        return 100 * day.timetuple().tm_yday / (366 if calendar.isleap(year) else 365)
    ended = day.day == calendar.monthrange(day.year, day.month)[1]
    return 100 * (day.month - 1 + ended) / 12


def quarter_end(quarter: int) -> datetime.date:
    """The last day of a quarter of 2024."""
    return datetime.date(2024, 3 * quarter, calendar.monthrange(2024, 3 * quarter)[1])


def classify(row: Row, expected: float) -> str:
    """The one class that a task is in, everywhere: done, ahead, on_schedule, behind or unknown."""
    if row.percent is None:
        return "unknown"
    if row.percent >= 100:
        return "done"
    gap = round(row.percent - expected, 6)
    if gap == 0:
        return "on_schedule"
    return "ahead" if gap > 0 else "behind"


class Recount:
    """All that can be counted of one case."""

    def __init__(self, case: Case, history) -> None:
        self.case = case
        self.day = datetime.date.fromisoformat(case.as_of) if case.as_of else quarter_end(case.quarter)
        self.expected = year_gone(self.day, case.basis)
        self.placed = {(sheet.file, FIRST_ROW + i): row for sheet in case.sheets for i, row in enumerate(sheet.read)}
        self.rows = [row for sheet in case.now for row in sheet.read]
        self.columns = case.columns
        self._read_history(history)

    def _read_history(self, history) -> None:
        """The links, and the ids under which tasks go on, as the history has them."""
        table = history.tasks[["quarter", "task_id", "source_file", "source_row"]].itertuples(index=False)
        found = {(str(quarter), task_id): (file, int(row)) for quarter, task_id, file, row in table}
        self.ids = {place: task_id for (quarter, task_id), place in found.items() if quarter == self.quarter}
        self.course: dict[str, list[tuple[int, float | None]]] = {}
        for (quarter, task_id), place in found.items():
            if quarter <= self.quarter:
                self.course.setdefault(task_id, []).append((int(quarter[-1]), self.placed[place].percent))
        self.links = []
        columns = ["kind", "previous_quarter", "previous_id", "current_quarter", "current_id"]
        for kind, before, previous_id, now, current_id in history.links[columns].itertuples(index=False):
            if now == self.quarter:
                ends = [found.get((before, previous_id)), found.get((now, current_id))]
                rows = [None if place is None else self.placed[place] for place in ends]
                apart = int(now[-1]) - int(before[-1]) if rows[0] else 0
                self.links.append(Link(kind, rows[0], rows[1], apart))

    @property
    def quarter(self) -> str:
        """The quarter's name."""
        return f"2024Q{self.case.quarter}"

    # Where the tasks stand.

    @cached_property
    def classes(self) -> Counter[str]:
        """How many tasks are in each class."""
        return Counter(classify(row, self.expected) for row in self.rows)

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.rows)

    @cached_property
    def percents(self) -> list[float]:
        """The known percents."""
        return [row.percent for row in self.rows if row.percent is not None]

    @property
    def known(self) -> int:
        """How many percents are known."""
        return len(self.percents)

    @property
    def unknown(self) -> int:
        """How many are not."""
        return self.tasks - self.known

    @property
    def median(self) -> float | None:
        """The middle of the known percents."""
        return median(self.percents) if self.percents else None

    def at(self, shown: str) -> int:
        """How many tasks report a percent that is shown so."""
        return sum(f"{p:.1f}".removesuffix(".0") == shown for p in self.percents)

    def clear(self, finished: bool) -> int:
        """How many lead by more than 5 points, with or without those that are finished."""
        known = [p for p in self.percents if finished or p < 100]
        return sum(round(p - self.expected, 6) > CLEAR for p in known)

    def soon(self) -> int:
        """How many of the tasks ahead would be behind on the day 30 days later, counted by days."""
        ahead = [row for row in self.rows if classify(row, self.expected) == "ahead"]
        return sum(classify(row, year_gone(self.later, "day")) == "behind" for row in ahead)

    @property
    def later(self) -> datetime.date:
        """The day 30 days later."""
        return self.day + datetime.timedelta(days=LATER)

    def count_by(self, basis: str, name: str) -> int:
        """How many tasks are in a class today by another basis."""
        return sum(classify(row, year_gone(self.day, basis)) == name for row in self.rows)

    # What is reported.

    @cached_property
    def reported(self) -> Counter[str | None]:
        """How many tasks report each status."""
        return Counter(row.status for row in self.rows)

    def called_ahead(self, expected: float, *names: str) -> int:
        """How many of the tasks reported ahead are in some classes, where so much is expected."""
        return sum(row.status == "ahead" and classify(row, expected) in names for row in self.rows)

    def _pairs(self) -> list[tuple[str | None, str]]:
        return [(row.status, classify(row, self.expected)) for row in self.rows]

    @property
    def overstated(self) -> int:
        """Reported ahead, known not to be: level or behind."""
        return sum(status == "ahead" and name in ("on_schedule", "behind") for status, name in self._pairs())

    @property
    def understated(self) -> int:
        """Ahead, and reported as something else."""
        return sum(name == "ahead" and status not in ("ahead", None) for status, name in self._pairs())

    # Who carries them.

    def holders(self, by: str) -> Counter[str]:
        """How many tasks each leader or unit carries; of several each carries it."""
        return Counter(name for row in self.rows for name in self.names(row, by))

    @staticmethod
    def names(row: Row, by: str) -> list[str]:
        """Who carries a task."""
        return list(row.leaders) if by == "leader" else [row.unit] if row.unit else []

    def who_carries_most(self, section: str) -> list[str]:
        """Whoever carries most: tasks, or points that are missing."""
        loads = (
            self.missing_by_leader()
            if section == "remaining"
            else self.holders("unit" if "unit" in section else "leader")
        )
        return [name for name, load in loads.items() if load >= max(loads.values()) - 1e-9]

    def named(self, by: str) -> int:
        """How many tasks name anybody."""
        return sum(bool(self.names(row, by)) for row in self.rows)

    def missing(self) -> float:
        """Points that are missing to 100, of all known tasks."""
        return sum(max(0.0, 100 - p) for p in self.percents)

    def missing_by_leader(self) -> dict[str, float]:
        """The same for each leader; of several each has an equal part."""
        totals: dict[str, float] = {}
        for row in self.rows:
            if row.percent is not None:
                for name in row.leaders:
                    totals[name] = totals.get(name, 0.0) + max(0.0, 100 - row.percent) / len(row.leaders)
        return totals

    # What the words show.

    @property
    def with_target(self) -> list[Row]:
        """The tasks that set a figure."""
        return [row for row in self.rows if row.target is not None]

    @property
    def counted(self) -> list[Row]:
        """Of these the tasks with a count and a claim, which can be set side by side."""
        return [row for row in self.with_target if row.high is not None and row.percent is not None]

    @property
    def uncounted(self) -> list[Row]:
        """Of these the tasks whose narrative counts nothing towards it; a destroyed count is none, and unknown."""
        return [row for row in self.with_target if row.high is None and not row.lost]

    @staticmethod
    def short_by(row: Row, generous: bool) -> float:
        """Points by which the count stays behind the claim; far more than 100 where the strict reading has no count."""
        count = row.high if generous else row.low
        return 1000.0 if count is None else round(row.percent - 100 * count / row.target, 6)

    def below(self) -> tuple[int, int]:
        """How many counts fall short: the least and the most that may fairly be called so.

        A claim in steps of 5 points is contradicted only by more than 5; any other surely is by that, and not by less than 1.
        """
        gaps = [(self.short_by(row, True), row.percent % STEP == 0) for row in self.counted]
        return sum(gap > STEP for gap, _ in gaps), sum(gap >= (STEP if stepped else 1) for gap, stepped in gaps)

    def passed(self) -> int:
        """How many fall short of their claim by no more than the step in which it is given."""
        heaped = 2 * sum(p % STEP == 0 for p in self.percents) > self.known
        shorts = [
            (self.short_by(row, False), STEP if heaped and row.percent % STEP == 0 else 1) for row in self.counted
        ]
        return sum(0 < short <= step for short, step in shorts)

    def below_at_all(self) -> int:
        """How many fall short by anything at all."""
        return sum(self.short_by(row, True) > 0 for row in self.counted)

    def open(self) -> tuple[int, int]:
        """How many depend on the reading: the least and the most, by how much a count may stay behind."""
        pairs = [(self.short_by(row, False), self.short_by(row, True)) for row in self.counted]
        exact, lenient = (sum(low > slack >= high for low, high in pairs) for slack in (0, STEP))
        return min(exact, lenient), max(exact, lenient)

    def _texts(self) -> Counter[str]:
        return Counter(MARKS.sub("", row.narrative) for row in self.rows if row.narrative)

    def copied_rows(self, least: int = LONG) -> int:
        """Tasks whose narrative is the same as another's, from so many characters."""
        return sum(n for text, n in self._texts().items() if n > 1 and len(text) >= least)

    def alike_rows(self) -> int:
        """Tasks whose narrative is the same as another's but for its figures."""
        texts = Counter()
        for text, n in self._texts().items():
            if len(text) >= LONG:
                texts[re.sub(r"\d+", "#", text)] += n
        return sum(n for n in texts.values() if n > 1)

    @property
    def told(self) -> int:
        """How many narratives there are."""
        return sum(row.narrative is not None for row in self.rows)

    # What moved.

    @property
    def matched(self) -> list[Link]:
        """The tasks linked one to one."""
        return [link for link in self.links if link.kind in ONE_TO_ONE]

    @property
    def compared(self) -> list[Link]:
        """Of these the ones with both percents known."""
        return [link for link in self.matched if link.delta is not None]

    def moved(self, fits: Callable[[Link], bool]) -> int:
        """How many compared tasks moved in a way."""
        return sum(bool(fits(link)) for link in self.compared)

    @staticmethod
    def finished(link: Link) -> bool:
        """Whether the task is done now: then it neither stands still nor goes back."""
        return link.now.percent >= 100

    def still(self) -> list[Link]:
        """The tasks that stand still or went back."""
        return [link for link in self.compared if link.delta <= STILL and not self.finished(link)]

    @staticmethod
    def unchanged(link: Link) -> bool:
        """Whether the percent rose over the same narrative."""
        return link.delta > STILL and link.now.narrative is not None and link.now.narrative == link.before.narrative

    def relations(self, kind: str) -> int:
        """How many tasks are new, or dropped, and so on."""
        return sum(link.kind == kind for link in self.links)

    def status_steps(self) -> list[int]:
        """By how many classes each known status changed."""
        pairs = [(link.before.status, link.now.status) for link in self.matched]
        return [RANKS.index(now) - RANKS.index(before) for before, now in pairs if before and now]

    def year_ends(self) -> list[float | None]:
        """Where each task would be at the year's end at its pace of this year; None where there is none."""
        ends = []
        for place, task_id in self.ids.items():
            now = self.placed[place].percent
            seen = sorted((q, p) for q, p in self.course[task_id] if p is not None)
            if now is None or len(seen) < 2:
                ends.append(None)
                continue
            pace = (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])
            end = min(100.0, max(0.0, now + pace * (4 - self.case.quarter)))
            ends.append(now if now > 100 else end)
        return ends

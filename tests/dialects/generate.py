"""Reports at random, each with its right reading: a seed and a choice of words give one file, always the same.

A report is made of ordinary parts and, here and there, of a troublesome one; each is named in `features`. The right
reading is what a careful clerk would read: what is done before what is planned, this year before the last, the sum of
the year before the month, the report's own period before others, no money for a percent, no target for a task. Where
even the clerk could not know, the value is unknown and the report must say so (`must_say`).
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from tests.dialects.layout import Column, Layout, Line, Made
from tests.dialects.periods import Period, choose_period, make_period
from tests.dialects.render import BREAKS, MERGES, TABLES, render
from tests.dialects.words import load_words, with_usual_headers

FORMATS = {"pipe": 24, "tab": 10, "csv": 12, "csv_gb": 6, "lines": 3, "lines_pipe": 3, "html": 16, "xlsx": 14, "docx": 8, "pdf": 4}  # fmt: skip
CHEAP = ("pipe", "tab", "csv", "csv_gb", "lines", "lines_pipe", "html")
RATES = ("率", "比例", "完成度")  # a header with one of these holds percents, sign or no sign
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


class Maker:
    """One report in the making."""

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

    def choose(self, name: str, weights: dict[str, float]) -> str:
        """One of some variants, named in the features if it is not the first, which is ordinary."""
        chosen = self.rng.choices(list(weights), list(weights.values()))[0]
        if chosen != next(iter(weights)):
            self.features.add(f"{name}: {chosen}")
        return chosen

    # ---- the tasks -------------------------------------------------------------------------------------------------

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

    # ---- the period ------------------------------------------------------------------------------------------------

    def choose_period(self) -> None:
        places = {
            "title": 50,
            "plan_title": 14,
            "line": 14,
            "header": 7,
            "columns": 5,
            "plan_only": 5,
            "none": 3,
            "contradiction": 5,
        }
        self.period_at = self.choose("period in", places)
        kind = "quarter" if self.period_at == "columns" else None
        if self.period_at == "contradiction":
            kind = self.rng.choice(["quarter", "quarter", "half1", "nine"])
        self.period = choose_period(self.rng, kind)
        if self.period.kind != "quarter" and self.period_at not in ("plan_only", "none", "contradiction"):
            ends = (
                " (quarter's end)"
                if self.period.month % 3 == 0 and self.period.kind in ("span", "month", "month_end", "day")
                else ""
            )
            self.features.add(f"period: {self.period.kind}{ends}")

    def finish_period(self) -> None:
        period = self.period
        if self.period_at in ("plan_only", "none"):
            self.truth |= {"quarter": None, "as_of": None}
            self.must.add("quarter")
        else:
            self.truth |= {"quarter": period.quarter, "as_of": period.as_of}
            self.truth |= {"quarter_ok": list(period.quarter_ok), "as_of_ok": list(period.as_of_ok)}
        if self.period_at == "contradiction":
            self.must.add("quarter")
            self.truth["quarter_ok"] = [None, self.other.quarter]
            self.truth["as_of_ok"] = [None, self.other.as_of]
        if self.truth["quarter"] is None or None in self.truth.get("quarter_ok", []):
            self.may |= {"quarter", "as_of"}
        if self.truth["quarter"] is None and not self.truth.get("quarter_ok"):
            self.must.add("quarter")

    def say_period(self, length: str, period: Period | None = None) -> str:
        period = period or self.period
        return str(self.pick("periods", period.kind, length).format(**period.words))

    # ---- the lines above -------------------------------------------------------------------------------------------

    def make_lines_above(self) -> list[str]:
        named = self.unit_above == "title"
        bureau = self.bureau_above if named else ""
        frame, plan = ("bureau", "plan_bureau") if named else ("place", "plan_place")
        year = self.period.year
        words = {"place": self.place, "bureau": bureau, "year": year, "period": ""}
        if self.period_at in ("title", "contradiction"):
            title = self.pick("titles", frame).format(**words | {"period": self.say_period("long")})
        elif self.period_at == "none":
            title = self.pick("titles", frame).format(**words)
        else:
            short = self.say_period("short") if self.period_at == "plan_title" else ""
            title = self.pick("titles", plan).format(**words | {"period": short})
        lines = [title]
        if self.period_at == "line":
            lines.append(self.say_period("line"))
        if self.period_at == "contradiction":
            lines += self._contradict()
        if self.unit_above == "line":
            lines.append(self.pick("titles", "reporting").format(bureau=self.bureau_above))
        if self.chance(0.2):
            lines.insert(1, self._published())
            self.features.add("above: publishing date")
        if self.money_line:
            lines.append(self.pick("titles", "money"))
            self.features.add("above: 单位：万元")
        if self.legend:
            lines.append(self.legend)
        return lines

    def _contradict(self) -> list[str]:
        month = self.rng.choice([m for m in range(1, 13) if (m + 2) // 3 != self.period.number])
        self.other = make_period("month_end", self.period.year, month, self.rng)
        return [self.say_period("line", self.other)]

    def _published(self) -> str:
        day = self.period.last_day + datetime.timedelta(days=self.rng.randint(3, 80))
        return str(self.pick("titles", "published").format(date=day.isoformat(), place=self.place))

    # ---- units -----------------------------------------------------------------------------------------------------

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
            cut = self.rng.randint(2, len(one) - 1)
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

    # ---- leaders ---------------------------------------------------------------------------------------------------

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

    # ---- narratives ------------------------------------------------------------------------------------------------

    def make_narratives(self) -> list[Column]:
        if self.chance(0.25) and self.period_at != "header":
            return []
        told = [
            text.format(n=self.rng.randint(2, 48))
            for text in self.rng.sample(self.words["tasks"]["done"], len(self.words["tasks"]["done"]))
        ]
        more = [f"{text}，{'甲乙丙丁戊己庚辛'[n % 8]}标段同步实施" for n, text in enumerate(told)]
        texts = (told + more)[: len(self.tasks)]
        for task, text in zip(self.tasks, texts, strict=True):
            task.narrative = text
        header = self.pick("narrative", "before") + self.pick("narrative", "names")
        if self.period_at == "header":
            words = self.say_period("short")
            header = f"{header}（{words}）" if self.period.kind in ("month_end", "day") else words + header
        self.where["narrative"] = [header]
        return [Column("narrative", header, texts)]

    # ---- percents --------------------------------------------------------------------------------------------------

    def make_percents(self) -> list[Column]:
        rivals = {"none": 52, "plan": 8, "last year": 5, "last period": 4, "month": 6, "other rate": 4, "money": 6}
        rivals |= {"bare money": 5, "quarters": 5, "months": 3, "two alike": 3, "no percent": 4}
        rival = self.choose("rival", rivals)
        self.money_line = rival == "bare money"
        if rival == "no percent":
            for task in self.tasks:
                task.pct = None
            self.must.add("progress_pct")
            return []
        if rival in ("quarters", "months") and (
            self.period_at not in ("title", "plan_title", "line", "plan_only") or self.period.kind != "quarter"
        ):
            self.features.discard(f"rival: {rival}")
            rival = "none"
        self._choose_form(rival)
        if rival in ("quarters", "months"):
            return self._side_by_side(rival)
        header, columns = self._primary_and_rival(rival)
        self.where["progress_pct"] = [header]
        primary = Column("progress_pct", header, self._percent_cells(), percent_format=self.form == "cell format")
        columns.insert(self.rng.randint(0, len(columns)), primary)
        self._two_levels(columns)
        return columns

    def _choose_form(self, rival: str) -> None:
        forms = {
            "signed": 50,
            "full width": 5,
            "unit in header": 12,
            "bare rate": 7,
            "fractions": 4,
            "fractions among points": 4,
        }
        if self.format == "xlsx":
            forms = {
                "signed": 25,
                "cell format": 35,
                "unit in header": 15,
                "bare rate": 10,
                "fractions among points": 5,
            }
        if rival in ("bare money", "two alike"):
            forms = {"signed": 1}
        self.form = self.choose("percent", forms)
        topics = self.words["progress"]["topics"]
        if rival == "bare money" or self.form in ("bare rate", "fractions", "fractions among points"):
            topics = [topic for topic in topics if any(rate in topic for rate in RATES)]
        self.topic = self.rng.choice(topics)
        self.unit_sign = self.pick("progress", "units") if self.form == "unit in header" else ""
        if self.form == "signed" and self.chance(0.15):
            self.unit_sign = self.pick("progress", "units")

    def _primary_and_rival(self, rival: str) -> tuple[str, list[Column]]:
        progress = self.words["progress"]
        sign, topic = self.unit_sign, self.topic
        before = self.rng.choice(["", "", self.pick("progress", "actual")])
        others = [self._show(self._percent()) for _ in self.tasks]
        named = {
            "plan": progress["plan"],
            "last year": progress["last_year"],
            "last period": progress["last_period"],
            "month": progress["month"],
        }
        if rival == "last year":
            before = self.rng.choice(["", self.pick("progress", "this_year")])
        if rival == "last period":
            before = self.rng.choice(["", "本期"])
        if rival == "month":
            before = self.rng.choice(["", self.pick("progress", "cumulative")])
        columns: list[Column] = []
        if rival in named:
            columns = [
                Column(
                    "", self.rng.choice(named[rival]) + topic + sign, others, percent_format=self.form == "cell format"
                )
            ]
        elif rival == "other rate":
            columns = [Column("", self.pick("progress", "other_rates") + sign, others)]
        elif rival == "money":
            columns = [Column("", self.pick("others", "money"), self._sums_of_money())]
        elif rival == "bare money":
            words = [word for word in progress["topics"] if not any(rate in word for rate in RATES)]
            columns = [Column("", self.rng.choice(words), self._sums_of_money())]
        elif rival == "two alike":
            columns = [self._as_good(others)]
        return before + topic + sign, columns

    def _as_good(self, others: list[str]) -> Column:
        """A second column of percents that says the same in other words: either may be meant."""
        self.must.add("progress_pct")
        for task, cell in zip(self.tasks, others, strict=True):
            task.accept["pct"] = [task.pct, float(cell.rstrip("%")), None]
        other = self.rng.choice(
            [word for word in self.words["progress"]["topics"] if word not in self.topic and self.topic not in word]
        )
        return Column("", other + self.unit_sign, others)

    def _sums_of_money(self) -> list[str]:
        return [
            str(self.rng.choice([self.rng.randint(10, 900), round(self.rng.uniform(8, 300), 1)])) for _ in self.tasks
        ]

    def _side_by_side(self, rival: str) -> list[Column]:
        """A column for each quarter of the year, or for each month of the quarter."""
        number = self.period.number
        tops = (
            [f"{q}季度" for q in "一二三四"]
            if rival == "quarters"
            else [f"{m}月" for m in range(3 * number - 2, 3 * number + 1)]
        )
        now = number - 1 if rival == "quarters" else 2
        if rival == "quarters" and self.chance(0.4):
            tops = tops[:number]
        columns = []
        for at, top in enumerate(tops):
            cells = (
                [self._show(round((task.pct or 0) * (at + 1) / (now + 1), 1)) for task in self.tasks]
                if at < now
                else []
            )
            if at == now:
                cells = self._percent_cells()
            cells = cells or [""] * len(self.tasks)
            columns.append(
                Column(
                    "progress_pct" if at == now else "",
                    top + self.topic + self.unit_sign,
                    cells,
                    percent_format=self.form == "cell format",
                )
            )
        if now + 1 < len(tops):
            self.features.add("rival: quarters, the last still empty")
        self.where["progress_pct"] = [columns[now].header]
        if self.period_at == "plan_only":
            self.period_at = "side by side"
            self.features.add("period in: side by side")
            self.features.discard("period in: plan_only")
        return columns

    def _two_levels(self, columns: list[Column]) -> None:
        """Put one header above two neighbours, in formats that can show it."""
        if len(columns) != 2 or self.format not in MERGES or not self.chance(0.35) or self.money_line:
            return
        if not all(
            column.header.endswith(self.topic + self.unit_sign) and column.header != self.topic + self.unit_sign
            for column in columns
        ):
            return
        for column in columns:
            column.top = self.topic + self.unit_sign
            column.header = column.header.removesuffix(column.top)
        primary = next(column for column in columns if column.holds)
        self.where["progress_pct"] += [primary.top + primary.header, primary.header]
        self.features.add("header: two levels")

    def _show(self, percent: float) -> str:
        """A percent as a cell of this report."""
        number = f"{percent:g}"
        if self.form in ("signed", "cell format"):
            return f"{number}%"
        if self.form == "full width":
            return number.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")) + "％"
        if self.form == "fractions":
            return f"{percent / 100:g}"
        return number

    def _percent_cells(self) -> list[str]:
        """The cells of the progress column; where they cannot be told for sure the truth is widened."""
        if self.form == "fractions":
            return self._fractions()
        if self.form == "fractions among points":
            return self._mixed()
        if self.form in ("unit in header", "bare rate"):
            for task in self.tasks:
                if task.pct is not None and 0 < task.pct < 3:
                    task.pct = 5.0
        self._special()
        return [task.shown_pct if task.pct is None or task.shown_pct else self._show(task.pct) for task in self.tasks]

    def _fractions(self) -> list[str]:
        """All below one, without a sign or a word: 0.55 is most likely 55 %, and a person has to look."""
        self.must.add("progress_pct")
        for task in self.tasks:
            task.pct = float(self.rng.randrange(5, 100, 5))
            task.accept["pct"] = [task.pct, None]
        return [self._show(task.pct or 0) for task in self.tasks]

    def _mixed(self) -> list[str]:
        """0.6 beside 90: nobody can say whether 0.6 is sixty percent or less than one."""
        self.must.add("progress_pct")
        cells = []
        for number, task in enumerate(self.tasks):
            if number < 2 or (number > 2 and self.chance(0.3)):
                cells.append(f"{self.rng.randrange(2, 10) / 10:g}")
                task.pct, task.accept["pct"] = None, [None]
            else:
                task.pct = float(self.rng.randrange(20, 101, 5))
                task.accept["pct"] = [task.pct, None]
                cells.append(f"{task.pct:g}")
        return cells

    def _special(self) -> None:
        """A cell or two that holds no number."""
        marks = {
            "number": 72,
            "dash": 6,
            "slash": 4,
            "blank": 8,
            "none": 3,
            "done in words": 4,
            "not begun in words": 3,
        }
        mark = self.choose("percent cell", marks)
        if mark == "number":
            return
        cells = {
            "dash": "—",
            "slash": "/",
            "blank": "",
            "none": "无",
            "done in words": "已完成",
            "not begun in words": "未开工",
        }
        self.may.add("progress_pct")
        for task in self.rng.sample(self.tasks, self.rng.randint(1, 2)):
            task.shown_pct, task.pct = cells[mark], None
            if mark == "done in words":
                task.pct, task.accept["pct"], task.accept["status"] = 100.0, [100.0, None], ["done"]
            if mark == "not begun in words":
                task.pct, task.accept["pct"], task.accept["status"] = 0.0, [0.0, None], ["not_started"]
            if mark in ("blank",):
                task.shown_pct = ""

    # ---- statuses --------------------------------------------------------------------------------------------------

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
            header = self.pick("yes_no", "names")
            cells = [self._yes_or_no(task) for task in self.tasks]
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

    def _yes_or_no(self, task: Task) -> str:
        task.status = "behind" if self._class(task) in ("behind", "not_started") else "on_schedule"
        return "否" if task.status == "behind" else "是"

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

    # ---- the table -------------------------------------------------------------------------------------------------

    def make_columns(self) -> None:
        percents = self.make_percents()
        narratives, statuses = self.make_narratives(), self.make_statuses()
        leaders, units = self.make_leaders(), self.make_units()
        if not percents and not narratives:
            narratives = self._must_tell()
        header = self.pick("task", "before") + self.pick("task", "names")
        self.where["task"] = [header]
        blocks = [[Column("task", header, [task.task for task in self.tasks])]]
        if self.chance(0.15):
            blocks.insert(self.rng.randint(0, 1), [self._targets()])
        rest = [block for block in (narratives, percents, statuses, leaders, units) if block]
        if self.chance(0.35):
            self.rng.shuffle(rest)
            self.features.add("columns: other order")
        blocks += rest
        self._extra_columns(blocks)
        self.columns = [column for block in blocks for column in block]

    def _must_tell(self) -> list[Column]:
        """Without percents there have to be words about how far the tasks are: else this is no report."""
        kept, self.period_at = self.period_at, "header" if self.period_at == "header" else self.period_at
        while not (columns := self.make_narratives()):
            pass
        self.period_at = kept
        return columns

    def _targets(self) -> Column:
        self.features.add("rival: target")
        cells = [f"{self.rng.randint(2, 900)}{self.rng.choice(['个', '张', '公里', '处', ''])}" for _ in self.tasks]
        return Column("", self.pick("others", "targets"), cells)

    def _extra_columns(self, blocks: list[list[Column]]) -> None:
        count = len(self.tasks)
        if self.period_at == "columns":
            number = self.rng.choice([str(self.period.number), f"第{'一二三四'[self.period.number - 1]}季度"])
            blocks.insert(
                1, [Column("", "年份", [str(self.period.year)] * count), Column("", "季度", [number] * count)]
            )
        if self.chance(0.12):
            blocks.insert(
                0, [Column("", self.pick("others", "categories"), [self.pick("tasks", "groups") for _ in range(count)])]
            )
        if self.chance(0.6):
            blocks.insert(0, [Column("number", self.pick("others", "numbers"), [str(n + 1) for n in range(count)])])
        if self.chance(0.1):
            blocks.append(
                [Column("", self.pick("others", "dates"), [f"{self.rng.randint(6, 12)}月底" for _ in range(count)])]
            )
        if self.chance(0.08):
            ranks = self.rng.sample(range(1, count + 1), count)
            blocks.append([Column("", self.pick("others", "ranks"), [str(rank) for rank in ranks])])
        if self.chance(0.2):
            blocks.append([Column("text", self.pick("others", "texts"), [""] * count)])

    def make_lines(self) -> list[Line]:
        lines = [Line("task", [column.cells[at] for column in self.columns]) for at in range(len(self.tasks))]
        if self.format in ("lines", "lines_pipe"):
            return lines
        if self.chance(0.1):
            self._hide(lines)
        if self.chance(0.13):
            self._group(lines)
        if self.chance(0.1):
            lines.insert(self.rng.randint(1, len(lines) - 1), Line("blank", [""] * len(self.columns)))
            self.features.add("rows: blank")
        if self.chance(0.15):
            self._sum(lines)
        if self.chance(0.07):
            self._number(lines)
        return lines

    def _hide(self, lines: list[Line]) -> None:
        if self.format not in ("html", "xlsx"):
            return
        at = self.rng.randrange(len(lines))
        lines[at].hidden = True
        self.tasks[at].optional = True
        self.features.add("rows: hidden")
        self.may.add("rows")
        if self.format == "xlsx":
            self.must.add("rows")

    def _average(self) -> str:
        known = [task.pct for task in self.tasks if task.pct is not None]
        return self._show(round(sum(known) / len(known), 1)) if known else ""

    def _row(self, kind: str, text: str, at: int, percent: str = "") -> Line:
        cells = [""] * len(self.columns)
        cells[at] = text
        for number, column in enumerate(self.columns):
            if percent and column.holds == "progress_pct":
                cells[number] = percent
        return Line(kind, cells)

    def _sum(self, lines: list[Line]) -> None:
        word = self.pick("rows", "sums")
        if self.chance(0.4) and len(word) == 2:
            word = word[0] + self.rng.choice([" ", "  ", "　"]) + word[1]
            self.features.add("rows: sum with blanks inside")
        first = [at for at, column in enumerate(self.columns) if column.holds in ("number", "task")]
        percent = self._average() if self.chance(0.6) and self.form_is_plain() else ""
        self.features.add("rows: sum with percent" if percent else "rows: sum")
        lines.insert(
            self.rng.choice([0, len(lines), len(lines)]), self._row("sum", word, self.rng.choice(first), percent)
        )

    def form_is_plain(self) -> bool:
        return getattr(self, "form", "") in ("signed", "cell format", "full width", "unit in header")

    def _group(self, lines: list[Line]) -> None:
        numbered = self.columns[0].holds == "number"
        percent = self._average() if numbered and self.chance(0.4) and self.form_is_plain() else ""
        starts = [0, self.rng.randint(1, len(lines) - 1)]
        groups, pattern = self.rng.sample(self.words["tasks"]["groups"], 2), self.pick("rows", "group_lines")
        for number, (start, group) in reversed(list(enumerate(zip(starts, groups, strict=True)))):
            end = len(self.tasks) if number else starts[1]
            if percent:
                at = next(n for n, column in enumerate(self.columns) if column.holds == "task")
                line = self._row("sum", f"{group}（{end - start}项）", at, percent)
                line.cells[0] = "一二"[number]
            else:
                text = pattern.format(i="一二"[number], g=group, n=end - start)
                line = self._row("group", text, 0)
            lines.insert(start, line)
        self.features.add("rows: group with percent" if percent else "rows: group")

    def _number(self, lines: list[Line]) -> None:
        count = len(self.columns)
        plain = [str(n + 1) for n in range(count)]
        cells = self.rng.choice([plain, ["甲", "乙", *plain[: count - 2]], [f"（{n}）" for n in plain]])
        lines.insert(0, Line("numbers", cells[:count]))
        self.features.add("rows: numbers of the columns")

    def make_layout(self) -> Layout:
        above = self.make_lines_above()
        lines = self.make_lines()
        layout = Layout(above, self.columns, [lines])
        if self.format in ("lines", "lines_pipe"):
            return layout
        if self.chance(0.13) and len(self.tasks) > 3:
            self._continue(layout, lines)
        if self.chance(0.12):
            layout.below.append(self.pick("rows", "remarks"))
            self.features.add("below: remark")
        return layout

    def _continue(self, layout: Layout, lines: list[Line]) -> None:
        tasks = [at for at, line in enumerate(lines) if line.kind == "task" and not line.hidden]
        cut = self.rng.choice(tasks[1:])
        layout.tables = [lines[:cut], lines[cut:]]
        layout.header_again = self.chance(0.3)
        if self.format not in TABLES or self.chance(0.5):
            layout.between = self.pick("rows", "continued")
        what = "header again" if layout.header_again else "no header"
        last, first = self.columns[-1].holds == "text", self.columns[0].holds == "number"
        if self.chance(0.25) and (last or first) and self.format in TABLES and not layout.header_again:
            layout.drop = len(self.columns) - 1 if last else 0
            what = "a column less"
        self.features.add(f"continued: {what}{' in ' + self.format if self.format in TABLES else ' in text'}")
        self.may.add("rows")

    # ---- all of it -------------------------------------------------------------------------------------------------

    def make(self) -> Made:
        self.make_tasks()
        self.choose_period()
        self.make_columns()
        self._no_empty_lines()
        layout = self.make_layout()
        self.finish_period()
        content, suffix = render(layout, self.format)
        self.truth["rows"] = [task.as_row() for task in self.tasks]
        self.truth["columns"] = {name: sorted(set(labels)) for name, labels in self.where.items()}
        self.truth["must_say"], self.truth["may_say"] = sorted(self.must), sorted(self.may | self.must)
        return Made(self.seed, content, suffix, self.truth, tuple(sorted(self.features)))

    def _no_empty_lines(self) -> None:
        """One cell in each line cannot be told apart with empty cells: such a report is a pipe table instead."""
        if self.format in ("lines", "lines_pipe") and any(
            not cell.strip() for column in self.columns for cell in column.cells
        ):
            self.features.discard(f"format: {self.format}")
            self.format = "pipe"
            self.features.add("format: pipe")


def _pad(name: str, blank: str = "　") -> str:
    return f"{name[0]}{blank}{name[1]}" if len(name) == 2 else name


def make_report(seed: int, words: str = "built", formats: dict[str, int] | None = None) -> Made:
    """The report of a seed. `words` is built, held or both; `formats` how often each format is taken."""
    return Maker(seed, words, formats or FORMATS).make()

"""The columns of a made-up report that say how far a task is, and those that look as if they did."""

from __future__ import annotations

from tests.dialects.layout import Column
from tests.dialects.making import Making
from tests.dialects.render import MERGES

RATES = ("率", "比例", "完成度")  # a header with one of these holds percents, sign or no sign


class WithPercents(Making):
    """The percents in some form, beside rivals or alone."""

    form: str = ""  # how a percent is written
    topic: str  # what the column of percents is called
    unit_sign: str  # what stands behind that in its header
    money_line: bool = False  # whether a line above says that sums are in 万元

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
        topics = self.words["progress"]["topics"]
        other = self.rng.choice([word for word in topics if word not in self.topic and self.topic not in word])
        return Column("", other + self.unit_sign, others)

    def _sums_of_money(self) -> list[str]:
        return [str(self.rng.choice(self._two_sums())) for _ in self.tasks]

    def _two_sums(self) -> list[float]:
        return [self.rng.randint(10, 900), round(self.rng.uniform(8, 300), 1)]

    def _side_by_side(self, rival: str) -> list[Column]:
        """A column for each quarter of the year, or for each month of the quarter."""
        number = self.period.number
        tops = [f"{q}季度" for q in "一二三四"]
        if rival == "months":
            tops = [f"{m}月" for m in range(3 * number - 2, 3 * number + 1)]
        now = number - 1 if rival == "quarters" else 2
        if rival == "quarters" and self.chance(0.4):
            tops = tops[:number]
        columns = []
        for at, top in enumerate(tops):
            cells = [""] * len(self.tasks)
            if at < now:
                cells = [self._show(round((task.pct or 0) * (at + 1) / (now + 1), 1)) for task in self.tasks]
            if at == now:
                cells = self._percent_cells()
            holds = "progress_pct" if at == now else ""
            header = top + self.topic + self.unit_sign
            columns.append(Column(holds, header, cells, percent_format=self.form == "cell format"))
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
        shared = self.topic + self.unit_sign
        if not all(column.header.endswith(shared) and column.header != shared for column in columns):
            return
        for column in columns:
            column.top = shared
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

"""Reports at random, each with its right reading: a seed and a choice of words give one file, always the same.

A report is made of ordinary parts and, here and there, of a troublesome one; each is named in `features`. The right
reading is what a careful clerk would read: what is done before what is planned, this year before the last, the sum of
the year before the month, the report's own period before others, no money for a percent, no target for a task. Where
even the clerk could not know, the value is unknown and the report must say so (`must_say`).
"""

from __future__ import annotations

import datetime
import itertools

from tests.dialects.layout import Column, Layout, Line, Made
from tests.dialects.people import WithPeople
from tests.dialects.percents import WithPercents
from tests.dialects.periods import Period, choose_period, make_period
from tests.dialects.render import BREAKS, MERGES, TABLES, render
from tests.dialects.statuses import WithStatuses

FORMATS = {"pipe": 24, "tab": 10, "csv": 12, "csv_gb": 6, "lines": 3, "lines_pipe": 3}
FORMATS |= {"html": 16, "xlsx": 14, "docx": 8, "pdf": 4}
CHEAP = ("pipe", "tab", "csv", "csv_gb", "lines", "lines_pipe", "html")


class Maker(WithPeople, WithPercents, WithStatuses):
    """All of a report: the parts, the lines above, the rows between the tasks, and the truth."""

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

    def make_narratives(self) -> list[Column]:
        if self.chance(0.25) and self.period_at != "header":
            return []
        patterns = self.words["tasks"]["done"]
        told = [text.format(n=self.rng.randint(2, 48)) for text in self.rng.sample(patterns, len(patterns))]
        more = [f"{text}，{'甲乙丙丁戊己庚辛'[n % 8]}标段同步实施" for n, text in enumerate(told)]
        texts = (told + more)[: len(self.tasks)]
        for task, text in zip(self.tasks, texts, strict=True):
            task.narrative = text
        header = self.pick("narrative", "before") + self.pick("narrative", "names")
        if self.period.kind == "quarter" and self.period_at in ("title", "plan_title", "line") and self.chance(0.08):
            return self._words_by_quarter(header, texts)
        if self.period_at == "header":
            words = self.say_period("short")
            header = f"{header}（{words}）" if self.period.kind in ("month_end", "day") else words + header
        self.where["narrative"] = [header]
        return [Column("narrative", header, texts)]

    def _words_by_quarter(self, header: str, texts: list[str]) -> list[Column]:
        """A narrative for each quarter of the year so far; the report's own is the last."""
        self.features.add("rival: narratives of quarters")
        columns = [
            Column("", f"{'一二三四'[n]}季度{header}", texts[1:] + texts[:1]) for n in range(self.period.number - 1)
        ]
        own = f"{'一二三四'[self.period.number - 1]}季度{header}"
        self.where["narrative"] = [own]
        return [*columns, Column("narrative", own, texts)]

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
        self._trouble_headers()

    def _trouble_headers(self) -> None:
        """Headers set in strange ways: a word nobody has seen, blanks or a line's end inside, a header over two others."""
        if self.format in ("lines", "lines_pipe"):
            return
        if self.chance(0.07):
            self._odd_header()
        if self.chance(0.05):
            spaced = self.rng.choice([" ", "　", "\n"] if self.format in BREAKS else [" ", "　"])
            for column in self.columns:
                if column.header.isalpha() and len(column.header) < 7 and not column.top:
                    self._rename(column, spaced.join(column.header))
            self.features.add("header: blanks inside" if spaced.strip("\n") else "header: line breaks inside")
        if self.format in MERGES and self.chance(0.12) and not any(column.top for column in self.columns):
            self._group_above()

    def _rename(self, column: Column, header: str) -> None:
        for labels in self.where.values():
            labels[:] = [header if label == column.header else label for label in labels]
        column.header = header

    def _odd_header(self) -> None:
        """One column under a header that says nothing known: it is told by its cells, or said."""
        odd = [column for column in self.columns if column.holds in ("narrative", "status", "unit")]
        if not odd or self.period_at == "header":
            return
        column = self.rng.choice(odd)
        self._rename(column, self.pick(column.holds, "odd"))
        self.may.add(column.holds)
        self.features.add(f"header: odd {column.holds}")

    def _group_above(self) -> None:
        """Leader and unit side by side below a header of their own that is neither."""
        for one, other in itertools.pairwise(self.columns):
            if {one.holds, other.holds} == {"leader", "unit"}:
                one.top = other.top = self.pick("others", "people")
                for column in (one, other):
                    self.where[column.holds].append(one.top + column.header)
                self.features.add("header: people below one")
                return

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
        if self.chance(0.06):
            answers = [self.rng.choice("是否") for _ in range(count)]
            blocks.append([Column("", self.pick("yes_no", "others"), answers)])
            self.features.add("column: another question")
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
        return self.form in ("signed", "cell format", "full width", "unit in header")

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
        cells = (cell.strip() for column in self.columns for cell in column.cells)
        if self.format in ("lines", "lines_pipe") and not all(cells):
            self.features.discard(f"format: {self.format}")
            self.format = "pipe"
            self.features.add("format: pipe")


def make_report(seed: int, words: str = "built", formats: dict[str, int] | None = None) -> Made:
    """The report of a seed. `words` is built, held or both; `formats` how often each format is taken."""
    return Maker(seed, words, formats or FORMATS).make()

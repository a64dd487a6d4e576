"""Make synthetic reports: every quarter, every edge, with and without each column.

The same seeds give the same reports.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from analysis_helpers import load_history

THINGS = [
    "城市书房",
    "农贸市场",
    "口袋公园",
    "停车场",
    "养老服务站",
    "文化礼堂",
    "健身步道",
    "充电桩",
    "公厕",
    "社区食堂",
    "托育点",
    "便民驿站",
]
PLACES = ["东片", "西片", "南片", "北片"]
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
STATUS_WORDS = {
    "stopped": "暂缓",
    "not_started": "未启动",
    "behind": "进度滞后",
    "on_schedule": "进度达标",
    "ahead": "进度超前",
    "done": "已完成",
}
HEADERS = {
    "task": "具体分解",
    "leader": "责任区领导",
    "unit": "具体责任单位",
    "narrative": "当前工作进度",
    "progress_pct": "形象进度",
    "status": "进度状态",
}
OPTIONAL = frozenset(HEADERS) - {"task"}
NUMERALS = ["一", "二", "三", "四"]
FIRST_ROW = 3  # below the title and the header
COPIED = "正在按方案有序推进各项准备工作"  # long enough for two tasks with it to be a finding
SHORT = "推进中"  # too short for that


@dataclass(frozen=True)
class Row:
    """One task as it is written into a report, and what its words were made to say.

    `target` is the figure that the task sets; `low` and `high` what the narrative counts towards it, by the strictest
    and the most generous reading (None: nothing); `empty`: no number, date, place or completed act; `lost`: destroyed
    characters.
    """

    task: str
    narrative: str | None = None
    percent: float | None = None
    status: str | None = None
    leaders: tuple[str, ...] = ()
    unit: str | None = None
    target: int | None = None
    low: int | None = None
    high: int | None = None
    empty: bool = False
    lost: int = 0


@dataclass(frozen=True)
class Sheet:
    """One report: a quarter of 2024, its rows, and the columns that it has beside the task."""

    quarter: int
    rows: tuple[Row, ...]
    columns: frozenset[str] = OPTIONAL
    office: str = "甲局"
    as_csv: bool = False

    @property
    def file(self) -> str:
        """The report's file name."""
        return f"2024Q{self.quarter}-{self.office}.{'csv' if self.as_csv else 'txt'}"

    @property
    def read(self) -> tuple[Row, ...]:
        """The rows without what stands in columns that this report does not have."""
        return tuple(_hide(row, OPTIONAL - self.columns) for row in self.rows)


@dataclass(frozen=True)
class Case:
    """One briefing to be judged: reports, the quarter, the basis, the as-of day (None: the quarter's end)."""

    name: str
    sheets: tuple[Sheet, ...]
    quarter: int
    basis: str = "month"
    as_of: str | None = None

    @property
    def label(self) -> str:
        """The case in a few words, for messages."""
        day = f", {self.as_of}" if self.as_of else ""
        return f"{self.name} Q{self.quarter} {self.basis}{day}"

    @property
    def now(self) -> tuple[Sheet, ...]:
        """The reports of the quarter."""
        return tuple(sheet for sheet in self.sheets if sheet.quarter == self.quarter)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that any report of the quarter has."""
        return frozenset().union(*(sheet.columns for sheet in self.now))


def _hide(row: Row, missing: frozenset[str]) -> Row:
    nothing = {
        "narrative": {"narrative": None, "low": None, "high": None, "empty": False, "lost": 0},
        "progress_pct": {"percent": None},
        "status": {"status": None},
        "leader": {"leaders": ()},
        "unit": {"unit": None},
    }
    for column in missing:
        row = replace(row, **nothing[column])
    return row


def write_sheet(sheet: Sheet) -> str:
    """The report as text: a title, a header, a line for each task."""
    names = [name for name in HEADERS if name == "task" or name in sheet.columns]
    title = f"{sheet.office}2024年{NUMERALS[sheet.quarter - 1]}季度重点工作（合成数据）"
    lines = [[title] + [""] * (len(names) - 1), [HEADERS[name] for name in names]]
    lines += [[_cells(row)[name] for name in names] for row in sheet.rows]
    join = ",".join if sheet.as_csv else lambda cells: " | ".join(cells) + " |"
    return "\n".join(join(line) for line in lines) + "\n"


def _cells(row: Row) -> dict[str, str]:
    return {
        "task": row.task,
        "narrative": row.narrative or "",
        "progress_pct": "" if row.percent is None else f"{row.percent:g}%",
        "status": STATUS_WORDS.get(row.status or "", ""),
        "leader": "、".join(row.leaders),
        "unit": row.unit or "",
    }


@cache
def load_sheets(sheets: tuple[Sheet, ...]):
    """Write the reports into a folder and read them as a history. The same reports are read once."""
    with tempfile.TemporaryDirectory() as folder:
        for sheet in sheets:
            (Path(folder) / sheet.file).write_text(write_sheet(sheet), encoding="utf-8")
        return load_history(folder)


# Rows.


def name_thing(i: int) -> str:
    """The i-th thing to be built; no two of 48 are the same."""
    return PLACES[i // len(THINGS) % len(PLACES)] + THINGS[i % len(THINGS)]


def tell_nothing(i: int) -> str:
    """A narrative of its own without number, date, place or completed act."""
    return f"正在按{STEMS[i % 10]}{BRANCHES[i % 12]}方案有序推进各项准备工作"


def make_row(i: int, percent: float | None, how: str = "counted", target: int = 20, **more) -> Row:
    """The i-th task with a percent.

    `how` the narrative goes: `counted` (as much as is claimed), `short_of` (half of it), `begun` (as much, not finished),
    `silent` (an act, no count), `empty`, `copied`, `brief`, `aimless` (the task sets no figure), `nothing` (no text).
    """
    thing, share = name_thing(i), (50 if percent is None else percent) / 100
    row = Row(f"新建{thing}{target}个", percent=percent, target=target, **more)
    count = max(1, -int(-target * share // 1))
    if how == "counted":
        return replace(row, narrative=f"已建成{thing}{count}个", low=count, high=count)
    if how == "short_of":
        count = max(1, count // 2)
        return replace(row, narrative=f"已建成{thing}{count}个", low=count, high=count)
    if how == "begun":
        return replace(row, narrative=f"已开工{thing}{count}个", high=min(count, target))
    if how == "aimless":
        return replace(row, task=f"推进{thing}提质", narrative=f"召开{thing}协调会{i + 2}次", target=None)
    texts = {
        "silent": (f"已完成{thing}选址", False),
        "empty": (tell_nothing(i), True),
        "copied": (COPIED, True),
        "brief": (SHORT, True),
        "nothing": (None, False),
    }
    text, empty = texts[how]
    return replace(row, narrative=text, empty=empty)


def fill_rows(percents: list[float | None], leaders: tuple[str, ...] = ("甲某", "甲某", "乙某"), **more) -> list[Row]:
    """Rows with these percents and fitting statuses, the leaders in turn; narratives of every kind in turn."""
    hows = ["counted", "silent", "short_of", "aimless", "begun", "empty"]
    rows = [
        make_row(i, percent, hows[i % len(hows)], leaders=(leaders[i % len(leaders)],), unit="甲局")
        for i, percent in enumerate(percents)
    ]
    return [replace(row, **more) for row in rows]


def say_status(row: Row, expected: float) -> Row:
    """The row with the status that its percent bears out."""
    if row.percent is None:
        return replace(row, status=None)
    if row.percent >= 100:
        return replace(row, status="done")
    if row.percent == expected:
        return replace(row, status="on_schedule")
    return replace(row, status="ahead" if row.percent > expected else "behind")


def claim(rows: list[Row], status: str | None) -> list[Row]:
    """The rows, all with one reported status."""
    return [replace(row, status=status) for row in rows]


# Edges: rows for a quarter in which `e` percent are expected.


def _honest(percents: list[float | None], e: float, **more) -> list[Row]:
    return [say_status(row, e) for row in fill_rows([None if p is None else min(p, 100) for p in percents], **more)]


def _edge_rows(e: float) -> dict[str, list[Row]]:
    level, mixed = [e] * 7, [e + 5, e, e - 10, e + 20, 100, e + 5, e - 5, e + 10, None, e + 5]
    two = [replace(row, unit="甲局" if i % 3 else "乙局") for i, row in enumerate(_honest(mixed, e))]
    return {
        "all done": _honest([100] * 6, e),
        "all done and called ahead": claim(fill_rows([100] * 6), "ahead"),
        "none known": fill_rows([None] * 5),
        "exactly level": _honest(level, e),
        "level and called ahead": claim(fill_rows(level), "ahead"),
        "one behind": _honest([e - 5] + [e + 10] * 8, e),
        "over 100": _honest([e, e - 5, e + 5], e) + fill_rows([105, 120], status="done")[:2],
        "one leader": _honest(mixed, e, leaders=("甲某",)),
        "two units": two,
        "all behind": _honest([e - 5, e - 10, e - 15, e - 15, e - 20], e),
        "all behind and called ahead": claim(fill_rows([e - 5, e - 10, e - 15, e - 20]), "ahead"),
        "some done": claim(fill_rows([100, 100, 100, e + 20, e + 20, e + 5, e]), "ahead"),
        "ahead but two": claim(_honest([e + 10] * 9 + [e + 5, e + 5], e), "ahead"),
        "some unknown": _honest([None, None, e + 10, e + 10, e + 5, e], e),
        "one task": _honest([e + 10], e),
        "two tasks": _honest([e, e + 5], e),
        "forty tasks": _honest([(e + 3 * i) % 101 for i in range(40)], e),
        "three classes": _honest([e - 5, e, e + 5], e),
        "nineteen": claim(fill_rows([100] + [min(100.0, e + 10)] * 14 + [e] * 4), "ahead"),
        "all different": _honest([e + 1, e + 2, e + 4], e),
    }


def _edges_of_words(e: float) -> dict[str, list[Row]]:
    mixed = [e + 5, e, e - 10, e + 20, 100, e + 5, e - 5, None]
    rows = _honest(mixed, e)
    swapped = claim(fill_rows([e, e + 10, e - 5, e + 10]), "ahead")
    swapped[1] = replace(swapped[1], status="behind")
    swapped[2] = replace(swapped[2], status="behind")
    no_percent = [make_row(i, None if i < 2 else e, "counted", leaders=("甲某",)) for i in range(5)]
    almost = [make_row(i, 75, "counted", 75, status="ahead", leaders=("甲某",)) for i in range(3)]
    almost = [replace(row, narrative=row.narrative.replace("57个", "56个"), low=56, high=56) for row in almost]
    lost = replace(rows[0], narrative="已建成□个东片城市书房", low=None, high=None, lost=1)
    return {
        "same count, other tasks": swapped,
        "copied narratives": [make_row(i, e + 5, "copied", leaders=("甲某",), status="ahead") for i in range(3)]
        + rows[3:],
        "short narratives": [make_row(i, e + 5, "brief", leaders=("甲某",), status="ahead") for i in range(4)],
        "counts differ": [replace(row, **_same_thing(i)) for i, row in enumerate(rows[:4])],
        "targets without a percent": no_percent,
        "a hair below the claim": almost,
        "lost characters": [lost, *rows[1:]],
        "leaders together": [
            replace(row, leaders=("甲某", "乙某") if i % 2 else ("丙某",)) for i, row in enumerate(rows)
        ],
        "leaders unnamed": [replace(row, leaders=() if i % 3 == 0 else row.leaders) for i, row in enumerate(rows)],
        "two leaders, half each": [
            replace(row, leaders=("甲某",) if i % 2 else ("乙某",)) for i, row in enumerate(rows)
        ],
        "five leaders": [replace(row, leaders=(f"{STEMS[i % 5]}某",)) for i, row in enumerate(rows)],
        "statuses missing": [replace(row, status=None if i % 2 else "ahead") for i, row in enumerate(rows)],
    }


def _same_thing(i: int) -> dict[str, object]:
    return {
        "task": f"新建书吧20个，设在{PLACES[i]}",
        "narrative": f"目前已建成书吧{i + 3}个",
        "target": 20,
        "low": i + 3,
        "high": i + 3,
        "empty": False,
    }


def edge_cases() -> Iterator[Case]:
    """Every edge of percents in every quarter, of words in two, the bases in turn; and reports that lack a column."""
    for quarter in (1, 2, 3, 4):
        edges = _edge_rows(25.0 * quarter) | (_edges_of_words(25.0 * quarter) if quarter in (2, 3) else {})
        for at, (name, rows) in enumerate(edges.items()):
            sheet = Sheet(quarter, tuple(rows), as_csv=at % 4 == 3)
            yield Case(name, (sheet,), quarter, "month" if (at + quarter) % 3 else "day")
        rows = tuple(_honest([25.0 * quarter + step for step in (5, 0, -10, 20, 5, -5, 10)], 25.0 * quarter))
        for column in sorted(OPTIONAL):
            yield Case(f"without {column}", (Sheet(quarter, rows, OPTIONAL - {column}),), quarter)
        other = tuple(replace(row, unit="乙局", narrative=COPIED, low=None, high=None, empty=True) for row in rows[:4])
        yield Case("two files", (Sheet(quarter, rows), Sheet(quarter, other, office="乙局")), quarter)


def as_of_cases() -> Iterator[Case]:
    """Days within and behind the quarter, and in the next year, when 100 % is expected and tasks are unfinished."""
    for quarter, day in ((1, "2024-03-01"), (2, "2024-07-15"), (3, "2024-09-30"), (3, "2024-12-20"), (4, "2025-01-20")):
        rows = tuple(_honest([40, 50, 55, 60, 75, 100, 95, 55], 25.0 * quarter))
        yield Case("another day", (Sheet(quarter, rows),), quarter, "month", day)
        yield Case("another day", (Sheet(quarter, rows),), quarter, "day", day)


def random_rows(rng: random.Random, count: int, e: float) -> list[Row]:
    """Rows drawn at random: most percents in steps of 5 around what is expected."""
    hows = ["counted", "silent", "short_of", "aimless", "begun", "empty", "copied", "nothing"]
    leaders = [("甲某",), ("乙某",), ("丙某",), ("甲某", "乙某"), ()]
    statuses = ["ahead", "ahead", "ahead", "on_schedule", "behind", "done", "not_started", "stopped", None]
    rows = []
    for i in range(count):
        near = min(100.0, max(0.0, e + 5 * rng.randint(-4, 6)))
        percent = rng.choice([near, near, near, near, 100.0, float(rng.randint(0, 100)), None])
        rows.append(
            make_row(
                i,
                percent,
                rng.choice(hows),
                rng.choice([4, 20, 30, 75]),
                leaders=rng.choice(leaders),
                status=rng.choice(statuses),
                unit=rng.choice(["甲局", "甲局", "乙局"]),
            )
        )
    return rows


def random_cases(count: int = 20) -> Iterator[Case]:
    """Reports of one to forty tasks, drawn at random; each by months and by days."""
    for seed in range(count):
        rng = random.Random(seed)
        quarter = seed % 4 + 1
        missing = {rng.choice(sorted(OPTIONAL)) for _ in range(rng.choice([0, 0, 1, 2]))} - {"narrative"}
        rows = random_rows(rng, rng.randint(1, 40 if seed % 4 == 0 else 14), 25.0 * quarter)
        sheet = Sheet(quarter, tuple(rows), OPTIONAL - missing)
        for basis in ("month", "day"):
            yield Case(f"random {seed}", (sheet,), quarter, basis)


def _follow(rng: random.Random, row: Row, spread: tuple[float, ...]) -> Row:
    """The task a quarter later: its percent moved, its narrative anew or as it was."""
    at = next(i for i in range(len(PLACES) * len(THINGS)) if name_thing(i) in row.task)
    if row.percent is None or rng.random() < 0.1:
        return replace(row, percent=rng.choice([None, 50.0]))
    percent = min(100.0, max(0.0, row.percent + rng.choice(spread)))
    if rng.random() < 0.3:
        return replace(row, percent=percent)
    how = "aimless" if row.target is None else rng.choice(["counted", "silent", "short_of", "empty"])
    fresh = make_row(at, percent, how, row.target or 20)
    return replace(
        fresh,
        task=row.task,
        target=row.target,
        leaders=row.leaders,
        unit=row.unit,
        status=rng.choice(["ahead", "behind", row.status]),
    )


COURSES = {
    "mixed": (0.0, 1.0, 5.0, 20.0, 25.0, 35.0, -10.0),
    "all rose": (10.0, 20.0),
    "all stood still": (0.0,),
    "leapt": (30.0, 45.0),
    "finished before": (0.0, 60.0, 100.0),
}


def course_cases() -> Iterator[Case]:
    """Two or three linked quarters, one of them left out in some; each quarter of them is judged."""
    for seed, (name, spread) in enumerate([*COURSES.items(), *COURSES.items()]):
        rng = random.Random(100 + seed)
        quarters = [(1, 2), (2, 3, 4), (1, 3), (3, 4), (1, 2, 3), (1, 2, 4), (2, 4), (2, 3), (3, 4), (1, 2, 3)][seed]
        count = 4 + seed if seed < 9 else 20
        rows = [
            make_row(
                i,
                float(rng.choice([10, 20, 25, 30, 50, 100])),
                "counted",
                leaders=(rng.choice(["甲某", "乙某"]),),
                unit="甲局",
                status="ahead",
            )
            for i in range(count)
        ]
        sheets = [Sheet(quarters[0], tuple(rows))]
        for quarter in quarters[1:]:
            rows = [_follow(rng, row, spread) for row in rows]
            if name == "mixed":
                fresh = make_row(40 + quarter, 20.0, "silent", leaders=("丙某",), unit="甲局", status="behind")
                rows = [*rows[1:], fresh]
            sheets.append(Sheet(quarter, tuple(rows)))
        for quarter in quarters[1:]:
            for basis in ("month", "day"):
                yield Case(f"course {seed}, {name}", tuple(sheets), quarter, basis)


@cache
def all_cases() -> tuple[Case, ...]:
    """Every report that is judged."""
    return (*edge_cases(), *as_of_cases(), *random_cases(), *course_cases())

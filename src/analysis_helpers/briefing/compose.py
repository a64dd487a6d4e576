"""Findings, tables and charts → the one briefing that Word file, slides, page and workbook are written from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis_helpers import __version__
from analysis_helpers.briefing.figures import Sentence
from analysis_helpers.briefing.frame import Table, drop_still_days, label_rows, trace_rows, translate_ledger
from analysis_helpers.briefing.kept import Kept
from analysis_helpers.briefing.parts import AROUND, PARTS, Facts
from analysis_helpers.charts import Chart, choose_charts
from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
from analysis_helpers.export import Drawing, draw_chart
from analysis_helpers.findings import Cell, Finding, find_reading
from analysis_helpers.history import History
from analysis_helpers.measures.progress import measure_progress
from analysis_helpers.measures.schedule import find_tipping_days
from analysis_helpers.measures.workload import measure_concentration
from analysis_helpers.scope import Scope
from analysis_helpers.vocabulary import fill, load_vocabulary, say

SUPPORT: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "measure_progress": measure_progress,
    "measure_concentration": measure_concentration,
}
KEPT = "kept"  # the part of the charts that somebody kept
PAGE_MOST = 5  # findings on one page


@dataclass(frozen=True)
class Section:
    """One chart: what it is about, its finding, its table, and (drawn when first asked for) its picture.

    `table` is for reading: of a table by day it has the days on which something changes; `whole` has them all.
    """

    key: str
    topic: str
    finding: Finding
    table: Table
    whole: pd.DataFrame
    chart: Chart
    tasks: pd.DataFrame
    language: str

    @cached_property
    def drawing(self) -> Drawing:
        """The chart as a picture for the page."""
        return self.draw("notebook")

    @cached_property
    def printed(self) -> Drawing:
        """The chart as a picture for A4."""
        return self.draw("print")

    def draw(self, size: str) -> Drawing:
        """The chart as a picture of a size."""
        return draw_chart(self.key, self.chart, self.tasks, self.language, size)


@dataclass(frozen=True)
class Part:
    """One numbered part: words, tables, and the charts that belong to it."""

    key: str
    heading: str
    said: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Briefing:
    """Everything that a briefing says, in its order, in one language."""

    language: str
    title: str
    scope: Scope
    parts: tuple[Part, ...]
    support: tuple[Table, ...]
    tasks: Table
    reading: tuple[Table, ...]
    sources: Table
    read: Finding
    labels: tuple[str, ...]
    digest: str

    @property
    def sections(self) -> list[Section]:
        """All charts, in order."""
        return [section for part in self.parts for section in part.sections]

    @property
    def kept(self) -> list[Section]:
        """The charts that somebody kept. They speak of some tasks only: without their filters they would be wrong."""
        return [section for section in self.sections if section.key.startswith(f"{KEPT}_")]

    @property
    def usual(self) -> list[Section]:
        """The charts that every briefing has."""
        return [section for section in self.sections if not section.key.startswith(f"{KEPT}_")]

    @property
    def tables(self) -> list[Table]:
        """Every table, the one of all tasks first."""
        shown = [*(t for part in self.parts for t in part.tables), *(s.table for s in self.sections)]
        return [self.tasks, *shown, *self.support, *self.reading, self.sources]

    @property
    def footer(self) -> str:
        """Source, basis, day and counts."""
        return self.scope.footer(self.language)

    @property
    def made(self) -> str:
        """By which version and from which inputs; the same in the page's footer and in the files' properties."""
        return say("page.generated", self.language, version=__version__, digest=self.digest)

    def words(self, key: str, **values: object) -> str:
        """A text of `vocabulary/briefing.toml` in the briefing's language."""
        return fill("briefing", key, self.language, values)

    def choose_findings(self, most: int = PAGE_MOST, charts: bool = False) -> list[Finding]:
        """The findings that matter most, in their order in the briefing; rule: docs/method.md, "Five findings on one page".

        With `charts`, only findings that a chart shows.
        """
        ranks = load_vocabulary("outline")["importance"]
        every = [*(section.finding for section in self.usual), *([] if charts else [self.read])]
        findings = list({finding.text(self.language): finding for finding in every}.values())
        rank = {f.key: 0 if f.key in ranks["first"] else 2 if f.key in ranks["last"] else 1 for f in findings}
        chosen = sorted(findings, key=lambda finding: rank[finding.key])[:most]
        return [finding for finding in findings if finding in chosen]

    def place(self, cell: Cell, section: Section | None = None) -> tuple[Table, int | None]:
        """The table (and, where one can be named, its row) that a figure stands in."""
        named = {table.key: table for table in self.tables}
        if (table := named.get(cell.table)) and (row := table.find_row(cell)) is not None:
            return table, row
        if cell.table == "compare_with_schedule" or section is None:
            return named.get(cell.table, self.tasks), None
        return section.table, section.table.find_row(cell)


def compose_briefing(history: History, tasks: pd.DataFrame, language: str = "zh", rank_people: bool = False,
                     pseudonymised: bool = False, kept: Sequence[Kept] = ()) -> Briefing:  # fmt: skip
    """Put a briefing together from a history and its tasks, compared with the schedule (`compare_with_schedule`).

    Its sections are the charts of `charts.CHARTS` with their findings and tables, in the order of
    `vocabulary/outline.toml`; nothing is computed a second time. `rank_people` adds averages of leaders, which are
    left out otherwise. `kept` are the charts that somebody kept (`views.kept`), in a part of their own. Raises ReportError for a language that there is not.
    """
    facts = Facts(history, tasks, language, rank_people, pseudonymised)
    scope, ledger = facts.scope, history.ledger
    charts = choose_charts(tasks, history.so_far)
    outline = load_vocabulary("outline")["parts"]
    named = {key for part in outline for key in part.get("charts", [])}
    parts = []
    for part in outline:
        keys = [k for k in charts if k not in named] if part["key"] == "other" else part.get("charts", [])
        drawn = (_compose_section(key, charts[key], facts) for key in keys if key in charts)
        sections = tuple(section for section in drawn if len(section.whole))  # of nothing there is no picture
        silent = part["key"] in AROUND and not sections
        content = None if silent else PARTS.get(part["key"])
        said, tables = content(facts) if content else ([], [])
        if said or tables or sections:
            heading = fill("briefing", f"heading.{part['key']}", language, {})
            parts.append(Part(part["key"], heading, tuple(said), tuple(tables), sections))
    if kept:
        sections = tuple(_compose_kept(i, chosen, facts) for i, chosen in enumerate(kept, start=1))
        parts = _put_before(
            parts, "limits", Part(KEPT, fill("briefing", "heading.kept", language, {}), (), (), sections)
        )
    sources = history.so_far.sources[["file", "title", "sha256"]]
    sources = sources[sources["file"].isin(scope.files)]
    about = {"units": scope.unit_names(language), "period": scope.period(language)}
    reading = {"summarise_ledger": summarise_ledger(ledger), "doubts": _list_doubts(ledger)}
    return Briefing(
        language=language,
        title=fill("briefing", "title.circular", language, about),
        scope=scope,
        parts=tuple(parts),
        support=tuple(facts.table(key, measure(tasks)) for key, measure in SUPPORT.items()),
        tasks=_list_tasks(facts),
        reading=tuple(_plain_table(k, translate_ledger(v, language), language) for k, v in reading.items() if len(v)),
        sources=_plain_table("sources", sources, language),
        read=find_reading(tasks, ledger),
        labels=tuple(label_rows(tasks)),
        digest=hashlib.sha256("".join(history.sources["sha256"]).encode()).hexdigest()[:12],
    )


def _compose_section(key: str, chart: Chart, facts: Facts) -> Section:
    topics, language = load_vocabulary("labels")["topic"], facts.language
    topic = say(f"topic.{key}", language) if key in topics else fill("briefing", "topic.other", language, {"name": key})
    finding = chart.find(facts.tasks)
    days = [cell.value for cell in finding.cells if isinstance(cell.value, pd.Timestamp)]
    whole = chart.table(facts.tasks)
    if not facts.rank_people and len(whole.columns) and whole.columns[0] == "leader":
        whole = whole.drop(
            columns=["mean_pct", "mean_delta_pp"], errors="ignore"
        )  # an average of a person's tasks is a verdict
    frame = drop_still_days(whole, days)
    caption = fill("briefing", "table.chart", language, {"topic": topic})
    table = Table(key, caption, frame, language, trace_rows(frame, facts.tasks))
    return Section(key, topic, finding, table, whole, chart, facts.tasks, language)


def _compose_kept(number: int, kept: Kept, facts: Facts) -> Section:
    """A chart that somebody kept, of the tasks that it was kept of; its name has its number, for there may be several of a kind."""
    own = replace(facts, tasks=kept.tasks)
    section = _compose_section(kept.name, kept.chart, own)
    about = (
        fill("briefing", "topic.kept", facts.language, {"topic": section.topic, "filters": kept.words})
        if kept.words
        else section.topic
    )
    key = f"{KEPT}_{number}_{kept.name}"
    at = {name: i for i, name in enumerate(facts.tasks["task_id"])}
    places = [at[name] for name in kept.tasks["task_id"]]
    rows = section.table.rows and tuple(tuple(places[i] for i in row) for row in section.table.rows)
    caption = fill("briefing", "table.chart", facts.language, {"topic": about})
    return replace(section, key=key, topic=about, table=replace(section.table, key=key, caption=caption, rows=rows))


def _put_before(parts: list[Part], key: str, part: Part) -> list[Part]:
    """The parts with one more, before the one of that name."""
    at = next((i for i, other in enumerate(parts) if other.key == key), len(parts))
    return [*parts[:at], part, *parts[at:]]


def _list_tasks(facts: Facts) -> Table:
    """All tasks in the order of the report; with a single unit its name says nothing."""
    tips = find_tipping_days(facts.tasks).set_index("task_id")["tipping_day"]
    columns = ["source_row", "task", "leader", "progress_pct", "expected_pct", "deviation_pp", "schedule_status", "status",
               "tipping_day", "narrative"]  # fmt: skip
    columns = ["unit", *columns] if len(facts.scope.units) > 1 else columns
    columns = ["source_file", *columns] if len(facts.scope.files) > 1 else columns
    frame = facts.tasks.assign(tipping_day=facts.tasks["task_id"].map(tips))
    frame = frame.assign(**{n: frame[lists].str.join("、").replace("", None) for n, lists in _NAMES.items()})[columns]
    every = tuple((i,) for i in range(len(frame)))
    return Table("tasks", fill("briefing", "table.tasks", facts.language, {}), frame, facts.language, every)


def _list_doubts(ledger: pd.DataFrame) -> pd.DataFrame:
    columns = ["source_row", "column", "level", "rule", "after", "words"]
    several = ledger["source_file"].nunique() > 1
    return list_doubts(ledger)[["source_file", *columns] if several else columns]


_NAMES = {"leader": "leaders", "unit": "units"}


def _plain_table(key: str, frame: pd.DataFrame, language: str) -> Table:
    return Table(key, fill("briefing", f"table.{key}", language, {}), frame.reset_index(drop=True), language)

"""Findings, tables and charts → the one briefing that Word file, slides, page and workbook are written from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis_helpers import __version__
from analysis_helpers.briefing.display_tables import CaptionedTable, label_rows, translate_ledger
from analysis_helpers.briefing.kept_sections import Kept
from analysis_helpers.briefing.own_sections import OWN, OwnPart, compose_own, measure_own
from analysis_helpers.briefing.sections import (
    AROUND,
    KEPT,
    PARTS,
    Facts,
    Section,
    Sentence,
    compose_kept,
    compose_section,
)
from analysis_helpers.charts.catalogue import choose_charts
from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.findings.finding import Cell, Finding
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.own_measure import OwnMeasure
from analysis_helpers.measures.schedule import find_tipping_days
from analysis_helpers.measures.scope import Scope
from analysis_helpers.measures.workload import measure_concentration

PAGE_MOST = 5  # findings on one page
NAMED_MOST = 5  # tasks that are named below a finding
TASK_LONG = 16  # characters of a task that is named in a sentence


@dataclass(frozen=True)
class BriefingPart:
    """One numbered part: words, tables, and the charts that belong to it."""

    key: str
    heading: str
    said: tuple[Sentence, ...]
    tables: tuple[CaptionedTable, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Briefing:
    """Everything that a briefing says, in its order, in one language."""

    language: str
    title: str
    scope: Scope
    parts: tuple[BriefingPart, ...]
    support: tuple[CaptionedTable, ...]
    tasks: CaptionedTable
    reading: tuple[CaptionedTable, ...]
    sources: CaptionedTable
    read: Finding
    labels: tuple[str, ...]
    digest: str
    ids: tuple[str, ...] = ()  # of the tasks, in the order of their table

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
    def tables(self) -> list[CaptionedTable]:
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
        """A text of `core/vocabulary/briefing.toml` in the briefing's language."""
        return fill("briefing", key, self.language, values)

    def choose_findings(self, most: int = PAGE_MOST, charts: bool = False) -> list[Finding]:
        """The findings that matter most to the reader, the weightiest first; rule: docs/method.md, "Five findings on one page".

        With `charts`, only findings that a chart shows.
        """
        order = {key: at for at, key in enumerate(load_vocabulary("outline")["importance"])}
        every = [*(section.finding for section in self.usual), *([] if charts else [self.read])]
        findings = {finding.text(self.language): finding for finding in every}.values()
        return sorted(findings, key=lambda finding: order.get(finding.key, len(order)))[:most]

    def name_tasks(self, finding: Finding, most: int = NAMED_MOST) -> str:
        """The tasks that a finding is about, by row and in a few words; where there are more, where the rest stand.

        Empty where it names none, only tasks that are no longer there, or all.
        """
        rows = self._find_named(finding)
        key = "named.some" if len(rows) > most else "named.all"
        return self._say_named(finding, key, rows[:most], [], len(rows))

    def name_few(self, finding: Finding, most: int) -> str:
        """Some of the tasks that a finding is about, those with the shortest names first, and how many more there are."""
        rows = self._find_named(finding)
        shortest = sorted(sorted(rows, key=lambda at: len(self._shorten(at)))[:most])
        others = [self.words("circular.others", n=len(rows) - most)] if len(rows) > most else []
        return self._say_named(finding, "named.all", shortest, others, len(rows))

    def _find_named(self, finding: Finding) -> list[int]:
        """The positions of the tasks that a finding names; none where it would name all."""
        numbers = {name: at for at, name in enumerate(self.ids)}
        rows = [numbers[name] for name in dict.fromkeys(n.split("@")[0] for n in finding.named_ids) if name in numbers]
        return [] if len(rows) == len(self.ids) else rows

    def _say_named(self, finding: Finding, key: str, rows: Sequence[int], others: Sequence[str], count: int) -> str:
        if not rows:
            return ""
        tasks = [self.words("named.task", row=self.labels[at], task=self._shorten(at)) for at in rows]
        who = self.words(f"who.{finding.named_figure}")
        joined = self.words("named.joiner").join([*tasks, *others])
        return self.words(key, who=who, tasks=joined, n=count, table=self.tasks.caption)

    def _shorten(self, at: int) -> str:
        return shorten(str(self.tasks.frame["task"].iloc[at]))

    def place(self, cell: Cell, section: Section | None = None) -> tuple[CaptionedTable, int | None]:
        """The table (and, where one can be named, its row) that a figure stands in."""
        named = {table.key: table for table in self.tables}
        if (table := named.get(cell.table)) and (row := table.find_row(cell)) is not None:
            return table, row
        if cell.table == "compare_with_schedule" or section is None:
            return named.get(cell.table, self.tasks), None
        return section.table, section.table.find_row(cell)


def compose_briefing(history: History, tasks: pd.DataFrame, language: str = "zh", rank_people: bool = False,
                     pseudonymised: bool = False, kept: Sequence[Kept] = (), own: Sequence[OwnPart] = (),
                     own_measures: Sequence[OwnMeasure] = ()) -> Briefing:  # fmt: skip
    """Put a briefing together from a history and its tasks, compared with the schedule (`compare_with_schedule`).

    Its sections are the charts of `charts.CHARTS` with their findings and tables, in the order of
    `core/vocabulary/outline.toml`; nothing is computed a second time. `rank_people` adds averages of leaders, which are
    left out otherwise. `kept` are the charts that somebody kept (`views.kept`), in a part of their own;
    `own` those that somebody drew, `own_measures` measures of somebody's own, whose tables stand behind the others. Raises ReportError for a language that there is not.
    """
    facts = Facts(history, tasks, language, rank_people, pseudonymised)
    scope, ledger = facts.scope, history.ledger
    charts = choose_charts(facts.measured, facts.change)
    outline = load_vocabulary("outline")["parts"]
    charts = {key: chart for key, chart in charts.items() if key not in load_vocabulary("outline")["notebooks_only"]}
    named = {key for part in outline for key in part.get("charts", [])}
    parts = []
    for part in outline:
        keys = [k for k in charts if k not in named] if part["key"] == "other" else part.get("charts", [])
        drawn = (compose_section(key, charts[key], facts) for key in keys if key in charts)
        sections = tuple(section for section in drawn if len(section.whole))  # of nothing there is no picture
        silent = part["key"] in AROUND and not sections
        content = None if silent else PARTS.get(part["key"])
        said, tables = content(facts) if content else ([], [])
        if said or tables or sections:
            heading = fill("briefing", f"heading.{part['key']}", language, {})
            parts.append(BriefingPart(part["key"], heading, tuple(said), tuple(tables), sections))
    if kept:
        sections = tuple(compose_kept(i, chosen, facts) for i, chosen in enumerate(kept, start=1))
        parts = _put_before(
            parts, "limits", BriefingPart(KEPT, fill("briefing", "heading.kept", language, {}), (), (), sections)
        )
    if own:
        sections = tuple(compose_own(i, chart, facts) for i, chart in enumerate(own, start=1))
        parts = _put_before(
            parts, "limits", BriefingPart(OWN, fill("briefing", "heading.own", language, {}), (), (), sections)
        )
    sources = history.so_far.sources[["file", "title", "sha256"]]
    sources = sources[sources["file"].isin(scope.files)]
    about = {"units": scope.unit_names(language), "period": scope.period(language)}
    reading = {"summarise_ledger": summarise_ledger(ledger), "doubts": _list_doubts(ledger)}
    spread = facts.measured.measure(measure_concentration, "leader")
    return Briefing(
        language=language,
        title=fill("briefing", "title.circular", language, about),
        scope=scope,
        parts=tuple(parts),
        support=(
            facts.table("measure_progress", facts.overall),
            facts.table("measure_concentration", spread),
            *measure_own(own_measures, facts),
        ),
        tasks=_list_tasks(facts),
        reading=tuple(_plain_table(k, translate_ledger(v, language), language) for k, v in reading.items() if len(v)),
        sources=_plain_table("sources", sources, language),
        read=facts.read,
        labels=tuple(label_rows(tasks)),
        ids=tuple(tasks["task_id"]),
        digest=hashlib.sha256("".join(history.sources["sha256"]).encode()).hexdigest()[:12],
    )


def shorten(task: str) -> str:
    """The beginning of a task, up to its first mark where that is not too short."""
    start = re.split("[，,；;。：:（(]", task)[0]
    short = start if 4 <= len(start) <= TASK_LONG else task
    return short if len(short) <= TASK_LONG else short[: TASK_LONG - 1] + "…"


def _put_before(parts: list[BriefingPart], key: str, part: BriefingPart) -> list[BriefingPart]:
    """The parts with one more, before the one of that name."""
    at = next((i for i, other in enumerate(parts) if other.key == key), len(parts))
    return [*parts[:at], part, *parts[at:]]


def _list_tasks(facts: Facts) -> CaptionedTable:
    """All tasks in the order of the report; with a single unit its name says nothing."""
    tips = facts.measured.measure(find_tipping_days).set_index("task_id")["tipping_day"]
    columns = ["source_row", "task", "leader", "progress_pct", "expected_pct", "deviation_pp", "schedule_status", "status",
               "tipping_day", "narrative"]  # fmt: skip
    columns = ["unit", *columns] if len(facts.scope.units) > 1 else columns
    columns = ["source_file", *columns] if len(facts.scope.files) > 1 else columns
    frame = facts.tasks.assign(tipping_day=facts.tasks["task_id"].map(tips))
    frame = frame.assign(**{n: frame[lists].str.join("、").replace("", None) for n, lists in _NAMES.items()})[columns]
    every = tuple((i,) for i in range(len(frame)))
    return CaptionedTable("tasks", fill("briefing", "table.tasks", facts.language, {}), frame, facts.language, every)


def _list_doubts(ledger: pd.DataFrame) -> pd.DataFrame:
    columns = ["source_row", "column", "level", "rule", "after", "words"]
    several = ledger["source_file"].nunique() > 1
    return list_doubts(ledger)[["source_file", *columns] if several else columns]


_NAMES = {"leader": "leaders", "unit": "units"}


def _plain_table(key: str, frame: pd.DataFrame, language: str) -> CaptionedTable:
    return CaptionedTable(key, fill("briefing", f"table.{key}", language, {}), frame.reset_index(drop=True), language)

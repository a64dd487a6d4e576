"""Write the sections of a briefing: sentences, linked figures, tables, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from analysis_helpers.briefing.display_tables import CaptionedTable, drop_still_days
from analysis_helpers.briefing.kept_sections import Kept
from analysis_helpers.charts.catalogue import Chart, compare_quarters, list_unread
from analysis_helpers.charts.export import Drawing, draw_chart
from analysis_helpers.cleaning.ledger import list_doubts
from analysis_helpers.core.vocabulary import fill, fill_parts, load_vocabulary, say
from analysis_helpers.findings.counted import find_rows
from analysis_helpers.findings.find_change import list_related
from analysis_helpers.findings.finding import Cell, Finding, Part, find_reading, make_cell
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import reconcile_change
from analysis_helpers.measures.measured import Measured, MeasuredChange
from analysis_helpers.measures.progress import count_classes, measure_progress
from analysis_helpers.measures.schedule import RANKED
from analysis_helpers.measures.scope import Scope, say_date, say_day
from analysis_helpers.measures.workload import measure_workload


@dataclass(frozen=True)
class Sentence:
    """A sentence of `core/vocabulary/briefing.toml`; a figure is a table's cell, or a word that comes from none."""

    key: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """The sentence in a language."""
        return "".join(piece.text for piece in split_figures(self, language))


Said = Finding | Sentence


def split_figures(said: Said, language: str) -> tuple[Part, ...]:
    """Take a sentence apart into words and figures.

    >>> said = Sentence("limits.unknown", {"unknown": Cell("measure_progress", "all", "unknown", 3)})
    >>> [piece.text for piece in split_figures(said, "zh") if piece.cell]
    ['3']
    """
    if isinstance(said, Finding):
        return tuple(said.parts(language))
    shown = {name: _show(figure, language) for name, figure in said.figures.items()}
    parts = fill_parts("briefing", said.key, language, shown)
    cells = {name: figure for name, figure in said.figures.items() if isinstance(figure, Cell)}
    return tuple(Part(text, cells.get(name) if name else None) for text, name in parts)


def _show(figure: object, language: str) -> object:
    value = figure.value if isinstance(figure, Cell) else figure
    return say_day(value, language) if isinstance(value, pd.Timestamp) else value


Content = tuple[list[Sentence], list[CaptionedTable]]


@dataclass(frozen=True)
class Facts:
    """What a part may draw on."""

    history: History
    tasks: pd.DataFrame
    language: str
    rank_people: bool = False
    pseudonymised: bool = False

    @cached_property
    def measured(self) -> Measured:
        """The tasks with their measures, which all parts share."""
        return Measured(self.tasks)

    @cached_property
    def read(self) -> Finding:
        """How the report was read."""
        return find_reading(self.measured, self.history.ledger)

    @cached_property
    def scope(self) -> Scope:
        """What the tasks cover, and what they are compared with."""
        scope = self.measured.scope
        if self.change is None:
            return scope
        both = self.change.scope
        return replace(scope, files=both.files, synthetic=both.synthetic)

    @cached_property
    def change(self) -> MeasuredChange | None:
        """What changed since the quarter before; None where there is no earlier quarter to compare with."""
        return compare_quarters(self.measured, self.history.so_far)

    @cached_property
    def overall(self) -> pd.DataFrame:
        """All tasks in one row of counts."""
        return self.measured.measure(measure_progress)

    def count(self, column: str) -> Cell:
        """A count of all tasks, with its place."""
        return make_cell(self.measured, "measure_progress", "all", column, int(self.overall[column].iloc[0]))

    def table(self, key: str, frame: pd.DataFrame) -> CaptionedTable:
        """A table under its caption, with the tasks that each row speaks of."""
        caption = fill("briefing", f"table.{key}", self.language, {})
        return CaptionedTable(key, caption, frame, self.language, find_rows(frame, self.measured))


def _scope(facts: Facts) -> Content:
    scope, language = facts.scope, facts.language
    about = {
        "units": scope.unit_names(language),
        "period": scope.period(language),
        "files": len(facts.measured.scope.files),
    }
    day = say("footer.mixed", language) if scope.day is None else say_date(scope.day, language)
    schedule = {"basis": say(f"basis.{scope.basis}", language), "day": day, "expected": scope.expected(language)}
    said = [
        Sentence("scope.source", about | {"tasks": facts.count("tasks")}),
        Sentence("scope.schedule", schedule),
        Sentence("scope.classes"),
        Sentence("scope.self_reported"),
    ]
    said += [Sentence("scope.synthetic")] if scope.synthetic else []
    said += [Sentence("scope.pseudonymised")] if facts.pseudonymised else []
    return said, []


def _overview(facts: Facts) -> Content:
    table = count_classes(facts.measured.classes)
    figures: dict[str, object] = {"tasks": facts.count("tasks")}
    for name, tasks, share in table.itertuples(index=False):
        figures |= {
            name: make_cell(facts.measured, "classes", name, "tasks", tasks),
            f"{name}_pct": make_cell(facts.measured, "classes", name, "share_pct", share),
        }
    return [Sentence("overview.classes", figures)], [facts.table("classes", table)]


def _behind(facts: Facts) -> Content:
    ranked = facts.measured.by_deviation[RANKED]
    behind = ranked[ranked["schedule_status"].eq("behind").fillna(False)].iloc[::-1].reset_index(drop=True)
    unknown = [Sentence("behind.unknown", {"unknown": facts.count("unknown")})] if facts.scope.unknown else []
    if behind.empty:
        return ([] if facts.scope.unknown == facts.scope.tasks else [Sentence("behind.none")]) + unknown, []
    return [Sentence("behind.some", {"behind": facts.count("behind")}), *unknown], [facts.table("behind", behind)]


def _change(facts: Facts) -> Content:
    if facts.change is None:
        return [Sentence("change.one_quarter", {"period": facts.scope.period(facts.language)})], []
    # What adds up comes before anything that moved.
    table = reconcile_change(facts.history.so_far, str(facts.scope.quarters[0]))
    sums = table.set_index("kind")
    links = facts.history.so_far.links
    links = links[links["current_quarter"].eq(str(facts.scope.quarters[0]))]
    figures = {
        name: _count_related(sums, links, row, column)
        for name, row, column in (("before", "all", "previous"), ("now", "all", "current"), ("new", "new", "current"),
                                  ("dropped", "dropped", "previous"), ("same", "same", "current"),
                                  ("reworded", "reworded", "current"), ("doubtful", "doubtful", "current"))
    }  # fmt: skip
    said = [Sentence("change.reconciled", figures)]
    said += [Sentence("change.doubtful", {"doubtful": figures["doubtful"]})] if figures["doubtful"].value else []
    return said, [facts.table("reconcile_change", table[table[["previous", "current"]].any(axis=1)])]


def _count_related(sums: pd.DataFrame, links: pd.DataFrame, kind: str, side: str) -> Cell:
    """A figure of `reconcile_change`, with its tasks."""
    ids = list_related(links, kind, side)
    return Cell("reconcile_change", kind, side, int(sums.at[kind, side]), task_ids=ids)


def _evidence(facts: Facts) -> Content:
    evidence = facts.measured.evidence
    passed = evidence["verdict"].eq("shown") & evidence["evidenced_low_pct"].lt(evidence["claimed_pct"])
    return [Sentence("evidence.rule", {"passed": int(passed.fillna(False).sum())})], []


def _people(facts: Facts) -> Content:
    if not facts.rank_people:
        return [], []
    loads = facts.measured.measure(measure_workload, "leader")
    ranked = loads.sort_values("mean_pct", ascending=False, kind="stable", ignore_index=True)
    return [Sentence("people.asked")], [facts.table("people", ranked[["leader", "tasks", "unknown", "mean_pct"]])]


def _limits(facts: Facts) -> Content:
    lost = facts.read.figures["lost"]
    said = [Sentence("limits.verified")]
    said += [Sentence(f"limits.unread_{column}") for column in list_unread(facts.tasks)]
    said += [Sentence("limits.unknown", {"unknown": facts.count("unknown")})] if facts.scope.unknown else []
    said += [Sentence("limits.lost", {"lost": lost})] if lost.value else []
    doubts = len(list_doubts(facts.history.ledger))
    said += [Sentence("limits.doubts", {"doubts": doubts})] if doubts else []
    said += [Sentence("limits.forecast")] if facts.change is None else []
    return [*said, Sentence("limits.causes")], []


PARTS: dict[str, Callable[[Facts], Content]] = {
    "scope": _scope,
    "overview": _overview,
    "behind": _behind,
    "change": _change,
    "evidence": _evidence,
    "load": lambda _: ([Sentence("load.fair")], []),
    "people": _people,
    "limits": _limits,
    "next": lambda _: ([Sentence("next.author")], []),
}
AROUND = {"load", "evidence"}  # words about charts: without one they are about nothing


KEPT = "kept"  # the part of the charts that somebody kept, and how their keys begin


@dataclass(frozen=True)
class Section:
    """One chart: what it is about, its finding, its table, and (drawn when first asked for) its picture.

    `table` is for reading: of a table by day it has the days on which something changes; `whole` has them all.
    """

    key: str
    topic: str
    finding: Finding
    table: CaptionedTable
    whole: pd.DataFrame
    chart: Chart
    measured: Measured
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
        return draw_chart(self.key, self.chart, self.measured, self.language, size)


def compose_section(key: str, chart: Chart, facts: Facts) -> Section:
    """A chart of the briefing's tasks, with its finding and its table."""
    topics, language = load_vocabulary("labels")["topic"], facts.language
    topic = say(f"topic.{key}", language) if key in topics else fill("briefing", "topic.other", language, {"name": key})
    finding = chart.find(facts.measured)
    days = [cell.value for cell in finding.cells if isinstance(cell.value, pd.Timestamp)]
    whole = chart.table(facts.measured)
    if not facts.rank_people and len(whole.columns) and whole.columns[0] == "leader":
        whole = whole.drop(
            columns=["mean_pct", "mean_delta_pp"], errors="ignore"
        )  # an average of a person's tasks is a verdict
    frame = drop_still_days(whole, days)
    caption = fill("briefing", "table.chart", language, {"topic": topic})
    table = CaptionedTable(key, caption, frame, language, find_rows(frame, facts.measured))
    return Section(key, topic, finding, table, whole, chart, facts.measured, language)


def compose_kept(number: int, kept: Kept, facts: Facts) -> Section:
    """A chart that somebody kept, of the tasks that it was kept of; its name has its number, for there may be several of a kind."""
    own = replace(facts, tasks=kept.tasks)
    section = compose_section(kept.name, kept.chart, own)
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

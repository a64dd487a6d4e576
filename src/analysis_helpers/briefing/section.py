"""One chart of the briefing: what is it about, what does it say, from which table?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis_helpers.briefing.display_tables import Table, drop_still_days, trace_rows
from analysis_helpers.briefing.kept_sections import Kept
from analysis_helpers.briefing.sentences import Facts
from analysis_helpers.charts.catalogue import Chart
from analysis_helpers.charts.export import Drawing, draw_chart
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.findings.finding import Finding

KEPT = "kept"  # the part of the charts that somebody kept, and how their keys begin


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


def compose_section(key: str, chart: Chart, facts: Facts) -> Section:
    """A chart of the briefing's tasks, with its finding and its table."""
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

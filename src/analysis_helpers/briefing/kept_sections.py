"""Which charts that somebody kept belong into this briefing?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis_helpers.briefing.pseudonyms import Pseudonyms, pseudonymise
from analysis_helpers.charts.catalogue import Chart
from analysis_helpers.charts.select_tasks import Selection, TaskSelector, find_chart, make_chart
from analysis_helpers.charts.selection import NAME, View
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.language import get_language
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.measured import Measured


@dataclass(frozen=True)
class Kept:
    """A chart that somebody kept: its name, how it is drawn, of which of the briefing's tasks, and its filters in words."""

    name: str
    chart: Chart
    tasks: pd.DataFrame
    words: str


def take_kept(views: Sequence[View], history: History, quarter: str, unit: str | None, language: str,
              names: Pseudonyms | None, say: Callable[[str], None]) -> list[Kept]:  # fmt: skip
    """The kept charts of a quarter (and of a unit, where the briefing is of one), in the briefing's language.

    With `names` under pseudonyms. `say` is told which are left out, and why. Raises ReportError for an entry that names what
    this quarter does not have.
    """
    desk, taken = TaskSelector(history), []
    for number, view in enumerate(views, start=1):
        where = word("words.chart_of", file=f"data/{NAME}", number=number)
        if view.quarter != quarter:
            continue
        if unit not in (None, view.unit):
            say(fill("cli", "say.kept_other_unit", get_language(), {"chart": where, "unit": unit}))
            continue
        try:
            selection = desk.select(replace(view, language=language))
            chart = find_chart(selection)
        except ReportError as error:
            raise ReportError(
                "kept.unfit", where, told=error.part("where"), what=error.part("what"), allowed=error.part("allowed")
            ) from error  # fmt: skip
        if chart is None:
            say(fill("cli", "say.kept_nothing", get_language(), {"chart": where}))
            continue
        taken.append(_take(selection, chart, names))
    return taken


def _take(selection: Selection, chart: Chart, names: Pseudonyms | None) -> Kept:
    view, words = selection.view, selection.view.describe()
    if names is None:
        return Kept(view.chart, chart, selection.tasks, words)
    history, words = pseudonymise(selection.history, names), names.replace_in(words)
    quarter = pd.Period(view.quarter)
    tasks, every = (
        found.tasks[found.tasks["quarter"].eq(quarter)].reset_index(drop=True)
        for found in (history, pseudonymise(selection.all_history, names))
    )
    renamed = make_chart(view.chart, Measured(tasks, Measured(every)), history, words)
    assert renamed is not None
    return Kept(view.chart, renamed, tasks, words)

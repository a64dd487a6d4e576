"""What each part of the briefing says in words and tables, before its charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis_helpers.briefing.display_tables import Table, trace_rows
from analysis_helpers.briefing.linked_figures import Sentence
from analysis_helpers.cleaning.ledger import list_doubts
from analysis_helpers.core.vocabulary import fill, say
from analysis_helpers.findings.finding import Cell, find_reading
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import reconcile_change
from analysis_helpers.measures.progress import measure_classes, measure_progress
from analysis_helpers.measures.schedule import rank_deviations
from analysis_helpers.measures.scope import Scope, describe_change, describe_scope
from analysis_helpers.measures.workload import measure_workload

Content = tuple[list[Sentence], list[Table]]


@dataclass(frozen=True)
class Facts:
    """What a part may draw on."""

    history: History
    tasks: pd.DataFrame
    language: str
    rank_people: bool = False
    pseudonymised: bool = False

    @cached_property
    def scope(self) -> Scope:
        """What the tasks cover, and what they are compared with."""
        scope = describe_scope(self.tasks)
        if not self.moved:
            return scope
        both = describe_change(self.history.so_far, str(scope.quarters[0]))
        return replace(scope, files=both.files, synthetic=both.synthetic)

    @cached_property
    def moved(self) -> bool:
        """Whether there is an earlier quarter to compare with."""
        quarters = self.tasks["quarter"].dropna().astype(str).unique()
        links = self.history.so_far.links
        return len(quarters) == 1 and bool(links["current_quarter"].eq(quarters[0]).any())

    @cached_property
    def overall(self) -> pd.DataFrame:
        """All tasks in one row of counts."""
        return measure_progress(self.tasks)

    def count(self, column: str) -> Cell:
        """A count of all tasks, with its place."""
        return Cell("measure_progress", "all", column, int(self.overall[column].iloc[0]))

    def table(self, key: str, frame: pd.DataFrame) -> Table:
        """A table under its caption, with the tasks that each row speaks of."""
        caption = fill("briefing", f"table.{key}", self.language, {})
        return Table(key, caption, frame, self.language, trace_rows(frame, self.tasks))


def _scope(facts: Facts) -> Content:
    scope, language = facts.scope, facts.language
    about = {"units": scope.unit_names(language), "period": scope.period(language), "files": len(scope.files)}
    day = say("footer.mixed", language) if scope.day is None else f"{scope.day:%Y-%m-%d}"
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
    table = measure_classes(facts.tasks)
    figures: dict[str, object] = {"tasks": facts.count("tasks")}
    for name, tasks, share in table.itertuples(index=False):
        figures |= {
            name: Cell("classes", name, "tasks", tasks),
            f"{name}_pct": Cell("classes", name, "share_pct", share),
        }
    return [Sentence("overview.classes", figures)], [facts.table("classes", table)]


def _behind(facts: Facts) -> Content:
    ranked = rank_deviations(facts.tasks)
    behind = ranked[ranked["schedule_status"].eq("behind").fillna(False)].iloc[::-1].reset_index(drop=True)
    unknown = [Sentence("behind.unknown", {"unknown": facts.count("unknown")})] if facts.scope.unknown else []
    if behind.empty:
        return ([] if facts.scope.unknown == facts.scope.tasks else [Sentence("behind.none")]) + unknown, []
    return [Sentence("behind.some", {"behind": facts.count("behind")}), *unknown], [facts.table("behind", behind)]


def _change(facts: Facts) -> Content:
    if not facts.moved:
        return [Sentence("change.one_quarter", {"period": facts.scope.period(facts.language)})], []
    # What adds up comes before anything that moved.
    table = reconcile_change(facts.history.so_far, str(facts.scope.quarters[0]))
    sums = table.set_index("kind")
    figures = {
        name: Cell("reconcile_change", row, column, int(sums.at[row, column]))
        for name, row, column in (("before", "all", "previous"), ("now", "all", "current"), ("new", "new", "current"),
                                  ("dropped", "dropped", "previous"), ("same", "same", "current"),
                                  ("reworded", "reworded", "current"), ("doubtful", "doubtful", "current"))
    }  # fmt: skip
    said = [Sentence("change.reconciled", figures)]
    said += [Sentence("change.doubtful", {"doubtful": figures["doubtful"]})] if figures["doubtful"].value else []
    return said, [facts.table("reconcile_change", table[table[["previous", "current"]].any(axis=1)])]


def _people(facts: Facts) -> Content:
    if not facts.rank_people:
        return [], []
    ranked = measure_workload(facts.tasks).sort_values("mean_pct", ascending=False, kind="stable", ignore_index=True)
    return [Sentence("people.asked")], [facts.table("people", ranked[["leader", "tasks", "unknown", "mean_pct"]])]


def _limits(facts: Facts) -> Content:
    lost = find_reading(facts.tasks, facts.history.ledger).figures["lost"]
    said = [Sentence("limits.verified")]
    said += [Sentence("limits.unknown", {"unknown": facts.count("unknown")})] if facts.scope.unknown else []
    said += [Sentence("limits.lost", {"lost": lost})] if lost.value else []
    doubts = len(list_doubts(facts.history.ledger))
    said += [Sentence("limits.doubts", {"doubts": doubts})] if doubts else []
    said += [Sentence("limits.forecast")] if not facts.moved else []
    return [*said, Sentence("limits.causes")], []


PARTS: dict[str, Callable[[Facts], Content]] = {
    "scope": _scope,
    "overview": _overview,
    "behind": _behind,
    "change": _change,
    "load": lambda _: ([Sentence("load.fair")], []),
    "people": _people,
    "limits": _limits,
    "next": lambda _: ([Sentence("next.author")], []),
}
AROUND = {"load"}  # words about charts: without one they are about nothing

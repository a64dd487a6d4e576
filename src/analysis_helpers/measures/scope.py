"""What does a table of tasks cover? The period, the units, the basis and what is unknown, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis_helpers.core.vocabulary import say
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.schedule import ensure_compared


@dataclass(frozen=True)
class Scope:
    """What every chart and page has to say of the tasks it shows.

    `day` and `expected_pct` are None where they differ between the tasks.
    """

    tasks: int
    unknown: int
    quarters: tuple[pd.Period, ...]
    units: tuple[str, ...]
    files: tuple[str, ...]
    basis: str
    day: pd.Timestamp | None
    expected_pct: float | None
    synthetic: bool
    districts: int = 0  # where it is many districts that are spoken of

    def period(self, language: str) -> str:
        """The quarter or quarters: 2024年二季度, Q2 2024."""
        stop = say("footer.stop", language)
        return stop.join(say_quarter(q, language) for q in self.quarters) or say("schedule_status.unknown", language)

    def unit_names(self, language: str) -> str:
        """The unit, or how many there are; where districts are spoken of, how many of those."""
        if self.districts:
            return say("footer.districts", language, n=self.districts)
        if len(self.units) > 2:
            return say("footer.units", language, n=len(self.units))
        return say("footer.stop", language).join(self.units) or say("footer.no_unit", language)

    def coverage(self, language: str) -> str:
        """How many tasks: 19项任务, 19 tasks."""
        return say("coverage.tasks", language, n=self.tasks)

    def expected(self, language: str) -> str:
        """Expected progress in percent, or that it differs between tasks."""
        if self.expected_pct is None:
            return say("footer.mixed", language)
        return f"{self.expected_pct:.1f}".removesuffix(".0") + "%"

    def footer(self, language: str, by_day: bool = False) -> str:
        """Source, basis, as-of date, n and how many are unknown: what stands below every chart."""
        period, units = self.period(language), self.unit_names(language)
        day = say("footer.mixed", language) if self.day is None else f"{self.day:%Y-%m-%d}"
        basis = say(f"basis.{self.basis}", language)
        parts = [
            say("footer.source", language, units=units, period=period),
            say("footer.schedule_days", language)
            if by_day
            else say("footer.schedule", language, basis=basis, expected=self.expected(language), day=day),
            say("footer.count", language, tasks=self.tasks, unknown=self.unknown),
        ]
        return say("footer.joiner", language).join(parts)


def describe_scope(tasks: pd.DataFrame) -> Scope:
    """Describe a tidy table (needs the columns of `compare_with_schedule` and the tidy ones it needs)."""
    tasks = ensure_compared(tasks)
    days, expected = tasks["measured_on"].unique(), tasks["expected_pct"].unique()
    return Scope(
        tasks=len(tasks),
        unknown=int(tasks["progress_pct"].isna().sum()),
        quarters=tuple(sorted(tasks["quarter"].dropna().unique())),
        units=tuple(sorted(tasks["unit"].dropna().unique())),
        files=tuple(sorted(tasks["source_file"].unique())),
        basis=str(tasks["basis"].iloc[0]) if len(tasks) else "month",
        day=pd.Timestamp(days[0]) if len(days) == 1 and pd.notna(days[0]) else None,
        expected_pct=float(expected[0]) if len(expected) == 1 and pd.notna(expected[0]) else None,
        synthetic=bool(tasks["synthetic"].any()),
    )


def describe_districts(districts: pd.DataFrame) -> Scope:
    """Describe many districts, a row each (see `measure_district`); those without a report in the quarter have no `tasks`."""
    there = districts[districts["tasks"].notna()]
    days, expected = there["measured_on"].unique(), there["expected_pct"].unique()
    return Scope(
        tasks=int(there["tasks"].sum()),
        unknown=int(there["unknown"].sum()),
        quarters=tuple(sorted({pd.Period(quarter) for quarter in there["quarter"]})),
        units=(),
        files=(),
        basis=str(there["basis"].iloc[0]) if len(there) else "month",
        day=pd.Timestamp(days[0]) if len(days) == 1 and pd.notna(days[0]) else None,
        expected_pct=float(expected[0]) if len(expected) == 1 and pd.notna(expected[0]) else None,
        synthetic=bool(there["synthetic"].astype(bool).any()),
        districts=len(there),
    )


def describe_change(history: History, quarter: str | None = None) -> Scope:
    """Describe a quarter and what it is compared with: its tasks, the quarters of both, synthetic if either is."""
    now = history.at(quarter)
    linked = history.links[history.links["current_quarter"].eq(str(now))]
    before = history.tasks["quarter"].astype(str).isin(linked["previous_quarter"]) & history.tasks["task_id"].isin(
        linked["previous_id"]
    )
    scope = describe_scope(history.tasks[history.tasks["quarter"].eq(now)])
    earlier = history.tasks[before]
    return replace(
        scope,
        quarters=tuple(sorted({*scope.quarters, *earlier["quarter"].unique()})),
        files=tuple(sorted({*scope.files, *earlier["source_file"]})),
        synthetic=scope.synthetic or bool(earlier["synthetic"].any()),
    )


def say_quarter(quarter: pd.Period, language: str) -> str:
    """A quarter in words.

    >>> say_quarter(pd.Period("2024Q2"), "zh"), say_quarter(pd.Period("2024Q2"), "en")
    ('2024年二季度', 'Q2 2024')
    """
    numeral = say("numerals", language)[quarter.quarter - 1]
    return say("quarter", language, year=quarter.year, number=quarter.quarter, numeral=numeral)


def say_day(day: pd.Timestamp, language: str) -> str:
    """A day in words.

    >>> say_day(pd.Timestamp("2024-07-02"), "zh"), say_day(pd.Timestamp("2024-07-02"), "en")
    ('7月2日', '2 July')
    """
    return say("day", language, month=day.month, day=day.day, name=day.month_name())


def say_date(day: pd.Timestamp, language: str) -> str:
    """A day with its year in words.

    >>> say_date(pd.Timestamp("2024-07-02"), "zh"), say_date(pd.Timestamp("2024-07-02"), "en")
    ('2024年7月2日', '2 July 2024')
    """
    return say("date", language, year=day.year, month=day.month, day=day.day, name=day.month_name())

"""Which period is a report about? Everything that names one is asked, and what contradicts is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import pandas as pd

from analysis_helpers.cleaning.fields import Parsed, distinct, expand, parse_quarter
from analysis_helpers.cleaning.period import (
    LONGEST,
    PLAN,
    UNTIL,
    Period,
    find_only_year,
    find_year,
    list_periods,
    plainest,
    read_period,
)
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Source
from analysis_helpers.textfix.arrays import Entry, Step, note

TITLE = "(title)"
CONTENT = ("title", "line", "header")


@dataclass(frozen=True)
class Place:
    """A text that may name the period: the title, a line above, a header, the table's name, the file's name."""

    kind: str
    text: str

    @property
    def is_prose(self) -> bool:
        """Whether sentences stand here, which tell of more than one day."""
        return self.kind == "line" and ("。" in self.text or len(self.text) > LONGEST)

    def find_year(self) -> int | None:
        """The year named here; in prose only if there is no other."""
        return find_only_year(self.text) if self.is_prose else find_year(self.text)

    def list_periods(self, year: int | None) -> list[Period]:
        """The periods named here that can be the report's; a file may be named for the day on which it was saved."""
        found = list_periods(self.text, year)
        if self.is_prose:
            return [period for period in found if period.force == UNTIL]
        if self.kind == "file":
            return [period for period in found if period.force >= UNTIL or period.is_month or period.force == PLAN]
        return found


@dataclass(frozen=True)
class Told:
    """What all places say together: the period, where it stands, where its day stands, and what contradicts it.

    `unsure` is whether it is told only by a plan, or by a year and month that may be those of writing.
    """

    period: Period
    where: str
    day: tuple[str, str] | None = None
    against: list[tuple[Period, str]] = field(default_factory=list)
    unsure: bool = False


def list_places(title: str, lines: Sequence[str], headers: Sequence[str], source: Source) -> list[Place]:
    """Where a period may stand, in the order in which the places are believed."""
    around = load_vocabulary("periods")["around"]
    above = [line for line in dict.fromkeys(lines) if line != title and not any(word in line for word in around)]
    stem = re.sub(r"\.v\d+$", "", PurePath(source.file).stem)
    return [
        Place("title", title), *(Place("line", line) for line in above), *(Place("header", text) for text in headers),
        Place("table", source.table), Place("file", stem),
    ]  # fmt: skip


def find_report_year(places: Sequence[Place]) -> int | None:
    """The first year that a place names."""
    return next((year for place in places if (year := place.find_year()) is not None), None)


def weigh_places(places: Sequence[Place], year: int | None = None) -> Told | None:
    """What the places say of the period; None if none of them names one.

    The first place that names one decides; in it the plainest words. Every other place has to agree: say the same, name a
    day inside the period (then that is the day spoken of), or a period around it. `year` is taken where a place names none.

    >>> places = [Place("title", "2024年度重点工作"), Place("line", "截至7月31日"), Place("file", "2024Q2-甲局")]
    >>> told = weigh_places(places)
    >>> told.period.as_of.strftime("%Y-%m-%d"), told.where, [(period.words, where) for period, where in told.against]
    ('2024-07-31', '截至7月31日', [('2024Q2', '2024Q2-甲局')])
    """
    year = find_report_year(places) if year is None else year
    named = [(place, found) for place in places if (found := place.list_periods(place.find_year() or year))]
    if any(period.force > PLAN for place, found in named if place.kind in CONTENT for period in found):
        named = [(place, kept) for place, found in named if (kept := [p for p in found if p.force > PLAN])]
    named = [(place, found) for place, found in named if any(p.as_of is not None for p in found)] or named
    if not named:
        return None
    at = named[0][0]
    told = plainest(named[0][1])
    unsure = told.force == PLAN
    day: tuple[str, str] | None = None
    against: list[tuple[Period, str]] = []
    for place, found in named:
        agrees = False
        for other in found:
            both = told.agree(other)
            if both is None and place is at:
                against.append((other, place.text))
            if both is not None:
                day = (other.words, place.text) if both.as_of != told.as_of else day
                told, agrees = both, True
        unsure &= place is at or not agrees
        if not agrees:
            against.append((plainest(found), place.text))
    return Told(told, at.text, day, against, unsure)


def read_report_period(
    text: Mapping[str, pd.Series], fields: Mapping[str, str], source: Source, lines: Sequence[str]
) -> tuple[Parsed, pd.Series, list[Entry]]:
    """Quarter and as-of day of each row, and the words that they were taken from.

    From the columns where there are; else from all places together (`weigh_places`). A period that is no quarter (1-7月)
    gives its last day and no quarter. What contradicts is doubtful, with both places named.
    """
    headers = [fields[name] for name in ("narrative", "progress_pct") if name in fields]
    places = list_places(source.title, lines, headers, source)
    years = _years_in(text["year"]) if "year" in fields else set()
    year = years.pop() if len(years) == 1 else find_report_year(places)
    if "quarter" in fields:
        return _from_columns(text, fields, year, places)
    told, rows = weigh_places(places, year), text["task"].index
    named = told.period.quarter if told else None
    quarter = Parsed(pd.Series(pd.PeriodIndex([named] * len(rows), freq="Q"), rows), pd.Series(False, rows))
    as_of = pd.Series(told.period.as_of if told else pd.NaT, rows, dtype="datetime64[us]")
    if told is not None and told.period.as_of is not None and "year" in fields and told.period.as_of.year != year:
        named_year = Period(None, None, str(year))
        told = replace(told, against=[*told.against, (named_year, fields["year"])])
    return quarter, as_of, [(TITLE, [0], step) for step in _say_told(told, lines)]


def _say_told(told: Told | None, lines: Sequence[str]) -> list[Step]:
    """What the ledger says of a period that no column states."""
    if told is None:
        return [note("no_quarter", " ".join(lines), "doubtful")]
    period = told.period
    steps = [
        note("period_from_words", period.words, words=told.where)
        if period.quarter is not None
        else note("no_quarter", period.words, "doubtful", told.where)
    ]
    if told.day is not None:
        steps.append(note("as_of_from_words", told.day[0], words=told.day[1]))
    if told.unsure and period.quarter is not None:
        steps.append(note("period_unsure", period.words, "doubtful", told.where))
    if told.against:
        steps.append(_differs(period.words, told.where, told.against))
    return steps


def _differs(words: str, where: str, against: Sequence[tuple[Period, str]]) -> Step:
    """Both periods, each with the place where it stands."""
    others = "；".join(f"{other.words}（{place}）" for other, place in against)
    return note("period_differs", words, "doubtful", f"{words}（{where}） ≠ {others}")


def _years_in(cells: pd.Series) -> set[int]:
    return {int(year) for year in distinct(cells)[0].str.extract(r"(20\d{2})", expand=False).dropna()}


def _from_columns(
    text: Mapping[str, pd.Series], fields: Mapping[str, str], year: int | None, places: Sequence[Place]
) -> tuple[Parsed, pd.Series, list[Entry]]:
    """Quarter and day of each row from a column; a place may name the day inside it, and must not name another period."""
    rows = text["task"].index
    years = text["year"] if "year" in fields else pd.Series(str(year or ""), rows)
    quarter, days, entries = _read_cells(
        parse_quarter(years, text["quarter"]), text["quarter"], fields["quarter"], year
    )
    codes, known = pd.factorize(quarter.values, use_na_sentinel=False)
    as_of = expand(pd.Series(known.end_time.normalize().astype("datetime64[us]")), codes, rows).fillna(days)
    stated = [Period(q, q.end_time.normalize(), str(q), q.start_time) for q in known.dropna()]
    label, against, moved = fields["quarter"], [], False
    for place in places if stated else ():
        found = [p for p in place.list_periods(place.find_year() or year) if p.force > PLAN and p.as_of is not None]
        agreed = [(own, other, both) for own in stated for other in found if (both := own.agree(other)) is not None]
        if found and not agreed:
            against.append((plainest(found), place.text))
        for own, other, both in agreed:
            if both.as_of != own.as_of and not moved:
                moved = True
                entries.append((TITLE, [0], note("as_of_from_words", other.words, words=place.text)))
                as_of = as_of.mask(quarter.values.eq(own.quarter), both.as_of)
    if against:
        words = "、".join(period.words for period in stated[:4])
        entries.append((TITLE, [0], _differs(words, label, against)))
    return quarter, as_of, entries


def _read_cells(read: Parsed, cells: pd.Series, label: str, year: int | None) -> tuple[Parsed, pd.Series, list[Entry]]:
    """Read what is no plain number of a quarter (上半年, 1-9月, 7月) by the grammar; the days of those that are no quarters."""
    days = pd.Series(pd.NaT, cells.index, dtype="datetime64[us]")
    texts = cells[read.bad & cells.str.strip().ne("")]
    told = {cell: period for cell in texts.unique() if (period := read_period(cell, year)) and period.as_of is not None}
    if not told:
        return read, days, []
    at = texts.index[texts.isin(told)]
    values, bad = read.values.copy(), read.bad.copy()
    values[at] = pd.PeriodIndex([told[cell].quarter for cell in texts[at]], freq="Q")
    days[at] = pd.DatetimeIndex([told[cell].as_of for cell in texts[at]])
    bad[at] = False
    entries: list[Entry] = [
        (label, [row], note("no_quarter", cells[row], "doubtful")) for row in at if told[cells[row]].quarter is None
    ]
    return Parsed(values, bad), days, entries

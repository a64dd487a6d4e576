"""Bring every report before the judge: all findings in both languages, and whole briefings with their tables."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property

import pandas as pd
from tests.tribunal.judge import (
    Fault,
    Read,
    Spoken,
    judge_body,
    judge_finding,
    judge_task,
    judge_vocabularies,
    read_sentence,
)
from tests.tribunal.make_reports import Case, Row, all_cases, load_sheets
from tests.tribunal.provinces import judge_provinces
from tests.tribunal.recount import ONE_TO_ONE, Recount
from tests.tribunal.selections import judge_selections
from tests.tribunal.tables import judge_shares, judge_tables

import analysis_helpers.findings
from analysis_helpers import compare_with_schedule
from analysis_helpers.briefing.compose import compose_briefing
from analysis_helpers.findings.find_evidence import list_readings
from analysis_helpers.findings.finding import Finding
from analysis_helpers.measures.change import measure_change
from analysis_helpers.measures.evidence import measure_evidence
from analysis_helpers.measures.forecast import forecast_year_end
from analysis_helpers.measures.wording import measure_wording

LANGUAGES = ("zh", "en")
OF_THE_DAY = {"find_distribution", "find_deviation", "find_status", "find_asof"}  # they depend on basis and day
OF_DISTRICTS = "districts"  # what the functions on many districts take; they are judged by a test of their own
EVERY = 5  # of so many cases one is composed as a whole briefing
ENGLISH = 100  # of so many, one in English, too


@cache
def list_finders() -> dict[str, Callable[..., Finding]]:
    """Every function of the findings that makes a sentence, by its name."""
    found = {}
    for module in pkgutil.iter_modules(analysis_helpers.findings.__path__):
        names = vars(importlib.import_module(f"analysis_helpers.findings.{module.name}"))
        found |= {
            n: f
            for n, f in names.items()
            if n.startswith("find_") and inspect.isfunction(f) and f.__annotations__["return"] == "Finding"
        }
    return found


class Hearing:
    """One case: its tasks beside the schedule, what it is compared with, and the recount."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.whole = load_sheets(case.sheets)
        self.facts = Recount(case, self.whole)
        self.history = self.whole.select(self.facts.quarter)
        self.tasks = compare_with_schedule(self.history.tasks, case.basis, case.as_of, outside_year=True)
        self.linked = bool(self.facts.links)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What moved since the last report."""
        return measure_change(self.whole, self.facts.quarter)

    @property
    def rows(self) -> list[Row]:
        """The rows as they were written, in the order of the tasks."""
        places = zip(self.tasks["source_file"], self.tasks["source_row"], strict=True)
        return [self.facts.placed[file, int(row)] for file, row in places]

    def find(self, name: str) -> Iterator[Finding | None]:
        """The finding of a function (by leader and by unit, where it can be asked); None where it cannot be called."""
        finder = list_finders()[name]
        wanted = list(inspect.signature(finder).parameters)
        if wanted[0] == "changes":
            yield from [finder(self.changes)] if self.linked else []
        elif wanted[0] == "forecast":
            yield from [finder(forecast_year_end(self.whole, self.facts.quarter))] if self.linked else []
        elif wanted == ["tasks", "ledger"]:
            yield finder(self.tasks, self.history.ledger)
        elif wanted == ["tasks", "by"]:
            yield from (finder(self.tasks, by) for by in ("leader", "unit"))
        else:
            yield finder(self.tasks) if wanted == ["tasks"] else None

    def judge_findings(self, without: frozenset[str] = frozenset()) -> Iterator[Fault]:
        """Judge every function's sentence, but for sections that were judged before."""
        for name in list_finders():
            first = next(iter(inspect.signature(list_finders()[name]).parameters))
            if name == "find_task_evidence" or first == OF_DISTRICTS or name.removeprefix("find_") in without:
                continue
            for finding in self.find(name):
                if finding is None:
                    yield Fault("unjudged", self.case.label, name, name, "the tribunal does not know how to call it")
                else:
                    yield from judge_finding(finding.key, _say(finding), self.facts, in_briefing=False)

    def judge_each_task(self, language: str) -> Iterator[Fault]:
        """Judge the sentence on the evidence of each task."""
        if "narrative" in self.facts.columns:
            for row, text in zip(self.rows, list_readings(self.tasks, language)["sentence"], strict=True):
                yield from judge_task(text, row, language, self.case.label)

    def judge_briefing(self) -> Iterator[Fault]:
        """Judge a whole briefing: headlines, body, tables, and how they go together."""
        briefing = compose_briefing(self.history, self.tasks)
        doubts = next((len(table.frame) for table in briefing.reading if table.key == "doubts"), 0)
        yield from judge_finding(briefing.read.key, _say(briefing.read), self.facts, in_briefing=True)
        said: dict[str, list[str]] = defaultdict(list)
        for part in briefing.parts:
            for sentence in part.said:
                yield from judge_body(Spoken(sentence.key, sentence.text("zh"), {}), self.facts, doubts)
            for section in part.sections:
                annex = part.key.startswith("annex")
                finding = section.finding
                yield from judge_finding(finding.key, _say(finding), self.facts, in_briefing=not annex)
                said[finding.text("zh")].append(section.key)
        for text, keys in said.items():
            if len(keys) > 1:
                yield Fault("said twice", self.case.label, "briefing", text, f"under {', '.join(keys)}")
        texts = [sentence.text("zh") for part in briefing.parts for sentence in part.said]
        yield from judge_vocabularies([*texts, *said], self.case.label)
        yield from judge_tables(briefing, self.facts)
        yield from judge_shares(briefing, self.facts)
        heard = frozenset(s.finding.key.split(".")[0] for s in briefing.sections) | {"reading"}
        yield from self.judge_findings(heard - {"workload"})

    def judge_english(self) -> Iterator[Fault]:
        """See that the English briefing says the same sentences with the same figures as the Chinese one."""
        zh, en = (compose_briefing(self.history, self.tasks, language) for language in LANGUAGES)
        pairs = zip(*([s for part in b.parts for s in part.said] for b in (zh, en)), strict=True)
        for one, other in pairs:
            reads = [read_sentence(s.text(lang), s.key, lang, "briefing") for s, lang in ((one, "zh"), (other, "en"))]
            numbers = [_numbers(read) for read in reads if read]
            if len(numbers) < 2:
                yield Fault("unreadable", self.case.label, other.key, other.text("en"), "no template fits")
            elif numbers[0] != numbers[1]:
                yield Fault("languages", self.case.label, one.key, one.text("zh"), f"in English: {other.text('en')}")


def _numbers(read: Read) -> dict[str, float]:
    return {name: number for name in read.values if (number := read.number(name)) is not None}


def _say(finding: Finding) -> dict[str, str]:
    return {language: finding.text(language) for language in LANGUAGES}


@cache
def hear(case: Case) -> tuple[Fault, ...]:
    """All faults of one case, each once. Of rows that were heard before, only what depends on the basis and the day."""
    hearing, at = Hearing(case), all_cases().index(case)
    again = any((other.sheets, other.quarter) == (case.sheets, case.quarter) for other in all_cases()[:at])
    found = [] if again or at % 2 else [*hearing.judge_each_task(LANGUAGES[at // 2 % 2])]
    if (at + case.quarter) % EVERY == 0:
        found += hearing.judge_briefing()
    else:
        names = frozenset(list_finders()) - OF_THE_DAY if again else frozenset()
        found += hearing.judge_findings(frozenset(name.removeprefix("find_") for name in names))
    if at % ENGLISH == 0:
        found += hearing.judge_english()
    return tuple(dict.fromkeys(found))


@cache
def hear_all() -> dict[str, list[Fault]]:
    """The faults of all cases, of many districts and of selections, by rule."""
    faults: dict[str, list[Fault]] = defaultdict(list)
    every = [fault for case in all_cases() for fault in hear(case)]
    for fault in [*every, *judge_provinces(), *judge_selections()]:
        faults[fault.rule].append(fault)
    return faults


def check_reading(case: Case) -> list[str]:
    """Say where a report was not read as it was written, or its words mean something else than they were made to say.

    What is judged against the rows would be judged wrongly otherwise.
    """
    hearing = Hearing(case)
    wrong = []
    for row, read in zip(hearing.rows, hearing.tasks.itertuples(), strict=True):
        written = (row.task, row.narrative, row.percent, row.status, row.leaders, row.unit)
        found = (read.task, read.narrative, read.progress_pct, read.status, tuple(read.leaders), read.unit)
        found = tuple(value if isinstance(value, tuple) else _or_none(value) for value in found)
        if written != found:
            wrong.append(f"{case.label}: written {written}, read {found}")
    return wrong + _check_words(hearing)


def _check_words(hearing: Hearing) -> list[str]:
    """Say where a narrative counts something else towards its task's target than it was made to count."""
    evidence, words = measure_evidence(hearing.tasks), measure_wording(hearing.tasks)
    wrong = []
    for row, task_id, empty in zip(hearing.rows, hearing.tasks["task_id"], words["empty"].fillna(False), strict=True):
        own = evidence[evidence["task_id"].eq(task_id)][["target", "achieved_low", "achieved_high"]]
        found = [tuple(map(_or_none, figures)) for figures in own.itertuples(index=False)]
        if found != [(row.target, row.low, row.high)] or bool(empty) != row.empty:
            wrong.append(f"{hearing.case.label}: {row} is read as {found}, empty {empty}")
    return wrong


def check_links(case: Case) -> list[str]:
    """Say which tasks of the same words were not linked as the same."""
    facts = Hearing(case).facts
    return [
        f"{case.label}: {link.before.task} became {link.now.task} ({link.kind})"
        for link in facts.links
        if link.kind in ONE_TO_ONE and link.before.task != link.now.task
    ]


def _or_none(value: object) -> object:
    return None if pd.isna(value) else value

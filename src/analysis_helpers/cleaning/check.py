"""What does an analyst have to know of a file before she trusts it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
from analysis_helpers.cleaning.questions import QUESTION_COLUMNS, ask_of_file, find_package_meaning, say_choice
from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.cleaning.row_account import RowAccount
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project_words import ProjectWord
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.readers.grid import Source
from analysis_helpers.readers.read_file import read_grids

NEEDS_A_PERSON = ("unknown", "doubtful", "rejected")
CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Check:
    """A file looked at: the report that it holds, or why it cannot be read."""

    file: str
    report: Report | None = None
    error: ReportError | None = None
    asked: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=QUESTION_COLUMNS))

    @property
    def questions(self) -> pd.DataFrame:
        """What a person could settle: one row for each distinct word; see `Report.questions`."""
        return self.asked if self.report is None else self.report.questions

    @property
    def exit_code(self) -> int:
        """0 clean, 1 with findings or questions that need a person, 2 unreadable."""
        if self.report is None:
            return FINDINGS if len(self.asked) else UNREADABLE  # answers would make it readable
        return FINDINGS if len(self.findings) else CLEAN

    @property
    def findings(self) -> pd.DataFrame:
        """The ledger's rows that need a person, `before` and `after` cut to the place in question."""
        return pd.DataFrame() if self.report is None else _find(self.report.ledger)

    def as_record(self) -> dict[str, Any]:
        """Everything that the check says, for programs."""
        if self.report is None:
            assert self.error is not None
            rows = self.error.rows.astype("object").to_dict("records")
            told = {"key": self.error.key, "what": self.error.what, "allowed": self.error.allowed, "next": self.error.do, "rows": rows}  # fmt: skip
            asked = self.questions.to_dict("records")
            return {"file": self.file, "exit_code": self.exit_code, "error": told, "questions": asked}
        report, source = self.report, self.report.source
        means = {label: name for name, label in report.fields.items()}
        summary = summarise_ledger(report.ledger)
        return {
            "file": self.file,
            "exit_code": self.exit_code,
            "format": source.format,
            "encoding": source.encoding,
            "table": source.table,
            "title": source.title,
            "sha256": source.sha256,
            "quarters": sorted(report.tasks["quarter"].dropna().astype(str).unique().tolist()),
            "units": sorted(report.tasks["unit"].dropna().unique().tolist()),
            "synthetic": bool(report.tasks["synthetic"].any()),
            "tasks": len(report.tasks),
            "without_percent": int(report.tasks["progress_pct"].isna().sum()),
            "columns": {label: means.get(label) for label in report.cells.columns},
            "rows_aside": {str(row): rule for row, rule in report.aside.items()},
            "rows": _account(report.rows),
            "reading": [{"topic": topic, "text": told} for topic, told in report.reading.lines("en")],
            "changes": [row | {"means": say(f"rules.{row['rule']}", "en")} for row in summary.to_dict("records")],
            "words": [
                {"kind": one.kind, "word": one.word, "means": one.means, "line": one.line} for one in report.words
            ],
            "questions": self.questions.to_dict("records"),
            "findings": [
                row | {"means": say(f"rules.{row['rule']}", "en"), "advice": say(f"advice.{row['rule']}", "en")}
                for row in self.findings.astype("object").to_dict("records")
            ],
        }


def _account(rows: RowAccount) -> dict[str, Any]:
    """What became of every row of a file, for programs."""
    return {
        "in_file": rows.in_file,
        "tasks": rows.tasks,
        "set_aside": dict(rows.aside),
        "rejected": rows.rejected,
        "left_out": [{"table": table.name, "rows": table.rows, "rule": table.rule} for table in rows.others],
        "text_lines": rows.text_lines,
        "adds_up": rows.adds_up,
    }


def check_file(path: Path, table: str | None = None) -> Check:
    """Read a file as far as it can be read; rows that cannot be are findings, a file that cannot be is an error."""
    try:
        return Check(str(path), load_report(path, on_bad_rows="reject", table=table))
    except ReportError as error:
        asked = ask_of_file(read_grids(path)[1], path.name) if error.key == "report.no_table" else None
        return Check(str(path), error=error) if asked is None else Check(str(path), error=error, asked=asked)


def describe_check(
    check: Check, language: str = "zh", every: bool = False, most: int = 12
) -> Iterable[tuple[str, str]]:
    """The check line by line for a person, each with its style (`head`, `text`, `finding`, `advice`, `error`)."""
    yield "head", check.file
    if check.report is None:
        told = check.error.say(language) if check.error is not None else ""
        yield "error", f"  {say('check.unreadable', language)}: {told}".replace("\n", "\n  ")
        return
    report = check.report
    tasks = report.tasks
    yield "text", f"  {_say_what(tasks, report.source, language) if len(tasks) else say('check.nothing', language)}"
    yield "text", f"  {say('check.read_as', language)}"
    yield from (("text", f"    {line}") for line in report.reading.text(language).split("\n"))
    yield from describe_words(report.words, language)
    yield from describe_ledger(report.ledger, language, len(report.ledger) if every else most)
    if every:
        yield "text", f"  {say('check.every', language)}"
        for row in report.ledger.itertuples():
            where = say("check.place", language, row=say("check.row", language, row=row.source_row), column=row.column)
            before = "" if pd.isna(row.before) else row.before  # a row that was without this cell
            changed = f"{before!r} → {row.after!r}" if before != row.after else f"{row.after!r}"
            colon = say("footer.colon", language)
            yield "text", f"    {where}{colon}{say(f'rules.{row.rule}', language)}{colon}{changed}"


def describe_words(words: Iterable[ProjectWord], language: str) -> Iterable[tuple[str, str]]:
    """Which of the project's own words were used, and where the package says something else."""
    told = []
    for one in words:
        means = say_choice(one.means, language, one.kind) if one.means else fill("questions", f"kinds.{one.kind}", language, {})  # fmt: skip
        pair = fill("questions", "ask.pair", language, {"word": one.word, "name": means})
        other = find_package_meaning(one)
        told.append(pair + (fill("questions", "ask.contradicts", language, {"name": say_choice(other, language)}) if other else ""))  # fmt: skip
    if told:
        joined = fill("questions", "ask.joiner", language, {}).join(told)
        yield "text", f"  {fill('questions', 'ask.used', language, {'words': joined})}"


def describe_project_words(
    words: Sequence[ProjectWord], reports: Iterable[Report], language: str
) -> Iterable[tuple[str, str]]:
    """The project's own words: in which files each was used, which were never, and where the package says something else."""
    used: dict[int, list[str]] = {}
    for report in reports:
        for one in report.words:
            used.setdefault(one.line, []).append(report.source.file)
    yield "head", fill("questions", "words.head" if words else "words.none", language, {"n": len(words)})
    for one in words:
        files = used.get(one.line)
        use = fill("questions", "words.used" if files else "words.unused", language, {"files": "、".join(files or [])})
        other = find_package_meaning(one)
        values = {
            "line": one.line, "kind": fill("questions", f"kinds.{one.kind}", language, {}), "word": one.word,
            "name": say_choice(one.means, language, one.kind) or "–",
            "scope": one.unit or fill("questions", "words.all", language, {}),
            "use": use + (fill("questions", "ask.contradicts", language, {"name": say_choice(other, language)}) if other else ""),
        }  # fmt: skip
        yield "text" if files else "finding", "  " + fill("questions", "words.line", language, values)


def describe_ledger(ledger: pd.DataFrame, language: str = "zh", most: int = 12) -> Iterable[tuple[str, str]]:
    """What was changed and what needs a person, line by line, each with its style; `most` findings of a kind are shown.

    Needs a report's ledger, or a history's (with `source_file`); where that is of several files each finding names its own.
    """
    yield from _describe_changes(ledger, language)
    several = "source_file" in ledger and ledger["source_file"].nunique() > 1  # then a row alone says nothing
    yield from _describe_findings(_find(ledger), language, most, several)


def _find(ledger: pd.DataFrame) -> pd.DataFrame:
    return list_doubts(ledger[ledger["level"].isin(NEEDS_A_PERSON)])


def _say_what(tasks: pd.DataFrame, source: Source, language: str) -> str:
    """How many tasks of whom, for which quarter, and where they stand."""
    place = "lines" if source.format in ("pipe text", "delimited text", "text") else "rows"
    if source.table and "spreadsheet" not in source.format:
        place = "table_rows"
    first, last = tasks["source_row"].min(), tasks["source_row"].max()
    rows = f"{first}–{last}" if first != last else str(first)
    units, quarters = tasks["unit"].dropna().unique(), sorted(tasks["quarter"].dropna().astype(str).unique())
    return say(
        "check.what", language, tasks=len(tasks), unknown=int(tasks["progress_pct"].isna().sum()),
        units="、".join(units) or say("check.no_unit", language),
        period="、".join(quarters) or say("check.no_period", language),
        place=say(f"check.{place}", language, rows=rows, table=source.table),
    )  # fmt: skip


def _describe_changes(ledger: pd.DataFrame, language: str) -> Iterable[tuple[str, str]]:
    summary = summarise_ledger(ledger)
    changed = summary[summary["level"].isin(["normalised", "repaired"])]
    if len(changed):
        yield "text", f"  {say('check.changed', language)}"
    for row in changed.itertuples():
        values = {"rule": say(f"rules.{row.rule}", language), "count": row.count, "cells": row.cells}
        yield "text", "    " + say("check.change", language, **values)


def _describe_findings(findings: pd.DataFrame, language: str, most: int, several: bool) -> Iterable[tuple[str, str]]:
    if findings.empty:
        yield "text", f"  {say('check.clean', language)}"
        return
    yield "finding", f"  {say('check.needs', language, n=len(findings))}"
    advice, places = load_vocabulary("labels")["advice"], load_vocabulary("labels")["places"]
    for (level, rule), rows in findings.groupby(["level", "rule"], observed=True, sort=True):
        colon = say("footer.colon", language)
        yield "finding", f"    {say(f'levels.{level}', language)}{colon}{say(f'rules.{rule}', language)}"
        for row in rows.head(most).itertuples():
            where = say("check.row", language, row=row.source_row) if row.source_row else places["(title)"][language]
            where = say("check.place", language, row=row.source_file, column=where) if several else where
            if row.column not in places:
                where = say("check.place", language, row=where, column=row.column)
            changed = f"{row.before} → {row.after}" if row.before != row.after else str(row.after)
            # Why a row was rejected is told in English; in Chinese the advice says it.
            known = not row.words or row.words in changed or (level == "rejected" and language != "en")
            judged = "" if known else f"（{row.words}）"
            yield "text", f"      {where}{colon}{changed}{judged}"
        if len(rows) > most:
            yield "text", f"      {say('check.more', language, n=len(rows) - most)}"
        yield "advice", f"      → {advice[rule][language]}"

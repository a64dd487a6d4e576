"""One district: read its files, link its quarters, write its part of the dataset. This is what runs on a worker."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS as CORRECTIONS
from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.corpus.sources import UNPLACED, reading_note
from analysis_helpers.errors import ReportError
from analysis_helpers.history import History, gather_reports
from analysis_helpers.history.stored import FINDINGS, Stored, write_district
from analysis_helpers.history.versions import find_rivals, set_aside

NEEDS_A_PERSON = ("unknown", "doubtful", "rejected")
UNREAD = "unread"


def build_district(root: Path, district: str, files: Mapping[str, Path], made_from: Mapping[str, Any]) -> Stored:
    """Read and clean the files of a district, follow its tasks through the quarters, and write what came of it.

    A file that cannot be read is a finding (`unread`), so are two files that report the same; corrections and decisions of the
    project we are in are not applied, for a file's name alone does not say of which district it is. Raises ReportError where
    nothing can be written.
    """
    read, lost = ([], {}) if district == UNPLACED else _read_files(root, district, files)
    if district == UNPLACED:
        lost = dict.fromkeys(files, "neither its folder nor its title says of which district it is")
    rivals = {file: f"reports the same as {other}" for a, b, _ in find_rivals(set_aside(read)[0]) for file, other in ((a, b), (b, a))}  # fmt: skip
    kept = [report for report in read if report.source.file not in rivals]
    history = _gather(kept) if kept else None
    stored = write_district(root, district, made_from, history, _list_findings(history, {**lost, **rivals}))
    reading_note(root, district).unlink(missing_ok=True)
    return stored


def _read_files(root: Path, district: str, files: Mapping[str, Path]) -> tuple[list[Report], dict[str, str]]:
    """The reports that can be read, and why the others cannot."""
    reports, lost = [], {}
    none = pd.DataFrame(columns=CORRECTIONS)
    for name, path in sorted(files.items()):
        _note(reading_note(root, district), name)
        try:
            report = load_report(path, "reject", corrections=none)
        except ReportError as error:
            lost[name] = f"{error.what}; {error.do}"
            continue
        if not len(report.tasks):
            lost[name] = "no row of it can be read as a task"
            continue
        if report.source.file != name:  # it lies in a folder below the district's
            tasks = report.tasks.assign(source_file=name)
            report = replace(report, source=replace(report.source, file=name), tasks=tasks)
        reports.append(report)
    return reports, lost


def _note(place: Path, name: str) -> None:
    """Say which file is being read: if this process dies of it, nobody else can."""
    with suppress(OSError):  # a full disk is told when the result is written
        place.parent.mkdir(exist_ok=True)
        place.write_text(name, encoding="utf-8")


def _gather(reports: list[Report]) -> History:
    history = gather_reports(reports)
    return replace(history, unused_corrections=history.unused_corrections[:0])


def _list_findings(history: History | None, lost: Mapping[str, str]) -> pd.DataFrame:
    """What a person should know of the files: those that were not read, and what is unknown, doubtful, rejected or set aside in others."""
    unread = [{"file": file, "level": UNREAD, "rule": UNREAD, "count": 1, "words": why} for file, why in lost.items()]
    tables = [pd.DataFrame(unread, columns=FINDINGS)]
    if history is not None:
        ledger = history.ledger
        told = ledger[
            ledger["level"].isin(NEEDS_A_PERSON) | ledger["rule"].isin(["older_version", "same_report_again"])
        ]
        grouped = told.astype({"level": "str", "rule": "str"}).groupby(["source_file", "level", "rule"], sort=True)
        counted = grouped.agg(count=("count", "size"), words=("words", "first")).reset_index()
        tables.append(counted.rename(columns={"source_file": "file"})[FINDINGS])
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True).sort_values(
        ["file", "level", "rule"], ignore_index=True
    )

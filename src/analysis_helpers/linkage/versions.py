"""Which of several files holds the report of a quarter?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analysis_helpers.cleaning.report import Report
from analysis_helpers.cleaning.tidy import TITLE
from analysis_helpers.core.errors import ReportError
from analysis_helpers.linkage.text_features import plain

VERSION = re.compile(r"\.v(\d+)$", re.IGNORECASE)
OVERLAP = 0.5  # of the smaller report's tasks: two files that share as many are the same report twice


def choose_reports(reports: Sequence[Report]) -> tuple[tuple[Report, ...], pd.DataFrame]:
    """The reports to use, and a row for each that is not: `source_file`, `rule`, `words`.

    The same bytes twice count once. Of `NAME.txt`, `NAME.v2.txt`, … the highest version holds. Raises ReportError
    where two files speak of the same unit, quarter and tasks and neither is marked as the newer.
    """
    kept, aside = set_aside(reports)
    for first, second, n in find_rivals(kept):
        raise ReportError("versions.same_report", first=first, second=second, n=n)
    return tuple(kept), aside


def set_aside(reports: Sequence[Report]) -> tuple[list[Report], pd.DataFrame]:
    """The reports that are neither the same again nor an older version, and a row for each that is."""
    kept: list[Report] = []
    aside: list[tuple[str, str, str]] = []
    by_hash: dict[str, str] = {}
    by_name: dict[str, Report] = {}
    for report in sorted(reports, key=lambda r: version_of(r.source.file)):
        name, _ = version_of(report.source.file)
        file, twin = report.source.file, by_hash.get(report.source.sha256)
        if twin is not None:
            aside.append((file, "same_report_again", twin))
            continue
        by_hash[report.source.sha256] = file
        if (older := by_name.get(name)) is not None and _periods(older) == _periods(report):
            aside.append((older.source.file, "older_version", file))
            kept = [other for other in kept if other is not older]
        by_name[name] = report
        kept.append(report)
    order = {report.source.file: at for at, report in enumerate(reports)}
    kept.sort(key=lambda r: order[r.source.file])
    return kept, pd.DataFrame(aside, columns=["source_file", "rule", "words"])


def ledger_rows(aside: pd.DataFrame) -> pd.DataFrame:
    """The rows of the ledger that say which files were left aside."""
    return aside.assign(source_row=0, column=TITLE, count=1, before=aside["source_file"], after="", level="normalised")


def version_of(file: str) -> tuple[str, int]:
    """A file's name without its version and ending, and its version.

    >>> version_of("2024Q2-文广旅游局.v2.txt"), version_of("2024Q2-文广旅游局.txt")
    (('2024Q2-文广旅游局', 2), ('2024Q2-文广旅游局', 1))
    """
    stem = Path(file).stem
    found = VERSION.search(stem)
    return Path(file).with_name(VERSION.sub("", stem)).as_posix(), int(found.group(1)) if found else 1


def _periods(report: Report) -> set[str]:
    return set(report.tasks["quarter"].astype(str))


def find_rivals(reports: Sequence[Report]) -> list[tuple[str, str, int]]:
    """Pairs of files that report the same unit and quarter, and how many tasks they share."""
    texts = [
        {(str(t.quarter), t.unit, plain(t.task)) for t in report.tasks.itertuples() if isinstance(t.task, str)}
        for report in reports
    ]
    where: dict[tuple[str, object, str], list[int]] = {}
    for at, keys in enumerate(texts):
        for key in keys:
            where.setdefault(key, []).append(at)
    shared: dict[tuple[int, int], int] = {}
    for files in where.values():
        for one, other in pairwise(files):
            shared[one, other] = shared.get((one, other), 0) + 1
    return [
        (reports[one].source.file, reports[other].source.file, n)
        for (one, other), n in shared.items()
        if n >= OVERLAP * min(len(texts[one]), len(texts[other]))
    ]

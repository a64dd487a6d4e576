"""Assign files to districts and build one district."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS as CORRECTIONS
from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.cleaning.reporting_unit import district_in_title, district_of
from analysis_helpers.core.characters import escape_controls
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.source_hash import hash_source
from analysis_helpers.linkage.history import History, gather_reports
from analysis_helpers.linkage.stored_history import FINDINGS, Stored, cannot_write, escape, write_district
from analysis_helpers.linkage.synonyms import cut_words, find_names
from analysis_helpers.linkage.versions import find_rivals, set_aside

# Whose code decides what a district becomes: all that this room may import. A new chart builds no province anew.
READING_ROOMS = ("core", "quantities", "readers", "textfix", "cleaning", "linkage", "corpus")
SAMPLE = ("reports", "truth/files.csv")  # what a sample of a province holds
LINKED = "(link)"  # stands in for the files of a folder that is a link
UNPLACED = "(unplaced)"  # stands in for the district of files that say none

Sources = dict[str, dict[str, Path]]  # by district, then by the file's name below the district's folder


def find_sources(sources: Iterable[Path]) -> Sources:
    """All report files by district and name. Raises ReportError for a source that is not there or holds nothing."""
    found: Sources = {}
    for source in sources:
        if not source.exists():
            raise ReportError("corpus.no_source", source)
        source = _reports_of_sample(source)
        folders = [path for path in _list(source) if path.is_dir()] if source.is_dir() else []
        loose = [path for path in _list(source) if path.is_file()] if source.is_dir() else [source]
        for folder in folders:
            district = escape_controls(folder.name)
            if folder.is_symlink():
                _add(found, district, LINKED, folder)
                continue
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and not _left_by_a_program(path)):
                _add(found, district, escape_controls(path.relative_to(folder).as_posix()), path)
        for path in loose:
            _add(found, _tell_district(path), escape_controls(path.name), path)
    if not found:
        raise ReportError("corpus.no_report", "、".join(map(str, sources)))
    return dict(sorted(found.items()))


def _reports_of_sample(source: Path) -> Path:
    """What `quarterly sample --districts` wrote holds its reports in a folder of their own, beside the truth about them."""
    return source / "reports" if all((source / name).exists() for name in SAMPLE) else source


def hash_sources(files: dict[str, Path]) -> list[dict[str, str]]:
    """Every file of a district with its SHA-256: what its part of the dataset is made from."""
    return [{"file": name, "sha256": _hash(path)} for name, path in sorted(files.items())]


def hash_reading_code() -> str:
    """SHA-256 of the code that reads, cleans, links and stores a district."""
    return hash_source(READING_ROOMS)


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""  # it may not be opened; whoever builds the district says so


def _list(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if not _left_by_a_program(path))


def _left_by_a_program(path: Path) -> bool:
    return path.name.startswith((".", "~"))


def _add(found: Sources, district: str, name: str, path: Path) -> None:
    files = found.setdefault(district, {})
    if files.setdefault(name, path) != path:
        raise ReportError("corpus.same_name", first=files[name], second=path, district=district)


def _tell_district(path: Path) -> str:
    """The district of a file that lies in no district's folder."""
    if _why_not_read(path.name, path) is not None:
        return UNPLACED
    try:
        report = load_report(path, "reject", corrections=pd.DataFrame(columns=CORRECTIONS), words=())
    except Exception:  # noqa: BLE001 (whoever builds the district says why)
        return UNPLACED
    units = report.tasks["unit"].dropna().unique()
    own = {district for unit in units if (district := district_of(unit))}
    return district_in_title(report.source.title) or (own.pop() if len(own) == 1 else UNPLACED)


NEEDS_A_PERSON = ("unknown", "doubtful", "rejected")
UNREAD = "unread"


def build_district(
    aside: Path, district: str, files: Mapping[str, Path], made_from: Mapping[str, Any]
) -> tuple[Path, Stored]:
    """Read and clean the files of a district, follow its tasks through the quarters, and write what came of it aside.

    A file that cannot be read is a finding (`unread`), so are two files that report the same; corrections and decisions of the
    project we are in are not applied, for a file's name alone does not say of which district it is. Returns the folder that it wrote
    into, below `aside`, which no other attempt at this district shares. Raises ReportError where nothing can be written.
    """
    note = reading_note(aside, district)
    read: list[Report]
    lost: dict[str, str]
    if district == UNPLACED:
        read, lost = [], dict.fromkeys(files, "neither its folder nor its title says of which district it is")
    else:
        read, lost = _read_files(note, files)
    own_tables = {report.source.file for report in read if _is_own_table(report)}
    kept = read
    while rivals := find_rivals(set_aside(kept)[0]):  # of three that report the same the third is met again
        lost |= _choose_losers(rivals, own_tables)
        kept = [report for report in kept if report.source.file not in lost]
    history = None
    try:
        history = gather_reports(kept) if kept else None
    except ReportError as error:  # no file of this district is worth the other districts
        lost |= {report.source.file: f"{error.what}; {error.do}" for report in kept}
    try:
        own = Path(tempfile.mkdtemp(dir=aside))
        stored = write_district(own, district, made_from, history, _list_findings(history, lost))
    except OSError as error:
        raise cannot_write(aside.parents[1], error) from error
    note.unlink(missing_ok=True)
    for learned in (
        cut_words,
        find_names,
    ):  # texts of this district: the next one has others, and a worker's memory is for one
        learned.cache_clear()
    return own, stored


def _choose_losers(rivals: Iterable[tuple[str, str, int]], own: set[str]) -> dict[str, str]:
    """Of two files that report the same neither is believed, but a table of ours gives way to the file that it was made from."""
    losers = {}
    for a, b, _ in rivals:
        for file, other in ((a, b), (b, a)):
            if file in own or other not in own:
                losers[file] = f"it reports the same as {other}"
    return losers


def _is_own_table(report: Report) -> bool:
    """Whether a file is a tidy table that `quarterly clean` wrote."""
    return report.fields.get("task") == "task" and "source_row (file)" in report.tasks.columns


def reading_note(aside: Path, district: str) -> Path:
    """The file in which whoever builds a district says what it is reading."""
    return aside / f"{escape(district)}.reading"


def _read_files(note: Path, files: Mapping[str, Path]) -> tuple[list[Report], dict[str, str]]:
    """The reports that can be read, and why the others cannot."""
    reports, lost = [], {}
    none = pd.DataFrame(columns=CORRECTIONS)
    for name, path in sorted(files.items()):
        with suppress(OSError):  # a full disk is told when the result is written
            note.write_text(name, encoding="utf-8")  # if this process dies of the file, nobody else can say so
        if (why := _why_not_read(name, path)) is not None:
            lost[name] = why
            continue
        try:
            report = load_report(path, "reject", corrections=none, words=())
        except ReportError as error:
            lost[name] = f"{error.part('what').en}; {error.part('do').en}"
            continue
        except Exception as error:  # noqa: BLE001 (one file never costs the others)
            lost[name] = f"a fault of the program ({type(error).__name__}: {error}); report it with this file"
            continue
        if not len(report.tasks):
            lost[name] = "no row of it can be read as a task"
            continue
        if report.source.file != name:  # it lies in a folder below the district's
            tasks = report.tasks.assign(source_file=name)
            report = replace(report, source=replace(report.source, file=name), tasks=tasks)
        reports.append(report)
    return reports, lost


def _why_not_read(name: str, path: Path) -> str | None:
    """Why a file is left out without a look into it: its name, or a link that may lead anywhere."""
    below = [path, *path.parents][: name.count("/") + 1]  # the file and the folders between it and its district's
    if name == LINKED or any(place.is_symlink() for place in below):
        return "it is a link; put the file itself here"
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "its name, or that of its folder, is not in UTF-8; rename it"
    return None


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

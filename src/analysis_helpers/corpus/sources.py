"""Which files are there, and of which district is each?

The folder directly below a SOURCE is the district; deeper folders belong to it. A file that lies in SOURCE itself is of the
district that its title, or its unit's name, begins with; where neither says one, it is a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS as CORRECTIONS
from analysis_helpers.cleaning.report import load_report
from analysis_helpers.cleaning.reporting_unit import district_in_title, district_of
from analysis_helpers.core.errors import ReportError

UNPLACED = "(unplaced)"  # stands in for the district of files that say none

Sources = dict[str, dict[str, Path]]  # by district, then by the file's name below the district's folder


def find_sources(sources: Iterable[Path]) -> Sources:
    """All report files by district and name. Raises ReportError for a source that is not there or holds nothing."""
    found: Sources = {}
    for source in sources:
        if not source.exists():
            raise ReportError(
                source, "there is no such file or folder", "folders with a folder for each district", "check the name"
            )
        folders = [path for path in _list(source) if path.is_dir()] if source.is_dir() else []
        loose = [path for path in _list(source) if path.is_file()] if source.is_dir() else [source]
        for folder in folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and not _left_by_a_program(path)):
                _add(found, folder.name, path.relative_to(folder).as_posix(), path)
        for path in loose:
            _add(found, _tell_district(path), path.name, path)
    if not found:
        raise ReportError(
            "、".join(map(str, sources)), "there is no report here", "folders with a folder for each district",
            "name the folder that holds them",
        )  # fmt: skip
    return dict(sorted(found.items()))


def hash_sources(files: dict[str, Path]) -> list[dict[str, str]]:
    """Every file of a district with its SHA-256: what its part of the dataset is made from."""
    return [{"file": name, "sha256": _hash(path)} for name, path in sorted(files.items())]


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
        raise ReportError(
            f"{files[name]} and {path}", f"two sources hold a file of this name for {district}",
            "each file once", "leave one of the sources out, or rename one of the files",
        )  # fmt: skip


def _tell_district(path: Path) -> str:
    """The district of a file that lies in no district's folder."""
    try:
        report = load_report(path, "reject", corrections=pd.DataFrame(columns=CORRECTIONS))
    except ReportError:
        return UNPLACED
    units = report.tasks["unit"].dropna().unique()
    own = {district for unit in units if (district := district_of(unit))}
    return district_in_title(report.source.title) or (own.pop() if len(own) == 1 else UNPLACED)

"""What is a file that arrived: whose report, of which quarter, and is it there already?"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS, LAYOUT, project_corrections
from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.cleaning.reporting_unit import unit_in_file_name, unit_in_title
from analysis_helpers.core.atomic_write import hold_lock, write_whole
from analysis_helpers.core.edited_csv import append_rows
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.said import read_quarter
from analysis_helpers.linkage.carried import carry_over
from analysis_helpers.linkage.decisions import load_decisions
from analysis_helpers.linkage.history import History, files_in, gather_reports
from analysis_helpers.linkage.versions import VERSION, choose_reports, version_of

UNFIT = re.compile(
    r'[\\/:*?"<>|\s\x00-\x1f\x7f-\x9f]|^\.'
)  # what no system, or not every system, takes in a file's name
MOST_IN_NAME = 180  # bytes; a file's name has 255, with quarter, version and ending
RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?|\.+", re.IGNORECASE
)  # names that Windows takes for devices
ENDINGS = {
    "Word document": ".docx",
    "spreadsheet": ".xlsx",
    "old spreadsheet": ".xls",
    "PDF": ".pdf",
    "web page": ".html",
}  # others are text


@dataclass(frozen=True)
class Arrival:
    """A file that may come into `data/raw`: its bytes, the report as it will be read there, and what stands around it.

    `name` is the canonical name. `last` is the report to compare with (None: the unit's first): the unit's report of the
    quarter before, or the version that this one replaces (`replaces`). `history` holds all reports, this one among them.
    `carried` are the corrections of the replaced version that still fit, as `store` writes them; `unfit` those that do not, with `why`.
    """

    content: bytes
    report: Report
    quarter: str
    unit: str
    name: str
    last: Report | None
    replaces: str | None
    history: History
    carried: pd.DataFrame
    unfit: pd.DataFrame


def receive(
    path: Path, project: Path, unit: str | None = None, quarter: str | None = None, replace: bool = False
) -> Arrival:
    """Read a file as a report that may come into the project; nothing is written.

    `unit` and `quarter` are for a file that does not tell them. Raises ReportError for a file that cannot be read whole, whose
    unit or quarter cannot be told, or that is there already (unless a newer version is to `replace` it).
    """
    first = load_report(path, "reject")
    if first.tasks.empty:
        load_report(path)  # says why no row can be read
    content = path.read_bytes()
    folder = project / "data" / "raw"
    here = [load_report(file) for file in files_in(folder)]
    twin = next((old for old in here if old.source.sha256 == hashlib.sha256(content).hexdigest()), None)
    if twin is not None:
        raise ReportError("inbox.same_bytes", path, file=twin.source.file)
    _agree_with_name(first, quarter, path)
    quarter, unit = _tell_quarter(first, quarter, path), _tell_unit(first, unit, path)
    rivals = [old for old in here if sender(old) == unit and quarters(old) == [quarter]]
    name, replaced = _choose_name(path, _tell_ending(first, path), quarter, unit, rivals, replace)
    report = _read_whole(content, name, path)
    if quarters(report) != [quarter] or sender(report) != unit:
        raise ReportError("inbox.not_read_so", path, name=name, unit=unit, quarter=quarter, path=path)
    last = replaced or _last_before(here, quarter, unit)
    history = gather_reports([*here, report], load_decisions(project / "data" / "decisions.csv"))
    carried, unfit = pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=[*COLUMNS, "why"])
    if replaced is not None:
        carried, unfit = carry_over(project_corrections(), replaced, report, date.today().isoformat())
    replaces = replaced.source.file if replaced else None
    return Arrival(content, report, quarter, unit, name, last, replaces, history, carried, unfit)


def store(arrival: Arrival, project: Path) -> Path:
    """Write the bytes that were looked at under the canonical name into `data/raw`, whole or not at all; return the path.
    The corrections that it takes over are written behind `data/corrections.csv`.

    Raises ReportError where the name was taken meanwhile, and where nothing can be written.
    """
    target = project / "data" / "raw" / arrival.name
    with hold_lock(target.parent / ".add.lock"):  # of two at once the second sees what the first has written
        if target.exists():
            raise ReportError("inbox.appeared", target)
        write_whole(target, arrival.content)
        if len(arrival.carried):
            append_rows(project / "data" / "corrections.csv", arrival.carried, LAYOUT)
    return target


def quarters(report: Report) -> list[str]:
    """The quarters that a report speaks of."""
    return sorted(report.tasks["quarter"].dropna().astype(str).unique())


def sender(report: Report) -> str | None:
    """Whose report it is: the one unit of its tasks; of several the one in its title, or in its file's name."""
    units = report.tasks["unit"].dropna().unique()
    if len(units) == 1:
        return str(units[0])
    return unit_in_title(report.source.title) or unit_in_file_name(report.source.file)


def _read_whole(content: bytes, name: str, path: Path) -> Report:
    """The report of these bytes as it is read from a file of this name, which may tell quarter, unit and corrections."""
    file = io.BytesIO(content)
    file.name = name
    try:
        return load_report(file)
    except ReportError as error:
        raise ReportError(
            "inbox.rows_unread",
            path,
            error.rows,
            what=error.part("what"),
            allowed=error.part("allowed"),
            name=name,
            path=path,
        ) from error


def _tell_quarter(report: Report, told: str | None, path: Path) -> str:
    found = quarters(report)
    told = None if told is None else read_quarter(told, [int(name[:4]) for name in found])
    if len(found) > 1:
        raise ReportError("inbox.several_quarters", path, quarters="、".join(found))
    if found and told not in (None, found[0]):
        raise ReportError("inbox.other_quarter", path, found=found[0], told=told, path=path)
    if not (found or told):
        raise ReportError("inbox.no_quarter", path, path=path)
    return found[0] if found else str(told)


def _agree_with_name(report: Report, told: str | None, path: Path) -> None:
    """Refuse a file that is named for another period than it speaks of, unless somebody says which one is meant."""
    found = quarters(report)
    differs = report.ledger[report.ledger["rule"].eq("period_differs")]
    named = differs["words"].str.contains(f"（{path.stem}）", regex=False)
    if told is None and named.any() and found:
        raise ReportError(
            "inbox.name_differs", path, words=differs.loc[named, "words"].iloc[0], found=found[0], path=path
        )  # fmt: skip


def _tell_unit(report: Report, told: str | None, path: Path) -> str:
    units = sorted(report.tasks["unit"].dropna().unique())
    if told is not None and len(units) == 1 and told != units[0]:
        raise ReportError("inbox.other_unit", path, found=units[0], told=told, path=path)
    unit = told or sender(report)
    if unit is None:
        if units:
            raise ReportError("inbox.several_units", path, units="、".join(units), path=path)
        raise ReportError("inbox.no_unit", path, path=path)
    if UNFIT.search(unit):
        raise ReportError("inbox.unit_unfit", path, unit=unit, path=path)
    if RESERVED.fullmatch(unit):
        raise ReportError("guard.unit_reserved", path, unit=unit)
    if len(unit.encode()) > MOST_IN_NAME:
        raise ReportError("guard.unit_too_long", path, n=len(unit), most=MOST_IN_NAME // 3)
    return unit


def _tell_ending(report: Report, path: Path) -> str:
    """The file's ending; where it has none (or only a version), that of its format."""
    if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", path.suffix) and not VERSION.fullmatch(path.suffix):
        return path.suffix.lower()
    return ENDINGS.get(report.source.format, ".txt")


def _choose_name(
    path: Path, ending: str, quarter: str, unit: str, rivals: list[Report], replace: bool
) -> tuple[str, Report | None]:
    """The canonical name, and the version that is replaced (the highest, under whatever name it lies here)."""
    if not rivals:
        if replace:
            raise ReportError("inbox.nothing_to_replace", path, unit=unit, quarter=quarter, path=path)
        return f"{quarter}-{unit}{ending}", None
    newest = max(rivals, key=lambda old: version_of(old.source.file)[1])
    stem, version = version_of(newest.source.file)
    if not replace:
        raise ReportError("inbox.there_already", path, unit=unit, quarter=quarter, file=newest.source.file, path=path)
    return f"{stem}.v{version + 1}{ending}", newest


def _last_before(reports: list[Report], quarter: str, unit: str) -> Report | None:
    """The unit's report of the latest quarter before this one; of several versions the one that holds."""
    told = [(quarters(old)[-1:], old) for old in choose_reports(reports)[0] if sender(old) == unit]
    return max(
        ((at, old) for at, old in told if at and at < [quarter]), key=lambda entry: entry[0], default=(None, None)
    )[1]

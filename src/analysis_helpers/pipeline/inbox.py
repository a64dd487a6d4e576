"""What is a file that arrived: whose report, of which quarter, and is it there already?"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.cleaning.reporting_unit import unit_in_file_name, unit_in_title
from analysis_helpers.core.atomic_write import hold_lock, write_whole
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.refuse import refuse
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
QUARTER = re.compile(r"20\d{2}Q[1-4]")


@dataclass(frozen=True)
class Arrival:
    """A file that may come into `data/raw`: its bytes, the report as it will be read there, and what stands around it.

    `name` is the canonical name. `last` is the report to compare with (None: the unit's first): the unit's report of the
    quarter before, or the version that this one replaces (`replaces`). `history` holds all reports, this one among them.
    """

    content: bytes
    report: Report
    quarter: str
    unit: str
    name: str
    last: Report | None
    replaces: str | None
    history: History


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
        raise ReportError(
            path, f"the same bytes are there already: data/raw/{twin.source.file}", "a file that is not there yet",
            f"nothing is left to do with it; to see what it says: quarterly check data/raw/{twin.source.file}",
        )  # fmt: skip
    _agree_with_name(first, quarter, path)
    quarter, unit = _tell_quarter(first, quarter, path), _tell_unit(first, unit, path)
    rivals = [old for old in here if sender(old) == unit and quarters(old) == [quarter]]
    name, replaced = _choose_name(path, _tell_ending(first, path), quarter, unit, rivals, replace)
    report = _read_whole(content, name, path)
    if quarters(report) != [quarter] or sender(report) != unit:
        raise ReportError(
            path, f"named {name}, it would still not be read as a report of {unit} for {quarter}",
            "a unit's name with a usual ending (局、办、镇 …: vocabulary/units.toml), and a quarter that the file does not contradict",
            f"name the unit in full: quarterly add {path} --unit … --quarter {quarter}",
        )  # fmt: skip
    last = replaced or _last_before(here, quarter, unit)
    history = gather_reports([*here, report], load_decisions(project / "data" / "decisions.csv"))
    return Arrival(content, report, quarter, unit, name, last, replaced.source.file if replaced else None, history)


def store(arrival: Arrival, project: Path) -> Path:
    """Write the bytes that were looked at under the canonical name into `data/raw`, whole or not at all; return the path.

    Raises ReportError where the name was taken meanwhile, and where nothing can be written.
    """
    target = project / "data" / "raw" / arrival.name
    with hold_lock(target.parent / ".add.lock"):  # of two at once the second sees what the first has written
        if target.exists():
            raise refuse(target, "appeared_meanwhile")
        write_whole(target, arrival.content)
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
            path, error.what, error.allowed,
            f"mend these rows in a copy of the file, or write corrections for {name} into data/corrections.csv; "
            f"then again: quarterly add {path}", error.rows,
        ) from error  # fmt: skip


def _tell_quarter(report: Report, told: str | None, path: Path) -> str:
    if told is not None and not QUARTER.fullmatch(told):
        raise ReportError(f"--quarter {told}", "this is no quarter", "such as 2024Q3", f"quarterly add {path} --quarter 2024Q3")  # fmt: skip
    found = quarters(report)
    if len(found) > 1:
        raise ReportError(
            path, f"it speaks of several quarters: {'、'.join(found)}", "one quarter in a file",
            "ask the sender for one file a quarter, or save each quarter's rows as a file of its own",
        )  # fmt: skip
    if found and told not in (None, found[0]):
        raise ReportError(
            path, f"it speaks of {found[0]}, not of {told}", "the quarter that the file names",
            f"quarterly add {path}, or ask the sender which quarter is meant",
        )  # fmt: skip
    if not (found or told):
        raise ReportError(
            path, "neither its title, nor a column, nor its name says which quarter it reports on", "such as 2024Q3",
            f"ask the sender, then: quarterly add {path} --quarter 2024Q3",
        )  # fmt: skip
    return found[0] if found else str(told)


def _agree_with_name(report: Report, told: str | None, path: Path) -> None:
    """Refuse a file that is named for another period than it speaks of, unless somebody says which one is meant."""
    found = quarters(report)
    differs = report.ledger[report.ledger["rule"].eq("period_differs")]
    named = differs["words"].str.contains(f"（{path.stem}）", regex=False)
    if told is None and named.any() and found:
        raise ReportError(
            path, f"it is named for another period than it speaks of: {differs.loc[named, 'words'].iloc[0]}",
            "a file whose name and content agree",
            f"ask the sender which is meant; if it is {found[0]}: quarterly add {path} --quarter {found[0]}",
        )  # fmt: skip


def _tell_unit(report: Report, told: str | None, path: Path) -> str:
    units = sorted(report.tasks["unit"].dropna().unique())
    if told is not None and len(units) == 1 and told != units[0]:
        raise ReportError(
            path, f"it speaks of {units[0]}, not of {told}", "the unit that the file names",
            f"quarterly add {path}, or write a correction into data/corrections.csv",
        )  # fmt: skip
    unit = told or sender(report)
    if unit is None:
        several = f"it speaks of several units ({'、'.join(units)})" if units else "no column, title or file name says which unit it is from"  # fmt: skip
        raise ReportError(
            path,
            f"{several}: whose report is it?",
            "one unit, such as 文广旅游局",
            f"quarterly add {path} --unit 文广旅游局",
        )
    if UNFIT.search(unit):
        raise ReportError(
            path, f"the unit {unit!r} cannot stand in a file's name", "a name without blanks and signs such as / : *",
            f"quarterly add {path} --unit NAME",
        )  # fmt: skip
    if RESERVED.fullmatch(unit):
        raise refuse(path, "unit_reserved", unit=unit)
    if len(unit.encode()) > MOST_IN_NAME:
        raise refuse(path, "unit_too_long", n=len(unit), most=MOST_IN_NAME // 3)
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
            raise ReportError(
                path, f"there is no report of {unit} for {quarter} that it could replace",
                "--replace only for a newer version of a report that is there", f"quarterly add {path}",
            )  # fmt: skip
        return f"{quarter}-{unit}{ending}", None
    newest = max(rivals, key=lambda old: version_of(old.source.file)[1])
    stem, version = version_of(newest.source.file)
    if not replace:
        raise ReportError(
            path, f"there is a report of {unit} for {quarter} already: data/raw/{newest.source.file}",
            "one report for each unit and quarter, or a newer version of it",
            f"if this is the newer version: quarterly add {path} --replace (the old one is kept)",
        )  # fmt: skip
    return f"{stem}.v{version + 1}{ending}", newest


def _last_before(reports: list[Report], quarter: str, unit: str) -> Report | None:
    """The unit's report of the latest quarter before this one; of several versions the one that holds."""
    told = [(quarters(old)[-1:], old) for old in choose_reports(reports)[0] if sender(old) == unit]
    return max(
        ((at, old) for at, old in told if at and at < [quarter]), key=lambda entry: entry[0], default=(None, None)
    )[1]

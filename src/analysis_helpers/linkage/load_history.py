"""Load a history: from the reports of a folder, or from the dataset that they were built into."""

from __future__ import annotations

from pathlib import Path

from analysis_helpers.cleaning.report import load_report
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project
from analysis_helpers.linkage.decisions import load_decisions
from analysis_helpers.linkage.history import History, files_in, gather_reports
from analysis_helpers.linkage.stored_history import is_dataset, read_district


def load_history(folder: str | Path | None = None, sample: bool = False, district: str | None = None) -> History:
    """Read every report of a folder (None: the project's `data/raw`, with `sample` also `data/sample`), or a district of a dataset.

    Any number of reports a quarter, of any number of units; quarters may be missing in between. The same report twice
    is used once, and of several versions the newest (`….v2` in its name); both are said in the ledger. The project's
    `data/decisions.csv` is replayed. Raises ReportError where there is no report, for the first file that cannot be
    read, for two reports that claim the same, and for decisions whose texts are gone. Where `folder` is a dataset that
    `quarterly corpus build` wrote, nothing is read again: it gives the district of this name as it was built.
    """
    if folder is not None and (district is not None or is_dataset(Path(folder))):
        return read_district(Path(folder), district)
    data = find_project() / "data"
    folders = [data / "raw", *([data / "sample"] if sample else [])] if folder is None else [Path(folder)]
    files = [path for place in folders for path in _reports_in(place)]
    return gather_reports([load_report(path) for path in files], load_decisions(data / "decisions.csv"))


def _reports_in(folder: Path) -> list[Path]:
    files = files_in(folder)
    if not files:
        raise ReportError("history.no_report", folder)
    return files

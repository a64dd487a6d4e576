"""Synthetic quarters around the real report, and what is true of them."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS
from analysis_helpers.cleaning.report import load_report
from analysis_helpers.core.atomic_write import whole_folder
from analysis_helpers.core.errors import ReportError, Text, word
from analysis_helpers.core.project import find_project
from analysis_helpers.core.table_files import write_csv
from analysis_helpers.core.vocabulary import LANGUAGES
from analysis_helpers.synthetic.files import write_report
from analysis_helpers.synthetic.plan import REAL_FILE, draw_quarters, find_places, lay_out
from analysis_helpers.synthetic.province import plan_places, write_province
from analysis_helpers.synthetic.truth import tell_decoys, tell_links, tell_tasks

if TYPE_CHECKING:
    from analysis_helpers.corpus.dataset import Corpus

TRUTH = "truth"
REPORTS = "reports"
FILES = f"{TRUTH}/files.csv"  # what the command wrote, so that it never overwrites what it did not
MOST_NAMED = 12  # files in a message


def write_sample(folder: Path, seed: int) -> list[Path]:
    """Write synthetic reports for 2024Q1, Q3 and Q4 around the real one of 2024Q2, and the truth about them.

    The real report is only read. `folder` appears whole: the reports, and in `truth/` the tables `tasks`, `links`, `decoys` and
    `files`. The same seed gives the same bytes. Returns the reports' paths. Raises ReportError, naming the files,
    if the folder holds anything that this function did not write.
    """
    folder = folder.resolve()
    _refuse_strangers(folder)
    # As the report stands, whatever an analyst corrects: the same bytes on every machine.
    real = load_report(find_project() / "data" / "raw" / REAL_FILE, corrections=pd.DataFrame(columns=COLUMNS), words=())
    quarters = draw_quarters(real, seed)
    sheets = lay_out(quarters, seed)
    places = find_places(sheets)
    truth = {
        "tasks": tell_tasks(quarters, places),
        "links": tell_links(quarters, places),
        "decoys": tell_decoys(places),
    }
    with whole_folder(folder) as fresh:
        (fresh / TRUTH).mkdir()
        for sheet in sheets:
            (fresh / sheet.file).write_bytes(write_report(sheet, sheet.rows_of(quarters[sheet.quarter])))
        for name, table in truth.items():
            write_csv(table, fresh / TRUTH / f"{name}.csv")
        written = [{"file": name, "sha256": _hash(path), "seed": seed} for name, path in _files_in(fresh).items()]
        write_csv(pd.DataFrame(written), fresh / FILES)
    return [folder / sheet.file for sheet in sheets]


def write_corpus(
    folder: Path, districts: int, bureaus: int, quarters: int, tasks: int = 20, seed: int = 1, processes: int = 1
) -> pd.DataFrame:
    """Write a synthetic corpus: a folder of reports for each district below `reports/`, and the truth about them.

    Every bureau of every district has a report a quarter, in one of five formats; `tasks` is the average number in a
    report, districts are a fifth to twice as large. A known share of files is damaged or broken. `truth/` holds `districts`
    (`inflates`: calls far more ahead than is), `files` (`damage`, `broken`) and `tasks` (`key`: the same in every quarter).
    The same seed gives the same bytes. Returns `files`. Raises ReportError as `write_sample` does.
    """
    folder = folder.resolve()
    _refuse_strangers(folder)
    places = plan_places(districts, tasks, seed)
    with whole_folder(folder) as fresh:
        truth = write_province(fresh / REPORTS, places, bureaus, quarters, seed, processes)
        (fresh / TRUTH).mkdir()
        for name in ("districts", "tasks"):
            write_csv(truth[name], fresh / TRUTH / f"{name}.csv")
        names = f"{REPORTS}/" + truth["files"]["district"] + "/" + truth["files"]["name"]
        reports = truth["files"].assign(file=names).astype({"broken": "boolean", "tasks": "Int64"})
        listed = [reports, pd.DataFrame({"file": [f"{TRUTH}/{name}.csv" for name in ("districts", "tasks")]})]  # fmt: skip
        written = pd.concat(listed, ignore_index=True)
        written = written.assign(sha256=[_hash(fresh / name) for name in written["file"]], seed=seed)
        first = ["file", "sha256", "seed"]
        write_csv(written[[*first, *written.columns.drop(first)]], fresh / FILES)
    return written[written["name"].notna()]


def sample_corpus(
    districts: int = 90, bureaus: int = 2, quarters: int = 2, tasks: int = 24, seed: int = 1, workers: int | None = None
) -> Corpus:
    """Open a synthetic province (see `write_corpus`), written and built once into `build/` of the project.

    Later calls read nothing again, unless what draws the province has changed. Raises ReportError as `build_corpus` does.
    """
    from analysis_helpers.corpus.build import build_corpus
    from analysis_helpers.corpus.dataset import open_corpus

    drawn = [path for path in sorted(Path(__file__).parent.iterdir()) if path.suffix in (".py", ".toml")]
    key = hashlib.sha256(b"\0".join(path.read_bytes() for path in drawn)).hexdigest()[:8]
    home = find_project() / "build" / f"province-{districts}-{bureaus}-{quarters}-{tasks}-{seed}-{key}"
    if not (home / "sample" / FILES).is_file():
        write_corpus(home / "sample", districts, bureaus, quarters, tasks, seed, os.cpu_count() or 1)
    build_corpus([home / "sample" / REPORTS], home / "dataset", workers=workers)
    return open_corpus(home / "dataset")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files_in(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _refuse_strangers(folder: Path) -> None:
    """Stop if the folder holds a file that was not written here, or was changed since."""
    if folder.exists() and not folder.is_dir():
        raise ReportError("sample.is_file", folder)
    listed: dict[str, str] = {}
    if (folder / FILES).is_file():
        with suppress(ValueError, KeyError):  # no list of ours: a stranger like the others
            listed = pd.read_csv(folder / FILES, encoding="utf-8-sig").set_index("file")["sha256"].to_dict()
    lost = []
    for name, path in _files_in(folder).items():
        if name not in listed and not (listed and name == FILES):
            lost.append(word("words.not_ours", name=name))
        elif name in listed and listed[name] != _hash(path):
            lost.append(word("words.changed_since", name=name))
    if lost:
        raise ReportError("sample.would_be_lost", folder, n=len(lost), names=_list(lost))


def _list(lost: list[Text]) -> Text:
    names = Text(*("、".join(name.say(language) for name in lost[:MOST_NAMED]) for language in LANGUAGES))
    return word("words.and_more", names=names, n=len(lost) - MOST_NAMED) if len(lost) > MOST_NAMED else names

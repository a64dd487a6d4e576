"""A district's history as Parquet files: how is it written, when is it whole, how does it come back?

    DATASET/dataset.json                                what this folder is
    DATASET/manifests/DISTRICT.json                     the files of one district, and what they were made from
    DATASET/tasks/district=…/year=…/KEY.parquet         so too findings/, ledger/, links/ (without years)

Whoever reads a district writes its files aside; the one process that holds the dataset's lock puts them in place, and then
writes the manifest. Every reader goes by what manifests name: whatever else lies there was left by a build that was
killed, and is never read. KEY is a hash of what the files were made from.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.cleaning.corrections import COLUMNS as CORRECTIONS
from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.schema import NAMES, STATUSES
from analysis_helpers.linkage.decisions import COLUMNS as LINKS
from analysis_helpers.linkage.decisions import finish
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.link_quarters import QUARTERS
from analysis_helpers.textfix.steps import LEVELS

MARK, MANIFESTS, FORMAT = "dataset.json", "manifests", 1
TABLES = ("tasks", "findings", "ledger", "links")
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"  # what Hive, Arrow and DuckDB call a partition without a value
FINDINGS = ["file", "level", "rule", "count", "words"]
PLAIN = {"as_of": "timestamp[us]", "progress_pct": "double", "synthetic": "bool", "source_row": "int64", "count": "int64",
         "position": "int64", "similarity": "double", "margin": "double"}  # fmt: skip
MOST_IN_NAME = 180  # bytes of a folder's name: it also has "district=" before it
NAMED = ("units", "leaders")  # lists of texts; every other column is text


@dataclass(frozen=True)
class Stored:
    """What a manifest says: the district, what it was made from, its reports, and its files by table."""

    district: str
    made_from: Mapping[str, Any]
    sources: Sequence[Mapping[str, Any]]
    parts: Mapping[str, Sequence[Mapping[str, Any]]]

    def files(self, root: Path, table: str) -> list[Path]:
        """The Parquet files of one of the tables."""
        return [root / part["path"] for part in self.parts[table]]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return sum(part["rows"] for part in self.parts[table])


def is_dataset(folder: Path) -> bool:
    """Whether a folder was written by `quarterly corpus build`."""
    return (folder / MARK).is_file()


def write_district(
    aside: Path, district: str, made_from: Mapping[str, Any], history: History | None, findings: pd.DataFrame
) -> Stored:
    """Write what is known of a district into a folder aside. `history` is None where no file could be read."""
    key = hashlib.sha256(json.dumps(made_from, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
    tables: dict[str, dict[str, pd.DataFrame]] = {"findings": {"": findings}, "tasks": {}, "ledger": {}, "links": {}}
    if history is not None:
        flat = history.tasks.assign(
            quarter=history.tasks["quarter"].astype("str").where(history.tasks["quarter"].notna()),
            status=history.tasks["status"].astype("str").where(history.tasks["status"].notna()),
            position=range(len(history.tasks)),
        )
        years = history.tasks["quarter"].dt.year.astype("Int64").astype("string").fillna(NO_YEAR)
        tables["tasks"] = {f"/year={year}": rows for year, rows in flat.groupby(years, sort=True)}
        tables |= {"ledger": {"": history.ledger}, "links": {"": history.links}}
    parts: dict[str, list[dict[str, Any]]] = {table: [] for table in tables}
    for table, pieces in tables.items():
        for where, rows in pieces.items():
            if len(rows):
                path = f"{table}/district={escape(district)}{where}/{key}.parquet"
                parts[table].append({"path": path, "rows": len(rows), "sha256": _write(aside / path, rows)})
    sources = [] if history is None else history.sources.astype("object").to_dict("records")
    return Stored(district, made_from, sources, parts)


def publish(aside: Path, root: Path, stored: Stored) -> None:
    """Put the files of a district in their places, then write the manifest that makes them hold."""
    try:
        for table in TABLES:
            for new, place in zip(stored.files(aside, table), stored.files(root, table), strict=True):
                place.parent.mkdir(parents=True, exist_ok=True)
                new.replace(place)
    except OSError as error:
        raise cannot_write(root, error) from error
    text = json.dumps(asdict(stored), ensure_ascii=False, indent=1) + "\n"
    write_whole(root / MANIFESTS / f"{escape(stored.district)}.json", text.encode())


def cannot_write(root: Path, error: OSError) -> ReportError:
    """What is said where the disk refuses."""
    return ReportError("corpus.write_refused", root, error=error.strerror or error)


def read_manifests(root: Path) -> dict[str, Stored]:
    """What stands whole in a dataset, by district. Raises ReportError for a folder that is none."""
    if not is_dataset(root):
        raise ReportError("corpus.no_dataset", root)
    read = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / MANIFESTS).glob("[!.]*.json"))]
    return {content["district"]: Stored(**content) for content in read}


def read_tasks(root: Path, stored: Stored) -> pd.DataFrame:
    """The tidy table of a district, as `load_history` gives it."""
    flat = (
        _read(stored.files(root, "tasks"), []).sort_values("position").drop(columns="position").reset_index(drop=True)
    )
    own = [name for name in flat.columns if name not in NAMES]
    return flat.assign(
        quarter=pd.PeriodIndex(flat["quarter"], freq="Q"),
        status=pd.Categorical(flat["status"], STATUSES, ordered=True),
        progress_pct=flat["progress_pct"].astype("Float64"),
        **{name: [list(value) for value in flat[name]] for name in NAMED},
    )[[*NAMES, *own]].astype(dict.fromkeys(own, "str"))


def read_district(root: Path, district: str | None) -> History:
    """The history of one district of a dataset, as it was built. Raises ReportError, listing those that there are."""
    there = {name: stored for name, stored in read_manifests(root).items() if stored.parts["tasks"]}
    if district not in there:
        raise ReportError(
            "corpus.which_district",
            word("words.district", district=district) if district else root,
            districts="、".join(there) or word("words.none_yet"),
        )  # fmt: skip
    stored = there[district]
    links = _read(stored.files(root, "links"), [*QUARTERS, *LINKS])
    ledger = _read(stored.files(root, "ledger"), [])
    return History(
        (), read_tasks(root, stored), finish(links).pipe(lambda ends: links[QUARTERS].astype("string").join(ends)),
        ledger.assign(level=pd.Categorical(ledger["level"], LEVELS)), pd.DataFrame(columns=CORRECTIONS),
        stored=pd.DataFrame(stored.sources),
    )  # fmt: skip


def read_findings(root: Path, districts: Sequence[Stored]) -> pd.DataFrame:
    """What a person should know of the files of some districts: `district`, `file`, `level`, `rule`, `count`, `words`."""
    none = pd.DataFrame(columns=["district", *FINDINGS]).astype({"count": "int64"})
    tables = [_read(stored.files(root, "findings"), []).assign(district=stored.district) for stored in districts if stored.parts["findings"]]  # fmt: skip
    return pd.concat(tables, ignore_index=True)[none.columns] if tables else none


def sweep(root: Path, standing: Mapping[str, Stored]) -> None:
    """Take away what no manifest names: a build that was killed left it, or a newer one took its place."""
    named = {path for stored in standing.values() for table in TABLES for path in stored.files(root, table)}
    for table in TABLES:
        for path in sorted((root / table).rglob("*"), reverse=True):  # files before the folders that they lie in
            if path.is_file() and path not in named:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    for path in (root / MANIFESTS).glob(".*.new"):
        path.unlink()


def escape(name: str) -> str:
    """A district's name as part of a path: what Hive and file systems read as something else is %-encoded.

    A name that no system takes as a file's is cut, with a hash behind it.

    >>> escape("青溪区"), escape("a/b=c")
    ('青溪区', 'a%2Fb%3Dc')
    """
    escaped = re.sub(r"[^\w\- .()（）·]|^\.", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), name)
    if len(escaped.encode()) <= MOST_IN_NAME:
        return escaped
    # Cut before a sign that is written as %XX, and told from others that begin alike.
    start = re.sub(r"%[0-9A-F]{0,2}$", "", escaped.encode()[: MOST_IN_NAME - 17].decode(errors="ignore"))
    return f"{start}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _write(path: Path, rows: pd.DataFrame) -> str:
    """Write a table as Parquet that any program reads; the same bytes for the same rows. Returns their SHA-256."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def column(name: str) -> Any:
        if name in NAMED:
            return pa.array(rows[name], pa.list_(pa.string()))
        values = rows[name].astype("object").where(rows[name].notna(), None)
        return pa.array(values, pa.type_for_alias(PLAIN.get(name, "string")))

    table = pa.table({str(name): column(str(name)) for name in rows.columns})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(out.getvalue())
        os.fsync(file.fileno())  # a manifest never outlives what it names
    return hashlib.sha256(out.getvalue()).hexdigest()


def _read(files: Sequence[Path], columns: Sequence[str]) -> pd.DataFrame:
    """The rows of Parquet files below one another (no partition of their paths becomes a column); without files, these columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = [pq.read_table(file, partitioning=None) for file in files]
    return (
        pa.concat_tables(tables, promote_options="permissive").to_pandas() if tables else pd.DataFrame(columns=columns)
    )

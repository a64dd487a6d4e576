"""A dataset opened: any measure over every district, and questions across all of them."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.said import read_quarter
from analysis_helpers.core.schema import NAMES
from analysis_helpers.corpus.cluster import missing_extra, open_cluster
from analysis_helpers.linkage.history import History
from analysis_helpers.linkage.stored_history import (
    FINDINGS,
    Stored,
    read_district,
    read_findings,
    read_manifests,
    read_tasks,
)

VIEWS = {"tasks": [*NAMES, "position", "district", "year"], "findings": [*FINDINGS, "district"]}
MEMORY, SECONDS = "2GB", 300  # that one question may use
SHOWN = 60  # characters of a question that a message shows
Measure = Callable[..., Any]


@dataclass(frozen=True)
class Corpus:
    """A dataset of many districts, as its manifests name it; what a build was at when it was killed is not seen."""

    root: Path
    stored: dict[str, Stored]

    @property
    def districts(self) -> list[str]:
        """The districts that have tasks."""
        return [name for name, stored in self.stored.items() if stored.parts["tasks"]]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row for each district: `reports`, `tasks`, and `unread` files."""
        unread = self.findings[self.findings["level"].eq("unread")].groupby("district").size()
        rows = [
            {"district": name, "reports": len(stored.sources), "tasks": stored.rows("tasks"), "unread": int(unread.get(name, 0))}
            for name, stored in self.stored.items()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["district", "reports", "tasks", "unread"])

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What a person should know of the files: `district`, `file`, `level`, `rule`, `count`, `words`."""
        return read_findings(self.root, list(self.stored.values()))

    def history(self, district: str) -> History:
        """The history of one district, for what takes one (`load_history(DATASET, district=…)` gives the same)."""
        return read_district(self.root, district)

    def map(self, measure: Measure, quarter: str | None = None, workers: int = 0, scheduler: str | None = None,
            **options: Any) -> pd.DataFrame:  # fmt: skip
        """Apply a measure to every district, and put the results below one another, with the `district` in front.

        `measure` takes tidy tasks (or, if its first argument is called `history`, a history) and returns a frame, a series or
        a number. `quarter` gives it the tasks of one quarter (a history: all up to it); a district that has none of them is a row of
        missing values. `options` go to the measure. `workers=0` runs in this process; else as `build_corpus`.
        Raises ReportError for a quarter that no district has, and for a measure that failed, naming the districts.
        """
        quarter = None if quarter is None else read_quarter(quarter, [int(name[:4]) for name in self.quarters])
        jobs = [(self.root, self.stored[name], measure, quarter, options) for name in self.districts]
        with open_cluster(scheduler, workers, None) as run:
            done = {job[1].district: (result, error) for job, result, error in run(apply_measure, jobs)}
        failed = {name: error for name, (_, error) in done.items() if error is not None}
        if failed:
            name, error = next(iter(failed.items()))
            raise ReportError(
                "corpus.measure_failed", "、".join(failed), name=name, error=f"{type(error).__name__}: {error}"
            ) from error
        tables = {name: done[name][0] for name in self.districts}
        if quarter is not None and all(table is None for table in tables.values()):
            raise ReportError("corpus.no_quarter", quarter=quarter, quarters="、".join(self.quarters))
        rows = [_with_district(name, table) for name, table in tables.items()]
        return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["district"])

    @cached_property
    def quarters(self) -> list[str]:
        """The quarters that there are in any district, oldest first."""
        found = self.query("SELECT DISTINCT quarter FROM tasks WHERE quarter IS NOT NULL ORDER BY quarter")
        return [str(quarter) for quarter in found["quarter"]]

    def query(self, sql: str) -> pd.DataFrame:
        """Answer a question in SQL from the views `tasks` (the tidy columns, `district`, `year`) and `findings`.

        DuckDB reads of the Parquet files only what the question needs. It reads no other file, writes none, loads no extension,
        and keeps to `MEMORY` and `SECONDS`. Raises ReportError for SQL that it does not understand, that has no answer, and
        that breaks these bounds.
        """
        try:
            import duckdb
        except ImportError as error:
            raise missing_extra("duckdb") from error
        with duckdb.connect(config={"temp_directory": "", "memory_limit": MEMORY}) as connection:
            for table in VIEWS:
                connection.execute(f"CREATE VIEW {table} AS {self._view(table)}")
            self._shut(connection)
            late = threading.Timer(SECONDS, connection.interrupt)
            late.daemon = True
            late.start()
            try:
                statements = connection.extract_statements(sql)
                if len(statements) != 1 or statements[0].type not in (
                    duckdb.StatementType.SELECT,
                    duckdb.StatementType.EXPLAIN,
                ):
                    raise ReportError("guard.query_nothing", why=sql.strip()[:SHOWN] or "–")
                return connection.execute(statements[0]).df()
            except duckdb.InterruptException as error:
                raise ReportError("guard.query_long", seconds=SECONDS) from error
            except (duckdb.Error, MemoryError) as error:
                raise ReportError("corpus.query_failed", error=error) from error
            finally:
                late.cancel()

    def _shut(self, connection: Any) -> None:
        """Let questions reach the Parquet files of this dataset and nothing else, and let no question undo that."""
        paths = [
            str(path) for stored in self.stored.values() for table in VIEWS for path in stored.files(self.root, table)
        ]
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        for setting in (
            "python_enable_replacements = false",  # no variable of ours is a table
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            f"allowed_paths = [{listed}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")

    def _view(self, table: str) -> str:
        paths = [path for stored in self.stored.values() for path in stored.files(self.root, table)]
        if not paths:
            return f"SELECT {', '.join(f'NULL AS {name}' for name in VIEWS[table])} WHERE false"
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        types = "{'district': VARCHAR, 'year': INTEGER}" if table == "tasks" else "{'district': VARCHAR}"
        return f"SELECT * FROM read_parquet([{listed}], union_by_name = true, hive_partitioning = true, hive_types = {types})"


def open_corpus(dataset: str | Path) -> Corpus:
    """Open a dataset that `quarterly corpus build` wrote. Raises ReportError for a folder that is none."""
    root = Path(dataset).resolve()
    return Corpus(root, read_manifests(root))


def apply_measure(root: Path, stored: Stored, measure: Measure, quarter: str | None, options: dict[str, Any]) -> Any:
    """What a measure says of one district; None where it has nothing in the quarter."""
    if takes_history(measure):
        history = read_district(root, stored.district)
        if quarter is not None and quarter not in history.quarters:
            return None
        return measure(history if quarter is None else history.select(quarter).so_far, **options)
    tasks = read_tasks(root, stored)
    if quarter is not None:
        tasks = tasks[tasks["quarter"].eq(pd.Period(quarter))].reset_index(drop=True)
        if tasks.empty:
            return None
    return measure(tasks, **options)


def takes_history(measure: Measure) -> bool:
    """Whether a measure wants a history rather than tasks: its first argument is called so."""
    names: Sequence[str] = list(inspect.signature(measure).parameters)
    return bool(names) and names[0] == "history"


def _with_district(name: str, found: Any) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame({"district": [name]})
    if isinstance(found, pd.Series):
        found = found.to_frame().reset_index(drop=True)
    table = found if isinstance(found, pd.DataFrame) else pd.DataFrame({"value": [found]})
    table = table.reset_index(drop=isinstance(table.index, pd.RangeIndex)) if table.index.name else table
    return table.assign(district=name)[["district", *table.columns.drop("district", errors="ignore")]]

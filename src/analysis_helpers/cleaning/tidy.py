"""Cleaned cells → the tidy table: what each column means, what is doubtful, and which rows cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analysis_helpers.cleaning.fields import Parsed, as_status, parse_percent, parse_quarter, parse_status, split_names
from analysis_helpers.cleaning.ledger import Step
from analysis_helpers.cleaning.period import Period, read_period
from analysis_helpers.reading import Source
from analysis_helpers.schema import NAMES

TITLE = "(title)"
SYNTHETIC = "合成数据"
WHOLE_ROW = "(whole row)"
ALLOWED = {
    "cells": "one cell for each header",
    "progress_pct": "a percent such as 55%, or an empty cell for unknown",
    "quarter": "a year such as 2024 and a quarter from 1 to 4",
    "task": "the text of the task",
}


def read_fields(
    cells: pd.DataFrame, fields: dict[str, str], source: Source, width: int
) -> tuple[pd.DataFrame, list[tuple[str, Sequence[int], Step]], pd.DataFrame]:
    """The tidy table, the steps of doubt, and a frame of what makes rows unreadable."""
    rows = cells.index
    text = {name: cells[fields[name]].fillna("") if name in fields else pd.Series("", rows) for name in _FIELDS}
    percent, status = parse_percent(text["progress_pct"]), parse_status(text["status"])
    quarter, as_of, period = _read_period(text, fields, source.title)
    units, leaders = split_names(text["unit"]), split_names(text["leader"])

    few = cells.iloc[:, :width].isna().any(axis=1) | (cells.iloc[:, width:].notna().any(axis=1))
    whole = ~few
    present = cells.notna().sum(axis=1)
    bad = pd.concat(
        [
            _bad(source, "cells_miscounted", few, WHOLE_ROW, cells.apply(_join, axis=1), "cells",
                 present.map(lambda n: f"has {n} cells where the header has {width}")),
            _bad(source, "task_empty", whole & text["task"].eq(""), fields["task"], text["task"], "task", "is empty"),
            _bad(source, "percent_unreadable", whole & percent.bad, fields["progress_pct"],
                 text["progress_pct"], "progress_pct", "is no percent"),
            _bad(source, "quarter_unreadable", whole & quarter.bad, fields.get("quarter", TITLE),
                 text["quarter"], "quarter", "is no quarter"),
        ],
        ignore_index=True,
    )  # fmt: skip

    doubts = [
        (fields[name], rows.tolist(), _doubt(rule, text[name], doubtful))
        for name, rule, doubtful in (
            ("status", "status_unknown", status.bad),
            ("progress_pct", "percent_fraction", percent.fraction),
            ("progress_pct", "percent_undecided", percent.undecided),
        )
        if name in fields
    ]
    if not {"year", "quarter"} <= set(fields):
        doubts += _doubt_period(period, source.title)
    unit = units.str[0].astype("str")
    dated = quarter.values.astype(str).where(quarter.values.notna(), as_of.dt.strftime("%Y-%m-%d")).fillna("undated")
    tasks = pd.DataFrame(
        {
            "task_id": dated + "-" + unit.fillna("unknown") + "-" + rows.astype(str),
            "quarter": quarter.values,
            "as_of": as_of,
            "unit": unit,
            "leader": leaders.str[0].astype("str"),
            "units": units,
            "leaders": leaders,
            "task": text["task"].astype("str"),
            "narrative": text["narrative"].astype("str").mask(text["narrative"].eq("")),
            "progress_pct": percent.values,
            "status": as_status(status.values),
            "synthetic": SYNTHETIC in source.title,
            "source_file": source.file,
            "source_row": rows.astype("int64"),
        }
    )[NAMES]
    own = [label for label in cells.columns if label not in fields.values()]
    return tasks.join(cells[own]), doubts, bad


_FIELDS = ("task", "year", "quarter", "narrative", "progress_pct", "status", "leader", "unit")


def _read_period(
    text: dict[str, pd.Series], fields: dict[str, str], title: str
) -> tuple[Parsed, pd.Series, Period | None]:
    """Quarter and as-of day of each row, and the words they were taken from where there are no columns.

    From the columns where there are both; else from the title, else from the narrative's header. A span that is
    no quarter (1-7月) gives its last day and no quarter. Never from a day of publishing.
    """
    rows = text["task"].index
    if "year" in fields and "quarter" in fields:
        quarter = parse_quarter(text["year"], text["quarter"])
        return quarter, quarter.values.dt.end_time.dt.normalize().astype("datetime64[us]"), None
    year = re.search(r"20\d{2}", title)
    period = read_period(title) or read_period(fields.get("narrative", ""), int(year[0]) if year else None)
    named = period.quarter if period else None
    quarters = pd.Series(pd.PeriodIndex([named] * len(rows), freq="Q"), rows)
    as_of = pd.Series(period.as_of if period else pd.NaT, rows).astype("datetime64[us]")
    return Parsed(quarters, pd.Series(False, rows)), as_of, period


def _doubt_period(period: Period | None, title: str) -> list[tuple[str, Sequence[int], Step]]:
    """Say where a period came from that no column states, and that there is none."""
    if period is not None and period.quarter is not None:
        return [(TITLE, [0], note("period_from_words", period.words))]
    words = period.words if period is not None else title
    return [(TITLE, [0], Step("no_quarter", "doubtful", [0], [1], [words], [words]))]


def _join(row: pd.Series) -> str:
    return " | ".join(row.dropna())


def _doubt(rule: str, values: pd.Series, doubtful: pd.Series) -> Step:
    at = [i for i, is_doubtful in enumerate(doubtful) if is_doubtful]
    same = [values.iloc[i] for i in at]
    return Step(rule, "doubtful", at, [1] * len(at), same, same)


def _bad(source: Source, rule: str, bad: pd.Series, column: str, values: pd.Series, kind: str,
         problem: str | pd.Series) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame(
        {
            "file": source.file,
            "source_row": bad.index[bad],
            "column": column,
            "value": values[bad].tolist(),
            "problem": problem[bad].tolist() if isinstance(problem, pd.Series) else problem,
            "allowed": ALLOWED[kind],
            "rule": rule,
        }
    )


def note(rule: str, text: str) -> Step:
    """A step that only says something harmless about one row."""
    return Step(rule, "normalised", [0], [1], [text], [text])

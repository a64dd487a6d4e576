"""Cleaned cells → the tidy table: what each column means, what is doubtful, and which rows cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis_helpers.cleaning.fields import (
    as_status,
    distinct,
    expand,
    parse_day,
    parse_status,
)
from analysis_helpers.cleaning.names import split_names
from analysis_helpers.cleaning.percent import parse_percent
from analysis_helpers.cleaning.period import SYNTHETIC
from analysis_helpers.cleaning.report_period import read_report_period
from analysis_helpers.cleaning.reporting_unit import unit_above, unit_in_file_name
from analysis_helpers.cleaning.rows import WHOLE_ROW, join_cells, list_rows
from analysis_helpers.cleaning.ticks import read_ticks
from analysis_helpers.cleaning.used_words import call_in_full
from analysis_helpers.core.errors import word
from analysis_helpers.core.project_words import meanings, plain_word
from analysis_helpers.core.schema import NAMES, SECTION
from analysis_helpers.readers.grid import Source
from analysis_helpers.textfix.steps import Entry, Picked, Step, note

TITLE = "(title)"
OURS = re.compile(r"\s*[A-Za-z_]\w*\s*", re.ASCII)  # a name that a column of ours could have


@dataclass
class Tidy:
    """The tidy table, what was decided on the way, and a frame of what makes rows unreadable."""

    tasks: pd.DataFrame
    entries: list[Entry] = field(default_factory=list)
    bad: pd.DataFrame = field(default_factory=pd.DataFrame)


def read_fields(cells: pd.DataFrame, fields: Mapping[str, str], source: Source, lines: Sequence[str], width: int,
                sections: Mapping[int, str], ticked: Mapping[str, str] | None = None) -> Tidy:  # fmt: skip
    """Read the task rows of a report.

    `cells` are cleaned cells (index `source_row`), `fields` the label of each tidy column, `lines` the cleaned lines
    above the table, `width` the number of headers, `sections` the heading that each row stands under, `ticked` the class of each
    status column that is ticked.
    """
    rows = cells.index
    missing = cells.isna()
    text = {name: cells[fields[name]].fillna("") if name in fields else pd.Series("", rows, dtype="str") for name in _FIELDS}  # fmt: skip
    percent, status = (
        parse_percent(text["progress_pct"], fields.get("progress_pct", "")),
        parse_status(text["status"], fields.get("status", ""), lines),
    )
    by_tick = read_ticks(cells[list(ticked)], ticked) if ticked else None
    quarter, as_of, entries = read_report_period(text, fields, source, lines)
    units, leaders = call_in_full(split_names(text["unit"])), split_names(text["leader"], persons=True)
    people = (("unit", units), ("leader", leaders))

    few = missing.iloc[:, :width].any(axis=1) | ~missing.iloc[:, width:].all(axis=1)
    whole = ~few
    present = len(cells.columns) - missing.sum(axis=1)
    day = parse_day(text["as_of"])
    bad = pd.concat(
        [
            _bad(source, "cells_miscounted", few, WHOLE_ROW, lambda at: map(join_cells, list_rows(cells[at])), "cells",
                 lambda at: present[at].map(lambda n: word("words.has_cells", n=n, width=width)).tolist()),
            _bad(source, "task_empty", whole & text["task"].eq(""), fields["task"], text["task"], "task", word("words.task_empty")),
            _bad(source, "percent_unreadable", whole & percent.bad, fields.get("progress_pct", TITLE),
                 text["progress_pct"], "progress_pct", word("words.no_percent")),
            _bad(source, "quarter_unreadable", whole & quarter.bad, fields.get("quarter", TITLE),
                 text["quarter"], "quarter", word("words.no_quarter")),
            _bad(source, "day_unreadable", whole & day.bad, fields.get("as_of", TITLE), text["as_of"], "as_of", word("words.no_day")),
        ],
        ignore_index=True,
    )  # fmt: skip

    decided = [
        ("status", "status_unknown", "doubtful", status.bad),
        ("status", "status_within", "normalised", status.within),
        ("status", "status_under_way", "doubtful", status.under_way),
        ("status", "status_lights", "doubtful", status.lights),
        *(("progress_pct", rule, _LEVELS.get(rule, "doubtful"), where) for rule, where in percent.decided.items()),
        ("leader", "several_names", "normalised", leaders.several),
        ("unit", "several_names", "normalised", units.several),
        ("leader", "office_among_leaders", "doubtful", leaders.offices),
        ("leader", "title_taken_off", "normalised", leaders.shortened),
        ("unit", "unit_role_taken_off", "normalised", units.shortened),
        ("leader", "leader_unclear", "doubtful", leaders.unclear),
        ("unit", "unit_only_helps", "doubtful", units.helpers),
        *((name, "name_joined", "normalised", read.joined) for name, read in people),
        *((name, "nobody_named", "normalised", read.nobody) for name, read in people),
    ]
    entries += [(fields[name], rows.to_numpy(), _at(rule, level, text[name], where)) for name, rule, level, where in decided if name in fields]  # fmt: skip
    if by_tick is not None and ticked:
        label = next(iter(ticked))
        entries.append((label, rows.to_numpy(), _at("status_ticks_unclear", "doubtful", cells[label].fillna(""), by_tick.unclear)))  # fmt: skip
    if "progress_pct" not in fields:
        entries.append((TITLE, [0], note("no_percent_column", "、".join(cells.columns), "doubtful")))
    unit, lists = units.first, units.values
    # A column of — says that nobody is named; one of blanks says nothing, and the title may.
    if unit.isna().all() and not units.nobody.any() and (found := _find_unit(source, lines)) is not None:
        name, rule, words = found
        name = meanings("unit").get(plain_word(name), name)
        unit, lists = pd.Series(name, rows, dtype="str"), pd.Series([[name] for _ in rows], rows, dtype="object")
        entries.append((TITLE, [0], note(rule, name, words=words)))
    dated = _say_period(quarter.values, as_of)
    marks, codes = distinct(text["synthetic"])
    made_up = expand(marks.str.lower().eq("true"), codes, rows) | any(SYNTHETIC in line for line in lines)
    tasks = pd.DataFrame(
        {
            "task_id": dated + "-" + unit.fillna("unknown") + "-" + _say_rows(rows),
            "quarter": quarter.values,
            "as_of": day.values.fillna(as_of),
            "unit": unit,
            "leader": leaders.first,
            "units": lists,
            "leaders": leaders.values,
            "task": text["task"],
            "narrative": text["narrative"].mask(text["narrative"].eq("")),
            "progress_pct": percent.values,
            "status": as_status(status.values) if by_tick is None else by_tick.values,
            "synthetic": made_up,
            "source_file": source.file,
            "source_row": rows.astype("int64"),
        }
    )[NAMES]
    own = cells[[label for label in cells.columns if label not in fields.values()]]
    own = own.set_axis(name_kept(list(own.columns), {SECTION} if any(sections.values()) else set()), axis="columns")
    if any(sections.values()):
        own = own.assign(**{SECTION: [sections.get(row) for row in rows]})
    return Tidy(tasks.join(own) if len(own.columns) else tasks, entries, bad)


def name_kept(labels: Sequence[str], also: Collection[str] = ()) -> list[str]:
    """Names for the columns of a file that are none of ours, all different, and none that a frame of ours could have.

    Every column that we make is called in lower-case ASCII; a file's column of such a name gets " (file)" behind it, so
    that no measure can take it for its own; so does one that is called as one of `also`.

    >>> name_kept(["备注", "schedule_status", "Basis", "basis (file)", "basis"])
    ['备注', 'schedule_status (file)', 'Basis (file)', 'basis (file)', 'basis (file 2)']
    """
    ours = [label in also or OURS.fullmatch(unicodedata.normalize("NFKC", label)) is not None for label in labels]
    taken = {label for label, is_ours in zip(labels, ours, strict=True) if not is_ours}
    named = []
    for label, is_ours in zip(labels, ours, strict=True):
        name, n = label, 1
        while is_ours and (name == label or name in taken):
            name, n = f"{label} (file)" if n == 1 else f"{label} (file {n})", n + 1
        taken.add(name)
        named.append(name)
    return named


_FIELDS = ("task", "year", "quarter", "as_of", "narrative", "progress_pct", "status", "leader", "unit", "synthetic")
_LEVELS = {"percent_nothing": "normalised", "percent_spaced": "normalised", "percent_in_words": "normalised"}


def _find_unit(source: Source, lines: Sequence[str]) -> tuple[str, str, str] | None:
    """The unit, the rule that found it, and the words: a line that names it, the title, the file's name."""
    if (found := unit_above(source.title, lines)) is not None:
        return found[0], "unit_from_title", found[1]
    unit = unit_in_file_name(source.file)
    return None if unit is None else (unit, "unit_from_name", source.file)


def _say_period(quarters: pd.Series, days: pd.Series) -> pd.Series:
    """The quarter as text, else the as-of day, else that there is none."""
    names = {quarter: str(quarter) for quarter in quarters.dropna().unique()}
    said = quarters.map(names).astype("str")
    return said if said.notna().all() else said.fillna(days.dt.strftime("%Y-%m-%d").astype("str")).fillna("undated")


def _say_rows(rows: pd.Index) -> pd.Series:
    """Numbers of rows as texts; far faster than pandas', which makes objects of them first."""
    return pd.Series(pd.array(pa.array(rows).cast(pa.large_string()), dtype="str"), rows)


def _at(rule: str, level: str, values: pd.Series, where: pd.Series) -> Step:
    at = where.to_numpy().nonzero()[0]
    same = Picked(values.array, at)
    return Step(rule, level, at, np.ones(len(at), np.int64), same, same)


def _bad(source: Source, rule: str, bad: pd.Series, column: str, values: object, kind: str,
         problem: object) -> pd.DataFrame:  # fmt: skip
    """A frame of bad cells; `values` and `problem` may be functions that are asked for the bad rows only."""
    if not bad.any():
        return pd.DataFrame(columns=["file", "source_row", "column", "value", "problem", "allowed", "rule"])
    return pd.DataFrame(
        {
            "file": source.file,
            "source_row": bad.index[bad],
            "column": column,
            "value": list(values(bad) if callable(values) else values[bad]),  # type: ignore[index]
            "problem": problem(bad) if callable(problem) else [problem] * int(bad.sum()),
            "allowed": [word(f"words.allowed_{kind}")] * int(bad.sum()),
            "rule": rule,
        }
    )

"""`briefing.html`: one file, offline, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis_helpers import __version__
from analysis_helpers.charts import choose_charts
from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
from analysis_helpers.findings import find_reading
from analysis_helpers.history import History
from analysis_helpers.measures.schedule import find_tipping_days
from analysis_helpers.scope import describe_scope
from analysis_helpers.vocabulary import load_vocabulary, say

LONG = 40  # rows; a longer table behind a chart is left to its CSV


def write_page(
    history: History, tasks: pd.DataFrame, drawn: Mapping[str, str], path: Path, language: str = "zh"
) -> None:
    """Write the briefing of some tasks (tidy, compared with the schedule) with their charts (SVG by name)."""
    scope = describe_scope(tasks)
    sections = [
        {
            "name": name,
            "title": chart.find(tasks).text(language),
            "image": "data:image/svg+xml;base64," + base64.b64encode(drawn[name].encode()).decode(),
            "table": _table(_shorten(chart.table(tasks)), language),
        }
        for name, chart in choose_charts(tasks).items()
    ]
    tips = find_tipping_days(tasks).set_index("task_id")["tipping_day"]
    every = tasks.assign(tipping_day=tasks["task_id"].map(tips))[_task_columns(len(scope.units))]
    template = Environment(
        loader=PackageLoader("analysis_helpers", "briefing"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template("page.html")  # fmt: skip
    digest = hashlib.sha256("".join(history.sources["sha256"]).encode()).hexdigest()[:12]
    html = template.render(
        language=language,
        say=lambda key, **values: say(key, language, **values),
        title=say("page.title", language, units=scope.unit_names(language), period=scope.period(language)),
        footer=scope.footer(language),
        synthetic=scope.synthetic,
        findings=[section["title"] for section in sections],
        reading=find_reading(tasks, history.ledger).text(language),
        sections=sections,
        summary=_table(_translate(summarise_ledger(history.ledger), language), language),
        doubts=_table(_translate(list_doubts(history.ledger), language), language),
        tasks=_table(every, language),
        sources=history.sources[["file", "title", "sha256"]].to_dict("records"),
        version=__version__,
        digest=digest,
    )
    path.write_text(html, encoding="utf-8")


def _task_columns(units: int) -> list[str]:
    """The columns of the table of all tasks; with a single unit its name says nothing."""
    columns = ["source_row", "task", "leader", "progress_pct", "deviation_pp", "schedule_status", "status",
               "tipping_day", "narrative"]  # fmt: skip
    return ["unit", *columns] if units > 1 else columns


def _shorten(table: pd.DataFrame) -> pd.DataFrame:
    """Days on which nothing changes say nothing: a long table by day keeps the days of a change."""
    if len(table) <= LONG or "day" not in table:
        return table
    figures = table.drop(columns="day")
    return table[figures.ne(figures.shift()).any(axis=1)]


def _translate(ledger: pd.DataFrame, language: str) -> pd.DataFrame:
    """Levels, rules and places in words."""
    places = load_vocabulary("labels")["places"]
    if "column" in ledger:
        ledger = ledger.assign(column=[places[c][language] if c in places else c for c in ledger["column"]])
    return ledger.assign(
        level=[say(f"levels.{level}", language) for level in ledger["level"]],
        rule=[say(f"rules.{rule}", language) for rule in ledger["rule"]],
    )


def _table(table: pd.DataFrame, language: str) -> dict[str, list[object]]:
    """Headers and rows as the page shows them; a missing value is said, not left blank."""
    names = load_vocabulary("labels")["columns"]
    columns = [column for column in table.columns if column in names]
    headers = [names[column][language] for column in columns]
    rows = [
        [_show(column, value, language) for column, value in zip(columns, row, strict=True)]
        for row in table[columns].astype("object").itertuples(index=False)
    ]
    return {
        "headers": headers,
        "rows": rows,
        "numeric": [_is_numeric(table[column]) for column in columns],
        "names": columns,
    }


def _is_numeric(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _show(column: str, value: object, language: str) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    words = load_vocabulary("labels").get(column, {})
    parts = str(value).split("、")  # several keys in one cell
    return "、".join(words[part][language] for part in parts) if set(parts) <= set(words) else str(value)

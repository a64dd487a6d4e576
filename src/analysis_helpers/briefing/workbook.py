"""`briefing.xlsx`: every table of the briefing, one sheet each; nothing in it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.display_tables import CaptionedTable, say_rows, show_cell
from analysis_helpers.briefing.ooxml import fit, forget_the_time
from analysis_helpers.core.table_files import XLSX_MOST, write_sheets
from analysis_helpers.core.vocabulary import load_vocabulary

NO_TITLE = re.compile(r"[\[\]:*?/\\']")  # what a sheet's name cannot hold
TITLE_MOST = 31


def write_workbook(briefing: Briefing, path: str | Path) -> None:
    """Write the tables of a briefing, numbers as numbers, with the rows of the report that each row speaks of."""
    tables = {table.key: (table.caption, table) for table in briefing.tables}
    for section in briefing.sections:  # all days, not only those on which something changes
        table = section.table
        tables[section.key] = (section.topic, CaptionedTable(table.key, table.caption, section.whole, table.language))
        if len(section.whole) == len(table.frame):
            tables[section.key] = (section.topic, table)
    sheets: dict[str, pd.DataFrame] = {}
    contents = []
    for caption, table in tables.values():
        title = _title(caption, sheets)
        sheets[title] = _plain(table, briefing)
        contents.append({briefing.words("workbook.sheet"): title, briefing.words("workbook.holds"): fit(table.caption)})
    first = {briefing.words("workbook.contents"): pd.DataFrame(contents)}
    write_sheets(first | sheets, Path(path))
    forget_the_time(Path(path))


def _plain(table: CaptionedTable, briefing: Briefing) -> pd.DataFrame:
    """A table with its headers and statuses in words; what is unknown is an empty cell."""
    labels = load_vocabulary("labels")
    columns = {}
    for name, header in zip(table.columns, table.headers, strict=True):
        values = table.frame[name]
        if not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_dtype(values):
            texts = values.astype("object").where(values.notna(), None)
            known = labels.get(name, {})
            values = texts.map(lambda v, n=name, k=known: show_cell(n, v, table.language) if v in k else v)
            values = values.map(lambda v: fit(v)[:XLSX_MOST] if isinstance(v, str) else v)
        columns[header] = values
    if table.rows is not None and table.key != "tasks":
        said = [", ".join(text for text, _ in say_rows(rows, briefing.labels)) for rows in table.rows]
        columns[briefing.words("page.rows")] = pd.Series(said, table.frame.index, dtype="object")
    return pd.DataFrame(columns)


def _title(caption: str, taken: dict[str, pd.DataFrame]) -> str:
    title = NO_TITLE.sub(" ", fit(caption))[:TITLE_MOST]
    n = 2
    while title in taken:
        title = f"{title[: TITLE_MOST - 3]} {n}"
        n += 1
    return title

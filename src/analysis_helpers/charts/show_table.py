"""How does a table look in a notebook? Texts from the left, names on one line, no more width than it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis_helpers.core.characters import SURROGATES, fits_xml
from analysis_helpers.core.language import check_language, get_language
from analysis_helpers.core.table_words import say_head, say_value

NUMBER = "text-align: right; white-space: nowrap"
NAME = "text-align: left; white-space: nowrap"
WORDS = "text-align: left"
TEXT = "text-align: left; min-width: 10em"
NAME_MOST, WORDS_MOST = 8, 16  # characters
# Dollars in a report are money; JupyterLab would set what stands between two of them as a formula.
PLAIN = ["mathjax_ignore", "tex2jax_ignore"]
BEND = re.compile(r"(?<=_)(?=[a-z])")


@dataclass(frozen=True)
class ShownTable:
    """A table as a notebook shows it, in a language; `table` is the frame itself."""

    table: pd.DataFrame
    language: str = "zh"

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return _write_html(self.table, self.language)


def show_table(table: pd.DataFrame, language: str | None = None) -> ShownTable:
    """Return a table as a notebook shows it best: readable at 1024 pixels, in the light and in the dark theme.

    Takes any frame and changes nothing in it. Heads of columns, statuses, classes and rules stand there in words, in `language`
    (None: the one that holds, see `get_language`); a head's tooltip is the name that code has for it. A column that is none of
    ours keeps its own name. Texts stand on the left and are wrapped, numbers on the right, unknown is –;
    names with `_` are wrapped there; row numbers are left out. Texts longer than pandas' `display.max_colwidth` are cut
    there and end in …; of more rows than `display.max_rows` the first and the last are shown, with a line saying how many there are.

    >>> import pandas as pd
    >>> shown = show_table(pd.DataFrame({"task": ["新建书房4个", "办展", None], "progress_pct": [55.0, None, 100.0]}))
    >>> "<td>" in shown._repr_html_(), shown._repr_html_().count("–")
    (False, 2)
    """
    return ShownTable(table, get_language() if language is None else check_language(language))


def _write_html(table: pd.DataFrame, language: str) -> str:
    import lxml.html

    named = _name_rows(table)
    flat = _say_words(named, language).apply(_mend_halves)
    rows, labelled = pd.get_option("display.max_rows"), _is_labelled(flat.index)
    written = flat.apply(_mark_unknown).to_html(
        index=labelled,
        na_rep="–",
        border=0,
        classes=PLAIN,
        max_rows=rows,
        show_dimensions=len(flat) > (rows or len(flat)),
    )
    styles = [NAME] * flat.index.nlevels * labelled
    styles += [_choose_style(flat.iloc[:, place]) for place in range(flat.shape[1])]
    if language == "zh":
        written = re.sub(r"<p>(\d+) rows × (\d+) columns</p>$", r"<p>\1行 × \2列</p>", written)
    heads = [""] * flat.index.nlevels * labelled + [name if isinstance(name, str) else "" for name in named.columns]
    page = lxml.html.fragment_fromstring(fits_xml(written), create_parent="div")
    for row in page.iter("tr"):
        row.attrib.pop("style", None)
        for cell, style, head in zip(row, styles, heads, strict=False):
            if row.getparent().tag == "thead" and head and cell.text_content() not in ("", head):
                cell.set("title", head)  # what code calls the column
            cell.set("style", style.split(";")[0] if row.getparent().tag == "thead" else style)
            _let_bend(cell)
    html: str = lxml.html.tostring(page, encoding="unicode").replace("</wbr>", "")  # a tag without an end
    return html


def _name_rows(table: pd.DataFrame) -> pd.DataFrame:
    """An index with a name becomes a column, so that its name stands in line with the others; an unknown label is –."""
    if table.index.nlevels > 1:
        return table
    if table.index.name not in (None, *table.columns) and table.columns.name is None:
        return table.reset_index()
    if table.index.hasnans:
        return table.set_axis(table.index.astype(object).where(table.index.notna(), "–"))
    return table


def _say_words(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Heads and values in words; where a table stands on its side, its row labels are the heads."""
    if table.columns.nlevels > 1 or table.index.nlevels > 1:
        return table
    columns = [_say_column(name, table.iloc[:, place], language) for place, name in enumerate(table.columns)]
    said = pd.concat(columns, axis=1) if columns else table.copy()
    for place, name in enumerate(table.index):
        if isinstance(name, str) and say_head(name, language) != name:
            row = [say_value(name, value, language) for value in said.iloc[place]]
            for at, value in enumerate(row):
                if value is not said.iat[place, at]:
                    said.isetitem(at, said.iloc[:, at].astype(object))
                    said.iat[place, at] = value
    heads = pd.Index([say_head(name, language) for name in table.columns], dtype=object)
    said.columns = heads.rename(say_head(table.columns.name, language))
    if any(isinstance(name, (str, bool)) for name in table.index):
        labels = [
            say_value("", name, language) if isinstance(name, bool) else say_head(name, language)
            for name in table.index
        ]
        said.index = pd.Index(labels, dtype=object)
    return said


def _say_column(name: Any, column: pd.Series[Any], language: str) -> pd.Series[Any]:
    """A column with its words; one that holds none stays what it is."""
    kept = column.dropna().astype(object)
    said = {value: word for value in _distinct(kept) if (word := say_value(name, value, language)) != value}
    return (
        column.astype(object).map(lambda value: said.get(value, value) if isinstance(value, (str, bool)) else value)
        if said
        else column
    )


def _distinct(column: pd.Series[Any]) -> list[Any]:
    return list(dict.fromkeys(value for value in column if isinstance(value, (str, bool))))


def _mend_halves(column: pd.Series[Any]) -> pd.Series[Any]:
    """Halves of a surrogate pair, which only a column of objects can hold, as marks: no text in UTF-8 has them."""
    if column.dtype != object or not any(isinstance(value, str) and SURROGATES.search(value) for value in column):
        return column
    mended = [fits_xml(value) if isinstance(value, str) else value for value in column]
    return pd.Series(mended, column.index, dtype=object, name=column.name)


def _is_labelled(index: pd.Index) -> bool:
    return index.nlevels > 1 or not pd.api.types.is_integer_dtype(index.dtype)


def _mark_unknown(column: pd.Series[Any]) -> pd.Series[Any]:
    """Let pandas see every unknown as NaN: it is written as –, while pd.NA would be <NA>."""
    if pd.api.types.is_float_dtype(column.dtype):
        return column.astype("float64")
    if column.isna().any() and not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.astype(object).where(column.notna(), float("nan"))
    return column


def _choose_style(column: pd.Series[Any]) -> str:
    known = column.dropna()
    if pd.api.types.is_datetime64_any_dtype(known):
        return NAME
    if pd.api.types.is_numeric_dtype(known.infer_objects()) and not pd.api.types.is_bool_dtype(known):
        return NUMBER
    longest = max(map(len, map(str, known)), default=0)
    return NAME if longest <= NAME_MOST else WORDS if longest <= WORDS_MOST else TEXT


def _let_bend(cell: Any) -> None:
    """Allow a line to end after each _ of a name such as source_row."""
    import lxml.etree

    first, *rest = BEND.split(cell.text or "")
    cell.text = first
    for part in rest:
        place = lxml.etree.SubElement(cell, "wbr")
        place.tail = part

"""Say in words what a frame holds: columns, classes in their order, quarters."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
import pandas as pd

from analysis_helpers.charts.own_style import get_style
from analysis_helpers.core.language import check_language
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.measures.scope import say_quarter

# Columns that hold the words of another one's section in labels.toml.
LIKE = {"previous_status": "status"}
PEOPLE = ("leader", "unit")  # whose name may be missing


@overload
def label(what: str, language: str | None = None) -> str: ...
@overload
def label(what: pd.DataFrame, language: str | None = None) -> pd.DataFrame: ...
def label(what: pd.DataFrame | str, language: str | None = None) -> pd.DataFrame | str:
    """Return a frame with columns and values in words, for display and for seaborn; of the name of a column, its words.

    Quarters, statuses, movements and other classes become ordered categoricals (oldest quarter first, `unknown` last and
    only where there is one), so that charts show them in order; lists of names are joined; an unnamed leader is said to be.
    Percents, texts and columns of your own stay as they are, and so do the names of rows and columns of a pivot that the
    vocabulary does not know. `language` None: that of `set_style`. What was given is not changed.

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2", "2024Q1"], freq="Q"), "status": ["ahead", None]})
    >>> label(tasks, "zh").astype("str").to_dict("list")
    {'季度': ['2024年二季度', '2024年一季度'], '自报状态': ['超前', '未知']}
    >>> label("progress_pct", "zh"), label(tasks, "en")["quarter"].cat.categories.tolist()
    ('进度（%）', ['Q1 2024', 'Q2 2024'])
    """
    language = get_style()[1] if language is None else check_language(language)
    if isinstance(what, str):
        return _say_column(what, language)
    columns = [_say_values(values, str(name), language) for name, values in what.items()]
    shown = pd.concat(columns, axis=1) if columns else what.copy()
    names = [_say_column(name, language) if isinstance(name, str) else name for name in what.columns]
    # Two columns may have the same words: then the second says which one it is.
    words = [f"{said} ({name})" if said in names[:i] else said for i, (said, name) in enumerate(zip(names, what.columns, strict=True))]  # fmt: skip
    across = what.columns.name
    heads = pd.Index(words) if across is None else _say_index(what.columns, language)
    return shown.set_axis(heads, axis="columns").set_axis(_say_index(what.index, language), axis="index")


def _say_column(name: str, language: str) -> str:
    """The words of a column; its own name where there are none."""
    for names in (load_vocabulary("own")["columns"], load_vocabulary("labels")["columns"]):
        if name in names:
            return str(names[name][language])
    return name


def _say_index(index: pd.Index, language: str) -> pd.Index:
    if index.nlevels > 1 or index.name is None:
        return index
    values = _say_values(index.to_series().reset_index(drop=True), str(index.name), language)
    said = pd.Index(values, name=_say_column(str(index.name), language))
    return said


def _say_values(values: pd.Series[Any], name: str, language: str) -> pd.Series[Any]:
    """A column in words: classes and quarters as an ordered categorical, lists joined."""
    if str(values.dtype).startswith("period[Q"):
        there = sorted(values.dropna().unique())
        return _order(values, {quarter: say_quarter(quarter, language) for quarter in there}, language)
    if known := _find_words(values, name):
        order = list(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else list(known)
        return _order(values, {key: known[key][language] for key in order}, language)
    if name in PEOPLE:
        return values.fillna(say("chart.no_name", language))
    if pd.api.types.is_numeric_dtype(values) and not isinstance(values.dtype, np.dtype):
        return values.astype("float64" if values.isna().any() else values.dtype.numpy_dtype)  # seaborn knows no pd.NA
    if values.map(lambda value: isinstance(value, list)).all() and len(values):
        return values.str.join(say("footer.stop", language))
    return values


def _find_words(values: pd.Series[Any], name: str) -> dict[str, dict[str, str]]:
    """The words of a column's classes, if it holds nothing else."""
    words = load_vocabulary("labels").get(LIKE.get(name, name), {})
    words = {key: said for key, said in words.items() if isinstance(said, dict)}
    if not words:
        return {}
    there = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values.dropna()
    return words if len(there) and all(isinstance(value, str) and value in words for value in there) else {}


def _order(values: pd.Series[Any], said: dict[Any, str], language: str) -> pd.Series[Any]:
    """Values in words, in the order of `said`; what is missing is unknown, and last."""
    texts = values.astype("object").map(said)
    order = list(said.values())
    if texts.isna().any():
        unknown = say("status.unknown", language)
        texts = texts.where(texts.notna(), unknown)
        order = [*(word for word in order if word != unknown), unknown]
    return pd.Series(pd.Categorical(texts, order, ordered=True), values.index, name=values.name)

"""Statuses that are ticked: one column for each status, a mark in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from analysis_helpers.cleaning.fields import as_status, fold
from analysis_helpers.core.vocabulary import load_vocabulary


class Ticked(NamedTuple):
    """The status of each row, and the rows in which more than one is ticked or something else stands."""

    values: pd.Series
    unclear: pd.Series


def read_ticks(cells: pd.DataFrame, classes: Mapping[str, str]) -> Ticked:
    """The class of the one column that is ticked; `classes` leads from a column of `cells` to its class.

    >>> read_ticks(pd.DataFrame({"已完成": ["√", ""], "滞后": ["", "√"]}), {"已完成": "done", "滞后": "behind"}).values.tolist()
    ['done', 'behind']
    """
    words = load_vocabulary("statuses")["ticks"]
    blank = {"", *words["crosses"], *load_vocabulary("names")["nobody"]}
    marks = {label: fold(cells[label].fillna("")).str.strip() for label in classes}
    holds = pd.DataFrame({label: ~texts.isin(blank) for label, texts in marks.items()}, index=cells.index)
    is_mark = pd.DataFrame({label: texts.isin(words["marks"]) for label, texts in marks.items()}, index=cells.index)
    unclear = holds.sum(axis=1).gt(1) | (holds & ~is_mark).any(axis=1)
    found = holds.idxmax(axis=1).map(dict(classes)).where(holds.any(axis=1) & ~unclear)
    return Ticked(as_status(found.astype("object")), unclear)

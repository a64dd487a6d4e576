"""How are many columns cleaned at once? As one row of texts, those that repeat only once, a piece at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis_helpers.readers.columns import Column, join_texts
from analysis_helpers.textfix.arrays import Picked, Texts
from analysis_helpers.textfix.clean_text import Rule, clean_texts
from analysis_helpers.textfix.steps import Step

PIECE = 2**22  # bytes of text that are cleaned together, so that what the rules need on the way stays small
SAMPLE = 2000  # cells that tell whether a column repeats itself


def clean_columns(columns: Sequence[Column], first: Sequence[Rule] = ()) -> list[tuple[Column, list[Step]]]:
    """Clean many columns at once: for each its cleaned texts and the steps; rules in `first` come before all others.

    A missing cell stays missing.
    """
    codes: list[np.ndarray | None] = []
    parts: list[Column] = []
    for column in columns:
        sample = column[:SAMPLE]
        if 2 * len(pd.unique(sample)) > len(sample):
            codes.append(None)
            parts.append(column)
        else:  # a year, a status, a name stands in many cells
            code, different = pd.factorize(column, use_na_sentinel=False)
            codes.append(code)
            parts.append(different)
    row, bounds = _in_a_row(parts), np.cumsum([0, *map(len, parts)])
    done: list[Column] = []
    steps: list[Step] = []
    for start, end in pairwise(_cut(row)):
        texts, taken = clean_texts(Texts.of(row[start:end]), first)
        done.append(texts.column)
        steps += [replace(step, at=np.asarray(step.at) + start) for step in taken]
    clean = join_texts(done)
    cleaned = []
    for start, end, code, part in zip(bounds, bounds[1:], codes, parts, strict=False):
        own = [part_of(step, start, end, code) for step in steps]
        column = clean[start:end]
        if (missing := pd.isna(part)).any():
            column = column.copy()
            column[missing] = None
        cleaned.append((column if code is None else column.take(code), [step for step in own if len(step.at)]))
    return cleaned


def _in_a_row(columns: Sequence[Column]) -> pa.Array | list[str]:
    """All texts of some columns, a missing one as an empty one; a list if one of them cannot be put into an array."""
    if all(column.dtype == "str" for column in columns):
        arrays = [pc.fill_null(pa.array(column), "") for column in columns]
        return pa.concat_arrays(arrays) if arrays else []
    return ["" if pd.isna(cell) else cell for column in columns for cell in column]


def _cut(row: pa.Array | list[str]) -> list[int]:
    """Where to cut a row of texts so that its pieces are of about the same size."""
    if isinstance(row, list) or not len(row):
        return [0, len(row)]
    ends = np.cumsum(pc.binary_length(row).to_numpy())
    return [0, *np.unique(np.searchsorted(ends, range(PIECE, int(ends[-1]), PIECE))).tolist(), len(row)]


def part_of(step: Step, start: int, end: int, codes: np.ndarray | None = None) -> Step:
    """The part of a step that lies in a stretch of texts; with `codes`, as a step on all cells that hold them."""
    chosen: slice | np.ndarray
    low, high = np.searchsorted(step.at, [start, end])
    at, chosen = np.asarray(step.at[low:high]) - start, slice(low, high)
    if codes is not None and low < high:
        which = np.full(end - start, -1)
        which[at] = np.arange(low, high)
        places = which[codes]
        at = np.flatnonzero(places >= 0)
        chosen = places[at]
    before, after = (
        part._replace(at=part.at[chosen]) if isinstance(part, Picked) else np.asarray(part, dtype=object)[chosen]
        for part in (step.before, step.after)
    )
    count = np.asarray(step.count)[chosen]
    return replace(step, at=at, count=count, before=before, after=after)

"""The ledger: every change and every doubt, one row per cell and rule, in the order applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Column, as_texts, frame_of, join_texts
from analysis_helpers.textfix.steps import LEVELS, LOST, Entry, Picked, StepTexts


def write_ledger(entries: Iterable[Entry]) -> pd.DataFrame:
    """Make the ledger of (column, source rows, step) triples.

    Ordered by row as a person reads the file; inside a cell, in the order in which the rules ran.
    """
    entries = [(column, rows, step) for column, rows, step in entries if len(step.at)]
    known = load_vocabulary("labels")["rules"]
    if unnamed := {step.rule for _, _, step in entries} - set(known):
        raise KeyError(f"rules without a name in labels.toml: {', '.join(sorted(unnamed))}")
    steps = [step for _, _, step in entries]
    lengths = [len(step.at) for step in steps]
    rows = np.concatenate(
        [np.zeros(0, np.int64), *(np.asarray(rows)[np.asarray(step.at)] for _, rows, step in entries)]
    )
    order = np.argsort(rows, kind="stable")

    def labels(values: list[str], categories: Sequence[str] | None = None) -> pd.Categorical:
        codes = pd.Categorical(values, categories or sorted(set(values)))
        return pd.Categorical.from_codes(np.repeat(codes.codes, lengths)[order], dtype=codes.dtype)

    told = ([step.before for step in steps], [step.after for step in steps], [step.words for step in steps])
    before, after, words = _in_order(told, lengths, order)
    return pd.DataFrame(
        {
            "source_row": rows[order],
            "column": labels([column for column, _, _ in entries]),
            "rule": labels([step.rule for step in steps]),
            "count": np.concatenate([np.zeros(0, np.int64), *(np.asarray(step.count) for step in steps)])[order],
            # Series keep their type; of bare objects pandas would try to make texts again.
            "before": pd.Series(before, dtype=before.dtype, copy=False),
            "after": pd.Series(after, dtype=after.dtype, copy=False),
            "level": labels([step.level for step in steps], LEVELS),
            "words": pd.Series(words, dtype=words.dtype, copy=False),
        },
        copy=False,
    )


def _in_order(told: Sequence[Sequence[StepTexts]], lengths: Sequence[int], order: np.ndarray) -> list[Column]:
    """What many steps say, one after another and then in another order; what several say is held once."""
    loose: list[str | None] = [""]  # texts of their own; the first is for steps that say nothing
    picked = {id(part.texts): part.column for parts in told for part in parts if isinstance(part, Picked)}
    starts = dict(zip(picked, np.cumsum([0, *map(len, picked.values())]).tolist(), strict=False))
    after = sum(map(len, picked.values()))
    places = []
    for parts in told:
        at = [np.zeros(0, np.int64)]
        for part, length in zip(parts, lengths, strict=True):
            if isinstance(part, Picked):
                at.append(starts[id(part.texts)] + part.at)
            elif len(part):
                at.append(np.arange(after + len(loose), after + len(loose) + length))
                loose += list(part)
            else:
                at.append(np.full(length, after))
        places.append(np.concatenate(at)[order])
    whole = join_texts([*picked.values(), as_texts(loose)])
    return [whole.take(at) for at in places]


def undo_ledger(cells: pd.DataFrame, ledger: pd.DataFrame, header_row: int) -> pd.DataFrame:
    """Take every change back, last first: the cells as received, their headers included.

    `cells` are the cleaned text cells (index `source_row`). Raises ValueError if a cell does not hold
    what the ledger says it should: then the ledger is not the ledger of these cells.
    """
    columns = {name: cells[name].to_dict() for name in cells.columns}
    headers = {name: name for name in cells.columns}
    last_first = [ledger[name].astype("object")[::-1].tolist() for name in ("source_row", "column", "before", "after")]
    for row, column, before, after in zip(*last_first, strict=True):
        if column not in columns:
            continue  # the title, which is no cell of the table
        holder = headers if row == header_row else columns[column]
        key = column if row == header_row else row
        if holder[key] != after:
            raise ValueError(f"row {row}, {column}: not what the ledger left there")
        # A row may have been without this cell before it was put in its place.
        holder[key] = None if pd.isna(before) else before
    restored = [as_texts(list(texts.values())) for texts in columns.values()]
    return frame_of(restored, cells.index, [headers[name] for name in cells.columns])


def summarise_ledger(ledger: pd.DataFrame) -> pd.DataFrame:
    """Count the ledger by rule: level, rule, cells (how many it touched) and count (how often)."""
    summary = ledger.groupby(["level", "rule"], observed=True)["count"].agg(["size", "sum"])
    return summary.set_axis(["cells", "count"], axis="columns").reset_index()


def list_doubts(ledger: pd.DataFrame, around: int = 10) -> pd.DataFrame:
    """List what a person should look at: every entry that is more than a harmless normalisation.

    Returns the ledger's rows above that level, `before` and `after` cut to the place in question with
    `around` characters on either side (… where something was cut off).

    >>> from analysis_helpers.textfix.steps import Step
    >>> ledger = write_ledger([("任务", [19], Step("word_completion", "doubtful", [0], [1], ["人次突□00"], ["人次突破00"]))])
    >>> list_doubts(ledger, around=1)[["before", "after"]].iloc[0].tolist()
    ['…突□0…', '…突破0…']
    """
    doubts = ledger[ledger["level"] != "normalised"].reset_index(drop=True)
    doubts = doubts.fillna({"before": "", "after": ""})  # a row that was without this cell
    places = [_place(b, a) for b, a in zip(doubts["before"], doubts["after"], strict=True)]
    cuts = [
        (_cut(row.before, start, before_end, around), _cut(row.after, start, after_end, around))
        for row, (start, before_end, after_end) in zip(doubts.itertuples(), places, strict=True)
    ]
    return doubts.assign(before=[before for before, _ in cuts], after=[after for _, after in cuts])


def _place(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts differ: the start, and the end in each. Where they do not: at the lost characters, if any."""
    if before == after:
        first, last = before.find(LOST), before.rfind(LOST)
        return (first, last + 1, last + 1) if first >= 0 else (0, len(before), len(after))
    start = _shared(before, after)
    tail = _shared(before[start:][::-1], after[start:][::-1])
    return start, len(before) - tail, len(after) - tail


def _shared(a: str, b: str) -> int:
    """How many characters two texts have in common from their beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _cut(text: str, start: int, end: int, around: int) -> str:
    low, high = max(start - around, 0), min(end + around, len(text))
    return "…" * (low > 0) + text[low:high] + "…" * (high < len(text))

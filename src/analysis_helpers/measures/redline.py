"""Which words of a text are new, which are gone?"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import Indel

from analysis_helpers.core.errors import ReportError
from analysis_helpers.linkage.history import History

SHORTEST = 2  # equal characters between two changes; fewer are chance, and would break a redline to crumbs


class Piece(NamedTuple):
    """A run of characters that was kept (`=`), put in (`+`) or taken out (`-`)."""

    change: str
    text: str


@dataclass(frozen=True)
class Redline:
    """What became of a text, character by character; shown in a notebook with insertions underlined and deletions struck."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        marks = {"=": "{}", "+": "【+{}】", "-": "【−{}】"}
        return "".join(marks[piece.change].format(piece.text) for piece in self.pieces)

    def _repr_html_(self) -> str:
        tags = {"=": "{}", "+": "<ins>{}</ins>", "-": "<del>{}</del>"}
        return "<p>" + "".join(tags[piece.change].format(escape(piece.text)) for piece in self.pieces) + "</p>"

    @property
    def unchanged(self) -> bool:
        """Whether not a character differs."""
        return all(piece.change == "=" for piece in self.pieces)


def compare_texts(before: str, after: str) -> Redline:
    """Compare two texts character by character.

    >>> print(compare_texts("已建成2家,1家开放", "已建成4家,3家开放"))
    已建成【−2】【+4】家,【−1】【+3】家开放
    >>> print(compare_texts("完成选址", "完成选址,已开工"))
    完成选址【+,已开工】
    """
    steps = [
        (s.tag, before[s.src_start : s.src_end], after[s.dest_start : s.dest_end]) for s in Indel.opcodes(before, after)
    ]
    pieces: list[Piece] = []
    gone, new = "", ""
    for at, (tag, old, fresh) in enumerate(steps):
        inner = 0 < at < len(steps) - 1
        if tag == "equal" and not (
            inner and len(old) < SHORTEST and old.isalnum() and not old.isascii() and _between(steps, at)
        ):
            pieces += [*_change(gone, new), Piece("=", old)]
            gone, new = "", ""
        else:
            gone, new = gone + old, new + fresh
    return Redline((*pieces, *_change(gone, new)))


def _between(steps: list[tuple[str, str, str]], at: int) -> bool:
    """Whether the changes on both sides of an equal run are longer than figures are."""
    sides = [max(len(old), len(new)) for _, old, new in (steps[at - 1], steps[at + 1])]
    return min(sides) > SHORTEST


def _change(gone: str, new: str) -> list[Piece]:
    return [piece for piece in (Piece("-", gone), Piece("+", new)) if piece.text]


def redline_task(history: History, task_id: str, quarter: str | None = None) -> Redline:
    """The redline of a task's narrative from the last quarter in which it stood to this one (None: the newest).

    A task that was not there before is all new. Raises ReportError for a task that the quarter does not have.
    """
    now = history.at(quarter)
    own = history.tasks[history.tasks["task_id"].eq(task_id) & history.tasks["quarter"].le(now)].sort_values("quarter")
    if own.empty or own["quarter"].iloc[-1] != now:
        raise ReportError("redline.not_now", task_id=task_id, now=now)
    texts = ["" if pd.isna(text) else str(text) for text in own["narrative"]]
    return compare_texts(texts[-2] if len(texts) > 1 else "", texts[-1])

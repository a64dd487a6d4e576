"""Record what a rule did to a column of texts: the steps that the ledger is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from analysis_helpers.readers.grid import Column, as_texts

LOST = "□"  # stands for one character that is lost for good
LEVELS = ["normalised", "repaired", "unknown", "doubtful", "rejected"]


class TextHolder(Protocol):
    """Whatever can hand out its texts as a column."""

    @property
    def column(self) -> Column:
        """All of the texts."""


class Picked(NamedTuple):
    """Some of many texts, by position."""

    texts: TextHolder | Column
    at: np.ndarray

    @property
    def column(self) -> Column:
        """All of the texts."""
        return self.texts if isinstance(self.texts, pd.api.extensions.ExtensionArray) else self.texts.column


Places = Sequence[int] | np.ndarray  # positions in a column
StepTexts = Sequence[str | None] | np.ndarray | Picked


@dataclass(frozen=True)
class Step:
    """What one rule did to one column: the cells it touched (by position), and how often in each.

    `words` are what a decision was made from, where that is not the cell itself.
    """

    rule: str
    level: str
    at: Places
    count: Sequence[int] | np.ndarray
    before: StepTexts
    after: StepTexts
    words: StepTexts = ()


Entry = tuple[str, Places, Step]  # a column, its source rows, what was done there


def note(rule: str, text: str, level: str = "normalised", words: str = "") -> Step:
    """A step that only says something about one row."""
    return Step(rule, level, [0], [1], [text], [text], [words or text])


def take_texts(part: StepTexts) -> Column:
    """The texts of a step."""
    return part.column.take(part.at) if isinstance(part, Picked) else as_texts(part)

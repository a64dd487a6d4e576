"""Sentences whose figures know where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis_helpers.findings import Cell, Finding
from analysis_helpers.scope import say_day
from analysis_helpers.vocabulary import fill_parts


@dataclass(frozen=True)
class Sentence:
    """A sentence of `vocabulary/briefing.toml`; a figure is a table's cell, or a word that comes from none."""

    key: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """The sentence in a language."""
        return "".join(piece.text for piece in split_figures(self, language))


class Piece(NamedTuple):
    """A stretch of a sentence; with a cell, it is a figure."""

    text: str
    cell: Cell | None


Said = Finding | Sentence


def split_figures(said: Said, language: str) -> tuple[Piece, ...]:
    """Take a sentence apart into words and figures.

    >>> said = Sentence("limits.unknown", {"unknown": Cell("measure_progress", "all", "unknown", 3)})
    >>> [piece.text for piece in split_figures(said, "zh") if piece.cell]
    ['3']
    """
    vocabulary = "findings" if isinstance(said, Finding) else "briefing"
    shown = {name: _show(figure, language) for name, figure in said.figures.items()}
    parts = fill_parts(vocabulary, said.key, language, shown)
    cells = {name: figure for name, figure in said.figures.items() if isinstance(figure, Cell)}
    return tuple(Piece(text, cells.get(name) if name else None) for text, name in parts)


def _show(figure: object, language: str) -> object:
    value = figure.value if isinstance(figure, Cell) else figure
    return say_day(value, language) if isinstance(value, pd.Timestamp) else value

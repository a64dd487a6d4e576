"""Sentences whose figures know where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis_helpers.core.vocabulary import fill_parts
from analysis_helpers.findings.finding import Cell, Finding, Part
from analysis_helpers.measures.scope import say_day


@dataclass(frozen=True)
class Sentence:
    """A sentence of `core/vocabulary/briefing.toml`; a figure is a table's cell, or a word that comes from none."""

    key: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """The sentence in a language."""
        return "".join(piece.text for piece in split_figures(self, language))


Said = Finding | Sentence


def split_figures(said: Said, language: str) -> tuple[Part, ...]:
    """Take a sentence apart into words and figures.

    >>> said = Sentence("limits.unknown", {"unknown": Cell("measure_progress", "all", "unknown", 3)})
    >>> [piece.text for piece in split_figures(said, "zh") if piece.cell]
    ['3']
    """
    if isinstance(said, Finding):
        return tuple(said.parts(language))
    shown = {name: _show(figure, language) for name, figure in said.figures.items()}
    parts = fill_parts("briefing", said.key, language, shown)
    cells = {name: figure for name, figure in said.figures.items() if isinstance(figure, Cell)}
    return tuple(Part(text, cells.get(name) if name else None) for text, name in parts)


def _show(figure: object, language: str) -> object:
    value = figure.value if isinstance(figure, Cell) else figure
    return say_day(value, language) if isinstance(value, pd.Timestamp) else value

"""Which words of a header were not known, and what do they look like? For the message that refuses a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis_helpers.cleaning.column_content import describe_column
from analysis_helpers.cleaning.header import HEADER_WITHIN, SAYS_PROGRESS, clean_labels, match_columns
from analysis_helpers.cleaning.label_parts import read_label
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.readers.grid import Grid

LONGEST_LABEL = 24  # characters; a longer cell is no header
SAMPLE = 60  # rows below a header that are looked at
CLEAR = 0.6  # share of cells that have to be of a kind
TOPICS = {"progress": "progress_pct", "rate": "progress_pct"}
GUESSED = ("task", "narrative", "progress_pct", "status", "leader", "unit")
CONTENTS = {
    ("signed", "with percent"): "progress_pct",
    ("status", "tick", "light"): "status",
    ("person", "official"): "leader",
    ("unit",): "unit",
}


@dataclass(frozen=True)
class Guess:
    """A header that was not known: its column (from 1), its words, the tidy column it looks like ("" for none)."""

    column: int
    label: str
    name: str


@dataclass(frozen=True)
class LikelyHeader:
    """The row of a file that looks most like a header: what is known in it, and guesses for the rest."""

    table: str
    row: int
    known: dict[str, str]
    guesses: tuple[Guess, ...]

    @property
    def lacking(self) -> list[str]:
        """The columns without which there is no report and that nothing in this header is known to be."""
        lacks = [] if "task" in self.known else ["task"]
        return lacks + ([] if any(name in self.known for name in SAYS_PROGRESS) else ["progress_pct"])


def find_likely_header(grids: Sequence[Grid]) -> LikelyHeader | None:
    """The row that looks most like a header in all tables; None where none has several short cells."""
    best: tuple[float, LikelyHeader] | None = None
    for grid in grids:
        for i, row in enumerate(grid.cells[:HEADER_WITHIN]):
            labels = clean_labels([cell[: 4 * LONGEST_LABEL] for cell in row])
            filled = [label for label in labels if label]
            if len(set(filled)) < 2 or any(len(label) > LONGEST_LABEL or label[:1].isdecimal() for label in filled):
                continue
            fields = match_columns(labels)[0]
            topics = sum(bool(read_label((label,)).topic) for label in filled)
            score = len(fields) + topics - 0.1 * i - (len(labels) - len(filled))
            if best is None or score > best[0]:
                best = score, _describe(grid, i, labels, fields)
    return None if best is None or best[0] <= 0 else best[1]


def _describe(grid: Grid, i: int, labels: Sequence[str], fields: dict[str, int]) -> LikelyHeader:
    others = load_vocabulary("headers")["others"]
    body = grid.cells[i + 1 : i + 1 + SAMPLE]
    free = {name for name in GUESSED if name not in fields}
    guesses = []
    for j, label in enumerate(labels):
        if label and j not in fields.values() and label not in others["labels"] + others["numbers"]:
            name = guess_column(label, [row[j] for row in body if j < len(row)], free)
            free.discard(name)
            guesses.append(Guess(j + 1, label, name))
    known = {name: labels[j] for name, j in fields.items()}
    return LikelyHeader(grid.name, grid.rows[i], known, tuple(guesses))


def guess_column(label: str, cells: Sequence[str], free: set[str]) -> str:
    """The tidy column that a header looks like, by its parts and its cells; "" for none of those that are `free`.

    >>> guess_column("实事项目", ["建书房", "招商"], {"task", "leader"}), guess_column("甲", ["55%", "60%"], {"progress_pct"})
    ('task', 'progress_pct')
    """
    content = describe_column(tuple(cells))
    topic = read_label((label,)).topic
    name = TOPICS.get(topic, topic)
    if name == "progress_pct" and content.filled and not content.share("signed", "number", "with percent"):
        name = "narrative"
    if name in free:
        return name
    for kinds, told in CONTENTS.items():
        if told in free and content.share(*kinds) >= CLEAR:
            return told
    endings = tuple(load_vocabulary("columns")["places"]["endings"])
    places = sum(text.endswith(endings) for text in content.texts) > CLEAR * len(content.texts)
    if (
        topic == ""
        and not places
        and content.filled > 1
        and content.share("text", "long") >= CLEAR
        and content.distinctness > CLEAR
    ):
        return next((told for told in ("task", "narrative") if told in free), "")
    return ""

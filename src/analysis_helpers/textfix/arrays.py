"""Hold columns of text as arrays of characters, and record what a rule did to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis_helpers.readers.grid import Column, as_texts

SEPARATOR = "\x1e"  # ASCII "record separator"; a text may hold one all the same
EVERY = "".join(map(chr, range(0x10000)))  # every character that is one unit, to make tables of
_BEHIND = np.array([0x0101010101010101 >> 8 * n << 8 * n for n in range(9)], dtype=np.uint64)  # all but the first n
PIECE = 2**17  # bytes, or units
FEW = 10  # as many times more texts there have to be before a few are made one by one
_PADDING = 16  # characters behind the last text, so that a rule may look ahead


class Texts:
    """Texts in a row: their characters (UTF-16 units), and the place before each text (and behind the last).

    >>> texts = Texts.of(["區(qū)", ""])
    >>> texts.bounds.tolist(), texts.cells.tolist()
    ([0, 6, 7], ['區(qū)', ''])
    """

    def __init__(self, characters: np.ndarray, bounds: np.ndarray) -> None:
        self.characters = characters
        self.bounds = bounds

    @classmethod
    def of(cls, cells: Sequence[str] | pa.Array) -> Texts:
        """Put texts in a row."""
        if isinstance(cells, pa.Array):
            edges = [pa.array([""] * n, cells.type) for n in (1, _PADDING)]
            row = pa.ListArray.from_arrays(
                [0, len(cells) + 1 + _PADDING], pa.concat_arrays([edges[0], cells, edges[1]])
            )
            joined = pc.binary_join(row, pa.scalar(SEPARATOR, cells.type))
            del row  # a cell may be very long
            characters = _units(joined[0].as_buffer())
        else:
            joined = SEPARATOR + SEPARATOR.join(cells) + SEPARATOR * _PADDING
            characters = np.frombuffer(_encode(joined), dtype="<u2")
        bounds = np.flatnonzero(characters == ord(SEPARATOR))
        if len(bounds) != len(cells) + _PADDING:  # a text holds a separator, or there is no text
            lengths = (
                len(_encode(cell)) // 2 + 1 for cell in (cells.to_pylist() if isinstance(cells, pa.Array) else cells)
            )
            bounds = np.cumsum([0, *lengths])
        texts = cls(characters, bounds[: len(cells) + 1])
        if isinstance(cells, pa.Array):
            texts.column = pd.array(cells, dtype="str")
        else:
            texts.cells = np.fromiter(cells, dtype=object, count=len(cells))
        return texts

    @cached_property
    def cells(self) -> np.ndarray:
        """The texts themselves."""
        parts = _decode(self.characters[1 : self.bounds[-1]]).split(SEPARATOR)
        if len(parts) != len(self.bounds) - 1:
            parts = self._cut(self.bounds[:-1], self.bounds[1:])
        return np.fromiter(parts, dtype=object, count=len(parts))

    @cached_property
    def column(self) -> Column:
        """The texts as an array of pandas."""
        if "cells" not in vars(self) and len(self.bounds) > 1:
            try:
                joined = _bytes(self.characters[1 : self.bounds[-1]])
            except UnicodeEncodeError:  # half a surrogate pair
                return as_texts(self.cells)
            ends = [None, pa.py_buffer(np.array([0, len(joined)])), pa.py_buffer(joined)]
            parts = pc.split_pattern(pa.Array.from_buffers(pa.large_string(), 1, ends), SEPARATOR).values
            if len(parts) == len(self.bounds) - 1:
                return pd.array(parts, dtype="str")
        return as_texts(self.cells)

    def pick(self, at: np.ndarray) -> list[str] | Picked:
        """Some of the texts; many are not made before somebody asks for them."""
        return Picked(self, at) if self._are_many(at) else self.some(at)

    def some(self, at: np.ndarray) -> list[str]:
        """A few of the texts (by position, or where a mask says so), without making them all."""
        at = np.flatnonzero(at) if at.dtype == bool else at
        return list(self.cells[at]) if self._are_many(at) else self._cut(self.bounds[at], self.bounds[at + 1])

    def _are_many(self, at: np.ndarray) -> bool:
        return FEW * len(at) > len(self.bounds)

    def _cut(self, starts: np.ndarray, ends: np.ndarray) -> list[str]:
        return [_decode(self.characters[a + 1 : b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]

    def count(self, places: np.ndarray) -> np.ndarray:
        """How many of some places (in ascending order) lie in each text."""
        counts: np.ndarray = np.diff(np.searchsorted(places, self.bounds))
        return counts

    def holding(self, *characters: str) -> np.ndarray:
        """Which texts hold one of some characters."""
        found = self.characters == ord(characters[0])
        for character in characters[1:]:
            found |= self.characters == ord(character)
        holding: np.ndarray = self.count(np.flatnonzero(found)) > 0
        return holding

    def replace(self, at: np.ndarray, cells: Sequence[str] | np.ndarray) -> Texts:
        """The same with other texts in some places (in ascending order)."""
        if not len(at):
            return self
        received, new = self.characters.data.cast("B"), [_encode(cell) for cell in cells]
        starts, ends = 2 * self.bounds[at] + 2, 2 * self.bounds[at + 1]
        kept = [received[a:b] for a, b in zip([0, *ends.tolist()], [*starts.tolist(), None], strict=True)]
        joined = b"".join(chain.from_iterable(zip(kept, [*new, b""], strict=True)))
        longer = np.zeros(len(self.bounds), dtype=np.int64)
        longer[at + 1] = (np.fromiter(map(len, new), np.int64, len(new)) - (ends - starts)) // 2
        return Texts(np.frombuffer(joined, dtype="<u2"), self.bounds + np.cumsum(longer))

    def without(self, starts: np.ndarray, lengths: np.ndarray) -> Texts:
        """The same without some short spans (in ascending order)."""
        kept = np.ones(len(self.characters) + 8, dtype=np.uint8)
        # A span that begins among the eight places of the one before it is written after that one, and so holds.
        in_eights(kept)[starts] = _BEHIND[np.minimum(lengths, 8)]
        for place in range(8, int(lengths.max(initial=0))):
            kept[starts[lengths > place] + place] = 0
        gone = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        return Texts(
            self.characters[kept[: len(self.characters)].view(bool)],
            self.bounds - gone[np.searchsorted(starts, self.bounds)],
        )


class Picked(NamedTuple):
    """Some of many texts, by position."""

    texts: Texts | Column
    at: np.ndarray

    @property
    def column(self) -> Column:
        """All of the texts."""
        return self.texts.column if isinstance(self.texts, Texts) else self.texts


def in_eights(values: np.ndarray) -> np.ndarray:
    """Every eight bytes in a row, as one number (the first is the lowest): eight places are read or written at once."""
    return np.lib.stride_tricks.as_strided(values[:8].view("<u8"), (len(values) - 7,), (1,))


def look_up(table: np.ndarray, characters: np.ndarray) -> np.ndarray:
    """What a table of 65,536 entries says of each character; several times as fast as `table[characters]`."""
    found: np.ndarray = pa.array(table).take(pa.array(characters)).to_numpy()
    return found


def _units(text: pa.Buffer) -> np.ndarray:
    """UTF-8 as UTF-16, a piece at a time: what fits into the processor's cache takes half as long."""
    content, start, end = memoryview(text), 0, 0
    units = np.empty(len(content), dtype="<u2")
    for stop in [*range(PIECE, len(content), PIECE), len(content)]:
        while stop < len(content) and content[stop] & 0xC0 == 0x80:  # inside a character
            stop -= 1
        piece = np.frombuffer(_encode(str(content[start:stop], "utf-8")), dtype="<u2")
        units[end : end + len(piece)] = piece
        start, end = stop, end + len(piece)
    return units[:end]


def _bytes(units: np.ndarray) -> np.ndarray:
    """UTF-16 as UTF-8, the same way back. Raises UnicodeEncodeError for half a surrogate pair."""
    content, start, end = np.empty(3 * len(units), dtype=np.uint8), 0, 0
    for stop in [*range(PIECE, len(units), PIECE), len(units)]:
        if stop < len(units) and 0xDC00 <= units[stop] < 0xE000:  # inside a pair
            stop -= 1
        piece = np.frombuffer(_decode(units[start:stop]).encode(), dtype=np.uint8)
        content[end : end + len(piece)] = piece
        start, end = stop, end + len(piece)
    return content[:end]


def _encode(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _decode(characters: np.ndarray) -> str:
    return str(np.ascontiguousarray(characters).data, "utf-16-le", "surrogatepass")


LOST = "□"  # stands for one character that is lost for good
LEVELS = ["normalised", "repaired", "unknown", "doubtful", "rejected"]


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

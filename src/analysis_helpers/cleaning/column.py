"""How does a rule see a whole column at once? Its texts as one array of characters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SEPARATOR = "\x1e"  # ASCII "record separator"; a text may hold one all the same
EVERY = "".join(map(chr, range(0x10000)))  # every character that is one unit, to make tables of
FEW = 10  # as many times more texts there have to be before a few are made one by one
_PADDING = 8  # characters behind the last text, so that a rule may look ahead


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
            row = pa.concat_arrays([edges[0], cells, edges[1]])
            joined = pc.binary_join(pa.ListArray.from_arrays([0, len(row)], row), pa.scalar(SEPARATOR, cells.type))[
                0
            ].as_py()
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
        if not isinstance(cells, pa.Array):
            texts.cells = np.fromiter(cells, dtype=object, count=len(cells))
        return texts

    @cached_property
    def cells(self) -> np.ndarray:
        """The texts themselves."""
        parts = _decode(self.characters[1 : self.bounds[-1]]).split(SEPARATOR)
        if len(parts) != len(self.bounds) - 1:
            parts = self._cut(self.bounds[:-1], self.bounds[1:])
        return np.fromiter(parts, dtype=object, count=len(parts))

    def some(self, at: np.ndarray) -> list[str]:
        """A few of the texts (by position, or where a mask says so), without making them all."""
        at = np.flatnonzero(at) if at.dtype == bool else at
        if "cells" in vars(self) or FEW * len(at) > len(self.bounds):
            return list(self.cells[at])
        return self._cut(self.bounds[at], self.bounds[at + 1])

    def _cut(self, starts: np.ndarray, ends: np.ndarray) -> list[str]:
        return [_decode(self.characters[a + 1 : b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]

    def column(self, start: int, end: int) -> pa.Array:
        """A stretch of the texts, none of which may hold half a surrogate pair, as an Arrow array."""
        if "cells" not in vars(self):
            joined = pa.array([_decode(self.characters[self.bounds[start] + 1 : self.bounds[end]])], pa.large_string())
            parts: pa.Array = pc.split_pattern(joined, SEPARATOR).values
            if len(parts) == end - start:
                return parts
        return pa.array(self.cells[start:end], pa.large_string())

    def pick(self, at: np.ndarray) -> np.ndarray | Picked:
        """Some of the texts; those that are no texts yet stay characters until somebody asks for them."""
        return self.cells[at] if "cells" in vars(self) else Picked(self, at)

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
        received, new = self.characters.tobytes(), [_encode(cell) for cell in cells]
        starts, ends = 2 * self.bounds[at] + 2, 2 * self.bounds[at + 1]
        kept = [received[a:b] for a, b in zip([0, *ends.tolist()], [*starts.tolist(), None], strict=True)]
        joined = b"".join(chain.from_iterable(zip(kept, [*new, b""], strict=True)))
        longer = np.zeros(len(self.bounds), dtype=np.int64)
        longer[at + 1] = (np.fromiter(map(len, new), np.int64, len(new)) - (ends - starts)) // 2
        return Texts(np.frombuffer(joined, dtype="<u2"), self.bounds + np.cumsum(longer))

    def without(self, starts: np.ndarray, ends: np.ndarray) -> Texts:
        """The same without some spans, none of which touches the next."""
        edges = np.zeros(len(self.characters), dtype=np.int8)
        edges[starts], edges[ends] = 1, -1
        gone = np.concatenate([[0], np.cumsum(ends - starts)])
        np.cumsum(edges, out=edges)
        return Texts(self.characters[edges == 0], self.bounds - gone[np.searchsorted(starts, self.bounds)])


class Picked:
    """Some of many texts, as an array once they are asked for."""

    def __init__(self, texts: Texts, at: np.ndarray) -> None:
        self.texts = texts
        self.at = at

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, places: slice | np.ndarray) -> Picked:
        return Picked(self.texts, self.at[places])

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        cells: np.ndarray = self.texts.cells[self.at]
        return cells


def look_up(table: np.ndarray, characters: np.ndarray) -> np.ndarray:
    """What a table of 65,536 entries says of each character; several times as fast as `table[characters]`."""
    found: np.ndarray = pa.array(table).take(pa.array(characters)).to_numpy()
    return found


def _encode(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _decode(characters: np.ndarray) -> str:
    return str(np.ascontiguousarray(characters).data, "utf-16-le", "surrogatepass")

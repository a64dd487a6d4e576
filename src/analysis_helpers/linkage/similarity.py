"""How alike are two tasks? Shared symbols and pairs of symbols, each weighed by how rare it is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from analysis_helpers.linkage.synonyms import limits
from analysis_helpers.linkage.text_features import reduce_wording, split_symbols

AT_A_TIME = 500_000  # pairs that are compared together
SHARED_AT_A_TIME = 50_000


class Weights:
    """The weighed grams of every text: `rows` has a row for each text and a column for each gram."""

    def __init__(self, texts: Sequence[str]) -> None:
        distinct, at = np.unique(np.asarray(texts, dtype=object), return_inverse=True)
        symbols = [split_symbols(reduce_wording(text)) or split_symbols(text) for text in distinct]
        lengths = np.array([len(row) for row in symbols])
        codes, names = pd.factorize(np.array([s for row in symbols for s in row], dtype=object))
        digits = np.array([len(name) * name[0].isdigit() for name in names], dtype=int)
        codes = codes.astype(np.int64)
        rows = np.repeat(np.arange(len(symbols)), lengths)
        follows = rows[1:] == rows[:-1]
        size = int(codes.max(initial=0)) + 2
        pairs = (codes[:-1] + 1)[follows] * size + codes[1:][follows]
        grams, columns = np.unique(np.concatenate([codes, pairs]), return_inverse=True)
        table = sparse.csr_matrix(
            (np.ones(len(columns)), (np.concatenate([rows, rows[1:][follows]]), columns)),
            shape=(len(symbols), len(grams)),
        )
        table.data[:] = 1.0  # a symbol that a text repeats says no more
        self.used = np.bincount(table.indices, minlength=len(grams))
        # Smoothed, so that in a small report what both sides share keeps a weight.
        self.idf = np.log((len(symbols) + 2) / (self.used + 0.5)) + 0.3
        # A number survives rewording, and says more the longer it is.
        self.idf[: len(digits)] *= np.where(digits > 1, limits()["numbers"], 1.0)
        self.rows = table.multiply(self.idf).tocsr()[at.ravel()]
        self.size = np.asarray(self.rows.sum(axis=1)).ravel()
        self.norm = np.sqrt(np.asarray(self.rows.multiply(self.rows).sum(axis=1)).ravel())

    def compare(self, left: np.ndarray, right: np.ndarray, units: np.ndarray | None, least: float) -> pd.DataFrame:
        """All pairs of `left` and `right` (positions) in the same unit that are at least so alike: `previous`, `current`,
        `cosine`, `shared` (the weight of what both have). Memory grows with these, not with all pairs.

        With `units` None all units are compared, by what is rare only.
        """
        one, other = self._normed(left, units is None), self._normed(right, units is None)
        if units is not None:
            # A gram of one unit is not that of another: one product then compares inside of all units at once.
            wide = [
                m.indices + units[at].repeat(np.diff(m.indptr)) * m.shape[1] for m, at in ((one, left), (other, right))
            ]
            kinds, columns = np.unique(np.concatenate(wide), return_inverse=True)
            parts = np.split(columns, [len(wide[0])])
            one, other = (
                sparse.csr_matrix((m.data, part, m.indptr), shape=(m.shape[0], len(kinds)))
                for m, part in zip((one, other), parts, strict=True)
            )
        rows = max(1, AT_A_TIME // max(len(right), 1))
        parts = [
            self._compare_some(left[at : at + rows], right, one[at : at + rows], other, least)
            for at in range(0, max(len(left), 1), rows)
        ]
        return pd.concat(parts, ignore_index=True)

    def _compare_some(
        self, left: np.ndarray, right: np.ndarray, one: sparse.csr_matrix, other: sparse.csr_matrix, least: float
    ) -> pd.DataFrame:
        product = (one @ other.T).tocoo()
        kept = product.data >= least
        pairs = pd.DataFrame(
            {"previous": left[product.row[kept]], "current": right[product.col[kept]], "cosine": product.data[kept]}
        )
        return pairs.assign(shared=self._shared(pairs["previous"].to_numpy(), pairs["current"].to_numpy()))

    def _normed(self, at: np.ndarray, rare: bool) -> sparse.csr_matrix:
        rows = (sparse.diags(1 / np.maximum(self.norm[at], 1e-9)) @ self.rows[at]).tocsr()
        if rare:
            rows.data[self.used[rows.indices] > limits()["rare"]] = 0
            rows.eliminate_zeros()
        rows.indices = rows.indices.astype(np.int64)
        return rows

    def _shared(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        found = np.zeros(len(one))
        for at in range(0, len(one), SHARED_AT_A_TIME):
            some = slice(at, at + SHARED_AT_A_TIME)
            found[some] = np.asarray(self.rows[one[some]].multiply(self.rows[other[some]] > 0).sum(axis=1)).ravel()
        return found

    def grams(self, at: int) -> dict[int, float]:
        """The grams of one text with their weights."""
        row = slice(self.rows.indptr[at], self.rows.indptr[at + 1])
        return dict(zip(self.rows.indices[row].tolist(), self.rows.data[row].tolist(), strict=True))


def number(values: Sequence[Hashable]) -> np.ndarray:
    """Whole numbers from 0 for equal values; a missing value equals itself."""
    codes: np.ndarray = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=False)[0]
    return codes

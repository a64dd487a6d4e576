"""Pairs are compared a part at a time, and only those that are alike are kept."""

import numpy as np
import pandas as pd

from analysis_helpers.linkage import similarity
from analysis_helpers.linkage.similarity import Weights

TEXTS = [
    f"新建{place}{thing}"
    for place in ("东关街道", "西门街道", "北海街道")
    for thing in ("书房", "公园", "学校", "医院")
]


def _compare(least):
    left, right = np.arange(6), np.arange(6, 12)
    pairs = Weights(TEXTS).compare(left, right, np.zeros(12, dtype=int), least)
    return pairs.sort_values(["previous", "current"], ignore_index=True)


def test_parts_give_what_the_whole_gives(monkeypatch):
    whole = _compare(0.0)
    monkeypatch.setattr(similarity, "AT_A_TIME", 7)
    monkeypatch.setattr(similarity, "SHARED_AT_A_TIME", 2)
    pd.testing.assert_frame_equal(_compare(0.0), whole)


def test_pairs_that_are_not_alike_are_not_kept():
    whole, some = _compare(0.0), _compare(0.3)
    assert 0 < len(some) < len(whole)
    assert some["cosine"].min() >= 0.3

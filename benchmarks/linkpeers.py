"""What an analyst would link with otherwise. Each proposes pairs inside a unit, one to one, with a score.

A peer needs a score below which it leaves a pair alone; `best_cut` gives it the one that is best for the very pairs it is
measured on, so a peer here does as well as it can.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment
from sklearn.feature_extraction.text import TfidfVectorizer

COLUMNS = ["previous_id", "current_id", "score"]


def shared_units(previous: pd.DataFrame, current: pd.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The places of each unit's tasks in both frames."""
    here, there = (frame.groupby("unit", sort=False).indices for frame in (previous, current))
    return ((here[unit], there[unit]) for unit in here if unit in there)


def collect(previous: pd.DataFrame, current: pd.DataFrame, pairs: list[tuple[int, int, float]]) -> pd.DataFrame:
    places = pd.DataFrame(pairs, columns=["one", "other", "score"])
    ids = previous["task_id"].to_numpy()[places["one"]], current["task_id"].to_numpy()[places["other"]]
    return pd.DataFrame({"previous_id": ids[0], "current_id": ids[1], "score": places["score"]})


def exact_text(previous: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """The same text in the same unit, each used once."""
    frames = [frame.assign(copy=frame.groupby(["unit", "task"]).cumcount()) for frame in (previous, current)]
    both = frames[0].merge(frames[1], on=["unit", "task", "copy"], suffixes=("_previous", "_current"))
    return pd.DataFrame({"previous_id": both["task_id_previous"], "current_id": both["task_id_current"], "score": 1.0})


def greedy_rapidfuzz(previous: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """The best ratio first; both tasks are then taken."""
    one_texts, other_texts = (frame["task"].to_numpy() for frame in (previous, current))
    pairs = []
    for here, there in shared_units(previous, current):
        ratios = process.cdist(one_texts[here], other_texts[there], scorer=fuzz.ratio, dtype=np.float32)
        left, right = set(range(len(here))), set(range(len(there)))
        for place in np.argsort(-ratios, axis=None, kind="stable"):
            i, j = divmod(int(place), len(there))
            if i in left and j in right:
                pairs.append((here[i], there[j], float(ratios[i, j])))
                left.remove(i)
                right.remove(j)
                if not (left and right):
                    break
    return collect(previous, current, pairs)


def tfidf_assignment(previous: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Cosine of TF-IDF over character bigrams and trigrams; the assignment with the highest sum."""
    model = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), dtype=np.float32)
    model.fit(pd.concat([previous["task"], current["task"]]))
    one, other = model.transform(previous["task"]), model.transform(current["task"])
    pairs = []
    for here, there in shared_units(previous, current):
        cosines = (one[here] @ other[there].T).toarray()
        rows, columns = linear_sum_assignment(cosines, maximize=True)
        pairs += zip(here[rows], there[columns], cosines[rows, columns].tolist(), strict=True)
    return collect(previous, current, pairs)


PEERS = {"exact text": exact_text, "greedy rapidfuzz": greedy_rapidfuzz, "TF-IDF, assignment": tfidf_assignment}


def best_cut(proposed: pd.DataFrame, right: pd.Series, true: int) -> float:
    """The lowest score to accept for the highest F1, given which proposals are right and how many true pairs there are."""
    ranked = pd.DataFrame({"score": proposed["score"], "right": right}).sort_values("score", ascending=False)
    taken = np.arange(1, len(ranked) + 1)
    f1 = 2 * ranked["right"].cumsum().to_numpy() / (taken + true)
    last_of_tie = ~ranked["score"].duplicated(keep="last").to_numpy()
    return float(ranked["score"].to_numpy()[np.argmax(np.where(last_of_tie, f1, -1))])


def as_relations(proposed: pd.DataFrame, cut: float, previous: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Accepted pairs, and everything else as new or dropped."""
    links = proposed.loc[proposed["score"] >= cut, ["previous_id", "current_id"]].assign(kind="reworded")
    gone = previous.loc[~previous["task_id"].isin(links["previous_id"]), ["task_id"]]
    come = current.loc[~current["task_id"].isin(links["current_id"]), ["task_id"]]
    return pd.concat(
        [
            links,
            gone.rename(columns={"task_id": "previous_id"}).assign(kind="dropped"),
            come.rename(columns={"task_id": "current_id"}).assign(kind="new"),
        ],
        ignore_index=True,
    )

"""Which tasks were split into several, which were merged into one?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis_helpers.linkage.similarity import Weights


def find_groups(
    pairs: pd.DataFrame, weights: Weights, limits: Mapping[str, float], whole: str, part: str
) -> pd.DataFrame:
    """Wholes and their parts: `whole` names the column of the one, `part` that of the several.

    Needs `previous`, `current`, `cosine`, `shared`. A part stands mostly in the whole, says something of it that the
    other parts do not, and resembles nothing else as much; together they hold most of the whole. Returns the rows of
    `pairs` that are such relations, with `covered` (share of the whole, 0 to 1).
    """
    pairs = pairs.assign(inside=pairs["shared"] / weights.size[pairs[part]])
    rivals = _best_other(pairs, part)
    # Behind its own share of the whole, a part may go on with other words.
    other = pairs["barred"] & ~pairs["rule"].isin(["other_thing", "other_coined"])
    fitting = pairs[pairs["inside"].ge(limits["inside"]) & pairs["inside"].gt(rivals) & ~other]
    several = fitting[fitting.duplicated(whole, keep=False)]
    found = [
        group
        for _, rows in several.groupby(whole, sort=True)
        if len(group := _choose(rows, weights, limits, whole, part))
    ]
    return pd.concat(found) if found else fitting.iloc[:0].assign(covered=np.nan)


def _choose(rows: pd.DataFrame, weights: Weights, limits: Mapping[str, float], whole: str, part: str) -> pd.DataFrame:
    """Of the parts that stand in a whole, those that have something of it for themselves."""
    all_of_it = weights.grams(rows[whole].iloc[0])
    total = sum(all_of_it.values())
    held = {at: all_of_it.keys() & weights.grams(at).keys() for at in rows[part]}
    kept = list(held)
    while len(kept) > 1:
        own = {
            at: sum(all_of_it[g] for g in held[at] - set().union(*(held[o] for o in kept if o != at))) / total
            for at in kept
        }
        least = min(kept, key=lambda at: (own[at], at))
        if own[least] >= limits["gain"]:
            break
        kept.remove(least)
    covered = sum(all_of_it[g] for g in set().union(*(held[at] for at in kept))) / total
    parts = rows[rows[part].isin(kept)]
    if len(kept) < 2 or covered < limits["covered"] or parts["inside"].max() < limits["inside_best"]:
        parts = parts.iloc[:0]
    return parts.assign(covered=covered)


def _best_other(pairs: pd.DataFrame, part: str) -> pd.Series:
    """For each pair, the best likeness of its part with another whole."""
    ranked = pairs.sort_values("cosine", ascending=False)
    place = ranked.groupby(part).cumcount()
    first, second = (ranked[place.eq(n)].set_index(part)["cosine"] for n in (0, 1))
    best, next_best = pairs[part].map(first), pairs[part].map(second).fillna(0)
    return best.where(pairs["cosine"].lt(best), next_best)

"""How right links are, stratum by stratum.

A link (same, reworded, split, merged) is right if its pair of ids is in the truth. A wrong one counts against the strata of
both its tasks. New and dropped are right if the task is; a wrong one counts against the stratum of that name. A doubtful row
is neither right nor wrong, but what it leaves unlinked is missing from the recall; its tasks are counted.
"""

from __future__ import annotations

import pandas as pd
from benchmarks.linkpairs import Pair

LINKS = ("same", "reworded", "split", "merged")
STRATA = ["same", "light", "heavy", "split", "merged", "moved", "twin", "new", "dropped", "decoy"]
ALL = "all links"
IDS = ["previous_id", "current_id"]


def ends(relations: pd.DataFrame) -> pd.Series:
    """The kind of each task that is said to be new or dropped, by its id."""
    parts = [
        relations.loc[relations["kind"] == kind].set_index(side)["kind"]
        for kind, side in (("dropped", IDS[0]), ("new", IDS[1]))
    ]
    both = pd.concat(parts)
    return both[~both.index.duplicated()]


def strata_of_tasks(truth: pd.DataFrame) -> pd.Series:
    """The stratum of each task of both quarters, by its id."""
    long = pd.concat([truth[[side, "stratum"]].rename(columns={side: "task_id"}) for side in IDS]).dropna()
    return long.drop_duplicates("task_id").set_index("task_id")["stratum"]


def split_links(found: pd.DataFrame, truth: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The links that are right, those that are wrong, and the true ones that are missing."""
    links = found.loc[found["kind"].isin(LINKS)].drop_duplicates(IDS).drop(columns="stratum", errors="ignore")
    true = truth.loc[truth["kind"].isin(LINKS)]
    both = links.merge(true[[*IDS, "stratum"]], on=IDS, how="left")
    missing = true.merge(links[IDS], on=IDS, how="left", indicator=True).query("_merge == 'left_only'")
    return (
        both[both["stratum"].notna()],
        both[both["stratum"].isna()].drop(columns="stratum"),
        missing.drop(columns="_merge"),
    )


def count(found: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Per stratum: `right`, `found`, `true` (links, or new and dropped tasks), `false_links`, `doubtful` and all `tasks`."""
    strata = strata_of_tasks(pair.truth)
    named = pd.concat([found[side] for side in IDS]).dropna()
    if strange := sorted(set(named) - set(strata.index)):
        raise ValueError(f"links of tasks that are in neither quarter: {strange[:5]}")
    right, wrong, _ = split_links(found, pair.truth)
    # A wrong link between two tasks of one stratum counts there once.
    touched = pd.DataFrame(
        {"row": range(len(wrong)), "one": wrong[IDS[0]].map(strata), "other": wrong[IDS[1]].map(strata)}
    )
    touched = touched.melt("row", value_name="stratum").drop_duplicates(["row", "stratum"])["stratum"]
    said, told = ends(found), ends(pair.truth)
    is_end = said.index.isin(told.index)
    true_pairs = pair.truth.loc[pair.truth["kind"].isin(LINKS), "stratum"]
    doubtful = pd.concat([found.loc[found["kind"] == "doubtful", side] for side in IDS]).dropna().drop_duplicates()
    counts = pd.DataFrame(
        {
            "right": right["stratum"].value_counts().add(strata[said.index[is_end]].value_counts(), fill_value=0),
            "true": true_pairs.value_counts().add(strata[told.index].value_counts(), fill_value=0),
            "false_links": touched.value_counts(),
            "doubtful": doubtful.map(strata).value_counts(),
            "tasks": strata.value_counts(),
        },
        index=STRATA,
    ).fillna(0)
    one_sided = counts.index.isin(["new", "dropped"])
    against = counts["false_links"].where(~one_sided, said[~is_end].value_counts().reindex(STRATA, fill_value=0))
    counts["found"] = counts["right"] + against
    counts.loc[ALL] = {
        "right": len(right),
        "found": len(right) + len(wrong),
        "true": len(true_pairs),
        "false_links": len(wrong),
        "doubtful": len(doubtful),
        "tasks": len(strata),
    }
    counts.loc[ALL, "unaccounted"] = len(set(strata.index) - set(named))
    return counts


def rate(counts: pd.DataFrame) -> pd.DataFrame:
    """Precision, recall and F1 of counts; unknown where nothing was found or nothing was there."""
    return pd.DataFrame(
        {
            "precision": counts["right"] / counts["found"].where(counts["found"] > 0),
            "recall": counts["right"] / counts["true"].where(counts["true"] > 0),
            "f1": 2 * counts["right"] / (counts["found"] + counts["true"]).where(counts["found"] + counts["true"] > 0),
        }
    )

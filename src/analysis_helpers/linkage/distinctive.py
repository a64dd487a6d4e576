"""What does a task say that others of its unit do not say as well?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from analysis_helpers.linkage.symbols import reduce_wording, split_symbols

CLAUSE = re.compile(r"[^，,；;。！!？?]+[，,；;。！!？?]*")


def find_core(tasks: pd.DataFrame, limits: Mapping[str, float]) -> pd.Series:
    """The texts without the clauses that several tasks of a quarter share: they do not tell which task it is.

    Needs `side`, `unit`, `task`. A clause is shared if it stands in `common_in_unit` different tasks of a unit, or in
    `common` anywhere, in the same quarter. A text of nothing else stays whole.
    """
    clauses = tasks["task"].map(CLAUSE.findall).explode().rename("clause").to_frame()
    clauses["key"] = ["".join(split_symbols(reduce_wording(text))) for text in clauses["clause"].fillna("")]
    clauses = clauses.join(tasks[["side", "unit", "plain"]])
    kinds = clauses.drop_duplicates(["side", "unit", "plain", "key"])
    here = kinds.groupby(["side", "unit", "key"], dropna=False).size().rename("here")
    anywhere = kinds.groupby(["side", "key"]).size().rename("anywhere")
    clauses = clauses.join(here, on=["side", "unit", "key"]).join(anywhere, on=["side", "key"])
    in_unit, everywhere = clauses["here"].ge(limits["common_in_unit"]), clauses["anywhere"].ge(limits["common"])
    # What several tasks of one quarter share is shared in the other quarter, too.
    pairs = pd.MultiIndex.from_frame(clauses[["unit", "key"]])
    shared = pairs.isin(pairs[in_unit]) | clauses["key"].isin(clauses.loc[everywhere, "key"])
    kept = clauses[~shared & clauses["key"].ne("")]
    core = kept.groupby(level=0)["clause"].agg("".join)
    return core.reindex(tasks.index).fillna(tasks["task"])

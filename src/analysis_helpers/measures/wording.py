"""What do the words and figures of a report give away: copied or empty texts, rounded percents, a status that never varies?"""

from __future__ import annotations

import math
import re
from functools import cache

import pandas as pd

from analysis_helpers.core.schema import STATUSES
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.schedule import ensure_compared
from analysis_helpers.quantities.reader import read_quantities

MARKS = r"[\s，,。.；;：:、！!？?“”‘’\"'（）()]"
CHANCE = 21 / 101  # multiples of 5 among the whole percents from 0 to 100


def measure_wording(tasks: pd.DataFrame) -> pd.DataFrame:
    """Say what each narrative holds, and whether status, percent and words agree.

    Needs `task_id`, `source_row`, `narrative`, `status`, `progress_pct`; tasks that do not yet stand beside the schedule are
    compared with it by the month. Returns one row for each task: `task_id`, `source_row`, `characters`, `numbers`
    (counts and shares), `dates`, `places` and `acts` (words that name a place or a completed act), `empty` (none of the
    four), `says_done` (the whole narrative is a word for done), `status`, `status_by_percent` (by the schedule;
    `done` at 100 %), `agrees_with_percent` and `agrees_with_words` (missing where a side is unknown). Method: docs/method.md, "Wording".

    >>> tasks = pd.DataFrame({"task_id": ["a", "b"], "source_row": [3, 4], "narrative": ["继续推进", "已完成"],
    ...     "quarter": pd.PeriodIndex(["2024Q2"] * 2, freq="Q"), "as_of": pd.to_datetime(["2024-06-30"] * 2),
    ...     "progress_pct": pd.array([50, 100], "Float64"), "status": ["ahead", "ahead"]})
    >>> measure_wording(tasks)[["empty", "says_done", "status_by_percent", "agrees_with_percent"]]
       empty  says_done status_by_percent  agrees_with_percent
    0   True      False       on_schedule                False
    1  False       True              done                False
    """
    tasks = ensure_compared(tasks)
    told = tasks["narrative"].astype("object")
    held = told.map({text: _describe(text) for text in told.dropna().unique()})
    parts = {name: held.map(lambda h, name=name: h[name], na_action="ignore").astype("Int64") for name in ("numbers", "dates", "places", "acts")}  # fmt: skip
    done = load_vocabulary("statuses")["classes"]["done"]
    says_done = told.str.strip("。.！! ").isin(done)
    by_percent = tasks["schedule_status"].astype("object")
    status = tasks["status"].astype("object")
    known = status.notna() & by_percent.notna()
    return tasks[["task_id", "source_row"]].assign(
        characters=told.str.len().astype("Int64"),
        **parts,
        empty=pd.DataFrame(parts).sum(axis=1, min_count=1).eq(0).where(told.notna()).astype("boolean"),
        says_done=says_done,
        status=status,
        status_by_percent=by_percent,
        agrees_with_percent=status.eq(by_percent).where(known).astype("boolean"),
        agrees_with_words=status.eq("done").where(says_done & status.notna()).astype("boolean"),
    )


def link_recycled(tasks: pd.DataFrame) -> pd.DataFrame:
    """List the tasks of a quarter that share their narrative, as pairs.

    Needs `source_row`, `task`, `narrative`, and `quarter` where there is one. Texts count as the same without marks and blanks;
    those of fewer than 8 characters are left out. Returns one row for each task and the next with the same text:
    `source_row`, `other_row`, `kind` (`identical`, or `numbers_differ`: the same but for its figures), `shared_by` (tasks with that
    text), `task`, `other_task`, `narrative`. Method: docs/method.md, "Wording".

    >>> tasks = pd.DataFrame({"source_row": [3, 4, 5], "task": ["甲", "乙", "丙"],
    ...     "narrative": ["开展政策申报兑现工作。", "完成选址", "开展政策申报兑现工作"]})
    >>> link_recycled(tasks)[["source_row", "other_row", "kind", "shared_by"]]
       source_row  other_row       kind  shared_by
    0           3          5  identical          2
    """
    return pair_recycled(tasks).drop(columns=["_row", "_other"])


def pair_recycled(tasks: pd.DataFrame) -> pd.DataFrame:
    """Make the table of `link_recycled`, with the positions of both tasks in `_row` and `_other`."""
    bare = tasks["narrative"].str.replace(MARKS, "", regex=True)
    long_enough = bare.str.len().ge(threshold("same_narrative")).fillna(False).astype(bool)
    quarter = tasks["quarter"].astype("object") if "quarter" in tasks else pd.Series("", tasks.index)
    table = tasks[["source_row", "task", "narrative"]].assign(_row=range(len(tasks)), _quarter=quarter.fillna(""), _bare=bare, _text=bare.str.replace(r"\d+", "#", regex=True))[long_enough]  # fmt: skip
    # Equal texts side by side, so that two which are identical are found behind one that differs in its figures.
    table = table.sort_values(["_quarter", "_text", "_bare", "source_row"], kind="stable")
    grouped = table.groupby(["_quarter", "_text"], sort=False)
    pairs = table.assign(
        _other=grouped["_row"].shift(-1), other_row=grouped["source_row"].shift(-1), other_task=grouped["task"].shift(-1), _other_bare=grouped["_bare"].shift(-1),
        shared_by=grouped["source_row"].transform("size"),
    ).dropna(subset=["other_row"])  # fmt: skip
    kind = pd.Series("numbers_differ", pairs.index).mask(pairs["_bare"].eq(pairs["_other_bare"]), "identical")
    pairs = pairs.assign(
        kind=kind, other_row=pairs["other_row"].astype("int64"), _other=pairs["_other"].astype("int64")
    )
    columns = ["source_row", "other_row", "kind", "shared_by", "task", "other_task", "narrative", "_row", "_other"]
    return pairs.sort_values("source_row", kind="stable")[columns].reset_index(drop=True)


def measure_heaping(tasks: pd.DataFrame) -> pd.DataFrame:
    """Measure how many percents are multiples of 5, against chance, and what a difference between them can mean.

    Needs `progress_pct`. Returns one row: `known` percents, `multiples_of_5`, `share_pct` of the known, `chance_pct` (21 of the 101
    whole percents), `probability` (that chance alone gives so many or more; binomial), `distinct` percents, and `resolution_pp`:
    the smallest difference that says anything (5 points where more than half are multiples, else 1); missing where none is known.
    Method: docs/method.md, "Wording".

    >>> measure_heaping(pd.DataFrame({"progress_pct": pd.array([50, 55, 98], "Float64")})).round(3).iloc[0].tolist()
    [3.0, 2.0, 66.667, 20.792, 0.112, 3.0, 5.0]
    """
    from scipy.stats import binom

    known = tasks["progress_pct"].dropna().astype(float)
    n, k = len(known), int((known % 5 == 0).sum())
    row = {
        "known": n,
        "multiples_of_5": k,
        "share_pct": 100 * k / n if n else None,
        "chance_pct": 100 * CHANCE,
        "probability": float(binom.sf(k - 1, n, CHANCE)) if n else None,
        "distinct": known.nunique(),
        "resolution_pp": None if not n else 5.0 if k > threshold("heaping_share") * n else 1.0,
    }
    return pd.DataFrame([row])


def measure_status_entropy(tasks: pd.DataFrame) -> pd.DataFrame:
    """Measure how much the status column says: Shannon's entropy, in bits.

    Needs `status`. Returns one row: `tasks`, `unknown`, `classes` in use, `top_status`, `top_share_pct` (of the known), `entropy_bits`
    (0: every status is the same, so reading it tells nothing) and `most_bits` (all six classes equally often).
    Source: C. E. Shannon, 1948. Method: docs/method.md, "Wording".

    >>> measure_status_entropy(pd.DataFrame({"status": ["ahead", "ahead", "behind", "behind"]}))[["classes", "entropy_bits"]]
       classes  entropy_bits
    0        2           1.0
    """
    counts = tasks["status"].dropna().astype("object").value_counts()
    shares = counts / counts.sum()
    row = {
        "tasks": len(tasks),
        "unknown": int(tasks["status"].isna().sum()),
        "classes": len(counts),
        "top_status": counts.index[0] if len(counts) else None,
        "top_share_pct": float(100 * shares.iloc[0]) if len(counts) else None,
        "entropy_bits": max(0.0, -float(sum(s * math.log2(s) for s in shares))) if len(counts) else None,
        "most_bits": math.log2(len(STATUSES)),
    }
    return pd.DataFrame([row])


@cache
def _words(name: str) -> re.Pattern[str]:
    words = sorted(load_vocabulary("evidence")["wording"][name], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _describe(narrative: str) -> dict[str, int]:
    """How many numbers, dates, places and completed acts a narrative names."""
    found = read_quantities(narrative, "narrative")
    return {
        "numbers": sum(q.role in ("achieved", "share", "target") for q in found),
        "dates": sum(q.role == "date" for q in found),
        "places": len(_words("places").findall(narrative)),
        "acts": len(_words("acts").findall(_words("no_acts").sub("", narrative))),
    }

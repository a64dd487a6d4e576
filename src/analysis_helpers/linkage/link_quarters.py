"""Link the tasks of two quarters: equal, reworded, split, merged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.decisions import ONE_TO_ONE, apply_decisions, finish, relate
from analysis_helpers.linkage.differences import find_difference
from analysis_helpers.linkage.similarity import Weights, number
from analysis_helpers.linkage.text_features import find_core, plain


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


WORDS = ("coined", "thing")  # differences that may be of wording after all
NEEDED = ["task_id", "quarter", "unit", "task"]


def link_quarters(previous: pd.DataFrame, current: pd.DataFrame, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find for every task of a quarter the task or tasks of the quarter before.

    Needs `task_id`, `quarter`, `unit`, `task` of both; `decisions` are those of `data/decisions.csv`. Returns one row for
    each relation: `previous_id`, `current_id`, `kind` (same, reworded, split, merged, new, dropped, doubtful),
    `similarity` (0 to 1), `margin` (how far the next best is behind) and `why` (a rule of `core/vocabulary/labels.toml`
    [why], with what it saw). A split or merge has one row for each pair; new tasks have no `previous_id`, dropped ones no
    `current_id`; a doubtful pair is one that a person should decide. Order of rows and index do not matter.
    Raises ReportError for missing columns, tasks without a text, and ids that stand twice.
    Method and limits: docs/method.md, "Links".

    >>> before = pd.DataFrame({"task_id": ["a", "b", "c"], "quarter": "2024Q1", "unit": "甲局",
    ...     "task": ["新建城市书房4个", "创建丰惠镇3A级景区镇", "办好杨梅节"]})
    >>> after = pd.DataFrame({"task_id": ["x", "y", "z"], "quarter": "2024Q2", "unit": "甲局",
    ...     "task": ["办好杨梅节", "新增城市书房4个", "创建汤浦镇3A级景区镇"]})
    >>> link_quarters(before, after)[["previous_id", "current_id", "kind"]]
      previous_id current_id      kind
    0           a          y  reworded
    1           b       <NA>   dropped
    2           c          x      same
    3        <NA>          z       new
    """
    tasks = pd.concat([_take(previous, "previous"), _take(current, "current")], ignore_index=True)
    side, limits = tasks["side"].eq("current").to_numpy(), load_vocabulary("linking")["thresholds"]
    decided, apart = apply_decisions(tasks, decisions)
    links = [decided]
    links.append(_equal(tasks, _open(tasks, links), ["unit", "plain"]))
    left = _open(tasks, links)
    if left[~side].any() and left[side].any():
        tasks["core"] = find_core(tasks, limits)
        weights, units = Weights(tasks["core"].tolist()), number(tasks["unit"].tolist())
        pairs = weights.compare(np.flatnonzero(left & ~side), np.flatnonzero(left & side), units, limits["candidate"])
        links += _resolve(_judge(pairs, tasks, limits, apart), weights, limits)
        links += _move(tasks, links, weights, limits, apart)
    return _arrange(tasks, links)


def _take(tasks: pd.DataFrame, side: str) -> pd.DataFrame:
    missing = [name for name in NEEDED if name not in tasks.columns]
    if missing:
        raise ReportError(
            "link.columns_missing", side=word(f"words.{side}"), columns=", ".join(missing), needed=", ".join(NEEDED)
        )
    taken = tasks[NEEDED].reset_index(drop=True).astype({"task_id": "string", "task": "string"})
    bad = (
        taken["task"].fillna("").str.strip().eq("") | taken["task_id"].isna() | taken["task_id"].duplicated(keep=False)
    )
    if bad.any():
        names = "、".join(taken.loc[bad, "task_id"].fillna("(none)").head(5))
        raise ReportError("link.tasks_unfit", side=word(f"words.{side}"), n=int(bad.sum()), names=names)
    # Sorted once, so that the order in which tasks arrive decides nothing.
    taken = taken.assign(side=side, unit=taken["unit"].astype("string")).sort_values(["unit", "task_id"])
    return taken.assign(task=taken["task"].astype(object), plain=[plain(text) for text in taken["task"]])


def _open(tasks: pd.DataFrame, links: list[pd.DataFrame]) -> np.ndarray:
    """The tasks that no relation names yet."""
    free = np.ones(len(tasks), dtype=bool)
    for table in links:
        for side in ("previous", "current"):
            free[table[side].dropna().to_numpy(int)] = False
    return free


def _equal(tasks: pd.DataFrame, free: np.ndarray, by: list[str]) -> pd.DataFrame:
    """Tasks of the same text. Where a text stands in a quarter several times, they are paired in order of their ids."""
    pool = tasks[free].reset_index(names="at")
    pool["place"] = pool.groupby([*by, "side"], dropna=False).cumcount()
    sides = [pool[pool["side"].eq(side)] for side in ("previous", "current")]
    both = sides[0].merge(sides[1], on=[*by, "place"], suffixes=("", "_current"), validate="one_to_one")
    return relate(both["at"], both["at_current"], "same", "same_text")


def _judge(
    pairs: pd.DataFrame, tasks: pd.DataFrame, limits: Mapping[str, float], apart: set[tuple[int, int]]
) -> pd.DataFrame:
    """Add what two texts say differently: `rule` and `words`; `barred` are pairs that speak of different things.

    Pairs that a person has told apart are left out.
    """
    told = np.array([pair in apart for pair in zip(pairs["previous"], pairs["current"], strict=True)], dtype=bool)
    pairs = pairs[pairs["cosine"].ge(limits["candidate"]) & ~told].reset_index(drop=True)
    texts = tasks["core"].to_numpy()
    rules, words = [], []
    for one, other in zip(texts[pairs["previous"]], texts[pairs["current"]], strict=True):
        difference = find_difference(one, other)
        if difference is None or difference.alike < limits["alike_word" if difference.kind in WORDS else "alike"]:
            rules.append("")
            words.append("")
        else:
            rules.append(f"other_{difference.kind}")
            words.append(f"{difference.before}→{difference.after}")
    rule = pd.Series(rules, dtype=object)
    return pairs.assign(rule=rule, words=words, barred=rule.ne("").to_numpy())


def _resolve(pairs: pd.DataFrame, weights: Weights, limits: Mapping[str, float]) -> list[pd.DataFrame]:
    """Splits and merges first, since a part may resemble its whole less than something else resembles it; then one to one."""
    links: list[pd.DataFrame] = []
    for kind, whole, part in (("split", "previous", "current"), ("merged", "current", "previous")):
        found = find_groups(_without(pairs, links), weights, limits, whole, part)
        links.append(
            relate(found["previous"], found["current"], kind, "parts_of_whole", found["covered"], found["inside"])
        )
    return [*links, *_pair_off(_without(pairs, links), limits)]


def _without(pairs: pd.DataFrame, links: list[pd.DataFrame]) -> pd.DataFrame:
    for table in links:
        pairs = pairs[~pairs["previous"].isin(table["previous"]) & ~pairs["current"].isin(table["current"])]
    return pairs.reset_index(drop=True)


def _pair_off(pairs: pd.DataFrame, limits: Mapping[str, float]) -> list[pd.DataFrame]:
    """The one-to-one pairs whose likeness adds up to the most; what is barred or close to another is doubtful."""
    chosen = pairs[~pairs["barred"] & pairs["cosine"].ge(limits["link"])]
    chosen = chosen.loc[_assign(chosen)]
    margin = _margin(pairs[~pairs["barred"]], chosen)
    close = margin.lt(limits["margin"]).to_numpy()
    weak = chosen["cosine"].lt(limits["sure"]).to_numpy()
    sure, open_ = chosen[~close & ~weak], chosen[close | weak]
    links = [
        relate(sure["previous"], sure["current"], "reworded", "best_of_both", sure["cosine"], margin[~close & ~weak]),
        relate(
            open_["previous"], open_["current"], "doubtful", np.where(close, "close_second", "little_alike")[close | weak],
            open_["cosine"], margin[close | weak],
        ),
    ]  # fmt: skip
    rest = _without(pairs, links)
    rest = rest[rest["rule"].eq("other_thing") & rest["cosine"].ge(limits["ask"])]
    rest = rest.loc[_assign(rest)]
    why = rest["rule"] + ": " + rest["words"]
    return [*links, relate(rest["previous"], rest["current"], "doubtful", why, rest["cosine"])]


def _assign(pairs: pd.DataFrame) -> pd.Index:
    """The rows of `pairs` that link each task at most once and whose likeness adds up to the most.

    Likeness counts squared, so that one good pair outweighs two middling ones.
    """
    if pairs.empty:
        return pairs.index
    rows, columns = number(pairs["previous"].tolist()), number(pairs["current"].tolist())
    n = rows.max() + 1
    ends = (np.ones(len(pairs)), (rows, columns + n))
    _, component = connected_components(sparse.coo_matrix(ends, shape=(n + columns.max() + 1,) * 2), directed=False)
    of_pair = pd.Series(component[rows], pairs.index)
    alone = ~of_pair.duplicated(keep=False)
    chosen = [pairs.index[alone]]
    for _, group in pairs[~alone].groupby(of_pair[~alone]):
        table = group.pivot(index="previous", columns="current", values="cosine")
        i, j = linear_sum_assignment(table.fillna(0).to_numpy() ** 2, maximize=True)
        wanted = {(table.index[a], table.columns[b]) for a, b in zip(i, j, strict=True)}
        chosen.append(group.index[[pair in wanted for pair in zip(group["previous"], group["current"], strict=True)]])
    return chosen[0].append(chosen[1:])


def _margin(pairs: pd.DataFrame, chosen: pd.DataFrame) -> pd.Series:
    """How far behind the next best of either task is, among tasks that are not better off elsewhere."""
    taken = {side: chosen.set_index(side)["cosine"] for side in ("previous", "current")}
    others = pairs.drop(chosen.index)
    rivals = []
    for own, other in (("previous", "current"), ("current", "previous")):
        open_to = others[others["cosine"].gt(others[other].map(taken[other]).fillna(0))]
        rivals.append(chosen[own].map(open_to.groupby(own)["cosine"].max()).fillna(0))
    return chosen["cosine"] - np.maximum(*rivals)


def _move(tasks: pd.DataFrame, links: list[pd.DataFrame], weights: Weights, limits: Mapping[str, float],
          apart: set[tuple[int, int]]) -> list[pd.DataFrame]:  # fmt: skip
    """What is left is looked for in other units: only what reads nearly the same, once in either quarter."""
    current, left = tasks["side"].eq("current").to_numpy(), _open(tasks, links)
    once = ~tasks.duplicated(["side", "plain"], keep=False).to_numpy()
    here, there = np.flatnonzero(left & once & ~current), np.flatnonzero(left & once & current)
    if not (len(here) and len(there)):
        return []
    pairs = weights.compare(here, there, None, limits["moved"])
    pairs = _judge(pairs, tasks, limits, apart)
    pairs = pairs[~pairs["barred"]]
    texts = tasks["plain"].to_numpy()
    kind = np.where(texts[pairs["previous"]] == texts[pairs["current"]], "same", "reworded")
    alone = ~pairs.duplicated("previous", keep=False) & ~pairs.duplicated("current", keep=False)
    pairs = pairs.assign(kind=np.where(alone, kind, "doubtful"))
    pairs = pairs.loc[_assign(pairs)]
    return [relate(pairs["previous"], pairs["current"], pairs["kind"], "moved_unit", pairs["cosine"])]


def _arrange(tasks: pd.DataFrame, links: list[pd.DataFrame]) -> pd.DataFrame:
    free, current = _open(tasks, links), tasks["side"].eq("current").to_numpy()
    dropped, new = np.flatnonzero(free & ~current), np.flatnonzero(free & current)
    table = pd.concat(
        [
            *links,
            relate(dropped, pd.NA, "dropped", "nothing_alike", np.nan),
            relate(pd.NA, new, "new", "nothing_alike", np.nan),
        ]
    )
    ids = tasks["task_id"]
    for side in ("previous", "current"):
        table[f"{side}_id"] = table[side].astype("Int64").map(ids).astype("string")
    return finish(table).sort_values(["previous_id", "current_id"], ignore_index=True)


QUARTERS = ["previous_quarter", "current_quarter"]


def follow_tasks(tasks: pd.DataFrame, decisions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give each task the id under which it was first seen; return the tasks and all links between quarters.

    Each quarter is compared with the last one before it in which the unit reported. Parts of a split, merged and
    doubtful tasks keep an id of their own. Tasks whose report is of no quarter are not linked.
    """
    tasks, linked = (
        tasks.copy(),
        [_quarters(finish(relate([], [], [], []).assign(previous_id=[], current_id=[])), {}, None)],
    )
    last: dict[object, pd.DataFrame] = {}
    for quarter in sorted(tasks["quarter"].dropna().unique()):
        here = tasks["quarter"].eq(quarter)
        if last:
            # A task that moved stands with the unit it left, if that is silent since, and with the one that has it now.
            previous = (
                pd.concat(last.values()).sort_values("quarter", kind="stable").drop_duplicates("task_id", keep="last")
            )
            previous = previous.sort_index().set_index("task_id", drop=False)
            tasks, links = _link(previous, tasks, here, decisions)
            linked.append(_quarters(links, previous["quarter"].astype(str).to_dict(), str(quarter)))
        last |= dict(list(tasks[here].groupby("unit", dropna=False)))
    return tasks, pd.concat(linked, ignore_index=True)


def _link(
    previous: pd.DataFrame, tasks: pd.DataFrame, here: pd.Series, decisions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Linking needs scipy, which a single quarter does not.

    links = link_quarters(previous, tasks[here], decisions)
    unit = links["previous_id"].map(previous["unit"].to_dict())
    silent = links["kind"].eq("dropped") & ~unit.isin(tasks.loc[here, "unit"])
    links = links[~silent]  # its unit has not reported: nothing can be said of it
    known = links[links["kind"].isin(ONE_TO_ONE)].set_index("current_id")["previous_id"].to_dict()
    names = tasks.loc[here, "task_id"].map(lambda name: known.get(name, name))
    tasks.loc[here, "task_id"] = names.astype(tasks["task_id"].dtype)
    return tasks, links.assign(
        current_id=links["current_id"].map(lambda name: known.get(name, name), na_action="ignore")
    )


def _quarters(links: pd.DataFrame, before: dict[str, str], now: str | None) -> pd.DataFrame:
    """Add the quarters that are compared."""
    quarters = {"previous_quarter": links["previous_id"].map(before), "current_quarter": now}
    return links.assign(**quarters).astype(dict.fromkeys(QUARTERS, "string"))[[*QUARTERS, *links.columns]]

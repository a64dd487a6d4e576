"""Which id does a task carry through the quarters?"""

from __future__ import annotations

import pandas as pd

from analysis_helpers.linkage.relations import ONE_TO_ONE, finish, relate

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
            previous = pd.concat(last.values()).set_index("task_id", drop=False)
            tasks, links = _link(previous, tasks, here, decisions)
            linked.append(_quarters(links, previous["quarter"].astype(str).to_dict(), str(quarter)))
        last |= dict(list(tasks[here].groupby("unit", dropna=False)))
    return tasks, pd.concat(linked, ignore_index=True)


def _link(
    previous: pd.DataFrame, tasks: pd.DataFrame, here: pd.Series, decisions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Linking needs scipy, which a single quarter does not.
    from analysis_helpers.linkage.link_quarters import link_quarters

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

"""How do districts differ: in where they stand, what they call ahead, who carries it, and what moved?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis_helpers.linkage.decisions import ONE_TO_ONE
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import measure_change
from analysis_helpers.measures.progress import NOT_AHEAD, is_reported_ahead, threshold
from analysis_helpers.measures.schedule import compare_with_schedule, ensure_compared
from analysis_helpers.measures.workload import measure_concentration

QUARTILES = {"low": 0.25, "high": 0.75}
SIDES = ["above", "within", "below"]


def measure_overstatement(tasks: pd.DataFrame) -> pd.DataFrame:
    """Count the tasks that are reported ahead and are level or behind, of those that can be compared.

    Needs `status` and `progress_pct`; tasks that do not yet stand beside the schedule are compared with it by the month.
    Returns one row: `compared` (status and percent known), `overstated`, `understated` (ahead, and not reported so;
    those reported done are none), and `overstated_pct` (share of `compared`, percent; missing where that is 0).
    Source: docs/method.md, "Status inflation by district".

    >>> tasks = pd.DataFrame({"quarter": pd.PeriodIndex(["2024Q2"] * 3, freq="Q"),
    ...     "as_of": pd.to_datetime(["2024-06-30"] * 3), "progress_pct": pd.array([55, 50, None], "Float64"),
    ...     "status": ["ahead", "ahead", "ahead"]})
    >>> measure_overstatement(tasks)[["compared", "overstated", "overstated_pct"]].iloc[0].tolist()
    [2.0, 1.0, 50.0]
    """
    tasks = ensure_compared(tasks)
    known = tasks[tasks["status"].notna() & tasks["schedule_status"].notna()]
    is_ahead, reported = known["schedule_status"].eq("ahead"), is_reported_ahead(known)
    over = int((reported & known["schedule_status"].isin(NOT_AHEAD)).sum())
    under = int((is_ahead & ~reported & known["status"].ne("done")).sum())
    share = 100 * over / len(known) if len(known) else None
    row = {"compared": len(known), "overstated": over, "understated": under, "overstated_pct": share}
    return pd.DataFrame([row]).astype({"overstated_pct": "Float64"})


def measure_district(history: History) -> pd.DataFrame:
    """Describe a district's newest quarter in one row: for `corpus.map`, and the charts of a province.

    Returns `quarter`, `measured_on`, `basis`, `expected_pct`, `synthetic`, `files`; counts of tasks: `tasks`, `unknown` (no
    percent), and those of `measure_overstatement`; mean and quartiles of the deviation (`deviation_mid_pp`, `_low_pp`, `_high_pp`, points) and of the
    change since the quarter before, of tasks linked one to one with both percents known (`changed` of them; `change_low_pp`, …);
    of the leaders `holders`, `hhi`, `effective_share_pct` (effective leaders of all leaders, percent).
    Missing where fewer than three are known, or nothing can be said.
    """
    quarter = str(history.at())
    tasks = compare_with_schedule(history.tasks[history.tasks["quarter"].eq(history.at())])
    changes = measure_change(history, quarter)
    deltas = changes.loc[changes["kind"].isin(ONE_TO_ONE), "delta_pp"].dropna()
    held = measure_concentration(tasks).iloc[0]
    row = {
        "quarter": quarter,
        "measured_on": tasks["measured_on"].iloc[0],
        "basis": tasks["basis"].iloc[0],
        "expected_pct": tasks["expected_pct"].iloc[0] if tasks["expected_pct"].nunique() == 1 else None,
        "synthetic": bool(tasks["synthetic"].any()),
        "files": tasks["source_file"].nunique(),
        "tasks": len(tasks),
        "unknown": int(tasks["progress_pct"].isna().sum()),
        **measure_overstatement(tasks).iloc[0].to_dict(),
        **_spread("deviation", tasks["deviation_pp"].dropna()),
        "changed": len(deltas),
        **_spread("change", deltas),
        "holders": int(held["holders"]),
        "hhi": held["hhi"],
        "effective_share_pct": 100 * held["effective"] / held["holders"] if pd.notna(held["effective"]) else None,
    }
    floats = [name for name in row if name.endswith(("_pp", "_pct"))] + ["hhi"]
    counts = ["compared", "overstated", "understated"]
    return pd.DataFrame([row]).astype(dict.fromkeys(floats, "Float64") | dict.fromkeys(counts, "int64"))


def measure_funnel(districts: pd.DataFrame, count: str = "overstated", of: str = "compared") -> pd.DataFrame:
    """Set the share of each district beside what chance alone would give a district of its size.

    Needs `district` and two columns of counts (see `measure_district`). Returns them, largest first, with `share_pct`, `expected_pct` (of
    all districts together), the control limits `low_95_pct`, `high_95_pct`, `low_998_pct`, `high_998_pct` (percent) and `side`:
    `above` or `below` the limits of 99.8 %, or `within`. Districts without a task to compare are left out.
    Formula and source: docs/method.md, "Status inflation by district".

    >>> measure_funnel(pd.DataFrame({"district": ["甲", "乙", "丙"], "overstated": [60, 4, 1], "compared": [100, 100, 2]}))[
    ...     ["district", "share_pct", "side"]]
      district  share_pct    side
    0        甲       60.0   above
    1        乙        4.0   below
    2        丙       50.0  within
    """
    table = districts.loc[districts[of].gt(0).fillna(False), ["district", of, count]].astype(
        {of: "int64", count: "int64"}
    )
    table = table.sort_values(of, ascending=False, kind="stable", ignore_index=True)
    n = table[of].to_numpy()
    share = float(table[count].sum() / n.sum()) if len(table) else 0.0
    table = table.assign(share_pct=100 * table[count] / n, expected_pct=100 * share)
    for name, level in (("95", threshold("funnel_warning")), ("998", threshold("funnel_alarm"))):
        low, high = funnel_limits(share, n, level)
        table = table.assign(**{f"low_{name}_pct": 100 * low, f"high_{name}_pct": 100 * high})
    above, below = table["share_pct"].gt(table["high_998_pct"]), table["share_pct"].lt(table["low_998_pct"])
    return table.assign(side=pd.Categorical(np.select([above, below], ["above", "below"], "within"), SIDES))


def funnel_limits(share: float, n: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """The limits between which the share of n tasks lies by chance with this probability, if `share` holds for all.

    Binomial, interpolated between whole counts as Spiegelhalter (2005) does, so that the limits have no teeth.
    """
    from scipy.stats import binom

    def limit(tail: float) -> np.ndarray:
        if not 0 < share < 1:
            return np.full(len(n), float(share))
        count = binom.ppf(tail, n, share)
        at, before = binom.cdf(count, n, share), binom.cdf(count - 1, n, share)
        limits: np.ndarray = np.clip((count - (at - tail) / (at - before)) / n, 0, 1)
        return limits

    return limit((1 - level) / 2), limit((1 + level) / 2)


def _spread(name: str, values: pd.Series) -> dict[str, float | None]:
    if len(values) < threshold("min_group"):
        return dict.fromkeys([f"{name}_low_pp", f"{name}_mid_pp", f"{name}_high_pp"])
    quartiles = {f"{name}_{part}_pp": float(values.quantile(at)) for part, at in QUARTILES.items()}
    return {**quartiles, f"{name}_mid_pp": float(values.mean())}
